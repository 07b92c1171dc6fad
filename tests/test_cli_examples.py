"""Every example that `--help` shows is run."""

from __future__ import annotations

import inspect
import re
import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from tests.support.desk import Desk, desk
from tests.support.reader import OURS, Reader, reader
from watcher.cli.frame import watcher

TRIAL = "NCT06455449"

# Not run here: it asks on a terminal; it is a service; it acts on a git remote.
ELSEWHERE = {
    "watcher init": "tests/test_cli_init.py",
    "watcher serve": "tests/test_serve.py",
    "watcher serve --log-json": "tests/test_serve.py",
}
ELSEWHERE_COMMANDS = {"actions": "tests/test_actions.py"}


def _examples(command: click.Command, context: click.Context) -> Iterator[str]:
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found is not None and name not in ELSEWHERE_COMMANDS:
                yield from _examples(found, context)
    elif "\b\n" in (command.help or ""):
        for line in inspect.cleandoc(command.help or "").split("\b\n")[1].splitlines():
            if line.startswith(("watcher ", "mkdir ")):
                yield line.strip()


EXAMPLES = [line for line in _examples(watcher, click.Context(watcher)) if line not in ELSEWHERE]
FOR_A_SHELL = [line for line in EXAMPLES if re.search(r"^mkdir| (\|\||>) ", line)]

needs_bash = pytest.mark.skipif(not shutil.which("bash"), reason="the lines are for a shell, which is not here")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Four versions of the trial that the examples speak of, and the files that they name."""
    with desk(tmp_path_factory.mktemp("home")) as found:
        found.write('[channels.me]\nkind = "stdout"', trials=(TRIAL,))
        found.config.write_text(found.config.read_text().replace('"ours"', '"jasmine"\nlabels = { owner = "ana" }'))
        for status in ("RECRUITING", "SUSPENDED", "RECRUITING", "COMPLETED"):
            found.publish(TRIAL, "NCT00000002", overallStatus=status)
            found.run("check")
        (found.folder / "trials.csv").write_text("nct_id,owner,asset\nNCT00000002,bo,x\n")
        found.run("dump", "state")
        yield found


@pytest.mark.parametrize("example", [line for line in EXAMPLES if line not in FOR_A_SHELL])
def test_each_example_of_the_help_works(example: str, home: Desk, tmp_path: Path) -> None:
    (change, *_) = home.run("log", "--json", "--kind", "status.changed").rows
    said = re.sub(r"\b3f9a01c2\b", change["id"][:8], example)
    said = re.sub(r"\b2026-\d\d-\d\d\b(?!\.db)", f"{datetime.now(UTC):%Y-%m-%d}", said)
    arguments = shlex.split(said)[1:]
    before = home.config.read_bytes()
    if arguments[0] == "init":
        elsewhere = ["--offline", "--config", str(tmp_path / "config.toml")]
        arguments += ["--units", str(tmp_path)] if "systemd" in arguments else elsewhere
    if arguments[0] == "load":
        arguments += ["--replace"]
    if arguments[0] == "remove":
        home.run("add", "NCT00000002", "--offline")
    ran = home.run(*arguments)
    home.config.write_bytes(before)
    assert ran.code == 0 or (arguments[0], ran.code) == ("doctor", 1), f"{arguments}\n{ran.out}\n{ran.err}"


@needs_bash
def test_the_examples_for_a_shell_work_as_they_stand(home: Desk, tmp_path: Path) -> None:
    with _ana(home, tmp_path) as ana:
        ran = {example: ana.types(example) for example in FOR_A_SHELL}
    assert dict.fromkeys(FOR_A_SHELL, (0, "")) == {example: (one.code, one.err) for example, one in ran.items()}


@needs_bash
def test_the_monitor_that_is_shown_writes_a_mail_when_the_last_check_is_too_old(home: Desk, tmp_path: Path) -> None:
    (example,) = (line for line in FOR_A_SHELL if "mail -s" in line)
    with _ana(home, tmp_path) as ana:
        said = [ana.types(line).out.splitlines()[-1] for line in (example, example.replace("36h", "0h"))]
    assert [line.startswith("mail to") for line in said] == [False, True]
    assert said[1] == "mail to you@example.org: the watcher is blind"


@contextmanager
def _ana(home: Desk, place: Path) -> Iterator[Reader]:
    """At that desk, with a program that sends mail."""
    with reader(place) as found:
        found.has("watcher", OURS)
        found.has("mail", '#!/bin/sh\necho "mail to $3: $2"\n')
        assert found.types(f"cd '{home.folder}'").code == 0
        yield found


def test_there_are_examples() -> None:
    assert len(EXAMPLES) > 25
