"""Law 7 on a real file: what belongs together is recorded together, once, and comes back equal."""

from __future__ import annotations

import os
import sqlite3
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.support.stored import NOW, TRIAL, decision, held_for, record, sample_update, version
from watcher.errors import StoreError
from watcher.model import Decision, Known, Plan, Quarantine, Trial, TrialCondition, TrialState
from watcher.store import Store

PLAN = Plan("watching", "2026-02-01", 240, "2024-05-01", "2027-05-14", None)


@pytest.fixture
def store(tmp_path: Path):
    with Store.open(tmp_path / "new" / "watcher.db") as opened:
        yield opened


def ok(trial: Trial = TRIAL, release: str = "2026-03-10") -> TrialState:
    return TrialState(trial, TrialCondition.OK, release_seen=release)


def test_what_was_recorded_comes_back_equal(store: Store) -> None:
    recorded = decision(1)
    store.record(recorded, [held_for(recorded.update, slot="2026-03-11T08:00:00+01:00 daily 08:00")], ok())
    assert store.update(recorded.update.id) == recorded.update
    assert store.latest(TRIAL) == recorded.version


def test_recording_the_same_decision_twice_is_recording_it_once(store: Store) -> None:
    recorded = decision(1)
    for _ in range(2):
        store.record(recorded, [held_for(recorded.update)], ok())
    assert len(store.updates()) == 1
    assert store.waiting() == 1
    assert [v.number for v in store.version_infos(TRIAL)] == [1]


def test_an_error_inside_a_transaction_leaves_nothing_of_it(store: Store) -> None:
    recorded = decision(1)
    with pytest.raises(KeyboardInterrupt), store.write():
        store.record(recorded, [held_for(recorded.update)], ok())
        raise KeyboardInterrupt
    assert store.known(TRIAL) == Known()
    assert (store.updates(), store.waiting(), store.latest(TRIAL)) == ([], 0, None)


def test_an_inner_transaction_that_fails_takes_only_itself_back(store: Store) -> None:
    with store.write():
        store.record(decision(1), [], ok())
        with pytest.raises(RuntimeError), store.write():
            store.record(decision(2), [], ok())
            raise RuntimeError
    assert [v.number for v in store.version_infos(TRIAL)] == [1]


def test_nobody_else_sees_half_a_transaction(store: Store) -> None:
    other = sqlite3.connect(store.path)
    with store.write():
        store.record(decision(1), [], ok())
        assert other.execute("SELECT count(*) FROM versions").fetchone() == (0,)
    assert other.execute("SELECT count(*) FROM versions").fetchone() == (1,)
    other.close()


def test_the_updates_of_a_trial_are_counted_from_one_each_trial_for_itself(store: Store) -> None:
    other = Trial("ctgov", "NCT00000002")
    for trial in (TRIAL, other):
        for number in (1, 2, 3):
            recorded = decision(number, trial=trial)
            store.record(recorded, [held_for(recorded.update)], ok(trial))
    assert [row.sequence for row in store.held(NOW)] == [1, 2, 3, 1, 2, 3]


def test_a_version_is_never_written_over(store: Store) -> None:
    store.record(decision(1), [], ok())
    with pytest.raises(StoreError, match="another version 1"):
        store.record(Decision(version=version(1, record(99))), [], ok())


def test_a_version_cannot_leave_a_gap(store: Store) -> None:
    with pytest.raises(StoreError, match="cannot follow 0"):
        store.record(decision(2), [], ok())


def test_plan_and_crossed_thresholds_are_remembered_until_a_later_version_says_otherwise(store: Store) -> None:
    first = replace(decision(1), first_plan=PLAN, crossed=frozenset({"a", "b"}))
    store.record(first, [], ok())
    store.record(Decision(update=sample_update(None, None, mark="vanished")), [], ok())
    known = store.known(TRIAL)
    assert (known.first_plan, known.crossed) == (PLAN, {"a", "b"})
    store.record(replace(decision(2), crossed=frozenset({"c"})), [], ok())
    known = store.known(TRIAL)
    assert (known.first_plan, known.crossed, known.previous) == (PLAN, {"c"}, decision(2).version)


def test_a_quarantine_outlives_a_failed_look_and_ends_with_a_good_one(store: Store) -> None:
    doubt = Quarantine("ab" * 16, NOW, "lost all its sites")
    state = TrialState(TRIAL, TrialCondition.QUARANTINED, next_look_at=NOW + timedelta(hours=1))
    store.record(Decision(quarantine=doubt), [], state)
    store.remember(TrialState(TRIAL, TrialCondition.FAILED, failures=1))
    assert store.known(TRIAL).quarantine == doubt
    store.unchanged([TRIAL], "2026-03-10")
    assert store.known(TRIAL).quarantine is None


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")
def test_all_files_of_the_database_are_for_their_owner_only(store: Store) -> None:
    store.record(decision(1), [], ok())
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in store.path.parent.iterdir()}
    assert modes == {"watcher.db": 0o600, "watcher.db-wal": 0o600, "watcher.db-shm": 0o600}
