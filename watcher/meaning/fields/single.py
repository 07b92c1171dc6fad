"""Folds of single fields, by the field table."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from watcher.meaning.draft import Draft, Pair
from watcher.meaning.fields.organizations import is_spelling_variant
from watcher.meaning.fields.table import FIELD_OF, Field
from watcher.meaning.record import get
from watcher.meaning.texts import signals
from watcher.meaning.texts.doses import are_other_doses
from watcher.meaning.texts.signals import Signal
from watcher.meaning.words import constant, joined, quoted, worded
from watcher.model import Actor, Edit, Json

_MASKING = "protocolSection.designModule.designInfo.maskingInfo."
_ELIGIBILITY = "protocolSection.eligibilityModule"
_POPULATION = f"{_ELIGIBILITY}.studyPopulation"
_WHOLE = 600  # characters of a text that came or went: told once, as long as a mail shows one


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
