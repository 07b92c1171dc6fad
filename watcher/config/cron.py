"""A cron expression as people know it from crontab in, the times it means out. Pure; knows no scheduler."""

from __future__ import annotations

import re

from msgspec import Struct

_ALIASES = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
_WEEKDAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_PART = re.compile(r"(?P<first>\*|\w+)(?:-(?P<last>\w+))?(?:/(?P<step>\d+))?")


class _Field(Struct, frozen=True):
    name: str
    low: int
    high: int
    words: tuple[str, ...] = ()
    first_word: int = 0


_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of the month", 1, 31),
    _Field("month", 1, 12, _MONTHS, 1),
    _Field("day of the week", 0, 7, _WEEKDAYS, 0),
)


class Cron(Struct, frozen=True):
    """Every moment written out, so that no other reading of the numbers is possible."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: tuple[int, ...] | None  # None: not restricted
    months: tuple[int, ...]
    weekdays: tuple[str, ...] | None  # names, since schedulers number weekdays differently

    @classmethod
    def parse(cls, text: str) -> Cron:
        """As crontab(5) reads it; ValueError says what is wrong and what would do."""
        fields = _ALIASES.get(text.strip().lower(), text).split()
        if len(fields) != 5:
            raise ValueError(_not_five(text, len(fields)))
        minutes, hours, days, months, weekdays = (
            _expand(part, field) for part, field in zip(fields, _FIELDS, strict=True)
        )
        cron = cls(
            minutes=minutes,
            hours=hours,
            days=None if fields[2].startswith("*") and len(days) == 31 else days,
            months=months,
            weekdays=_names(weekdays),
        )
        cron._refuse_never(text)
        return cron

    def _refuse_never(self, text: str) -> None:
        if self.days is None or self.weekdays is not None:
            return
        if all(self.days[0] > _LONGEST[month - 1] for month in self.months):
            raise ValueError(f"{text!r} never happens: no such month has a day {self.days[0]}")


def _not_five(text: str, count: int) -> str:
    if text.strip().startswith("@"):
        return f"unknown word {text.strip()!r}; known: {', '.join(_ALIASES)}"
    return f"{text!r} has {count} fields; five would do: minute hour day month weekday, as in '17 15 * * mon-fri'"


def _expand(text: str, field: _Field) -> tuple[int, ...]:
    values: set[int] = set()
    for part in text.lower().split(","):
        values.update(_part(part, field))
    return tuple(sorted(values))


def _part(part: str, field: _Field) -> list[int]:
    found = _PART.fullmatch(part)
    if found is None or (found["first"] == "*" and found["last"]):
        raise ValueError(_not_a_part(part, field))
    step = int(found["step"] or 1)
    if step == 0:
        raise ValueError(f"{field.name}: a step of 0 in {part!r}; a step is at least 1")
    if found["first"] == "*":
        # 7 is Sunday again: "*/7" must not mean Sunday twice.
        return list(range(field.low, min(field.high, 6 if field.words == _WEEKDAYS else field.high) + 1, step))
    first = _number(found["first"], part, field)
    if found["last"] is None:
        return list(range(first, field.high + 1, step)) if found["step"] else [first]
    return _between(first, _number(found["last"], part, field), step, part, field)


def _between(first: int, last: int, step: int, part: str, field: _Field) -> list[int]:
    if first <= last:
        return list(range(first, last + 1, step))
    if field.words == _WEEKDAYS:  # "sat-mon" and "fri-sun" are clear to everyone
        return [day % 7 for day in range(first, last + 8, step)]
    raise ValueError(f"{field.name}: {part!r} runs backwards")


def _number(word: str, part: str, field: _Field) -> int:
    for index, name in enumerate(field.words):
        if word in (name[:3], name):
            return index + field.first_word
    if not word.isdecimal():
        raise ValueError(_not_a_part(part, field))
    number = int(word)
    if not field.low <= number <= field.high:
        raise ValueError(f"{field.name}: found {number} in {part!r}; {field.low} to {field.high} would do")
    return number


def _not_a_part(part: str, field: _Field) -> str:
    words = f" or {field.words[0][:3]} … {field.words[-1][:3]}" if field.words else ""
    return f"{field.name}: {part!r} is not understood; *, {field.low}-{field.high}{words}, lists and steps would do"


def _names(weekdays: tuple[int, ...]) -> tuple[str, ...] | None:
    days = {day % 7 for day in weekdays}
    return None if len(days) == 7 else tuple(_WEEKDAYS[day][:3] for day in sorted(days))
