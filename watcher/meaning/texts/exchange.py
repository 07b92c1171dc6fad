"""Two titles in, the word for a disease or a population that gave way to another one out (correction 10)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from watcher.meaning.texts.signals import Signal, is_name

# "Drug A in Glioblastoma": what stands behind such a word tells whom a title is about.
_ABOUT = frozenset(("in", "for", "among", "with", "on"))
# Words by which titles call people and studies; one for the other is rewording.
_GENERIC = frozenset(
    re.findall(
        r"\w+",
        "people persons individuals volunteers outpatients inpatients subject patient participant trials studies"
        " treated treating therapies receiving undergoing having diagnosed suffering living affected evaluation"
        " evaluating assess assessing assessment efficacy effect effects effectiveness safety tolerability"
        " pharmacokinetics following after during using versus their other associated related",
    )
)
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
    old, new = _about(before), _about(after)
    gone: set[str] = set()
    come: set[str] = set()
    for what, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "replace" or max(end - start, last - first) > _FEW:
            continue
        lost, gained = _without_like(old[start:end], new), _without_like(new[first:last], old)
        if lost and gained:
            gone |= lost
            come |= gained
    return [Signal("population", tuple(sorted(come)), tuple(sorted(gone)))] if gone else []


def _about(title: str) -> list[str]:
    words = _WORD.findall(title.lower())
    start = next((place for place, word in enumerate(words) if word in _ABOUT), len(words))
    return [_SYNONYMS.get(word, word) for word in words[start:]]


def _without_like(words: Sequence[str], others: Sequence[str]) -> set[str]:
    """Those that name something, and that the other title has in no spelling."""
    return {word for word in words if _names_something(word) and not any(_is_spelling(word, one) for one in others)}


def _names_something(word: str) -> bool:
    return is_name(word) and word not in _GENERIC


def _is_spelling(word: str, other: str) -> bool:
    first, second = sorted((word, other))  # difflib is not symmetric
    return word[0] == other[0] and SequenceMatcher(None, first, second).ratio() >= _SPELLING
