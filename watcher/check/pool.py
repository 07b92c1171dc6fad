"""Deciding on one core or on several: the same decisions in the same order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from multiprocessing import get_context
from traceback import format_tb

from watcher.meaning import decide as meaning
from watcher.meaning.numbers import Numbers
from watcher.model import Decision, Known, Record

# Half a second to start a process, some milliseconds to decide: fewer are done sooner where we are. A chunk holds 250.
_ENOUGH = 200
_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a trial and what the registry says of it now."""

    known: Known
    record: Record
    now: datetime
    numbers: Numbers


# None in the place of a decision that broke.
Decide = Callable[[Sequence[Case]], Iterable[Decision | None]]
Decider = Callable[[Case], Decision]


def decided(case: Case) -> Decision:
    return meaning.decide(case.known, case.record, case.now, case.numbers)


@contextmanager
def deciders(workers: int, enough: int = _ENOUGH, one: Decider = decided) -> Iterator[Decide]:
    """Processes are started when `enough` differences come at once for the first time, and end with the block.

    Law 5: a decision that breaks stops no other trial, and is loud: all that broke is raised at the end of the block.
    """
    broken: list[Exception] = []
    with _outcomes(workers, enough, partial(_tried, one)) as outcomes:
        yield lambda cases: _sound(outcomes(cases), broken)
    if broken:
        raise broken[0] if len(broken) == 1 else ExceptionGroup("several trials could not be decided", broken)


def _tried(one: Decider, case: Case) -> Decision | Exception:
    try:
        return one(case)
    except Exception as error:  # noqa: BLE001 -- a bug in what one record means; kept as a value, raised at the end
        # The frames do not come along from another process; a note does.
        error.add_note(f"while deciding {case.record.trial}:\n{''.join(format_tb(error.__traceback__))}")
        return error


def _sound(outcomes: Iterable[Decision | Exception], broken: list[Exception]) -> Iterator[Decision | None]:
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            broken.append(outcome)
            yield None
        else:
            yield outcome


@contextmanager
def _outcomes(
    workers: int, enough: int, tried: Callable[[Case], Decision | Exception]
) -> Iterator[Callable[[Sequence[Case]], Iterable[Decision | Exception]]]:
    if workers <= 1:
        yield lambda cases: map(tried, cases)
        return
    # spawn: a fork would share the open database with its children.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:

        def decide(cases: Sequence[Case]) -> Iterable[Decision | Exception]:
            # A first sight compares nothing: sending it to another process would take longer than deciding.
            differences = sum(case.known.previous is not None for case in cases)
            return pool.map(tried, cases, chunksize=_AT_ONCE) if differences >= enough else map(tried, cases)

        yield decide
