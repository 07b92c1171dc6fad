"""A criterion and those that went the other way in, whether one of them took its place out.

One condition more narrows and one less widens only where the condition is another one: "Age ≥ 18" that goes while
"Age ≥ 50" comes is neither, read for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from watcher.meaning.eligibility.items import Criterion

_SUBJECTS = (
    re.compile(r"\b(?:age[ds]?|years? old|adults?|children|adolescents?)\b", re.IGNORECASE),
    re.compile(r"\b(?:ECOG|Karnofsky|KPS|WHO PS|performance status)\b", re.IGNORECASE),
)
_WORD = re.compile(r"[a-z]{4,}")
# With these begin criteria of all kinds.
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
    """The `id`s of those that came or went whole while another of their section and subject did the opposite."""
    whole = [item for item in criteria if (item.old is None) != (item.new is None)]
    gone = [item for item in whole if item.new is None]
    come = [item for item in whole if item.old is None]
    return {
        id(item)
        for old in gone
        for new in come
        if old.section == new.section and _share(old, new)
        for item in (old, new)
    }


def _share(one: Criterion, other: Criterion) -> bool:
    if any(subject.search(one.name) and subject.search(other.name) for subject in _SUBJECTS):
        return True
    head = _head(one.name)
    return head is not None and head == _head(other.name)


def _head(text: str) -> str | None:
    """The first word that not every criterion begins with."""
    return next((word for word in _WORD.findall(text.lower()) if not _COMMON.fullmatch(word)), None)
