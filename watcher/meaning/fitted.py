"""A sentence that quotes in, the same within so many characters out: it is the quotations that give way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial

from watcher.meaning.excerpt import differing
from watcher.meaning.words import quoted, shortened

_QUOTATION = re.compile(r"“([^“”]*)”")
_SIDES = re.compile(r"“([^“”]*)”( to | is now (?:written )?| became |: (?:[^“”]* and )?now called )“([^“”]*)”")
_AROUND = (8, 5, 3, 2, 1)  # words before and after what differs, as many as fit
_LEAST = 40  # characters of a quotation: fewer tell nothing, and two might read the same


def fitted(sentence: str, limit: int) -> str:
    """First to the words that differ, then all to one length, then at its end; no quotation is left open."""
    if len(sentence) <= limit:
        return sentence
    narrowed = [_SIDES.sub(partial(_narrowed, around=around), sentence) for around in _AROUND]
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
    """Both sides, or the second one where the first says what is spoken of; that one may have been cut before."""
    before, joint, after = found.groups()
    is_name = joint.endswith("called ")
    old, new = differing(before.removesuffix(" …") if is_name else before, after, whole=0, around=around)
    return f"“{before if is_name else old}”{joint}“{new}”"


def _most(lengths: Iterable[int], room: int) -> int:
    """How long each may be, when what the short ones leave goes to the long ones."""
    ordered = sorted(lengths)
    for place, length in enumerate(ordered):
        if length * (len(ordered) - place) > room:
            return room // (len(ordered) - place)
        room -= length
    return max(ordered, default=0)
