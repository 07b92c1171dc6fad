"""Words of a set, or records of one kind, in: one change out."""

from __future__ import annotations

from collections.abc import Sequence

from watcher.meaning.draft import Draft, Pair
from watcher.meaning.fields.table import List
from watcher.meaning.record import phases
from watcher.meaning.words import date, joined, phase, quoted, sentence, worded
from watcher.model import Actor, Edit, Json

# Of a notice of violation, in the order in which they come.
_DAYS = {"creationDate": "made", "issuedDate": "issued", "releaseDate": "released", "postedDate": "posted"}


def phases_changed(pair: Pair, row: List, edits: Sequence[Edit]) -> Draft:
    before, after = phases(pair.old), phases(pair.new)
    old, new = phase(before) or "no phase", phase(after) or "no phase"
    return Draft(
        kind="phase.changed",
        path=row.path,
        label="Phase",
        section=row.section,
        summary=f"Phase changed from {old.lower().removeprefix('phase ')} to {new.lower().removeprefix('phase ')}",
        edits=tuple(edits),
        before=list(before),
        after=list(after),
        inputs={"before": list(before), "after": list(after)},
    )


def set_changed(row: List, edits: Sequence[Edit]) -> Draft:
    """Words of a set, or records of one kind, as one change."""
    gone = [edit for edit in edits if edit.after is None and edit.path.endswith("[]")]
    come = [edit for edit in edits if edit.before is None and edit.path.endswith("[]")]
    parts = []
    if come:
        parts.append(f"added: {joined([_name(row, edit.after, edit.item) for edit in come], 5)}")
    if gone:
        parts.append(f"removed: {joined([_name(row, edit.before, edit.item) for edit in gone], 5)}")
    if not parts:
        parts.append(f"edited: {joined(sorted({edit.item or '' for edit in edits}), 5)}")
    return Draft(
        kind=row.stem,
        path=row.path,
        label=sentence(row.noun),
        section=row.section,
        summary=f"{sentence(row.noun)} {'; '.join(parts)}",
        edits=tuple(edits),
        before=[edit.before for edit in gone] or None,
        after=[edit.after for edit in come] or None,
        inputs={"field": row.path.rpartition(".")[2], "added": len(come), "removed": len(gone)},
        actor=Actor.REGISTRY if row.by_registry else None,
    )


def _name(row: List, value: Json, item: str | None) -> str:
    if not isinstance(value, dict):
        return worded(row.path, value)
    says = value.get("description")
    named = worded("type" if value.get("type") == item else "", item)
    days = [f"{words} {date(value[key])}" for key, words in _DAYS.items() if value.get(key)]
    return f"{named}{f' ({joined(days)})' if days else ''}{f', {quoted(str(says), 400)}' if says else ''}"
