"""Folds of lists by the field table: people, papers, documents, identifiers, one change an item."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from watcher.meaning.canonical import canonical
from watcher.meaning.draft import Draft, Pair
from watcher.meaning.excerpt import differing
from watcher.meaning.fields import documents, papers
from watcher.meaning.fields.outermost import outer_name
from watcher.meaning.fields.sets import phases_changed, set_changed
from watcher.meaning.fields.table import LIST_OF, List
from watcher.meaning.record import CENTRAL_CONTACTS, REFERENCES, get
from watcher.meaning.words import joined, quoted, sentence, worded, words_of_key
from watcher.model import At, Edit, Json

_ELIGIBILITY = "protocolSection.eligibilityModule"
_IN_LINE = 160  # characters of both values of a field, told in a sentence


def fold_lists(pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    drafts: list[Draft] = []
    for path, found in by_list(edits).items():
        row = LIST_OF[path]
        if row.path.endswith(".phases"):
            drafts.append(phases_changed(pair, row, found))
        elif row.stem.endswith(".changed"):
            drafts.append(set_changed(row, found))
        else:
            drafts += [_item(pair, row, group) for group in by_item(found)]
    return drafts


def by_list(edits: Iterable[Edit]) -> dict[str, list[Edit]]:
    """Edits of the table's lists, by the path of the outermost list."""
    groups: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        path = edit.path.partition("[]")[0]
        if edit.at and path in LIST_OF:
            groups[path].append(edit)
    return groups


def by_item(edits: Iterable[Edit]) -> list[tuple[Edit, ...]]:
    """Edits of one list, by item."""
    groups: dict[At, list[Edit]] = defaultdict(list)
    for edit in edits:
        groups[edit.at[0]].append(edit)
    return [tuple(group) for group in groups.values()]


def _item(pair: Pair, row: List, edits: tuple[Edit, ...]) -> Draft:
    first = edits[0]
    whole = first.path.endswith("[]") and len(first.at) == 1
    verb = "added" if whole and first.before is None else "removed" if whole and first.after is None else "edited"
    fields = [] if whole else sorted({edit.leaf for edit in edits})
    before, after = (first.before, first.after) if whole else _sides(edits)
    if row.path == REFERENCES:
        return _reference(pair, row, verb, edits, (before, after), fields)
    return Draft(
        kind=_item_kind(row, verb),
        path=row.path,
        label=sentence(row.noun),
        section=row.section,
        summary=_item_summary(row, verb, edits, (before, after)),
        edits=edits,
        item=outer_name(pair, row.path, first),
        before=before,
        after=after,
        inputs={"fields": fields, **_more(pair, row, edits)},
    )


def _reference(
    pair: Pair, row: List, verb: str, edits: tuple[Edit, ...], sides: tuple[Json, Json], fields: Sequence[str]
) -> Draft:
    value = papers.paper(pair, edits)
    inputs = papers.inputs(pair, edits, value)
    if inputs["retracted"]:
        summary = papers.retracted(value)
    elif verb == "added":
        summary = papers.listed(value, first=bool(inputs["first"]))
    else:
        summary = _item_summary(row, verb, edits, sides)
    return Draft(
        kind="reference.retracted" if inputs["retracted"] else f"reference.{verb}",
        path=row.path,
        label="Reference",
        section=row.section,
        summary=summary,
        edits=edits,
        item=outer_name(pair, row.path, edits[0]),
        before=sides[0],
        after=sides[1],
        inputs={"fields": list(fields), **inputs},
        actor=papers.actor(edits, value),
    )


# Lists whose vocabulary has no `.edited`.
_EDITED = {
    "document": "document.changed",
    "identifier": "identifier.added",
    "collaborator": "organization.renamed",
}


def _item_kind(row: List, verb: str) -> str:
    if "." in row.stem:
        return row.stem
    return _EDITED[row.stem] if verb == "edited" and row.stem in _EDITED else f"{row.stem}.{verb}"


def _sides(edits: Sequence[Edit]) -> tuple[Json, Json]:
    if len(edits) == 1:
        return edits[0].before, edits[0].after
    before = {edit.leaf: edit.before for edit in edits if edit.before is not None}
    after = {edit.leaf: edit.after for edit in edits if edit.after is not None}
    return before or None, after or None


def _item_summary(row: List, verb: str, edits: Sequence[Edit], sides: tuple[Json, Json]) -> str:
    before, after = sides
    if verb in {"added", "removed"}:
        return f"{sentence(row.noun)} {verb}: {_described(row, after if verb == 'added' else before, edits[0].item)}"
    named = f"{sentence(row.noun)} {_short(edits[0].item)}"
    if edits[0].path == f"{row.path}[]":
        old, new = map(quoted, differing(str(before), str(after)))
        return f"{sentence(row.noun)} {old} is now written {new}"
    if row.stem == "document":
        return f"{named}: {documents.changed(edits)}"
    told = {edit.leaf: _moved(edit) for edit in sorted(edits, key=lambda edit: edit.leaf)}
    rest = joined([words_of_key(field) for field, words in told.items() if words is None])
    return f"{named}: {'; '.join([*filter(None, told.values()), *([f'{rest} edited'] if rest else [])])}"


def _moved(edit: Edit) -> str | None:
    """From what to what; None where the values are too long for a sentence, or parts of a part."""
    if len(edit.at) > 1 or isinstance(edit.before, dict | list) or isinstance(edit.after, dict | list):
        return None
    field = edit.leaf
    if edit.before is None:
        return f"{words_of_key(field)} is now given, {worded(field, edit.after)}"
    if edit.after is None:
        return f"{words_of_key(field)} is no longer given"
    if len(str(edit.before)) + len(str(edit.after)) >= _IN_LINE:
        return None
    return f"{words_of_key(field)} changed from {worded(field, edit.before)} to {worded(field, edit.after)}"


def _short(item: str | None) -> str:
    return quoted(item or "", 80)


# What of an item a person wants to see, in order.
_SHOWN = {
    "contact": ("name", "phone", "email"),
    "official": ("name", "role", "affiliation"),
    "collaborator": ("name", "class"),
    "identifier": ("id", "type", "domain"),
    "document": ("label", "date"),
    "link.see_also": ("label", "url"),
}


def _described(row: List, value: Json, item: str | None) -> str:
    if not isinstance(value, dict):
        return worded(row.path, value)
    if row.stem == "reference":
        return papers.described(value)
    shown = [worded(key, value[key]) for key in _SHOWN.get(row.stem, ()) if value.get(key)]
    if row.stem == "collaborator" and len(shown) > 1:
        return f"{shown[0]} ({shown[1]})"
    return ", ".join(shown) or (item or "")


def _more(pair: Pair, row: List, edits: Sequence[Edit]) -> dict[str, Json]:
    """What the rules of identifiers, collaborators and conditions look at."""
    value = edits[0].after if isinstance(edits[0].after, dict) else edits[0].before
    if row.path == CENTRAL_CONTACTS:
        return {"central": True}
    if row.stem == "condition":
        return {"with_eligibility": _eligibility_changed(pair)}
    return {key: value[key] for key in ("type", "class") if isinstance(value, dict) and key in value}


def _eligibility_changed(pair: Pair) -> bool:
    """Another condition under the same criteria is a label; with other criteria other people are meant."""
    old, new = (canonical(get(content, _ELIGIBILITY), _ELIGIBILITY) for content in (pair.old, pair.new))
    return bool(old != new)
