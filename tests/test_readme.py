"""What README.md and docs/ show is true: commands parse and run, configurations load, links lead somewhere.

Three pages are typed from top to end besides: tests/test_readme_typed.py.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click
import pytest
import yaml

from tests.support.desk import Desk, desk
from tests.support.reader import OURS, write_program
from tests.support.shown import PAGES, TYPED, TYPED_WHOLE, Found, blocks, calls, prose
from watcher.cli.frame import watcher
from watcher.cli.wiring import VOCABULARY
from watcher.config import parse, variables

TRIAL = "NCT06455449"


def _blocks(language: str) -> Iterator[Found]:
    for page in PAGES:
        yield from blocks(page, language)


def _commands() -> Iterator[Found]:
    """What no reader of tests/test_readme_typed.py types, without pipes and comments."""
    for page in PAGES:
        shown = [line for block in blocks(page, "sh") for line in block.lines] if page not in TYPED else []
        said = [call for call in calls(page) if "…" not in call.text] if page not in TYPED_WHOLE else []
        yield from (replace(line, text=part) for line in (*shown, *said) for part in _parts(line.text))


def _parts(line: str) -> Iterator[str]:
    words = shlex.shlex(line, posix=False, punctuation_chars=True)
    words.whitespace_split = True
    part: list[str] = []
    for word in [*words, ";"]:
        if set(word) <= set("|&;<>"):
            if part and part[0].rpartition("/")[2] == "watcher":
                yield " ".join(part)
            part = [">"] if ">" in word else []
        else:
            part.append(word)


COMMANDS = list(_commands())
CONFIGS = list(_blocks("toml"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Four versions of the trial that the pages speak of."""
    with desk(tmp_path_factory.mktemp("home")) as found:
        found.write('[channels.me]\nkind = "stdout"', trials=(TRIAL,))
        for status in ("RECRUITING", "SUSPENDED", "RECRUITING", "COMPLETED"):
            found.publish(TRIAL, overallStatus=status)
            found.run("check")
        labelled = '[[watch]]\nlabels = { asset = "anifrolumab" }'
        found.config.write_text(found.config.read_text().replace("[[watch]]", labelled))
        yield found


@pytest.mark.parametrize("shown", COMMANDS, ids=str)
def test_a_command_that_is_shown_is_understood(shown: Found, home: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home.folder)
    try:
        _understood(watcher.make_context("watcher", shlex.split(shown.text)[1:]))
    except (click.MissingParameter, click.BadOptionUsage):
        if not _names_only(shown):
            raise


def _understood(context: click.Context) -> None:
    if isinstance(context.command, click.Group):
        name, command, rest = context.command.resolve_command(context, [*context._protected_args, *context.args])
        assert command is not None
        if rest or not isinstance(command, click.Group):
            _understood(command.make_context(name, rest, parent=context))


def _names_only(shown: Found) -> bool:
    """A sentence that speaks of a command or an option, and does not call it."""
    return len(shown.text.split()) <= 3 and f"`{shown.text}" in shown.page.read_text("utf-8")


# Of these every form shown is run. The others wait for a person, a clock or a network, or name a change by an id; all
# of them are typed on the pages that are for that.
RUN = {
    "backup",
    "completion",
    "config",
    "list",
    "log",
    "publish",
    "prune",
    "reclassify",
    "rules",
    "show",
    "status",
    "vacuum",
}
CALLED = [shown for shown in COMMANDS if shown.text.split()[1] in RUN]


@pytest.mark.parametrize("shown", CALLED, ids=str)
def test_a_command_that_only_reads_or_tidies_runs_as_it_is_shown(shown: Found, home: Desk) -> None:
    ran = home.run(*shlex.split(shown.text)[1:])
    assert ran.code == 0 or _names_only(shown), ran.err


@pytest.mark.parametrize("shown", list(_blocks("cron")), ids=str)
def test_a_line_for_cron_runs_as_it_is_shown(shown: Found, home: Desk) -> None:
    """By the shell, with nothing of ours around it but the folder that it names."""
    write_program(home.folder / ".venv" / "bin" / "watcher", OURS)
    (home.folder / "watcher.env").write_text("SMTP_PASSWORD='two words'\n")
    (line,) = shown.text.replace("/home/you/trials", str(home.folder)).splitlines()
    ran = subprocess.run(
        ["/bin/sh", "-c", line.split(None, 5)[5]],
        cwd="/",
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"", b"")


# What a fragment leaves out; a variable has the value that fits its place.
WATCH = f'[[watch]]\nname = "jasmine"\ntrials = ["{TRIAL}"]\nlabels = {{ asset = "anifrolumab", owner = "ana" }}\n'
VALUES = {
    "HOME_PLACE": "51.75,-1.26",
    "GITHUB_REPOSITORY": "you/trials",
    "TELEGRAM_TOKEN": "123456789:abcdefghijklmnopqrstuvwxyz012345678",
}
SECRET = "whsec_c2VjcmV0IG9mIHR3ZW50eSBmb3VyIGJ5dGVz"


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # Apprise imports it
@pytest.mark.parametrize("shown", CONFIGS, ids=str)
def test_a_configuration_that_is_shown_can_be_read(shown: Found, tmp_path: Path) -> None:
    text = shown.text if "[[watch]]" in shown.text else f"{WATCH}\n{shown.text}"
    named = set(re.findall(r'"(\w+)"', " ".join(re.findall(r"^channels = \[(.*)\]", text, re.MULTILINE))))
    for channel in sorted(named):
        if f"[channels.{channel}]" not in text:
            text += f'\n[channels.{channel}]\nkind = "stdout"\n'
    environ = {name: VALUES.get(name) or (SECRET if "SECRET" in name else "1234567890") for name in variables(text)}
    config = parse(tmp_path / "config.toml", text, environ, VOCABULARY)
    assert config.watches


def test_a_workflow_that_is_shown_pins_what_others_wrote() -> None:
    (shown,) = _blocks("yaml")
    uses = [step["uses"] for step in yaml.safe_load(shown.text)["jobs"]["watch"]["steps"] if "uses" in step]
    assert [one for one in uses if not re.search(r"@[0-9a-f]{40}$|^clinical-trial-watcher/", one)] == []


def _links() -> Iterator[Found]:
    for page in PAGES:
        for number, line in prose(page):
            for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "", line)):
                if "://" not in target:
                    yield Found(page, number, target)


@pytest.mark.parametrize("link", list(_links()), ids=str)
def test_a_link_leads_somewhere(link: Found) -> None:
    name, _, heading = link.text.partition("#")
    target = link.page.parent / name if name else link.page
    assert target.exists(), f"{link}: there is no {name}"
    if heading:
        headings = re.findall(r"^#+ (.*)$", target.read_text("utf-8"), re.MULTILINE)
        assert heading in {re.sub(r"[^\w\- ]", "", text).strip().lower().replace(" ", "-") for text in headings}


def test_the_pages_show_something_to_test() -> None:
    assert (len(COMMANDS) > 40, len(CONFIGS) > 12) == (True, True)
