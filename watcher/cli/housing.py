"""Where the watcher will run: the file that the place needs beside the configuration, and what is left to do there."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from watcher.cli.env_file import keep, open_names
from watcher.cli.next_steps import Made, next_steps
from watcher.cli.places import SECRETS, UNIT, WORKFLOW, east_of_utc, repository, systemd_unit, usual_minute, workflow
from watcher.cli.questions import secret, somebody_answers
from watcher.cli.say import line
from watcher.cli.wiring import now, parse_config
from watcher.config import Config, variables
from watcher.errors import UsageError
from watcher.files import write_whole
from watcher.meaning.telling.watched import Watched

_GIVEN_BY_GITHUB = frozenset({"GITHUB_TOKEN", "GITHUB_REPOSITORY"})


class Written(Struct, frozen=True, dict=True):
    """A configuration that is there, or is about to be: what its place has to know of it."""

    path: Path
    text: str

    @cached_property
    def config(self) -> Config:
        """Variables need not be set yet."""
        return parse_config(self.path, self.text, os.environ, to_look=True)

    @property
    def trial(self) -> str:
        """The first one; a search may name none."""
        return next((trial.id for trial in Watched.of(self.config.watches).trials()), "")

    @property
    def secrets(self) -> list[str]:
        return [name for name in variables(self.text) if name not in _GIVEN_BY_GITHUB]

    @property
    def kinds(self) -> dict[str, str]:
        """Of the channels that can fail: what is printed needs no trial."""
        return {name: found.kind for name, found in self.config.channels.items() if found.kind != "stdout"}


def beside(written: Written, place: str, units: Path | None, *, force: bool) -> tuple[Path, str] | None:
    """The file that the place needs besides the configuration. What stands in its way stops everything."""
    if place == "systemd":
        path, text = (units or Path.home() / ".config" / "systemd" / "user") / UNIT, systemd_unit(written.path)
    elif place == "github":
        path, text = _workflow(written)
    else:
        return None
    refuse_to_replace(path, force=force)
    return path, text


def _workflow(written: Written) -> tuple[Path, str]:
    top = repository(written.path)
    config = written.path.resolve().relative_to(top)
    issues = "github" in written.kinds.values()
    return top / WORKFLOW, workflow(config, usual_minute(written.trial), written.secrets, issues=issues)


def refuse_to_replace(path: Path, *, force: bool) -> None:
    if path.exists() and not force:
        advice = "`watcher add` adds trials to it, --run alone leaves it as it is, " if path.suffix == ".toml" else ""
        raise UsageError(f"{path} is there already; {advice}--force replaces it")


def settle(written: Written, place: str, file: tuple[Path, str] | None, *, ask: bool) -> Made:
    """Write what is beside the configuration, and say what comes next. `ask`: for what is secret, on a terminal."""
    if file:
        write_whole(file[0], file[1].encode(), mode=0o644)
        line(f"written: {file[0]}")
    made = _made(written, place)
    if made.secrets and place != "github":
        made = replace(made, given=_secrets(made, ask=ask))
    for text in next_steps(made):
        line(text)
    return made


def _made(written: Written, place: str) -> Made:
    return Made(
        config=written.path,
        place=place,
        trial=written.trial,
        channel=next(iter(written.kinds), ""),
        secrets=written.secrets,
        missing=[name for name in variables(written.text) if not os.environ.get(name)],
        east=east_of_utc(now().year),
    )


def _secrets(made: Made, *, ask: bool) -> dict[str, str]:
    """A file for them, and what was answered when they were asked for. Nothing that stands in the file goes."""
    path = made.config.resolve().with_name(SECRETS)
    wanted = [name for name in made.secrets if name in made.missing]
    asked = open_names(path, wanted) if ask and made.channel and somebody_answers() else []
    given = {name: value for name in asked if (value := secret(name, path))}
    rows = given if path.exists() else {**dict.fromkeys(made.secrets, ""), **given}
    if keep(path, rows):
        line(f"written: {path}")
    return given
