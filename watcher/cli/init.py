"""`init`: from an empty folder to a first alert. Every question can be answered by an option."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import click
from msgspec.structs import replace

from watcher.cli import DONE, FAILED, questions
from watcher.cli.first_config import Answers, first_config, usual_server
from watcher.cli.next_steps import Made, next_steps
from watcher.cli.notify import test_channels
from watcher.cli.options import Asked, command, pass_asked
from watcher.cli.places import SECRETS, UNIT, WORKFLOW, east_of_utc, repository, systemd_unit, usual_minute, workflow
from watcher.cli.say import line, warn
from watcher.cli.trials import ask_registry, described
from watcher.cli.wiring import now, open_channels, parse_config, read_config
from watcher.config import variables
from watcher.errors import ConfigError, UsageError
from watcher.files import write_whole
from watcher.meaning.telling.watched import Watched
from watcher.model import Significance

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
@click.option("--test/--no-test", "try_it", default=None, help="Send a test message at the end, or do not ask.")
@click.option("--force", is_flag=True, help="Replace files that are there.")
@pass_asked
def init(
    asked: Asked, trials: tuple[str, ...], email: str | None, smtp: str | None, webhook: str | None,
    at_least: str | None, place: str | None, units: Path | None, contact: str | None, offline: bool,
    try_it: bool | None, force: bool,
) -> int:  # fmt: skip
    """Write a config.toml, answer by answer.

    On a terminal it asks for what no option says; elsewhere it takes the usual answer.

    \b
    watcher init
    watcher init NCT06455449 --email you@example.org --run cron
    """
    path = asked.config_path
    _refuse_to_replace(path, force)
    wanted = questions.answer(
        "", " ".join(trials) or None, "Which trials? Their numbers, as NCT06455449", "", questions.trials
    )
    email, smtp, webhook = _addresses(email, smtp, webhook)
    place = questions.answer("--run", place, f"Where will it run? ({', '.join(_PLACES)})", "cron", _place)
    answers = Answers(
        trials=wanted,
        email=email,
        smtp=smtp,
        webhook=webhook,
        issues="${GITHUB_REPOSITORY}" if place == "github" and not email and not webhook else "",
        contact=contact or email,
        at_least=at_least or "minor",
    )
    beside = _beside(path, place, answers, units)
    if beside:
        _refuse_to_replace(beside[0], force)
    _write(path, answers, offline=offline)
    if beside:
        write_whole(beside[0], beside[1].encode(), mode=0o644)
        line(f"written: {beside[0]}")
    made = _made(path, place, answers)
    if made.secrets and place != "github":
        _room_for_secrets(path.resolve().with_name(SECRETS), made.secrets)
    for text in next_steps(made):
        line(text)
    return _try(asked, made) if _wants_to_try(made, try_it) else DONE


def _refuse_to_replace(path: Path, force: bool) -> None:
    if path.exists() and not force:
        advice = "`watcher add` adds trials to it, " if path.suffix == ".toml" else ""
        raise UsageError(f"{path} is there already; {advice}--force replaces it")


def _addresses(email: str | None, smtp: str | None, webhook: str | None) -> tuple[str, str, str]:
    """One of the two is enough; neither is fine too."""
    if webhook and not email:
        email = ""
    email = questions.answer("--email", email, "E-mail address for alerts (empty: none)", "", questions.email)
    if email:
        usual = usual_server(email)
        smtp = questions.answer("--smtp", smtp, "Your mail server", usual, questions.server(email))
        webhook = webhook or ""
    question = "Webhook address for alerts (empty: they are printed)"
    webhook = questions.answer("--webhook", webhook, question, "", questions.webhook)
    _warn_if_private(webhook)
    return email, smtp or "", webhook


def _place(text: str) -> str:
    if text not in _PLACES:
        raise UsageError(f"{text!r} is no such place; {', '.join(_PLACES)} would do")
    return text


def _warn_if_private(url: str) -> None:
    """The address is as written: no name is looked up, and a name may lead elsewhere when it is used."""
    from watcher.net.guard import why_private

    host = urlsplit(url).hostname or ""
    try:
        inside = "loopback" if host == "localhost" else why_private(host)
    except ValueError:
        return
    if inside:
        warn(f"{host} is inside this machine or its network ({inside}): alerts go there only with")
        warn("allow_private = true below [channels.hook]")


def _write(path: Path, answers: Answers, *, offline: bool) -> None:
    """Only what can be read again is written; variables need not be set yet."""
    try:
        config = parse_config(path, first_config(answers), os.environ, to_look=True)
    except ConfigError as error:
        raise UsageError("these answers do not fit:\n" + "\n".join(error.problems)) from error
    trials = Watched.of(config.watches).trials()
    about = {} if offline else ask_registry(config, trials)
    titles = [described(about[trial]).lstrip(": ") if trial in about else "" for trial in trials]
    for trial, title in zip(trials, titles, strict=True):
        line(f"{trial}: {title}" if title else str(trial))
    write_whole(path, first_config(replace(answers, titles=titles)).encode(), through_links=True)
    line(f"written: {path}")


def _beside(path: Path, place: str, answers: Answers, units: Path | None) -> tuple[Path, str] | None:
    """The file that the place needs besides the configuration."""
    if place == "systemd":
        return (units or Path.home() / ".config" / "systemd" / "user") / UNIT, systemd_unit(path)
    if place == "github":
        top = repository(path)
        config = path.resolve().relative_to(top)
        minute = usual_minute(answers.trials[0])
        return top / WORKFLOW, workflow(config, minute, _secrets(answers), issues=bool(answers.issues))
    return None


def _made(path: Path, place: str, answers: Answers) -> Made:
    named = variables(first_config(answers))
    return Made(
        config=path,
        place=place,
        trial=answers.trials[0],
        channel="mail" if answers.email else "hook" if answers.webhook else "issues" if answers.issues else "",
        secrets=_secrets(answers),
        missing=[name for name in named if not os.environ.get(name)],
        east=east_of_utc(now().year),
    )


def _secrets(answers: Answers) -> list[str]:
    return [name for name in variables(first_config(answers)) if name not in _GIVEN_BY_GITHUB]


def _room_for_secrets(path: Path, names: Sequence[str]) -> None:
    """For its owner's eyes only, and never over one that is there."""
    if not path.exists():
        write_whole(path, "".join(f"{name}=''\n" for name in names).encode())
        line(f"written: {path}")


def _wants_to_try(made: Made, said: bool | None) -> bool:
    if said is not None:
        return said
    ready = made.channel and not made.missing and questions.somebody_answers()
    return bool(ready) and click.confirm("Send a test message now?", default=True)


def _try(asked: Asked, made: Made) -> int:
    """The real path, as `watcher notify test` goes it."""
    if made.missing:
        warn(f"no test message was sent: {', '.join(made.missing)} is not set here; then: watcher notify test")
        return FAILED
    config = read_config(asked)
    return test_channels(config, list(open_channels(config).values()))
