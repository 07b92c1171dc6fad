"""What a search puts to the registry, read back: its clauses, the names it asks for, and how two questions differ."""

from __future__ import annotations

import re
from collections.abc import Mapping

from watcher.meaning.words import joined, quoted

# What a search for similar trials asks for by name: one of it, and where it stands, as people call them.
NAMED = {
    "Condition": ("condition", "conditions"),
    "InterventionName": ("intervention", "interventions"),
    "LeadSponsorName": ("lead sponsor", "lead sponsor"),
}
# AREA[…] with a range, several values, one in quotation marks, or a bare one.
CLAUSE = re.compile(r'AREA\[(\w+)\](?:RANGE\[([^,\]]*),([^\]]*)\]|\(([^)]*)\)|("[^"]*")|([^\s()]+))')

Name = tuple[str, str]  # area, phrase


def asks_otherwise(before: Mapping[str, str], now: Mapping[str, str], like: str | None) -> str:
    """How the question of a search has moved, whose words are the same. `like`: whose record it is made of."""
    old, new = names_in(before), names_in(now)
    moved = {
        "now also asks for": [quoted(phrase) for area, phrase in new if (area, phrase) not in old],
        "no longer asks for": [quoted(phrase) for area, phrase in old if (area, phrase) not in new],
    }
    parts = [f"{how} {joined(phrases)}" for how, phrases in moved.items() if phrases]
    if like is None or not parts:
        return "This search puts other terms to the registry than before."
    return f"This search follows the record of {like}: it {joined(parts)}."


def names_in(asked: Mapping[str, str]) -> list[Name]:
    """What a search for similar trials asks for; nothing for a search of another form."""
    term = asked.get("query.term", "")
    clauses = list(CLAUSE.finditer(term))
    if re.sub(r"\bOR\b|\s", "", CLAUSE.sub(" ", term)) or any(c[1] not in NAMED or not c[5] for c in clauses):
        return []
    return [(clause[1], clause[5].strip('"')) for clause in clauses]
