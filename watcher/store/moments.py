"""Instants as the database keeps them: UTC text of one fixed width, so that the order of the texts is that of time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from watcher.errors import UsageError

_LONGEST_WAIT = timedelta(days=1)  # what a receiver may ask for (deliver/policy.py); looks are twelve hours apart


def as_text(at: datetime) -> str:
    """2026-03-10T07:00:00.000000Z. A time without a zone is a mistake of the caller (law 9)."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def as_text_or_none(at: datetime | None) -> str | None:
    return None if at is None else as_text(at)


def as_moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def as_moment_or_none(text: str | None) -> datetime | None:
    return None if text is None else as_moment(text)


def far_ahead(now: datetime) -> str:
    """Beyond the longest wait for another attempt or look: a time after that was given by a clock that was wrong."""
    return as_text(now + _LONGEST_WAIT)


def slot_start(slot: str | None) -> str | None:
    """The instant in a digest's slot ("2026-03-10T08:00:00+01:00 daily 08:00")."""
    return None if slot is None else as_text(datetime.fromisoformat(slot.split(" ", 1)[0]))


def lower_bound(asked: str) -> str:
    """The first text that is not before an ISO date or instant typed by a person."""
    return asked if _is_date(asked) else as_text(_instant(asked))


def upper_bound(asked: str) -> str:
    """The first text that is after it; a date means that whole day, UTC."""
    if _is_date(asked):
        return (date.fromisoformat(asked) + timedelta(days=1)).isoformat()
    return as_text(_instant(asked) + timedelta(microseconds=1))


def _is_date(asked: str) -> bool:
    try:
        found = date.fromisoformat(asked)
    except ValueError:
        return False
    _within_the_calendar(asked, found)
    # Python reads 20260310 and 2026-W11-2 as dates too; compared as texts, they are before or after every moment.
    if asked != found.isoformat():
        raise UsageError(f"{asked!r} is not a date; write it as {found}")
    return True


def _instant(asked: str) -> datetime:
    try:
        at = datetime.fromisoformat(asked)
    except ValueError as error:
        raise UsageError(f"{asked!r} is neither a date (2026-03-10) nor a time (2026-03-10T08:00:00Z)") from error
    _within_the_calendar(asked, at)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _within_the_calendar(asked: str, at: date) -> None:
    """Python's calendar ends with the year 9999, and there is no day after its last."""
    if not 1900 <= at.year <= 2999:
        raise UsageError(f"{asked!r} is outside of the years 1900 to 2999")
