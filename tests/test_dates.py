"""Dates keep the registry's precision, and what is said of them is never more exact than they are (law 9)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.meaning.dates import PartialDate, shift


def _parse(value: str) -> PartialDate:
    parsed = PartialDate.parse(value)
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(
    ("value", "first", "last", "words"),
    [
        ("2027-05-14", date(2027, 5, 14), date(2027, 5, 14), "14 May 2027"),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29), "Feb 2028"),
        ("2027", date(2027, 1, 1), date(2027, 12, 31), "2027"),
    ],
)
def test_a_date_covers_the_days_that_it_may_mean(value: str, first: date, last: date, words: str) -> None:
    parsed = _parse(value)
    assert (parsed.first, parsed.last, parsed.words) == (first, last, words)


@pytest.mark.parametrize("value", ["", "soon", "2027-13", "2027-02-30", "14 May 2027", None, 2027, "0000-01"])
def test_what_is_no_date_is_none(value: object) -> None:
    assert PartialDate.parse(value) is None


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("2027-05-14", "2028-01-10", "241 days later"),
        ("2027-05-14", "2027-05-13", "1 day earlier"),
        ("2027-05", "2027-08", "about 3 months later"),
        ("2027-05", "2027-06", "about 1 month later"),
        ("2027-05", "2027-06-01", "less than a month later"),
        ("2029-10-30", "2026-03-31", "1,309 days earlier"),
        ("2027-05-20", "2027-05", "less than a month earlier"),
        ("2025-04", "2025-05-09", "about 1 month later"),  # 9 to 38 days
        ("2026-01", "2026-02-11", "about 1 month later"),  # 11 to 41 days
        ("2026-01", "2026-02-01", "less than a month later"),
        ("2026-02-20", "2026-01", "about 1 month earlier"),
    ],
)
def test_a_shift_is_told_as_exactly_as_its_dates_are(before: str, after: str, words: str) -> None:
    assert shift(_parse(before), _parse(after)).words == words


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.dates(date(1990, 1, 1), date(2060, 1, 1)))
def test_a_shift_back_is_the_shift_with_the_other_sign(one: date, other: date) -> None:
    assert shift(_parse(str(one)), _parse(str(other))).days == -shift(_parse(str(other)), _parse(str(one))).days


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(-80, 80))
def test_less_than_a_month_is_never_said_of_what_may_be_more(day: date, days: int) -> None:
    month, other = _parse(str(day)[:7]), _parse(str(day + timedelta(days)))
    furthest = max(abs((end - other.first).days) for end in (month.first, month.last))
    is_less = shift(month, other).words.startswith("less than a month")
    assert furthest <= 31 if is_less else furthest >= 28


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)))
def test_a_month_covers_its_days_and_not_those_of_the_next(day: date) -> None:
    month = _parse(str(day)[:7])
    assert month.covers(_parse(str(day)))
    assert not _parse(str(day)).covers(month)
