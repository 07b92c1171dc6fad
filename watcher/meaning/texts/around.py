"""Two texts in, of each the stretch in which they differ out, with some words around it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

# What any expression of `signals` spans, with what it looks at behind and ahead: "not 1 / 2 / 3 / 4 L" is ten words.
_WORDS = 10


# Every table of signals asks for the same two texts.
@lru_cache(maxsize=16)
def around(before: str, after: str) -> tuple[str, str]:
    """Whatever a text gained or lost stands here: what is found in neither stretch is found in both texts, or in none.

    Searching a long text for a hundred expressions takes most of a comparison; most edits touch a few words of it.
    """
    old, new = before.split(" "), after.split(" ")
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    return _stretch(old, start, end), _stretch(new, start, end)


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many words are equal at the start."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((place for place, (one, other) in pairs if one != other), min(len(old), len(new)))


def _stretch(words: Sequence[str], start: int, end: int) -> str:
    return " ".join(words[max(0, start - _WORDS) : len(words) - max(0, end - _WORDS)])
