"""One row a run: what was due, seen, and not seen."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from watcher.errors import StoreError
from watcher.model import Outcome, Run
from watcher.store.connection import Connected
from watcher.store.moments import as_moment, as_moment_or_none, as_text, as_text_or_none


class Runs(Connected):
    def begin_run(self, now: datetime) -> int:
        with self.write():
            id_ = self._run("INSERT INTO runs (started_at) VALUES (?)", as_text(now)).lastrowid
        assert id_ is not None
        return id_

    def end_run(self, run: Run) -> None:
        """The whole row, under the id that begin_run gave."""
        with self.write():
            ended = self._run(
                "UPDATE runs SET started_at = ?, ended_at = ?, release = ?, due = ?, checked = ?, changed = ?, "
                "failed = ?, outcome = ?, message = ? WHERE id = ?",
                as_text(run.started_at), as_text_or_none(run.ended_at), run.release, run.due, run.checked, run.changed,
                run.failed, run.outcome.value if run.outcome else None, run.message, run.id,
            )  # fmt: skip
            if ended.rowcount != 1:
                raise StoreError(f"Run {run.id} was never begun.")

    def runs(self, limit: int | None = None) -> list[Run]:
        """Newest first."""
        rows = self._all("SELECT * FROM runs ORDER BY id DESC LIMIT ?", -1 if limit is None else limit)
        return [_run(row) for row in rows]

    def last_end(self, before: datetime) -> datetime | None:
        """When the last run before an instant ended."""
        row = self._one("SELECT max(ended_at) AS ended_at FROM runs WHERE ended_at < ?", as_text(before))
        return None if row is None else as_moment_or_none(row["ended_at"])

    def last_run(self) -> Run | None:
        return next(iter(self.runs(1)), None)

    def last_complete_run(self) -> Run | None:
        row = self._one("SELECT * FROM runs WHERE outcome = 'complete' ORDER BY id DESC LIMIT 1")
        return None if row is None else _run(row)


def _run(row: sqlite3.Row) -> Run:
    return Run(
        id=row["id"],
        started_at=as_moment(row["started_at"]),
        ended_at=as_moment_or_none(row["ended_at"]),
        release=row["release"],
        due=row["due"],
        checked=row["checked"],
        changed=row["changed"],
        failed=row["failed"],
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        message=row["message"],
    )
