"""What broke off: remembered or read off what it left open, so that a watcher that fell over never says it is well."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from watcher.cli.say import moment
from watcher.errors import StoreError, in_words
from watcher.meaning.words import count
from watcher.model import DeliveryState
from watcher.store import RunLock, Store
from watcher.store.memory import BROKE_OFF


@contextmanager
def remembered(store: Store, clock: Callable[[], datetime]) -> Iterator[None]:
    """Around delivering. The error stays as loud as it is; the next delivering that ends forgets it."""
    try:
        yield
    except BaseException as error:
        with suppress(StoreError):  # a database that cannot be written to is what went wrong already, and is told
            store.keep(BROKE_OFF, (clock(), in_words(error)))
        raise
    if store.recall(BROKE_OFF) is not None:
        store.forget(BROKE_OFF)


def broken(store: Store) -> Iterator[str]:
    """In words. What is open while nobody holds the run lock is nobody's work any more, however its process ended."""
    kept = store.recall(BROKE_OFF)
    if kept is not None:
        at, why = kept
        yield f"delivering broke off at {moment(at)}: {why}. What waits is sent by the next run"
    last = store.last_run()
    leased = sum(number for (_, state), number in store.delivery_counts().items() if state is DeliveryState.LEASED)
    begun = last is not None and last.outcome is None
    if not (begun or leased) or RunLock.is_held(store.path):
        return
    if last is not None and begun:
        yield (
            f"the check of {moment(last.started_at)} broke off: its process ended before it did. What it recorded "
            "stays, and the next check goes on where it stopped"
        )
    if leased:
        messages = count(leased, "message")
        yield f"the sending of {messages} broke off; the next run sends again, and says that it may be a repeat"
