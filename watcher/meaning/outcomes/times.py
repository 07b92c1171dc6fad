"""The times and the other numbers of a text: "Weeks 4, 8 and 12" is three times; "≥ 50 %" is a number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

# Days of each unit. Cycles and visits have no length that a record tells: they are kept apart under their names.
_DAYS = {
    "minute": 1 / 1440,
    "hour": 1 / 24,
    "day": 1.0,
    "week": 7.0,
    "month": 30.4375,
    "year": 365.25,
    "cycle": 0.0,
    "visit": 0.0,
    "season": 0.0,
}
_SHORT = {"min": "minute", "h": "hour", "hr": "hour", "d": "day", "wk": "week", "mo": "month", "yr": "year"}
_WORDS = {
    name: figure
    for figure, name in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    )
}
_PIECE = re.compile(
    rf"(?P<number>(?<![\w.])(?:\d+(?:,\d{{3}})+|\d+)(?:\.\d+)?)|\b(?P<word>{'|'.join(_WORDS)})\b"
    rf"|(?<![a-z])(?P<unit>(?:{'|'.join(_DAYS)})s?|(?:{'|'.join(_SHORT)})s?)(?:ly)?(?![a-z])",
    re.IGNORECASE,
)
# What may stand between numbers that share a unit; "±" opens a window of its own: "week 12 ± 3 days".
_BETWEEN = re.compile(r"[\s,;/&\-–~(]*(?:and|to|or|through|until|vs)?[\s,;/&\-–~(]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quantities:
    times: frozenset[tuple[str, float]]  # (unit family, value): ("day", 168.0), ("cycle", 2.0)
    numbers: frozenset[str]  # as written


@lru_cache(maxsize=4096)
def quantities(text: str) -> Quantities:
    times: set[tuple[str, float]] = set()
    numbers: set[str] = set()
    waiting: list[str] = []  # numbers whose unit may follow
    ahead: str | None = None  # the unit that stood before the numbers: "Weeks 4, 8"
    end = 0
    for piece in _PIECE.finditer(text):
        if not _BETWEEN.fullmatch(text, end, piece.start()):
            numbers.update(waiting)
            waiting, ahead = [], None
        end = piece.end()
        unit = _unit(piece["unit"])
        figure = _figure(piece["number"], piece["word"])
        if unit is None and ahead is not None:
            times.add(_time(figure, ahead))
        elif unit is None:
            waiting.append(figure)
        elif waiting:
            times.update(_time(number, unit) for number in waiting)
            waiting, ahead = [], None
        else:
            ahead = unit
    return Quantities(frozenset(times), frozenset(numbers.union(waiting)))


def time_words(time: tuple[str, float]) -> str:
    """("day", 1765.375) → "58 months": the largest unit that makes it a whole number of at least two."""
    unit, value = time
    if unit != "day":
        return f"{unit} {value:g}"
    for name in ("year", "month", "week", "day", "hour", "minute"):
        amount = round(value / _DAYS[name], 2)
        if amount >= 2 and amount.is_integer():
            return f"{amount:g} {name}s"
    return f"{value:g} day{'' if value == 1 else 's'}"


def _unit(found: str | None) -> str | None:
    if found is None:
        return None
    name = found.lower()
    name = name if name in _SHORT else name.removesuffix("s")
    return _SHORT.get(name, name)


def _figure(number: str | None, word: str | None) -> str:
    return number.replace(",", "") if number else str(_WORDS[word.lower()]) if word else ""


def _time(number: str, unit: str) -> tuple[str, float]:
    days = _DAYS[unit]
    return ("day", round(float(number) * days, 3)) if days else (unit, float(number))
