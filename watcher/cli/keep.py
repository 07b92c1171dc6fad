"""`dump`, `load`, `backup`, `prune`, `vacuum`: what an owner does with the memory."""

from __future__ import annotations

from pathlib import Path

import click

from watcher.cli.options import Asked, command, pass_asked
from watcher.cli.say import line
from watcher.cli.when import since_moment
from watcher.cli.wiring import kept_store, now, open_store, read_store, view_config
from watcher.errors import UsageError
from watcher.meaning.words import count
from watcher.store import RunLock

_FOLDER = click.Path(path_type=Path, file_okay=False)


@command()
@click.argument("folder", type=_FOLDER, metavar="DIR")
@pass_asked
def dump(asked: Asked, folder: Path) -> None:
    """Write the whole memory as sorted text, one file a trial, without addresses or secrets.

    Made for git and for backups: without a change since the last dump, no byte changes.

    \b
    watcher dump state
    """
    with read_store(view_config(asked)) as store:
        store.dump(folder)
    line(f"written: {folder}")


@command()
@click.argument("folder", type=_FOLDER, metavar="DIR")
@click.option("--replace", is_flag=True, help="Throw away what the database holds now.")
@pass_asked
def load(asked: Asked, folder: Path, replace: bool) -> None:
    """Read a dump into an empty database: all of it or nothing.

    \b
    watcher load state
    """
    config = view_config(asked)
    with RunLock(config.database, now()), open_store(config) as store:
        store.load(folder, replace=replace)
        trials = count(len(store.watched()), "watched trial")
    line(f"loaded: {trials}")


@command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--replace", is_flag=True, help="Also over a file that is there.")
@pass_asked
def backup(asked: Asked, target: Path, replace: bool) -> None:
    """Copy the database while it is in use.

    \b
    watcher backup watcher-2026-03-10.db
    """
    if target.exists() and not replace:
        raise UsageError(f"{target} is there already; another name, or --replace, would do")
    with read_store(view_config(asked)) as store:
        store.backup(target)
    line(f"written: {target}")


@command()
@click.option("--before", required=True, metavar="WHEN", help="2025-12-31, or 365d for older than a year.")
@click.option("--versions", is_flag=True, help="Old versions of records too; each trial's last one stays.")
@pass_asked
def prune(asked: Asked, before: str, versions: bool) -> None:
    """Take away old attempts, runs and bodies of messages; never the log, never what was not sent.

    \b
    watcher prune --before 365d
    """
    config = view_config(asked)
    at = now()
    end = since_moment(before, at)
    if end > at:
        raise UsageError(f"{before} is still to come, and all there is lies before it; 365d would do")
    with kept_store(config) as store:
        gone = store.prune(end, versions=versions)
    parts = [
        count(gone.attempts, "attempt"),
        count(gone.runs, "run"),
        count(gone.payloads, "message body", "message bodies"),
        *([count(gone.versions, "version")] if versions else []),
    ]
    line(f"taken away: {', '.join(parts)}. `watcher vacuum` gives the room back.")


@command()
@pass_asked
def vacuum(asked: Asked) -> None:
    """Give unused room in the database back to the disk.

    \b
    watcher vacuum
    """
    config = view_config(asked)
    with kept_store(config) as store:
        before = config.database.stat().st_size
        store.vacuum()
        after = config.database.stat().st_size
    line(f"{before / 1e6:,.1f} MB → {after / 1e6:,.1f} MB")
