"""`publish`: the views of the log; after a check by itself, where the configuration says so."""

from __future__ import annotations

import logging
from pathlib import Path

import click

from watcher.check import Report
from watcher.cli.options import Asked, command, pass_asked
from watcher.cli.say import line
from watcher.cli.wiring import read_store, view_config
from watcher.config import Config
from watcher.errors import PublishError
from watcher.meaning.words import count
from watcher.model import Trial
from watcher.store import Store
from watcher.store.watched import trials_of, watched_by

_LOG = logging.getLogger(__name__)


@command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="[DIR]", required=False)
@pass_asked
def publish(asked: Asked, folder: Path | None) -> None:
    """Write the log's views: a folder for each trial, and an index.

    Each folder holds record.json, CHANGES.md and changes.jsonl. Made from the database, the same to the byte while
    nothing changes, and never read back: delete them when you like.

    \b
    watcher publish
    watcher publish site/trials
    """
    from watcher.publish import publish as write_views

    config = view_config(asked)
    target = folder or config.publish_folder
    with read_store(config) as store:
        written = write_views(store, target, _all(config, store))
    line(f"{count(written, 'file')} written below {target}")


def publish_found(config: Config, store: Store, report: Report) -> None:
    """After a check that saw something new. A view that fails is told of, and fails no check: the log is whole."""
    found = [finding.trial for finding in report.sight.findings]
    if not config.publish.enabled or not (found or report.sight.baselines):
        return
    from watcher.publish import publish as write_views  # 40 ms that a check without views need not wait

    try:
        write_views(store, config.publish_folder, _all(config, store), found)
    except PublishError as error:
        _LOG.error("%s", error)


def _all(config: Config, store: Store) -> list[Trial]:
    return trials_of(store, watched_by(store, config.watches))
