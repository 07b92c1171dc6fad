"""A bug in deciding one trial stops no other (law 5), and is loud."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.json import encode

from tests.support.house import ONE, TWO, record
from watcher.check.pool import Case, decided, deciders
from watcher.meaning.numbers import Numbers
from watcher.model import Decision, Known, Record, Trial

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


def test_several_bugs_are_all_raised() -> None:
    with pytest.raises(ExceptionGroup) as caught, deciders(1, one=breaks) as decide:
        assert list(decide([case(ONE), case(TWO)])) == [None, None]
    assert len(caught.value.exceptions) == 2
