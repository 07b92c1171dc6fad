"""Which searches a check asks, and what is said of the trials that one finds anew or finds no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from watcher.check.orders import Orders, Registry
from watcher.meaning.telling import events
from watcher.meaning.telling.asked import asks_otherwise
from watcher.meaning.telling.left import Reason, why_left
from watcher.model import Trial, TrialCondition, TrialState, Update, Watch
from watcher.store import Membership, Sought, Store

_LIKE = "like"  # in the place of words: the number of the trial that those found are like
_DECIDED = frozenset({TrialCondition.OK, TrialCondition.VANISHED})


def models(orders: Orders) -> list[Trial]:
    """The trials that others shall be like."""
    return list(dict.fromkeys(watch.like for watch in _active(orders) if watch.like))


def sought(orders: Orders, store: Store, registry: Registry) -> Iterator[Sought]:
    """Those that can be asked today: what is like a trial is known once its record is."""
    for watch in _active(orders):
        if watch.all:
            yield Sought(watch.name, {}, {}, whole=True)
        elif watch.search:
            yield Sought(watch.name, watch.search, registry.terms(watch.search))
        elif watch.like and (known := store.latest(watch.like)):
            yield Sought(watch.name, {_LIKE: watch.like.id}, registry.like(known.record.content))


def searches(orders: Orders) -> list[Watch]:
    """The watches that find their trials by themselves."""
    return [watch for watch in _active(orders) if watch.all or watch.search or watch.like]


def _active(orders: Orders) -> list[Watch]:
    """A watch whose file gives its trials several sets of labels is one search all the same."""
    if orders.only:
        return []
    return list({watch.name: watch for watch in orders.watches if not watch.paused}.values())


def undecided(store: Store, lost: Iterable[Trial], release: str, now: datetime) -> set[Trial]:
    """Of members that are not found any more: those of whom this release has not said yet what became of them.

    Of one whose record was never believed nothing was told, so nothing of it needs to be known before it leaves.
    """
    states = {trial: state for trial, state in store.states(lost).items() if state.versions}
    doubtful = {trial for trial, state in states.items() if state.condition not in _DECIDED}
    return doubtful.union(store.due(states, release, now))


def events_of(store: Store, asked: Sought, change: Membership, release: str, now: datetime) -> Iterator[Update]:
    """Who entered and who left, in words. A trial whose record was never believed has said nothing to tell."""
    details = _otherwise(asked, change)
    for trial in change.entered:
        if known := store.latest(trial):
            again = trial in change.returned
            yield events.entered(known.record, asked.name, release, now, again=again, details=details)
    for trial, state in store.states(change.left).items():
        if known := store.latest(trial):
            reason = _reason(store, state, asked, change)
            yield events.left(known.record, asked.name, reason, release, now, details=details)


def _otherwise(asked: Sought, change: Membership) -> tuple[str, ...]:
    """That the search itself asks for something else than before is said beside each trial that came or went."""
    if change.asked_before is None:
        return ()
    return (asks_otherwise(change.asked_before, asked.params, asked.words.get(_LIKE)),)


def _reason(store: Store, state: TrialState, asked: Sought, change: Membership) -> Reason | None:
    if state.condition is TrialCondition.VANISHED:
        return Reason("vanished", "the registry no longer has its record")
    now = store.version(state.trial, state.versions).record.content
    before = store.version(state.trial, state.versions - 1).record.content if state.versions > 1 else None
    return why_left(asked.params, before, now, change.asked_before)
