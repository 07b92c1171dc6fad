"""A change that was marked as wrong after it was sent: whoever heard of it hears once that it was wrong."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from watcher.check.orders import Orders
from watcher.check.post import enqueue
from watcher.meaning.telling.settle import Outgoing
from watcher.model import DeliveryState, Update, UpdateMessage, digest
from watcher.store import LogEntry, Store


def correct(store: Store, orders: Orders, entry: LogEntry, words: str, now: datetime) -> int:
    """Returns how many corrections are on their way. A second mark makes no second correction: the ids are the same."""
    told = replace(entry.update, changes=(entry.change,), headline=entry.change.summary, unchanged=())
    told = replace(told, significance=entry.change.significance)
    with store.write():
        return sum(
            enqueue(store, orders, Outgoing(_message(told, entry.id, delivery.id, words), delivery.target, ()), now)
            for delivery in store.told_of(entry.id)
            if delivery.state is DeliveryState.DELIVERED
            and delivery.target.recipient in orders.recipients.get(delivery.target.channel, ())
        )


def _message(told: Update, change_id: str, sent_as: str, words: str) -> UpdateMessage:
    return UpdateMessage(
        id=digest("correction", sent_as, change_id),
        update=told,
        notes=(f"What was said here before was wrong: {words}",),
        correction_of=sent_as,
    )
