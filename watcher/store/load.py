"""A dump in, the database that it was made of out: the same rows, ids and bytes; or nothing at all."""

# ruff: noqa: S608 - names of tables are this package's own, names of columns are looked up in the schema
from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from watcher.errors import DamagedDatabase, NewerDatabase, NotEmpty, StoreError, UsageError
from watcher.model import Record, Trial, Version
from watcher.store import codec, columns, patch, schema, shape
from watcher.store.memory import Memory
from watcher.store.moments import as_moment, as_moment_or_none
from watcher.store.runs import Runs
from watcher.store.sending import Sending

# What reading a line, or a row made of it, raises when the text was not written by a dump.
_UNREADABLE = (
    msgspec.MsgspecError, sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.DataError, ValueError, LookupError,
    TypeError, AttributeError, OverflowError, RecursionError,
)  # fmt: skip

_Content = Mapping[str, msgspec.Raw]

_header = msgspec.json.Decoder(shape.Header)
_line = msgspec.json.Decoder(dict[str, msgspec.Raw])
_content = msgspec.json.Decoder(dict[str, msgspec.Raw])
_contents = msgspec.json.Decoder(list[dict[str, msgspec.Raw]])

# Children first, so that nothing points at what is gone.
_EMPTIED = (
    "members", "searches", "memory", "channels", "runs", "held", "attempts", "deliveries", "messages", "notes",
    "changes", "edits", "updates", "versions", "dictionaries", "trials",
)  # fmt: skip


_WRONG_LAST_VERSION = """
    SELECT 1 FROM trials AS t LEFT JOIN versions AS v ON v.trial = t.id AND v.number = t.versions
    WHERE t.hash IS NOT v.hash LIMIT 1
"""


# Those that nothing else of `_read_all` reads.
_MOMENTS = """
    SELECT started_at AS at FROM attempts UNION SELECT ended_at FROM attempts
    UNION SELECT failing_since FROM channels UNION SELECT announced_at FROM channels
    UNION SELECT last_success FROM channels
    UNION SELECT watched_since FROM trials UNION SELECT unwatched_at FROM trials
"""


