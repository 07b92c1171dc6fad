"""The text of a criterion in, what it is about out: its words, but for those that criteria of all kinds share."""

from __future__ import annotations

import re

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


def about(text: str) -> frozenset[str]:
    """Its words in small letters, and a mark for the subjects that have many names."""
    words = {word.lower() for word in _WORD.findall(text)}
    subjects = {subject.pattern for subject in _SUBJECTS if subject.search(text)}
    return frozenset(subjects.union(word for word in words if not _COMMON.fullmatch(word)))
