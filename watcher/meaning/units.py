"""The units that texts measure in, one table: what each measures, how much of it, and how people spell it.

A kind of measure has a smallest unit; the others say how many of that they are, so that "0.05 mg" is "50 µg" and
"60 minutes" is "1 hour". What is only counted (doses, tablets) is a kind of its own.
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from watcher.meaning.normal import folded

_MINUTES_OF_DAY = 1_440


class Unit(Struct, frozen=True):
    name: str
    kind: str
    size: int  # in the smallest unit of the kind


_COUNTED = (
    "administration", "application", "capsule", "cell", "CFU", "cmH2O", "cycle", "dose", "drop", "infusion",
    "inhalation", "injection", "kcal", "mEq", "mmHg", "PFU", "pill", "puff", "sachet", "session", "site", "spray",
    "tablet", "time", "vg", "vial",
)  # fmt: skip
# Months and years as the mean of the calendar: 30.4375 and 365.25 days.
_MEASURED = (
    ("minute", "time", 1, "min"),
    ("hour", "time", 60, "h, hr"),
    ("day", "time", _MINUTES_OF_DAY, "d"),
    ("week", "time", 10_080, "wk"),
    ("month", "time", 43_830, "mo"),
    ("year", "time", 525_960, "yr"),
    ("ng", "mass", 1, "nanogram"),
    ("µg", "mass", 10**3, "mcg, ug, microgram, microgramme"),
    ("mg", "mass", 10**6, "milligram, milligramme"),
    ("g", "mass", 10**9, "gm, gram, gramme"),
    ("kg", "mass", 10**12, "kilogram, kilo"),
    ("µL", "volume", 1, "ul, microliter, microlitre"),
    ("mL", "volume", 10**3, "cc, milliliter, millilitre"),
    ("dL", "volume", 10**5, "deciliter, decilitre"),
    ("L", "volume", 10**6, "liter, litre"),
    ("nmol", "substance", 1, ""),
    ("µmol", "substance", 10**3, "umol"),
    ("mmol", "substance", 10**6, ""),
    ("cGy", "absorbed radiation", 1, "centigray"),
    ("Gy", "absorbed radiation", 100, "gray"),
    ("kBq", "radioactivity", 1, ""),
    ("µCi", "radioactivity", 37, "uci"),
    ("MBq", "radioactivity", 10**3, ""),
    ("mCi", "radioactivity", 37_000, ""),
    ("GBq", "radioactivity", 10**6, ""),
    ("mm", "length", 1, "millimeter, millimetre"),
    ("cm", "length", 10, "centimeter, centimetre"),
    ("m²", "area", 1, "m2, m^2, square meter, square metre"),
    ("%", "share", 1, "percent, per cent"),
    ("IU", "international units", 1, "international unit"),
    ("unit", "units", 1, "u"),  # of a product's own: of botulinum toxin, they are no international ones
)
_ROWS = (*_MEASURED, *((name, name, 1, "") for name in _COUNTED))


# "MG" is "mg"; and the two characters for µ, which look alike, fold to one.
_UNITS = {
    folded(spelling): Unit(name, kind, size)
    for name, kind, size, others in _ROWS
    for spelling in (name, *filter(None, others.split(", ")))
}
_NAME = rf"(?:{'|'.join(map(re.escape, sorted(_UNITS, key=len, reverse=True)))})s?"
WRITTEN = rf"(?i:{_NAME}(?:(?: ?/ ?| per ){_NAME})*(?!\w))"  # "mg", "mg/kg/day", "mg per kg"
_PER = re.compile(r" ?/ ?| per (?!cent)", re.IGNORECASE)

DAYS = {unit.name: unit.size / _MINUTES_OF_DAY for unit in _UNITS.values() if unit.kind == "time"}
SHORT_TIMES = {short: unit.name for short, unit in _UNITS.items() if unit.kind == "time" and short != unit.name}


@lru_cache(maxsize=1024)
def measure(written: str) -> tuple[str, int]:
    """What a number with this unit measures, and in how many of the smallest: ("mass/kg", 1_000_000) of "mg per kg"."""
    if not written:
        return "", 1
    unit, *per = map(_unit, _PER.split(written))
    return "/".join([unit.kind, *(each.name for each in per)]), unit.size


def _unit(spelling: str) -> Unit:
    name = folded(spelling)
    return _UNITS[name] if name in _UNITS else _UNITS[name.removesuffix("s")]
