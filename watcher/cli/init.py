"""`init`: from an empty folder to a first alert. Every question can be answered by an option."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import click
from msgspec.structs import replace

from watcher.cli import DONE, FAILED, questions
from watcher.cli.first_config import Answers, first_config, usual_server
from watcher.cli.housing import Written, beside, refuse_to_replace, settle
from watcher.cli.next_steps import Made
from watcher.cli.notify import test_channels
from watcher.cli.options import Asked, command, pass_asked
from watcher.cli.say import line, warn
from watcher.cli.trials import ask_registry, described
from watcher.cli.wiring import open_channels, read_config
from watcher.config import read
from watcher.errors import ConfigError, UsageError
from watcher.files import write_whole
from watcher.meaning.telling.watched import Watched
from watcher.model import Significance

_PLACES = ("cron", "systemd", "github", "none")


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

    On a terminal it asks for what no option says; elsewhere it takes the usual answer. Where a config.toml is there,
    --run alone writes or prints what it needs to run in that place, and leaves it as it is.

    \b
    watcher init
    watcher init NCT06455449 --email you@example.org --run cron
    watcher init --run systemd
    """
    path = asked.config_path
    if place and path.exists() and not any((trials, email, smtp, webhook, at_least, contact, force)):
        written = Written(path, read(path))
        file = beside(written, place, units, force=force)
    else:
        refuse_to_replace(path, force=force)
        answers = _answers(trials, email, smtp, webhook)
        place = questions.answer("--run", place, f"Where will it run? ({', '.join(_PLACES)})", "cron", _place)
        answers = _completed(answers, place, at_least, contact)
        written = _fitting(path, answers)
        file = beside(written, place, units, force=force)
        _write(written, answers, offline=offline)
    made = settle(written, place, file)
    return _try(asked, made) if _wants_to_try(made, try_it) else DONE


def _answers(trials: tuple[str, ...], email: str | None, smtp: str | None, webhook: str | None) -> Answers:
    question = "Which trials? Their numbers, as NCT06455449"
    wanted = questions.answer("", " ".join(trials) or None, question, "", questions.trials)
    email, smtp, webhook = _addresses(email, smtp, webhook)
    return Answers(trials=wanted, email=email, smtp=smtp, webhook=webhook)


def _completed(answers: Answers, place: str, at_least: str | None, contact: str | None) -> Answers:
    issues = place == "github" and not answers.email and not answers.webhook
    return replace(
        answers,
        issues="${GITHUB_REPOSITORY}" if issues else "",
        contact=contact or answers.email,
        at_least=at_least or "minor",
    )


def _fitting(path: Path, answers: Answers) -> Written:
    """Only what can be read again is written."""
    written = Written(path, first_config(answers))
    try:
        _ = written.config
    except ConfigError as error:
        raise UsageError("these answers do not fit:\n" + "\n".join(error.problems)) from error
    return written


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


def _write(written: Written, answers: Answers, *, offline: bool) -> None:
    """With the titles of the trials as comments."""
    trials = Watched.of(written.config.watches).trials()
    about = {} if offline else ask_registry(written.config, trials)
    titles = [described(about[trial]).lstrip(": ") if trial in about else "" for trial in trials]
    for trial, title in zip(trials, titles, strict=True):
        line(f"{trial}: {title}" if title else str(trial))
    write_whole(written.path, first_config(replace(answers, titles=titles)).encode(), through_links=True)
    line(f"written: {written.path}")


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
