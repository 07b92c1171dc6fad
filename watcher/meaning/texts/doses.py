"""Two texts in, which numbers gave way to which out: "150 → 300 mg"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from watcher.meaning.figures import FIGURE, POWER, plain
from watcher.meaning.words import joined

_SHOWN = 3  # numbers on a side; which of many became which, only the text itself tells
# The unit is told with the number that it belongs to.
_UNIT = (
    r"(?:[ -]?(%|percent|[mµn]?g(?:/kg|/m2|/day)?|mcg(?:/kg)?|kg|m?[lL]|milligrams?|micrograms?|grams?|IU|units?"
    r"|Gy|times|h|hours?|days?|weeks?|months?|years?|cycles?)(?![\w/]))?"
)
_DOSE = re.compile(rf"({FIGURE}){_UNIT}")
_NUMBER = re.compile(rf"({POWER}|\d+(?:[.,]\d+)*){_UNIT}")  # those of names too: "Q3W"
# Of units of one kind, how many of the smallest: "0.5 g" is "500 mg".
_KINDS = {
    "kg": ("ng", 10**12),
    "g": ("ng", 10**9),
    "gram": ("ng", 10**9),
    "mg": ("ng", 10**6),
    "milligram": ("ng", 10**6),
    "mcg": ("ng", 10**3),
    "µg": ("ng", 10**3),
    "microgram": ("ng", 10**3),
    "l": ("ml", 10**3),
    "L": ("ml", 10**3),
    "mL": ("ml", 1),
    "percent": ("%", 1),
    "h": ("hour", 1),
}
# "Arm 1" numbers an arm and doses nothing.
_ORDINAL = re.compile(r"\b(?:arm|group|cohort|part|sequence|treatment|intervention|regimen)\s*[#:]?\s*\d+\b", re.I)


class _Dose(NamedTuple):
    size: str  # in the smallest unit of its kind
    unit: str


_Written = tuple[_Dose, str, str]  # and as the text has it: figure, unit


def moved(before: str, after: str) -> str | None:
    """None where no number differs."""
    old, new = _read(before), _read(after)
    gone, come = _without(old, new), _without(new, old)
    if not gone and not come:
        return None
    if max(len(gone), len(come)) > _SHOWN:
        return "several numbers changed"
    if not gone or not come:
        return f"{joined([_said(dose) for dose in gone or come])} {'dropped' if gone else 'added'}"
    units = {unit for _, _, unit in (*gone, *come)}
    if len(units) == 1:  # told once
        return f"{joined([figure for _, figure, _ in gone])} → {joined([_said(dose) for dose in come])}"
    return f"{joined([_said(dose) for dose in gone])} → {joined([_said(dose) for dose in come])}"


def are_other_doses(before: str, after: str, *, of_names: bool = False) -> bool:
    """Whether more than the spelling of the numbers differs; the number that a name gives an arm is no dose."""
    sides = ((_ORDINAL.sub("", text) if of_names else text) for text in (before, after))
    old, new = (_read(side, _NUMBER) for side in sides)
    return len(old) != len(new) or not all(map(_are_alike, old, new))


def _are_alike(old: _Written, new: _Written) -> bool:
    """A unit that is named only once may be the same one, spelled as no table knows it."""
    return old[0] == new[0] or (not (old[2] and new[2]) and plain(old[1]) == plain(new[1]))


def _read(text: str, pattern: re.Pattern[str] = _DOSE) -> list[_Written]:
    return [(_dose(*found), *found) for found in pattern.findall(text)]


def _dose(figure: str, unit: str) -> _Dose:
    head, slash, rest = unit.removesuffix("/day").partition("/")
    name = head if head in _KINDS else head.removesuffix("s")
    kind, many = _KINDS.get(name, (name, 1))
    try:
        size = f"{(Decimal(plain(figure)) * many).normalize():f}"
    except InvalidOperation:  # a power, a date, a version
        size = plain(figure)
    return _Dose(size, f"{kind}{slash}{rest}")


def _without(doses: Sequence[_Written], others: Sequence[_Written]) -> list[_Written]:
    """Those that the other text does not name as often, in the order of the text."""
    left = Counter(dose for dose, _, _ in others)
    found = []
    for written in doses:
        if left[written[0]]:
            left[written[0]] -= 1
        else:
            found.append(written)
    return found


def _said(dose: _Written) -> str:
    _, figure, unit = dose
    return f"{figure}{'' if unit == '%' else ' '}{unit}".strip()
