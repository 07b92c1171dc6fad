"""The answers of `watcher init` in, the text of a first config.toml out."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

import tomlkit
from msgspec import Struct

from watcher import DOCS

# Where people's mail leaves, by the part behind the @. Outlook and its kin take tokens only, so no guess for them.
_SERVERS = {
    "gmail.com": "smtp+starttls://{user}:${{SMTP_PASSWORD}}@smtp.gmail.com:587",
    "googlemail.com": "smtp+starttls://{user}:${{SMTP_PASSWORD}}@smtp.gmail.com:587",
    "fastmail.com": "smtps://{user}:${{SMTP_PASSWORD}}@smtp.fastmail.com:465",
    "icloud.com": "smtp+starttls://{user}:${{SMTP_PASSWORD}}@smtp.mail.me.com:587",
    "yahoo.com": "smtps://{user}:${{SMTP_PASSWORD}}@smtp.mail.yahoo.com:465",
    "gmx.net": "smtp+starttls://{user}:${{SMTP_PASSWORD}}@mail.gmx.net:587",
}
_USUAL = "smtp+starttls://{user}:${{SMTP_PASSWORD}}@mail.{domain}:587"


class Answers(Struct, frozen=True):
    trials: Sequence[str]
    titles: Sequence[str] = ()  # beside the trials, as comments
    name: str = ""
    email: str = ""
    smtp: str = ""
    webhook: str = ""
    issues: str = ""  # owner/name, or ${GITHUB_REPOSITORY}
    contact: str = ""
    at_least: str = "minor"
    timezone: str = "UTC"
    cron: str = "17 15 * * mon-fri"


def usual_server(address: str) -> str:
    """A guess that a person can correct; the password stays in the environment."""
    domain = address.rpartition("@")[2].lower()
    return _SERVERS.get(domain, _USUAL).format(user=quote(address, safe=""), domain=domain)


def first_config(answers: Answers) -> str:
    blocks = [_HEAD, _watch(answers), _registry(answers), *_channels(answers), _alert(answers), _schedule(answers)]
    return "\n".join(blocks)


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
        found.append(f'[channels.mail]\nkind = "email"\nto = {_text(answers.email)}\nurl = {_text(answers.smtp)}\n')
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
