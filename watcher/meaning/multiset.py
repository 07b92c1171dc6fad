"""Two lists in, both without what they share out: registry lists carry no order, so equal items cancel (law 2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from watcher.meaning.canonical import encode
from watcher.model import Json


def uncancelled(old: Sequence[Json], new: Sequence[Json]) -> tuple[Sequence[Json], Sequence[Json]]:
    """What is left of each, in its order."""
    # The registry keeps its lists sorted: most of two long ones is equal item by item, from either end.
    start, end = _alike(old, new)
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    if not old or not new:
        return old, new
    keys_old, keys_new = [encode(item) for item in old], [encode(item) for item in new]
    shared = Counter(keys_old) & Counter(keys_new)
    return _without(old, keys_old, shared), _without(new, keys_new, shared)


def _alike(old: Sequence[Json], new: Sequence[Json]) -> tuple[int, int]:
    """How many items are equal at the start, and at the end of what follows."""
    shorter = min(len(old), len(new))
    start = 0
    while start < shorter and old[start] == new[start]:
        start += 1
    end = 0
    while end < shorter - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return start, end


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
