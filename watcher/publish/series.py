"""A trial's updates in, the values that a number or a date went through out, in words and as bars of text.

Markdown knows no drawings (GitHub takes SVG out of a page), so the plot is made of characters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, zip_longest

from msgspec import Struct

from watcher.meaning.dates import PartialDate
from watcher.meaning.words import date, number
from watcher.model import Json, Update

_BARS = "▁▂▃▄▅▆▇█"
_MOST = 8  # values in words; a line with more of them is not read


class Point(Struct, frozen=True):
    words: str
    sort: str | None  # planned or reached: a plan of 40 and 7 people so far are two things


class Series(Struct, frozen=True):
    label: str
    points: tuple[Point, ...]
    bars: str

    def __str__(self) -> str:
        if len(self.points) <= _MOST:
            return f"{_joined(self.points)} {self.bars}".rstrip()
        return f"{_joined(self.points[:1])} → … → {_joined(self.points[2 - _MOST :])} {self.bars}".rstrip()

    @property
    def ends(self) -> str:
        return f"{_joined((self.points[0], self.points[-1]))} {self.bars}".rstrip()


class _Kind(Struct, frozen=True):
    label: str
    kinds: str
    path: str
    height: Callable[[Json], float | None]
    worded: Callable[[Json], str]
    sorts: Mapping[Json, str]
    drawn: frozenset[Json]  # types whose values stand on one scale


def _day(value: Json) -> float | None:
    parsed = PartialDate.parse(value)
    return parsed.last.toordinal() if parsed else None


def _people(value: Json) -> float | None:
    return value if isinstance(value, int) else None


PRIMARY_COMPLETION = _Kind(
    "Primary completion",
    "date.",
    "protocolSection.statusModule.primaryCompletionDateStruct",
    _day,
    date,
    {"ESTIMATED": "estimated", "ACTUAL": "actual"},
    frozenset({"ESTIMATED", "ACTUAL", None}),
)
ENROLLMENT = _Kind(
    "Enrollment",
    "enrollment.",
    "protocolSection.designModule.enrollmentInfo",
    _people,
    number,
    {"ESTIMATED": "planned", "ACTUAL": "enrolled"},
    frozenset({"ESTIMATED", None}),
)


def series(kind: _Kind, updates: Iterable[Update]) -> Series | None:
    """None for what never moved while we watched."""
    values = [value for value, _ in groupby(_values(kind, updates)) if kind.height(value[0]) is not None]
    if len(values) < 2:
        return None
    points = tuple(Point(kind.worded(value), kind.sorts.get(sort)) for value, sort in values)
    drawn = [kind.height(value) or 0 for value, sort in values if sort in kind.drawn]
    return Series(kind.label, points, _bars(drawn) if len(drawn) > 1 else "")


def _values(kind: _Kind, updates: Iterable[Update]) -> Iterator[tuple[Json, Json]]:
    """Each with its type: estimated or actual."""
    for update in updates:
        for change in update.changes:
            if change.path.startswith(kind.path) and change.kind.startswith(kind.kinds):
                yield change.before, change.inputs.get("type_before")
                yield change.after, change.inputs.get("type_after")


def _joined(points: Sequence[Point]) -> str:
    """Of values of one sort in a row the last says which."""
    return " → ".join(
        f"{point.words} ({point.sort})" if point.sort and (after is None or after.sort != point.sort) else point.words
        for point, after in zip_longest(points, points[1:])
        if point is not None
    )


def _bars(heights: list[float]) -> str:
    low, high = min(heights), max(heights)
    steps = len(_BARS) - 1
    return "".join(_BARS[round(steps * (height - low) / (high - low)) if high > low else 0] for height in heights)
