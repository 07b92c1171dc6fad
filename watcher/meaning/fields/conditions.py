"""Names of conditions: when two spellings mean one condition."""

from __future__ import annotations

import re
from itertools import takewhile

from watcher.meaning.sites.places import folded
from watcher.model import Json

_LONG = 6  # letters of a word in which a slip leaves no doubt
_SIGN = re.compile(r"[+<>≤≥]|(?<=\w)[-−](?!\w)")  # "HER2+" is not "HER2-"


def is_respelled_condition(one: Json, other: Json) -> bool:
    """The same but for case, accents, hyphens and blanks, or for a slip of the pen in one word.

    Of the 3,000 conditions and keywords of 927 records no two that a slip tells apart mean two things.
    """
    first, second = folded(one), folded(other)
    if not first or _SIGN.findall(str(one)) != _SIGN.findall(str(other)):
        return False
    if first.replace(" ", "") == second.replace(" ", ""):
        return True
    old, new = first.split(), second.split()
    unlike = [pair for pair in zip(old, new, strict=False) if pair[0] != pair[1]]
    return len(old) == len(new) and len(unlike) == 1 and _is_slip(*unlike[0])


def _is_slip(one: str, other: str) -> bool:
    """A letter too many, or two exchanged. Not one for another (prebiotic, probiotic), and not the first (atypical)."""
    short, long = sorted((one, other), key=len)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(short, long, strict=False)))
    if len(short) < _LONG or same == 0:
        return False
    if len(short) == len(long):
        return short[same:] == long[same + 1 : same + 2] + long[same] + long[same + 2 :]
    return short[same:] == long[same + 1 :]
