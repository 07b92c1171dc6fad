"""Folds by the field table: single fields, and lists whose items are people, papers, documents, identifiers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from watcher.meaning.canonical import canonical
from watcher.meaning.draft import Draft, Pair
from watcher.meaning.excerpt import differing
from watcher.meaning.fields import documents, papers
from watcher.meaning.fields.organizations import is_spelling_variant
from watcher.meaning.fields.outermost import outer_name
from watcher.meaning.fields.table import FIELD_OF, LIST_OF, Field, List
from watcher.meaning.record import CENTRAL_CONTACTS, REFERENCES, get, phases
from watcher.meaning.texts import signals
from watcher.meaning.texts.doses import are_other_doses
from watcher.meaning.texts.signals import Signal
from watcher.meaning.words import constant, date, joined, phase, quoted, sentence, worded, words_of_key
from watcher.model import Actor, At, Edit, Json

_MASKING = "protocolSection.designModule.designInfo.maskingInfo."
_ELIGIBILITY = "protocolSection.eligibilityModule"
_POPULATION = f"{_ELIGIBILITY}.studyPopulation"
_WHOLE = 600  # characters of a text that came or went: told once, as long as a mail shows one
_IN_LINE = 160  # characters of both values of a field, told in a sentence


def fold_masking(pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    """Who is masked follows the masking: one change where both moved."""
    masking = next((edit for edit in edits if edit.path == f"{_MASKING}masking"), None)
    who = tuple(edit for edit in edits if edit.path == f"{_MASKING}whoMasked[]")
    if masking is None or not who:
        return []
    draft = _field(pair, FIELD_OF[masking.path], masking)
    gone = [constant(edit.before) for edit in who if edit.after is None]
    come = [constant(edit.after) for edit in who if edit.before is None]
    told = [f"No longer masked: {joined(gone)}"] if gone else []
    told += [f"Now masked: {joined(come)}"] if come else []
    return [replace(draft, edits=(masking, *who), details=(*draft.details, *told))]


def fold_fields(pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    return [_field(pair, FIELD_OF[edit.path], edit) for edit in edits if edit.path in FIELD_OF]


def _field(pair: Pair, field: Field, edit: Edit) -> Draft:
    before, after = stated(pair.old, edit, edit.before), stated(pair.new, edit, edit.after)
    inputs = {"field": field.path.rpartition(".")[2], "before": before, "after": after}
    found = _signals(edit) if field.path == _POPULATION else []
    if field.is_text:
        inputs = {
            "field": inputs["field"],
            "numbers_changed": are_other_doses(str(edit.before or ""), str(edit.after or "")),
            "signals": [signal.kind for signal in found],
        }
    says = joined(signals.says(found))
    return Draft(
        kind=_field_kind(field, edit),
        path=edit.path,
        label=field.label,
        section=field.section,
        summary=f"{field_summary(field, before, after)}{f': {says}' if says else ''}",
        edits=(edit,),
        before=before,
        after=after,
        inputs=inputs,
        details=_lead_sponsor_stays(pair, edit),
        actor=Actor.REGISTRY if field.by_registry else None,
    )


def _signals(edit: Edit) -> list[Signal]:
    """Whom an observational study follows: another population is another study."""
    if not isinstance(edit.before, str) or not isinstance(edit.after, str):
        return []
    return signals.population(edit.before, edit.after)


def stated(content: Json, edit: Edit, value: Json) -> Json:
    """A no that the record states is a no to people, although canonical form has it as absent."""
    return False if value is None and get(content, edit.path) is False else value


def _lead_sponsor_stays(pair: Pair, edit: Edit) -> tuple[str, ...]:
    """The organization that keeps the record bears a new name, and the lead sponsor the old one: a rename."""
    lead = [
        get(content, "protocolSection.sponsorCollaboratorsModule.leadSponsor.name") for content in (pair.old, pair.new)
    ]
    is_renamed = edit.path.endswith(".organization.fullName") and lead == [edit.before, edit.before]
    return (f"The lead sponsor is still given as {edit.before}",) if is_renamed and edit.before else ()


def _field_kind(field: Field, edit: Edit) -> str:
    if field.kind == "identifier":
        return "identifier.removed" if edit.after is None else "identifier.added"
    if field.kind == "sponsor.changed" and is_spelling_variant(edit.before, edit.after):
        return "organization.renamed"
    return field.kind


def field_summary(field: Field, before: Json, after: Json) -> str:
    if isinstance(before, bool) or isinstance(after, bool):
        before, after = bool(before), bool(after)  # absent is no (law 2)
    if before is None:
        return f"{field.label} is now given: {_shown(field, after)}"
    if after is None:
        return f"{field.label} is no longer given (before: {_shown(field, before)})"
    if field.is_text:
        return f"{field.label} {'rewritten' if _is_rewrite(before, after) else 'edited'}"
    return f"{field.label} changed from {_shown(field, before)} to {_shown(field, after)}"


def _shown(field: Field, value: Json) -> str:
    return quoted(value, _WHOLE) if field.is_text and isinstance(value, str) else worded(field.path, value)


def _is_rewrite(before: Json, after: Json) -> bool:
    old, new = set(str(before).split()), set(str(after).split())
    return len(old & new) * 2 < min(len(old), len(new))


def fold_lists(pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    drafts: list[Draft] = []
    for path, found in by_list(edits).items():
        row = LIST_OF[path]
        if row.path.endswith(".phases"):
            drafts.append(_phases(pair, row, found))
        elif row.stem.endswith(".changed"):
            drafts.append(_set(row, found))
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


def _phases(pair: Pair, row: List, edits: Sequence[Edit]) -> Draft:
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


def _set(row: List, edits: Sequence[Edit]) -> Draft:
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


# Of a notice of violation, in the order in which they come.
_DAYS = {"creationDate": "made", "issuedDate": "issued", "releaseDate": "released", "postedDate": "posted"}


def _name(row: List, value: Json, item: str | None) -> str:
    if not isinstance(value, dict):
        return worded(row.path, value)
    says = value.get("description")
    named = worded("type" if value.get("type") == item else "", item)
    days = [f"{words} {date(value[key])}" for key, words in _DAYS.items() if value.get(key)]
    return f"{named}{f' ({joined(days)})' if days else ''}{f', {quoted(str(says), 400)}' if says else ''}"


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
