"""Held rows in, those out that can become messages. Of the others none is dropped without a word (law 12).

A channel that is gone may come back: its rows wait as long as a message would be tried. A recipient that is gone from
a channel was taken out.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from watcher.check import tallies
from watcher.check.orders import Orders
from watcher.check.report import Lost, Posted
from watcher.meaning.telling import slots
from watcher.meaning.telling.settle import Row, delivery_id
from watcher.model import Delivery, DeliveryState
from watcher.store import HeldRow, Store

_FURTHEST_SLOT = timedelta(days=8)  # a week, and what summer time may add


def reachable(store: Store, orders: Orders, now: datetime) -> tuple[list[Row], Posted]:
    """What is given up here is said by whoever delivers next; how many wait, or are lost, goes into the report."""
    _bring_back(store, now)
    rows: list[Row] = []
    lost: Counter[Lost] = Counter()
    for held in store.held(now):
        target = held.held.target
        if target.recipient in orders.recipients.get(target.channel, ()):
            rows.append(Row(held.id, held.held, held.update, held.sequence))
        elif (why := _why_lost(held, orders, now)) is not None:
            _give_up(store, held, why, now)
            lost[why] += 1
    waiting = {name: number for name, number in store.waiting_for().items() if name not in orders.recipients}
    return rows, Posted(waiting=waiting, lost=lost)


def _bring_back(store: Store, now: datetime) -> None:
    """What was found under a clock that was far ahead does not wait until then for its digest."""
    for row, slot in store.held_beyond(now + _FURTHEST_SLOT):
        store.put_off(row, slots.nearer(slot, tallies.not_before(store, now)))


def _why_lost(held: HeldRow, orders: Orders, now: datetime) -> Lost | None:
    """None: it waits for its channel."""
    channel = held.held.target.channel
    if channel in orders.recipients:
        return Lost(channel, DeliveryState.FAILED, "this recipient is no longer configured")
    if now - _ripe(held) > orders.expire_after:
        return Lost(channel, DeliveryState.EXPIRED, f"there is no channel {channel!r} any more")
    return None


def _ripe(held: HeldRow) -> datetime:
    """When it would have become a message: what waited for its slot has not waited for its channel yet."""
    found, slot = held.update.detected_at, held.held.slot
    return found if slot is None else max(found, slots.instant(slot))


def _give_up(store: Store, held: HeldRow, why: Lost, now: datetime) -> None:
    """A message that ended before anybody could render it: kept, counted and announced like any other that was lost."""
    target, trial = held.held.target, held.update.trial
    own = delivery_id(held.update, target, slot=held.held.slot)
    delivery = Delivery(
        id=own,
        target=target,
        message=own,
        state=DeliveryState.PENDING,
        payload=None,
        attempts=0,
        created_at=now,
        next_attempt_at=None,
        expires_at=now,
        trial=trial,
        sequence=held.sequence,
    )
    if not store.enqueue(delivery, "update", settles=(held.id,)):
        return
    if why.state is DeliveryState.EXPIRED:
        store.expired(own, now)
    else:
        store.given_up(own, now, why.why)
    store.leave_unsaid(target.channel, why.state, str(trial), why.why)
