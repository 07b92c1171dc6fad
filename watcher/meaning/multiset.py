"""Two lists in, both without what they share out: registry lists carry no order, so equal items cancel (law 2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from watcher.meaning.normal import encode
from watcher.model import Json

# Sites that come or go side by side: of one city, of one country.
_AHEAD = 5
# Items in a row of which none is in step: the list is in another order, and walking on would only cost.
_LOST = 16


def uncancelled(old: Sequence[Json], new: Sequence[Json]) -> tuple[Sequence[Json], Sequence[Json]]:
    """What is left of each, in its order."""
    old, new = _out_of_step(old, new)
    if not old or not new:
        return old, new
    keys_old, keys_new = [encode(item) for item in old], [encode(item) for item in new]
    shared = Counter(keys_old) & Counter(keys_new)
    return _without(old, keys_old, shared), _without(new, keys_new, shared)


def _out_of_step(old: Sequence[Json], new: Sequence[Json]) -> tuple[Sequence[Json], Sequence[Json]]:
    """What is left where both are walked side by side.

    The registry keeps its lists sorted: nearly all of two long ones goes this way, and only the rest must be encoded.
    """
    left_old: list[Json] = []
    left_new: list[Json] = []
    i = j = lost = 0
    while i < len(old) and j < len(new) and lost < _LOST:
        if old[i] == new[j]:
            i, j, lost = i + 1, j + 1, 0
            continue
        lost += 1
        gone, come = _steps(old[i : i + _AHEAD], new[j : j + _AHEAD])
        left_old += old[i : i + gone]
        left_new += new[j : j + come]
        i, j = i + gone, j + come
    return [*left_old, *old[i:]], [*left_new, *new[j:]]


def _steps(old: Sequence[Json], new: Sequence[Json]) -> tuple[int, int]:
    """How many items to pass over on each side until both are in step again; one on each where that is not in sight."""
    for steps in range(1, max(len(old), len(new))):
        if steps < len(old) and old[steps] == new[0]:
            return steps, 0
        if steps < len(new) and old[0] == new[steps]:
            return 0, steps
    return 1, 1


def _without(items: Sequence[Json], keys: Sequence[bytes], shared: Counter[bytes]) -> Sequence[Json]:
    if not shared:
        return items
    left = Counter(shared)
    kept = []
    for item, key in zip(items, keys, strict=True):
        if left[key]:
            left[key] -= 1
        else:
            kept.append(item)
    return kept
