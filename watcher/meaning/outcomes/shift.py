"""One edit made to many outcomes: the same time frame moved alike everywhere (NCT07227597: 25 × 59 → 58 months)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from watcher.meaning.draft import Draft, Pair
from watcher.meaning.outcomes.items import RANKS, Item
from watcher.meaning.outcomes.times import of_frame
from watcher.meaning.outcomes.words import name
from watcher.meaning.record import OUTCOMES, items
from watcher.meaning.words import joined, number, sentence, signed
from watcher.model import Json

# Fewer alike edits are told one by one.
_MANY = 3
_SHOWN = 8
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")

_Shift = tuple[float, float]  # days before and after


def fold_shifts(pair: Pair, things: Sequence[Item]) -> tuple[list[Draft], list[Item]]:
    """The folded shifts, and the outcomes that took part in none."""
    groups: dict[_Shift, list[Item]] = defaultdict(list)
    for item in things:
        if (moved := _shift(item)) is not None:
            groups[moved].append(item)
    many = {moved: group for moved, group in groups.items() if len(group) >= _MANY}
    taken = {id(item) for group in many.values() for item in group}
    return (
        [_draft(pair, moved, group) for moved, group in many.items()],
        [item for item in things if id(item) not in taken],
    )


def _shift(item: Item) -> _Shift | None:
    """Where one time of the time frame moved and no other word did."""
    if item.is_whole or item.fields != {"timeFrame"}:
        return None
    before, after = item.sides()
    if not isinstance(before, str) or not isinstance(after, str) or _FIGURE.sub("", before) != _FIGURE.sub("", after):
        return None
    old, new = of_frame(before).times, of_frame(after).times
    gone, come = old - new, new - old
    if len(gone) != 1 or len(come) != 1:
        return None
    (unit, start), (other, end) = next(iter(gone)), next(iter(come))
    return (start, end) if unit == other == "day" and start else None


def _draft(pair: Pair, moved: _Shift, group: Sequence[Item]) -> Draft:
    sides = zip(group[0].sides(), moved, strict=True)
    before, after = (of_frame(str(frame)).written["day", days] for frame, days in sides)
    counts = {rank: sum(item.rank == rank for item in group) for rank in RANKS}
    shares = [f"{n} of {_all(pair.new, rank)} {rank}" for rank, n in counts.items() if n]
    percent = round(100 * (moved[1] - moved[0]) / moved[0], 1)
    return Draft(
        kind="outcome.edited",
        path=OUTCOMES,
        label="Time frames of outcomes",
        section="outcomes",
        summary=f"{number(len(group))} outcome time frames moved alike, from {before} to {after} "
        f"({signed(percent)} %): {joined(shares)}",
        edits=tuple(edit for item in group for edit in item.edits),
        item=f"{before} → {after}",
        before=before,
        after=after,
        inputs={
            "uniform_shift_percent": percent,
            "outcomes": len(group),
            "lists": [rank for rank, n in counts.items() if n],
            "elements": ["time point"],
            "numbers_changed": True,
        },
        details=tuple(_names(rank, group) for rank, n in counts.items() if n),
    )


def _all(content: Json, rank: str) -> int:
    return len(items(content, f"{OUTCOMES}.{rank}Outcomes"))


def _names(rank: str, group: Sequence[Item]) -> str:
    return f"{sentence(rank)}: {joined([name(item.new) for item in group if item.rank == rank], _SHOWN)}"
