"""One text of criteria in, its lines out: indent, words without marks, and what kind of line it is.

Lines carry the structure because the registry serves Markdown in which every item stands on a line of its own
(1,136 of 1,136 real texts; no sentence is wrapped).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from watcher.meaning.normal import unescaped

# Put between two lists by the registry's own Markdown writer; it is no text of the record.
_SEPARATOR = "<!-- -->"

_BULLET = re.compile(
    r"(?:[*•●◦▪‣·■□○∙⁃▸►➢✓–—]|-{1,3}|o)(?=\s|$)"
    r"|[•●◦▪‣■□○⁃▸►➢✓](?=\S)"
    r"|-{1,2}(?=[A-Za-z])"  # "-Prior therapy", never "-20 °C"
)
_NUMBER = re.compile(r"\(\d{1,3}\)|\d{1,3}\.?\)|\d{1,3}\.(?=\s|$|[A-Za-z])")
_BRACKETED = re.compile(r"\(?(?:[a-zA-Z]|[ivxIVX]{1,5})\)(?=\s)")
# These look like words or numbers ("E. coli", "1.5 times"): marks only beside their neighbour ("a." … "b.").
_LETTER = re.compile(r"([a-zA-Z]|[ivxIVX]{2,5})\.(?=\s)")
_OUTLINE = re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,3})\.?(?=\s)")

# "1. Known allergy; 2. Pregnancy; 3. Smoking": a list in one paragraph. Its first mark is not looked at, since marks
# carry no meaning; a "1." further on begins a list inside of the criterion.
_INLINE = re.compile(r"(?<=[;.])\s+(?=\(?(\d{1,2})[.)]\s?[A-Za-z])")
_MARKS = re.compile(r"\s*(?:(?:[*•-]|\(?\w{1,3}[.)])\s*)*")
_INNER = re.compile(r"\w.*?\s\(?1[.)]\s?[A-Za-z]")
_FEWEST = 3

_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")
_MOST_MARKS = 3  # "* 1. - Patients" bears three


class Line(Struct, frozen=True):
    indent: int
    is_item: bool  # bore a bullet, a number or a letter
    after_blank: bool
    text: str


# Both texts of a pair are asked for three times each: are they the same, what differs, where does it stand.
@lru_cache(maxsize=4)
def lines(text: str) -> tuple[Line, ...]:
    """The lines that say something, marks dropped, white space inside collapsed."""
    raw = [part for line in unescaped(text).splitlines() for part in _spread(line)]
    runs = _runs(raw)
    found = []
    after_blank = True
    for line in raw:
        body = line.strip()
        if not body or body == _SEPARATOR:
            after_blank = True
            continue
        words, marks = _unmarked(body, runs)
        if words:
            indent = len(line) - len(line.lstrip())
            found.append(Line(indent, marks > 0, after_blank, " ".join(words.split())))
        after_blank = False
    return tuple(found)


def _spread(line: str) -> list[str]:
    """A paragraph that is a numbered list as lines of their own."""
    cuts = [0]
    for found in _INLINE.finditer(line):
        if int(found[1]) == len(cuts) + 1:
            cuts.append(found.start())
    if len(cuts) < _FEWEST or _INNER.match(_MARKS.sub("", line, count=1)):
        return [line]
    indent = line[: len(line) - len(line.lstrip())]
    parts = [line[start:end].strip() for start, end in zip(cuts, [*cuts[1:], None], strict=True)]
    return [indent + part for part in parts]


def _unmarked(body: str, runs: frozenset[str]) -> tuple[str, int]:
    for marks in range(_MOST_MARKS):
        end = _mark_end(body, runs)
        if not end:
            return body, marks
        body = body[end:].lstrip()
    return body, _MOST_MARKS


def _mark_end(body: str, runs: frozenset[str]) -> int:
    """Where the mark at the start ends; 0 where there is none."""
    for pattern in (_BULLET, _NUMBER, _BRACKETED):
        if found := pattern.match(body):
            return found.end()
    for pattern in (_LETTER, _OUTLINE):
        found = pattern.match(body)
        if found and found.group(1) in runs:
            return found.end()
    return 0


def _runs(raw: list[str]) -> frozenset[str]:
    """Marks that could be words, but have their neighbour in the same text: "a." beside "b.", "1.1" beside "1.2"."""
    seen = set()
    for line in raw:
        body = line.lstrip()
        if bullet := _BULLET.match(body):
            body = body[bullet.end() :].lstrip()
        if found := _LETTER.match(body) or _OUTLINE.match(body):
            seen.add(found.group(1))
    return frozenset(mark for mark in seen if any(near in seen for near in _neighbours(mark)))


def _neighbours(mark: str) -> Iterator[str]:
    if mark[0].isdigit():
        head, _, last = mark.rpartition(".")
        yield from (f"{head}.{int(last) + step}" for step in (-1, 1))
        return
    if len(mark) == 1:
        yield from (chr(ord(mark) + step) for step in (-1, 1))
    lower = mark.lower()
    if lower in _ROMAN:
        place = _ROMAN.index(lower)
        near = _ROMAN[max(0, place - 1) : place] + _ROMAN[place + 1 : place + 2]
        yield from (name.upper() if mark.isupper() else name for name in near)
