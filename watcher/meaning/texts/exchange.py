"""Two titles in, the word for a disease or a population that gave way to another one out (correction 10)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from watcher.meaning.texts.signals import Signal, is_name, signal
from watcher.meaning.units import DAYS

# "Drug A in Glioblastoma": what stands behind such a word tells whom a title is about.
_ABOUT = frozenset(("in", "for", "among", "with", "on"))
# Words by which titles call people, studies, lines of therapy (`signals` compares these) and times; one for the other
# is rewording.
_GENERIC = frozenset(
    re.findall(
        r"\w+",
        "people persons individuals volunteers outpatients inpatients subject patient participant trials studies"
        " treated treating therapies receiving undergoing having diagnosed suffering living affected evaluation"
        " evaluating assess assessing assessment efficacy effect effects effectiveness safety tolerability"
        " pharmacokinetics following after during using versus their other associated related"
        " first second third fourth later line lines",
    )
).union(DAYS, (f"{time}s" for time in DAYS))
# One disease or organ by two names.
_SYNONYMS = {
    name: names[0]
    for names in (
        ("cancer", "cancers", "carcinoma", "carcinomas", "neoplasm", "neoplasms", "tumor", "tumors", "tumour",
         "tumours", "malignancy", "malignancies"),
        ("kidney", "renal"),
        ("liver", "hepatic"),
        ("heart", "cardiac"),
        ("lung", "pulmonary"),
        ("stomach", "gastric"),
        ("skin", "cutaneous"),
        ("brain", "cerebral"),
        ("bowel", "intestinal"),
    )
    for name in names
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:[-/][^\W\d_]+)*")
_SPELLING = 0.8  # tumour, tumor: 0.91; glioblastoma, glioma: 0.67
_FEW = 3  # words for words; more is another sentence


def exchanged(before: str, after: str) -> list[Signal]:
    """A word for whom a title is about that gave way to another one, whatever the trial's conditions say."""
    left, right = _about(before), _about(after)
    old, new = _names(left), _names(right)
    gone: dict[str, str] = {}
    come: dict[str, str] = {}
    for what, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "replace" or max(end - start, last - first) > _FEW:
            continue
        lost, gained = _without_like(left[start:end], new), _without_like(right[first:last], old)
        if lost and gained:
            gone |= lost
            come |= gained
    return signal("population", gone, come)


def _about(title: str) -> list[str]:
    """The words of the title, as it has them, from where it tells whom it is about."""
    words = _WORD.findall(title)
    start = next((place for place, word in enumerate(words) if word.lower() in _ABOUT), len(words))
    return words[start:]


def _names(words: Sequence[str]) -> list[str]:
    return [_SYNONYMS.get(word.lower(), word.lower()) for word in words]


def _without_like(words: Sequence[str], others: Sequence[str]) -> dict[str, str]:
    """Those that name something, and that the other title has in no spelling; by their names."""
    return {
        name: word
        for name, word in zip(_names(words), words, strict=True)
        if _names_something(name) and not any(_is_spelling(name, one) for one in others)
    }


def _names_something(word: str) -> bool:
    return is_name(word) and not set(re.split("[-/]", word)) <= _GENERIC


def _is_spelling(word: str, other: str) -> bool:
    first, second = sorted((word, other))  # difflib is not symmetric
    return word[0] == other[0] and SequenceMatcher(None, first, second).ratio() >= _SPELLING
