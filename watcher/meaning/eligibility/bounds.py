"""Two versions of a criterion in, whether more or fewer people pass it now. Mostly that cannot be decided.

It can when nothing but one limit moved, and it is clear whether the criterion asks for it or for its opposite.
"""

from __future__ import annotations

import re

from watcher.meaning.eligibility import notes
from watcher.meaning.eligibility.limits import LIMIT, Limit, limits

WIDENED, NARROWED, UNDECIDABLE = "widened", "narrowed", "undecidable"

_NEGATED = re.compile(
    r"\b(?:no|not|non|nor|neither|none|without|never|except|unless|exclud\w+|other than|absen\w+|cannot|lack\w*|free"
    r"|unable|unwilling|inability|inadequate|insufficient|refus\w+|fail(?:|ed|ure) to)\b|n['’]t\b",
    re.IGNORECASE,
)
# What a negation at the head of a criterion turns round, up to the next clause: "Absence of more than 5 lesions".
_TURNED = re.compile(
    r"\W*(?:no|absence of|without|unable to|inability to|cannot|free (?:of|from)|lack of|never)\b(?P<clause>.*)"
)
_CLAUSE = re.compile(r"[,;:()]|\.\s|\b(?:and|or|but|who|which|that|with)\b")


def edited(section: str, before: str, after: str, *, above: str = "") -> str:
    """Widened: somebody passes now who did not before. `above`: the criterion of which this is a part."""
    (old_words, old), (words, new) = limits(before), limits(after)
    if old_words != words or section not in {"inclusion", "exclusion"}:
        return UNDECIDABLE
    moved = [place for place, (a, b) in enumerate(zip(old, new, strict=True)) if a.values != b.values]
    if len(moved) != 1 or notes.allows(f"{above} {words}") or _NEGATED.search(above):
        return UNDECIDABLE
    grows, is_turned = _grows(old[moved[0]], new[moved[0]]), _is_turned(words, moved[0])
    if grows is None or is_turned is None:
        return UNDECIDABLE
    lets_in = (grows != is_turned) == (section == "inclusion")
    return WIDENED if lets_in else NARROWED


def whole(section: str, text: str, *, is_added: bool) -> str:
    """One condition more narrows, one condition less widens, whether it takes in or leaves out."""
    if section not in {"inclusion", "exclusion"} or not notes.asks_for_all(text):
        return UNDECIDABLE
    return NARROWED if is_added else WIDENED


def _grows(old: Limit, new: Limit) -> bool | None:
    """Whether the newer limit takes in all that the older one did; None where each takes in what the other does not."""
    steps = set()
    if old.low is not None and new.low is not None and old.low != new.low:
        steps.add(new.low < old.low)
    if old.high is not None and new.high is not None and old.high != new.high:
        steps.add(new.high > old.high)
    return steps.pop() if len(steps) == 1 else None


def _is_turned(words: str, place: int) -> bool | None:
    """Whether the criterion asks for the opposite of that limit; None where that is not clear."""
    negations = _NEGATED.findall(words)
    if not negations:
        return False
    turned = _TURNED.match(words)
    if turned is None or len(negations) > 1:
        return None
    until = turned["clause"].split(LIMIT)[: place + 1]
    return True if len(until) == place + 1 and not _CLAUSE.search(LIMIT.join(until)) else None
