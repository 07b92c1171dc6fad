"""`notify test`: a marked sample through the real path, outbox and all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import click

from watcher.channels.base import Channel, pending
from watcher.cli import DONE, FAILED, complete
from watcher.cli.options import Asked, group, pass_asked
from watcher.cli.passes import policy_of
from watcher.cli.say import line, warn
from watcher.cli.wiring import now, open_channels, open_store, read_config
from watcher.config import Config
from watcher.config.problems import did_you_mean
from watcher.deliver import Outcome, deliver_one
from watcher.errors import UsageError
from watcher.model import Delivery, DeliveryState, Notice, Target, digest
from watcher.store import RunLock, Store


@group()
def notify() -> None:
    """Try the ways to reach you."""


@notify.command()
@click.argument("channel", metavar="[CHANNEL]", required=False, shell_complete=complete.channels)
@pass_asked
def test(asked: Asked, channel: str | None) -> int:
    """Send a marked sample to every recipient of a channel; of all channels when none is named.

    \b
    watcher notify test me
    """
    config = read_config(asked)
    channels = open_channels(config)
    if channel is not None and channel not in channels:
        raise UsageError(f"unknown channel {channel!r}{did_you_mean(channel, channels)}")
    wanted = [channels[channel]] if channel else list(channels.values())
    return test_channels(config, wanted)


def test_channels(config: Config, channels: Iterable[Channel]) -> int:
    with RunLock(config.database, now()), open_store(config) as store:
        outcomes = [outcome for channel in channels for outcome in _send_sample(config, store, channel)]
    for outcome in outcomes:
        if outcome.state is DeliveryState.DELIVERED:
            line(f"{outcome.channel}: delivered ({outcome.words})")
        else:
            warn(f"{outcome.channel}: not delivered: {outcome.words}")
    return DONE if all(outcome.state is DeliveryState.DELIVERED for outcome in outcomes) else FAILED


def _send_sample(config: Config, store: Store, channel: Channel) -> Iterator[Outcome]:
    for delivery in _samples(config, channel, now()):
        store.enqueue(delivery, "notice")
        yield deliver_one(store, channel, delivery.id, now, policy_of(config))


def _samples(config: Config, channel: Channel, at: datetime) -> Iterator[Delivery]:
    for recipient in channel.recipients():
        target = Target(channel.name, recipient)
        notice = Notice(
            id=digest("test", channel.name, recipient, at.isoformat()),
            kind="test",
            title="This is a test: alerts about clinical trials will reach you here",
            lines=(
                f"Sent by `watcher notify test {channel.name}`. No trial changed.",
                f"Watched: {', '.join(dict.fromkeys(watch.name for watch in config.watches))}.",
            ),
            at=at.isoformat(),
        )
        yield pending(channel, notice, target, at, policy_of(config).expire_after)
