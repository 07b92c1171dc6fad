"""Which trials are watched, and which are due (law 6): a table."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.support.stored import NOW, TRIAL, decision, trial
from watcher.model import TrialCondition, TrialState
from watcher.store import Store, Watching

ONE, TWO, THREE = trial(1), trial(2), trial(3)
SOON, PAST = NOW + timedelta(hours=1), NOW - timedelta(hours=1)
C = TrialCondition


@pytest.fixture
def store(tmp_path: Path):
    with Store.open(tmp_path / "watcher.db") as opened:
        yield opened


def test_watching_tells_who_is_new_who_left_and_who_is_back(store: Store) -> None:
    assert store.watch([ONE, TWO, ONE], NOW) == Watching(new=(ONE, TWO), again=(), left=())
    assert store.watch([TWO, THREE], NOW) == Watching(new=(THREE,), again=(), left=(ONE,))
    assert store.watch([ONE, TWO, THREE], NOW) == Watching(new=(), again=(ONE,), left=())
    assert store.watched() == [ONE, TWO, THREE]


def test_a_trial_no_longer_watched_keeps_all_that_is_known_of_it(store: Store) -> None:
    store.watch([TRIAL], NOW)
    store.record(decision(1), [], TrialState(TRIAL, C.OK, release_seen="r"))
    store.watch([], NOW)
    assert (store.watched(), store.latest(TRIAL)) == ([], decision(1).version)


def test_a_trial_that_was_only_spoken_of_is_new_when_it_is_watched(store: Store) -> None:
    store.remember(TrialState(ONE, C.FAILED))
    assert store.watched() == []
    assert store.watch([ONE], NOW).new == (ONE,)


def test_the_state_of_a_trial_comes_back_equal_and_its_version_is_not_for_others_to_say(store: Store) -> None:
    state = TrialState(
        TRIAL, C.FAILED, "not the hash", 7, "2026-03-10", 2, SOON, 3, PAST, NOW, "outage", "connection refused",
        (PAST, NOW), "NCT00000009",
    )  # fmt: skip
    store.record(replace(decision(1), update=None), [], state)
    version = decision(1).version
    assert version is not None
    assert store.states([TRIAL, TWO]) == {
        TRIAL: replace(state, hash=version.record.hash, versions=1),
        TWO: TrialState(TWO),
    }


@pytest.mark.parametrize(
    ("has_version", "condition", "release_seen", "next_look_at", "due"),
    [
        (False, C.NEW, None, None, True),
        (False, C.NEW, "today", None, True),
        (True, C.OK, "today", None, False),
        (True, C.OK, "yesterday", None, True),
        (True, C.OK, None, None, True),
        (True, C.FAILED, "yesterday", SOON, True),
        (True, C.FAILED, "today", SOON, False),
        (True, C.FAILED, "today", PAST, True),
        (True, C.FAILED, "today", None, True),
        (False, C.FAILED, "today", SOON, True),
        (True, C.QUARANTINED, "yesterday", SOON, True),
        (True, C.QUARANTINED, "today", SOON, False),
        (True, C.QUARANTINED, "today", PAST, True),
        (True, C.MISSING, "yesterday", SOON, True),
        (True, C.MISSING, "today", SOON, False),
        (True, C.MISSING, "today", NOW, True),
        (True, C.VANISHED, "today", None, False),
        (True, C.VANISHED, "yesterday", None, True),
    ],
)
def test_due(store: Store, has_version, condition, release_seen, next_look_at, due) -> None:
    state = TrialState(TRIAL, condition, release_seen=release_seen, next_look_at=next_look_at)
    if has_version:
        store.record(decision(1), [], state)
    else:
        store.remember(state)
    assert store.due([TRIAL], "today", NOW) == ([TRIAL] if due else [])


def test_in_doubt_and_not_due_is_what_is_watched_and_waits_for_its_next_look(store: Store) -> None:
    waits = TrialState(TRIAL, C.QUARANTINED, release_seen="today", next_look_at=SOON)
    store.watch([TRIAL, TWO], NOW)
    for state in (waits, replace(waits, trial=TWO, next_look_at=PAST), replace(waits, trial=THREE)):
        store.record(replace(decision(1), update=None), [], state)
    assert [state.trial for state in store.in_doubt("today", NOW)] == [TRIAL]
    assert store.in_doubt("tomorrow", NOW) == []


def test_due_trials_come_in_the_order_asked_and_once(store: Store) -> None:
    store.record(decision(1), [], TrialState(TRIAL, C.OK, release_seen="today"))
    assert store.due([THREE, TRIAL, TWO, THREE], "today", NOW) == [THREE, TWO]


def test_an_unchanged_answer_clears_what_had_gone_wrong(store: Store) -> None:
    failed = TrialState(TRIAL, C.FAILED, failures=3, failing_since=PAST, announced_at=PAST, error="x", error_kind="y")
    store.record(decision(1), [], failed)
    store.unchanged([TRIAL], "today")
    version = decision(1).version
    assert version is not None
    assert store.states([TRIAL])[TRIAL] == TrialState(TRIAL, C.OK, version.record.hash, 1, "today")
    assert store.due([TRIAL], "today", NOW) == []


def test_twenty_thousand_trials_are_asked_for_in_one_statement(store: Store) -> None:
    trials = [trial(number) for number in range(20_000)]
    store.watch(trials, NOW)
    store.unchanged(trials[5:], "today")
    statements: list[str] = []
    store._db.set_trace_callback(statements.append)  # what reaches SQLite is what is counted here
    assert len(store.due(trials, "today", NOW)) == 20_000  # none has a version
    assert len(store.states(trials)) == 20_000
    assert len(statements) == 2
