"""Two texts in, which numbers gave way to which out: "150 → 300 mg"."""

from __future__ import annotations

import re
from collections import Counter

from watcher.meaning.words import joined

_SHOWN = 3  # numbers on a side; which of many became which, only the text itself tells
# Not the digits of a name: AZD2936, PD-1, 2/3L. The unit is told with the number that it belongs to.
_DOSE = re.compile(
    r"(?<![\w./-])(\d+(?:[.,]\d+)*)(?:[ -]?(%|[mµn]?g(?:/kg|/m2|/day)?|mcg(?:/kg)?|kg|m?[lL]|IU|units?|Gy|times"
    r"|hours?|days?|weeks?|months?|years?|cycles?)(?![\w/]))?"
)

_Dose = tuple[str, str]


def moved(before: str, after: str) -> str | None:
    """None where no number differs."""
    old, new = (Counter(_DOSE.findall(text)) for text in (before, after))
    gone, come = list((old - new).elements()), list((new - old).elements())
    if not gone and not come:
        return None
    if max(len(gone), len(come)) > _SHOWN:
        return "several numbers changed"
    if not gone or not come:
        return f"{joined([_said(dose) for dose in gone or come])} {'dropped' if gone else 'added'}"
    units = {unit for _, unit in (*gone, *come)}
    if len(units) == 1:  # told once
        return f"{joined([figure for figure, _ in gone])} → {joined([_said(dose) for dose in come])}"
    return f"{joined([_said(dose) for dose in gone])} → {joined([_said(dose) for dose in come])}"


def _said(dose: _Dose) -> str:
    figure, unit = dose
    return f"{figure}{'' if unit == '%' else ' '}{unit}".strip()
