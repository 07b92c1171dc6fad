"""Edits of the responsible party in, one change out where another party is given: its fields say it together."""

from __future__ import annotations

from collections.abc import Sequence

from watcher.meaning.draft import Draft, Pair
from watcher.meaning.fields.people import is_one_person
from watcher.meaning.record import get
from watcher.meaning.words import constant
from watcher.model import Edit, Json

_PARTY = "protocolSection.sponsorCollaboratorsModule.responsibleParty"
_NAMES = frozenset({"investigatorFullName", "oldNameTitle"})
# As people give them; a sponsor has none of these.
_SHOWN = ("investigatorFullName", "oldNameTitle", "investigatorTitle", "investigatorAffiliation", "oldOrganization")


def fold_responsible(pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    """A single field, and the title or place of work of the same party, are left to stand alone."""
    owned = {edit.path.removeprefix(f"{_PARTY}."): edit for edit in edits if edit.path.startswith(f"{_PARTY}.")}
    if len(owned) < 2 or not _is_another(owned):
        return []
    before, after = (_described(get(content, _PARTY)) for content in (pair.old, pair.new))
    return [
        Draft(
            kind="responsible_party.changed",
            path=_PARTY,
            label="Responsible party",
            section="people",
            summary=_summary(before, after),
            edits=tuple(owned.values()),
            before={name: edit.before for name, edit in owned.items() if edit.before is not None} or None,
            after={name: edit.after for name, edit in owned.items() if edit.after is not None} or None,
            inputs={"field": "responsibleParty", "before": before, "after": after},
        )
    ]


def _is_another(owned: dict[str, Edit]) -> bool:
    named = (owned[name] for name in _NAMES & owned.keys())
    return "type" in owned or any(not is_one_person(edit.before, edit.after) for edit in named)


def _described(party: Json) -> str | None:
    """Jane Roe, Professor, Example University (principal investigator); a sponsor by this word alone."""
    known = party if isinstance(party, dict) else {}
    told = ", ".join(str(known[name]) for name in _SHOWN if known.get(name))
    role = constant(known["type"]) if known.get("type") else ""
    return (f"{told} ({role})" if told and role else told or role) or None


def _summary(before: str | None, after: str | None) -> str:
    if before is None:
        return f"Responsible party is now given: {after}"
    if after is None:
        return f"Responsible party is no longer given (before: {before})"
    return f"Responsible party changed from {before} to {after}"
