"""Held rows settled into rendered messages in the outbox, and notices to the operator beside them: all or nothing.

Settling needs no registry: a check does it at its start and at its end, `deliver` for digests whose time has come.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from watcher.channels.base import pending
from watcher.check import tallies
from watcher.check.orders import Orders
from watcher.check.reach import reachable
from watcher.check.report import Finding, Posted
from watcher.meaning.telling import drift, failures
from watcher.meaning.telling.drift import Drift, Tally
from watcher.meaning.telling.failures import Trouble
from watcher.meaning.telling.route import meant
from watcher.meaning.telling.settle import Outgoing, Scope, Situation, settle
from watcher.meaning.telling.watched import Watched
from watcher.model import (
    Alert,
    Digest,
    LogFilter,
    Notice,
    Target,
    Trial,
    TrialCondition,
    TrialState,
    UpdateMessage,
    digest,
)
from watcher.store import Store, memory
from watcher.store.watched import watched_by

_AT_ONCE = 500  # trials whose updates are read again at a time when there is drift


class Aftermath(Struct, frozen=True):
    """What a run leaves to be said besides the changes."""

    trouble: Trouble | None = None  # run-wide: not seen at all, or not to the end
    notable: tuple[Trial, ...] = ()  # trials that fail, or that do so no more
    blind: bool = False


def settle_leftovers(store: Store, orders: Orders, now: datetime) -> Posted:
    """What a killed run held for at once. Digests wait for the end of the run: they close with what it saw."""
    with store.write():
        return _settled(store, replace(orders, alerts=()), now, digests=False)


def settle_held(store: Store, orders: Orders, now: datetime) -> Posted:
    """Without a run: what is held for at once, and the digests that are due."""
    with store.write():
        return _settled(store, orders, now)


def settle_run(store: Store, orders: Orders, now: datetime, after: Aftermath) -> Posted:
    """At the end of a run, with what it leaves to be said."""
    with store.write():
        posted = _settled(store, orders, now, blind=after.blind)
        notices = list(_notices(store, orders, now, after))
        sent = sum(enqueue(store, orders, out, now) for out in _to_operators(orders, notices))
        return replace(posted, messages=posted.messages + sent)


def _settled(store: Store, orders: Orders, now: datetime, *, blind: bool = False, digests: bool = True) -> Posted:
    tally = store.recall(memory.TALLY) or Tally("")
    drifts = drift.find(tally, orders.numbers)
    quiet = (*drifts, *drift.renamed(tally))
    demoted = _demote(store, orders, quiet, tally)
    rows, kept_back = reachable(store, orders, now)
    trials = store.count_watched()
    situation = Situation(
        now=now,
        release=tally.release,
        watched=trials,
        answered=0 if blind else min(tally.answered, trials),
        drifts=quiet,
        alerts=orders.alerts,
        scopes=_scopes(store, orders, tally.release, blind=blind),
        channels=orders.recipients,
        last_settled=tallies.settled(store, now),
        storm=orders.storm,
    )
    settlement = settle([row for row in rows if digests or row.held.slot is None], situation)
    store.drop_held(settlement.dropped, "registry drift took it below what was asked for")
    notices = [drift.notice(drifts, now.isoformat())] if drifts else []
    outgoing = (*settlement.outgoing, *_to_operators(orders, notices))
    messages = sum(enqueue(store, orders, _of_its_own(store, out), now) for out in outgoing)
    if digests:
        store.keep(memory.SETTLED, tallies.not_before(store, now))
    return replace(kept_back, messages=messages, demoted=demoted)


def _of_its_own(store: Store, out: Outgoing) -> Outgoing:
    """Where a clock that was wrong brings a digest's hour a second time, what came since is another digest (law 7)."""
    while out.rows and isinstance(out.message, Digest) and store.delivery(out.message.id) is not None:
        out = replace(out, message=replace(out.message, id=digest("digest again", out.message.id)))
    return out


def _scopes(store: Store, orders: Orders, release: str, *, blind: bool) -> tuple[Scope | None, ...]:
    """Only signs of life ask for them; an alert on the whole registry has every trial."""
    if not any(alert.sign_of_life for alert in orders.alerts):
        return ()
    watched = watched_by(store, orders.watches)
    return tuple(_scope(store, watched, alert, release, blind=blind) for alert in orders.alerts)


def _scope(store: Store, watched: Watched, alert: Alert, release: str, *, blind: bool) -> Scope | None:
    if not alert.sign_of_life or meant(alert, watched.everywhere):
        return None
    trials = frozenset(
        trial
        for trial, watches in watched.by_trial.items()
        if meant(alert, [watch for watch in watches if not watch.paused])
        and (not alert.trials or trial.id in alert.trials)
    )
    given = () if blind else store.states(trials).values()
    return Scope(trials, frozenset(state.trial for state in given if _is_answered(state, release)))


def _is_answered(state: TrialState, release: str) -> bool:
    return state.release_seen == release and state.condition in (TrialCondition.OK, TrialCondition.VANISHED)


def _demote(store: Store, orders: Orders, drifts: Sequence[Drift], tally: Tally) -> tuple[Finding, ...]:
    """Keep the single changes as administrative, also those that nobody was to hear of."""
    if not drifts or tallies.is_demoted(store, tally):
        return ()
    found: list[Finding] = []
    trials = iter(store.changed_since(tally.since))
    while some := tuple(trial.id for trial in islice(trials, _AT_ONCE)):
        for update in store.updates(LogFilter(trials=some, since=tally.since)):
            calmer = drift.demoted(update, drifts) if update.release == tally.release else None
            if calmer is not None:
                store.supersede(calmer)
                found.append(Finding.of(calmer))
    tallies.keep_demoted(store, tally)
    return tuple(found)


def _notices(store: Store, orders: Orders, now: datetime, after: Aftermath) -> Iterator[Notice]:
    """What is announced and that it was are kept together: said once, however often a run is killed."""
    notice, trouble = failures.of_run(store.recall(memory.TROUBLE), after.trouble, orders.patience, now)
    tallies.keep_trouble(store, trouble)
    if notice is not None:
        yield notice
    if after.blind:
        return  # one notice for the run, not one a trial
    said, states = failures.of_trials(store.states(after.notable).values(), orders.patience, now)
    for state in states:
        store.remember(state)
    yield from said


def _to_operators(orders: Orders, notices: Iterable[Notice]) -> Iterator[Outgoing]:
    for notice in notices:
        for channel in orders.operators or tuple(orders.channels):
            for recipient in orders.recipients.get(channel, ()):
                own = replace(notice, id=digest("notice", notice.id, channel, recipient))
                yield Outgoing(own, Target(channel, recipient))


def enqueue(store: Store, orders: Orders, out: Outgoing, now: datetime) -> bool:
    """False if a message of this id is in the outbox already; it stays as it is."""
    message = out.message
    kind = "update" if isinstance(message, UpdateMessage) else "digest" if isinstance(message, Digest) else "notice"
    delivery = pending(orders.channels[out.target.channel], message, out.target, now, orders.expire_after)
    return store.enqueue(delivery, kind, settles=out.rows)
