"""Every example that `--help` shows is run."""

from __future__ import annotations

import inspect
import re
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from tests.support.desk import Desk, desk
from watcher.cli.frame import watcher

TRIAL = "NCT06455449"

# Not run here: it asks on a terminal; it is a service; it runs a show of its own; it acts on a git remote.
ELSEWHERE = {
    "watcher init": "tests/test_cli_init.py",
    "watcher serve": "tests/test_serve.py",
    "watcher serve --log-json": "tests/test_serve.py",
}
ELSEWHERE_COMMANDS = {"demo": "tests/test_cli_terminal.py", "actions": "tests/test_actions.py"}


def _examples(command: click.Command, context: click.Context) -> Iterator[str]:
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found is not None and name not in ELSEWHERE_COMMANDS:
                yield from _examples(found, context)
    elif "\b\n" in (command.help or ""):
        for line in inspect.cleandoc(command.help or "").split("\b\n")[1].splitlines():
            if line.startswith("watcher "):
                yield re.split(r" (?:\|\||>) ", line)[0].strip()


EXAMPLES = [line for line in _examples(watcher, click.Context(watcher)) if line not in ELSEWHERE]


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


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_of_the_help_works(example: str, home: Desk, tmp_path: Path) -> None:
    (change, *_) = home.run("log", "--json", "--kind", "status.changed").rows
    said = re.sub(r"\b3f9a01c2\b", change["id"][:8], example)
    said = re.sub(r"\b2026-\d\d-\d\d\b(?!\.db)", f"{datetime.now(UTC):%Y-%m-%d}", said)
    arguments = shlex.split(said)[1:]
    before = home.config.read_bytes()
    if arguments[0] == "init":
        arguments += ["--offline", "--config", str(tmp_path / "config.toml")]
    if arguments[0] == "load":
        arguments += ["--replace"]
    if arguments[0] == "remove":
        home.run("add", "NCT00000002", "--offline")
    ran = home.run(*arguments)
    home.config.write_bytes(before)
    assert ran.code == 0 or "doctor" in example, f"{arguments}\n{ran.out}\n{ran.err}"


def test_there_are_examples() -> None:
    assert len(EXAMPLES) > 25
