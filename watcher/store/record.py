"""The one transaction that records what an answer of the registry led to (law 7)."""

from __future__ import annotations

from collections.abc import Sequence

from watcher.errors import StoreError
from watcher.model import Decision, Held, TrialState
from watcher.store import columns
from watcher.store.sending import Sending

# A plan and the thresholds crossed come with a version; a decision without one says nothing of them.
_REMEMBER_VERSION = """
    UPDATE trials SET hash = ?, versions = ?, first_plan = coalesce(?, first_plan), crossed = ? WHERE id = ?
"""


class Recording(Sending):
    def record(self, decision: Decision, held: Sequence[Held], state: TrialState) -> None:
        """Version, update, edits, changes, what each recipient shall hear, and how the look ended: all or nothing.

        Recording the same again adds nothing. A look that ended well ends a quarantine; another keeps it.
        """
        with self.write():
            self.remember(state)
            trial_row = self._ensure_trial(state.trial)
            if decision.version is not None:
                self._record_version(trial_row, decision)
            if decision.quarantine is not None:
                quarantine = columns.write(decision.quarantine)
                self._run("UPDATE trials SET quarantine = ? WHERE id = ?", quarantine, trial_row)
            if decision.update is not None:
                update_n = self._add_update(trial_row, decision.update)
                if update_n is not None:
                    self._hold(update_n, held)

    def _record_version(self, trial_row: int, decision: Decision) -> None:
        version = decision.version
        assert version is not None
        last = self._one("SELECT versions FROM trials WHERE id = ?", trial_row)
        assert last is not None
        if version.number > last["versions"] + 1:
            raise StoreError(f"{version.record.trial}: version {version.number} cannot follow {last['versions']}.")
        if self._add_version(trial_row, version):
            plan = columns.write_optional(decision.first_plan)
            crossed = columns.write(sorted(decision.crossed))
            self._run(_REMEMBER_VERSION, version.record.hash, version.number, plan, crossed, trial_row)
