"""Folds of the reason why a trial stopped. It is always shown verbatim; its class decides the rating."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from watcher.meaning.draft import Draft, Pair
from watcher.meaning.record import STATUS
from watcher.meaning.similarity import similarity
from watcher.meaning.texts.reason import DMC, EFFICACY, SAFETY, WEIGHTY, Reason, classify
from watcher.model import Direction, Edit, Json

_PATH = f"{STATUS}.whyStopped"
_TERSE = 2  # words of a reason that leaves people guessing
_WORD = re.compile(r"\d+|[^\W\d_]+")
_SPELLING = 0.85


def fold_why_stopped(_pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    return [_draft(edit) for edit in edits if edit.path == _PATH]


def _draft(edit: Edit) -> Draft:
    before, after = _text(edit.before), _text(edit.after)
    reason = classify(after if after is not None else before or "")
    inputs: dict[str, Json] = {"class": reason.kind, "words": list(reason.words), "denied": list(reason.denied)}
    inputs["removed"] = after is None
    if before is not None and after is not None:
        inputs |= _compared(before, after, reason)
    return Draft(
        kind="why_stopped.changed",
        path=_PATH,
        label="Why the study stopped",
        section="status",
        summary=_summary(before, after),
        edits=(edit,),
        before=edit.before,
        after=edit.after,
        inputs=inputs,
        direction=Direction.UNFAVOURABLE if after and reason.kind in {SAFETY, EFFICACY, DMC} else Direction.NEUTRAL,
        details=_details(after, reason),
    )


def _compared(before: str, after: str, reason: Reason) -> dict[str, Json]:
    """A word that is spelled right now makes no other reason, unless it is a weighty one that shows itself."""
    old, likeness = classify(before), _likeness(before, after)
    is_spelling = likeness == 1 and not {old.kind, reason.kind} & WEIGHTY
    return {"class_before": reason.kind if is_spelling else old.kind, "similarity": likeness}


def _likeness(before: str, after: str) -> float:
    """1 where each word is at most spelled otherwise; another number makes another reason, however long the text."""
    old, new = (_WORD.findall(text.lower()) for text in (before, after))
    if _numbers(old) != _numbers(new):
        return 0.0
    if len(old) == len(new) and all(map(_is_spelling, old, new)):
        return 1.0
    return round(similarity(before, after), 3)


def _numbers(words: Sequence[str]) -> list[str]:
    return sorted(word for word in words if word.isdigit())


def _is_spelling(one: str, other: str) -> bool:
    """From the same first letter on: "enrolment" and "enrollment", never "known" and "unknown"."""
    first, second = sorted((one, other))  # difflib is not symmetric
    return one == other or (one[0] == other[0] and SequenceMatcher(None, first, second).ratio() >= _SPELLING)


def _details(after: str | None, reason: Reason) -> tuple[str, ...]:
    """ "FDA" alone says that an authority acted, and not what it did: nobody may read more into it."""
    if not after:
        return ()
    terse = ("The registry gives no more than this",) if len(after.split()) <= _TERSE else ()
    return (f"Class by its words: {reason.kind}", *terse)


def _text(value: Json) -> str | None:
    return None if value is None else str(value)


def _summary(before: str | None, after: str | None) -> str:
    if after is None:
        return f"The reason for stopping is no longer given (before: “{before}”)"
    if before is None:
        return f"Reason given for stopping: “{after}”"
    return f"The reason given for stopping changed to “{after}” (before: “{before}”)"
