"""A shell offers what the configuration knows, and offers nothing rather than an error."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from tests.support.desk import ONE, TWO, Desk, desk
from watcher.cli.frame import watcher


@pytest.fixture
def my(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with desk(tmp_path) as found:
        found.write('[channels.mail]\nkind = "email"\nto = "a@example.org"\nurl = "${NOT_SET}"', trials=(ONE, TWO))
        monkeypatch.chdir(found.folder)
        yield found


def _offered(*typed: str) -> list[str]:
    *before, begun = typed
    return [item.value for item in ShellComplete(watcher, {}, "watcher", "_C").get_completions(before, begun)]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (("show", ""), [ONE, TWO]),
        (("log", "nct00000002"), [TWO]),
        (("check", "NCT1"), []),
        (("pause", "o"), ["ours"]),
        (("add", "--watch", ""), ["ours"]),
        (("notify", "test", ""), ["mail"]),
        (("log", "--kind", "why_"), ["why_stopped.changed"]),
    ],
)
def test_what_the_configuration_knows_is_offered(my: Desk, typed: tuple[str, ...], offered: list[str]) -> None:
    assert _offered(*typed) == offered


def test_another_configuration_is_read_where_one_is_named(my: Desk) -> None:
    my.config.rename(my.folder / "other.toml")
    assert _offered("show", "") == []
    assert _offered("-c", "other.toml", "show", "") == [ONE, TWO]
    assert _offered("show", "-c", "other.toml", "") == [ONE, TWO]
    (my.folder / "other.toml").write_text("[[watch")
    assert _offered("-c", "other.toml", "show", "") == []
