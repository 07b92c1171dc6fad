"""Where the watcher can live: the line for cron, the unit for systemd, the workflow for GitHub Actions."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import sys
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

SECRETS = "watcher.env"  # beside the configuration, a NAME='value' a line: a shell and systemd both read that
UNIT = "clinical-trial-watcher.service"
WORKFLOW = Path(".github/workflows/clinical-trials.yml")

_PLAIN = re.compile(r"[\w@%+=:,./-]+")


def own_command() -> list[str]:
    """How this very program is called, from anywhere: cron's PATH knows neither .venv/bin nor ~/.local/bin."""
    called = Path(sys.argv[0])
    by_name = called.stem == "watcher" and called.is_file()
    return [str(called.absolute())] if by_name else [sys.executable, "-m", "watcher"]


def short_command() -> list[str]:
    """How it was called just now; the shell that did so still knows what it means."""
    command = own_command()
    if shutil.which("watcher") == command[0]:
        return ["watcher"]
    return [sys.argv[0]] if len(command) == 1 else command


def usual_minute(trial: str) -> int:
    """Never 0, and not the same for everyone: the registry and GitHub are busiest at the full hour."""
    return 3 + int("".join(filter(str.isdecimal, trial)) or 0) % 55


def cron_line(config: Path, minute: int, east: timedelta, *, secrets: bool) -> str:
    """`secrets`: cron knows none of our variables, so they come from their file."""
    path = config.resolve()
    command = shlex.join([*own_command(), "check", "-q", "--config", str(path)])
    if secrets:
        command = f"{with_secrets(path)}; {command}"
    command = command.replace("%", r"\%")  # crontab(5): a bare one ends the command, whatever quotes it stands in
    return f"{_when(minute, east)}  {command}"


def with_secrets(config: Path) -> str:
    """For a shell; what a file merely sets, a command would not see."""
    return f"set -a; . {shlex.quote(str(config.resolve().with_name(SECRETS)))}; set +a"


def _when(minute: int, east: timedelta) -> str:
    """15 h UTC, when the registry's data of the day is there, and its working days, by a clock that is so far east."""
    monday = 5
    at = datetime(2026, 1, monday, 15, minute, tzinfo=UTC) + east
    first = 1 + at.day - monday
    return f"{at.minute} {at.hour} * * {first}-{first + 4}"


def east_of_utc(year: int) -> timedelta:
    """This machine's clock in the half of the year in which it is ahead, so that no check comes before the data."""
    moments = (datetime(year, month, 1, tzinfo=UTC).astimezone() for month in (1, 7))
    return max(moment.utcoffset() or timedelta() for moment in moments)


def systemd_unit(config: Path) -> str:
    path = config.resolve()
    command = [*own_command(), "serve", "--config", str(path)]
    return _filled(
        "watcher.service",
        COMMAND=" ".join(_word(part).replace("$", "$$") for part in command),
        SECRETS=_unexpanded(str(path.with_name(SECRETS))),
        FOLDER=_word(str(path.parent)),
    )


def _word(text: str) -> str:
    """One word of a unit, in quotes where it needs them (systemd.syntax(7), "Quoting")."""
    escaped = _unexpanded(text).replace("\\", r"\\").replace('"', r"\"")
    return escaped if _PLAIN.fullmatch(text) else f'"{escaped}"'


def _unexpanded(text: str) -> str:
    """A % begins one of systemd's specifiers."""
    return text.replace("%", "%%")


def repository(config: Path) -> Path:
    """GitHub looks for workflows at the top of a repository only; without one, its top will be here."""
    folder = config.resolve().parent
    return next((at for at in (folder, *folder.parents) if (at / ".git").exists()), folder)


def workflow(config: Path, minute: int, secrets: list[str], *, issues: bool) -> str:
    """`config` as seen from the top. `secrets` become variables of the one step that needs them."""
    rows = "\n".join(f"          {name}: ${{{{ secrets.{name} }}}}" for name in secrets)
    environment = f"        env:\n{rows}" if secrets else ""
    text = _filled(
        "workflow.yml",
        CRON=f"{minute} 15 * * 1-5",
        CONFIG=json.dumps(config.as_posix()),
        ISSUES="      issues: write # for the channel of kind github\n" if issues else "",
        ENVIRONMENT=environment,
    )
    return text.rstrip() + "\n"


def _filled(template: str, **values: str) -> str:
    text = files("watcher.cli").joinpath("templates", template).read_text("utf-8")
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text
