"""The frame: every command found, helped, and never a traceback for what may be expected."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click
import pytest

from tests.support.desk import ONE, Desk, desk
from watcher.cli.frame import COMMANDS, Entry, watcher

ALL = [(name, entry) for entries in COMMANDS.values() for name, entry in entries.items()]
HEAVY = {
    "pydantic",
    "httpx",
    "rich",
    "sqlite3",
    "sqlite_utils",
    "deepdiff",
    "apscheduler",
    "jinja2",
    "msgspec",
    "tomlkit",
}


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as found:
        found.write()
        yield found


@pytest.mark.parametrize(("name", "entry"), ALL)
def test_the_list_of_commands_says_what_each_command_says_of_itself(name: str, entry: Entry) -> None:
    command = watcher.get_command(click.Context(watcher), name)
    assert command is not None
    assert command.name == name
    assert " ".join((command.help or "").split()).startswith(entry.help.rstrip("."))


@pytest.mark.parametrize(("name", "_entry"), ALL)
def test_each_command_shows_an_example(name: str, _entry: Entry, at: Desk) -> None:
    ran = at.run(name, "--help")
    subcommands = watcher.get_command(click.Context(watcher), name)
    assert ran.code == 0
    assert f"  watcher {name}" in ran.out or isinstance(subcommands, click.Group)


def test_help_needs_nothing_heavy() -> None:
    code = "import sys; from watcher.cli import run; run(['--help']); print(*sys.modules, file=sys.stderr)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {name.partition(".")[0] for name in ran.stderr.split()} & HEAVY


def test_the_configuration_is_named_before_or_after_the_command(at: Desk) -> None:
    elsewhere = at.folder / "elsewhere.toml"
    at.config.rename(elsewhere)
    assert at.run("list").code == 2
    assert at.run("-c", "elsewhere.toml", "list").code == 0
    assert at.run("list", "--config", "elsewhere.toml").code == 0
    at.environ["WATCHER_CONFIG"] = str(elsewhere)
    assert at.run("list").code == 0


def test_a_mistyped_command_is_answered_with_the_nearest(at: Desk) -> None:
    ran = at.run("chekc")
    assert ran.code == 2
    assert "Did you mean 'check'?" in ran.err


def test_problems_of_the_configuration_exit_with_2_and_are_all_named(at: Desk) -> None:
    at.config.write_text('[registry]\npase = 1\n[[watch]]\ntrials = ["NCT1"]\n')
    ran = at.run("check")
    assert ran.code == 2
    assert ran.err.startswith("watcher: config.toml:2: registry.pase: unknown key; did you mean 'pace'?")
    assert "config.toml:4: watch[0].trials[0]: 'NCT1' has 1 digit," in ran.err


def test_what_is_not_there_yet_is_said_without_a_traceback(at: Desk) -> None:
    ran = at.process("log")
    assert (ran.code, ran.out) == (2, "")
    assert "Run `watcher check` first" in ran.err
    assert "Traceback" not in ran.err


def test_a_closed_pipe_ends_the_command_quietly(at: Desk) -> None:
    at.publish()
    at.run("check")
    process = at.start("config", "--reference")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.wait(timeout=60) == 141
    assert process.stderr.read() == ""
    process.stderr.close()


def test_a_terminal_that_knows_only_ascii_gets_question_marks_and_json_stays_whole(at: Desk) -> None:
    at.publish(whyStopped="Não há “fundos”")
    at.run("check")
    at.publish(whyStopped="Não há", overallStatus="SUSPENDED")
    at.run("check", "-q")
    people = at.process("log", PYTHONIOENCODING="ascii")
    assert people.code == 0
    assert "N?o h?" in people.out
    programs = subprocess.run(
        [sys.executable, "-m", "watcher", "log", "--json"],
        cwd=at.folder,
        env=at._environ({"PYTHONIOENCODING": "ascii"}),
        capture_output=True,
        check=True,
    )
    assert "Não há".encode() in programs.stdout


def test_colours_are_for_terminals_that_want_them(at: Desk) -> None:
    at.publish()
    at.run("check")
    assert "\x1b" not in at.process("log", NO_COLOR="1").out
    assert "\x1b" not in at.process("log").out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_can_complete_commands(shell: str, at: Desk) -> None:
    ran = at.run("completion", shell)
    assert (ran.code, "_WATCHER_COMPLETE" in ran.out) == (0, True)


def test_the_configuration_is_shown_with_its_secrets_masked(at: Desk) -> None:
    at.environ["HOOK"] = "https://example.org/hooks/s3cret"
    at.write('[channels.hook]\nkind = "webhook"\nurl = "${HOOK}"')
    ran = at.run("config")
    assert ran.code == 0
    assert "(hidden)" in ran.out
    assert "s3cret" not in ran.out
    assert ONE in ran.out


def test_every_key_of_a_watch_can_be_shown_and_read_again(at: Desk) -> None:
    watch = f'''name = "all of it"
labels = {{ asset = "anifrolumab" }}
trials = ["{ONE}"]
search = {{ condition = "lupus" }}
like = "{ONE}"
paused = true'''
    at.write(f"[[watch]]\n{watch}")
    shown = at.run("config")
    assert shown.code == 0
    (_, again) = tomllib.loads(shown.out)["watch"]
    assert {**tomllib.loads(watch), "all": False} == again


@pytest.mark.parametrize(
    ("command", "table", "column"),
    [
        ("status", "trials", "condition"),
        ("list", "trials", "condition"),
        ("check", "trials", "condition"),
        ("deliver", "held", "slot_at"),
        ("load elsewhere --replace", "attempts", "ended_at"),
        ("rules test --since 1d", "updates", "headline"),
    ],
)
def test_no_crash_of_any_command_shows_a_secret(at: Desk, command: str, table: str, column: str) -> None:
    """A column that somebody renamed is a crash whose traceback says so; here these words are a secret."""
    at.publish()
    at.run("check", "-q")
    at.run("dump", "elsewhere")
    at.config.write_text(at.config.read_text().replace("pace = 0", 'pace = 0\ncontact = "${WORDS}"'))
    with closing(sqlite3.connect(at.folder / "snapshots" / "watcher.db")) as db:
        db.execute(f"ALTER TABLE {table} RENAME COLUMN {column} TO other")
    ran = at.process(*command.split(), WORDS="no such column")
    assert "Traceback" in ran.err
    assert "(hidden)" in ran.err
    assert "no such column" not in ran.err


def test_a_failed_sample_is_said_once(at: Desk) -> None:
    at.write('[channels.hook]\nkind = "webhook"\nurl = "http://127.0.0.1:9/s3cret"\nallow_private = true')
    ran = at.process("notify", "test")
    assert (ran.code, ran.out, ran.err.count("hook: not delivered"), ran.err.count("\n")) == (1, "", 1, 1)
