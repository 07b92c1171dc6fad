"""Which trials are watched, how the last look at each ended, and which are due."""

# ruff: noqa: S608 - what is put together are constants of these modules; every value is bound
from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from watcher.model import Trial, TrialCondition, TrialState
from watcher.store import columns
from watcher.store.connection import Connected
from watcher.store.moments import as_moment, as_moment_or_none, as_text, as_text_or_none, far_ahead
from watcher.store.values import Watching

# One query however many trials are asked for; :asked is a JSON list of pairs.
_ASKED = """
    WITH asked (registry, registry_id) AS (
        SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:asked)
    )
"""

# Read by position (_state), like all that is read by the thousand.
_STATE = """
    SELECT t.registry, t.registry_id, t.condition, t.hash, t.versions, t.release_seen, t.stale_looks, t.next_look_at,
           t.failures, t.failing_since, t.announced_at, t.error_kind, t.error, t.missing_looks, t.alias
"""
_STATES = f"{_ASKED} {_STATE} FROM asked CROSS JOIN trials AS t USING (registry, registry_id)"

_IN_DOUBT = "t.condition IN ('failed', 'missing', 'quarantined')"

# Law 6: a newer data release may always know better; on the same one, doubt has its own rhythm.
_IS_DUE = f"""
    CASE
        WHEN t.id IS NULL OR t.versions = 0 OR t.release_seen IS NOT :release THEN 1
        WHEN {_IN_DOUBT} THEN t.next_look_at IS NULL OR t.next_look_at <= :now OR t.next_look_at > :far
        ELSE 0
    END
"""

_DUE = f"""
    {_ASKED}
    SELECT a.registry, a.registry_id FROM asked AS a LEFT JOIN trials AS t USING (registry, registry_id)
    WHERE {_IS_DUE}
"""

_IS_WATCHED = "t.watched_since IS NOT NULL AND t.unwatched_at IS NULL"

_DUE_OF_ALL = f"""
    SELECT t.registry, t.registry_id FROM trials AS t WHERE {_IS_WATCHED} AND {_IS_DUE} ORDER BY t.id
"""

_LEFT_IN_DOUBT = f"{_STATE} FROM trials AS t WHERE {_IS_WATCHED} AND {_IN_DOUBT} AND NOT {_IS_DUE} ORDER BY t.id"

_WATCHED = "SELECT registry, registry_id, watched_since, unwatched_at FROM trials"

_WATCH = """
    INSERT INTO trials (registry, registry_id, watched_since) VALUES (?, ?, ?)
    ON CONFLICT (registry, registry_id) DO UPDATE SET watched_since = excluded.watched_since, unwatched_at = NULL
"""

_WATCH_ALSO = f"{_WATCH} WHERE trials.watched_since IS NULL OR trials.unwatched_at IS NOT NULL"

_UNWATCH = "UPDATE trials SET unwatched_at = ? WHERE registry = ? AND registry_id = ?"

_REMEMBER = """
    INSERT INTO trials (registry, registry_id, condition, release_seen, stale_looks, next_look_at, failures,
                        failing_since, announced_at, error_kind, error, missing_looks, alias)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (registry, registry_id) DO UPDATE SET
        condition = excluded.condition, release_seen = excluded.release_seen, stale_looks = excluded.stale_looks,
        next_look_at = excluded.next_look_at, failures = excluded.failures, failing_since = excluded.failing_since,
        announced_at = excluded.announced_at, error_kind = excluded.error_kind, error = excluded.error,
        missing_looks = excluded.missing_looks, alias = excluded.alias,
        quarantine = CASE excluded.condition WHEN 'ok' THEN NULL ELSE quarantine END
"""

_UNCHANGED = """
    UPDATE trials SET release_seen = ?, condition = 'ok', stale_looks = 0, next_look_at = NULL, failures = 0,
        failing_since = NULL, announced_at = NULL, error_kind = NULL, error = NULL, missing_looks = '[]',
        quarantine = NULL
    WHERE registry = ? AND registry_id = ?
"""


