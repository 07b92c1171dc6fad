"""Two texts in, the stretches in which they differ out: nobody should have to search for one new word in fifty."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile
from operator import eq

from watcher.meaning.words import quoted

_AROUND = 5  # words before and after
_WHOLE = 120  # characters: such a text is read whole
_WORTH = 0.7  # of its length: a stretch that is nearly all of the text says no more than the text


def from_to(before: str, after: str, limit: int = 200) -> str:
    """from “… 2 weeks of allocation (or …” to “… 2 weeks of randomization (or …”, each at most that long."""
    old, new = differing(before, after)
    return f"from {quoted(old, limit)} to {quoted(new, limit)}"


def differing(before: str, after: str, *, whole: int = _WHOLE, around: int = _AROUND) -> tuple[str, str]:
    """Both stretches with some words around them, cut on the same sides; the texts whole where they are short.

    With no room for a whole text, each begins near the first word that differs.
    """
    if max(len(before), len(after)) <= whole:
        return before, after
    old, new = before.split(), after.split()
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    start, end = max(0, head - around), max(0, tail - around)
    cut = tuple(_marked(words[start : len(words) - end], start > 0, end > 0) for words in (old, new))
    if whole and sum(map(len, cut)) > _WORTH * (len(before) + len(after)):
        return before, after
    return cut[0], cut[1]


def _shared(old: list[str], new: list[str]) -> int:
    return sum(takewhile(bool, map(eq, old, new)))


def _marked(words: Iterable[str], is_cut_before: bool, is_cut_after: bool) -> str:
    return f"{'… ' if is_cut_before else ''}{' '.join(words)}{' …' if is_cut_after else ''}"
