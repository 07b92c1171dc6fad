"""Two texts in, how alike they read out: 0 for no common word, 1 for the same words. Order plays no part."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from watcher.model import Json

# A word, a number with its decimals, or a sign of comparison.
WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[<>=≤≥%]")


@lru_cache(maxsize=8192)
def words(text: str) -> tuple[str, ...]:
    """In their order, in the case of the text."""
    return tuple(WORD.findall(text))


@lru_cache(maxsize=8192)
def tokens(text: str) -> Counter[str]:
    """The words of a text as a multiset, in lower case. Shared between callers: not to be written to."""
    return Counter(words(text.lower()))


def similarity(a: str, b: str) -> float:
    """Dice's coefficient over the words as multisets."""
    if a == b:
        return 1.0
    left, right = tokens(a), tokens(b)
    total = _size(a) + _size(b)
    if not total:
        return 0.0
    shared = 0
    for word in left.keys() & right.keys():
        shared += min(left[word], right[word])
    return 2 * shared / total


def goes_on(a: str, b: str) -> bool:
    """Whether the longer text begins or ends with the shorter one, word for word."""
    short, long = sorted((words(a.lower()), words(b.lower())), key=len)
    return bool(short) and short in (long[: len(short)], long[-len(short) :])


def best_pairs(
    old: Sequence[str], new: Sequence[str], bound: float, prefer: Callable[[int, int], bool] | None = None
) -> list[tuple[int, int]]:
    """Positions of the texts that belong together, each once: equal words first, then the preferred, then by likeness.

    Nothing below the bound. The order of the texts plays no part, and the pairs are the same read backwards.
    """
    return take_best(
        ((score < 1, prefer is not None and not prefer(i, j), -score, sorted((before, after))), i, j)
        for i, before in enumerate(old)
        for j, after in enumerate(new)
        if may_reach(before, after, bound) and (score := similarity(before, after)) >= bound
    )


def take_best(candidates: Iterable[tuple[Json, int, int]]) -> list[tuple[int, int]]:
    """Greedy: (rank, position, place), lowest rank first, each position and each place once."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(candidates):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return list(pairs.items())


def may_reach(a: str, b: str, bound: float) -> bool:
    """Two texts of very unlike length cannot be alike: cheap to see, and it spares most comparisons."""
    left, right = _size(a), _size(b)
    return 2 * min(left, right) >= bound * (left + right)


@lru_cache(maxsize=8192)
def _size(text: str) -> int:
    return tokens(text).total()
