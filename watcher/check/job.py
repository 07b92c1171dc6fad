"""One pass over all that is due: asked, decided, recorded, settled. Delivering is another job."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from operator import itemgetter

from msgspec.structs import replace

from watcher.check.looks import Desk
from watcher.check.orders import Orders, Registry
from watcher.check.pool import deciders
from watcher.check.post import Aftermath, settle_held, settle_leftovers, settle_run
from watcher.check.report import NAMED, Posted, Report, Sight, Unseen
from watcher.check.round import Round, doubts
from watcher.check.searches import models, searches, sought
from watcher.errors import Blocked, Outage, RateLimited, RegistryError, Stopped, StoreError, TooSlow, in_words
from watcher.meaning.telling.failures import Trouble
from watcher.meaning.telling.watched import Watched
from watcher.meaning.words import quoted
from watcher.model import Outcome, Run, Trial, TrialState
from watcher.store import Store
from watcher.store.watched import watched_by

_RELEASES = 3  # in one run; a day brings one
_RUN_WIDE = frozenset({Blocked.kind, Outage.kind, RateLimited.kind, TooSlow.kind})


def check(registry: Registry, store: Store, orders: Orders, clock: Callable[[], datetime]) -> Report:
    """Call it under the run lock. A killed check goes on where it stopped at the next one."""
    started = clock()
    run = Run(store.begin_run(started), started, None, None, 0, 0, 0, 0, None)
    try:
        left = settle_leftovers(store, orders, started)
        run, sight = _seen(registry, store, orders, clock, run)
        report = _ended(store, orders, clock, run, sight)
    except BaseException as error:
        _broke_off(store, run, error, clock())
        raise
    return replace(report, posted=left.then(report.posted))


def _broke_off(store: Store, run: Run, error: BaseException, now: datetime) -> None:
    """What was recorded stays; what was not is due at the next check."""
    with suppress(StoreError):  # a database that takes nothing any more: the row stays open, which says as much
        store.end_run(replace(run, ended_at=now, outcome=Outcome.FAILED, message=f"It broke off: {in_words(error)}"))


def _seen(
    registry: Registry, store: Store, orders: Orders, clock: Callable[[], datetime], run: Run
) -> tuple[Run, Sight]:
    """Should the registry turn to another data release meanwhile, all is gone through again: it is due again."""
    watched = watched_by(store, orders.watches)
    _keep_watched(store, orders, watched, run.started_at)
    if not watched.active(orders.only) and not searches(orders):
        return run, Sight()
    sight = Sight()
    deadline = None if orders.time_budget is None else run.started_at.timestamp() + orders.time_budget
    with deciders(orders.workers) as decide:
        for _ in range(_RELEASES):
            try:
                release = registry.release(deadline)
            except RegistryError as error:
                sight = _blind(store, orders, run, sight, error)
                break
            run = replace(run, release=release)
            # Who was found in the round before is held by its search from now on.
            desk = Desk(store, orders, watched_by(store, orders.watches), decide, release)
            around = Round(registry, desk, clock, deadline)
            _go_round(around, desk, registry)
            sight = sight.then(around.sight)
            if not around.moved:
                break
    return replace(run, due=sight.checked + sight.not_seen), sight


def _keep_watched(store: Store, orders: Orders, watched: Watched, now: datetime) -> None:
    """Who watches the whole registry leaves nothing out."""
    if orders.only:
        return
    if watched.everywhere:
        store.watch_also(watched.trials(), now)
    else:
        store.watch(watched.trials(), now)


def _go_round(around: Round, desk: Desk, registry: Registry) -> None:
    """Searches first: their pages answer for most trials. What is left is asked for by number."""
    store, orders, release = desk.store, desk.orders, desk.release
    waiting = _waiting(store, orders, desk.watched, release, around.started)
    around.look([trial for trial in models(orders) if store.hash_of(trial) is None])
    ended = [asked.whole for asked in sought(orders, store, registry) if around.sweep(asked)]
    if around.moved:
        return
    active = desk.watched.active(orders.only)
    around.look(active if orders.force else store.due(active, release, around.started))
    if any(ended):
        around.look(store.all_due(release, around.started))
    around.leave(waiting)


def _waiting(store: Store, orders: Orders, watched: Watched, release: str, now: datetime) -> list[TrialState]:
    """In doubt, and not to be looked at in this round: asked before it begins, for looks make doubts of their own."""
    if orders.force:
        return []
    active = set(watched.active(orders.only))
    everywhere = watched.everywhere and not orders.only
    return [state for state in store.in_doubt(release, now) if everywhere or state.trial in active]


def _blind(store: Store, orders: Orders, run: Run, sight: Sight, error: RegistryError) -> Sight:
    """Nothing more is seen. What a round before has seen stays seen, although newer data may be there."""
    watched = watched_by(store, orders.watches)
    left, now = watched.active(orders.only), run.started_at
    cut_short = [watch.name for watch in searches(orders)] if run.release is None else list(sight.incomplete)
    if run.release is not None:
        broken = {broken.trial for broken in sight.broken}
        left = [trial for trial in store.due(left, run.release, now) if trial not in broken]
        sight = replace(sight, waiting=doubts(_waiting(store, orders, watched, run.release, now)).waiting)
    unseen = {error.kind: Unseen(len(left), error, tuple(left[:1]))} if left else {}
    return replace(sight, unseen=unseen, incomplete=dict.fromkeys(cut_short, error))


def _ended(store: Store, orders: Orders, clock: Callable[[], datetime], run: Run, sight: Sight) -> Report:
    """The messages, what is announced and the run's row are one transaction."""
    now = clock()
    with store.write():
        posted = _posted(store, orders, now, run, sight)
        sight = sight.retold(posted.demoted)
        run = replace(
            run,
            ended_at=now,
            checked=sight.checked,
            changed=len({finding.trial for finding in sight.findings}),
            failed=sight.not_seen,
            outcome=_outcome(run, orders, sight),
            message=_message(run, sight),
        )
        store.end_run(run)
    return Report(run, sight, posted)


