"""What a check found and what it did not see, small enough for any number of trials."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from watcher.errors import RegistryError
from watcher.meaning.words import count
from watcher.model import DeliveryState, Run, Significance, Trial, Update

NAMED = 10


class Finding(Struct, frozen=True):
    """An update that was recorded; the store holds the whole of it."""

    update_id: str
    trial: Trial
    significance: Significance
    headline: str
    kinds: tuple[str, ...]

    @classmethod
    def of(cls, update: Update) -> Finding:
        kinds = tuple(dict.fromkeys(change.kind for change in update.changes))
        return cls(update.id, update.trial, update.significance, update.headline, kinds)


class Unseen(Struct, frozen=True):
    """How many trials one class of failure hid, with the first of them and one of the errors."""

    count: int
    error: RegistryError
    named: tuple[Trial, ...]

    @classmethod
    def of(cls, trial: Trial, error: RegistryError) -> Mapping[str, Unseen]:
        return {error.kind: cls(1, error, (trial,))}

    def plus(self, other: Unseen) -> Unseen:
        return Unseen(self.count + other.count, self.error, (*self.named, *other.named)[:NAMED])


class Broken(Struct, frozen=True):
    """In the place of a decision: a bug of ours in what one record means. It stops no other trial, and is loud."""

    trial: Trial
    error: Exception


class Sight(Struct, frozen=True):
    """What one chunk of answers, or all of a run, showed."""

    checked: int = 0  # records given, or known to be gone
    baselines: int = 0  # of which were seen for the first time
    findings: tuple[Finding, ...] = ()
    unseen: Mapping[str, Unseen] = field(default_factory=dict)  # by class of failure, in words
    waiting: Mapping[str, Unseen] = field(default_factory=dict)  # in doubt and not due, by condition
    incomplete: Mapping[str, RegistryError] = field(default_factory=dict)  # searches that came to no end, by watch
    notable: tuple[Trial, ...] = ()  # whose failure, or whose recovery, may have to be announced
    broken: tuple[Broken, ...] = ()  # recorded nowhere: as due as before

    def retold(self, later: Iterable[Finding]) -> Sight:
        """With these findings in the place of what was said of the same updates before."""
        known = {finding.update_id: finding for finding in later}
        return replace(self, findings=tuple(known.get(found.update_id, found) for found in self.findings))

    def plus(self, other: Sight) -> Sight:
        return Sight(
            self.checked + other.checked,
            self.baselines + other.baselines,
            self.findings + other.findings,
            _summed(self.unseen, other.unseen),
            _summed(self.waiting, other.waiting),
            {**self.incomplete, **other.incomplete},
            self.notable + other.notable,
            self.broken + other.broken,
        )

    def then(self, later: Sight) -> Sight:
        """With a later round over the same trials: what happened stays, what was seen is what that round says."""
        return replace(
            later,
            baselines=self.baselines + later.baselines,
            findings=self.findings + later.findings,
            notable=self.notable + later.notable,
        )

    @property
    def errors(self) -> list[RegistryError]:
        """Why something was not seen, each reason once."""
        return [unseen.error for _, unseen in self.hidden] + list(self.incomplete.values())

    @property
    def hidden(self) -> list[tuple[str, Unseen]]:
        """What this run knows nothing of, looked at or not."""
        return [*self.unseen.items(), *self.waiting.items()]

    @property
    def not_seen(self) -> int:
        return sum(unseen.count for _, unseen in self.hidden) + len(self.broken)


def _summed(one: Mapping[str, Unseen], other: Mapping[str, Unseen]) -> Mapping[str, Unseen]:
    both = dict(one)
    for kind, more in other.items():
        both[kind] = both[kind].plus(more) if kind in both else more
    return both


class Lost(Struct, frozen=True):
    """Why something that was held for a channel never became a message of it."""

    channel: str
    state: DeliveryState  # FAILED or EXPIRED
    why: str

    def __str__(self) -> str:
        return f"{'expired' if self.state is DeliveryState.EXPIRED else 'given up'}: {self.why}"


class Posted(Struct, frozen=True):
    """What settling did."""

    messages: int = 0  # new in the outbox
    demoted: tuple[Finding, ...] = ()  # updates as they read since registry drift made them administrative
    waiting: Mapping[str, int] = field(default_factory=dict)  # held rows, by channel that is not configured
    lost: Mapping[Lost, int] = field(default_factory=dict)  # held rows that were given up

    def then(self, later: Posted) -> Posted:
        return Posted(
            self.messages + later.messages,
            self.demoted + later.demoted,
            later.waiting,  # how it stood at the end
            Counter(self.lost) + Counter(later.lost),
        )

    def problems(self) -> tuple[str, ...]:
        """One line each: someone did not hear what he should have heard."""
        lost = (f"{lost.channel}: {count(n, 'change')} {lost}" for lost, n in self.lost.items())
        waiting = (
            f"{channel}: {count(n, 'change')} held for a channel that is not configured"
            for channel, n in self.waiting.items()
        )
        return (*lost, *waiting)


class Report(Struct, frozen=True):
    """A run that ended: its row, what it saw, and what it put into the outbox."""

    run: Run
    sight: Sight
    posted: Posted

    def raise_broken(self) -> None:
        """The last thing to do with a report, once everybody has heard of the other trials (law 5)."""
        errors = [broken.error for broken in self.sight.broken]
        if errors:
            raise errors[0] if len(errors) == 1 else ExceptionGroup("several trials could not be decided", errors)
