"""How long a server asks to be left alone: the words of `Retry-After` in, a span that can be reckoned with out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(days=1)  # who asks for more is taken to have asked for this
_DIGITS = 9  # Python refuses to read numbers of more than 4,300, and a span of time holds no more than ten


def asked_wait(value: str, now: datetime) -> timedelta | None:
    """Seconds or a date (RFC 9110, 10.2.3). None for anything else: a server's slip is no reason to stop."""
    value = value.strip()
    if value.isdecimal():
        return LONGEST if len(value) > _DIGITS else min(timedelta(seconds=int(value)), LONGEST)
    try:
        then = parsedate_to_datetime(value)
    except (ValueError, OverflowError):  # a year or a zone of any length
        return None
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return min(max(then - now, timedelta()), LONGEST)
