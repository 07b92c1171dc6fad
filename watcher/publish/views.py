"""The log in, files out: made again from the database at any time, and the same to the byte while it is the same.

INDEX.md                      all trials, the last that moved first
NCT06455449/record.json       the record as it was last seen: keys sorted, indented
NCT06455449/CHANGES.md        every update, newest first
NCT06455449/changes.jsonl     every change, oldest first (docs/schemas/log-v1.json)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from watcher.errors import PublishError
from watcher.files import is_safe_name, says, write_whole
from watcher.model import LogFilter, Trial, Update, Version
from watcher.publish import index, page
from watcher.render.json import Entry, log_row

_AT_ONCE = 200  # trials whose updates are held in memory


class Source(Protocol):
    """What a view needs of the store."""

    def latest(self, trial: Trial) -> Version | None: ...
    def updates(self, asked: LogFilter) -> list[Update]: ...
    def changes(self, asked: LogFilter) -> Iterator[Entry]: ...


def publish(source: Source, folder: Path, trials: Sequence[Trial], fresh: Iterable[Trial] | None = None) -> int:
    """The folders of the fresh trials, else of all, and the index of all; how many files differ from before.

    A trial's folder that is not there is always made. Nothing is ever deleted.
    """
    try:
        return _published(source, folder, trials, None if fresh is None else frozenset(fresh))
    except OSError as error:
        raise PublishError(f"The views in {folder} could not be written: {error.strerror or error}.") from error


def _published(source: Source, folder: Path, trials: Sequence[Trial], fresh: frozenset[Trial] | None) -> int:
    written = 0
    lines: list[index.Line] = []
    for start in range(0, len(trials), _AT_ONCE):
        some = trials[start : start + _AT_ONCE]
        for trial, updates in _by_trial(source, some):
            lines.append(index.line(trial, updates))
            home = folder / _name(trial)
            if fresh is None or trial in fresh or not home.is_dir():
                written += _trial(source, home, trial, updates)
    return written + _put(folder / "INDEX.md", index.document(lines))


def _by_trial(source: Source, trials: Sequence[Trial]) -> Iterator[tuple[Trial, list[Update]]]:
    """Trials without an update have no page: they were never seen."""
    found: dict[Trial, list[Update]] = {trial: [] for trial in trials}
    for update in source.updates(LogFilter(trials=tuple(trial.id for trial in trials))):
        found[update.trial].append(update)
    return ((trial, updates) for trial, updates in found.items() if updates)


def _trial(source: Source, home: Path, trial: Trial, updates: Sequence[Update]) -> int:
    entries = list(source.changes(LogFilter(trials=(trial.id,))))
    notes = {entry.id: entry.notes for entry in entries if entry.notes}
    written = int(_put(home / "CHANGES.md", page.document(updates, notes)))
    written += _put(home / "changes.jsonl", _rows(entries))
    latest = source.latest(trial)
    return written + (_put(home / "record.json", _record(latest)) if latest else 0)


def _put(path: Path, text: str) -> bool:
    """False: nothing had to be written. A view is for everyone who may see the folder."""
    body = text.encode()
    if says(path, body):
        return False
    write_whole(path, body, mode=0o644, durable=False)
    return True


def _rows(entries: Iterable[Entry]) -> str:
    rows = (log_row(entry.update, entry.change, entry.id, entry.notes) for entry in entries)
    return "".join(f"{msgspec.json.encode(row, order='deterministic').decode()}\n" for row in rows)


def _record(version: Version) -> str:
    plain = msgspec.json.encode(version.record.content, order="sorted")
    return msgspec.json.format(plain, indent=2).decode() + "\n"


def _name(trial: Trial) -> str:
    """A registry's text is looked at before it becomes a path."""
    if not is_safe_name(trial.id):
        raise PublishError(f"{trial.id!r} cannot be the name of a folder, so this trial has no view.")
    return trial.id
