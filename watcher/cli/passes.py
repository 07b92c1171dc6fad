"""One pass: look, record, deliver, publish, under one lock. `check` does it once, `serve` again and again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TextIO

from msgspec import Struct, field

from watcher.check import Orders, Posted, Report, check, settle_held
from watcher.cli import ping
from watcher.cli.broken import remembered
from watcher.cli.progress import shown
from watcher.cli.publish import publish_found
from watcher.cli.wiring import now, open_channels, open_registry, open_store
from watcher.config import Config
from watcher.deliver import DeliverReport, Policy, deliver
from watcher.meaning.telling.failures import Patience
from watcher.model import Outcome, Trial
from watcher.stop import Stop, never
from watcher.store import RunLock, Store

Clock = Callable[[], datetime]


class Wishes(Struct, frozen=True):
    """What the caller wants of this pass beyond the configuration."""

    only: tuple[Trial, ...] = ()
    force: bool = False
    workers: int = 1
    deliver: bool = True
    progress: bool = False
    out: TextIO | None = None  # where the channel stdout writes, when standard output is taken
    stop: Stop = never
    clock: Clock = now


class Told(Struct, frozen=True):
    """What became of what was to be said."""

    posted: Posted
    delivered: DeliverReport

    def problems(self) -> tuple[str, ...]:
        """One line each; any of them goes into the exit code: someone did not hear what he should have heard."""
        return (*self.delivered.problems(), *self.posted.problems())


class Passed(Struct, frozen=True):
    report: Report
    delivered: DeliverReport = field(default_factory=DeliverReport)

    @property
    def told(self) -> Told:
        return Told(self.report.posted, self.delivered)

    @property
    def saw_everything(self) -> bool:
        """All that it was to see."""
        return self.report.run.outcome in (Outcome.COMPLETE, Outcome.LIMITED)

    @property
    def saw_nothing(self) -> bool:
        """A run may have failed of one trial alone, and told of all others."""
        return self.report.run.outcome is Outcome.FAILED and not self.report.sight.checked

    @property
    def ok(self) -> bool:
        return self.saw_everything and not self.told.problems()


def look(config: Config, wishes: Wishes, tell: Callable[[Store, Passed], None]) -> Passed:
    """`tell` is called while the store is still open and locked: it may read what was found.

    What broke is raised when all else is done: that one trial could not be decided silences no other (law 5).
    """
    clock = wishes.clock
    with RunLock(config.database, clock()), open_store(config) as store, ping.around(config.ping) as result:
        orders = orders_of(config, wishes)
        report = record(config, wishes, store, orders)
        with remembered(store, clock):
            delivered = (
                deliver(store, orders.channels, clock, policy_of(config), stop=wishes.stop)
                if wishes.deliver
                else DeliverReport()
            )
        passed = Passed(report, delivered)
        result.ok = passed.ok
        tell(store, passed)
        publish_found(config, store, report)
    report.raise_broken()
    delivered.raise_broken()
    return passed


def record(config: Config, wishes: Wishes, store: Store, orders: Orders) -> Report:
    """The look alone: what changed is recorded and put into the outbox. Wants the run lock held."""
    with open_registry(config, wishes.clock, wishes.stop) as opened, shown(opened, show=wishes.progress) as registry:
        return check(registry, store, orders, wishes.clock)


def send(config: Config) -> Told:
    """Digests whose time has come, and all that waits, also for a later attempt: somebody wants it sent now."""
    with RunLock(config.database, now()), open_store(config) as store:
        orders = orders_of(config, Wishes())
        posted = settle_held(store, orders, now())
        store.hurry()
        with remembered(store, now):
            report = deliver(store, orders.channels, now, policy_of(config))
    report.raise_broken()
    return Told(posted, report)


def orders_of(config: Config, wishes: Wishes) -> Orders:
    return Orders(
        watches=config.watches,
        alerts=config.alerts,
        channels=open_channels(config, wishes.out),
        numbers=config.numbers,
        patience=Patience(config.failures.after, config.failures.remind_days),
        operators=config.failures.channels,
        expire_after=timedelta(days=config.delivery.expire_days),
        only=wishes.only,
        force=wishes.force,
        workers=wishes.workers,
        time_budget=config.registry.time_budget,
        storm=config.delivery.summary_above,
        stop=wishes.stop,
    )


def policy_of(config: Config) -> Policy:
    return Policy(
        expire_after=timedelta(days=config.delivery.expire_days),
        announce_after=config.failures.after,
        remind_after=timedelta(days=config.failures.remind_days),
        operators=config.failures.channels,
    )
