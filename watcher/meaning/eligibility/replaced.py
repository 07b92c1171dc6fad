"""A criterion that came or went whole, and the others that changed, whether one of them may say the same.

One condition more narrows and one less widens only where the condition is another one: "Age ≥ 18" that goes while
"Age ≥ 50" comes is neither, read for itself; nor is "Renal impairment" that comes while "Hepatic or renal impairment"
becomes "Hepatic impairment", nor "Pancreatitis" that goes while "Inflammation of the pancreas" comes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from watcher.meaning.eligibility.items import Criterion

_SUBJECTS = (
    re.compile(r"\b(?:age[ds]?|years? old|adults?|children|adolescents?)\b", re.IGNORECASE),
    re.compile(r"\b(?:ECOG|Karnofsky|KPS|WHO PS|performance status)\b", re.IGNORECASE),
)
_WORD = re.compile(r"[A-Za-z]{4,}|[A-Z]{2,}")
# Criteria of all kinds share these.
_COMMON = re.compile(
    r"(?:patients?|subjects?|participants?|individuals?|persons?|people|have|having|must|with|without|who|known|history"
    r"|current|currently|previous|previously|prior|active|presence|absence|evidence|diagnosis|diagnosed|documented"
    r"|confirmed|histologically|cytologically|adequate|willing|able|ability|received|receiving|treatment|treated"
    r"|therapy|severe|significant|clinically|other|than|that|from|within|least|more|less|into|been|being|will"
    r"|should|study|male|female|males|females|women|signed|written|either|both|uncontrolled|concomitant"
    r"|recent|chronic|acute|major|serious|positive|negative|disease|diseases|disorder|inclusion|exclusion|criteria"
    r"|those|they|were|this|part|cohort|group|following|note|years?|months?|weeks?|days?|clinical|present|systemic|ongoing"
    r"|suspected|planned|taking|taken|used|receipt|agree|unable|inability|willingness|between|anti|oral|medical)"
)


def replaced(criteria: Iterable[Criterion]) -> set[int]:
    """The `id`s of those that came or went whole, and that another one may have taken in, or the place of."""
    words = [(item, _words(item)) for item in criteria]
    return {
        id(item)
        for item, own in words
        if _is_whole(item)
        and any(_may_be_told_by(item, other) or (own & theirs and _is_near(item, other)) for other, theirs in words)
    }


def _is_whole(item: Criterion) -> bool:
    return (item.old is None) != (item.new is None)


def _may_be_told_by(item: Criterion, other: Criterion) -> bool:
    """The same in words of which none is shared, as an abbreviation would do: that takes knowledge of medicine."""
    return _is_opposite(item, other) and item.section == other.section


def _is_near(item: Criterion, other: Criterion) -> bool:
    return _is_opposite(item, other) or (not _is_whole(other) and item.section == other.section)


def _is_opposite(item: Criterion, other: Criterion) -> bool:
    return _is_whole(other) and (item.old is None) != (other.old is None)


def _words(item: Criterion) -> frozenset[str]:
    """What it is about: its words, but for those of all criteria, and its subject."""
    text = f"{item.before or ''} {item.after or ''}"
    words = {word.lower() for word in _WORD.findall(text)}
    subjects = {subject.pattern for subject in _SUBJECTS if subject.search(text)}
    return frozenset(subjects.union(word for word in words if not _COMMON.fullmatch(word)))
