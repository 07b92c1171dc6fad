"""`status`: how the watcher itself does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct

from watcher.cli import DONE, FAILED
from watcher.cli.broken import broken
from watcher.cli.options import Asked, command, pass_asked
from watcher.cli.say import ago, data_of, is_to_come, json_line, line, moment
from watcher.cli.when import span
from watcher.cli.wiring import now, read_store, view_config
from watcher.config import Config
from watcher.meaning.words import count
from watcher.model import DeliveryState, Outcome, Run, Trial, TrialCondition, TrialState
from watcher.store.watched import trials_of, watched_by

if TYPE_CHECKING:
    from watcher.store import ChannelState, Store

_WAITING = (DeliveryState.PENDING, DeliveryState.LEASED)
_LOST = {DeliveryState.FAILED: "could not be delivered", DeliveryState.EXPIRED: "expired"}
_ENDED = {Outcome.LIMITED: "not of all that is watched"}
_TROUBLED = (TrialCondition.FAILED, TrialCondition.QUARANTINED, TrialCondition.MISSING)


@command()
@click.option("--max-age", metavar="SPAN", help="Exit with 1 when the last complete check is older: 36h, 3d.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines (docs/schemas/status-v1.json).")
@pass_asked
def status(asked: Asked, max_age: str | None, as_json: bool) -> int:
    """How the watcher does: the last check, what cannot be seen, what waits to be sent.

    Exits with 1 when something is wrong now.

    \b
    watcher status
    watcher status --max-age 36h || mail -s "the watcher is blind" you@example.org
    """
    config = view_config(asked)
    if max_age is not None:
        span(max_age)  # a slip of the pen is refused whether there was a complete check or not
    with read_store(config) as store:
        state = _State.of(config, store, now())
    problems = list(state.problems(max_age))
    if as_json:
        for row in state.rows():
            json_line(row)
    else:
        for text in (*state.lines(), *(f"! {problem}" for problem in problems)):
            line(text)
    return FAILED if problems else DONE


def homeless(config: Config, store: Store) -> Mapping[str, int]:
    """How much waits for each channel that is no longer configured, and expires unless it comes back."""
    waiting: Counter[str] = Counter()
    for (channel, state), number in store.delivery_counts().items():
        if channel not in config.channels and state in (DeliveryState.HELD, *_WAITING):
            waiting[channel] += number
    return waiting


def waiting_for_it(number: int) -> str:
    return f"{count(number, 'message')} {'waits' if number == 1 else 'wait'} for it"


def _lost_lately(store: Store, state: DeliveryState, at: datetime, config: Config) -> int:
    """What was lost long ago has been announced, and is no news."""
    lately = at - timedelta(days=config.delivery.expire_days + config.failures.remind_days)
    return store.made_since(state, lately)


class _State(Struct, frozen=True):
    at: datetime
    last: Run | None
    last_complete: Run | None
    deliveries: Mapping[DeliveryState, int]
    oldest_pending: datetime | None
    next_digest: datetime | None
    trials: tuple[TrialState, ...]
    paused: frozenset[Trial]  # asked for by nobody today: how they did is no news
    channels: tuple[ChannelState, ...]
    lost: Mapping[DeliveryState, int]
    broken: tuple[str, ...]
    homeless: Mapping[str, int]

    @classmethod
    def of(cls, config: Config, store: Store, at: datetime) -> _State:
        counts: Counter[DeliveryState] = Counter()
        for (_, state), number in store.delivery_counts().items():
            counts[state] += number
        watched = watched_by(store, config.watches)
        trials = trials_of(store, watched)
        return cls(
            at=at,
            last=store.last_run(),
            last_complete=store.last_complete_run(),
            deliveries=counts,
            oldest_pending=store.oldest_pending(),
            next_digest=store.next_digest(),
            trials=tuple(store.states(trials).values()),
            paused=frozenset(trials) - frozenset(watched.active(trials)),
            channels=tuple(store.channel_state(name) for name in config.channels),
            lost={state: _lost_lately(store, state, at, config) for state in _LOST},
            broken=tuple(broken(store)),
            homeless=homeless(config, store),
        )

    def rows(self) -> Iterator[dict[str, Any]]:
        from watcher.render.state import channel_row, status_row, trial_row

        yield status_row(self.at, self.last, self.last_complete, self.deliveries)
        yield from map(trial_row, self.trials)
        yield from map(channel_row, self.channels)

    def lines(self) -> Iterator[str]:
        """What is so, whether good or bad."""
        if self.last:
            open_ = "broke off" if self.broken else "under way"
            ended = _ENDED.get(self.last.outcome, self.last.outcome.value) if self.last.outcome else open_
            yield f"Last check: {moment(self.last.started_at)}, {ended}"
        else:
            yield "Last check: none yet"
        if self.last_complete and self.last_complete != self.last:
            yield f"Last complete check: {moment(self.last_complete.started_at)}"
        if self.last_complete:
            yield f"Registry data: {data_of(self.last_complete.release or 'an unknown day')}"
        seen = Counter("paused" if s.trial in self.paused else s.condition.value for s in self.trials)
        yield "Trials: " + ", ".join(f"{number:,} {condition}" for condition, number in seen.items())
        waiting = sum(self.deliveries.get(state, 0) for state in _WAITING)
        oldest = f", the oldest of {moment(self.oldest_pending)}" if self.oldest_pending else ""
        held = self.deliveries.get(DeliveryState.HELD, 0)
        due = f", the next due {moment(self.next_digest)}" if self.next_digest else ""
        yield f"Messages: {waiting:,} waiting{oldest}; {held:,} held for a digest{due}"
        for channel in self.channels:
            yield f"Channel {channel.name}: last success {ago(channel.last_success, self.at)}"

    def problems(self, max_age: str | None) -> Iterator[str]:
        """What is wrong now (law 12): each of these makes the exit code 1."""
        yield from self.broken
        if self.last:
            yield from self._last(self.last)
        for state in self.trials:
            if state.condition in _TROUBLED and state.trial not in self.paused:
                since = f" since {moment(state.failing_since)}" if state.failing_since else ""
                yield f"{state.trial}: {state.error_kind or state.condition.value}{since}: {state.error or ''}"
        for channel in self.channels:
            if channel.failures:
                tried = count(channel.failures, "attempt")
                yield f"channel {channel.name}: {tried} failed since {moment(channel.failing_since)}: {channel.error}"
        for name, number in self.homeless.items():
            yield f"channel {name} is no longer configured: {waiting_for_it(number)}"
        yield from self._lost()
        yield from self._old(max_age)

    def _last(self, run: Run) -> Iterator[str]:
        if is_to_come(run.started_at, self.at):
            yield (
                f"the last check began at {moment(run.started_at)}, which is still to come: the clock was wrong then, "
                "and the next check puts it right, or is wrong now"
            )
        if run.outcome in (Outcome.FAILED, Outcome.PARTIAL):
            yield f"the last check {'failed' if run.outcome is Outcome.FAILED else 'was partial'}: {run.message}"

    def _lost(self) -> Iterator[str]:
        for state, number in self.lost.items():
            if number:
                yield f"{count(number, 'message')} {_LOST[state]}; what they said is in `watcher log`"

    def _old(self, max_age: str | None) -> Iterator[str]:
        if max_age is None:
            return
        last = self.last_complete.started_at if self.last_complete else None
        if last is None:
            yield "there was no complete check yet"
        elif is_to_come(last, self.at):
            yield f"the last complete check was {ago(last, self.at)}"
        elif self.at - last > span(max_age):
            yield f"the last complete check was {ago(last, self.at)}, more than {max_age}"
