"""`watcher demo`: the main job over nine data releases, against a registry and receivers on this machine."""

from __future__ import annotations

import shlex
import shutil
import textwrap
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

import click

from watcher.cli import DONE
from watcher.cli.console import console
from watcher.cli.options import Asked, command, pass_asked
from watcher.cli.places import short_command
from watcher.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from watcher.cli.passes import Passed
    from watcher.demo.jasmine import Release
    from watcher.demo.registry import Fault, Registry, Request
    from watcher.demo.sinks import Sinks
    from watcher.store import Store

_CONFIG = """\
# What the demo ran with. The addresses were those of servers on this machine, which are gone now.
[registry]
base_url = "{registry}"
pace = 0            # a registry of our own; leave it at 1.0 for the real one

[store]
path = "watcher.db"

[channels.me]
kind = "email"
from = "watcher@example.org"
to = "you@example.org"
url = "{mail}"

[channels.hook]
kind = "webhook"
url = "{hook}"
allow_private = true

[[watch]]
name = "jasmine"
trials = ["{trial}"]
labels = {{ asset = "anifrolumab" }}
"""

_INTRODUCTION = (
    "This is the main job on a registry of its own, on this machine, without the network. The code is the one that "
    "`watcher check` runs. NCT06455449 (JASMINE) is a real trial: its number, sponsor, phase, enrollment of 240, "
    "start, completion and 220 sites are those of a page of January 2026 (another page of the time counts 218 "
    "sites). Invented are postal codes, the status of each site, primary completion, the wording, and all after the "
    "first release."
)


@command()
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("watcher-demo"),
    show_default=True,
    help="Where the database, the configuration and one mail are left. An earlier demo there is replaced.",
)
@pass_asked
def demo(asked: Asked, folder: Path) -> int:
    """Show it all in a few seconds: nine data releases of one trial, what was found, and what was delivered.

    \b
    watcher demo
    watcher demo --folder somewhere
    """
    from watcher.demo.jasmine import releases
    from watcher.demo.registry import Registry
    from watcher.demo.sinks import Sinks

    out = console()
    _prepare(folder)
    _say(out, (_INTRODUCTION, "dim"))
    with Registry() as registry, Sinks() as sinks:
        _write_config(folder, registry, sinks)
        for number, (release, study) in enumerate(releases(), 1):
            registry.publish({_number(study): study}, f"{release.date}T09:00:05")
            _one_release(out, folder / "config.toml", registry, sinks, release, number)
    _farewell(out, folder, sinks)
    return DONE


def _number(study: dict[str, dict[str, dict[str, str]]]) -> str:
    return study["protocolSection"]["identificationModule"]["nctId"]


