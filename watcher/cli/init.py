"""`init`: from an empty folder to a first alert. Every question can be answered by an option."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import click

from watcher.cli import DONE, FAILED
from watcher.cli.first_config import Answers, first_config, usual_server
from watcher.cli.notify import test_channels
from watcher.cli.options import Asked, command, pass_asked
from watcher.cli.places import UNIT, WORKFLOW, cron_line, systemd_unit, usual_minute, workflow
from watcher.cli.say import line, warn
from watcher.cli.trials import ask_registry, described
from watcher.cli.wiring import VOCABULARY, open_channels, read_config
from watcher.config import parse, variables
from watcher.errors import ConfigError, UsageError
from watcher.files import write_whole
from watcher.model import Significance
from watcher.registries.clinicaltrials_gov.ids import parse as parse_trial

_PLACES = ("cron", "systemd", "github", "none")
_GIVEN_BY_GITHUB = frozenset({"GITHUB_TOKEN", "GITHUB_REPOSITORY"})


@command()
@click.argument("trials", nargs=-1, metavar="[TRIAL]...")
@click.option("--email", metavar="ADDRESS", help="Where alerts go.")
@click.option("--smtp", metavar="URL", help="The mail server, smtp+starttls://user:${SMTP_PASSWORD}@host:587.")
@click.option("--webhook", metavar="URL", help="Or an address that takes JSON.")
@click.option("--at-least", type=click.Choice([s.value for s in Significance]), help="The least that is sent.")
@click.option("--run", "place", type=click.Choice(_PLACES), help="Where it will run.")
@click.option("--units", type=click.Path(path_type=Path), metavar="DIR", help="Where systemd looks for a user's units.")
@click.option("--contact", metavar="ADDRESS", help="So that the registry can reach you.")
@click.option("--offline", is_flag=True, help="Do not ask the registry about the trials.")
@click.option("--test", "try_it", is_flag=True, help="Send a test message at the end.")
@click.option("--force", is_flag=True, help="Replace files that are there.")
@pass_asked
def init(
    asked: Asked, trials: tuple[str, ...], email: str | None, smtp: str | None, webhook: str | None,
    at_least: str | None, place: str | None, units: Path | None, contact: str | None, offline: bool, try_it: bool,
    force: bool,
) -> int:  # fmt: skip
    """Write a config.toml, answer by answer.

    On a terminal it asks for what no option says; elsewhere it takes the usual answer.

    \b
    watcher init
    watcher init NCT06455449 --email you@example.org --run cron
    """
    path = asked.config_path
    _refuse_to_replace(path, force)
    wanted = _trials(trials)
    email, webhook = _addresses(email, webhook)
    place = place or _ask("Where will it run?", "cron", click.Choice(_PLACES))
    answers = Answers(
        trials=wanted,
        email=email,
        smtp=(smtp or _ask("Your mail server", usual_server(email))) if email else "",
        webhook=webhook,
        issues="${GITHUB_REPOSITORY}" if place == "github" and not email and not webhook else "",
        contact=contact or email,
        at_least=at_least or "minor",
    )
    beside = _beside(path, place, answers, units)
    if beside:
        _refuse_to_replace(beside[0], force)
    missing = _missing(first_config(answers))
    _write(path, answers, missing, offline=offline)
    if beside:
        write_whole(beside[0], beside[1].encode(), mode=0o644)
        line(f"written: {beside[0]}")
    _tell_how(path, place, answers)
    for name in missing if place != "github" else ():
        line(f"set the variable {name} where it will run; it is not set here")
    if not try_it:
        line("next: watcher check" + (f", and: watcher notify test {_channel(answers)}" if _channel(answers) else ""))
        return DONE
    return _try(asked, missing)


def _refuse_to_replace(path: Path, force: bool) -> None:
    if path.exists() and not force:
        advice = "`watcher add` adds trials to it, " if path.suffix == ".toml" else ""
        raise UsageError(f"{path} is there already; {advice}--force replaces it")


def _trials(given: Iterable[str]) -> list[str]:
    words = list(given)
    if not words:
        answer = _ask("Which trials? Their numbers, as NCT06455449", "")
        words = re.split(r"[\s,;]+", answer.strip()) if answer.strip() else []
    if not words:
        raise UsageError("no trial was named; `watcher init NCT06455449` would do")
    return list(dict.fromkeys(parse_trial(word).id for word in words))


def _addresses(email: str | None, webhook: str | None) -> tuple[str, str]:
    """One of the two is enough; neither is fine too."""
    if email or webhook:
        return email or "", webhook or ""
    email = _ask("E-mail address for alerts (empty: none)", "")
    return email, "" if email else _ask("Webhook address for alerts (empty: they are printed)", "")


def _ask(question: str, usual: str, kind: click.Choice[str] | None = None) -> str:
    """The usual answer when nobody can be asked."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return usual
    answer: str = click.prompt(question, default=usual, type=kind, show_default=bool(usual))
    return answer


