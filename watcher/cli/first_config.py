"""The answers of `watcher init` in, the text of a first config.toml out."""

from __future__ import annotations

from collections.abc import Sequence

import tomlkit
from msgspec import Struct

from watcher import DOCS
from watcher.cli.mail_servers import usual_server
from watcher.config.lists import Entry
from watcher.config.watchlist import Listed, added
from watcher.registries.clinicaltrials_gov.ids import parse as parse_trial


class Answers(Struct, frozen=True):
    trials: Sequence[str]
    titles: Sequence[str] = ()  # beside the trials, as comments
    listed: Sequence[Entry] = ()  # those of a list, with their labels
    list_name: str = ""
    name: str = ""
    email: str = ""
    smtp: str = ""
    webhook: str = ""
    issues: str = ""  # owner/name, or ${GITHUB_REPOSITORY}
    contact: str = ""
    at_least: str = "minor"
    timezone: str = "UTC"
    cron: str = "17 15 * * mon-fri"


def first_config(answers: Answers) -> str:
    watch = [_watch(answers)] if answers.trials else []
    blocks = [_HEAD, *watch, _registry(answers), *_channels(answers), _alert(answers), _schedule(answers)]
    return added(Listed("\n".join(blocks), parse_trial), answers.listed, None, usual=answers.list_name)


_HEAD = f"""\
# What is watched, and who hears of it. `watcher config` shows what is in force, defaults included. ${{NAME}} is filled
# from the environment, so that no secret need stand here. `watcher config --reference` explains every key, as does
# {DOCS}/config.md
"""


def _watch(answers: Answers) -> str:
    width = max(len(trial) for trial in answers.trials)
    titles = [*answers.titles, *[""] * (len(answers.trials) - len(answers.titles))]
    rows = "\n".join(
        f"  {_text(trial)},{' ' * (width - len(trial))}{f'  # {title}' if title else ''}"
        for trial, title in zip(answers.trials, titles, strict=True)
    )
    return f"""\
[[watch]]
name = {_text(answers.name or answers.trials[0])}
trials = [
{rows}
]
# labels = {{ asset = "anifrolumab" }}        # words of your own, to sort and to route by
"""


def _registry(answers: Answers) -> str:
    sign = "" if answers.contact else "# "
    return f"""\
{sign}[registry]
{sign}contact = {_text(answers.contact or "you@example.org")}   # so that the registry can reach you
"""


def _channels(answers: Answers) -> list[str]:
    found = []
    if answers.email:
        found.append(_mail(answers))
    if answers.webhook:
        found.append(
            f'[channels.hook]\nkind = "webhook"\nurl = {_text(answers.webhook)}\n'
            '# secret = "${WEBHOOK_SECRET}"              # whsec_…; signs every call\n'
        )
    if answers.issues:
        found.append(
            f'[channels.issues]\nkind = "github"            # an issue a trial\nrepo = {_text(answers.issues)}\n'
            'token = "${GITHUB_TOKEN}"\n'
        )
    return found or [f"# Without a channel, alerts are printed. The kinds that there are:\n# {DOCS}/channels.md\n"]


def _mail(answers: Answers) -> str:
    usual = usual_server(answers.email)
    token = 'token = "${SMTP_TOKEN}"\n' if usual.takes_token and answers.smtp == usual.url else ""
    return f'[channels.mail]\nkind = "email"\nto = {_text(answers.email)}\nurl = {_text(answers.smtp)}\n{token}'


def _alert(answers: Answers) -> str:
    return f"""\
[[alert]]
at_least = {_text(answers.at_least)}                      # critical | major | minor | administrative
when = "now"                              # or "daily 08:00", "weekly mon 08:00"
"""


def _schedule(answers: Answers) -> str:
    return f"""\
[schedule]
cron = {_text(answers.cron)}                # for `watcher serve`; cron and workflows have their own
timezone = {_text(answers.timezone)}
"""


def _text(value: str) -> str:
    return tomlkit.string(value).as_string()