def _prepare(folder: Path) -> None:
    """Only what an earlier demo left is ever replaced."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / ".watcher-demo").is_file():
            raise UsageError(f"{folder} holds something that is no demo; name another folder with --folder")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".watcher-demo").touch()


def _write_config(folder: Path, registry: Registry, sinks: Sinks) -> None:
    from watcher.demo.jasmine import NUMBER

    text = _CONFIG.format(registry=registry.url, mail=sinks.mail_url, hook=sinks.hook_url, trial=NUMBER)
    (folder / "config.toml").write_text(text, encoding="utf-8")


def _one_release(
    out: Console, config_path: Path, registry: Registry, sinks: Sinks, release: Release, number: int
) -> None:
    from watcher.cli.passes import Wishes, look
    from watcher.cli.wiring import parse_config
    from watcher.config import read

    registry.fault = _maintenance if release.maintenance else _no_fault
    sinks.hook.down = release.webhook_down
    mails, calls = len(sinks.mails), len(sinks.hook.calls)
    _say(out, (f"\n{number} · {release.date}", "bold"), f"  {release.story}")
    config = parse_config(config_path, read(config_path), {})
    at = datetime.fromisoformat(f"{release.date}T15:17:00").replace(tzinfo=UTC)
    look(config, Wishes(clock=lambda: at), _told(out))
    for mail in sinks.mails[mails:]:
        _say(out, ("  e-mail", "green"), f"   {mail['subject']}")
    for _, call in sinks.hook.calls[calls:]:
        _say(out, ("  webhook", "green"), f"  {call['type']}: {_headline(call)}")
    if len(sinks.mails) == mails and len(sinks.hook.calls) == calls:
        _say(out, ("  nothing was sent", "dim"))


def _headline(call: dict[str, dict[str, str]]) -> str:
    data = call["data"]
    return data.get("headline") or data.get("title") or ""


def _maintenance(request: Request) -> Fault:
    from watcher.demo.registry import Fault, Reply

    page = b"<!doctype html><title>Down for maintenance</title><p>We are back soon."
    return Fault("maintenance", lambda _: Reply(200, "text/html; charset=utf-8", page))


def _no_fault(request: Request) -> None:
    return None


def _told(out: Console) -> Callable[[Store, Passed], None]:
    """What the pass found, with every change that was recorded."""
    from watcher.render.words import clean

    def tell(store: Store, passed: Passed) -> None:
        for finding in passed.report.sight.findings:
            update = store.update(finding.update_id)
            assert update is not None
            _say(out, (f"  {clean(update.headline)}", "bold"))
            for change in update.changes:
                rating = change.significance.value
                _say(out, (f"    {rating:<14}", _COLOURS[rating]), f" {clean(change.summary)}")
        if passed.report.sight.baselines:
            _say(out, "  now watching; the first version is stored")
        elif not passed.report.sight.findings and passed.saw_everything:
            _say(out, ("  no change", "dim"))
        for unseen in passed.report.sight.unseen.values():
            _say(out, ("  not seen", "red"), f": {clean(str(unseen.error))}")
        for problem in passed.delivered.problems():
            _say(out, (f"  {clean(problem)}", "yellow"))

    return tell


_COLOURS = {"critical": "bold red", "major": "yellow", "minor": "cyan", "administrative": "dim"}


def _farewell(out: Console, folder: Path, sinks: Sinks) -> None:
    mail = max(sinks.mails, key=lambda mail: "ompletion" in str(mail["subject"]))
    (folder / "one-mail.eml").write_bytes(mail.as_bytes())
    _say(out, ("\nOne of the mails, as it arrived\n", "bold"))
    click.echo(_as_text(mail))
    _say(out, ("Look around\n", "bold"))
    for words in (("log",), ("show", "NCT06455449"), ("diff", "NCT06455449")):
        command = [*short_command(), "-c", f"{folder}/config.toml", *words]
        click.echo(f"  {shlex.join(command)}")  # to be pasted, so in one piece
    _say(out, f"  {folder}/one-mail.eml opens in a mail program")


def _say(out: Console, *parts: str | tuple[str, str]) -> None:
    """Words, or words with their style; what does not fit a terminal goes on below, a little to the right.

    A pipe has no width: whoever searches it finds sentences whole.
    """
    from rich.text import Text

    for row in Text.assemble(*parts).split("\n", allow_blank=True):
        words = row.plain.lstrip()
        indent = len(row.plain) - len(words) + 2 if words != row.plain else 0
        fits = len(row) <= out.width or not out.is_terminal
        first, *rest = [row] if fits else row.wrap(out, max(out.width - indent, 20))
        for line in (first, *(Text(" " * indent) + line for line in rest)):
            line.rstrip()
            out.print(line, soft_wrap=True)


def _as_text(mail: EmailMessage) -> str:
    head = "\n".join(f"{name}: {mail[name]}" for name in ("From", "To", "Subject", "Date", "Message-ID") if mail[name])
    body = mail.get_body(("plain",))
    text = body.get_content() if body is not None else ""
    return textwrap.indent(f"{head}\n\n{text}", "  ")
