"""docs/promises.md: each promise names tests that are there; and what only a whole house can show of privacy."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from random import Random

import pytest

from tests.proofs.story import releases
from tests.proofs.world import World, world
from tests.support.paths import ROOT

_PROMISE = re.compile(r"^\*\*(?P<words>.+?)\*\*(?P<rest>.*?)(?=^\*\*|^## |^We do not|\Z)", re.MULTILINE | re.DOTALL)
_TESTS = {
    name
    for path in (ROOT / "tests").glob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE)
}
_PROMISES = [
    (found["words"], re.findall(r"`(test_\w+)`", found["rest"]))
    for found in _PROMISE.finditer((ROOT / "docs" / "promises.md").read_text())
]


def test_there_are_promises() -> None:
    assert len(_PROMISES) > 15


@pytest.mark.parametrize(("words", "tests"), _PROMISES, ids=[words[:50] for words, _ in _PROMISES])
def test_each_promise_is_held_by_tests_that_are_there(words: str, tests: list[str]) -> None:
    assert tests
    assert [name for name in tests if name not in _TESTS] == []


@pytest.mark.parametrize("page", ["threat-model.md", "proofs.md"])
def test_each_test_that_a_page_on_safety_names_is_there(page: str) -> None:
    named = re.findall(r"`(test_\w+)`", (ROOT / "docs" / page).read_text())
    assert named
    assert [name for name in named if name not in _TESTS] == []


_TELLTALE = ("c2VjcmV0IG9mIHR3ZW50eSBmb3VyIGJ5dGVz", "secret of twenty four bytes", "ann@example.org", "t0p1c-token")


@pytest.fixture
def lived_in(tmp_path: Path) -> World:
    """A house after a delivery, a refusal that repeats the address, and an outage; dumped, backed up, logged loudly."""
    with world(tmp_path / "house", lambda: "refuses") as outside:
        path = outside.config(outside.folder)
        path.write_text(path.read_text().replace(f":{outside.ports['flapping']}/", ":1/t0p1c-token"))
        script = releases(Random(1))
        outside.look()
        for answers in ({}, {"RCPT": "550 5.1.1 <ann@example.org> is unknown here"}):
            outside.mailbox.answers.update(answers)
            outside.publish(*next(script))
            assert outside.run("check", "-vv") == 1
        for words in (("dump", str(outside.folder / "dump")), ("backup", str(outside.folder / "copy.db")), ("status",)):
            outside.run(*words)
        return outside


def test_no_file_but_the_configuration_holds_an_address_or_a_secret(lived_in: World) -> None:
    """What was printed and logged lies beside the database, in said.txt."""
    assert "is unknown here" in lived_in.said()
    texts = {path.name: path.read_bytes() for path in lived_in.folder.rglob("*") if path.is_file()}
    assert {"said.txt", "watcher.db", "copy.db", "NCT00000001.jsonl"} <= set(texts)
    shown = [name for name, held in texts.items() if any(one.encode() in held for one in _TELLTALE)]
    assert shown == ["config.toml"]


def test_the_files_are_for_their_owner_only(lived_in: World) -> None:
    for path in (*lived_in.folder.glob("watcher.db*"), lived_in.folder / "copy.db"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
