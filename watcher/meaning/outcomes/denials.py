"""Two texts in, the words that deny something in one of them alone out."""

from __future__ import annotations

import re
from collections import Counter

from watcher.meaning.similarity import tokens

# One word of a kind for another denies the same: "no relapse", "absence of relapse".
_KINDS = tuple(
    re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for words in (
        r"not|no|without|never|none|neither|nor|absence|absent|free of|free from|freedom from",
        r"excluding|except",
    )
)
_NON = re.compile(r"\bnon[- ](\w+)(?:\W+(\w+))?")  # and of what: "non-fatal stroke"
_Denials = Counter[str]


def changed_denials(before: str, after: str) -> tuple[_Denials, _Denials]:
    gone, come = _non(before, after), _non(after, before)
    for kind in _KINDS:
        old, new = (Counter(found.lower() for found in kind.findall(text)) for text in (before, after))
        if old.total() != new.total():
            gone, come = gone + (old - new), come + (new - old)
    return gone, come


def _non(text: str, other: str) -> _Denials:
    """ "non-fatal" where strokes stay and any of them count now; not where the strokes went with it."""
    here, there = (Counter(_NON.findall(side.lower())) for side in (text, other))
    plain = tokens(_NON.sub(" ", other)).keys()
    stays = tokens(other).keys()
    return Counter(f"non-{what}" for what, of in (here - there).elements() if what in plain or of in stays)
