"""How long a delivery is tried, how often, and when a channel's failure is said."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from msgspec import Struct

_LONGEST_ASKED = timedelta(days=1)  # what a receiver may ask us to wait; one that asks for more is tried all the same


class Policy(Struct, frozen=True):
    first_wait: timedelta = timedelta(minutes=1)  # doubled after each failure
    longest_wait: timedelta = timedelta(hours=6)
    expire_after: timedelta = timedelta(days=7)
    announce_after: int = 3  # failed attempts in a row of one channel
    remind_after: timedelta = timedelta(days=7)
    operators: tuple[str, ...] = ()  # channels that hear of failures; empty: all
    # The run lock keeps others away, so a lease that is found is of a process that died, and its row is free at once.
    lease: timedelta = timedelta(0)

    def wait(self, delivery_id: str, attempt: int, asked: float | None) -> timedelta:
        """Until the next attempt: doubled each time, a fifth more or less so that not all come back at once.

        The jitter comes from the id, so a run can be repeated; what the receiver asked for is the least.
        """
        doubled = self.first_wait * (1 << min(attempt - 1, 20))
        own = min(doubled, self.longest_wait) * _jitter(delivery_id, attempt)
        # Clamped before it becomes a span: a span of time holds no number of any size.
        return max(own, timedelta(seconds=min(asked or 0, _LONGEST_ASKED.total_seconds())))


def _jitter(delivery_id: str, attempt: int) -> float:
    """In [0.8, 1.2)."""
    drawn = hashlib.blake2b(f"{delivery_id} {attempt}".encode(), digest_size=2).digest()
    return 0.8 + 0.4 * int.from_bytes(drawn) / 65_536
