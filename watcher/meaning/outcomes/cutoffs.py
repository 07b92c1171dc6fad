"""A text in, the numbers that something is compared with out: "below 70", "≥ 3", "5 or more" and on which side."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache, partial

from watcher.meaning.figures import WORD

# The side, and how a text says it before a number. The longer name comes first: "no more than" holds "more than".
_BEFORE = {
    "≥": r"(?:greater|more|higher) than or equal to|equal to or (?:greater|more|higher) than|> ?/? ?(?:or )?=|=>|≥"
    r"|(?:no|not) (?:less|fewer|lower) than|at least|(?:a )?minimum(?: of)?",
    "≤": r"(?:less|fewer|lower) than or equal to|equal to or (?:less|fewer|lower) than|< ?/? ?(?:or )?=|=<|≤"
    r"|(?:no|not) (?:more|greater|higher) than|at most|(?:a )?maximum(?: of)?|not exceeding",
    ">": r"(?:more|greater|higher) than|above|exceed(?:s|ing)?|>",
    "<": r"(?:less|fewer|lower) than|below|under|<",
}
_BEHIND = {
    "≥": r"or (?:more|greater|higher|above|over)|and (?:above|over)",
    "≤": r"or (?:less|fewer|lower|below|under)|and (?:below|under)",
}
_NUMBER = rf"(?P<number>\d+(?:[.,]\d+)*|\b(?:{WORD})\b)"
# "More than or equal to (>=) 15": the sign behind the words says the same.
_SIDED = [
    *((side, rf"(?<![\w<>≤≥=])(?:{words})\s*\(?[<>=≤≥]*\)?\s*{_NUMBER}") for side, words in _BEFORE.items()),
    *((side, rf"{_NUMBER}(?P<unit>\s*%?\s*(?:\w+\s)?)(?:{words})\b") for side, words in _BEHIND.items()),
]
_PATTERNS = [(side, re.compile(pattern, re.IGNORECASE)) for side, pattern in _SIDED]


@lru_cache(maxsize=4096)
def cutoffs(text: str) -> dict[str, dict[str, str]]:
    """Of each number, the sides on which it bounds something, each in the words of the text."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    taken: list[tuple[int, int]] = []
    for side, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                taken.append(match.span())
                found[match["number"].lower()].setdefault(side, " ".join(match.group().split()))
    return dict(found)


def signed(text: str) -> str:
    """The text with a sign wherever words bound a number: "Grade ≥ 3" for "Grade 3 or higher"."""
    for side, pattern in _PATTERNS:
        text = pattern.sub(partial(_sign, side), text)
    return text


def _sign(side: str, found: re.Match[str]) -> str:
    return f"{side} {found['number']}{found.groupdict().get('unit') or ''}"


def reversed_cutoffs(before: str, after: str) -> tuple[list[str], list[str]]:
    """Numbers that stay while the side changes. A sign that merely appears may spell out what was meant."""
    old, new = cutoffs(before), cutoffs(after)
    gone: list[str] = []
    come: list[str] = []
    for number in sorted(old.keys() & new.keys()):
        lost, gained = old[number].keys() - new[number].keys(), new[number].keys() - old[number].keys()
        if lost and gained:
            gone += [old[number][side] for side in sorted(lost)]
            come += [new[number][side] for side in sorted(gained)]
    return gone, come
