"""Names of organizations: when two spellings mean one."""

from __future__ import annotations

import re

from watcher.model import Json

# Legal forms and punctuation that do not tell organizations apart.
_LEGAL_FORMS = re.compile(
    r"\b(?:inc|incorporated|ltd|limited|llc|gmbh|ag|sa|s a|nv|bv|plc|corp|corporation|co|company|kg|kgaa|pty|spa|ab|as"
    r"|oy|the)\b"
)


def organization_key(name: str) -> tuple[str, ...]:
    """One key for the spellings of one organization: case, punctuation, word order and legal form taken away."""
    folded = re.sub(r"[^\w]+", " ", name.casefold())
    return tuple(sorted(_LEGAL_FORMS.sub(" ", folded).split()))


def is_spelling_variant(before: Json, after: Json) -> bool:
    """The same name but for case, punctuation, word order and legal form."""
    if not isinstance(before, str) or not isinstance(after, str):
        return False
    return organization_key(before) == organization_key(after)


def is_same_organization(one: Json, other: Json) -> bool:
    """Two items of a list of organizations: a spelling is nobody who left and joined."""
    are_objects = isinstance(one, dict) and isinstance(other, dict)
    return are_objects and is_spelling_variant(one.get("name"), other.get("name"))
