"""Changes of one kind in, one fact of a headline out: a single one is told, several are counted."""

from __future__ import annotations

from collections.abc import Sequence

from watcher.meaning.brief import brief, edited, paper
from watcher.meaning.words import count, joined, quoted
from watcher.model import Change

_NAME = 60  # characters of a name
_NAMES = 2  # of several that are told by name
_PRIMARY = "Primary outcome"

# Kinds of which an update may hold many: (one, several, what happened to them).
_COUNTED: dict[str, tuple[str, str, str]] = {
    "criterion.added": ("criterion", "criteria", "added"),
    "criterion.removed": ("criterion", "criteria", "removed"),
    "criterion.edited": ("criterion", "criteria", "edited"),
    "eligibility.changed": ("eligibility limit", "eligibility limits", "changed"),
    "arm.added": ("arm", "arms", "added"),
    "arm.removed": ("arm", "arms", "removed"),
    "arm.edited": ("arm", "arms", "edited"),
    "intervention.added": ("intervention", "interventions", "added"),
    "intervention.removed": ("intervention", "interventions", "removed"),
    "intervention.edited": ("intervention", "interventions", "edited"),
    "link.changed": ("link of arm and intervention", "links of arms and interventions", "changed"),
    "text.edited": ("text", "texts", "edited"),
    "title.changed": ("title", "titles", "changed"),
    "contact.added": ("contact", "contacts", "added"),
    "contact.removed": ("contact", "contacts", "removed"),
    "contact.edited": ("contact", "contacts", "edited"),
    "official.added": ("official", "officials", "added"),
    "official.removed": ("official", "officials", "removed"),
    "official.edited": ("official", "officials", "edited"),
    "collaborator.added": ("collaborator", "collaborators", "added"),
    "collaborator.removed": ("collaborator", "collaborators", "removed"),
    "condition.added": ("condition", "conditions", "added"),
    "condition.removed": ("condition", "conditions", "removed"),
    "condition.edited": ("condition", "conditions", "spelled anew"),
    "keyword.added": ("keyword", "keywords", "added"),
    "keyword.removed": ("keyword", "keywords", "removed"),
    "identifier.added": ("identifier", "identifiers", "added"),
    "identifier.removed": ("identifier", "identifiers", "removed"),
    "reference.added": ("paper", "papers", "added"),
    "reference.removed": ("paper", "papers", "removed"),
    "reference.edited": ("citation", "citations", "edited"),
    "document.added": ("document", "documents", "added"),
    "document.changed": ("document", "documents", "changed"),
    "document.removed": ("document", "documents", "removed"),
    "results.changed": ("part of the results", "parts of the results", "changed"),
    "field.changed": ("unknown field", "unknown fields", "changed"),
}


def group(change: Change) -> str:
    """What is told together: all of a kind, but for single facts that name themselves."""
    if change.kind.startswith("outcome."):
        return f"{change.kind} {change.label}"  # primary ones apart from the others
    return change.kind if change.kind in _COUNTED else f"{change.kind} {change.path} {change.item}"


def of_one_kind(found: Sequence[Change]) -> str:
    if len(found) == 1:
        return brief(found[0])
    first, verb = found[0], found[0].kind.rpartition(".")[2]
    if first.kind.startswith("outcome."):
        noun = first.label.lower()
        names = f": {_names(found)}" if first.label == _PRIMARY and verb in {"added", "removed"} else ""
        return f"{count(len(found), noun, noun if noun.endswith('s') else None)} {verb}{names}"
    if first.kind == "results.changed":
        return f"{edited(first)}; {count(len(found) - 1, 'other part')} of the results changed"
    singular, plural, verb = _COUNTED[first.kind]
    if first.kind == "reference.added":
        return f"{paper(first)}; {count(len(found) - 1, f'other {singular}', f'other {plural}')} {verb}"
    return f"{count(len(found), singular, plural)} {verb}"


def _names(found: Sequence[Change]) -> str:
    return joined([quoted(change.item or "", _NAME) for change in found], _NAMES)
