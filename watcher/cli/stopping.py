"""SIGINT and SIGTERM become a wish: the run ends soon, and whole. A second one ends it at once."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Stop:
    def __init__(self) -> None:
        self.wished = False

    def __call__(self) -> bool:
        return self.wished


@contextmanager
def stop_on_signals() -> Iterator[Stop]:
    """Whatever is committed stays; what is left is due at the next check."""
    stop = Stop()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def wish(number: int, _frame: FrameType | None) -> None:
        stop.wished = True
        signal.signal(number, before[signal.Signals(number)])

    for number in before:
        signal.signal(number, wish)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
