"""Two versions of a criterion in, whether more or fewer people pass it now. Mostly that cannot be decided.

It can when nothing but one number moved, its sign of comparison is known, nothing is negated, and the section is known.
"""

from __future__ import annotations

import re

WIDENED, NARROWED, UNDECIDABLE = "widened", "narrowed", "undecidable"

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_AT_LEAST = re.compile(
    r"(?:≥|>=?|=>|\bat least|\bmin(?:imum|\.)?(?: of)?|\b(?:more|greater|higher|older|longer) than(?: or equal to)?"
    r"|\babove|\bover|\bfrom|\bafter)\s*$",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    r"(?:≤|<=?|=<|\bat most|\bmax(?:imum|\.)?(?: of)?|\bup to"
    r"|\b(?:less|fewer|lower|younger|shorter) than(?: or equal to)?|\bbelow|\bunder|\bno more than"
    r"|\bnot (?:more|greater|higher|exceeding)(?: than)?|\bwithin(?: the)?(?: \w+)?)\s*$",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"\b(?:no|not|without|never|except|unless|exclud\w+|other than|inadequate)\b", re.IGNORECASE)
# The sign itself may be a negation ("not more than 2"): it is taken out before negations are looked for.
_SIGN_WORDS = re.compile(r"\b(?:no more than|not (?:more|greater|higher|exceeding)(?: than)?)\b", re.IGNORECASE)
# A criterion by which somebody is let in although others of its section keep people out.
_ALLOWS = re.compile(r"\b(?:allowed|eligible|permitted|may|acceptable|exceptions?)\b", re.IGNORECASE)


def edited(section: str, before: str, after: str) -> str:
    """Widened: somebody passes now who did not before."""
    numbers = _NUMBER.findall(before), _NUMBER.findall(after)
    if _NUMBER.sub("#", before) != _NUMBER.sub("#", after) or section not in {"inclusion", "exclusion"}:
        return UNDECIDABLE
    moved = [place for place, (old, new) in enumerate(zip(*numbers, strict=True)) if old != new]
    if len(moved) != 1 or _NEGATED.search(_SIGN_WORDS.sub("", after)) or _ALLOWS.search(after):
        return UNDECIDABLE
    place = moved[0]
    old, new = (_value(found[place]) for found in numbers)
    is_minimum = _sign(after, place)
    if is_minimum is None or old is None or new is None:
        return UNDECIDABLE
    lets_in = (new < old) == is_minimum
    return WIDENED if lets_in == (section == "inclusion") else NARROWED


def whole(section: str, text: str, *, is_added: bool) -> str:
    """One condition more narrows, one condition less widens, whether it takes in or leaves out."""
    if section not in {"inclusion", "exclusion"} or _ALLOWS.search(text):
        return UNDECIDABLE
    return NARROWED if is_added else WIDENED


def _sign(text: str, place: int) -> bool | None:
    """True for a lower limit, False for an upper one, before the number at that place; None where none stands."""
    number = list(_NUMBER.finditer(text))[place]
    ahead = text[: number.start()]
    if _AT_MOST.search(ahead):
        return False
    return True if _AT_LEAST.search(ahead) else None


def _value(number: str) -> float | None:
    plain = number.replace(",", "") if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", number) else number
    try:
        return float(plain.replace(",", "."))
    except ValueError:  # "1.1.2": an outline number, not a quantity
        return None
