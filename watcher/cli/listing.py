"""`list`: what is watched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from watcher.cli.labels import label, nobody_bears, words
from watcher.cli.options import Asked, command, pass_asked
from watcher.cli.say import json_line, line, table
from watcher.cli.wiring import read_store, view_config
from watcher.config import Config
from watcher.meaning.telling.watched import Watched
from watcher.model import Subject, Trial, TrialState
from watcher.store.watched import trials_of, watched_by

if TYPE_CHECKING:
    from watcher.store import Store

LIST = "watcher.list/1"


@command("list")
@click.option("--label", "labels", multiple=True, metavar="KEY=VALUE", help="Only trials with this label.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines, a trial a line (docs/schemas/list-v1.json).")
@pass_asked
def list_(asked: Asked, labels: tuple[str, ...], as_json: bool) -> None:
    """What is watched.

    \b
    watcher list
    watcher list --label owner=ana
    watcher list --json
    """
    wanted = [label(text) for text in labels]
    config = view_config(asked)
    rows = list(_listed(config, wanted))
    if wanted and not rows:
        raise nobody_bears(wanted)
    if as_json:
        for row in rows:
            json_line(row)
        return
    table([("TRIAL", "STATUS", "VERS", "WATCH", "LABELS", "TITLE"), *map(_cells, rows)], elastic=(3, 4, 5))
    for watch in config.watches:
        if watch.search or watch.like or watch.all:
            line(f"and what else the search of {watch.name!r} finds")


def _listed(config: Config, wanted: Sequence[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    """Trials that were never looked at are listed too, as new."""
    if not config.database.exists():
        watched = Watched.of(config.watches)
        for trial in watched.trials():
            if watched.bears(trial, wanted):
                yield _row(watched, TrialState(trial), None)
        return
    with read_store(config) as store:
        watched = watched_by(store, config.watches)
        trials = [trial for trial in trials_of(store, watched) if watched.bears(trial, wanted)]
        for trial, state in store.states(trials).items():
            yield _row(watched, state, _subject(store, trial) if state.versions else None)


def _subject(store: Store, trial: Trial) -> Subject | None:
    from watcher.meaning.subject import subject

    latest = store.latest(trial)
    return subject(trial, latest.record.content) if latest else None


def _row(watched: Watched, state: TrialState, known: Subject | None) -> dict[str, Any]:
    trial = state.trial
    watches = watched.of_trial(trial)
    return {
        "schema": LIST,
        "trial": trial.id,
        "registry": trial.registry,
        "watches": list(dict.fromkeys(watch.name for watch in watches)),
        "labels": dict(watched.labels_of(trial)),
        "paused": all(watch.paused for watch in watches),
        "condition": state.condition.value,
        "versions": state.versions,
        "release_seen": state.release_seen,
        "status": known.status if known else None,
        "phase": known.phase if known else None,
        "sponsor": known.sponsor if known else None,
        "title": known.title if known else None,
    }


def _cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    from watcher.meaning.words import constant
    from watcher.render.words import clean

    said = constant(row["status"]) if row["status"] else row["condition"]
    paused = "(paused) " if row["paused"] else ""
    watches, labels = clean(paused + ", ".join(row["watches"])), clean(words(row["labels"]))
    return row["trial"], said, str(row["versions"]), watches, labels, clean(row["title"] or "")
