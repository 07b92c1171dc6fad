"""Pairs the items of lists that no table knows. The only module that knows deepdiff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from watcher.meaning.normal import encode
from watcher.meaning.similarity import take_best
from watcher.model import Json

# More than this many leftovers on a side are told as removed and added: DeepDiff costs about a millisecond a pair.
_LIMIT = 12
# DeepDiff's distance is 0 for equal and 1 for unlike things.
_NEAR = 0.5


def match_unknown(old: Sequence[Json], new: Sequence[Json]) -> list[tuple[Json, Json]]:
    """Objects that differ little are one edited item; everything else was removed or added."""
    few = 0 < len(old) <= _LIMIT and 0 < len(new) <= _LIMIT
    taken = dict(take_best(_candidates(old, new))) if few else {}
    paired = [(old[position], new[place]) for position, place in taken.items()]
    gone = [(item, None) for position, item in enumerate(old) if position not in taken]
    come = [(None, item) for place, item in enumerate(new) if place not in taken.values()]
    return paired + gone + come


def _candidates(old: Sequence[Json], new: Sequence[Json]) -> Iterator[tuple[Json, int, int]]:
    """The way back is the way there: neither a distance nor a tie depends on which of the two is the old one."""
    for position, before in enumerate(old):
        for place, after in enumerate(new):
            if isinstance(before, dict) and isinstance(after, dict):
                sides = sorted((before, after), key=encode)
                distance = _distance(*sides)
                if distance <= _NEAR:
                    yield (distance, list(map(encode, sides))), position, place


def _distance(before: Json, after: Json) -> float:
    from deepdiff import DeepDiff  # a quarter of a second to import, for lists that hardly ever occur

    # Repetitions are reported, or one of two equal members would vanish in silence (docs/decisions.md).
    found = DeepDiff(before, after, ignore_order=True, report_repetition=True, get_deep_distance=True)
    return float(found.get("deep_distance", 0.0))
