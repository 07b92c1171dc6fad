"""Two wordings of one field in, how alike they read out, from 0 to 1.

What says the same is the same: a spelling, a sign for words, an abbreviation for the words whose letters it takes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from watcher.meaning.figures import WORDS
from watcher.meaning.outcomes.cutoffs import signed
from watcher.meaning.outcomes.elements import domain
from watcher.meaning.outcomes.times import same_times
from watcher.meaning.similarity import words
from watcher.meaning.spelling import respelled

# Words that join the others; neither "and" nor "or": one in the other's place makes another composite.
_SMALL = frozenset((
    "a", "an", "the", "this", "these", "that", "which", "of", "in", "on", "at", "to", "up", "for", "from", "by", "with",
    "within", "per", "as", "through", "throughout", "during", "until", "about", "approximately", "is", "are", "be",
    "was", "were", "due", "v",
))  # fmt: skip
_UNTOLD = _SMALL | {"and", "or"}  # an abbreviation may leave these out
_SYNONYMS = {
    **dict.fromkeys(("patient", "subject", "individual", "participant"), "participant"),
    **dict.fromkeys(("patients", "subjects", "individuals", "participants"), "participant"),
    **dict.fromkeys(("prior", "preceding"), "before"),
    **dict.fromkeys(("following", "post"), "after"),
    **dict.fromkeys(("percent", "percentage", "percentages", "proportion", "proportions"), "%"),
    **{word: str(figure) for word, figure in WORDS.items()},
    "vs": "versus",
}
_BRACKET = re.compile(r"\(([^\s()]+)\)")
_FEWEST = 2  # capitals of an abbreviation
_SHARED = 0.6  # of the first letters


def time_likeness(before: str, after: str) -> float:
    """Of time frames: the same times in other units are no difference."""
    rest = same_times(before, after)
    return likeness(*rest) if rest else likeness(before, after)


def may_be_alike(before: str, after: str) -> bool:
    """Cheap to see, and it spares most comparisons: a spelling keeps the first letter, an abbreviation takes it."""
    one, other = _initials(before), _initials(after)
    return len(one & other) >= _SHARED * max(len(one), len(other))


@lru_cache(maxsize=4096)
def _initials(text: str) -> frozenset[str]:
    parts = (word if _is_abbreviation(word) else word[0] for word in words(signed(text)) if word.lower() not in _SMALL)
    return frozenset("".join(parts).lower())


def likeness(before: str, after: str) -> float:
    """The share of the words, small ones left out, that both texts have; the same read backwards."""
    return _likeness(*sorted((before, after)))


@lru_cache(maxsize=4096)
def _likeness(one: str, other: str) -> float:
    texts = signed(one), signed(respelled(other, one))
    old, new = (words(text) for text in texts)
    left, right = _counted(old), _counted(new)
    gone, come = left - right, right - left
    for named in (*_abbreviated(old, new), *_glossed(*texts)):
        gone, come = gone - named, come - named
    if "or" not in gone | come:  # a comma, a stroke and "&" join a list as "and" does
        del gone["and"], come["and"]
    total = left.total() + right.total()
    return 1 - (gone.total() + come.total()) / total if total else 1.0


def content(text: str) -> frozenset[str]:
    """The words that bear its meaning, participants under one name."""
    return frozenset(_counted(words(text)))


def _counted(found: Sequence[str]) -> Counter[str]:
    plain = (word.lower() for word in found)
    return Counter(_SYNONYMS.get(word, word) for word in plain if word not in _SMALL)


def _abbreviated(old: Sequence[str], new: Sequence[str]) -> Iterator[Counter[str]]:
    """The words of each abbreviation that both texts name, be it in full: "OS", "Overall survival (OS)"."""
    for short in sorted({word.removesuffix("s") for word in (*old, *new) if _is_abbreviation(word)}):
        runs = [_run(short, found) for found in (old, new)]
        sides = [[*run, *({short, f"{short}s"} & {*found})] for run, found in zip(runs, (old, new), strict=True)]
        # "PFS" may be progression-free and puncture-free survival.
        are_one = not all(runs) or _counted(runs[0]) == _counted(runs[1])
        if all(sides) and are_one:
            yield from map(_counted, sides)


def _is_abbreviation(word: str) -> bool:
    return sum(map(str.isupper, word.removesuffix("s"))) >= _FEWEST


def _run(short: str, found: Sequence[str]) -> Sequence[str]:
    """The words whose first letters it takes; none where they do not stand in the text."""
    runs = (found[start : _end(short.lower(), found, start)] for start in range(len(found)))
    return next((run for run in runs if run), ())


def _end(letters: str, found: Sequence[str], start: int) -> int:
    """Where the words that begin with these letters end; `start` where they do not begin there."""
    place = start
    for letter in letters:
        while start < place < len(found) and found[place][0].lower() != letter and found[place].lower() in _UNTOLD:
            place += 1
        if place == len(found) or found[place][0].lower() != letter:
            return start
        place += 1
    return place


def _glossed(one: str, other: str) -> Iterator[Counter[str]]:
    """What only one text adds in brackets, by which the vocabulary knows what the other measures: "(Cmax)"."""
    for text, plain in ((one, other), (other, one)):
        for found in _BRACKET.finditer(text):
            known = domain(found[1])
            if known and known <= domain(plain) and found[1] not in plain:
                yield _counted(words(found[1]))
