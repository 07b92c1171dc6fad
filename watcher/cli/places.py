"""Where the watcher can live: the line for cron, the unit for systemd, the workflow for GitHub Actions."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import sys
from importlib.resources import files
from pathlib import Path

UNIT = "clinical-trial-watcher.service"
WORKFLOW = Path(".github/workflows/clinical-trials.yml")

_PLAIN = re.compile(r"[\w@%+=:,./-]+")


def own_command() -> list[str]:
    """How this very program is called, from anywhere."""
    found = shutil.which("watcher")
    return [str(Path(found).resolve())] if found else [sys.executable, "-m", "watcher"]


def usual_minute(trial: str) -> int:
    """Never 0, and not the same for everyone: the registry and GitHub are busiest at the full hour."""
    return 3 + int("".join(filter(str.isdecimal, trial)) or 0) % 55


def cron_line(config: Path, minute: int) -> str:
    command = shlex.join([*own_command(), "check", "--config", str(config.resolve())])
    command = command.replace("%", r"\%")  # crontab(5): a bare one ends the command, whatever quotes it stands in
    return f"{minute} 15 * * 1-5  {command}"


def systemd_unit(config: Path) -> str:
    path = config.resolve()
    command = [*own_command(), "serve", "--config", str(path)]
    return _filled(
        "watcher.service",
        COMMAND=" ".join(_word(part).replace("$", "$$") for part in command),
        SECRETS=_unexpanded(str(path.with_name("watcher.env"))),
        FOLDER=_word(str(path.parent)),
    )


def _word(text: str) -> str:
    """One word of a unit, in quotes where it needs them (systemd.syntax(7), "Quoting")."""
    escaped = _unexpanded(text).replace("\\", r"\\").replace('"', r"\"")
    return escaped if _PLAIN.fullmatch(text) else f'"{escaped}"'


def _unexpanded(text: str) -> str:
    """A % begins one of systemd's specifiers."""
    return text.replace("%", "%%")


def workflow(config: Path, minute: int, secrets: list[str], *, issues: bool) -> str:
    """`secrets` become variables of the one step that needs them; `issues`: a channel writes some."""
    rows = "\n".join(f"          {name}: ${{{{ secrets.{name} }}}}" for name in secrets)
    environment = f"        env:\n{rows}" if secrets else ""
    text = _filled(
        "workflow.yml",
        CRON=f"{minute} 15 * * 1-5",
        CONFIG=json.dumps(str(config)),
        ISSUES="      issues: write # for the channel of kind github\n" if issues else "",
        ENVIRONMENT=environment,
    )
    return text.rstrip() + "\n"


def _filled(template: str, **values: str) -> str:
    text = files("watcher.cli").joinpath("templates", template).read_text("utf-8")
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text
