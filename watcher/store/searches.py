"""Who answers to a search: found page by page, and compared with the last complete answer when all pages have come."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime

from watcher.model import Trial
from watcher.store import columns
from watcher.store.moments import as_moment, as_text
from watcher.store.trials import Trials
from watcher.store.values import Membership, Sweep

_MEMBERS = "SELECT t.registry, t.registry_id, m.left_at FROM members AS m JOIN trials AS t ON t.id = m.trial"
_IN_ORDER = "ORDER BY t.registry, t.registry_id"

_BEGIN = """
    INSERT INTO searches (name, terms, since, sweep) VALUES (?, ?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET
        terms = excluded.terms, since = excluded.since, sweep = excluded.sweep, release = NULL, token = NULL
"""

# Who left once and is found again is to be said to be back; `left_at` stays until it is.
_FOUND = """
    INSERT INTO members (search, trial, since) SELECT ?, id, ? FROM trials WHERE registry = ? AND registry_id = ?
    ON CONFLICT (search, trial) DO UPDATE SET seen = 1, told = CASE WHEN left_at IS NULL THEN told ELSE 0 END
"""

_ENTER = "UPDATE members SET told = 1, since = ?, left_at = NULL WHERE search = ? AND told = 0 AND seen"
_LEAVE = "UPDATE members SET left_at = ? WHERE search = ? AND told = 1 AND left_at IS NULL AND NOT seen"
# Found by a sweep that came to no end, and no longer there in the one that did: nobody was told, nobody need be.
_FORGET = "DELETE FROM members WHERE search = ? AND told = 0 AND left_at IS NULL AND NOT seen"
_STAY_AWAY = "UPDATE members SET told = 1 WHERE search = ? AND told = 0 AND left_at IS NOT NULL AND NOT seen"


class Searches(Trials):
    def members(self, search: str) -> tuple[Trial, ...]:
        """Those found last, also by a sweep that has not come to its end."""
        return _trials(self._all(f"{_MEMBERS} WHERE m.search = ? AND m.left_at IS NULL {_IN_ORDER}", search))

    def former_members(self, search: str) -> dict[Trial, datetime]:
        """Those that it does not find any more, and since when."""
        rows = self._all(f"{_MEMBERS} WHERE m.search = ? AND m.left_at IS NOT NULL {_IN_ORDER}", search)
        return {Trial(row["registry"], row["registry_id"]): as_moment(row["left_at"]) for row in rows}

    def begin_sweep(self, search: str, terms: Mapping[str, str], release: str, now: datetime) -> Sweep:
        """Begun anew for each data release, else gone on with. Other terms make another search: a new baseline."""
        written = columns.write_sorted(terms)
        with self.write():
            row = self._one("SELECT terms, release, sweep, token FROM searches WHERE name = ?", search)
            if row is None or row["terms"] != written:
                self._run("DELETE FROM members WHERE search = ?", search)
                self._run(_BEGIN, search, written, as_text(now), release)
                return Sweep(is_first=True, is_done=False)
            if row["release"] == release:
                return Sweep(is_first=False, is_done=True)
            if row["sweep"] != release:
                self._run("UPDATE searches SET sweep = ?, token = NULL WHERE name = ?", release, search)
                self._run("UPDATE members SET seen = 0 WHERE search = ?", search)
            return Sweep(row["release"] is None, False, row["token"] if row["sweep"] == release else None)

    def found(
        self, search: str, trials: Iterable[Trial], token: str | None, now: datetime, *, named: bool = True
    ) -> None:
        """A page: these are watched from now on, and the sweep goes on at `token`.

        `named`: who answers is kept by name. The whole registry needs no such list: all that is known is in it.
        """
        at, trials = as_text(now), tuple(trials)
        with self.write():
            self.watch_also(trials, now)
            if named:
                self._each(_FOUND, [(search, at, trial.registry, trial.id) for trial in trials])
            self._run("UPDATE searches SET token = ? WHERE name = ?", token, search)

    def lost(self, search: str) -> tuple[Trial, ...]:
        """Members that the sweep has not found: ask when all its pages have come."""
        where = "WHERE m.search = ? AND m.told = 1 AND m.left_at IS NULL AND NOT m.seen"
        return _trials(self._all(f"{_MEMBERS} {where} {_IN_ORDER}", search))

    def end_sweep(self, search: str, now: datetime, undecided: Iterable[Trial] = ()) -> Membership:
        """All pages have come: who is there now that was not, and who is gone.

        `undecided`: not found, and no look has told why. They stay members until one does.
        """
        at = as_text(now)
        with self.write():
            self._each(_FOUND, [(search, at, trial.registry, trial.id) for trial in undecided])
            row = self._one("SELECT release FROM searches WHERE name = ?", search)
            entered = self._all(f"{_MEMBERS} WHERE m.search = ? AND m.told = 0 AND m.seen {_IN_ORDER}", search)
            left = self.lost(search)
            self._run(_ENTER, at, search)
            self._run(_LEAVE, at, search)
            self._run(_FORGET, search)
            self._run(_STAY_AWAY, search)
            self._run("UPDATE searches SET release = sweep, sweep = NULL, token = NULL WHERE name = ?", search)
        if row is None or row["release"] is None:
            return Membership(first=True)
        returned = [member for member in entered if member["left_at"] is not None]
        return Membership(False, _trials(entered), _trials(returned), left)


def _trials(rows: Iterable[sqlite3.Row]) -> tuple[Trial, ...]:
    return tuple(Trial(row["registry"], row["registry_id"]) for row in rows)
