"""Deciding on one core or on several: the same decisions in the same order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from traceback import format_tb

from msgspec import Struct

from watcher.check.report import Broken
from watcher.meaning.numbers import Numbers
from watcher.model import Decision, Known, Record

# Half a second to start a process, some milliseconds to decide: fewer are done sooner where we are. A chunk holds 250.
_ENOUGH = 200
_AT_ONCE = 16


class Case(Struct, frozen=True):
    """What is known of a trial and what the registry says of it now."""

    known: Known
    record: Record
    now: datetime
    numbers: Numbers


Decide = Callable[[Sequence[Case]], Iterable[Decision | Broken]]
Decider = Callable[[Case], Decision]


def decided(case: Case) -> Decision:
    from watcher.meaning.decide import decide  # 60 ms of words to look for, on a day on which something differs

    return decide(case.known, case.record, case.now, case.numbers)


@contextmanager
def deciders(workers: int, enough: int = _ENOUGH, one: Decider = decided) -> Iterator[Decide]:
    """Processes are started when `enough` differences come at once for the first time, and end with the block."""
    tried = partial(_tried, one)
    if workers <= 1:
        yield lambda cases: map(tried, cases)
        return
    from concurrent.futures import ProcessPoolExecutor  # not for a check that decides where it is
    from multiprocessing import get_context

    # spawn: a fork would share the open database with its children.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:

        def decide(cases: Sequence[Case]) -> Iterable[Decision | Broken]:
            # A first sight compares nothing: sending it to another process would take longer than deciding.
            differences = sum(case.known.previous is not None for case in cases)
            return pool.map(tried, cases, chunksize=_AT_ONCE) if differences >= enough else map(tried, cases)

        yield decide


def _tried(one: Decider, case: Case) -> Decision | Broken:
    try:
        return one(case)
    except Exception as error:  # noqa: BLE001 -- a bug in what one record means; kept as a value, raised last of all
        # The frames do not come along from another process; a note does.
        error.add_note(f"while deciding {case.record.trial}:\n{''.join(format_tb(error.__traceback__))}")
        return Broken(case.record.trial, error)
