"""Who answers to a search: found page by page, and compared with the last complete answer when all pages have come."""

# ruff: noqa: S608 - what is put together are constants of this module; every value is bound
from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from watcher.model import Trial
from watcher.store import columns
from watcher.store.moments import as_moment, as_text
from watcher.store.trials import Trials
from watcher.store.values import Membership, Sought, Sweep

_MEMBERS = "SELECT t.registry, t.registry_id, m.left_at FROM members AS m JOIN trials AS t ON t.id = m.trial"
_IN_ORDER = "ORDER BY t.registry, t.registry_id"

_KNOWN = "SELECT words, terms, release, sweep, token FROM searches WHERE name = ?"

_BEGIN = """
    INSERT INTO searches (name, words, terms, since, sweep) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET
        words = excluded.words, terms = excluded.terms, since = excluded.since, sweep = excluded.sweep,
        release = NULL, token = NULL, answered = NULL
"""
# Whom the words before had found is held until the new ones have been answered: an outage in between loses nobody.
_HOLD = "UPDATE members SET seen = 0, told = 0 WHERE search = ?"
_LET_GO = "DELETE FROM members WHERE search = ? AND left_at IS NOT NULL"

_BEGIN_AGAIN = """
    UPDATE searches SET
        answered = CASE WHEN terms = :terms THEN answered ELSE coalesce(answered, terms) END,
        terms = :terms, sweep = :release, token = NULL
    WHERE name = :name
"""

# Who left once and is found again is to be said to be back; `left_at` stays until it is.
_FOUND = """
    INSERT INTO members (search, trial, since) SELECT ?, id, ? FROM trials WHERE registry = ? AND registry_id = ?
    ON CONFLICT (search, trial) DO UPDATE SET seen = 1, told = CASE WHEN left_at IS NULL THEN told ELSE 0 END
"""

_BELIEVED = "trial IN (SELECT id FROM trials WHERE versions > 0)"
# Of a trial whose record is not believed yet there is nothing to tell: it enters when there is. In a baseline all do.
_ENTER = f"""
    UPDATE members SET told = 1, since = ?, left_at = NULL
    WHERE search = ? AND told = 0 AND seen AND (? OR {_BELIEVED})
"""
_LEAVE = "UPDATE members SET left_at = ? WHERE search = ? AND told = 1 AND left_at IS NULL AND NOT seen"
# Found by a sweep that came to no end, and no longer there in the one that did: nobody was told, nobody need be.
_FORGET = f"""
    DELETE FROM members WHERE search = ? AND left_at IS NULL AND NOT seen AND (told = 0 OR NOT {_BELIEVED})
"""
_STAY_AWAY = "UPDATE members SET told = 1 WHERE search = ? AND told = 0 AND left_at IS NOT NULL AND NOT seen"

_END = "UPDATE searches SET release = sweep, sweep = NULL, token = NULL, answered = NULL WHERE name = ?"


class Searches(Trials):
    def members(self, search: str) -> tuple[Trial, ...]:
        """Those found last, also by a sweep that has not come to its end."""
        return _trials(self._all(f"{_MEMBERS} WHERE m.search = ? AND m.left_at IS NULL {_IN_ORDER}", search))

    def former_members(self, search: str) -> dict[Trial, datetime]:
        """Those that it does not find any more, and since when."""
        rows = self._all(f"{_MEMBERS} WHERE m.search = ? AND m.left_at IS NOT NULL {_IN_ORDER}", search)
        return {Trial(row["registry"], row["registry_id"]): as_moment(row["left_at"]) for row in rows}

    def begin_sweep(self, asked: Sought, release: str, now: datetime) -> Sweep:
        """Begun anew for each data release, else gone on with. Other words make another search: a new baseline.

        The same words may be put to the registry in other terms: those of `like` follow the record they are made of.
        """
        words, terms = columns.write_sorted(asked.words), columns.write_sorted(asked.params)
        with self.write():
            row = self._one(_KNOWN, asked.name)
            if row is None or not (row["words"] in (None, words) or row["terms"] == terms):
                self._run(_LET_GO, asked.name)
                self._run(_HOLD, asked.name)
                self._run(_BEGIN, asked.name, words, terms, as_text(now), release)
                return Sweep(is_first=True, is_done=False)
            self._run("UPDATE searches SET words = ? WHERE name = ? AND words IS NOT ?", words, asked.name, words)
            if row["release"] == release:
                return Sweep(is_first=False, is_done=True)
            if row["sweep"] == release and row["terms"] == terms:
                return Sweep(row["release"] is None, False, row["token"])
            self._run(_BEGIN_AGAIN, name=asked.name, terms=terms, release=release)
            self._run("UPDATE members SET seen = 0 WHERE search = ?", asked.name)
            return Sweep(row["release"] is None, False)

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
            change = self._change(search)
            self._run(_ENTER, at, search, change.first)
            self._run(_FORGET, search)
            self._run(_LEAVE, at, search)
            self._run(_STAY_AWAY, search)
            self._run(_END, search)
        return change

    def _change(self, search: str) -> Membership:
        row = self._one("SELECT terms, answered, release FROM searches WHERE name = ?", search)
        if row is None or row["release"] is None:
            return Membership(first=True)
        where = f"WHERE m.search = ? AND m.told = 0 AND m.seen AND m.{_BELIEVED}"
        entered = self._all(f"{_MEMBERS} {where} {_IN_ORDER}", search)
        returned = [member for member in entered if member["left_at"] is not None]
        before = row["answered"] if row["answered"] not in (None, row["terms"]) else None
        return Membership(
            False, _trials(entered), _trials(returned), self.lost(search), before and columns.read_terms(before)
        )


def _trials(rows: Iterable[sqlite3.Row]) -> tuple[Trial, ...]:
    return tuple(Trial(row["registry"], row["registry_id"]) for row in rows)
