"""Which outcome became which: by measure first, and never across two domains, however alike the words read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from watcher.meaning.outcomes.elements import domain
from watcher.meaning.similarity import may_reach, similarity, take_best
from watcher.model import Json

_SAME_MEASURE = 0.6
# A renamed measure is the same one when its description stayed: "ORR" became "Objective response rate".
_SAME_DESCRIPTION = 0.8
_RELATED_MEASURE = 0.3


def match_outcomes(old: Sequence[Json], new: Sequence[Json]) -> list[tuple[Json, Json]]:
    """Each outcome once; None stands for nothing."""
    pairs = pair_up(old, new)
    left, right = {i for i, _ in pairs}, {j for _, j in pairs}
    return [
        *((old[i], new[j]) for i, j in pairs),
        *((item, None) for i, item in enumerate(old) if i not in left),
        *((None, item) for j, item in enumerate(new) if j not in right),
    ]


def pair_up(old: Sequence[Json], new: Sequence[Json]) -> list[tuple[int, int]]:
    """Positions of those that are one outcome."""
    return take_best(_candidates(old, new))


def _candidates(old: Sequence[Json], new: Sequence[Json]) -> Iterator[tuple[Json, int, int]]:
    left, right = [_parts(item) for item in old], [_parts(item) for item in new]
    for i, before in enumerate(left):
        for j, after in enumerate(right):
            rank = _rank(before, after)
            if rank is not None:
                yield (*rank, sorted((before, after))), i, j


def _rank(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[bool, float, float] | None:
    if not may_reach(before[0], after[0], _RELATED_MEASURE):
        return None
    alike = similarity(before[0], after[0])
    same = alike == 1.0
    if not same and not _belong(before, after, alike):
        return None
    return not same, -alike, -similarity(" ".join(before[1:]), " ".join(after[1:]))


def _belong(before: tuple[str, ...], after: tuple[str, ...], alike: float) -> bool:
    if alike < _RELATED_MEASURE:
        return False
    left, right = domain(before[0]), domain(after[0])
    if left and right and not left & right:
        return False
    described = bool(before[1] and after[1]) and similarity(before[1], after[1]) >= _SAME_DESCRIPTION
    return alike >= _SAME_MEASURE or described


def _parts(outcome: Json) -> tuple[str, ...]:
    item = outcome if isinstance(outcome, dict) else {"measure": outcome}
    return tuple(str(item.get(key) or "") for key in ("measure", "description", "timeFrame"))
