"""What holds for every way to reach someone, whatever its kind."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.paths import ROOT
from tests.support.receivers import outside, target_of
from tests.support.updates import BLIND, EVIL, SITES, SLIPPED, digest, message
from watcher.channels import KINDS
from watcher.channels.addresses import addr_spec, address, key_of
from watcher.channels.base import Channel, moment
from watcher.model import Message

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")

SECRET = "hunter2hunter2hunter2hunter2hunter2hunter2hu"
SETTINGS: dict[str, dict[str, Any]] = {
    "apprise": {"url": f"json://user:{SECRET}@example.org/"},
    "email": {"url": f"smtps://user:{SECRET}@example.org", "to": "ann@example.org", "token": SECRET},
    "github": {"repo": "me/trials", "token": SECRET},
    "ntfy": {"url": f"https://ntfy.sh/{SECRET}", "token": SECRET},
    "slack": {"url": f"https://hooks.slack.com/services/{SECRET}"},
    "stdout": {},
    "webhook": {"url": f"https://example.org/{SECRET}", "secret": f"whsec_{SECRET}"},
}
MESSAGES: list[Message] = [
    message(SLIPPED),
    message(SITES),
    message(EVIL),
    digest(message(SLIPPED), message(EVIL)),
    digest(),
    BLIND,
]


def channel(kind: str) -> Channel:
    return KINDS[kind]()(**SETTINGS[kind]).open("it", outside())


def test_every_kind_is_tried_here() -> None:
    assert set(KINDS) == set(SETTINGS)


@pytest.mark.parametrize("kind", KINDS)
def test_settings_are_frozen_and_show_no_secret(kind: str) -> None:
    settings = KINDS[kind]()(**SETTINGS[kind])
    assert settings.model_config["frozen"] and settings.model_config["extra"] == "forbid"
    assert SECRET not in repr(settings) + str(settings) + settings.model_dump_json()


@pytest.mark.parametrize("kind", KINDS)
def test_a_channel_knows_its_name_kind_and_recipients_as_keys(kind: str) -> None:
    it = channel(kind)
    assert (it.name, it.kind) == ("it", kind)
    assert it.recipients() and all(re.fullmatch("[0-9a-f]{16}", key) for key in it.recipients())
    assert it.recipients() == channel(kind).recipients()


def test_the_same_address_on_two_kinds_is_two_recipients() -> None:
    keys = [key for kind in KINDS for key in channel(kind).recipients()]
    assert len(keys) == len(set(keys)), "a channel that becomes another kind sends nothing that it did not render"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("told", MESSAGES)
def test_a_message_is_rendered_to_the_same_bytes_each_time_and_without_secrets(kind: str, told: Message) -> None:
    it = channel(kind)
    first = it.render(told, target_of(it))
    assert first == channel(kind).render(told, target_of(it))
    assert first.body and SECRET.encode() not in first.body and b"ann@example.org" not in first.body


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("told", MESSAGES)
def test_a_service_gets_no_more_than_its_limits(kind: str, told: Message) -> None:
    it = channel(kind)
    body = it.render(told, target_of(it)).body
    if it.limits.body is None or kind == "slack":  # Slack's limit is of each block
        return
    said = json.loads(body)
    assert len(said.get("body") or said["message"]) <= it.limits.body


# --- addresses and moments -------------------------------------------------------------------------------------------

LOCAL = st.text("abcdefghijklmnopqrstuvwxyzABC0123456789._+-äß用", min_size=1, max_size=20).filter(
    lambda text: ".." not in text and text[0] != "." and text[-1] != "."
)


@given(LOCAL, st.sampled_from(["example.org", "EXAMPLE.org", "bücher.example", "xn--bcher-kva.example"]))
def test_an_address_that_was_understood_is_understood_again(local: str, domain: str) -> None:
    once = address(f"{local}@{domain}")
    assert address(addr_spec(once)) == once
    assert once.domain.isascii()


@given(LOCAL, st.sampled_from(["", "Ann ", "Dr. Ann O'Neil "]))
def test_a_recipient_has_one_key_however_it_is_written(local: str, name: str) -> None:
    def key(text: str) -> str:
        return key_of(address(text))

    plain = key(f"{local}@example.org")
    quoted = f'"{name.strip()}" <{local}@EXAMPLE.org>' if name else f"{local}@Example.ORG"
    assert key(quoted) == plain
    assert key(f"other{local}@example.org") != plain


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (message(SLIPPED), SLIPPED.detected_at),
        (BLIND, datetime(2026, 2, 9, 15, 17, tzinfo=UTC)),
        (digest(), datetime(2026, 2, 16, tzinfo=UTC)),
        (digest(until=None), datetime(2026, 2, 16, 8, tzinfo=UTC)),
        (digest(message(SLIPPED), until=None, slot="summary:abc"), SLIPPED.detected_at),
        (digest(until="2026-02-16T08:00:00+01:00"), datetime(2026, 2, 16, 8, tzinfo=timezone(timedelta(hours=1)))),
    ],
)
def test_a_message_bears_the_time_of_what_it_tells(told: Message, expected: datetime) -> None:
    assert moment(told) == expected


def test_the_examples_of_the_page_on_channels_are_right() -> None:
    examples = re.findall(r"```toml\n(.*?)```", (ROOT / "docs" / "channels.md").read_text(), re.DOTALL)
    values = {"WEBHOOK_SECRET": f"whsec_{SECRET}", "GITHUB_REPOSITORY": "me/trials", "TELEGRAM_CHAT": "12315544"}
    values |= {"TELEGRAM_TOKEN": "123456789:" + "A" * 35}
    for example in examples:
        text = re.sub(r"\$\{(\w+)\}", lambda found: values.get(found[1], SECRET), example)
        for name, table in tomllib.loads(text)["channels"].items():
            assert KINDS[table["kind"]]()(**table).open(name, outside()).kind == table["kind"]
    assert len(examples) == 4


def test_naming_the_kinds_loads_none_of_them(tmp_path: Path) -> None:
    heavy = ("pydantic", "httpx", "apprise", "smtplib", "jinja2")
    code = f"import sys, watcher.channels; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
