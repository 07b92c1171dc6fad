"""The wish to stop, heard inside of whatever waits: an answer, a pause, a retry. A signal only sets it."""

from __future__ import annotations

import time
from collections.abc import Callable

from watcher.errors import Halted

Stop = Callable[[], bool]

PIECE = 0.5  # seconds: nobody waits for longer without asking again whether to go on


def never() -> bool:
    return False


def heed(stop: Stop) -> None:
    if stop():
        raise Halted("told to stop while waiting")


def sleeping(stop: Stop) -> Callable[[float], None]:
    """A sleep that `stop` ends by Halted. A sleep of no time asks as well: a request comes after it."""

    def sleep(seconds: float) -> None:
        end = time.monotonic() + seconds
        heed(stop)
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(left, PIECE))
            heed(stop)

    return sleep