class Trials(Connected):
    def watch(self, trials: Iterable[Trial], now: datetime) -> Watching:
        """From now on exactly these are watched. What is known of the others stays."""
        wanted = dict.fromkeys(trials)
        with self.write():
            known = {_trial(row): row for row in self._all(_WATCHED)}
            watching = Watching(
                new=tuple(t for t in wanted if t not in known or known[t]["watched_since"] is None),
                again=tuple(t for t in wanted if t in known and known[t]["unwatched_at"] is not None),
                left=tuple(t for t, row in known.items() if _is_watched(row) and t not in wanted),
            )
            at = as_text(now)
            self._each(_WATCH, [(t.registry, t.id, at) for t in (*watching.new, *watching.again)])
            self._each(_UNWATCH, [(at, t.registry, t.id) for t in watching.left])
        return watching

    def watch_also(self, trials: Iterable[Trial], now: datetime) -> None:
        """These too, beside those that are watched already."""
        at = as_text(now)
        with self.write():
            self._each(_WATCH_ALSO, [(t.registry, t.id, at) for t in trials])

    def watched(self) -> list[Trial]:
        return [_trial(row) for row in self._all(f"{_WATCHED} ORDER BY registry, registry_id") if _is_watched(row)]

    def count_watched(self) -> int:
        row = self._one("SELECT count(*) AS n FROM trials WHERE watched_since IS NOT NULL AND unwatched_at IS NULL")
        return int(row["n"]) if row else 0

    def hash_of(self, trial: Trial) -> str | None:
        """The record hash of its last version."""
        row = self._one("SELECT hash FROM trials WHERE registry = ? AND registry_id = ?", trial.registry, trial.id)
        return None if row is None else row["hash"]

    def states(self, trials: Iterable[Trial]) -> dict[Trial, TrialState]:
        """A trial never heard of has the state of a new one."""
        asked = tuple(trials)
        rows = self._all(_STATES, asked=_json(asked))
        found = {state.trial: state for state in map(_state, rows)}
        return {trial: found.get(trial) or TrialState(trial) for trial in asked}

    def due(self, trials: Iterable[Trial], release: str, now: datetime) -> list[Trial]:
        """Law 6, in the order asked."""
        asked = tuple(dict.fromkeys(trials))
        found = {_trial(row) for row in self._all(_DUE, asked=_json(asked), release=release, **_times(now))}
        return [trial for trial in asked if trial in found]

    def all_due(self, release: str, now: datetime) -> list[Trial]:
        """Law 6 for all that is watched, whoever names it."""
        return [_trial(row) for row in self._all(_DUE_OF_ALL, release=release, **_times(now))]

    def in_doubt(self, release: str, now: datetime) -> list[TrialState]:
        """Of all that is watched: what is in doubt, and yet not due."""
        return [_state(row) for row in self._all(_LEFT_IN_DOUBT, release=release, **_times(now))]

    def remember(self, state: TrialState) -> None:
        """How a look ended. `hash` and `versions` are not taken from here: they come with each version."""
        with self.write():
            self._run(_REMEMBER, *_columns(state))

    def unchanged(self, trials: Iterable[Trial], release: str) -> None:
        """All these were answered for in this release, and are as they were."""
        with self.write():
            self._each(_UNCHANGED, [(release, t.registry, t.id) for t in trials])

    def _trial_row(self, trial: Trial) -> int | None:
        row = self._one("SELECT id FROM trials WHERE registry = ? AND registry_id = ?", trial.registry, trial.id)
        return None if row is None else int(row["id"])

    def _ensure_trial(self, trial: Trial) -> int:
        """A trial that is spoken of without being watched gets a row of its own."""
        found = self._trial_row(trial)
        if found is not None:
            return found
        values = (trial.registry, trial.id)
        row = self._one("INSERT INTO trials (registry, registry_id) VALUES (?, ?) RETURNING id", *values)
        assert row is not None
        return int(row["id"])


def _trial(row: sqlite3.Row) -> Trial:
    return Trial(row["registry"], row["registry_id"])


def _is_watched(row: sqlite3.Row) -> bool:
    return row["watched_since"] is not None and row["unwatched_at"] is None


def _times(now: datetime) -> dict[str, str]:
    return {"now": as_text(now), "far": far_ahead(now)}


def _json(trials: Sequence[Trial]) -> str:
    return columns.write([(trial.registry, trial.id) for trial in trials])


def _columns(state: TrialState) -> tuple[object, ...]:
    return (
        state.trial.registry, state.trial.id, state.condition.value, state.release_seen, state.stale_looks,
        as_text_or_none(state.next_look_at), state.failures, as_text_or_none(state.failing_since),
        as_text_or_none(state.announced_at), state.error_kind, state.error,
        columns.write([as_text(look) for look in state.missing_looks]), state.alias,
    )  # fmt: skip


def _state(row: sqlite3.Row) -> TrialState:
    (
        registry, registry_id, condition, hash_, versions, release_seen, stale_looks, next_look_at, failures,
        failing_since, announced_at, error_kind, error, missing_looks, alias,
    ) = row  # fmt: skip
    return TrialState(
        trial=Trial(registry, registry_id),
        condition=TrialCondition(condition),
        hash=hash_,
        versions=versions,
        release_seen=release_seen,
        stale_looks=stale_looks,
        next_look_at=as_moment_or_none(next_look_at),
        failures=failures,
        failing_since=as_moment_or_none(failing_since),
        announced_at=as_moment_or_none(announced_at),
        error_kind=error_kind,
        error=error,
        missing_looks=tuple(as_moment(look) for look in columns.read_texts(missing_looks)),
        alias=alias,
    )
