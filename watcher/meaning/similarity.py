"""Two texts in, how alike they read out: 0 for no common word, 1 for the same words. Order plays no part."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

# A word, a number with its decimals, or a sign of comparison.
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[<>=≤≥%]")


@lru_cache(maxsize=8192)
def tokens(text: str) -> Counter[str]:
    """The words of a text as a multiset, in lower case. Shared between callers: not to be written to."""
    return Counter(_TOKEN.findall(text.lower()))


def words(text: str) -> list[str]:
    """The words of a text in their order, in lower case."""
    return _TOKEN.findall(text.lower())


def similarity(a: str, b: str) -> float:
    """Dice's coefficient over the words as multisets."""
    if a == b:
        return 1.0
    left, right = tokens(a), tokens(b)
    total = left.total() + right.total()
    if not total:
        return 0.0
    if len(right) < len(left):
        left, right = right, left
    return 2 * sum(min(count, right[word]) for word, count in left.items() if word in right) / total


def best_pairs(old: Sequence[str], new: Sequence[str], bound: float) -> list[tuple[int, int]]:
    """Positions of the texts that belong together, the most alike first, each once, none below the bound."""
    scored = sorted(
        (-score, before, after, i, j)
        for i, before in enumerate(old)
        for j, after in enumerate(new)
        if _may_reach(before, after, bound) and (score := similarity(before, after)) >= bound
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for *_, i, j in scored:
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return list(pairs.items())


def _may_reach(a: str, b: str, bound: float) -> bool:
    """Two texts of very unlike length cannot be alike: cheap to see, and it spares most comparisons."""
    left, right = tokens(a).total(), tokens(b).total()
    return 2 * min(left, right) >= bound * (left + right)
