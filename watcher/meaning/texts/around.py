"""Two texts in, of each the words that the other one does not have alike out, with some words around them."""

from __future__ import annotations

from collections.abc import Container, Sequence
from functools import lru_cache

# What any expression of `signals` spans, with what it looks at behind and ahead: "not 1 / 2 / 3 / 4 L" is ten words.
_WORDS = 10


# Every table of signals asks for the same two texts.
@lru_cache(maxsize=16)
def around(before: str, after: str) -> tuple[str, str]:
    """What an expression finds in neither of these, it finds in both texts or in none.

    Most edits touch a few words of a long text; searching all of it for a hundred expressions is most of a comparison.
    """
    old, new = _runs(before), _runs(after)
    return _without(old, frozenset(new)), _without(new, frozenset(old))


def _runs(text: str) -> Sequence[tuple[str, ...]]:
    """Every ten words that follow each other. The ends count as words: nothing stands behind them."""
    words = ["", *text.split(" "), ""]
    return [tuple(words[start : start + _WORDS]) for start in range(max(1, len(words) - _WORDS + 1))]


def _without(runs: Sequence[tuple[str, ...]], others: Container[tuple[str, ...]]) -> str:
    parts: list[str] = []
    last = -1
    for place, run in enumerate(runs):
        if run not in others:
            parts.append(run[-1] if parts and place == last + 1 else f"\n{' '.join(run)}")
            last = place
    return " ".join(parts)
