"""Several updates of one trial in, their net effect out: first → last, and what went and came back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from watcher.meaning.words import count, date, joined, number, worded
from watcher.model import Change, Json, Significance, UpdateMessage
from watcher.render.outline import Point, point, text_passages
from watcher.render.words import clean

# A longer text is not quoted whole in a line: its passages are shown.
_QUOTABLE = 60


class Chain(Struct, frozen=True):
    """Changes of one thing, each beginning where the one before ended."""

    changes: tuple[Change, ...]

    @property
    def is_reverted(self) -> bool:
        return len(self.changes) > 1 and self.changes[0].before == self.changes[-1].after

    @property
    def rating(self) -> Significance:
        """What went and came back matters no longer; it is still told."""
        if self.is_reverted:
            return Significance.ADMINISTRATIVE
        return self.peak

    @property
    def peak(self) -> Significance:
        """How much it mattered while it lasted."""
        return max((change.significance for change in self.changes), key=lambda s: s.rank)


def in_time(message: UpdateMessage) -> tuple[int, str, int]:
    """A sort key: the trial's own order of its updates."""
    update = message.update
    return message.sequence, update.detected_at.isoformat(), update.to_version or 0


def chains(messages: Iterable[UpdateMessage]) -> tuple[Chain, ...]:
    """Of one trial's updates in time. What does not follow on from the last change of its thing starts anew.

    A thing of which any change was asked for is told with all its changes: what was too small to be asked for may
    have taken back what was told.
    """
    found: list[list[tuple[Change, bool]]] = []
    last: dict[tuple[object, ...], list[tuple[Change, bool]]] = {}
    for change, is_asked in _changes(messages):
        thing = (change.path, change.item, change.ordinal)
        chain = last.get(thing)
        if chain and _follows(chain[-1][0], change):
            chain.append((change, is_asked))
        else:
            last[thing] = [(change, is_asked)]
            found.append(last[thing])
    return tuple(Chain(tuple(change for change, _ in chain)) for chain in found if any(asked for _, asked in chain))


def net_point(chain: Chain) -> Point:
    if len(chain.changes) == 1:
        return point(chain.changes[0])
    values = [chain.changes[0].before, *(change.after for change in chain.changes)]
    label, path = clean(chain.changes[-1].label), chain.changes[-1].path
    if chain.is_reverted:
        said = [value(found, path) for found in values]
        steps = " → ".join(v for v in said if v) if all(said) else "changed and changed back"
        return Point(f"{label}: {steps} (reverted)", chain.rating)
    first, final = value(values[0], path), value(values[-1], path)
    if first and final:
        between = [told for found in values[1:-1] if (told := value(found, path))]
        steps = f"In {len(values) - 1} steps, by way of {joined(between)}"
        return Point(f"{label}: {first} → {final}", chain.rating, (steps,) if between else ())
    passages = text_passages(values[0], values[-1])
    return Point(f"{label} changed {count(len(chain.changes), 'time')}", chain.rating, passages=passages)


def value(found: Json, field: str) -> str | None:
    """A short value of the field in words; None for what is too long or too deep for a line."""
    if found is None:
        return "nothing"
    if isinstance(found, bool):
        return "yes" if found else "no"
    if isinstance(found, int | float):
        return number(found)
    if not isinstance(found, str) or len(found) > _QUOTABLE:
        return None
    day = date(found)
    return clean(day if day != found else worded(field, found))


def _changes(messages: Iterable[UpdateMessage]) -> Iterator[tuple[Change, bool]]:
    """Each with whether it was asked for."""
    for message in messages:
        yield from ((change, True) for change in message.update.changes)
        yield from ((change, False) for change in message.unasked)


def _follows(earlier: Change, later: Change) -> bool:
    return earlier.after == later.before and not (earlier.after is None and earlier.before is None)
