"""Days and moments as people type them: 2026-03-01, 2026-03-01T08:00Z, or 7d for "the last seven days"."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from watcher.errors import UsageError

_SPAN = re.compile(r"(\d{1,5})\s*([hdw])")  # five digits of weeks still lead to a year that the calendar knows
_HOURS = {"h": 1, "d": 24, "w": 24 * 7}


def span(text: str) -> timedelta:
    """ "36h", "7d", "2w"."""
    found = _SPAN.fullmatch(text.strip().lower())
    if found is None:
        raise UsageError(f"{text[:40]!r} is no span of time; 36h, 7d or 2w would do")
    return timedelta(hours=int(found[1]) * _HOURS[found[2]])


def since(text: str, now: datetime) -> str:
    """An ISO date or instant: a date stays one, since it means the whole day."""
    if _SPAN.fullmatch(text.strip().lower()):
        return (now - span(text)).isoformat()
    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no date; 2026-03-01, 2026-03-01T08:00Z or 7d would do") from None
    return text


def since_moment(text: str, now: datetime) -> datetime:
    moment = datetime.fromisoformat(since(text, now))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