def _missing(text: str) -> list[str]:
    return [name for name in variables(text) if not os.environ.get(name)]


def _write(path: Path, answers: Answers, missing: Iterable[str], *, offline: bool) -> None:
    """Only what can be read again is written; variables that are not set yet do not count against it."""
    environ = {**os.environ, **dict.fromkeys(missing, "not/set")}
    try:
        config = parse(path, first_config(answers), environ, VOCABULARY)
    except ConfigError as error:
        raise UsageError("these answers do not fit:\n" + "\n".join(error.problems)) from error
    about = {} if offline else ask_registry(config, list(config.trials))
    titles = [described(about[trial]).lstrip(": ") if trial in about else "" for trial in config.trials]
    for trial, title in zip(config.trials, titles, strict=True):
        line(f"{trial}: {title}" if title else str(trial))
    write_whole(path, first_config(replace(answers, titles=titles)).encode())
    line(f"written: {path}")


def _beside(path: Path, place: str, answers: Answers, units: Path | None) -> tuple[Path, str] | None:
    """The file that the place needs besides the configuration."""
    if place == "systemd":
        return (units or Path.home() / ".config" / "systemd" / "user") / UNIT, systemd_unit(path)
    if place == "github":
        text = workflow(
            Path(path.name), usual_minute(answers.trials[0]), _secrets(answers), issues=bool(answers.issues)
        )
        return path.resolve().parent / WORKFLOW, text
    return None


def _secrets(answers: Answers) -> list[str]:
    return [name for name in variables(first_config(answers)) if name not in _GIVEN_BY_GITHUB]


def _tell_how(path: Path, place: str, answers: Answers) -> None:
    if place == "cron":
        line("put this line into `crontab -e`; the hour is this machine's, and the registry publishes about 14:00 UTC:")
        line(f"  {cron_line(path, usual_minute(answers.trials[0]))}")
    elif place == "systemd":
        line(f"secrets go into {path.resolve().parent / 'watcher.env'}, a NAME=value a line; then:")
        line(f"  systemctl --user daemon-reload && systemctl --user enable --now {UNIT}")
        line("  loginctl enable-linger   # so that it also runs while you are logged out")
    elif place == "github":
        for name in _secrets(answers):
            line(f"  gh secret set {name}")
        line("commit both files and push; what the watcher knows is kept on a branch of this repository,")
        line("for everyone to read who can read the repository")


def _channel(answers: Answers) -> str:
    return "mail" if answers.email else "hook" if answers.webhook else "issues" if answers.issues else ""


def _try(asked: Asked, missing: list[str]) -> int:
    """The real path, as `watcher notify test` goes it."""
    if missing:
        warn("no test message was sent: variables are missing; set them, then: watcher notify test")
        return FAILED
    config = read_config(asked)
    return test_channels(config, list(open_channels(config).values()))
