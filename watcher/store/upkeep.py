"""What an owner does to the file itself: back it up, make it small, look it over, take old rows away."""

# ruff: noqa: S608 - what is put together are constants of this module
from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from watcher.errors import DamagedDatabase, StoreError
from watcher.model import Record, Trial, Version
from watcher.store.moments import as_moment, as_text
from watcher.store.values import Pruned
from watcher.store.versions import Versions

# What was never sent is in none of these: only what has ended is old.
_OLD_ENDED = "state IN ('delivered', 'failed', 'expired') AND ended_at < ?"


class Upkeep(Versions):
    def backup(self, target: Path | str) -> None:
        """A copy of one moment, while others go on reading and writing; the target is replaced when it is whole."""
        target = Path(target)
        part = target.with_name(f".{target.name}.part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600))
            with closing(sqlite3.connect(part)) as copy:
                self._db.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
            part.replace(target)
        except (OSError, sqlite3.Error) as error:
            part.unlink(missing_ok=True)
            raise StoreError(f"The backup to {target} failed: {error}. The database itself is untouched.") from error

    def vacuum(self) -> None:
        """Give free pages back to the disk. Needs room for a second copy meanwhile."""
        self._run("VACUUM")
        self._run("PRAGMA wal_checkpoint(TRUNCATE)")

    def prune(self, before: datetime, *, versions: bool = False) -> Pruned:
        """Take away what ended before that time: attempts, runs, bodies of messages; versions only when asked.

        The log, what was not sent, the last run and the last complete one, and each trial's last version stay.
        """
        at = as_text(before)
        with self.write():
            return Pruned(
                attempts=self._run(
                    f"DELETE FROM attempts WHERE delivery IN (SELECT n FROM deliveries WHERE {_OLD_ENDED})", at
                ).rowcount,
                payloads=self._run(
                    f"UPDATE deliveries SET payload = NULL, content_type = NULL WHERE {_OLD_ENDED} "
                    "AND payload IS NOT NULL",
                    at,
                ).rowcount,
                runs=self._run(
                    "DELETE FROM runs WHERE started_at < ? AND id <> (SELECT max(id) FROM runs) "
                    "AND id IS NOT (SELECT max(id) FROM runs WHERE outcome = 'complete')",
                    at,
                ).rowcount,
                versions=self._prune_versions(at) if versions else 0,
            )

    def problems(self) -> list[str]:
        """Every page, every reference and every version looked at; empty is good."""
        found = [f"{self.path}: {row[0]}" for row in self._all("PRAGMA integrity_check") if row[0] != "ok"]
        found += [
            f"{self.path}: a row of {row['table']} points at nothing" for row in self._all("PRAGMA foreign_key_check")
        ]
        for row in self._all("SELECT id, registry, registry_id FROM trials ORDER BY id"):
            try:
                for _ in self._each_version(Trial(row["registry"], row["registry_id"]), row["id"]):
                    pass
            except DamagedDatabase as error:
                found.append(str(error))
        return found

    def _prune_versions(self, at: str) -> int:
        """The versions that stay are encoded anew: the first of them can no longer be a difference."""
        rows = self._all(
            "SELECT t.id, t.registry, t.registry_id FROM trials AS t WHERE EXISTS (SELECT 1 FROM versions AS v "
            "WHERE v.trial = t.id AND v.first_seen_at < ? AND v.number < t.versions)",
            at,
        )
        return sum(self._prune_trial(Trial(row["registry"], row["registry_id"]), row["id"], at) for row in rows)

    def _prune_trial(self, trial: Trial, trial_row: int, at: str) -> int:
        every = list(self._each_version(trial, trial_row))
        stay = [(row, raw) for row, raw in every if row["first_seen_at"] >= at or row is every[-1][0]]
        self._run("DELETE FROM versions WHERE trial = ?", trial_row)
        for row, raw in stay:
            seen = as_moment(row["first_seen_at"])
            record = Record(trial, raw, row["release"])
            self._add_version(trial_row, Version(row["number"], record, row["registry_date"], seen))
        return len(every) - len(stay)
