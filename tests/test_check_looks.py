"""Laws of the looks at one trial: missing, vanished, doubted, stale, and well again."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.support.told import JASMINE, NOW
from watcher.errors import NotFound, Outage, RegistryError
from watcher.meaning.telling import looks
from watcher.model import Quarantine, TrialCondition, TrialState

RELEASE = "2026-03-09T09:00:05"
WELL = TrialState(JASMINE, TrialCondition.OK, hash="h", versions=1, release_seen="2026-03-06T09:00:05")
GONE = NotFound("404")
TORN = Quarantine("x", NOW, "all 3 sites are gone")


@given(st.lists(st.integers(0, 30), min_size=1, max_size=12))
def test_no_trial_vanishes_before_three_looks_over_a_day(hours: list[int]) -> None:
    state, at = WELL, NOW
    for number, wait in enumerate(hours, 1):
        at += timedelta(hours=wait)
        state = looks.not_found(state, GONE, RELEASE, at)
        if state.condition is TrialCondition.VANISHED:
            first, *_, last = state.missing_looks
            assert number >= 3
            assert last - first >= timedelta(hours=24)
            assert len({look.date() for look in state.missing_looks}) >= 2
            return


@given(st.lists(st.sampled_from(["gone", "down", "seen"]), max_size=12))
def test_a_trial_seen_again_has_never_been_missing(day: list[str]) -> None:
    state, at = WELL, NOW
    for what in day:
        at += timedelta(hours=12)
        state = _looked(state, what, at)
    well = looks.seen(state, RELEASE)
    assert (well.condition, well.missing_looks, well.failures, well.error) == (TrialCondition.OK, (), 0, None)


def _looked(state: TrialState, what: str, at: datetime) -> TrialState:
    if what == "seen":
        return looks.seen(state, RELEASE)
    if what == "torn":
        return looks.doubted(state, TORN, RELEASE, at)
    error: RegistryError = GONE if what == "gone" else Outage("503")
    return looks.not_found(state, error, RELEASE, at) if what == "gone" else looks.failed(state, error, at)


def test_an_outage_between_two_looks_does_not_begin_them_anew() -> None:
    state = looks.not_found(WELL, GONE, RELEASE, NOW)
    state = looks.failed(state, Outage("503"), NOW + timedelta(hours=6))
    state = looks.not_found(state, GONE, RELEASE, NOW + timedelta(hours=12))
    assert len(state.missing_looks) == 2


def test_what_has_vanished_stays_so_through_an_outage_and_vanishes_once() -> None:
    gone = WELL
    for half_day in range(3):
        gone = looks.not_found(gone, GONE, RELEASE, NOW + timedelta(hours=12 * half_day))
    later = NOW + timedelta(days=3)
    after = looks.not_found(looks.failed(gone, Outage("503"), later), GONE, "2026-03-12T09:00:05", later)
    assert gone.condition is after.condition is TrialCondition.VANISHED
    assert not looks.vanishes(gone, after)


def test_a_number_never_found_fails_and_does_not_vanish() -> None:
    state = looks.not_found(TrialState(JASMINE), GONE, RELEASE, NOW)
    assert (state.condition, state.error_kind, state.missing_looks) == (TrialCondition.FAILED, "not found", ())


def test_a_doubted_record_is_looked_at_an_hour_after_it_first_came() -> None:
    doubted = looks.doubted(WELL, TORN, RELEASE, NOW + timedelta(minutes=20))
    assert (doubted.condition, doubted.next_look_at) == (TrialCondition.QUARANTINED, NOW + timedelta(hours=1))


@given(st.lists(st.sampled_from(["gone", "down", "torn"]), max_size=12))
def test_what_has_vanished_is_gone_until_a_record_of_it_is_believed(days: list[str]) -> None:
    state, at = WELL, NOW
    for what in ["gone", "gone", "gone", *days]:
        at += timedelta(hours=12)
        before, state = state, _looked(state, what, at)
    assert looks.is_gone(state)
    assert not (days and looks.vanishes(before, state)), "and is told once"
    assert not looks.is_gone(looks.seen(state, RELEASE))


def test_a_doubted_record_ends_the_looks_at_a_trial_that_was_only_missing() -> None:
    missing = looks.not_found(WELL, GONE, RELEASE, NOW)
    assert looks.doubted(missing, TORN, RELEASE, NOW).missing_looks == ()


def test_a_failure_that_was_announced_is_remembered_until_its_end_is() -> None:
    failing = looks.failed(WELL, Outage("503"), NOW)
    announced = looks.seen(replace(failing, announced_at=NOW), RELEASE)
    assert (announced.announced_at, announced.error_kind) == (NOW, "outage")


def test_a_stale_record_is_looked_at_three_times_more() -> None:
    state, due = WELL, 0
    while state.release_seen != RELEASE:
        state = looks.seen(state, RELEASE, stale=True)
        due += 1
    assert due == 4