def _posted(store: Store, orders: Orders, now: datetime, run: Run, sight: Sight) -> Posted:
    """Told to stop, a run is as a killed one: its notices and digests are left to the run that goes on."""
    if any(isinstance(error, Stopped) for error in sight.errors):
        return settle_leftovers(store, orders, now)
    if run.due or run.release:
        after = Aftermath(_trouble(run, sight, now), sight.notable, _is_blind(sight))
        return settle_run(store, orders, now, after)
    return settle_held(store, orders, now)  # no trial to ask for: neither seen nor blind


def _is_blind(sight: Sight) -> bool:
    """Nothing was seen, and not because of the trials."""
    kinds = {*sight.unseen, *(error.kind for error in sight.incomplete.values())}
    return sight.checked == 0 and not sight.broken and bool(kinds) and kinds <= _RUN_WIDE


def _trouble(run: Run, sight: Sight, now: datetime) -> Trouble | None:
    """Run-wide only: what single trials meet is announced trial by trial."""
    kinds = _RUN_WIDE if _is_blind(sight) else {TooSlow.kind}
    unseen = [(found.count, found.error) for kind, found in sight.unseen.items() if kind in kinds]
    cut_short = [(0, error) for error in sight.incomplete.values() if error.kind in kinds]
    if not unseen and not cut_short:
        return None
    worst = max([*unseen, *cut_short], key=itemgetter(0))[1]
    count = sum(count for count, _ in unseen)
    return Trouble(worst.kind, 1, run.started_at, str(worst), worst.advice, count, run.due)


def _outcome(run: Run, orders: Orders, sight: Sight) -> Outcome:
    """A run that looked at some trials by its orders, or at none, is no complete look at what is watched (law 12)."""
    if sight.broken:
        return Outcome.FAILED
    if not sight.errors:
        return Outcome.COMPLETE if run.release and not orders.only else Outcome.LIMITED
    failed = bool(sight.unseen or sight.incomplete)  # what waits was not even asked for
    return Outcome.FAILED if failed and not sight.checked else Outcome.PARTIAL


def _message(run: Run, sight: Sight) -> str:
    """What was not seen, in words; empty when all was."""
    parts = [f"{_named(unseen.named, unseen.count)}: {kind}, {unseen.error}" for kind, unseen in sight.hidden]
    parts += [f"{_named(trials[:NAMED], len(trials))}: not decided, {why}" for why, trials in _undecided(sight)]
    said = [f"{sight.not_seen:,} of {run.due:,} trials not seen. {'; '.join(parts)}"] if parts else []
    said += [f"The search {quoted(name)} was not answered to its end: {e}" for name, e in sight.incomplete.items()]
    return ". ".join(said)


def _undecided(sight: Sight) -> Iterable[tuple[str, list[Trial]]]:
    """By what broke, in words."""
    found: dict[str, list[Trial]] = {}
    for broken in sight.broken:
        found.setdefault(in_words(broken.error), []).append(broken.trial)
    return found.items()


def _named(trials: Sequence[Trial], count: int) -> str:
    more = count - len(trials)
    return ", ".join(map(str, trials)) + (f" and {more:,} more" if more else "")
