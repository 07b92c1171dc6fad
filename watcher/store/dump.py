"""The whole state as sorted text, one file a trial: the backup format, and how a scheduled job remembers."""

# ruff: noqa: S608 - the names of tables are this package's own
from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from msgspec.json import encode

from watcher.errors import StoreError
from watcher.model import Trial
from watcher.store import patch, schema, shape
from watcher.store.folder import Folder
from watcher.store.versions import Versions

_USUAL_RELEASE = """
    SELECT release_seen FROM trials WHERE release_seen IS NOT NULL
    GROUP BY release_seen ORDER BY count(*) DESC, release_seen DESC LIMIT 1
"""

_SMALL = ("channels", "memory", "searches")

_COUNTS = """
    SELECT (SELECT count(*) FROM trials) AS trials, (SELECT count(*) FROM versions) AS versions,
           (SELECT count(*) FROM updates) AS updates, (SELECT count(*) FROM deliveries) AS deliveries
"""

# A note is kept with the trial of its change; every change id is of one trial.
_NOTES = """
    SELECT * FROM notes WHERE change_id IN (
        SELECT c.id FROM changes AS c JOIN updates AS u ON u.n = c.update_n WHERE u.trial = ?
    ) ORDER BY n
"""


class Dumping(Versions):
    def dump(self, folder: Path | str) -> None:
        """Without a change since the last one, no byte changes. Cut short, it leaves no header, and load refuses it."""
        root = Path(folder)
        try:
            with self.read():
                self._dump(Folder(root))
        except OSError as error:
            raise StoreError(f"The dump in {root} could not be written: {error.strerror}.") from error

    def _dump(self, folder: Folder) -> None:
        release = self._usual_release()
        for trial in self._all("SELECT * FROM trials ORDER BY registry, registry_id"):
            name = shape.trial_file(Trial(trial["registry"], trial["registry_id"]))
            folder.put(name, self._trial_lines(trial, release))
        deliveries = self._stream("SELECT * FROM deliveries ORDER BY substr(created_at, 1, 7), n")
        for month, rows in groupby(deliveries, lambda row: row["created_at"][: len("2026-03")]):
            folder.put(f"outbox/{month}.jsonl", map(self._delivery_line, rows))
        runs = self._stream("SELECT * FROM runs ORDER BY substr(started_at, 1, 4), id")
        for year, rows in groupby(runs, lambda row: row["started_at"][: len("2026")]):
            folder.put(f"runs/{year}.jsonl", (_line("run", row) for row in rows))
        channels, memory, searches = (self._all(f"SELECT * FROM {table} ORDER BY 1") for table in _SMALL)
        folder.put("channels.jsonl", (_line("channel", row) for row in channels))
        folder.put("memory.jsonl", (_line("memory", row) for row in memory))
        folder.put("searches.jsonl", map(self._search_line, searches))
        folder.finish(encode(self._header(release)))

    def _usual_release(self) -> str | None:
        """The one that most trials were last answered for."""
        row = self._one(_USUAL_RELEASE)
        return None if row is None else row["release_seen"]

    def _header(self, release: str | None) -> shape.Header:
        counts = self._one(_COUNTS)
        assert counts is not None
        return shape.Header(format=shape.FORMAT, schema=schema.VERSION, release_seen=release, **dict(counts))

    def _trial_lines(self, trial: sqlite3.Row, usual_release: str | None) -> Iterator[bytes]:
        state = shape.content("trial", trial)
        # Nearly all trials move on to each release; said once in the header, their files stay as they are.
        if trial["release_seen"] == usual_release:
            state.pop("release_seen", None)
        else:
            state["release_seen"] = trial["release_seen"]
        yield encode({"trial": state})
        yield from self._version_lines(trial)
        for update in self._all("SELECT * FROM updates WHERE trial = ? ORDER BY n", trial["id"]):
            yield self._update_line(update)
        held = "SELECT * FROM held WHERE update_n IN (SELECT n FROM updates WHERE trial = ?) ORDER BY n"
        yield from (_line("held", row) for row in self._all(held, trial["id"]))
        yield from (_line("note", row) for row in self._all(_NOTES, trial["id"]))

    def _version_lines(self, trial: sqlite3.Row) -> Iterator[bytes]:
        before: bytes | None = None
        for row, raw in self._each_version(Trial(trial["registry"], trial["registry_id"]), trial["id"]):
            facts = {name: row[name] for name in ("number", "registry_date", "first_seen_at", "release", "full_hash")}
            yield encode({"version": {**facts, **_said(before, raw)}})
            before = raw

    def _update_line(self, update: sqlite3.Row) -> bytes:
        of_update = "WHERE update_n = ? ORDER BY reading, position"
        parts: dict[str, Any] = {"update": shape.content("update", update, without={"trial"})}
        for kind in ("changes", "edits"):
            rows = self._all(f"SELECT * FROM {shape.KINDS[kind].table} {of_update}", update["n"])
            parts[kind] = [shape.content(kind, row, without={"update_n"}) for row in rows]
        return encode(parts)

    def _delivery_line(self, row: sqlite3.Row) -> bytes:
        message = self._one("SELECT * FROM messages WHERE id = ?", row["message"])
        attempts = self._all("SELECT * FROM attempts WHERE delivery = ? ORDER BY number", row["n"])
        assert message is not None
        return encode(
            {
                "delivery": shape.content("delivery", row),
                "message": shape.content("message", message, without={"id"}),
                "attempts": [shape.content("attempts", attempt, without={"delivery"}) for attempt in attempts],
            }
        )

    def _search_line(self, row: sqlite3.Row) -> bytes:
        members = self._all("SELECT * FROM members WHERE search = ? ORDER BY trial", row["name"])
        inside = [shape.content("members", member, without={"search"}) for member in members]
        return encode({"search": shape.content("search", row), "members": inside})


def _line(kind: str, row: sqlite3.Row) -> bytes:
    return encode({kind: shape.content(kind, row)})


def _said(before: bytes | None, raw: bytes) -> Mapping[str, Any]:
    """As a patch where both are text; else in full."""
    text = shape.shown(raw)
    old = None if before is None else shape.shown(before)
    if isinstance(text, str) and isinstance(old, str):
        return {"patch": patch.make(old, text)}
    return {"text": text}
