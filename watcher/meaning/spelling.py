"""Two texts in, whether they differ in their spelling alone out: a slip of the pen, a plural, the other English.

Whole words are compared: a number, a letter that names an arm and a Roman numeral have one spelling only, and what is
no slip but another word ("hyper", "hypo"; "prednisone", "prednisolone"; "proton", "photon") stays another word.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from watcher.meaning.similarity import WORD, words

_LONG = 5  # letters: in a shorter word one letter more is another word ("male", "female"; "oral", "moral")
_SLIP = 5  # letters that a slip leaves at least: "CAR" is not "caries", which folds to "cary"
_ROMAN = re.compile(r"[ivx]+")
_FOLDS = (
    (re.compile(r"ies$"), "y"),
    (re.compile(r"(?<=[^s])s$"), ""),
    (re.compile(r"[ao]e"), "e"),  # anaemia, oedema
    (re.compile(r"our(?=s?$|[ie])"), "or"),  # tumour, behaviour
    (re.compile(r"re$"), "er"),  # centre
    (re.compile(r"z"), "s"),  # randomized
    (re.compile(r"(.)\1"), r"\1"),
)


def are_one_spelling(one: str, other: str) -> bool:
    """Word for word: "Placebo, then X" and "X, then placebo" are two arms."""
    first, second = words(one.lower()), words(other.lower())
    return bool(first) and len(first) == len(second) and all(map(_is_one_word, first, second))


@lru_cache(maxsize=4096)
def respelled(text: str, like: str) -> str:
    """The text with each word that only it has as the other one spells it, where the other one does."""
    theirs = {word.lower(): word for word in words(like)}
    known = _by_first_letter(theirs)
    mended: dict[str, str] = {}
    for word in {word.lower() for word in words(text)} - theirs.keys():
        found = next((other for other in known[_first_letter(word)] if _is_one_word(word, other)), None)
        if found is not None:
            mended[word] = theirs[found]
    return WORD.sub(lambda found: mended.get(found[0].lower(), found[0]), text) if mended else text


def _by_first_letter(known: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """Most of two texts are spared so: every word of one with every word of the other is millions."""
    found: dict[str, list[str]] = defaultdict(list)
    for word in sorted(known):
        found[_first_letter(word)].append(word)
    return found


def _first_letter(word: str) -> str:
    return "e" if word[:2] in {"ae", "oe"} else word[0]  # aetiology, oedema


def _is_one_word(one: str, other: str) -> bool:
    return one == other or (_first_letter(one) == _first_letter(other) and _is_respelled(one, other))


@lru_cache(maxsize=8192)
def _is_respelled(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if not (short + long).isalpha() or _ROMAN.fullmatch(short) or _ROMAN.fullmatch(long):
        return False
    if long == f"{short}s" and len(short) > 1:
        return True
    if len(long) < _LONG:
        return False
    first, second = sorted((_folded(short), _folded(long)), key=len)
    return first == second or (len(first) >= _SLIP and _is_slip(first, second))


@lru_cache(maxsize=8192)
def _folded(word: str) -> str:
    for pattern, by in _FOLDS:
        word = pattern.sub(by, word)
    return word


def _is_slip(short: str, long: str) -> bool:
    """One letter left out or doubled, or two that changed places; never the first: "typical" is not "atypical"."""
    if short[0] != long[0]:
        return False
    if len(long) == len(short) + 1:
        return any(long[:i] + long[i + 1 :] == short for i in range(1, len(long)))
    differing = [i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b]
    return len(short) == len(long) and _are_exchanged(differing, short, long)


def _are_exchanged(places: list[int], one: str, other: str) -> bool:
    if len(places) != 2 or places[1] - places[0] != 1:
        return False
    i, j = places
    return (one[i], one[j]) == (other[j], other[i])
