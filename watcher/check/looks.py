"""A chunk of answers in, all that follows from it recorded in one transaction, and what it showed out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from watcher.check import tallies
from watcher.check.orders import Orders
from watcher.check.pool import Case, Decide
from watcher.check.report import Broken, Finding, Sight, Unseen
from watcher.errors import NotFound, RegistryError, TooSlow, UnexpectedRecord
from watcher.meaning.telling import events, failures, looks
from watcher.meaning.telling.drift import Tally
from watcher.meaning.telling.route import route
from watcher.meaning.telling.watched import Watched
from watcher.model import Answer, Decision, Held, Record, Trial, TrialCondition, TrialState, Update
from watcher.store import Store, memory

_CHECKED = Sight(checked=1)
_IN_DOUBT = (TrialCondition.MISSING, TrialCondition.QUARANTINED)  # a look that ended so has not counted as an answer


class Desk(Struct, frozen=True):
    """What a run works with, the same from its first chunk to its last."""

    store: Store
    orders: Orders
    watched: Watched
    decide: Decide
    release: str
    arrivals: str | None = None  # the watch of the whole registry that is to hear of trials never seen before


class _Look(Struct, frozen=True):
    """How one look ended: the state after it, and what is to be recorded, in this order."""

    state: TrialState
    decisions: tuple[Decision, ...] = ()
    sight: Sight = _CHECKED
    data_date: str | None = None


def take(
    desk: Desk, answers: Sequence[Answer], states: Mapping[Trial, TrialState], tally: Tally, now: datetime
) -> tuple[Sight, Tally]:
    """The tally of the release is kept with the chunk, so that a killed run goes on where it stopped."""
    found = list(_looks(desk, answers, states, tally, now))
    updates = [decision.update for look in found for decision in look.decisions if decision.update]
    for look in found:
        tally = tally.dated(look.data_date)
    tally = tally.plus(updates, sum(_is_first(desk, look, states) for look in found))
    with desk.store.write():
        desk.store.unchanged([look.state.trial for look in found if _is_quiet(look, states)], desk.release)
        for look in found:
            if not _is_quiet(look, states):
                _record(desk, look, now)
        desk.store.keep(memory.TALLY, tally)
    return _sum(desk, found, now), tally


def announce(desk: Desk, updates: Sequence[Update], now: datetime) -> Sight:
    """Record what is no difference of two records, in the caller's transaction."""
    states = desk.store.states(update.trial for update in updates)
    for update in updates:
        desk.store.record(Decision(update=update), _held(desk, update, now), states[update.trial])
    return Sight(findings=tuple(map(Finding.of, updates)))


def _looks(
    desk: Desk, answers: Sequence[Answer], states: Mapping[Trial, TrialState], tally: Tally, now: datetime
) -> Iterator[_Look]:
    differing: list[tuple[Answer, Record]] = []
    for answer in answers:
        state = states[answer.trial]
        if answer.record is None:
            yield _unseen(desk, state, answer.error or UnexpectedRecord(f"{answer.trial}: no answer"), now)
        elif answer.record.hash == state.hash:
            yield _seen(desk, state, answer, tally, now)
        else:
            differing.append((answer, answer.record))
    cases = [Case(desk.store.known(answer.trial), record, now, desk.orders.numbers) for answer, record in differing]
    for (answer, _), case, decision in zip(differing, cases, desk.decide(cases), strict=True):
        if isinstance(decision, Broken):
            yield _Look(states[answer.trial], sight=Sight(broken=(decision,)))
        else:
            yield _decided(desk, states[answer.trial], answer, tally, case, decision)


def _unseen(desk: Desk, state: TrialState, error: RegistryError, now: datetime) -> _Look:
    sight = Sight(unseen=Unseen.of(state.trial, error))
    if isinstance(error, TooSlow):
        return _Look(state, sight=sight)  # nobody asked for it: it is as due as it was
    if not isinstance(error, NotFound):
        return _Look(looks.failed(state, error, now), sight=sight)
    after = looks.not_found(state, error, desk.release, now)
    if after.condition is not TrialCondition.VANISHED:
        return _Look(after, sight=sight)
    if not looks.vanishes(state, after):
        return _Look(after, sight=_CHECKED)
    update = events.vanished(_last(desk, state.trial), after, desk.release, now)
    return _Look(after, (Decision(update=update),), _CHECKED)


def _seen(desk: Desk, state: TrialState, answer: Answer, tally: Tally, now: datetime) -> _Look:
    """The record is what it was; the trial may be back, or have another number."""
    assert answer.record is not None
    data_date = answer.record.version_holder
    after = looks.seen(state, desk.release, stale=tally.is_stale(data_date))
    return _Look(
        after if after.alias == answer.alias else replace(after, alias=answer.alias),
        tuple(Decision(update=event) for event in _events(desk, state, answer, now)),
        _CHECKED,
        data_date,
    )


