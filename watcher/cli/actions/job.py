"""One job: load, look, save, and only what is saved is told. It remembers by a branch, and may be killed anywhere.

A round begins with what the branch holds. Overtaken by another job, it is thrown away and begun anew: state is never
merged as text. Before anything is sent, the state that is saved says so; whoever loads it later, and finds no word of
the end, knows that what was waiting then may have been sent.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from watcher.channels.base import Channel
from watcher.check import Finding, Report
from watcher.cli import ping
from watcher.cli.actions.branch import Pushed, StateBranch
from watcher.cli.passes import Passed, Wishes, orders_of, policy_of, record
from watcher.cli.publish import publish_found
from watcher.cli.wiring import now, open_store
from watcher.config import Config
from watcher.deliver import DeliverReport, Outcome, announce, send, standing
from watcher.errors import UsageError, WatcherError
from watcher.meaning.words import count
from watcher.model import DeliveryState, Significance, Update
from watcher.store import RunLock, Store
from watcher.store.memory import SENDING

_LOG = logging.getLogger(__name__)
_ROUNDS = 5
_SHOWN = 100  # updates that a summary shows in full
_STATE, _VIEWS = "state", "snapshots"
_ABOUT = """\
# What the clinical trial watcher remembers

Written by its GitHub Action after each run. `state/` is the memory itself (`watcher load state` reads it into a
database); `snapshots/`, if there, are views for people. Please edit nothing: the next run continues from here.
"""


class Workplace(Struct, frozen=True):
    """A folder that dies with the machine: the database, and the branch as it was fetched.

    The database bears its name only once all of the state is in it, so that half of a memory is never saved.
    """

    folder: Path
    branch: StateBranch

    @property
    def database(self) -> Path:
        return self.folder / "watcher.db"

    @property
    def state(self) -> Path:
        return self.branch.folder / _STATE

    @property
    def views(self) -> Path:
        return self.branch.folder / _VIEWS

    def lock(self) -> RunLock:
        """Two jobs in one folder would tear at each other."""
        return RunLock(self.folder / "job", now())

    def clear(self) -> None:
        for path in self.folder.glob("*.db*"):
            path.unlink()

    def load(self) -> None:
        """What the branch holds becomes the database. Another's branch is not touched."""
        self.clear()
        fresh = self.folder / "loading.db"
        there = self.branch.fetch()
        if there and not (self.state / "dump.json").is_file():
            raise UsageError(
                f"the branch {self.branch.remote.branch!r} holds something else than a watcher's state; "
                "another name for the state's branch would do"
            )
        with Store.open(fresh) as store:
            if there:
                store.load(self.state)
        fresh.rename(self.database)

    def save(self, store: Store, message: str) -> Pushed:
        store.dump(self.state)
        (self.branch.folder / "README.md").write_text(_ABOUT, "utf-8")
        self.branch.commit(message)
        return self.branch.push()


class Ended(Struct, frozen=True):
    """A job that came to its end.

    `changed` is what was found and saved, the weightiest first, and `updates` the head of it; `quiet` counts updates
    of bookkeeping only, of which nobody need hear.
    """

    passed: Passed
    changed: tuple[Finding, ...]
    updates: tuple[Update, ...]
    quiet: int
    found: Pushed  # whether what the look found is saved; else nothing was sent
    told: Pushed  # whether what was sent is saved; else the next job says it again, as a possible repeat

    @property
    def is_saved(self) -> bool:
        return self.found is self.told is Pushed.SAVED

    @property
    def is_overtaken(self) -> bool:
        return Pushed.OVERTAKEN in (self.found, self.told)

    def after(self, earlier: Ended) -> Ended:
        """With what an earlier round of the job found and sent: that round was saved up to there."""
        updates = sorted((*earlier.updates, *self.updates), key=_weight)
        return replace(
            self,
            passed=replace(self.passed, delivered=earlier.passed.delivered.then(self.passed.delivered)),
            changed=tuple(sorted((*earlier.changed, *self.changed), key=_weight)),
            updates=tuple(updates[:_SHOWN]),
            quiet=earlier.quiet + self.quiet,
        )


def run(config: Config, place: Workplace, wishes: Wishes) -> Ended:
    config = replace(config, database=place.database, publish_folder=place.views)
    with place.lock(), ping.around(config.ping) as result:
        ended = _round(config, place, wishes, ())
        for _ in range(_ROUNDS - 1):
            if not ended.is_overtaken:
                break
            _LOG.warning("another job saved its state meanwhile; once more from there")
            ended = _round(config, place, wishes, _sent(ended)).after(ended)
        result.ok = ended.passed.ok and ended.is_saved
    return ended


def _round(config: Config, place: Workplace, wishes: Wishes, sent: Iterable[Outcome]) -> Ended:
    place.load()
    with RunLock(config.database, now()), open_store(config) as store:
        return _Round(config, place, wishes, store).run(sent)


