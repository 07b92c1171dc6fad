"""Pairs the items of lists that no table knows. The only module that knows deepdiff."""

from __future__ import annotations

from collections.abc import Sequence

from watcher.model import Json

# More than this many leftovers on a side are told as removed and added: DeepDiff costs about a millisecond a pair.
_LIMIT = 12
# DeepDiff's distance is 0 for equal and 1 for unlike things.
_NEAR = 0.5


def match_unknown(old: Sequence[Json], new: Sequence[Json]) -> list[tuple[Json, Json]]:
    """Objects that differ little are one edited item; everything else was removed or added."""
    taken: dict[int, int] = {}
    if 0 < len(old) <= _LIMIT and 0 < len(new) <= _LIMIT:
        scored = sorted(
            (distance, position, place)
            for position, before in enumerate(old)
            for place, after in enumerate(new)
            if isinstance(before, dict) and isinstance(after, dict) and (distance := _distance(before, after)) <= _NEAR
        )
        for _, position, place in scored:
            if position not in taken and place not in taken.values():
                taken[position] = place
    paired = [(old[position], new[place]) for position, place in taken.items()]
    gone = [(item, None) for position, item in enumerate(old) if position not in taken]
    come = [(None, item) for place, item in enumerate(new) if place not in taken.values()]
    return paired + gone + come


def _distance(before: Json, after: Json) -> float:
    from deepdiff import DeepDiff  # a quarter of a second to import, for lists that hardly ever occur

    # Repetitions are reported, or one of two equal members would vanish in silence (docs/decisions.md).
    found = DeepDiff(before, after, ignore_order=True, report_repetition=True, get_deep_distance=True)
    return float(found.get("deep_distance", 0.0))
