"""What failed on one channel is said on the others: once, again while it lasts, and its end to who heard of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime

from watcher.channels.base import Channel, pending
from watcher.deliver.policy import Policy
from watcher.meaning.words import count
from watcher.model import Delivery, DeliveryState, Notice, Target, digest
from watcher.store import ChannelState, Store
from watcher.store.memory import UNSAID

# Ids of these notices begin so: a notice that cannot be delivered is not announced by another one, and so on for ever.
_OWN = "channel-"
_NAMED = 10
_OPEN = (DeliveryState.PENDING, DeliveryState.LEASED)
_WAITS = "Its messages wait and are tried again with every run until they expire."
_NONE_WAITS = "No message waits for it any more; what they said is in the log: watcher log."


def give_up(store: Store, delivery: Delivery, why: str, state: DeliveryState, now: datetime, *, tried: bool) -> None:
    """The row's end, and the note that someone has to hear of it: together."""
    with store.write():
        if state is DeliveryState.EXPIRED:
            store.expired(delivery.id, now)
        elif tried:
            store.failed(delivery.id, now, why)
        else:
            store.given_up(delivery.id, now, why)
        if not delivery.id.startswith(_OWN):
            about = str(delivery.trial) if delivery.trial else "a digest or notice"
            store.leave_unsaid(delivery.target.channel, state, about, why)


def announce(store: Store, channels: Mapping[str, Channel], policy: Policy, now: datetime) -> None:
    """Notices into the outbox, in one transaction with the memory that they were made."""
    with store.write():
        for notice, about in (*_given_up(store, now), *_channel_states(store, channels, policy, now)):
            _enqueue(store, channels, policy, notice, about, now)


def _given_up(store: Store, now: datetime) -> Iterator[tuple[Notice, str]]:
    by_channel: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for channel, state, about, why in store.recall(UNSAID) or ():
        by_channel[channel].append((state, about, why))
    for channel, rows in by_channel.items():
        lines = [f"{about}: {state}, {why}" for state, about, why in rows[:_NAMED]]
        if len(rows) > _NAMED:
            lines.append(f"… and {count(len(rows) - _NAMED, 'more message')}; watcher status names them")
        lines.append("What they said is in the log: watcher log. The channel's settings may need mending.")
        title = f"{count(len(rows), 'message')} could not be delivered on the channel {channel!r}"
        yield _notice("undelivered", channel, title, lines, now), channel
    store.forget(UNSAID)


def _channel_states(
    store: Store, channels: Mapping[str, Channel], policy: Policy, now: datetime
) -> Iterator[tuple[Notice, str]]:
    for name in channels:
        state = store.channel_state(name)
        notice = _of_state(store, state, policy, now)
        if notice is not None and _listeners(channels, policy, name):
            store.channel_announced(name, now if state.failures else None)
            yield notice, name


def _of_state(store: Store, state: ChannelState, policy: Policy, now: datetime) -> Notice | None:
    if not state.failures:
        if state.announced_at is None:
            return None
        lines = ["What waited for it has been sent, or is being sent now."]
        return _notice("recovered", state.name, f"The channel {state.name!r} works again", lines, now)
    if state.announced_at is None:
        if state.failures < policy.announce_after:
            return None
        return _failing("failing", f"The channel {state.name!r} fails", store, state, now)
    if abs(now - state.announced_at) < policy.remind_after or not _was_tried_since(store, state, now):
        return None
    return _failing("still", f"The channel {state.name!r} still fails", store, state, now)


def _was_tried_since(store: Store, state: ChannelState, now: datetime) -> bool:
    """Whether it still fails nobody knows of a channel that had nothing to send."""
    tried, announced = store.last_attempt(state.name), state.announced_at
    return tried is not None and announced is not None and (tried > announced or announced > now)


def _failing(way: str, title: str, store: Store, state: ChannelState, now: datetime) -> Notice:
    waits = any(store.delivery_counts().get((state.name, open_)) for open_ in _OPEN)
    lines = [
        f"Since {state.failing_since:%Y-%m-%d %H:%M} UTC, {count(state.failures, 'attempt')} in a row.",
        f"The last answer: {state.error}",
        _WAITS if waits else f"{_NONE_WAITS} Once it is mended: watcher notify test {state.name}",
    ]
    return _notice(way, state.name, title, lines, now)


def _notice(way: str, channel: str, title: str, lines: list[str], now: datetime) -> Notice:
    identity = f"{_OWN}{digest(way, channel, now.isoformat())}"
    return Notice(id=identity, kind=f"channel.{way}", title=title, lines=tuple(lines), at=now.isoformat())


def _enqueue(
    store: Store, channels: Mapping[str, Channel], policy: Policy, notice: Notice, about: str, now: datetime
) -> None:
    for channel in _listeners(channels, policy, about):
        for recipient in channel.recipients():
            target = Target(channel.name, recipient)
            own = _for_target(notice, target)
            store.enqueue(pending(channel, own, target, now, policy.expire_after), "notice")


def _for_target(notice: Notice, target: Target) -> Notice:
    identity = f"{_OWN}{digest(notice.id, target.channel, target.recipient)}"
    return Notice(identity, notice.kind, notice.title, notice.lines, notice.at, notice.trial)


def _listeners(channels: Mapping[str, Channel], policy: Policy, about: str) -> list[Channel]:
    """The channels that hear of a failure: never the one that failed."""
    named = policy.operators or tuple(channels)
    return [channels[name] for name in named if name in channels and name != about]
