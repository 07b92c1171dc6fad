"""Two texts in, which numbers gave way to which out: "150 → 300 mg"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from watcher.meaning.figures import FIGURE, POWER, WORD, WORDS, plain
from watcher.meaning.normal import folded
from watcher.meaning.units import WRITTEN, measure
from watcher.meaning.words import joined

_SHOWN = 3  # numbers on a side; which of many became which, only the text itself tells
# The unit is told with the number that it belongs to.
_UNIT = rf"(?:[ -]?({WRITTEN}))?"
_SPELLED = rf"(?<![\w-])(?i:{WORD})(?!\w)"
_DOSE = re.compile(rf"({FIGURE}|{_SPELLED}){_UNIT}")
_NUMBER = re.compile(rf"({POWER}|\d+(?:[.,]\d+)*|{_SPELLED}){_UNIT}")  # those of names too: "AZD2936"
# Of a range, the unit stands behind the last number: "2-4 hours".
_TO = re.compile(r"[-–/]| - | – | to | or ")
# "Q3W" is "every 3 weeks", and adds nothing to these words: "every 3 weeks (Q3W)".
_CODE = re.compile(r"\bQ(\d+)([HDWM])\b", re.IGNORECASE)
_CODES = {"h": "hours", "d": "days", "w": "weeks", "m": "months"}
_AGAIN = " ("
_WORD = re.compile(r"\w+|[<>=≤≥±%]")
# "Arm 1" numbers an arm and doses nothing.
_ORDINAL = re.compile(r"\b(?:arm|group|cohort|part|sequence|treatment|intervention|regimen)\s*[#:]?\s*\d+\b", re.I)


class _Dose(NamedTuple):
    size: str  # in the smallest unit of its kind
    kind: str


class _Written(NamedTuple):
    dose: _Dose
    figure: str  # as the text has them
    unit: str


def differing(before: str, after: str) -> tuple[list[str], list[str]]:
    """The numbers that only the older text has, and those that only the newer has, each with its unit."""
    gone, come = _unmatched(_read(before, _DOSE), _read(after, _DOSE))
    return [_said(dose) for dose in gone], [_said(dose) for dose in come]


def moved(before: str, after: str) -> str | None:
    """None where no number differs."""
    gone, come = _unmatched(_read(before, _DOSE), _read(after, _DOSE))
    if not gone and not come:
        return None
    if max(len(gone), len(come)) > _SHOWN:
        return "several numbers changed"
    if not gone or not come:
        return f"{joined([_said(dose) for dose in gone or come])} {'dropped' if gone else 'added'}"
    if len({dose.unit for dose in (*gone, *come)}) == 1:  # told once
        return f"{joined([dose.figure for dose in gone])} → {joined([_said(dose) for dose in come])}"
    return f"{joined([_said(dose) for dose in gone])} → {joined([_said(dose) for dose in come])}"


def are_other_doses(before: str, after: str, *, of_names: bool = False) -> bool:
    """Whether more than the spelling of the numbers differs; the number that a name gives an arm is no dose."""
    if of_names:
        before, after = _ORDINAL.sub("", before), _ORDINAL.sub("", after)
    old, new = _read(before, _NUMBER), _read(after, _NUMBER)
    if any(_unmatched(old, new)):
        return True
    loose = {written.dose for written in (*old, *new) if _is_loose(written)}
    sides = ([written for written in side if written.dose not in loose] for side in (old, new))
    return not all(map(_are_alike, *sides))  # two drugs may have exchanged their doses


def are_respelled(before: str, after: str) -> bool:
    """Whether only the spelling of amounts differs: "60 minutes" and "1 hour", "75 mg/m2" and "75 mg/m²"."""
    old, new = _read(before, _NUMBER), _read(after, _NUMBER)
    around = (_WORD.findall(_NUMBER.sub(" ", text)) for text in (before, after))
    return old != new and list(map(_amount, old)) == list(map(_amount, new)) and next(around) == next(around)


def _amount(written: _Written) -> tuple[str, str]:
    return written.dose.size, measure(written.unit)[0]


@lru_cache(maxsize=256)
def _read(text: str, pattern: re.Pattern[str]) -> tuple[_Written, ...]:
    spelled_out = _CODE.sub(lambda code: f"{code[1]} {_CODES[code[2].lower()]}", text)
    read: list[_Written] = []
    start = len(spelled_out)  # of the number behind
    for found in reversed(list(pattern.finditer(spelled_out))):
        figure, unit = found[1], found[2] or ""
        between = spelled_out[found.end() : start]
        if read and not unit and _TO.fullmatch(between):
            unit = read[-1].unit
        written = _Written(_dose(figure, unit), figure, unit)
        if read and between == _AGAIN and written.dose == read[-1].dose:
            read.pop()
        read.append(written)
        start = found.start()
    return tuple(read[::-1])


def _dose(figure: str, unit: str) -> _Dose:
    """Without "per day" at the end, which other words may say: "100 mg daily"."""
    kind, many = measure(unit)
    try:
        size = f"{(Decimal(plain(figure)) * many).normalize():f}"
    except InvalidOperation:  # a power, a date, a version
        size = plain(figure)
    return _Dose(size, kind.removesuffix("/day"))


def _are_alike(old: _Written, new: _Written) -> bool:
    """A unit that is named only once may be the same one, spelled as no table knows it."""
    return old.dose == new.dose or (not (old.unit and new.unit) and plain(old.figure) == plain(new.figure))


def _unmatched(old: Sequence[_Written], new: Sequence[_Written]) -> tuple[list[_Written], list[_Written]]:
    """Those that the other text does not name as often, in the order of the text."""
    gone, come = _without(old, new), _without(new, old)
    gone, come = _without_alike(gone, come), _without_alike(come, gone)
    return _without_loose(gone, come), _without_loose(come, gone)


def _is_loose(written: _Written) -> bool:
    """What other words say as well: "one of them", "one capsule" (a capsule), "two groups" (both)."""
    word = folded(written.figure)
    return word in WORDS and (word == "one" or not written.unit)


def _without_loose(doses: Sequence[_Written], others: Sequence[_Written]) -> list[_Written]:
    """Without loose ones in whose place no other number of the kind stands now."""
    kinds = {other.dose.kind for other in others}
    return [written for written in doses if not _is_loose(written) or written.dose.kind in kinds]


def _without(doses: Sequence[_Written], others: Sequence[_Written]) -> list[_Written]:
    left = Counter(other.dose for other in others)
    found = []
    for written in doses:
        if left[written.dose]:
            left[written.dose] -= 1
        else:
            found.append(written)
    return found


def _without_alike(doses: Sequence[_Written], others: Sequence[_Written]) -> list[_Written]:
    left = list(others)
    found = []
    for written in doses:
        alike = next((other for other in left if _are_alike(written, other)), None)
        if alike is None:
            found.append(written)
        else:
            left.remove(alike)
    return found


def _said(dose: _Written) -> str:
    return f"{dose.figure}{'' if dose.unit == '%' else ' '}{dose.unit}".strip()
