"""A trial's updates in, the values that a number or a date went through out, in words and as bars of text.

Markdown knows no drawings (GitHub takes SVG out of a page), so the plot is made of characters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from watcher.meaning.dates import PartialDate
from watcher.meaning.words import date, number
from watcher.model import Json, Update

_BARS = "▁▂▃▄▅▆▇█"
_MOST = 8  # values in words; a line with more of them is not read


@dataclass(frozen=True, slots=True)
class Series:
    label: str
    words: tuple[str, ...]
    bars: str

    def __str__(self) -> str:
        shown = self.words if len(self.words) <= _MOST else (self.words[0], "…", *self.words[2 - _MOST :])
        return f"{' → '.join(shown)} {self.bars}"


@dataclass(frozen=True, slots=True)
class _Kind:
    label: str
    kinds: str
    path: str
    height: Callable[[Json], float | None]
    worded: Callable[[Json], str]


def _day(value: Json) -> float | None:
    parsed = PartialDate.parse(value)
    return parsed.last.toordinal() if parsed else None


def _people(value: Json) -> float | None:
    return value if isinstance(value, int) else None


PRIMARY_COMPLETION = _Kind(
    "Primary completion", "date.", "protocolSection.statusModule.primaryCompletionDateStruct", _day, date
)
ENROLLMENT = _Kind("Enrollment", "enrollment.", "protocolSection.designModule.enrollmentInfo", _people, number)


def series(kind: _Kind, updates: Iterable[Update]) -> Series | None:
    """None for what never moved while we watched."""
    values = [value for value, _ in groupby(_values(kind, updates)) if kind.height(value) is not None]
    if len(values) < 2:
        return None
    return Series(kind.label, tuple(map(kind.worded, values)), _bars([kind.height(value) or 0 for value in values]))


def _values(kind: _Kind, updates: Iterable[Update]) -> Iterator[Json]:
    for update in updates:
        for change in update.changes:
            if change.path.startswith(kind.path) and change.kind.startswith(kind.kinds):
                yield change.before
                yield change.after


def _bars(heights: list[float]) -> str:
    low, high = min(heights), max(heights)
    steps = len(_BARS) - 1
    return "".join(_BARS[round(steps * (height - low) / (high - low)) if high > low else 0] for height in heights)
