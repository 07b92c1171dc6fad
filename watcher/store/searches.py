"""Who answered to a search the last time it was asked completely."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from watcher.model import Trial
from watcher.store import columns
from watcher.store.moments import as_text
from watcher.store.trials import Trials
from watcher.store.values import Membership

_MEMBERS = """
    SELECT t.registry, t.registry_id, m.left_at FROM members AS m JOIN trials AS t ON t.id = m.trial
    WHERE m.search = ? ORDER BY t.registry, t.registry_id
"""

_ENTER = """
    INSERT INTO members (search, trial, since) VALUES (?, ?, ?)
    ON CONFLICT (search, trial) DO UPDATE SET since = excluded.since, left_at = NULL
"""

_LEAVE = "UPDATE members SET left_at = ? WHERE search = ? AND trial = ?"


class Searches(Trials):
    def members(self, search: str) -> tuple[Trial, ...]:
        return tuple(
            Trial(row["registry"], row["registry_id"]) for row in self._all(_MEMBERS, search) if row["left_at"] is None
        )

    def set_members(self, search: str, terms: Mapping[str, str], found: Iterable[Trial], now: datetime) -> Membership:
        """Compare a complete answer with the last one and keep it. Other terms make another search: a new baseline."""
        with self.write():
            first = self._begin_search(search, columns.write_labels(terms), as_text(now))
            left_at = {Trial(r["registry"], r["registry_id"]): r["left_at"] for r in self._all(_MEMBERS, search)}
            now_in = dict.fromkeys(found)
            entered = tuple(t for t in now_in if left_at.get(t, "never") is not None)
            left = tuple(t for t, gone in left_at.items() if gone is None and t not in now_in)
            self._each(_ENTER, [(search, self._ensure_trial(t), as_text(now)) for t in entered])
            self._each(_LEAVE, [(as_text(now), search, self._ensure_trial(t)) for t in left])
        if first:
            return Membership(first=True)
        return Membership(False, entered, tuple(t for t in entered if t in left_at), left)

    def _begin_search(self, name: str, terms: str, at: str) -> bool:
        row = self._one("SELECT terms FROM searches WHERE name = ?", name)
        if row is not None and row["terms"] == terms:
            return False
        self._run("DELETE FROM members WHERE search = ?", name)
        self._run(
            "INSERT INTO searches (name, terms, since) VALUES (?, ?, ?) "
            "ON CONFLICT (name) DO UPDATE SET terms = excluded.terms, since = excluded.since",
            name,
            terms,
            at,
        )
        return True
