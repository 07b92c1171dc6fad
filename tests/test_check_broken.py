"""A bug in deciding one trial stops no other and silences none (law 5), and is loud."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.json import encode
from msgspec.structs import replace

from tests.support.desk import desk
from tests.support.house import ONE, TWO, house, record
from watcher.check import Posted, Report, Sight
from watcher.check.pool import Case, decided, deciders
from watcher.check.report import Broken
from watcher.cli.passes import Wishes, look
from watcher.cli.wiring import VOCABULARY
from watcher.config import load
from watcher.meaning.numbers import Numbers
from watcher.model import Decision, DeliveryState, Known, Outcome, Record, Run, Trial

THREE = Trial(ONE.registry, "NCT00000003")
NOW = datetime(2026, 3, 10, 15, 17, tzinfo=UTC)


def breaks_on_two(case: Case) -> Decision:
    if case.record.trial == TWO:
        raise KeyError("armGroups")
    return decided(case)


def case(trial: Trial) -> Case:
    return Case(Known(), Record(trial, encode(record(trial)), "2026-03-10T09:00:05"), NOW, Numbers())


def more(people: int) -> dict[str, Any]:
    """TWO with another enrollment."""
    return record(TWO, "designModule.enrollmentInfo", {"count": people, "type": "ESTIMATED"})


# A bug that only a trial meets whose enrollment moves.
BAD = Numbers(enrollment_critical_percent=None)  # type: ignore[arg-type]


@pytest.mark.parametrize("workers", [1, 2])
def test_one_trials_bug_stops_no_other_and_bears_its_trials_name(workers: int) -> None:
    with deciders(workers, enough=0, one=breaks_on_two) as decide:
        came = [*decide([case(ONE), case(TWO), case(THREE)]), *decide([case(THREE)])]
    assert [isinstance(decision, Broken) for decision in came] == [False, True, False, False]
    broken = came[1]
    assert isinstance(broken, Broken)
    [note] = broken.error.__notes__
    assert broken.trial == TWO
    assert note.startswith("while deciding NCT") and TWO.id in note and "breaks_on_two" in note


def test_the_other_trials_of_the_chunk_are_recorded_and_the_broken_one_stays_due(tmp_path: Path) -> None:
    with house(tmp_path, ONE, TWO, THREE) as home:
        home.publish("2026-03-09", record(ONE), record(TWO), record(THREE))
        home.check()
        home.publish("2026-03-10", record(ONE), more(1), record(THREE, overallStatus="SUSPENDED"))
        report = home.check(numbers=BAD)
        states = home.store.states([ONE, TWO, THREE]).values()
        assert [state.versions for state in states] == [1, 1, 2]
        assert report.run.release is not None
        assert home.store.due([ONE, TWO, THREE], report.run.release, home.now) == [TWO]


def test_a_run_with_a_trial_that_broke_has_failed_and_names_it(tmp_path: Path) -> None:
    with house(tmp_path, ONE, TWO) as home:
        home.publish("2026-03-09", record(ONE), record(TWO))
        home.check()
        home.publish("2026-03-10", record(ONE), more(1))
        report = home.check(numbers=BAD)
        assert home.store.last_run() == report.run
        assert (report.run.outcome, report.run.due, report.run.checked, report.run.failed) == (Outcome.FAILED, 2, 1, 1)
        assert report.run.message == (
            "1 of 2 trials not seen. NCT00000002: not decided, an unexpected error, TypeError"
        )


def test_a_trial_that_broke_is_decided_as_soon_as_the_bug_is_gone(tmp_path: Path) -> None:
    with house(tmp_path, ONE, TWO) as home:
        home.publish("2026-03-09", record(ONE), record(TWO))
        home.check()
        home.publish("2026-03-10", record(ONE), more(1))
        home.check(numbers=BAD)
        assert home.check().run.outcome is Outcome.COMPLETE
        assert len(home.told()) == 1


def test_as_long_as_one_trial_breaks_the_others_are_told_of_every_day_and_the_bug_is_loud(tmp_path: Path) -> None:
    with desk(tmp_path) as my:
        my.write(trials=(ONE.id, TWO.id))
        my.registry.publish({trial.id: record(trial) for trial in (ONE, TWO)}, "2026-03-01T09:00:05")
        my.run("check")
        config = replace(load(my.config, {}, VOCABULARY), numbers=BAD)
        sent: list[int] = []
        for day, status in enumerate(("SUSPENDED", "RECRUITING", "TERMINATED"), 2):
            my.registry.publish(
                {ONE.id: record(ONE, overallStatus=status), TWO.id: more(1)}, f"2026-03-0{day}T09:00:05"
            )
            with pytest.raises(TypeError):
                look(config, Wishes(), lambda _, passed: sent.append(passed.delivered.count(DeliveryState.DELIVERED)))
        assert sent == [1, 1, 1]


def test_what_broke_is_raised_by_the_report_alone_or_together() -> None:
    one, two = Broken(ONE, KeyError("armGroups")), Broken(TWO, KeyError("arms"))
    run = Run(1, NOW, NOW, None, 2, 0, 0, 2, Outcome.FAILED)
    with pytest.raises(KeyError, match="armGroups"):
        Report(run, Sight(broken=(one,)), Posted()).raise_broken()
    with pytest.raises(ExceptionGroup) as caught:
        Report(run, Sight(broken=(one, two)), Posted()).raise_broken()
    assert caught.value.exceptions == (one.error, two.error)
