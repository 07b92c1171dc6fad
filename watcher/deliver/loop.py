"""The loop over the outbox. Each delivery on its own: one that fails neither stops nor repeats another."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from watcher.channels.base import Channel
from watcher.deliver.announce import announce, give_up
from watcher.deliver.policy import Policy
from watcher.deliver.report import DeliverReport, Outcome
from watcher.errors import DeliveryError, in_words
from watcher.meaning.words import count
from watcher.model import Delivery, DeliveryState
from watcher.stop import Stop, never
from watcher.store import ChannelState, Store

_LOG = logging.getLogger(__name__)

Clock = Callable[[], datetime]


def deliver(
    store: Store, channels: Mapping[str, Channel], clock: Clock, policy: Policy | None = None, *, stop: Stop = never
) -> DeliverReport:
    """Empty the outbox as far as it goes, then say on the other channels what did not go. Wants the run lock held.

    Told to stop, it ends the message under way, since one that is broken off may have arrived; all others wait.
    """
    run = _Run(store, channels, clock, policy or Policy(), stop)
    run.over_the_outbox()
    announce(store, channels, run.policy, clock())
    run.over_the_outbox()  # the notices just made
    return run.report()


def send(
    store: Store, channels: Mapping[str, Channel], clock: Clock, policy: Policy, tried: frozenset[str]
) -> DeliverReport:
    """The outbox once, but for what was tried already; nothing is announced.

    For who has to save the state elsewhere between the making of a message and its sending.
    """
    run = _Run(store, channels, clock, policy)
    run.seen |= tried
    run.over_the_outbox()
    return run.report()


def standing(store: Store, channels: Mapping[str, Channel], clock: Clock, policy: Policy) -> DeliverReport:
    """What waits for another attempt, and which channels fail; nothing is tried."""
    return _Run(store, channels, clock, policy).report()


def deliver_one(
    store: Store, channel: Channel, delivery_id: str, clock: Clock, policy: Policy | None = None
) -> Outcome:
    """One row of the outbox by the same path, whatever else waits: `watcher notify test`."""
    run = _Run(store, {channel.name: channel}, clock, policy or Policy())
    run.try_one(delivery_id)
    run.report().raise_broken()
    return run.outcomes[-1]


class _Run:
    def __init__(
        self, store: Store, channels: Mapping[str, Channel], clock: Clock, policy: Policy, stop: Stop = never
    ) -> None:
        self.store = store
        self.channels = channels
        self.clock = clock
        self.policy = policy
        self.stop = stop
        self.recipients = {name: frozenset(channel.recipients()) for name, channel in channels.items()}
        self.outcomes: list[Outcome] = []
        self.seen: set[str] = set()
        self.dead: dict[str, DeliveryError] = {}
        self.left: Counter[str] = Counter()
        self.homeless: Counter[str] = Counter()
        self.broken: list[Exception] = []

    def over_the_outbox(self) -> None:
        """Each row once a run, however often this is called."""
        for delivery_id in self.store.pending(self.clock()):
            if delivery_id not in self.seen:
                self.seen.add(delivery_id)
                self.try_one(delivery_id)

    def report(self) -> DeliverReport:
        waiting = self.store.resting(self.clock())
        resting = Counter(channel for delivery, channel in waiting if delivery not in self.seen)
        states = map(self.store.channel_state, self.channels)
        failing = {state.name: _failing(state) for state in states if state.failures >= self.policy.announce_after}
        return DeliverReport(
            tuple(self.outcomes), dict(self.left), dict(self.homeless), dict(resting), tuple(self.broken), failing
        )

    def try_one(self, delivery_id: str) -> None:
        delivery = self.store.delivery(delivery_id)
        assert delivery is not None
        channel = self.channels.get(delivery.target.channel)
        if channel is None:
            self._keep_for_the_channel(delivery)
        elif delivery.target.recipient not in self.recipients[channel.name]:
            self._give_up(delivery, "this recipient is no longer configured", DeliveryState.FAILED)
        elif self.stop():
            self.left[channel.name] += 1
        elif channel.name in self.dead:
            self._leave(delivery, self.dead[channel.name])
        else:
            self._attempt(delivery, channel)

    def _is_over(self, delivery: Delivery) -> bool:
        """Its time is up. What can be tried is tried once more all the same: for all that time nobody may have run."""
        return (delivery.expires_at or delivery.created_at + self.policy.expire_after) <= self.clock()

    def _keep_for_the_channel(self, delivery: Delivery) -> None:
        channel = delivery.target.channel
        if self._is_over(delivery):
            self._give_up(delivery, f"there is no channel {channel!r} any more", DeliveryState.EXPIRED)
        else:
            self.homeless[channel] += 1

    def _leave(self, delivery: Delivery, error: DeliveryError) -> None:
        """A dead server costs one attempt a run; one that asked for patience gets it for all that waits for it."""
        if self._is_over(delivery):
            self._give_up(delivery, str(error), DeliveryState.EXPIRED)
            return
        self.left[delivery.target.channel] += 1
        if error.retry_after:
            wait = self.policy.wait(delivery.id, 1, error.retry_after)
            self.store.postpone(delivery.id, str(error), self.clock() + wait)

    def _attempt(self, delivery: Delivery, channel: Channel) -> None:
        """The attempt is written down before anything is sent, and its end after: a crash between repeats, no more."""
        leased = self.store.lease(delivery.id, self.clock(), self.policy.lease)
        if leased is None:
            return
        try:
            answer = channel.send(leased, self.clock())
        except DeliveryError as error:
            self._failed(leased, error)
        except Exception as error:  # noqa: BLE001 - the caller raises it when all others are served (docs/decisions.md)
            self.broken.append(error)
            self._failed(leased, DeliveryError(in_words(error), unreachable=True, maybe_arrived=True))
        else:
            self.store.delivered(leased.id, self.clock(), answer)
            self._note(leased, DeliveryState.DELIVERED, answer)

    def _failed(self, delivery: Delivery, error: DeliveryError) -> None:
        if error.permanent:
            self._give_up(delivery, str(error), DeliveryState.FAILED, tried=True)
            return
        if error.unreachable:
            self.dead[delivery.target.channel] = error
        now = self.clock()
        again_at = now + self._wait(delivery, error)
        self.store.retry_later(delivery.id, now, str(error), again_at, maybe_arrived=error.maybe_arrived)
        if self._is_over(delivery):
            self._give_up(delivery, str(error), DeliveryState.EXPIRED, tried=True)
        else:
            self._note(delivery, DeliveryState.PENDING, str(error))

    def _wait(self, delivery: Delivery, error: DeliveryError) -> timedelta:
        return self.policy.wait(delivery.id, delivery.attempts, error.retry_after)

    def _give_up(self, delivery: Delivery, why: str, state: DeliveryState, *, tried: bool = False) -> None:
        give_up(self.store, delivery, why, state, self.clock(), tried=tried)
        self._note(delivery, state, why)

    def _note(self, delivery: Delivery, state: DeliveryState, words: str) -> None:
        self.outcomes.append(Outcome(delivery.id, delivery.target.channel, state, words))
        if state is DeliveryState.DELIVERED:
            _LOG.info("%s delivered on %s: %s", delivery.id, delivery.target.channel, words)
        else:
            _LOG.warning("%s not delivered on %s (%s): %s", delivery.id, delivery.target.channel, state.value, words)


def _failing(state: ChannelState) -> str:
    tried = count(state.failures, "attempt")
    return f"the last {tried} failed: {state.error}; once it is mended: watcher notify test {state.name}"