class Loading(Sending, Runs, Memory):
    def load(self, folder: Path | str, *, replace: bool = False) -> None:
        """One transaction. Columns that an older program did not know yet get what a migration would give them."""
        root = Path(folder)
        header = _read_header(root)
        try:
            with self.write():
                self._make_room(replace=replace)
                # A delivery may stand in a file that is read before the one of its trial.
                self._run("PRAGMA defer_foreign_keys = ON")
                self._load_files(root, header)
                self._look_over(root, header)
        except sqlite3.IntegrityError as error:
            raise DamagedDatabase(f"The dump in {root} does not fit together ({error}). Nothing was loaded.") from error
        except OSError as error:
            raise StoreError(f"{error.filename} cannot be read: {error.strerror}. Nothing was loaded.") from error

    def is_empty(self) -> bool:
        """Nothing was ever recorded."""
        return not any(self._one(f"SELECT 1 FROM {table} LIMIT 1") for table in _EMPTIED)

    def _make_room(self, *, replace: bool) -> None:
        if self.is_empty():
            return
        if not replace:
            raise NotEmpty(f"{self.path} holds something already. Load into a new file, or say --replace to lose it.")
        for table in _EMPTIED:
            self._run(f"DELETE FROM {table}")
        self._forget_dictionaries()

    def _load_files(self, root: Path, header: shape.Header) -> None:
        for path in shape.files_of(root):
            self._load_file(path, _TrialFile(header.release_seen))

    def _load_file(self, path: Path, inside: _TrialFile) -> None:
        for number, text in enumerate(path.read_bytes().splitlines(), start=1):
            try:
                self._load_line(_line.decode(text), inside)
            except _UNREADABLE as error:
                reason = f"{type(error).__name__}: {error}"
                raise DamagedDatabase(
                    f"{path}, line {number} cannot be read ({reason}). Nothing was loaded."
                ) from error

    def _load_line(self, parts: _Content, inside: _TrialFile) -> None:
        (kind, raw), *_ = parts.items()
        row = shape.columns_of(kind, _content.decode(raw))
        match kind:
            case "trial":
                inside.trial = {"release_seen": inside.usual_release, **row}
                self._insert("trials", inside.trial)
            case "version":
                inside.text = self._load_version(inside.trial, row, inside.text)
            case "update":
                self._insert("updates", {**row, "trial": inside.trial["id"]})
                self._insert_inside("changes", parts, update_n=row["n"])
                self._insert_inside("edits", parts, update_n=row["n"])
            case "delivery":
                self._load_delivery(row, parts)
            case "search":
                self._insert("searches", row)
                self._insert_inside("members", parts, search=row["name"])
            case _:
                self._insert(shape.KINDS[kind].table, row)

    def _load_version(self, trial: Mapping[str, Any], row: Mapping[str, Any], before: bytes) -> bytes:
        raw = shape.as_bytes(patch.apply(before.decode(), row["patch"]) if "patch" in row else row["text"])
        who = Trial(trial["registry"], trial["registry_id"])
        if raw is None or codec.fingerprint(raw) != row["full_hash"]:
            raise ValueError(f"version {row['number']} of {who} is not what was dumped")
        record = Record(who, raw, row["release"])
        seen = as_moment(row["first_seen_at"])
        self._add_version(trial["id"], Version(row["number"], record, row["registry_date"], seen))
        return raw

    def _load_delivery(self, row: Mapping[str, Any], parts: _Content) -> None:
        message = {**shape.columns_of("message", _content.decode(parts["message"])), "id": row["message"]}
        if self._one("SELECT 1 FROM messages WHERE id = ?", row["message"]) is None:
            self._insert("messages", message)
        self._insert("deliveries", {**row, "payload": shape.as_bytes(row.get("payload"))})
        self._insert_inside("attempts", parts, delivery=row["n"])

    def _insert_inside(self, kind: str, parts: _Content, **owner: Any) -> None:
        """The rows that stand in the line of the row that owns them."""
        for found in _contents.decode(parts[kind]):
            self._insert(shape.KINDS[kind].table, {**shape.columns_of(kind, found), **owner})

    def _insert(self, table: str, row: Mapping[str, Any]) -> None:
        unknown = row.keys() - self._columns(table)
        if unknown or not row:
            raise ValueError(
                f"{table} has no column {', '.join(sorted(unknown))}" if unknown else "a row without columns"
            )
        names = ", ".join(row)
        marks = ", ".join("?" for _ in row)
        self._run(f"INSERT INTO {table} ({names}) VALUES ({marks})", *row.values())

    def _columns(self, table: str) -> set[str]:
        return {row["name"] for row in self._all("SELECT name FROM pragma_table_info(?)", table)}

    def _look_over(self, root: Path, header: shape.Header) -> None:
        """All that was loaded is read once, so that what cannot be read is found now and not next month."""
        for table in ("trials", "versions", "updates", "deliveries"):
            row = self._one(f"SELECT count(*) AS found FROM {table}")
            expected, found = getattr(header, table), row["found"] if row else 0
            if found != expected:
                raise DamagedDatabase(
                    f"The dump in {root} should hold {expected} {table}, not {found}. Nothing was loaded."
                )
        try:
            self._read_all()
        except (*_UNREADABLE, DamagedDatabase) as error:
            raise DamagedDatabase(
                f"The dump in {root} holds what cannot be read: {error}. Nothing was loaded."
            ) from error

    def _read_all(self) -> None:
        self.states([Trial(*row) for row in self._all("SELECT registry, registry_id FROM trials")])
        if self._one(_WRONG_LAST_VERSION):
            raise ValueError("a trial whose last version is not there")
        for row in self._stream("SELECT first_plan, crossed, quarantine FROM trials"):
            columns.read_plan(row["first_plan"])
            columns.read_texts(row["crossed"])
            columns.read_quarantine(row["quarantine"])
        for row in self._stream(_MOMENTS):
            as_moment_or_none(row["at"])
        deque(self._every_reading(), maxlen=0)
        self.updates()
        self.held(datetime.max.replace(tzinfo=UTC))
        self.deliveries()
        self.delivery_counts()
        self.runs()
        self.recall_all()


class _TrialFile:
    """What the lines of a file leave for those below them."""

    def __init__(self, usual_release: str | None) -> None:
        self.usual_release = usual_release
        self.trial: Mapping[str, Any] = {}
        self.text = b""


def _read_header(root: Path) -> shape.Header:
    path = root / shape.HEADER
    if not path.is_file():
        raise UsageError(
            f"{root} holds no finished dump: {shape.HEADER} is not there. Was `watcher dump` cut short? Dump again, "
            "or take the folder's last state from git."
        )
    try:
        header = _header.decode(path.read_bytes())
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DamagedDatabase(f"{path} cannot be read: {error}. Nothing was loaded.") from error
    if header.format > shape.FORMAT or header.schema > schema.VERSION:
        raise NewerDatabase(f"The dump in {root} was made by a newer program: update clinical-trial-watcher.")
    return header
