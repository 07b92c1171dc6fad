"""Two texts in, the way from the one to the other out: stretches of the old text, and what is new. For dumps.

A patch is a list: `[120, 4500]` takes those characters of the old text, "…" is new text. Made of whole pieces between
the brackets and commas of JSON, in one pass; it need not be the shortest, but it is the same each time.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from typing import TypeAlias

Patch: TypeAlias = list[list[int] | str]

_PIECE = re.compile(r"[^,{}\[\]]*[,{}\[\]]|[^,{}\[\]]+")
_NEAR = 8  # how many equal pieces of the old text are tried
_WORTH_IT = 16  # characters; a shorter stretch is shorter as text


def make(old: str, new: str) -> Patch:
    old_pieces, new_pieces = _PIECE.findall(old), _PIECE.findall(new)
    starts = [0, *accumulate(map(len, old_pieces))]
    places: dict[str, list[int]] = {}
    for place, piece in enumerate(old_pieces):
        places.setdefault(piece, []).append(place)
    patch: Patch = []
    here = expected = 0
    while here < len(new_pieces):
        candidates = _near(places.get(new_pieces[here], ()), expected)
        place, length = _longest(old_pieces, new_pieces, candidates, here)
        if starts[place + length] - starts[place] >= _WORTH_IT:
            patch.append([starts[place], starts[place + length]])
            expected = place + length
        else:
            length = 1
            _add_text(patch, new_pieces[here])
            expected += 1
        here += length
    return patch


def apply(old: str, patch: Patch) -> str:
    return "".join(part if isinstance(part, str) else old[part[0] : part[1]] for part in patch)


def _near(places: Sequence[int], expected: int) -> Sequence[int]:
    """From where the last stretch ended onwards; then, for what was moved forward, from the beginning."""
    after = bisect_left(places, expected)
    return [*places[after : after + _NEAR], *places[: min(after, _NEAR)]]


def _longest(old: Sequence[str], new: Sequence[str], candidates: Sequence[int], here: int) -> tuple[int, int]:
    """The candidate from which most pieces are equal, and how many; the first of several."""
    best, most = 0, 0
    for place in candidates:
        length = _equal_from(old, new, place, here)
        if length > most:
            best, most = place, length
    return best, most


def _equal_from(old: Sequence[str], new: Sequence[str], place: int, here: int) -> int:
    end = min(len(old) - place, len(new) - here)
    for length in range(end):
        if old[place + length] != new[here + length]:
            return length
    return end


def _add_text(patch: Patch, text: str) -> None:
    if patch and isinstance(last := patch[-1], str):
        patch[-1] = last + text
    else:
        patch.append(text)
