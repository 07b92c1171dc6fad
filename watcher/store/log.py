"""The log: updates with their edits and changes, written once, read again under newer rules, noted upon by people."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from watcher.errors import UsageError
from watcher.model import Actor, Change, Direction, Edit, LogFilter, Significance, Stage, Trial, Update
from watcher.store import columns, filters
from watcher.store.moments import as_moment, as_text
from watcher.store.values import LogEntry, Note
from watcher.store.versions import Versions

_ADD_UPDATE = """
    INSERT INTO updates (id, trial, sequence, from_version, to_version, from_hash, to_hash, registry_date, detected_at,
                         release, mark, ruleset, headline, significance, subject, unchanged)
    VALUES (?, ?, (SELECT coalesce(max(sequence), 0) + 1 FROM updates WHERE trial = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
            ?, ?, ?)
"""

_ADD_EDIT = (
    "INSERT INTO edits (update_n, reading, position, path, item, before, after, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)

_ADD_CHANGE = """
    INSERT INTO changes (update_n, reading, position, id, ruleset, kind, path, item, ordinal, label, section,
                         significance, direction, actor, stage, rule, summary, before, after, rest)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

_SUPERSEDE = "UPDATE updates SET reading = ?, ruleset = ?, headline = ?, significance = ?, unchanged = ? WHERE n = ?"

_EVERYTHING = LogFilter()
_MARKS = ("note", "intended", "wrong")
_SHORTEST_PREFIX = 4
_AMBIGUOUS_SHOWN = 5


class Log(Versions):
    def changes(self, asked: LogFilter = _EVERYTHING) -> Iterator[LogEntry]:
        """Newest last, one at a time. With a limit: the newest so many. Labels are the caller's to turn into trials."""
        query = filters.query(asked)
        rows = self._stream(query.sql, *query.values)
        return self._entries(rows if asked.limit is None else reversed(list(rows)))

    def find_change(self, prefix: str) -> LogEntry:
        """The change that this id, or its beginning, names: as it is read now, else as it was last read."""
        if len(prefix) < _SHORTEST_PREFIX or not set(prefix) <= set("0123456789abcdef"):
            raise UsageError(f"{prefix!r} is no change id: give its first {_SHORTEST_PREFIX} or more hex digits.")
        ids = [r["id"] for r in self._all(filters.IDS_THAT_BEGIN, prefix, prefix + "g", _AMBIGUOUS_SHOWN + 1)]
        if not ids:
            raise UsageError(f"No change has an id that begins with {prefix}; `watcher log` shows them.")
        if len(ids) > 1:
            shown = ", ".join(ids[:_AMBIGUOUS_SHOWN]) + (", …" if len(ids) > _AMBIGUOUS_SHOWN else "")
            raise UsageError(f"{len(ids)} changes or more begin with {prefix}: {shown}. Give more digits.")
        return next(self._entries(self._all(filters.BY_ID, ids[0])))

    def update(self, update_id: str) -> Update | None:
        """Whole, as it is read now."""
        row = self._one(f"{filters.UPDATES} WHERE u.id = ?", update_id)
        return None if row is None else self._whole([row])[0]

    def updates(self, asked: LogFilter = _EVERYTHING) -> list[Update]:
        """Whole, newest last. Of the filter, what is said of single changes passes an update with one such change."""
        query = filters.update_query(asked)
        rows = self._all(query.sql, *query.values)
        return self._whole(rows if asked.limit is None else rows[::-1])

    def changed_since(self, moment: str) -> list[Trial]:
        """The trials of which a difference of two versions was recorded since then."""
        rows = self._all(
            "SELECT DISTINCT t.registry, t.registry_id FROM updates AS u JOIN trials AS t ON t.id = u.trial "
            "WHERE u.detected_at >= ? AND u.from_version IS NOT NULL ORDER BY t.registry, t.registry_id",
            moment,
        )
        return [Trial(row["registry"], row["registry_id"]) for row in rows]

    def edits(self, update_id: str) -> tuple[Edit, ...]:
        found = self.update(update_id)
        return () if found is None else found.edits

    def note(self, change_id: str, text: str, now: datetime, *, mark: str = "note") -> Note:
        """`intended`: the user did it on purpose; `wrong`: the change is no change, or is rated wrongly."""
        if mark not in _MARKS:
            raise UsageError(f"unknown mark {mark!r}; known: {', '.join(_MARKS)}")
        found = self.find_change(change_id)
        with self.write():
            self._run(
                "INSERT INTO notes (change_id, mark, text, at) VALUES (?, ?, ?, ?)", found.id, mark, text, as_text(now)
            )
        return Note(found.id, mark, text, now)

    def supersede(self, update: Update) -> None:
        """The same update, read again: the new reading holds from now on, the old ones stay and their ids resolve."""
        with self.write():
            row = self._one("SELECT n, reading FROM updates WHERE id = ?", update.id)
            if row is None:
                raise UsageError(f"There is no update {update.id} to be read again.")
            reading = row["reading"] + 1
            self._run(
                _SUPERSEDE, reading, update.ruleset, update.headline, update.significance.value,
                columns.write(update.unchanged), row["n"],
            )  # fmt: skip
            self._add_reading(row["n"], reading, update)

    def _every_reading(self) -> Iterator[LogEntry]:
        """Superseded ones too."""
        return self._entries(self._stream(filters.EVERY_READING))

    def _add_update(self, trial_row: int, update: Update) -> int | None:
        """The new row; None if it is there already: recording twice is recording once."""
        if self._one("SELECT 1 FROM updates WHERE id = ?", update.id):
            return None
        cursor = self._run(
            _ADD_UPDATE, update.id, trial_row, trial_row, update.from_version, update.to_version, update.from_hash,
            update.to_hash, update.registry_date, as_text(update.detected_at), update.release, update.mark,
            update.ruleset, update.headline, update.significance.value, columns.write_subject(update.subject),
            columns.write(update.unchanged),
        )  # fmt: skip
        n = cursor.lastrowid
        assert n is not None
        self._add_reading(n, 1, update)
        return n

    def _add_reading(self, n: int, reading: int, update: Update) -> None:
        self._each(_ADD_EDIT, [(n, reading, i, *columns.edit_columns(e)) for i, e in enumerate(update.edits)])
        self._each(
            _ADD_CHANGE,
            [
                (n, reading, i, update.change_id(change), update.ruleset, *_change_columns(change))
                for i, change in enumerate(update.changes)
            ],
        )

    def _entries(self, rows: Iterable[sqlite3.Row]) -> Iterator[LogEntry]:
        notes = self._notes()
        header: tuple[int, Update] | None = None
        for row in rows:
            n, sequence = row[:2]
            if header is None or header[0] != n:
                header = n, _update(row)
            change_id, ruleset, current, *change = row[filters.UPDATE_WIDTH :]
            yield LogEntry(
                header[1], sequence, _change(change), change_id, ruleset, bool(current), notes.get(change_id, ())
            )

    def _notes(self) -> Mapping[str, tuple[Note, ...]]:
        found: dict[str, tuple[Note, ...]] = {}
        for row in self._all("SELECT * FROM notes ORDER BY n"):
            note = Note(row["change_id"], row["mark"], row["text"], as_moment(row["at"]))
            found[note.change_id] = (*found.get(note.change_id, ()), note)
        return found

    def _whole(self, rows: Sequence[sqlite3.Row]) -> list[Update]:
        """Updates with their current changes and edits: two queries however many there are."""
        wanted = columns.write([row["n"] for row in rows])
        changes: dict[int, list[Change]] = {}
        for n, *change in self._stream(filters.CHANGES_OF, wanted):
            changes.setdefault(n, []).append(_change(change))
        edits: dict[int, list[Edit]] = {}
        for row in self._stream(filters.EDITS_OF, wanted):
            edits.setdefault(row["update_n"], []).append(columns.read_edit(row))
        return [_update(row, changes.get(row["n"], ()), edits.get(row["n"], ())) for row in rows]


def _change_columns(change: Change) -> tuple[Any, ...]:
    return (
        change.kind, change.path, change.item, change.ordinal, change.label, change.section,
        change.significance.value, change.direction.value, change.actor.value, change.stage.value, change.rule,
        change.summary, columns.write_optional(change.before), columns.write_optional(change.after),
        columns.write_rest(change),
    )  # fmt: skip


def _update(row: sqlite3.Row, changes: Iterable[Change] = (), edits: Iterable[Edit] = ()) -> Update:
    (
        _, _, registry, registry_id, from_version, to_version, from_hash, to_hash, registry_date,
        detected_at, release, subject, headline, significance, unchanged, mark, ruleset,
    ) = row[: filters.UPDATE_WIDTH]  # fmt: skip
    return Update(
        trial=Trial(registry, registry_id),
        from_version=from_version,
        to_version=to_version,
        from_hash=from_hash,
        to_hash=to_hash,
        registry_date=registry_date,
        detected_at=as_moment(detected_at),
        release=release,
        subject=columns.read_subject(subject),
        headline=headline,
        significance=Significance(significance),
        changes=tuple(changes),
        edits=tuple(edits),
        unchanged=columns.read_texts(unchanged),
        mark=mark,
        ruleset=ruleset,
    )


def _change(values: Sequence[Any]) -> Change:
    (
        kind, path, item, label, before, after, significance, direction, actor, stage, rule, section, summary,
        rest_text, ordinal,
    ) = values  # fmt: skip
    rest = columns.read_rest(rest_text)
    return Change(
        kind=kind,
        path=path,
        item=item,
        label=label,
        before=columns.read_optional(before),
        after=columns.read_optional(after),
        significance=Significance(significance),
        direction=Direction(direction),
        actor=Actor(actor),
        stage=Stage(stage),
        rule=rule,
        section=section,
        summary=summary,
        inputs=rest.inputs,
        details=rest.details,
        dates=rest.dates,
        confidence=rest.confidence,
        edits=rest.edits,
        ordinal=ordinal,
    )
