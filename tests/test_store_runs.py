"""Runs, searches and small facts: what a run must find again when it is the next one."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.support.stored import NOW, trial
from watcher.errors import StoreError
from watcher.model import Outcome, Run
from watcher.store import Store
from watcher.store.memory import BROKE_OFF, SETTLED

ONE, TWO, THREE = trial(1), trial(2), trial(3)
ITCH = {"condition": "Itch"}


@pytest.fixture
def store(tmp_path: Path):
    with Store.open(tmp_path / "watcher.db") as opened:
        yield opened


def ran(store: Store, at: datetime, release: str | None, due: int, checked: int, outcome: Outcome) -> Run:
    run = Run(store.begin_run(at), at, at + timedelta(minutes=1), release, due, checked, 1, due - checked, outcome, "x")
    store.end_run(run)
    return run


def test_a_run_is_there_from_its_beginning_and_comes_back_equal(store: Store) -> None:
    run_id = store.begin_run(NOW)
    begun = Run(run_id, NOW, None, None, 0, 0, 0, 0, None)
    assert store.last_run() == begun
    ended = replace(begun, ended_at=NOW, release="r", due=3, checked=2, changed=1, failed=1, outcome=Outcome.PARTIAL)
    store.end_run(ended)
    assert store.runs() == [ended]


def test_the_last_run_need_not_be_the_last_complete_one(store: Store) -> None:
    assert (store.last_run(), store.last_complete_run()) == (None, None)
    complete = ran(store, NOW, "r", 3, 3, Outcome.COMPLETE)
    failed = ran(store, NOW + timedelta(days=1), None, 3, 0, Outcome.FAILED)
    assert (store.last_run(), store.last_complete_run()) == (failed, complete)
    assert store.runs(1) == [failed]


def test_a_run_that_was_never_begun_cannot_end(store: Store) -> None:
    with pytest.raises(StoreError, match="never begun"):
        store.end_run(Run(7, NOW, NOW, None, 0, 0, 0, 0, Outcome.COMPLETE))


def test_a_killed_run_is_not_complete(store: Store) -> None:
    store.begin_run(NOW)
    assert store.last_complete_run() is None


def test_small_facts_are_kept_until_they_are_forgotten(store: Store) -> None:
    assert store.recall(BROKE_OFF) is None
    store.keep(BROKE_OFF, (NOW, "disk full"))
    store.keep(BROKE_OFF, (NOW, "power cut"))
    store.keep(SETTLED, NOW)
    assert (store.recall(BROKE_OFF), store.recall(SETTLED)) == ((NOW, "power cut"), NOW)
    store.forget(BROKE_OFF)
    assert store.recall(BROKE_OFF) is None
