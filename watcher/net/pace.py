"""Keeps requests apart, as a guest does."""

from __future__ import annotations

import time
from collections.abc import Callable

_SLOWEST = 8  # times the pace asked for


class Pace:
    """At least `seconds` between the starts of two requests; slower after a 429, until `restore`."""

    def __init__(
        self,
        seconds: float,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.asked = seconds
        self.seconds = seconds
        self._monotonic = monotonic
        self._sleep = sleep
        self._next = float("-inf")

    def wait(self) -> None:
        """Return when the next request may start."""
        ahead = self._next - self._monotonic()
        if ahead > 0:
            self._sleep(ahead)
        self._next = self._monotonic() + self.seconds

    def slow_down(self) -> None:
        self.seconds = min(2 * self.seconds, _SLOWEST * self.asked)

    def restore(self) -> None:
        """Back to the pace asked for: a new run begins."""
        self.seconds = self.asked
