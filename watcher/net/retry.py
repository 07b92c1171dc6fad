"""A request that failed for a moment is asked again: a few times, with growing waits, and not for ever.

Written by hand instead of by a library, since the clock and the sleep come in as arguments, and the answer's own
`Retry-After` and the bound on the whole time have to be weighed against each other before a wait begins.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec import Struct

from watcher.errors import TimedOut, Unreachable
from watcher.net.retry_after import asked_wait
from watcher.net.wire import Response


class Patience(Struct, frozen=True):
    """All times in seconds."""

    unit: float = 1.0  # the first wait; 0, for a server of one's own, asks again at once
    attempts: int = 4
    whole: float = 120.0  # from the first request to the start of the last
    longest: float = 60.0  # a server that asks for a longer wait is left for this time


class Timer(Struct, frozen=True):
    clock: Callable[[], datetime]
    sleep: Callable[[float], None]
    chance: Callable[[], float] = random.random  # in [0, 1)


def patiently(ask: Callable[[], Response], patience: Patience, timer: Timer) -> Response:
    """The first good answer, or the last bad one; the last NetworkError is raised.

    Asked again: after connect errors and cut-off answers, 429 and 5xx. After a timeout once only, for each has cost
    its full time already; and not after one that had begun to answer, where something smaller should be asked for.
    """
    end = timer.clock() + timedelta(seconds=patience.whole)
    timeouts = 0
    for attempt in itertools.count(1):
        result = _tried(ask)
        timeouts += isinstance(result, TimedOut)
        wait = _wait(result, attempt, patience, timer) if attempt < patience.attempts and timeouts < 2 else None
        if wait is None or timer.clock() + wait > end:
            break
        timer.sleep(wait.total_seconds())
    if isinstance(result, Exception):
        raise result
    return result


def _tried(ask: Callable[[], Response]) -> Response | Unreachable | TimedOut:
    try:
        return ask()
    except (Unreachable, TimedOut) as error:
        return error


def _wait(
    result: Response | Unreachable | TimedOut, attempt: int, patience: Patience, timer: Timer
) -> timedelta | None:
    """None: asking again would not help, or the server wants to be left alone for longer than we wait."""
    if isinstance(result, TimedOut) and result.begun:
        return None
    if isinstance(result, Response):
        if result.status != 429 and result.status < 500:
            return None
        asked = asked_wait(result.headers.get("retry-after", ""), timer.clock())
        if asked is not None and patience.unit > 0:
            return asked if asked.total_seconds() <= patience.longest else None
    seconds = patience.unit * 2 ** (attempt - 1) * (0.5 + timer.chance())
    return timedelta(seconds=min(seconds, patience.longest))
