"""A sentence that quotes in, the same within so many characters out: it is the quotations that give way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial

from watcher.meaning.excerpt import differing
from watcher.meaning.words import quoted, shortened

_QUOTATION = re.compile(r"“([^“”]*)”")
_FROM_TO = re.compile(r"from “([^“”]*)” to “([^“”]*)”")
_AROUND = (8, 5, 3, 2)  # words before and after what differs, as many as fit
_LEAST = 40  # characters of a quotation: fewer tell nothing, and two might read the same


def fitted(sentence: str, limit: int) -> str:
    """First to the words that differ, then all to one length, then at its end; no quotation is left open."""
    if len(sentence) <= limit:
        return sentence
    narrowed = [_FROM_TO.sub(partial(_narrowed, around=around), sentence) for around in _AROUND]
    told = next((told for told in narrowed if len(told) <= limit), narrowed[-1])
    found = _QUOTATION.findall(told)
    most = max(_LEAST, _most(map(len, found), limit - len(_QUOTATION.sub("“”", told))))
    told = _QUOTATION.sub(lambda one: quoted(one[1], most), told)
    cut = shortened(told, limit)
    if not _is_open(cut):
        return cut
    cut = shortened(told, limit - 1)
    return f"{cut}”" if _is_open(cut) else cut


def _is_open(text: str) -> bool:
    return text.count("“") > text.count("”")


def _narrowed(found: re.Match[str], around: int) -> str:
    old, new = differing(found[1], found[2], whole=0, around=around)
    return f"from “{old}” to “{new}”"


def _most(lengths: Iterable[int], room: int) -> int:
    """How long each may be, when what the short ones leave goes to the long ones."""
    ordered = sorted(lengths)
    for place, length in enumerate(ordered):
        if length * (len(ordered) - place) > room:
            return room // (len(ordered) - place)
        room -= length
    return max(ordered, default=0)
