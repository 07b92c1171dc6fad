"""Politeness and patience, on a clock that only sleeping moves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.errors import AddressRefused, Halted, NetworkError, TimedOut, TooLarge, Unreachable
from watcher.net.pace import Pace
from watcher.net.retry import Patience, Timer, patiently
from watcher.net.retry_after import asked_wait
from watcher.net.wire import Response
from watcher.stop import PIECE, never, sleeping

START = datetime(2026, 3, 9, 15, 17, tzinfo=UTC)


class Clock:
    """Sleeping is all that moves it. `slept` remembers each sleep."""

    def __init__(self) -> None:
        self.now = START
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)

    def monotonic(self) -> float:
        return (self.now - START).total_seconds()

    def timer(self, chance: float = 0.5) -> Timer:
        return Timer(lambda: self.now, self.sleep, lambda: chance)


def answer(status: int, **headers: str) -> Response:
    return Response(status, {name.replace("_", "-"): value for name, value in headers.items()}, b"", "http://x/")


def asking(*results: Response | NetworkError) -> Callable[[], Response]:
    """Gives one result after the other; asked once more than that, it fails the test."""
    left = list(results)

    def ask() -> Response:
        result = left.pop(0)
        if isinstance(result, NetworkError):
            raise result
        return result

    return ask


def test_told_to_stop_a_sleep_of_any_length_ends() -> None:
    wishes = iter([False, True])
    with pytest.raises(Halted):
        sleeping(lambda: next(wishes))(600)


def test_told_to_stop_nothing_is_asked_again_however_short_the_wait() -> None:
    """A registry of one's own is asked again at once: a sleep of no time comes between."""
    timer = Timer(lambda: START, sleeping(lambda: True))
    with pytest.raises(Halted):
        patiently(asking(answer(503)), Patience(unit=0), timer)


def test_a_sleep_that_nobody_disturbs_takes_its_time() -> None:
    begun = monotonic()
    sleeping(never)(1.5 * PIECE)
    assert monotonic() - begun >= 1.5 * PIECE


def test_requests_start_at_least_the_pace_apart_whatever_they_took() -> None:
    clock = Clock()
    pace = Pace(1.0, monotonic=clock.monotonic, sleep=clock.sleep)
    pace.wait()
    clock.now += timedelta(seconds=0.25)
    pace.wait()
    clock.now += timedelta(seconds=5)
    pace.wait()
    assert clock.slept == [0.75]


@given(st.floats(0.01, 10), st.lists(st.floats(0, 20), min_size=1, max_size=20))
def test_no_two_requests_are_closer_than_the_pace(seconds: float, took: list[float]) -> None:
    clock, starts = Clock(), []
    pace = Pace(seconds, monotonic=clock.monotonic, sleep=clock.sleep)
    for each in took:
        pace.wait()
        starts.append(clock.monotonic())
        clock.now += timedelta(seconds=each)
    assert all(b - a >= seconds - 1e-5 for a, b in pairwise(starts))


def test_after_a_429_the_pace_is_slower_until_the_next_run_and_never_slower_than_eightfold() -> None:
    pace = Pace(1.0)
    seen = []
    for _ in range(5):
        pace.slow_down()
        seen.append(pace.seconds)
    pace.restore()
    assert (seen, pace.seconds) == ([2, 4, 8, 8, 8], 1)


def test_an_answer_that_is_a_no_is_not_asked_for_again() -> None:
    for status in (200, 301, 400, 403, 404):
        clock = Clock()
        assert patiently(asking(answer(status)), Patience(), clock.timer()).status == status
        assert clock.slept == []


def test_waits_grow_and_four_attempts_are_all() -> None:
    clock = Clock()
    result = patiently(asking(answer(503), answer(500), answer(502), answer(503)), Patience(), clock.timer())
    assert (result.status, clock.slept) == (503, [1, 2, 4])


@given(st.floats(0, 0.999))
def test_jitter_stays_within_half_and_one_and_a_half_of_the_wait(chance: float) -> None:
    clock = Clock()
    patiently(asking(answer(503), answer(200)), Patience(), clock.timer(chance))
    assert 0.5 <= clock.slept[0] < 1.5


def test_the_last_error_is_raised() -> None:
    last = Unreachable("gone")
    with pytest.raises(Unreachable) as raised:
        patiently(asking(answer(503), Unreachable("reset"), answer(500), last), Patience(), Clock().timer())
    assert raised.value is last


def test_a_timeout_is_asked_again_once() -> None:
    with pytest.raises(TimedOut, match="second"):
        patiently(asking(TimedOut("first"), TimedOut("second")), Patience(), Clock().timer())
    assert patiently(asking(TimedOut("first"), answer(200)), Patience(), Clock().timer()).status == 200


@pytest.mark.parametrize("error", [TimedOut("slow", begun=True), TooLarge("huge"), AddressRefused("inside")])
def test_what_asking_again_cannot_help_is_not_asked_again(error: NetworkError) -> None:
    with pytest.raises(type(error)):
        patiently(asking(error), Patience(), Clock().timer())


def test_the_server_names_the_wait_in_seconds_or_as_a_date() -> None:
    for value in ("17", format_datetime(START + timedelta(seconds=17), usegmt=True)):
        clock = Clock()
        patiently(asking(answer(429, retry_after=value), answer(200)), Patience(), clock.timer())
        assert clock.slept == [17]


def test_a_date_gone_by_means_now_and_nonsense_means_the_usual_wait() -> None:
    for value, slept in ((format_datetime(START - timedelta(hours=1)), 0), ("soon", 1), ("-5", 1), ("", 1)):
        clock = Clock()
        patiently(asking(answer(503, retry_after=value), answer(200)), Patience(), clock.timer())
        assert clock.slept == [slept]


def test_a_server_that_asks_for_a_longer_wait_than_we_have_is_left_alone_at_once() -> None:
    for value in ("61", "3600", "9" * 400):
        clock = Clock()
        assert patiently(asking(answer(429, retry_after=value)), Patience(), clock.timer()).status == 429
        assert clock.slept == []


def test_a_wait_of_any_size_is_no_reason_to_fall_over() -> None:
    date = "Mon, 01 Jan {} 00:00:00 {}"
    for value in ("9" * 5_000, "9" * 30, date.format("9" * 30, "GMT"), date.format(2026, "+" + "9" * 30)):
        clock = Clock()
        ask = asking(*[answer(429, retry_after=value)] * 4)
        assert patiently(ask, Patience(), clock.timer()).status == 429


@given(st.text(max_size=12) | st.text("0123456789", max_size=6_000) | st.text("0123456789:,+ GMTonJa", max_size=40))
def test_what_a_server_asks_for_is_nothing_or_at_most_a_day(value: str) -> None:
    asked = asked_wait(value, START)
    assert asked is None or timedelta() <= asked <= timedelta(days=1)


def test_the_whole_time_is_bounded_as_well() -> None:
    clock = Clock()
    results = [answer(429, retry_after="50") for _ in range(3)]
    patiently(asking(*results), Patience(whole=120, attempts=9), clock.timer())
    assert clock.slept == [50, 50]


def test_a_pace_of_nothing_waits_for_nothing() -> None:
    clock = Clock()
    results = [answer(429, retry_after="30"), answer(503), Unreachable("reset"), answer(200)]
    patiently(asking(*results), Patience(unit=0), clock.timer())
    assert clock.slept == [0, 0, 0]
