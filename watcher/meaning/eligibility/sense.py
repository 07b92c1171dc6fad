"""Two versions of a criterion in, the words out by which it says the opposite now: "not", "<" for ">", "negative".

A negation counts where it turns words that stayed ("is not allowed"), not where it came with words of its own
("…, and no prior transfusion").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from watcher.meaning.eligibility.limits import limits
from watcher.meaning.texts.signals import Signal

KIND = "sense"

_CONTRACTED = re.compile(r"(?<=can)not\b|n['’]t\b")
_TOKEN = re.compile(r"[a-z]+|\d+(?:[.,]\d+)*|[<>≤≥]=?|=[<>]")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NEGATIONS = _words("no not non never without absence lack neither nor none poorly inadequately insufficiently")
# What may stand between a negation and the words that it turns.
_BETWEEN = _words(
    "a an the any of to in from be been being is are was were has have had do does did will must should may can"
    " known prior previous current history evidence presence sign signs"
)
# Said of the whole criterion: "X is allowed".
_LETS_IN = _words("allowed permitted acceptable accepted eligible included required")
# What has to be, and what only may.
_HAS_TO = _words("required mandatory obligatory compulsory")
_MAY = _words("allowed permitted acceptable optional")
_FILLING = _BETWEEN | _words("also now therapy treatment use")
_KEEPS_OUT = _words("prohibited forbidden disallowed excluded ineligible unacceptable contraindicated")
_OPPOSITES = frozenset(
    frozenset(pair.split("/"))
    for pair in _words(
        "with/without positive/negative present/absent presence/absence including/excluding include/exclude"
        " more/less more/fewer greater/less greater/lower higher/lower above/below over/under older/younger"
        " longer/shorter before/after maximum/minimum least/most increase/decrease increased/decreased all/none"
        " always/never accept/refuse agree/refuse symptomatic/asymptomatic able/unable"
        " >/< >/≤ ≥/< ≥/≤ >=/<= >=/< >/<= =>/=< ≥/<= ≤/>="
    )
)
_PREFIXES = ("un", "in", "im", "ir", "non", "ab", "dis")
_LONGEST_HUNK = 6  # words on a side: a longer one was written anew
_LONGEST = 600  # words between the first and the last difference; difflib is slow beyond, and so is a reader

_Tokens = Sequence[str]


def turned(before: str, after: str) -> list[Signal]:
    """At most one signal, with the words as they stand in the texts."""
    old, new = _tokens(before), _tokens(after)
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    # As many negations as before: one that moved ("No X" for "X is not allowed").
    is_balanced = sum(map(_NEGATIONS.__contains__, old)) == sum(map(_NEGATIONS.__contains__, new))
    lost, gained = set[str](), set[str]()
    for left, right in _hunks(old, new):
        words = _demanded(left, right) or _turn(left, right, is_balanced=is_balanced)
        lost |= words[0] & gone.keys()
        gained |= words[1] & come.keys()
    if not lost and not gained:
        lost, gained = _signs(before, after)
    said = (tuple(sorted(gained)), tuple(sorted(lost)))  # their names as well
    return [Signal(KIND, *said, *said)] if lost or gained else []


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(_CONTRACTED.sub(" not", text.lower()))


def _hunks(old: _Tokens, new: _Tokens) -> Iterator[tuple[_Tokens, _Tokens]]:
    left, right = _differing(old, new)
    if max(len(left), len(right)) > _LONGEST:
        return
    for tag, i, j, k, m in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag != "equal" and max(j - i, m - k) <= _LONGEST_HUNK:
            yield left[i:j], right[k:m]


def _differing(old: _Tokens, new: _Tokens) -> tuple[_Tokens, _Tokens]:
    """From the first difference to the last."""
    shorter = min(len(old), len(new))
    head = next((place for place in range(shorter) if old[place] != new[place]), shorter)
    tail = next((place for place in range(shorter - head) if old[-1 - place] != new[-1 - place]), shorter - head)
    return old[head : len(old) - tail], new[head : len(new) - tail]


def _demanded(left: _Tokens, right: _Tokens) -> tuple[set[str], set[str]] | None:
    """The words by which what had to be only may be now; none for "not required" and "allowed"."""
    sides, said = (left, right), _HAS_TO | _MAY | _NEGATIONS
    if any(not a.isdisjoint(left) and not b.isdisjoint(right) for a, b in ((_HAS_TO, _MAY), (_MAY, _HAS_TO))):
        is_same = _strength(left) == _strength(right)
        return (set(), set()) if is_same else (set(left) & said, set(right) & said)
    # "Drug A" became "Drug A is allowed", and nothing else.
    if any(not side for side in sides) and any(_MAY.intersection(side) and not _other(side) for side in sides):
        return set(left) & _MAY, set(right) & _MAY
    return None


def _strength(words: _Tokens) -> int:
    """2: has to be, 1: may be, 0: must not be."""
    return (1 if _MAY.intersection(words) else 2) - (not _NEGATIONS.isdisjoint(words))


def _other(words: _Tokens) -> set[str]:
    return set(words) - _FILLING - _MAY


def _turn(left: _Tokens, right: _Tokens, *, is_balanced: bool) -> tuple[set[str], set[str]]:
    """The words of one difference that turn the sense; none where two of them cancel out ("no more" and "less")."""
    opposites = [(a, b) for a in left for b in right if _are_opposite(a, b)]
    is_said_of_all = all(_LETS_IN.union(_KEEPS_OUT).intersection(side) for side in (left, right))
    is_loose = bool(opposites) or is_said_of_all
    if is_balanced and not is_loose:
        return set(), set()
    negated = [_negations(side, is_loose=is_loose, is_said_of_all=is_said_of_all) for side in (left, right)]
    paired = {word for pair in opposites for word in pair}
    lost, gained = ([word for word in side if word not in paired] for side in negated)
    if (len(opposites) + len(lost) + len(gained)) % 2 == 0:
        return set(), set()
    return {a for a, _ in opposites} | set(lost), {b for _, b in opposites} | set(gained)


def _negations(words: _Tokens, *, is_loose: bool, is_said_of_all: bool) -> list[str]:
    return [
        word
        for place, word in enumerate(words)
        if (word in _NEGATIONS and (is_loose or _BETWEEN.issuperset(words[place + 1 :])))
        or (word in _KEEPS_OUT and is_said_of_all)
    ]


def _are_opposite(a: str, b: str) -> bool:
    if frozenset((a, b)) in _OPPOSITES:
        return True
    short, long = sorted((a, b), key=len)
    return len(short) > 3 and any(long == prefix + short for prefix in _PREFIXES)


def _signs(before: str, after: str) -> tuple[set[str], set[str]]:
    """ "≥ 18 years" and "18 years or younger": the same numbers, of which one is the other end now."""
    old, new = limits(before)[1], limits(after)[1]
    if [limit.values for limit in old] != [limit.values for limit in new]:
        return set(), set()
    ends = [(a, b) for a, b in zip(old, new, strict=True) if a.sign and b.sign and (a.low is None) != (b.low is None)]
    return {a.sign for a, _ in ends}, {b.sign for _, b in ends}
