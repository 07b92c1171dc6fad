"""`show` and `diff`: one trial as it stood at any time, and any two of its versions side by side."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from watcher.cli import complete
from watcher.cli.console import console
from watcher.cli.known import known
from watcher.cli.options import Asked, command, pass_asked
from watcher.cli.say import columns, json_line, line, moment, warn
from watcher.cli.wiring import read_store, view_config
from watcher.errors import UsageError
from watcher.files import write_whole
from watcher.model import Known, Trial, Update, Version

if TYPE_CHECKING:
    from watcher.meaning.numbers import Numbers
    from watcher.store import Store

_DIGITS_OF_A_DAY = 8  # 20260301; no trial has ever had so many versions


@command()
@click.argument("trial", metavar="TRIAL", shell_complete=complete.trials)
@click.option("--version", "number", type=click.IntRange(min=1), metavar="N", help="This version; else the last.")
@click.option("--as-of", metavar="DATE", help="As we held it at the end of that day.")
@click.option("--json", "raw", is_flag=True, help="The record exactly as the registry sent it.")
@pass_asked
def show(asked: Asked, trial: str, number: int | None, as_of: str | None, raw: bool) -> None:
    """One trial: what its record says, and which versions of it are kept.

    \b
    watcher show NCT06455449
    watcher show NCT06455449 --as-of 2026-03-01 --json
    """
    if number and as_of:
        raise UsageError("--version and --as-of both name a version; one of them would do")
    config = view_config(asked)
    with read_store(config) as store:
        version = _version(store, known(config, store, trial), as_of or (str(number) if number else None))
        if raw:
            click.echo(version.record.raw)
        else:
            _show(store, version)


@command()
@click.argument("trial", metavar="TRIAL", shell_complete=complete.trials)
@click.argument("a", metavar="[A", required=False)
@click.argument("b", metavar="B]", required=False)
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="A page for a browser.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines, a change a line (docs/schemas/log-v1.json).")
@pass_asked
def diff(asked: Asked, trial: str, a: str | None, b: str | None, html: Path | None, as_json: bool) -> None:
    """What differs between two versions of a trial, side by side.

    A and B are numbers of versions or days; left out, they are the last two versions.

    \b
    watcher diff NCT06455449
    watcher diff NCT06455449 1 4
    watcher diff NCT06455449 2026-02-01 2026-03-01 --html changes.html
    """
    if html and as_json:
        raise UsageError("--html and --json are two answers to one question; one of them would do")
    config = view_config(asked)
    with read_store(config) as store:
        update = _compared(store, known(config, store, trial), a, b, config.numbers)
    if update is None or not update.changes:
        (warn if as_json else line)("the two versions say the same")
    elif html:
        from watcher.render.html import diff_html

        write_whole(html, diff_html(update).encode())
        line(f"written: {html}")
    elif as_json:
        from watcher.render.json import log_row

        for change in update.changes:
            json_line(log_row(update, change, update.change_id(change)))
    else:
        from watcher.render import terminal

        terminal.diff(update, console())


def _version(store: Store, trial: Trial, which: str | None) -> Version:
    if which is None:
        latest = store.latest(trial)
        if latest is None:
            raise UsageError(f"there is no version of {trial} yet; `watcher status` says why")
        return latest
    if which.isdecimal() and len(which) < _DIGITS_OF_A_DAY:
        return store.version(trial, int(which))
    try:
        return store.version_at(trial, date.fromisoformat(which))
    except ValueError:
        raise UsageError(f"{which!r} names no version; a number, or a day such as 2026-03-01, would do") from None


def _compared(store: Store, trial: Trial, a: str | None, b: str | None, numbers: Numbers) -> Update | None:
    """Read with today's rules, whatever the rules were when it was seen."""
    from watcher.meaning.decide import reread

    newer = _version(store, trial, b)
    if a is None and newer.number == 1:
        raise UsageError(f"there is only one version of {trial}, so nothing to compare")
    older = _version(store, trial, a or str(newer.number - 1))
    return reread(Known(previous=older), newer, numbers).update


def _show(store: Store, version: Version) -> None:
    from watcher.cli.facts import facts
    from watcher.meaning.words import date as in_words

    for label, value in facts(version.record):
        line(f"{label:<12}{value}" if label else value)
    line()
    infos = store.version_infos(version.record.trial)
    rows = [
        (
            ("→ " if info.number == version.number else "  ") + str(info.number),
            f"seen {moment(info.first_seen_at)}",
            f"submitted {in_words(info.registry_date) if info.registry_date else '?'}",
            info.hash[:12],
        )
        for info in infos
    ]
    line(f"Versions ({len(infos)})")
    columns(rows)
