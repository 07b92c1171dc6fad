"""What became of the outbox in one run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from msgspec import Struct, field

from watcher.meaning.words import count
from watcher.model import DeliveryState


class Outcome(Struct, frozen=True):
    """PENDING here means: it failed for now and will be tried again."""

    delivery: str
    channel: str
    state: DeliveryState
    words: str


class DeliverReport(Struct, frozen=True):
    outcomes: tuple[Outcome, ...] = ()
    left: Mapping[str, int] = field(default_factory=dict)  # by channel: rows left for the next run untried
    homeless: Mapping[str, int] = field(default_factory=dict)  # by channel that is not configured: rows that wait
    resting: Mapping[str, int] = field(default_factory=dict)  # by channel: rows that failed before, not yet due again
    broken: tuple[Exception, ...] = ()  # what no channel may raise, and one did
    failing: Mapping[str, str] = field(default_factory=dict)  # by channel that fails again and again: how often and why

    @property
    def ok(self) -> bool:
        """False goes into the exit code: someone did not hear what he should have heard."""
        return not self.problems()

    def then(self, later: DeliverReport) -> DeliverReport:
        """Of two passes that tried different rows."""
        return DeliverReport(
            self.outcomes + later.outcomes,
            Counter(self.left) + Counter(later.left),
            Counter(self.homeless) + Counter(later.homeless),
            later.resting,  # how it stood at the end
            self.broken + later.broken,
            later.failing,
        )

    def raise_broken(self) -> None:
        """The last thing to do with a report: a bug of one channel is loud, and silences no other."""
        if self.broken:
            raise self.broken[0] if len(self.broken) == 1 else ExceptionGroup("channels broke", self.broken)

    def count(self, state: DeliveryState) -> int:
        return sum(outcome.state is state for outcome in self.outcomes)

    def problems(self) -> tuple[str, ...]:
        """One line each, for standard error and for the run's message."""
        lines = []
        groups = Counter((o.channel, o.state, o.words) for o in self.outcomes if o.state is not DeliveryState.DELIVERED)
        for (channel, state, words), number in groups.items():
            lines.append(f"{channel}: {count(number, 'message')} {_FATE[state]}: {words}")
        for channel, number in self.left.items():
            lines.append(f"{channel}: {count(number, 'further message')} left for the next run")
        for channel, number in self.resting.items():
            waiting = "waits" if number == 1 else "wait"
            lines.append(
                f"{channel}: {count(number, 'message')} {waiting} for another attempt; watcher status says why"
            )
        for channel, number in self.homeless.items():
            waiting = "waits" if number == 1 else "wait"
            lines.append(f"{channel}: {count(number, 'message')} {waiting} for a channel that is no longer configured")
        named = {channel for channel, _, _ in groups} | {*self.left, *self.resting}
        lines += [f"{channel}: {why}" for channel, why in self.failing.items() if channel not in named]
        return tuple(lines)


_FATE = {
    DeliveryState.PENDING: "not delivered yet",
    DeliveryState.FAILED: "given up",
    DeliveryState.EXPIRED: "expired",
}
