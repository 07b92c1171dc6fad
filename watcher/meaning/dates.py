"""Dates of the registry's own precision: a day, a month or a year, as the interval of days that it covers."""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import cached_property, lru_cache

from msgspec import Struct

from watcher.model import Json

_SHAPE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(?:T.*)?")
_MONTHS = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS_A_MONTH = 365.2425 / 12
# Between the middles: a day outside of a month that is further away may lie more than a month from a day in it.
_WITHIN_A_MONTH = 16


class PartialDate(Struct, frozen=True, dict=True):
    text: str
    first: date
    last: date

    @classmethod
    def parse(cls, value: Json) -> PartialDate | None:
        """None for whatever is not `yyyy`, `yyyy-mm` or `yyyy-mm-dd`."""
        return _parsed(value) if isinstance(value, str) else None

    @property
    def is_day(self) -> bool:
        return self.first == self.last

    @cached_property
    def words(self) -> str:
        if self.is_day:
            return f"{self.first.day} {_MONTHS[self.first.month]} {self.first.year}"
        if self.first.month == self.last.month:
            return f"{_MONTHS[self.first.month]} {self.first.year}"
        return str(self.first.year)

    def covers(self, other: PartialDate) -> bool:
        return self.first <= other.first and other.last <= self.last

    @property
    def middle(self) -> int:
        return (self.first.toordinal() + self.last.toordinal()) // 2


@lru_cache(maxsize=4096)
def _parsed(text: str) -> PartialDate | None:
    """Remembered: every change of an update asks for the same two or three dates."""
    shape = _SHAPE.fullmatch(text)
    if shape is None:
        return None
    year, month, day = (int(part) if part else None for part in shape.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        last = date(first.year, month or 12, day or calendar.monthrange(first.year, month or 12)[1])
    except ValueError:
        return None
    return PartialDate(text, first, last)


class Shift(Struct, frozen=True):
    """From one date to another. `days` is signed and exact only when both dates are days."""

    days: int
    exact: bool

    @property
    def words(self) -> str:
        """ "241 days later", "about 3 months earlier"; the direction always said."""
        return f"{self.span} {'later' if self.days > 0 else 'earlier'}"

    @property
    def span(self) -> str:
        """Without the direction."""
        size = abs(self.days)
        if self.exact:
            return f"{size:,} day{'' if size == 1 else 's'}"
        if size <= _WITHIN_A_MONTH:
            return "less than a month"
        months = max(1, round(size / _DAYS_A_MONTH))
        return f"about {months} month{'' if months == 1 else 's'}"


def shift(before: PartialDate, after: PartialDate) -> Shift:
    """Between days: exact. Between months: of their first days. Mixed: of the middles of what they cover."""
    if before.is_day and after.is_day:
        return Shift((after.first - before.first).days, exact=True)
    if not before.is_day and not after.is_day:
        return Shift((after.first - before.first).days, exact=False)
    return Shift(after.middle - before.middle, exact=False)
