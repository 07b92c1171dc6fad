"""Laws of the digests' clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.meaning.telling import slots

_ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
_WHENS = st.sampled_from(["daily 02:30", "daily 08:00", "daily 00:00", "weekly sun 02:30", "weekly mon 08:00"])
_INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))


def test_a_daily_slot_is_the_next_time_of_day_in_its_zone() -> None:
    after = datetime(2026, 3, 9, 21, 0, tzinfo=UTC)
    assert slots.next_slot("daily 08:00", "Europe/Berlin", after) == "2026-03-10T08:00:00+01:00 daily 08:00"


def test_a_weekly_slot_waits_for_its_day() -> None:
    tuesday = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
    assert slots.next_slot("Weekly  Monday 8:00", "UTC", tuesday) == "2026-03-16T08:00:00+00:00 weekly mon 08:00"


def test_a_slot_that_has_just_come_is_not_the_next_one() -> None:
    at = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
    assert slots.next_slot("daily 08:00", "UTC", at) == "2026-03-11T08:00:00+00:00 daily 08:00"
    assert slots.latest_slot("daily 08:00", "UTC", at) == "2026-03-10T08:00:00+00:00 daily 08:00"


def test_the_hour_that_spring_leaves_out_moves_the_slot_on_by_an_hour() -> None:
    evening = datetime(2026, 3, 28, 20, 0, tzinfo=UTC)
    assert slots.next_slot("daily 02:30", "Europe/Berlin", evening) == "2026-03-29T03:30:00+02:00 daily 02:30"


def test_the_hour_that_autumn_repeats_has_one_slot() -> None:
    first = slots.next_slot("daily 02:30", "Europe/Berlin", datetime(2026, 10, 24, 20, 0, tzinfo=UTC))
    assert first == "2026-10-25T02:30:00+02:00 daily 02:30"
    assert slots.next_slot("daily 02:30", "Europe/Berlin", slots.instant(first)) == (
        "2026-10-26T02:30:00+01:00 daily 02:30"
    )


def test_now_has_no_slot() -> None:
    assert slots.next_slot("now", "UTC", datetime(2026, 3, 9, tzinfo=UTC)) is None


@given(when=_WHENS, zone=_ZONES, after=_INSTANTS)
def test_slots_lie_after_their_instant_and_less_than_a_period_and_a_shift_away(
    when: str, zone: str, after: datetime
) -> None:
    slot = slots.next_slot(when, zone, after)
    assert slot is not None
    period = timedelta(days=7 if when.startswith("weekly") else 1)
    assert timedelta(0) < slots.instant(slot) - after <= period + timedelta(hours=2)


@given(when=_WHENS, zone=_ZONES, after=_INSTANTS)
def test_between_the_latest_slot_and_the_next_there_is_none(when: str, zone: str, after: datetime) -> None:
    latest, following = slots.latest_slot(when, zone, after), slots.next_slot(when, zone, after)
    assert latest is not None
    assert slots.next_slot(when, zone, slots.instant(latest)) == following


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("hourly", 'when = \'hourly\' is not understood; write "now", "daily 08:00" or "weekly mon 08:00"'),
        ("daily 25:00", "when = 'daily 25:00' names no time of day; hours go from 00:00 to 23:59"),
        (
            "weekly noon 08:00",
            "when = 'weekly noon 08:00' names no day of the week; days are mon, tue, wed, thu, fri, sat, sun",
        ),
    ],
)
def test_a_wrong_when_is_told_what_would_do(when: str, said: str) -> None:
    with pytest.raises(ValueError) as raised:
        slots.parse(when)
    assert str(raised.value) == said


@pytest.mark.parametrize("name", ["Europe", "Mars/Base", "../etc/passwd", ""])
def test_an_unknown_zone_is_told_what_would_do(name: str) -> None:
    with pytest.raises(ValueError, match="write a name such as Europe/Berlin or UTC"):
        slots.zone(name)