def _sent(ended: Ended) -> tuple[Outcome, ...]:
    return tuple(outcome for outcome in ended.passed.delivered.outcomes if outcome.state is DeliveryState.DELIVERED)


def rescue(config: Config, place: Workplace) -> Pushed | None:
    """What a killed job had recorded is saved, and nothing is sent. None: it had recorded nothing."""
    with place.lock():
        if not place.database.exists():
            return None
        config = replace(config, database=place.database)
        with RunLock(config.database, now()), open_store(config) as store:
            store.forget(SENDING)  # this database knows itself which attempts were begun
            return place.save(store, "saved after a job that did not end")


class _Round(Struct):
    config: Config
    place: Workplace
    wishes: Wishes
    store: Store
    tried: frozenset[str] = frozenset()

    def run(self, sent: Iterable[Outcome]) -> Ended:
        """`sent` was so by this job, in a round whose end could not be saved."""
        _doubt_what_was_sent(self.store)
        _remember_what_was_sent(self.store, sent)
        orders = orders_of(self.config, self.wishes)
        try:
            report = record(self.config, self.wishes, self.store, orders)
            publish_found(self.config, self.store, report)
        except BaseException:
            self._save_what_there_is()
            raise
        changed = _changed(report)
        found = self._save(_looked(report, len({finding.trial for finding in changed})))
        if found is not Pushed.SAVED:
            return Ended(Passed(report), (), (), 0, found, found)
        delivered, told = self._tell(orders.channels.values())
        updates = tuple(self._updates(changed[:_SHOWN]))
        quiet = len(report.sight.findings) - len(changed)
        return Ended(Passed(report, delivered), changed, updates, quiet, found, told)

    def _save_what_there_is(self) -> None:
        """Whatever becomes of it: the error on its way is the one to be heard."""
        try:
            self.place.save(self.store, "saved after a look that failed")
        except WatcherError as error:
            _LOG.error("what the look had recorded was not saved: %s", error)

    def _updates(self, findings: Iterable[Finding]) -> Iterable[Update]:
        for finding in findings:
            update = self.store.update(finding.update_id)
            assert update is not None  # recorded by this very look
            yield update

    def _tell(self, channels: Iterable[Channel]) -> tuple[DeliverReport, Pushed]:
        """Pass by pass, since a failure is announced by a message that must be saved before it is sent, too."""
        by_name = {channel.name: channel for channel in channels}
        policy = policy_of(self.config)
        delivered, saved = standing(self.store, by_name, now, policy), Pushed.SAVED
        while saved is Pushed.SAVED and (fresh := self._fresh()):
            delivered = delivered.then(send(self.store, by_name, now, policy, self.tried))
            self.tried |= fresh
            announce(self.store, by_name, policy, now())
            saved = self._save(f"told: {count(delivered.count(DeliveryState.DELIVERED), 'message')}")
        return delivered, saved

    def _fresh(self) -> frozenset[str]:
        """What is to be sent next. Told to stop, nothing: it is saved, and the next job sends it."""
        if self.wishes.stop():
            return frozenset()
        return frozenset(self.store.pending(now())) - self.tried

    def _save(self, message: str) -> Pushed:
        if self._fresh():
            self.store.keep(SENDING, now())
        else:
            self.store.forget(SENDING)
        return self.place.save(self.store, message)


def _doubt_what_was_sent(store: Store) -> None:
    """An attempt is noted for each message that a job may have sent of whose end there is no word (law 7)."""
    since = store.recall(SENDING)
    if since is not None:
        with store.write():
            for delivery_id in store.pending(since):
                store.lease(delivery_id, since, timedelta(0))
            store.forget(SENDING)


def _remember_what_was_sent(store: Store, sent: Iterable[Outcome]) -> None:
    """The id is made of what a message says, so what we sent in a lost round is done with in this one."""
    waiting = set(store.pending(now()))
    for outcome in sent:
        if outcome.delivery in waiting:
            store.delivered(outcome.delivery, now(), outcome.words)


def _changed(report: Report) -> tuple[Finding, ...]:
    found = [finding for finding in report.sight.findings if finding.significance.at_least(Significance.MINOR)]
    return tuple(sorted(found, key=_weight))


def _weight(told: Finding | Update) -> int:
    """To sort by: the weightiest first."""
    return -told.significance.rank


def _looked(report: Report, changed: int) -> str:
    """No word of the registry's: GitHub turns some into mentions and links."""
    sight, run = report.sight, report.run
    parts = [count(changed, "trial") + " changed", f"{sight.checked:,} seen"]
    if sight.not_seen:
        parts.append(f"{sight.not_seen:,} not seen")
    return f"looked: {', '.join(parts)}; registry data of {run.release or 'an unknown day'}"