def _decided(desk: Desk, state: TrialState, answer: Answer, tally: Tally, case: Case, decision: Decision) -> _Look:
    if (earlier := _earlier(state, case)) is not None:
        return earlier
    if decision.quarantine is None:
        look = _seen(desk, state, answer, tally, case.now)
        baseline = case.known.previous is None
        arrival = _arrival(desk, case) if baseline else ()
        told = [event for event in look.decisions if not (_tells_alias(event) and _tells_alias(decision))]
        return replace(
            look,
            decisions=(*told, decision, *arrival),
            sight=replace(look.sight, baselines=int(baseline)),
        )
    assert case.known.previous is not None
    after = looks.doubted(state, decision.quarantine, desk.release, case.now)
    error = looks.waits(after)
    decisions = [decision]
    if decision.quarantine != case.known.quarantine:
        last = case.known.previous.record
        decisions.append(Decision(update=events.quarantined(case.record, last, decision.quarantine, case.now)))
    return _Look(after, tuple(decisions), Sight(unseen=Unseen.of(state.trial, error)))


def _earlier(state: TrialState, case: Case) -> _Look | None:
    """The registry stepped back behind the version that is known: no answer, until it has shown this for a while."""
    before = case.known.previous.record.version_holder if case.known.previous else None
    shown = case.record.version_holder
    lagging = looks.stepped_back(state, before, shown, case.now) if before and shown and shown < before else None
    if lagging is None:
        return None
    after, error = lagging
    return _Look(after, sight=Sight(unseen=Unseen.of(state.trial, error)))


def _tells_alias(decision: Decision) -> bool:
    """A new number is told once: by the change of the record where it changed, else by an event."""
    return decision.update is not None and any(change.kind == "record.aliased" for change in decision.update.changes)


def _arrival(desk: Desk, case: Case) -> tuple[Decision, ...]:
    if desk.arrivals is None:
        return ()
    return (Decision(update=events.entered(case.record, desk.arrivals, desk.release, case.now)),)


def _events(desk: Desk, state: TrialState, answer: Answer, now: datetime) -> Iterator[Update]:
    assert answer.record is not None
    if looks.is_gone(state):
        yield events.returned(answer.record, state, desk.release, now)
    if answer.alias is not None and answer.alias != state.alias:
        yield events.aliased(answer.record, state.alias, answer.alias, now)


def _last(desk: Desk, trial: Trial) -> Record:
    version = desk.store.latest(trial)
    assert version is not None  # only a trial with versions can vanish
    return version.record


def _is_quiet(look: _Look, states: Mapping[Trial, TrialState]) -> bool:
    """Answered for in this release, and nothing else to be said: such looks are recorded all at once.

    What was not asked for, or not decided, looks the same, and is not answered for: it stays due in this very release
    (law 6).
    """
    before, after = states[look.state.trial], look.state
    plain = after.condition is TrialCondition.OK and after.stale_looks == 0 and after.announced_at is None
    return bool(look.sight.checked) and plain and not look.decisions and after.alias == before.alias


def _is_first(desk: Desk, look: _Look, states: Mapping[Trial, TrialState]) -> bool:
    """The first answer for this trial in this release: further ones do not count again."""
    before = states[look.state.trial]
    fresh = before.release_seen != desk.release or before.condition in _IN_DOUBT
    counted = before.stale_looks > 0 and before.release_seen is None  # it was seen, and stayed due
    return bool(look.sight.checked) and fresh and not counted


def _record(desk: Desk, look: _Look, now: datetime) -> None:
    if not look.decisions:
        desk.store.remember(look.state)
    for decision in look.decisions:
        desk.store.record(decision, _held(desk, decision.update, now), look.state)


def _held(desk: Desk, update: Update | None, now: datetime) -> tuple[Held, ...]:
    if update is None:
        return ()
    watches, alerts, recipients = desk.watched.of_update(update), desk.orders.alerts, desk.orders.recipients
    open_from, settled = tallies.not_before(desk.store, now), tallies.settled(desk.store, now)
    return route(update, watches, alerts, recipients, open_from, settled)


def _is_first_version(decision: Decision) -> bool:
    return decision.version is not None and decision.version.number == 1


def _sum(desk: Desk, found: Sequence[_Look], now: datetime) -> Sight:
    patience = desk.orders.patience
    told = [d.update for look in found for d in look.decisions if d.update and not _is_first_version(d)]
    total = Sight(
        checked=sum(look.sight.checked for look in found),
        baselines=sum(look.sight.baselines for look in found),
        findings=tuple(map(Finding.of, told)),
        notable=tuple(look.state.trial for look in found if failures.is_notable(look.state, patience, now)),
        broken=tuple(broken for look in found for broken in look.sight.broken),
    )
    for look in found:
        if look.sight.unseen:
            total = total.plus(Sight(unseen=look.sight.unseen))
    return total
