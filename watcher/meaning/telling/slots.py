"""When a digest is due: `daily 08:00` or `weekly mon 08:00` in a zone, and an instant, in; the slot next to it, out.

A slot is text that names itself, `2026-03-10T08:00:00+01:00 daily 08:00`: part of a digest's id (law 7).
In the hour that spring leaves out a slot moves on by that hour; in the hour that autumn repeats it comes once, the
first time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct

from watcher.meaning.words import date

NOW = "now"
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHAPE = re.compile(r"(?:(daily)|weekly +([a-z]+)) +(\d{1,2}):(\d{2})", re.IGNORECASE)
_WOULD_DO = 'write "now", "daily 08:00" or "weekly mon 08:00"'


class Schedule(Struct, frozen=True):
    """`weekday` counts from Monday = 0; None is every day."""

    at: time
    weekday: int | None = None

    def __str__(self) -> str:
        days = "daily" if self.weekday is None else f"weekly {_DAYS[self.weekday][:3]}"
        return f"{days} {self.at:%H:%M}"


def parse(when: str) -> Schedule | None:
    """None for "now". ValueError says what was found and what would do."""
    words = " ".join(when.lower().split())
    if words == NOW:
        return None
    found = _SHAPE.fullmatch(words)
    if found is None:
        raise ValueError(f"when = {when!r} is not understood; {_WOULD_DO}")
    _, day, hour, minute = found.groups()
    if int(hour) > 23 or int(minute) > 59:
        raise ValueError(f"when = {when!r} names no time of day; hours go from 00:00 to 23:59")
    return Schedule(time(int(hour), int(minute)), None if day is None else _weekday(day, when))


def zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: the name of a directory, "Europe"
        raise ValueError(f"timezone = {name!r} is not known; write a name such as Europe/Berlin or UTC") from error


def next_slot(when: str, timezone: str, after: datetime) -> str | None:
    """The first slot strictly after an instant; None when it is "now"."""
    schedule = parse(when)
    if schedule is None:
        return None
    return next(name for at, name in _slots(schedule, zone(timezone), after, days=1) if at > after)


def slot_of(when: str, timezone: str, found: datetime, settled: datetime | None) -> str | None:
    """The digest that tells what is found at an instant: one that has come and is still open, or else the next."""
    return come_slot(when, timezone, found, settled) or next_slot(when, timezone, found)


def come_slot(when: str, timezone: str, now: datetime, settled: datetime | None) -> str | None:
    """The last slot that came since the last settling; None when there is none, or nothing was settled yet."""
    slot = latest_slot(when, timezone, now)
    return slot if slot is not None and settled is not None and settled < instant(slot) else None


def latest_slot(when: str, timezone: str, now: datetime) -> str | None:
    """The last slot that has come by an instant; None when it is "now"."""
    schedule = parse(when)
    if schedule is None:
        return None
    return next(name for at, name in _slots(schedule, zone(timezone), now, days=-1) if at <= now)


def instant(slot: str) -> datetime:
    """When a slot comes, in UTC."""
    return datetime.fromisoformat(slot.split(" ", 1)[0]).astimezone(UTC)


def schedule_of(slot: str) -> str:
    """ "daily 08:00": what the slots of one rule have in common."""
    return slot.split(" ", 1)[1]


def nearer(slot: str, after: datetime) -> str:
    """Of the same schedule the first slot that is not before an instant, for one that is far ahead of it."""
    at, schedule = datetime.fromisoformat(slot.split(" ", 1)[0]), schedule_of(slot)
    between = timedelta(days=7 if schedule.startswith("weekly") else 1)
    return f"{(at - (at - after) // between * between).isoformat()} {schedule}"


def named(slot: str) -> str:
    """ "daily digest of 10 Mar 2026", for people."""
    return f"{schedule_of(slot).split(' ')[0]} digest of {date(slot[:10])}"


def _weekday(day: str, when: str) -> int:
    for number, name in enumerate(_DAYS):
        if day in (name, name[:3]):
            return number
    raise ValueError(f"when = {when!r} names no day of the week; days are {', '.join(d[:3] for d in _DAYS)}")


def _slots(schedule: Schedule, place: ZoneInfo, near: datetime, *, days: int) -> Iterator[tuple[datetime, str]]:
    """All slots from the day before (or after) an instant on, forwards or backwards, without end."""
    day = near.astimezone(place).date() - timedelta(days=days)
    while True:
        if schedule.weekday is None or day.weekday() == schedule.weekday:
            # fold=0: the first of two equal times; in the gap, the offset from before it.
            at = datetime.combine(day, schedule.at, tzinfo=place).astimezone(UTC)
            yield at, f"{at.astimezone(place).isoformat()} {schedule}"
        day += timedelta(days=days)
