"""`init`: from an empty folder to a first alert. Every question can be answered by an option."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

import click
from msgspec.structs import replace

from watcher.cli import DONE, FAILED, questions
from watcher.cli.first_config import Answers, first_config
from watcher.cli.housing import Written, beside, refuse_to_replace, settle
from watcher.cli.mail_servers import usual_server
from watcher.cli.next_steps import Made
from watcher.cli.notify import test_channels
from watcher.cli.options import Asked, command, pass_asked
from watcher.cli.say import line, warn
from watcher.cli.trials import LIST, NAMED, ask_registry, described
from watcher.cli.wanted import from_list, list_name, wanted
from watcher.cli.wiring import open_channels, parse_config
from watcher.config import read
from watcher.config.lists import Entry
from watcher.errors import ConfigError, UsageError
from watcher.files import write_whole
from watcher.meaning.telling.watched import Watched
from watcher.model import Significance

_PLACES = ("cron", "systemd", "github", "none")


@command()
@click.argument("trials", nargs=-1, metavar="[TRIAL]...")
@click.option("--from", "source", type=LIST, metavar="FILE", help="A list of trials, as `add` takes it.")
@click.option("--columns", metavar="NAMES", help="Only these columns of a CSV become labels: owner,asset.")
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
    asked: Asked, trials: tuple[str, ...], source: str | None, columns: str | None, email: str | None,
    smtp: str | None, webhook: str | None, at_least: str | None, place: str | None, units: Path | None,
    contact: str | None, offline: bool, try_it: bool | None, force: bool,
) -> int:  # fmt: skip
    """Write a config.toml, answer by answer.

    On a terminal it asks for what no option says; elsewhere it takes the usual answer. Where a config.toml is there,
    --run alone writes or prints what it needs to run in that place, and leaves it as it is.

    \b
    watcher init
    watcher init NCT06455449 --email you@example.org --run cron
    watcher init --from trials.csv
    watcher init --run systemd
    """
    path = asked.config_path
    if place and path.exists() and not any((trials, source, columns, email, smtp, webhook, at_least, contact, force)):
        written = Written(path, read(path))
        file = beside(written, place, units, force=force)
    else:
        refuse_to_replace(path, force=force)
        answers = _answers(trials, _listed(source, columns), email, smtp, webhook)
        place = questions.answer("--run", place, f"Where will it run? ({', '.join(_PLACES)})", "cron", _place)
        answers = replace(_completed(answers, place, at_least, contact), list_name=list_name(source))
        written = _fitting(path, answers)
        file = beside(written, place, units, force=force)
        _write(written, answers, offline=offline)
    made = settle(written, place, file, ask=try_it is not False)
    return _try(made) if _wants_to_try(made, try_it) else DONE


def _listed(source: str | None, columns: str | None) -> list[Entry]:
    listed = from_list(source, columns)
    return wanted((), listed, {}) if listed else []


def _answers(
    trials: tuple[str, ...], listed: list[Entry], email: str | None, smtp: str | None, webhook: str | None
) -> Answers:
    named: list[str] = []
    if trials or not listed:
        question = "Which trials? Their numbers, as NCT06455449"
        named = questions.answer("", " ".join(trials) or None, question, "", questions.trials)
    email, smtp, webhook = _addresses(email, smtp, webhook)
    others = [entry for entry in listed if entry.trial.id not in named]
    return Answers(trials=named, listed=others, email=email, smtp=smtp, webhook=webhook)


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
    if smtp and not email:
        raise UsageError("--smtp is a way to nobody; --email ADDRESS says to whom")
    if email:
        smtp = _server(email, smtp)
        webhook = webhook or ""
    question = "Webhook address for alerts (empty: they are printed)"
    webhook = questions.answer("--webhook", webhook, question, "", questions.webhook)
    _warn_if_private(webhook)
    return email, smtp or "", webhook


def _server(email: str, smtp: str | None) -> str:
    """What there is to know of the usual one is said before it is taken."""
    usual = usual_server(email)
    if smtp is None and usual.note:
        warn(usual.note)
    return questions.answer("--smtp", smtp, "Your mail server", usual.url, questions.server(email))


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
    titles = {trial.id: described(about[trial]).lstrip(": ") if trial in about else "" for trial in trials}
    for number, title in list(titles.items())[:NAMED]:
        line(f"{number}: {title}" if title else number)
    if len(titles) > NAMED:
        line(f"… and {len(titles) - NAMED:,} more")
    named = replace(answers, titles=[titles[number] for number in answers.trials])
    write_whole(written.path, first_config(named).encode(), through_links=True)
    line(f"written: {written.path}")


def _wants_to_try(made: Made, said: bool | None) -> bool:
    if said is not None:
        return said
    ready = made.channel and not _not_known(made) and questions.somebody_answers()
    return bool(ready) and click.confirm("Send a test message now?", default=True)


def _try(made: Made) -> int:
    """The real path, as `watcher notify test` goes it."""
    if _not_known(made):
        warn(f"no test message was sent: {', '.join(_not_known(made))} is not set here; then: watcher notify test")
        return FAILED
    config = parse_config(made.config, read(made.config), {**os.environ, **made.given})
    return test_channels(config, list(open_channels(config).values()))


def _not_known(made: Made) -> list[str]:
    return [name for name in made.missing if name not in made.given]
