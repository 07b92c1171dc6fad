"""Backups, room, old rows: what an owner does to the file, and what none of it may take away."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.stored import NOW, TRIAL, decision, delivery, held_for, raw
from watcher.errors import StoreError, UsageError
from watcher.model import DeliveryState, Outcome, Run, TrialState
from watcher.store import Pruned, Store

DAY = timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "watcher.db") as opened:
        yield opened


def keep_versions(store: Store, count: int) -> None:
    """Number n is seen on NOW + n days."""
    for number in range(1, count + 1):
        recorded = decision(number)
        store.record(recorded, [held_for(recorded.update)], TrialState(TRIAL))


def test_a_backup_is_the_database_of_one_moment_in_one_private_file(store: Store, tmp_path: Path) -> None:
    keep_versions(store, 3)
    target = tmp_path / "backups" / "monday.db"
    store.backup(target)
    keep_versions(store, 5)
    assert [file.name for file in target.parent.iterdir()] == ["monday.db"]
    assert os.name != "posix" or stat.S_IMODE(target.stat().st_mode) == 0o600
    with Store.open(target) as copy:
        assert copy.latest(TRIAL) == decision(3).version
        assert len(copy.updates()) == 3
        assert copy.problems() == []


def test_a_backup_replaces_an_older_one_whole(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "backup.db"
    for count in (1, 2):
        keep_versions(store, count)
        store.backup(target)
    with Store.open(target) as copy:
        assert copy.latest(TRIAL) == decision(2).version


def test_a_backup_that_fails_is_told_and_leaves_nothing_beside(store: Store, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(StoreError, match="The database itself is untouched"):
        store.backup(tmp_path / "taken")
    assert list(tmp_path.glob(".*")) == []


def test_vacuum_gives_back_the_room_of_what_was_pruned(store: Store) -> None:
    with store.write():
        for number in range(200):
            name = f"d{number}"
            store.enqueue(delivery(name), "update")
            store.failed(name, NOW, "410")
    store.vacuum()
    before = store.path.stat().st_size
    store.prune(NOW + DAY)
    store.vacuum()
    assert store.path.stat().st_size < before
    assert len(store.deliveries()) == 200


def test_prune_takes_what_ended_long_ago_and_nothing_unsent(store: Store) -> None:
    keep_versions(store, 2)
    for name in ("sent", "tried", "waiting"):
        store.enqueue(delivery(name, expires_at=None), "update")
    for name in ("sent", "tried"):
        store.lease(name, NOW, DAY)
    store.delivered("sent", NOW)
    store.retry_later("tried", NOW, "503", NOW)
    log = list(store.changes())
    assert store.prune(NOW + 400 * DAY) == Pruned(attempts=1, runs=0, payloads=1, versions=0)
    assert [(d.id, d.state, d.payload is None) for d in store.deliveries()] == [
        ("waiting", DeliveryState.PENDING, False),
        ("tried", DeliveryState.PENDING, False),
        ("sent", DeliveryState.DELIVERED, True),
    ]
    assert (len(store.attempts("tried")), len(store.held(NOW))) == (1, 2)
    assert list(store.changes()) == log
    assert len(store.version_infos(TRIAL)) == 2


def test_prune_leaves_what_ended_since(store: Store) -> None:
    store.enqueue(delivery("sent"), "update")
    store.lease("sent", NOW, DAY)
    store.delivered("sent", NOW)
    store.end_run(Run(store.begin_run(NOW), NOW, NOW, "r", 1, 1, 0, 0, Outcome.COMPLETE))
    assert store.prune(NOW) == Pruned(0, 0, 0, 0)


def test_the_last_run_and_the_last_complete_one_are_never_pruned(store: Store) -> None:
    outcomes = (Outcome.COMPLETE, Outcome.COMPLETE, Outcome.FAILED, Outcome.FAILED)
    runs = [Run(store.begin_run(NOW), NOW, NOW, "r", 1, 1, 0, 0, outcome) for outcome in outcomes]
    for run in runs:
        store.end_run(run)
    assert store.prune(NOW + DAY).runs == 2
    assert store.runs() == [runs[3], runs[1]]


def test_versions_are_pruned_only_when_asked_and_the_others_still_come_back(store: Store) -> None:
    keep_versions(store, 40)
    assert store.prune(NOW + 36 * DAY, versions=True).versions == 35
    assert [info.number for info in store.version_infos(TRIAL)] == [36, 37, 38, 39, 40]
    assert [store.version(TRIAL, n).record.raw for n in (36, 38, 40)] == [raw(36), raw(38), raw(40)]
    with pytest.raises(UsageError, match="stored: 36 to 40"):
        store.version(TRIAL, 35)
    store.record(decision(41), [], TrialState(TRIAL))
    assert store.latest(TRIAL) == decision(41).version
    assert store.problems() == []


def test_the_last_version_of_a_trial_is_never_pruned(store: Store) -> None:
    keep_versions(store, 3)
    assert store.prune(NOW + 400 * DAY, versions=True).versions == 2
    assert store.known(TRIAL).previous == decision(3).version


def test_a_pruned_store_can_be_dumped_and_loaded(store: Store, tmp_path: Path) -> None:
    keep_versions(store, 4)
    store.prune(NOW + 3 * DAY, versions=True)
    store.dump(tmp_path / "dump")
    with Store.open(tmp_path / "copy.db") as copy:
        copy.load(tmp_path / "dump")
        assert [copy.version(TRIAL, n) for n in (3, 4)] == [decision(3).version, decision(4).version]


def test_each_problem_of_a_database_is_named(store: Store) -> None:
    keep_versions(store, 2)
    assert store.problems() == []
    with closing(sqlite3.connect(store.path)) as db, db:
        db.execute("UPDATE versions SET full_hash = 'x' WHERE number = 1")
        db.execute("INSERT INTO members (search, trial, since) VALUES ('none', 1, 'x')")
    found = store.problems()
    assert len(found) == 2
    assert "a row of members points at nothing" in found[0]
    assert f"Version 1 of {TRIAL}" in found[1]
