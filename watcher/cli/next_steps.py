"""What is left to do after `init`, in lines that run as they stand."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from msgspec import Struct

from watcher.cli.places import SECRETS, UNIT, WORKFLOW, cron_line, short_command, usual_minute, with_secrets


class Made(Struct, frozen=True):
    """What `init` wrote, and for whom."""

    config: Path
    place: str
    trial: str
    channel: str  # "" when alerts are printed
    secrets: Sequence[str]  # the variables that have to be set where it will run
    missing: Sequence[str]  # those that are not set here
    east: timedelta
    given: Mapping[str, str] = {}  # those that were answered just now, and stand in their file


def next_steps(made: Made) -> Iterator[str]:
    left = [name for name in made.secrets if name not in made.given]
    if left and made.place != "github":
        rows = " and ".join(f"{name}='…'" for name in left)
        yield f"what is secret goes into {made.config.resolve().with_name(SECRETS)}, as {rows}"
    yield from _PLACES[made.place](made)


def _cron(made: Made) -> Iterator[str]:
    yield "next:"
    yield from _tries(made)
    yield "then put this line into `crontab -e`; its hour is that of this machine's clock, and the registry publishes"
    yield "on working days, about 14:00 UTC:"
    yield f"  {cron_line(made.config, usual_minute(made.trial), made.east, secrets=bool(made.secrets))}"


def _systemd(made: Made) -> Iterator[str]:
    yield "next:"
    yield from _tries(made)
    yield f"  systemctl --user daemon-reload && systemctl --user enable --now {UNIT}"
    yield "  loginctl enable-linger   # so that it also runs while you are logged out"


def _github(made: Made) -> Iterator[str]:
    if made.secrets:
        yield "give the repository its secrets, each with GitHub's own command, which asks for the value:"
        yield from (f"  gh secret set {name}" for name in made.secrets)
    yield "what the watcher knows is kept on a branch of the repository, for everyone to read who can read that"
    yield f"next: commit both files, push, then: gh workflow run {WORKFLOW.name}"


def _none(made: Made) -> Iterator[str]:
    yield "next:"
    yield from _tries(made)


_PLACES = {"cron": _cron, "systemd": _systemd, "github": _github, "none": _none}


def _tries(made: Made) -> Iterator[str]:
    if made.missing:
        yield f"  {with_secrets(made.config)}"
    if made.channel:
        yield f"  {_called(made, 'notify', 'test', made.channel)}"
    yield f"  {_called(made, 'check')}"


def _called(made: Made, *words: str) -> str:
    """As this command was called, and with its configuration where that is not the usual one."""
    where = [] if made.config == Path("config.toml") else ["--config", str(made.config)]
    return shlex.join([*short_command(), *words, *where])
