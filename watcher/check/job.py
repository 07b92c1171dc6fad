"""One pass over all that is due: asked, decided, recorded, settled. Delivering is another job."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from watcher.check import tallies
from watcher.check.chunks import chunks
from watcher.check.looks import Desk, take
from watcher.check.orders import Orders, Registry, Watched
from watcher.check.pool import deciders
from watcher.check.post import Aftermath, settle_held, settle_leftovers, settle_run
from watcher.check.report import Report, Sight, Unseen
from watcher.errors import Blocked, Outage, RateLimited, RegistryError, TooSlow
from watcher.meaning.failures import Trouble
from watcher.model import Answer, Outcome, Run, Trial, TrialState
from watcher.store import Store

_SLAB = 5_000  # trials whose states are held in memory at once
_RUN_WIDE = frozenset({Blocked.kind, Outage.kind, RateLimited.kind, TooSlow.kind})


def check(registry: Registry, store: Store, orders: Orders, clock: Callable[[], datetime]) -> Report:
    """Call it under the run lock. A killed check goes on where it stopped at the next one."""
    started = tallies.not_before(store, clock())
    run = Run(store.begin_run(started), started, None, None, 0, 0, 0, 0, None)
    left = settle_leftovers(store, orders, started)
    run, sight = _seen(registry, store, orders, clock, run)
    report = _ended(store, orders, clock, run, sight)
    return replace(report, posted=left.then(report.posted))


def _seen(
    registry: Registry, store: Store, orders: Orders, clock: Callable[[], datetime], run: Run
) -> tuple[Run, Sight]:
    watched = Watched.of(orders)
    if not orders.only:
        store.watch(watched.trials(), run.started_at)
    active = watched.active(orders.only)
    if not active:
        return run, Sight()
    try:
        release = registry.release()
    except RegistryError as error:
        unseen = {error.kind: Unseen(len(active), error, tuple(active[:1]))}
        return replace(run, due=len(active)), Sight(unseen=unseen)
    due = active if orders.force else store.due(active, release, run.started_at)
    with deciders(orders.workers) as decide:
        sight = _looked(registry, Desk(store, orders, watched, decide, release), due, clock)
    return replace(run, release=release, due=len(due)), sight


def _looked(registry: Registry, desk: Desk, due: Sequence[Trial], clock: Callable[[], datetime]) -> Sight:
    """Chunk by chunk, each committed before the next is asked for."""
    started = clock()
    budget = desk.orders.time_budget
    deadline = None if budget is None else started.timestamp() + budget
    tally = tallies.tally_for(desk.store, desk.release, started)
    sight = Sight()
    for start in range(0, len(due), _SLAB):
        slab = due[start : start + _SLAB]
        states = desk.store.states(slab)
        answers = registry.fetch(slab, desk.release, deadline, _hashes(states))
        for chunk in chunks(_until_stopped(answers, slab, desk.orders.stop)):
            seen, tally = take(desk, chunk, states, tally, tallies.not_before(desk.store, clock()))
            sight = sight.plus(seen)
    return sight


def _hashes(states: Mapping[Trial, TrialState]) -> Callable[[Trial], str | None]:
    return lambda trial: states[trial].hash


def _until_stopped(answers: Iterator[Answer], trials: Sequence[Trial], stop: Callable[[], bool]) -> Iterator[Answer]:
    left = dict.fromkeys(trials)
    for answer in answers:
        left.pop(answer.trial, None)
        yield answer
        if stop():
            break
    error = TooSlow("the check was told to stop before it came to this trial")
    yield from (Answer(trial, error=error) for trial in left)


def _ended(store: Store, orders: Orders, clock: Callable[[], datetime], run: Run, sight: Sight) -> Report:
    """The messages, what is announced and the run's row are one transaction."""
    now = tallies.not_before(store, clock())
    blind = _is_blind(sight)
    with store.write():
        if run.due or run.release:
            posted = settle_run(store, orders, now, Aftermath(_trouble(run, sight, now), sight.notable, blind))
        else:
            posted = settle_held(store, orders, now)  # no trial to ask for: neither seen nor blind
        run = replace(
            run,
            ended_at=now,
            checked=sight.checked,
            changed=len({finding.trial for finding in sight.findings}),
            failed=sight.not_seen,
            outcome=_outcome(sight),
            message=_message(run, sight),
        )
        store.end_run(run)
    return Report(run, sight, posted)


def _is_blind(sight: Sight) -> bool:
    """Not one trial was seen, and not because of the trials."""
    return sight.checked == 0 and sight.not_seen > 0 and set(sight.unseen) <= _RUN_WIDE


def _trouble(run: Run, sight: Sight, now: datetime) -> Trouble | None:
    """Run-wide only: what single trials meet is announced trial by trial."""
    kinds = sight.unseen if _is_blind(sight) else {k: v for k, v in sight.unseen.items() if k == TooSlow.kind}
    if not kinds:
        return None
    kind, worst = max(kinds.items(), key=lambda pair: pair[1].count)
    count = sum(unseen.count for unseen in kinds.values())
    return Trouble(kind, 1, run.started_at, str(worst.error), worst.error.advice, count, run.due)


def _outcome(sight: Sight) -> Outcome:
    if not sight.not_seen:
        return Outcome.COMPLETE
    return Outcome.PARTIAL if sight.checked else Outcome.FAILED


def _message(run: Run, sight: Sight) -> str:
    """What was not seen, in words; empty when all was."""
    if not sight.unseen:
        return ""
    parts = [f"{_named(unseen)}: {kind}, {unseen.error}" for kind, unseen in sight.unseen.items()]
    return f"{sight.not_seen:,} of {run.due:,} trials not seen. {'; '.join(parts)}"


def _named(unseen: Unseen) -> str:
    more = unseen.count - len(unseen.named)
    return ", ".join(map(str, unseen.named)) + (f" and {more:,} more" if more else "")
