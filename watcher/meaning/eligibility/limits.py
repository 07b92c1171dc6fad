"""One text in, the numbers that it sets as limits out: "18 years or older", "0-1", "no more than two".

Times are read in days and words as figures, so that "2 weeks" and "14 days", "one" and "1", are the same limit.
"""

from __future__ import annotations

import re

from msgspec import Struct

from watcher.meaning.figures import WORD, plain
from watcher.meaning.normal import folded
from watcher.meaning.units import DAYS

LIMIT = "\ue000"  # stands for a limit in the words around it

# Not the 1 of "PD-1" nor the 19 of "CD19".
_VALUE = re.compile(
    rf"(?:(?<![A-Za-z\d.,])(?<![A-Za-z][-/])(?P<figure>\d+(?:[.,]\d+)*)|\b(?P<word>{WORD})\b)"
    rf"(?:[\s-]*(?P<unit>{'|'.join(DAYS)})s?\b)?",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(
    r"(?:≥|>=?|=>|\bat least|\bmin(?:imum|\.)?(?: of)?|\b(?:more|greater|higher|older|longer) than(?: or equal to)?"
    r"|\babove|\bover|\bfrom|\bafter|\b(?:no|not) (?:less|fewer|lower|younger|shorter) than)\s*$",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    r"(?:≤|<=?|=<|\bat most|\bmax(?:imum|\.)?(?: of)?|\bup to|\bbelow|\bunder"
    r"|(?<!no )(?<!not )\b(?:less|fewer|lower|younger|shorter) than(?: or equal to)?"
    r"|\b(?:no|not) (?:more|greater|higher|older|longer|exceeding)(?: than)?|\bwithin(?: the)?(?: \w+)?)\s*$",
    re.IGNORECASE,
)
_UNIT = r"(?:(?: ?[\w/%^²]+){0,3}(?: of age)?,? )?"  # "kg/m2", "years of age"
_OR_MORE = re.compile(
    rf"{_UNIT}(?P<sign>\+(?!\w)|(?:or|and) (?:older|more|higher|greater|above|over|longer)\b)", re.IGNORECASE
)
_OR_LESS = re.compile(rf"{_UNIT}(?P<sign>(?:or|and) (?:younger|less|fewer|lower|below|under|shorter)\b)", re.IGNORECASE)
_TO = re.compile(r"\s*(?:-|–|—|to|through)\s*", re.IGNORECASE)
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_OR = re.compile(r"\s*(?:,|,?\s*or)\s+", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween(?: the ages of)?\s*$", re.IGNORECASE)


class Limit(Struct, frozen=True):
    values: tuple[float, ...]
    low: float | None = None
    high: float | None = None
    sign: str = ""  # as it is written

    @property
    def mark(self) -> str:
        """Its kind, for the words around it."""
        return f"{'≥' if self.low is not None else ''}{LIMIT}{'≤' if self.high is not None else ''}"


class _Value(Struct, frozen=True):
    start: int
    end: int
    figure: float
    unit: str | None

    @property
    def number(self) -> float:
        return round(self.figure * DAYS[self.unit], 3) if self.unit else self.figure


def limits(text: str) -> tuple[str, tuple[Limit, ...]]:
    """The words with a mark for each limit, in singular and small letters; and the limits."""
    words, found, end = [], [], 0
    for group in _groups(text):
        limit, start, stop = _limit(text, group, end)
        words += [text[end:start], limit.mark]
        found.append(limit)
        end = stop
    around = "".join([*words, text[end:]]).lower()
    return re.sub(r"(?<=[a-rt-z])s\b", "", " ".join(around.split())), tuple(found)


def numbers(text: str | None) -> tuple[str, ...]:
    """All figures in order, those of limits in their common unit."""
    said, parts, end = text or "", [], 0
    for value in _values(said):
        parts += [said[end : value.start], f"{value.number:g}"]
        end = value.end
    return tuple(re.findall(r"\d+(?:[.,]\d+)*", "".join([*parts, said[end:]])))


def _values(text: str) -> list[_Value]:
    found: list[_Value] = []
    for match in reversed(list(_VALUE.finditer(text))):
        figure = _figure(match)
        if figure is None:
            continue
        unit = folded(match["unit"]) if match["unit"] else None
        if unit is None and found and (_TO.fullmatch(text, match.end(), found[0].start)
                                       or _OR.fullmatch(text, match.end(), found[0].start)):  # fmt: skip
            unit = found[0].unit  # "2 to 4 weeks"
        found.insert(0, _Value(match.start(), match.end(), figure, unit))
    return found


def _figure(match: re.Match[str]) -> float | None:
    try:
        return float(plain(match["word"] or match["figure"]))
    except ValueError:  # "1.1.2": an outline number, not a quantity
        return None


def _groups(text: str) -> list[list[_Value]]:
    """Values that make one limit together: a range, or a row of whole numbers ("0, 1 or 2")."""
    groups: list[list[_Value]] = []
    for value in _values(text):
        if groups and _continues(text, groups[-1], value):
            groups[-1].append(value)
        else:
            groups.append([value])
    return groups


def _continues(text: str, group: list[_Value], value: _Value) -> bool:
    last = group[-1]
    if _OR.fullmatch(text, last.end, value.start):
        return value.figure == last.figure + 1
    is_range = _TO.fullmatch(text, last.end, value.start) or (
        _AND.fullmatch(text, last.end, value.start) and _BETWEEN.search(text[: group[0].start])
    )
    return bool(is_range) and len(group) == 1 and last.number < value.number


def _limit(text: str, group: list[_Value], after: int) -> tuple[Limit, int, int]:
    """The limit, and where it starts and ends with its sign."""
    start, end = group[0].start, group[-1].end
    values = tuple(value.number for value in group)
    if len(group) > 1:
        return Limit((values[0], values[-1]), values[0], values[-1]), start, end
    ahead = text[after:start]
    if sign := _AT_MOST.search(ahead):
        return Limit(values, high=values[0], sign=sign.group().strip()), after + sign.start(), end
    if sign := _AT_LEAST.search(ahead):
        return Limit(values, low=values[0], sign=sign.group().strip()), after + sign.start(), end
    if sign := _OR_MORE.match(text, end):
        return Limit(values, low=values[0], sign=sign["sign"]), start, end
    if sign := _OR_LESS.match(text, end):
        return Limit(values, high=values[0], sign=sign["sign"]), start, end
    return Limit(values), start, end
