"""Secrets are needed by those who check and send. Whoever only looks needs none of them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.desk import ONE, TWO, Desk, desk

# A variable in every place that only a check needs.
SENDING = """
[channels.mail]
kind = "email"
to = ["ana@example.org", "${MY_ADDRESS}"]
url = "smtp+starttls://ana@example.org:${SMTP_PASSWORD}@mail.example.org:587"

[channels.hook]
kind = "webhook"
url = "https://example.org/hook"
secret_file = "hook.secret"

[ping]
url = "${PING_URL}"

[[alert]]
near = "${HOME_PLACE}"
labels = { owner = "${OWNER}" }
channels = ["mail"]
"""
MISSING = ("MY_ADDRESS", "SMTP_PASSWORD", "hook.secret", "PING_URL", "HOME_PLACE", "OWNER")
LOOKING = [
    ("list",),
    ("list", "--json"),
    ("log",),
    ("log", "--json"),
    ("show", ONE),
    ("diff", ONE),
    ("status",),
    ("publish",),
    ("dump", "again"),
    ("load", "state", "--replace"),
    ("backup", "copy.db"),
    ("prune", "--before", "365d"),
    ("vacuum",),
    ("reclassify", "--dry-run"),
    ("config",),
    ("add", TWO, "--offline"),
]


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Desk]:
    """Two versions of a trial, and the configuration of the machine that sends, without its secrets."""
    with desk(tmp_path) as found:
        found.write()
        for status in ("RECRUITING", "SUSPENDED"):
            found.publish(overallStatus=status)
            found.run("check")
        found.run("dump", "state")
        found.write(SENDING)
        yield found


@pytest.mark.parametrize("looking", LOOKING, ids=" ".join)
def test_looking_needs_no_secret(elsewhere: Desk, looking: tuple[str, ...]) -> None:
    ran = elsewhere.run(*looking)
    assert ran.code == 0, ran.err


def test_a_change_can_be_explained_and_noted_without_secrets_but_not_corrected(elsewhere: Desk) -> None:
    change = elsewhere.run("log", "--json", "--kind", "status.changed").rows[0]["id"]
    assert elsewhere.run("explain", change).code == 0
    assert elsewhere.run("note", change, "as agreed").code == 0
    assert elsewhere.run("note", change, "a slip", "--wrong").code == 2, "a correction would go to somebody"


@pytest.mark.parametrize("sending", [("check",), ("deliver",), ("notify", "test"), ("serve",), ("actions", "run")])
def test_sending_names_everything_that_is_missing_before_anybody_is_asked(
    elsewhere: Desk, sending: tuple[str, ...]
) -> None:
    asked = len(elsewhere.registry.requests)
    ran = elsewhere.run(*sending)
    assert ran.code == 2
    assert [name for name in MISSING if name not in ran.err] == []
    assert len(elsewhere.registry.requests) == asked


def test_the_doctor_and_the_configuration_as_read_name_what_is_missing(elsewhere: Desk) -> None:
    ran = elsewhere.run("doctor", "--offline")
    assert ran.code == 1
    assert [name for name in MISSING if name not in ran.out] == []
    assert "SMTP_PASSWORD" in elsewhere.run("config").err


def test_of_a_channel_that_lacks_a_secret_the_rest_is_shown_and_no_secret(
    elsewhere: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_ADDRESS", "bo@example.org")
    inline = SENDING.replace("https://example.org/hook", "${HOOK}").replace("secret_file", "secret")
    elsewhere.write(inline.replace("hook.secret", f"whsec_{'A' * 44}"))
    ran = elsewhere.run("config")
    assert ran.code == 0, ran.err
    shown = tomllib.loads(ran.out)["channels"]
    assert shown["mail"] == {"kind": "email", "to": ["ana@example.org", "(hidden)"]}
    assert shown["hook"] == {"kind": "webhook", "secret": "(hidden)"}


def test_any_other_mistake_is_a_mistake_for_everybody(elsewhere: Desk) -> None:
    elsewhere.write(SENDING.replace("kind = ", "knid = ", 1))
    ran = elsewhere.run("list")
    assert ran.code == 2
    assert "kind is missing" in ran.err
    elsewhere.write('[store]\npath = "${WHERE}"')
    assert "the variable WHERE is not set or empty" in elsewhere.run("list").err
