"""Deciding on one core or on several: the same decisions in the same order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context

from watcher.meaning.decide import decide
from watcher.meaning.numbers import Numbers
from watcher.model import Decision, Known, Record

# Half a second to start a process, a millisecond to decide: fewer are done sooner where we are.
_ENOUGH = 500
_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a trial and what the registry says of it now."""

    known: Known
    record: Record
    now: datetime
    numbers: Numbers


Decide = Callable[[Sequence[Case]], Iterable[Decision]]


def decided(case: Case) -> Decision:
    return decide(case.known, case.record, case.now, case.numbers)


@contextmanager
def deciders(workers: int, enough: int = _ENOUGH) -> Iterator[Decide]:
    """Processes are started when `enough` cases come at once for the first time, and end with the block."""
    if workers <= 1:
        yield lambda cases: map(decided, cases)
        return
    # spawn: a fork would share the open database with its children.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield (
            lambda cases: pool.map(decided, cases, chunksize=_AT_ONCE) if len(cases) >= enough else map(decided, cases)
        )
