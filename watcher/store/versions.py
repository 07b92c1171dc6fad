"""Versions of a trial's record: kept exactly as sent, in few bytes, read back quickly and never on trust."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from watcher.errors import DamagedDatabase, StoreError, UsageError
from watcher.model import Known, Record, Trial, Version
from watcher.store import codec, columns
from watcher.store.moments import as_moment, as_text, upper_bound
from watcher.store.trials import Trials
from watcher.store.values import VersionInfo

# The versions that must be gone through to read number ?2: from the last that stands alone.
_CHAIN = """
    SELECT number, full_hash, size, base, dictionary, body FROM versions
    WHERE trial = ?1 AND number <= ?2 AND number >= (
        SELECT max(number) FROM versions WHERE trial = ?1 AND number <= ?2 AND base IS NULL
    )
    ORDER BY number
"""

_ADD = """
    INSERT INTO versions (trial, number, hash, full_hash, registry_date, first_seen_at, release, size, base, dictionary,
                          body)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

# The row of a trial may be there before its versions are (load).
_SAMPLES = """
    SELECT id, registry, registry_id, versions FROM trials AS t
    WHERE versions > 0 AND EXISTS (SELECT 1 FROM versions AS v WHERE v.trial = t.id AND v.number = t.versions) LIMIT ?
"""

_FACTS = "SELECT number, hash, full_hash, registry_date, first_seen_at, release, size FROM versions"


