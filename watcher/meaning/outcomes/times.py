"""The times and the other numbers of a text: "Weeks 4, 8 and 12" is three times; "≥ 50 %" is a number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from msgspec import Struct

from watcher.meaning.figures import POWER, WORD, WORDS, plain
from watcher.meaning.normal import folded
from watcher.meaning.similarity import tokens
from watcher.meaning.units import DAYS, SHORT_TIMES

# Cycles and visits have no length that a record tells: they are kept apart under their names.
_DAYS = {**DAYS, "cycle": 0.0, "visit": 0.0, "season": 0.0}
_PIECE = re.compile(
    rf"(?P<power>{POWER})|(?P<number>(?<![\w.])(?:\d+(?:,\d{{3}})+|\d+)(?:\.\d+)?)|\b(?P<word>{WORD})\b"
    rf"|(?<![a-z])(?P<unit>(?:{'|'.join(_DAYS)})s?|(?:{'|'.join(SHORT_TIMES)})s?)(?:ly)?(?![a-z])",
    re.IGNORECASE,
)
# In a time frame "W24" is week 24 and "D28" day 28; in a text "M2" may be a metastasis and "D3" a vitamin.
_CODES = {"W": "week ", "D": "day ", "M": "month "}
_CODE = re.compile(rf"(?<![A-Za-z\d])(?:([{''.join(_CODES)}])|(weeks?|wk|days?|months?|years?))(?=\d)", re.IGNORECASE)
# What may stand between numbers that share a unit; "±" opens a window of its own: "week 12 ± 3 days".
_BETWEEN = re.compile(r"[\s,;/&\-–~(]*(?:and|to|or|through|until|vs)?[\s,;/&\-–~(]*", re.IGNORECASE)


Time = tuple[str, float]  # (unit family, value): ("day", 168.0), ("cycle", 2.0)


class Quantities(Struct, frozen=True):
    written: Mapping[Time, str]  # each time in the text's own unit: "24 months", "week 52"
    numbers: frozenset[str]  # as written

    @property
    def times(self) -> frozenset[Time]:
        return frozenset(self.written)


@lru_cache(maxsize=4096)
def quantities(text: str) -> Quantities:
    written: dict[Time, str] = {}
    numbers: set[str] = set()
    waiting: list[str] = []  # numbers whose unit may follow
    ahead: str | None = None  # the unit that stood before the numbers: "Weeks 4, 8"
    end = 0
    for piece in _PIECE.finditer(text):
        if not _BETWEEN.fullmatch(text, end, piece.start()):
            numbers.update(waiting)
            waiting, ahead = [], None
        end = piece.end()
        if piece["power"]:
            numbers.add(plain(piece["power"]))
            continue
        unit = _unit(piece["unit"])
        figure = _figure(piece["number"], piece["word"])
        if unit is None and ahead is not None:
            written.setdefault(_time(figure, ahead), f"{ahead} {figure}")
        elif unit is None:
            waiting.append(figure)
        elif waiting:
            for number in waiting:
                written.setdefault(_time(number, unit), f"{number} {unit}{'' if number == '1' else 's'}")
            waiting, ahead = [], None
        else:
            ahead = unit
    return Quantities(written, frozenset(numbers.union(waiting)))


def of_frame(time_frame: str) -> Quantities:
    return quantities(_spelled_out(time_frame))


def _spelled_out(time_frame: str) -> str:
    return _CODE.sub(lambda code: _CODES[code[1].upper()] if code[1] else f"{code[2]} ", time_frame)


def are_same_times(before: str, after: str) -> bool:
    """ "12 months" and "1 year", "Week 52" and "52 weeks", "month three" and "month 3": other words for the same."""
    rest = same_times(before, after)
    return rest is not None and tokens(rest[0]) == tokens(rest[1])


def same_times(before: str, after: str) -> tuple[str, str] | None:
    """What else the two time frames say; None where they do not name the same times."""
    old, new = of_frame(before), of_frame(after)
    if not old.times or (old.times, old.numbers) != (new.times, new.numbers):
        return None
    one, other = (_PIECE.sub(" ", _spelled_out(text)) for text in (before, after))
    return one, other


def _unit(found: str | None) -> str | None:
    if found is None:
        return None
    name = folded(found)
    name = name if name in SHORT_TIMES else name.removesuffix("s")
    return SHORT_TIMES.get(name, name)


def _figure(number: str | None, word: str | None) -> str:
    return number.replace(",", "") if number else str(WORDS[folded(word)]) if word else ""


def _time(number: str, unit: str) -> Time:
    days = _DAYS[unit]
    return ("day", round(float(number) * days, 3)) if days else (unit, float(number))
