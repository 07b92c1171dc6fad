"""Folds of who may take part: age limits, sex, healthy volunteers, gender, and the criteria."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from watcher.meaning.draft import Draft, Pair
from watcher.meaning.eligibility.bounds import NARROWED, UNDECIDABLE, WIDENED
from watcher.meaning.eligibility.criteria_fold import fold_criteria
from watcher.meaning.normal import folded
from watcher.meaning.units import DAYS
from watcher.meaning.words import constant, joined, quoted
from watcher.model import Edit, Json

_MODULE = "protocolSection.eligibilityModule"
_AGES = {f"{_MODULE}.minimumAge": "Minimum age", f"{_MODULE}.maximumAge": "Maximum age"}
_FIELDS = {
    f"{_MODULE}.sex": "Sex",
    f"{_MODULE}.healthyVolunteers": "Healthy volunteers",
    f"{_MODULE}.genderBased": "Eligibility based on gender",
    f"{_MODULE}.genderDescription": "Description of gender eligibility",
}
# The registry computes these age groups from the two limits.
_STD_AGES = f"{_MODULE}.stdAges"
_AGE = re.compile(rf"(\d+(?:\.\d+)?)\s*({'|'.join(DAYS)})s?", re.IGNORECASE)


def fold_eligibility(pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    ages = [_age(edit) for edit in edits if edit.path in _AGES]
    groups = tuple(edit for edit in edits if edit.path.partition("[]")[0] == _STD_AGES)
    if groups and ages:
        ages[0] = replace(ages[0], edits=(*ages[0].edits, *groups))
    elif groups:
        ages = [_age_groups(groups)]
    fields = [_field(edit) for edit in edits if edit.path in _FIELDS]
    return [*ages, *fields, *fold_criteria(pair, edits)]


def _age(edit: Edit) -> Draft:
    label = _AGES[edit.path]
    before, after = days(edit.before), days(edit.after)
    return _draft(
        edit,
        label,
        _age_summary(label, edit, before, after),
        {
            "days_before": before,
            "days_after": after,
            "spelling_only": before is not None and before == after,
            "widening": _age_widening(edit, before, after),
        },
    )


def days(age: Json) -> float | None:
    """ "18 Years" → 6574.5; None for "no limit" and for what is no age."""
    found = _AGE.fullmatch(age.strip()) if isinstance(age, str) else None
    return round(float(found[1]) * DAYS[folded(found[2])], 3) if found else None


def _age_widening(edit: Edit, before: float | None, after: float | None) -> str:
    if before == after or (before is None and edit.before is not None) or (after is None and edit.after is not None):
        return UNDECIDABLE
    if before is None or after is None:
        return WIDENED if after is None else NARROWED
    lets_in = after < before if edit.path.endswith("minimumAge") else after > before
    return WIDENED if lets_in else NARROWED


def _age_summary(label: str, edit: Edit, before: float | None, after: float | None) -> str:
    if edit.before is None:
        return f"{label} is now {_lower(edit.after)}; before, there was no limit"
    if edit.after is None:
        return f"{label} of {_lower(edit.before)} was lifted: there is no limit now"
    if before is not None and before == after:
        return f"{label} is the same, written {quoted(str(edit.after))} instead of {quoted(str(edit.before))}"
    if before is None or after is None:
        return f"{label} changed from {_lower(edit.before)} to {_lower(edit.after)}"
    return f"{label} {'raised' if after > before else 'lowered'} from {_lower(edit.before)} to {_lower(edit.after)}"


def _lower(age: Json) -> str:
    return str(age).lower()


def _age_groups(groups: Sequence[Edit]) -> Draft:
    gone = [constant(edit.before) for edit in groups if edit.before is not None]
    come = [constant(edit.after) for edit in groups if edit.after is not None]
    parts = [f"now includes {joined(come)}"] if come else []
    parts += [f"no longer includes {joined(gone)}"] if gone else []
    widening = UNDECIDABLE if come and gone else WIDENED if come else NARROWED
    return Draft(
        kind="eligibility.changed",
        path=_STD_AGES,
        label="Age groups",
        section="eligibility",
        summary=f"The age groups changed: the study {joined(parts)}",
        edits=tuple(groups),
        before=[edit.before for edit in groups if edit.before is not None] or None,
        after=[edit.after for edit in groups if edit.after is not None] or None,
        inputs={"field": "stdAges", "widening": widening},
    )


def _field(edit: Edit) -> Draft:
    label = _FIELDS[edit.path]
    return _draft(edit, label, _field_summary(label, edit), {"widening": _field_widening(edit)})


def _field_summary(label: str, edit: Edit) -> str:
    if edit.path.endswith("healthyVolunteers"):
        return f"Healthy volunteers: {_accepted(edit.after)} now (before: {_accepted(edit.before)})"
    if edit.path.endswith("genderDescription"):
        return f"{label}: {quoted(str(edit.after))}" if edit.after else f"{label} was removed"
    if edit.path.endswith("genderBased"):
        return f"Eligibility is {'now' if edit.after else 'no longer'} based on gender"
    return f"{label} changed from {_sex(edit.before)} to {_sex(edit.after)}"


def _accepted(value: Json) -> str:
    return "not stated" if value is None else "accepted" if value else "not accepted"


def _sex(value: Json) -> str:
    return {"ALL": "all", "FEMALE": "female only", "MALE": "male only"}.get(str(value), constant(value))


def _field_widening(edit: Edit) -> str:
    if edit.path.endswith("sex"):
        return WIDENED if edit.after == "ALL" else NARROWED if edit.before == "ALL" else UNDECIDABLE
    if edit.path.endswith("healthyVolunteers") and None not in {edit.before, edit.after}:
        return WIDENED if edit.after else NARROWED
    return UNDECIDABLE


def _draft(edit: Edit, label: str, summary: str, inputs: dict[str, Json]) -> Draft:
    return Draft(
        kind="eligibility.changed",
        path=edit.path,
        label=label,
        section="eligibility",
        summary=summary,
        edits=(edit,),
        before=edit.before,
        after=edit.after,
        inputs={"field": edit.path.rpartition(".")[2], **inputs},
    )