class Versions(Trials):
    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        super().__init__(connection, path)
        self._dictionaries: dict[int, codec.Dictionary] = {}

    def known(self, trial: Trial) -> Known:
        """All that deciding about a new record of this trial needs."""
        row = self._one("SELECT * FROM trials WHERE registry = ? AND registry_id = ?", trial.registry, trial.id)
        if row is None:
            return Known()
        return Known(
            previous=self._read(trial, row["id"], row["versions"]) if row["versions"] else None,
            first_plan=columns.read_plan(row["first_plan"]),
            crossed=frozenset(columns.read_texts(row["crossed"])),
            quarantine=columns.read_quarantine(row["quarantine"]),
        )

    def latest(self, trial: Trial) -> Version | None:
        return self.known(trial).previous

    def version(self, trial: Trial, number: int) -> Version:
        row = self._trial_row(trial)
        kept = [] if row is None else self._all("SELECT number FROM versions WHERE trial = ? ORDER BY number", row)
        if row is None or number not in {r["number"] for r in kept}:
            raise UsageError(f"There is no version {number} of {trial}; {_numbers([r['number'] for r in kept])}.")
        return self._read(trial, row, number)

    def version_at(self, trial: Trial, day: date) -> Version:
        """The version that we held at the end of that day, UTC."""
        row = self._trial_row(trial)
        end = upper_bound(day.isoformat())
        infos = self.version_infos(trial)
        held = [info for info in infos if as_text(info.first_seen_at) < end]
        if row is None or not infos:
            raise UsageError(f"There is no version of {trial} yet.")
        if not held:
            raise UsageError(f"{trial} was first seen on {infos[0].first_seen_at:%Y-%m-%d}, after {day}.")
        return self._read(trial, row, held[-1].number)

    def version_infos(self, trial: Trial) -> list[VersionInfo]:
        """Oldest first, without decoding any."""
        rows = self._all(
            "SELECT v.*, length(v.body) AS stored FROM versions AS v JOIN trials AS t ON t.id = v.trial "
            "WHERE t.registry = ? AND t.registry_id = ? ORDER BY v.number",
            trial.registry,
            trial.id,
        )
        return [_info(row) for row in rows]

    def _add_version(self, trial_row: int, version: Version) -> bool:
        """False if it is there already: recording twice is recording once."""
        kept = self._one("SELECT full_hash FROM versions WHERE trial = ? AND number = ?", trial_row, version.number)
        record = version.record
        full_hash = codec.fingerprint(record.raw)
        if kept is not None:
            if kept["full_hash"] != full_hash:
                raise StoreError(
                    f"{record.trial} has another version {version.number} already; it is not written over."
                )
            return False
        base, dictionary, body = self._encoded(record.trial, trial_row, version)
        self._run(
            _ADD, trial_row, version.number, record.hash, full_hash, version.registry_date,
            as_text(version.first_seen_at), record.release, len(record.raw), base, dictionary, body,
        )  # fmt: skip
        return True

    def _encoded(self, trial: Trial, trial_row: int, version: Version) -> tuple[int | None, int | None, bytes]:
        """Base, dictionary and body of a new version."""
        chain = self._all(_CHAIN, trial_row, version.number - 1)
        if codec.stands_alone([link["size"] for link in chain]):
            dictionary = self._dictionary()
            return None, dictionary.id if dictionary else None, codec.encode(version.record.raw, dictionary)
        return chain[-1]["number"], None, codec.encode_against(self._decoded(trial, chain), version.record.raw)

    def _read(self, trial: Trial, trial_row: int, number: int) -> Version:
        row = self._one(f"{_FACTS} WHERE trial = ? AND number = ?", trial_row, number)
        chain = self._all(_CHAIN, trial_row, number)
        if row is None or not chain:
            raise self._damaged(trial, number)
        raw = self._decoded(trial, chain)
        record = Record(trial, raw, row["release"])
        return Version(number, record, row["registry_date"], as_moment(row["first_seen_at"]))

    def _decoded(self, trial: Trial, chain: Sequence[sqlite3.Row]) -> bytes:
        """The bytes of the last version of a chain."""
        raw = b""
        for link in chain:
            raw = self._step(trial, link, raw)
        self._prove(trial, chain[-1], raw)
        return raw

    def _each_version(self, trial: Trial, trial_row: int) -> Iterator[tuple[sqlite3.Row, bytes]]:
        """All versions with their bytes, oldest first: each is decoded once."""
        raw = b""
        for row in self._all("SELECT * FROM versions WHERE trial = ? ORDER BY number", trial_row):
            raw = self._step(trial, row, raw)
            self._prove(trial, row, raw)
            yield row, raw

    def _step(self, trial: Trial, row: sqlite3.Row, before: bytes) -> bytes:
        try:
            if row["base"] is None:
                return codec.decode(row["body"], self._read_dictionary(row["dictionary"]))
            return codec.decode_against(before, row["body"])
        except codec.Undecodable as error:
            raise self._damaged(trial, row["number"]) from error

    def _prove(self, trial: Trial, row: sqlite3.Row, raw: bytes) -> None:
        if codec.fingerprint(raw) != row["full_hash"]:
            raise self._damaged(trial, row["number"])

    def _damaged(self, trial: Trial, number: int) -> DamagedDatabase:
        return DamagedDatabase(
            f"Version {number} of {trial} in {self.path} does not come back as it was stored. "
            "What was being written was undone; restore a backup or load a dump before you go on."
        )

    def _dictionary(self) -> codec.Dictionary | None:
        """The one that new versions are encoded with; trained as soon as the store holds enough trials."""
        newest = self._one("SELECT max(id) AS id FROM dictionaries")
        if newest is not None and newest["id"] is not None:
            return self._read_dictionary(newest["id"])
        rows = self._all(_SAMPLES, codec.SAMPLES)
        if len(rows) < codec.SAMPLES:
            return None
        samples = (self._read(Trial(t["registry"], t["registry_id"]), t["id"], t["versions"]).record.raw for t in rows)
        cursor = self._run("INSERT INTO dictionaries (body) VALUES (?)", codec.train(samples))
        return self._read_dictionary(cursor.lastrowid)

    def _read_dictionary(self, row_id: int | None) -> codec.Dictionary | None:
        """Kept in memory while its bytes are the same: building one takes a millisecond."""
        if row_id is None:
            return None
        if row_id not in self._dictionaries:
            row = self._one("SELECT body FROM dictionaries WHERE id = ?", row_id)
            assert row is not None
            self._dictionaries[row_id] = codec.Dictionary.from_body(row_id, row["body"])
        return self._dictionaries[row_id]

    def _forget_dictionaries(self) -> None:
        self._dictionaries.clear()

    def _undo(self, *, inner: bool) -> None:
        # The id of a dictionary that is rolled back is given again, to another one.
        self._forget_dictionaries()
        super()._undo(inner=inner)


def _info(row: sqlite3.Row) -> VersionInfo:
    return VersionInfo(
        row["number"], row["hash"], row["registry_date"], as_moment(row["first_seen_at"]), row["release"],
        row["size"], row["stored"],
    )  # fmt: skip


def _numbers(kept: list[int]) -> str:
    if not kept:
        return "none is stored yet"
    return f"stored: {kept[0]} to {kept[-1]}" if len(kept) > 1 else f"stored: {kept[0]}"
