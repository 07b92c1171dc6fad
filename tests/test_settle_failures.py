"""Laws of failure as a state: said once, said again after days, recovery said only to who heard of the failure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from tests.support.told import JASMINE, NOW, trials
from watcher.meaning.telling import failures
from watcher.meaning.telling.failures import Patience, Trouble
from watcher.model import Notice, TrialCondition, TrialState

PATIENCE = Patience(after=3, remind_days=7)
FAILING = TrialState(
    JASMINE,
    TrialCondition.FAILED,
    versions=1,
    failures=3,
    failing_since=NOW - timedelta(days=2),
    error_kind="unexpected record",
    error="NCT06455449: another trial's record",
)


def said(*states: TrialState, at: datetime = NOW) -> list[tuple[str, str]]:
    notices, _ = failures.of_trials(states, PATIENCE, at)
    return [(notice.kind, notice.title) for notice in notices]


def test_a_failure_is_said_after_three_looks_in_a_row_and_not_before() -> None:
    assert said(replace(FAILING, failures=2)) == []
    assert said(FAILING) == [("trial.failing", "NCT06455449 cannot be read: unexpected record")]


def test_a_failure_that_was_said_is_said_again_only_after_seven_days() -> None:
    known = replace(FAILING, failures=9, announced_at=NOW)
    assert said(known, at=NOW + timedelta(days=6, hours=23)) == []
    assert said(known, at=NOW + timedelta(days=7)) == [
        ("trial.still", "NCT06455449 still cannot be read: unexpected record")
    ]


def test_recovery_is_said_only_when_the_failure_was() -> None:
    well = replace(FAILING, condition=TrialCondition.OK, failures=0)
    assert said(well) == []
    assert said(replace(well, announced_at=NOW)) == [("trial.recovered", "NCT06455449 can be read again")]


def test_what_was_said_is_remembered_so_that_it_is_said_once() -> None:
    _, [remembered] = failures.of_trials([FAILING], PATIENCE, NOW)
    assert remembered.announced_at == NOW
    assert said(remembered) == []


def test_after_recovery_nothing_of_the_failure_is_left() -> None:
    well = replace(FAILING, condition=TrialCondition.OK, failures=0, announced_at=NOW)
    _, [remembered] = failures.of_trials([well], PATIENCE, NOW)
    assert remembered == TrialState(JASMINE, TrialCondition.OK, versions=1)


def test_a_record_kept_in_quarantine_three_times_is_a_failure() -> None:
    assert len(said(replace(FAILING, condition=TrialCondition.QUARANTINED))) == 1


@pytest.mark.parametrize("condition", [TrialCondition.MISSING, TrialCondition.VANISHED])
def test_a_missing_trial_is_no_failure_it_is_looked_for_and_then_news(condition: TrialCondition) -> None:
    assert said(replace(FAILING, condition=condition)) == []


@pytest.mark.parametrize("condition", [TrialCondition.MISSING, TrialCondition.VANISHED])
def test_a_failing_trial_that_goes_missing_is_not_called_well(condition: TrialCondition) -> None:
    assert said(replace(FAILING, condition=condition, announced_at=NOW)) == []


def test_many_trials_in_one_state_are_one_notice() -> None:
    states = [replace(FAILING, trial=trial) for trial in trials(12)]
    [notice] = failures.of_trials(states, PATIENCE, NOW)[0]
    assert notice.title == "12 trials cannot be read: unexpected record"
    assert notice.lines[0].endswith("NCT00000010 and 2 more.")


def test_one_look_is_no_plural() -> None:
    quick = Patience(after=1)
    [notice] = failures.of_trials([replace(FAILING, failures=1)], quick, NOW)[0]
    assert notice.lines[0] == "Since 7 Mar 2026 15:17 UTC, 1 look in a row."
    blind, trouble = failures.of_run(None, Trouble("outage", 1, NOW, "no answer", "Wait.", 3, 3), quick, NOW)
    assert blind is not None
    assert blind.lines[1].startswith("1 run in a row: ")
    again, _ = failures.of_run(trouble, None, quick, NOW)
    assert again is not None
    assert "1 run in a row: " in again.lines[0]


def test_a_notice_says_since_when_and_with_what_words() -> None:
    [notice] = failures.of_trials([FAILING], PATIENCE, NOW)[0]
    assert notice.lines == (
        "Since 7 Mar 2026 15:17 UTC, 3 looks in a row.",
        "NCT06455449: another trial's record",
        "Nothing is said about this trial's record until it can be read.",
    )


def blind(**more: Any) -> Trouble:
    fields: dict[str, Any] = {
        "kind": "blocked", "runs": 1, "since": NOW, "error": "403", "advice": "Run from another network.",
        "unseen": 2000, "watched": 2000,
    }  # fmt: skip
    return Trouble(**{**fields, **more})


def runs(*found: Trouble | None, days: float = 1) -> list[Notice | None]:
    """The notices of runs one after the other."""
    notices: list[Notice | None] = []
    known: Trouble | None = None
    for number, trouble in enumerate(found):
        notice, known = failures.of_run(known, trouble, PATIENCE, NOW + timedelta(days=number * days))
        notices.append(notice)
    return notices


def test_a_blind_registry_is_one_notice_after_three_runs() -> None:
    notices = runs(*[blind()] * 6)
    assert [bool(notice) for notice in notices] == [False, False, True, False, False, False]
    assert notices[2] is not None
    assert notices[2].title == (
        "BLIND: the registry refuses this address (403); 2,000 of 2,000 trials not checked since 9 Mar 2026 15:17 UTC"
    )
    assert notices[2].lines == (
        "403",
        "3 runs in a row: the registry refuses this address (403). No trial is said to have changed or vanished.",
        "Next try: with the next check. What changed meanwhile is told then; messages that wait are sent as usual.",
        "What to do: Run from another network.",
    )


def test_blindness_is_said_again_after_seven_days() -> None:
    assert [n for n, notice in enumerate(runs(*[blind()] * 12)) if notice] == [2, 9]


def test_a_run_that_sees_ends_the_count() -> None:
    assert not any(runs(blind(), blind(), None, blind(), blind()))


def test_sight_is_announced_only_after_blindness_was() -> None:
    assert [notice and notice.kind for notice in runs(blind(), blind(), blind(), None, None)] == [
        None, None, "blind", "recovery", None,
    ]  # fmt: skip


def test_a_run_that_never_gets_to_the_end_is_said_too_but_not_called_blind() -> None:
    notices = runs(*[blind(kind="too slow", unseen=40)] * 3)
    assert notices[2] is not None
    assert notices[2].title == (
        "Not seen: the time of a check was used up; 40 of 2,000 trials not checked since 9 Mar 2026 15:17 UTC"
    )


def test_a_recovery_counts_each_class_of_what_was_met() -> None:
    notices = runs(blind(), blind(), *[blind(kind="outage")] * 3, None)
    assert notices[-1] is not None
    assert notices[-1].lines[0] == (
        "It could not from 9 Mar 2026 15:17 UTC on. 5 runs in a row: 3 × the registry gives no answer that can be "
        "read; 2 × the registry refuses this address (403)."
    )


def test_no_two_notices_share_an_id() -> None:
    notices = [notice for notice in runs(*[blind()] * 20, None) if notice]
    assert len({notice.id for notice in notices}) == len(notices) == 4
