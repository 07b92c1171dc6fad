"""A bug in deciding one trial stops no other (law 5), and is loud."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.json import encode

from tests.support.house import ONE, TWO, house, record
from watcher.check import Orders, Watched
from watcher.check.looks import Desk, take
from watcher.check.pool import Case, decided, deciders
from watcher.meaning.numbers import Numbers
from watcher.meaning.telling.drift import Tally
from watcher.model import Answer, Decision, Known, Record, Trial, Watch

THREE = Trial(ONE.registry, "NCT00000003")
NOW = datetime(2026, 3, 10, 15, 17, tzinfo=UTC)


def breaks_on_two(case: Case) -> Decision:
    if case.record.trial == TWO:
        raise KeyError("armGroups")
    return decided(case)


def breaks(case: Case) -> Decision:
    raise KeyError(case.record.trial.id)


def case(trial: Trial) -> Case:
    return Case(Known(), Record(trial, encode(record(trial)), "2026-03-10T09:00:05"), NOW, Numbers())


@pytest.mark.parametrize("workers", [1, 2])
def test_one_trials_bug_stops_no_other_and_is_raised_at_the_end_by_its_trials_name(workers: int) -> None:
    came: list[bool] = []
    with (
        pytest.raises(KeyError, match="armGroups") as caught,
        deciders(workers, enough=0, one=breaks_on_two) as decide,
    ):
        came += [decision is not None for decision in decide([case(ONE), case(TWO), case(THREE)])]
        came += [decision is not None for decision in decide([case(THREE)])]
    assert came == [True, False, True, True]
    [note] = caught.value.__notes__
    assert note.startswith("while deciding NCT") and TWO.id in note and "breaks_on_two" in note


def test_the_other_trials_of_the_chunk_are_recorded_and_the_broken_one_stays_due(tmp_path: Path) -> None:
    release = "2026-03-10T09:00:05"
    trials = [ONE, TWO, THREE]
    with house(tmp_path, *trials) as home, pytest.raises(KeyError), deciders(1, one=breaks_on_two) as decide:
        home.store.watch(trials, NOW)
        orders = Orders((Watch("ours", tuple(trials)),))
        desk = Desk(home.store, orders, Watched.of(orders), decide, release)
        answers = [Answer(trial, case(trial).record) for trial in trials]
        sight, _ = take(desk, answers, home.store.states(trials), Tally(release), NOW)
        assert (sight.checked, sight.baselines) == (2, 2)
        assert [state.versions for state in home.store.states(trials).values()] == [1, 0, 1]
        assert home.store.due(trials, release, NOW) == [TWO]


def test_several_bugs_are_all_raised() -> None:
    with pytest.raises(ExceptionGroup) as caught, deciders(1, one=breaks) as decide:
        assert list(decide([case(ONE), case(TWO)])) == [None, None]
    assert len(caught.value.exceptions) == 2
