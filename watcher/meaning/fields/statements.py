"""Fields that make one statement together (data sharing, expanded access): one change, told field by field."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from watcher.meaning.draft import Draft, Pair
from watcher.meaning.excerpt import from_to
from watcher.meaning.fields.single import field_summary, stated
from watcher.meaning.fields.table import FIELD_OF
from watcher.meaning.words import joined, sentence, worded, words_of_key
from watcher.model import Edit, Json

_SHARING = "protocolSection.ipdSharingStatementModule."
_TYPES = f"{_SHARING}infoTypes"
_ACCESS = "protocolSection.statusModule.expandedAccessInfo."
_SHORT = 100  # characters of a text that is told with its words
_IN_LINE = 2  # fields told in the sentence itself; more stand below it


class _Statement(Struct, frozen=True):
    prefix: str
    yes_or_no: str  # the field that tells most, and so first
    kind: str
    label: str
    section: str


_STATEMENTS = (
    _Statement(_SHARING, f"{_SHARING}ipdSharing", "ipd.changed", "Sharing of participants' data", "documents"),
    _Statement(_ACCESS, f"{_ACCESS}hasExpandedAccess", "expanded_access.changed", "Expanded access", "design"),
)


def fold_statements(pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    found = ((row, [edit for edit in edits if edit.path.startswith(row.prefix)]) for row in _STATEMENTS)
    return [_draft(row, [_stated(pair, edit) for edit in owned], owned) for row, owned in found if owned]


def _stated(pair: Pair, edit: Edit) -> Edit:
    """With a no that the record states, although canonical form has it as absent."""
    return replace(edit, before=stated(pair.old, edit, edit.before), after=stated(pair.new, edit, edit.after))


def _draft(row: _Statement, edits: Sequence[Edit], owned: Sequence[Edit]) -> Draft:
    groups: dict[str, list[Edit]] = {}
    for edit in sorted(edits, key=lambda edit: edit.path != row.yes_or_no):
        groups.setdefault(edit.path.removesuffix("[]"), []).append(edit)
    told = [_told(path, found) for path, found in groups.items()]
    first = next(iter(groups))
    before, after = _sides(groups)
    shown = 1 if first == row.yes_or_no else _IN_LINE
    return Draft(
        kind=row.kind,
        path=first,
        label=row.label,
        section=row.section,
        summary="; ".join([told[0], *(text[:1].lower() + text[1:] for text in told[1:shown])]),
        edits=tuple(owned),
        before=before,
        after=after,
        inputs={"field": _name(first), "before": groups[first][0].before, "after": groups[first][0].after},
        details=tuple(told[shown:]),
    )


def _name(path: str) -> str:
    return path.rpartition(".")[2]


def _told(path: str, edits: Sequence[Edit]) -> str:
    if path == _TYPES:
        return f"Documents to be shared: {_types(edits)}"
    field = FIELD_OF.get(path)
    if field is None:
        return f"{sentence(words_of_key(_name(path)))} changed"
    sides = (edits[0].before, edits[0].after)
    if field.is_text and all(isinstance(side, str) and len(side) <= _SHORT for side in sides):
        return f"{field.label} changed {from_to(str(sides[0]), str(sides[1]))}"
    return field_summary(field, *sides)


def _types(edits: Sequence[Edit]) -> str:
    come = [worded(_TYPES, edit.after) for edit in edits if edit.after is not None]
    gone = [worded(_TYPES, edit.before) for edit in edits if edit.before is not None]
    parts = [f"added {joined(come)}"] if come else []
    return "; ".join([*parts, f"removed {joined(gone)}"] if gone else parts)


def _sides(groups: dict[str, list[Edit]]) -> tuple[Json, Json]:
    """Of one field its values, of several an object of them."""
    before, after = (
        {_name(path): found for path, edits in groups.items() if (found := _values(path, edits, side)) is not None}
        for side in ("before", "after")
    )
    if len(groups) > 1:
        return before or None, after or None
    return next(iter(before.values()), None), next(iter(after.values()), None)


def _values(path: str, edits: Sequence[Edit], side: str) -> Json:
    found = [value for edit in edits if (value := getattr(edit, side)) is not None]
    return (found or None) if path == _TYPES else next(iter(found), None)
