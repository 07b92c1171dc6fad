"""Folds of what is left: bookkeeping, what the registry computed, and fields that no rule knows."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from watcher.meaning.draft import Draft, Pair
from watcher.meaning.fields.table import BOOKKEEPING, DERIVED, DERIVED_PREFIXES
from watcher.meaning.record import POSTED, SUBMITTED, get
from watcher.meaning.words import date, joined, plain, quoted, words_of_key
from watcher.model import Actor, Edit, Json

_VERIFIED = "protocolSection.statusModule.statusVerifiedDate"


def fold_bookkeeping(_pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    """At most one `verified` a version: when the record was checked, sent and posted."""
    owned = {edit.path: edit for edit in edits if edit.path in BOOKKEEPING}
    if not owned:
        return []
    # A new posting date is estimated until it is actual: the type follows the date.
    owned |= {edit.path: edit for edit in edits if edit.path in DERIVED}
    verified = owned.get(_VERIFIED)
    parts = [
        f"{words} {date(owned[path].after)}"
        for path, words in ((_VERIFIED, "verified"), (SUBMITTED, "submitted"), (POSTED, "posted"))
        if path in owned and owned[path].after is not None
    ]
    return [
        Draft(
            kind="verified",
            path=_VERIFIED if verified else next(iter(owned)),
            label="Record dates",
            section="record",
            summary=f"Record {joined(parts)}" if parts else "Dates of the record's bookkeeping changed",
            edits=tuple(owned.values()),
            before=verified.before if verified else None,
            after=verified.after if verified else None,
        )
    ]


_NUMBER = "protocolSection.identificationModule.nctId"
_ALIASES = "protocolSection.identificationModule.nctIdAliases"
_FORMER = f"{_ALIASES}[]"


def fold_number(pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    """Another NCT number: the registry merged the record into another one, or parted the two again."""
    number = next((edit for edit in edits if edit.path == _NUMBER), None)
    if number is None:
        return []
    return [
        Draft(
            kind="record.aliased",
            path=_NUMBER,
            label="NCT number",
            section="record",
            summary=_renumbered(pair, str(number.before), str(number.after)),
            edits=(number, *(edit for edit in edits if edit.path == _FORMER)),
            before=number.before,
            after=number.after,
            actor=Actor.REGISTRY,
        )
    ]


def _renumbered(pair: Pair, before: str, after: str) -> str:
    is_parted = after in _aliases(pair.old) and before not in _aliases(pair.new)
    if is_parted:
        return f"{after} has a record of its own again (before: kept under {before})"
    return f"The registry now keeps {before} under the number {after}"


def _aliases(content: Json) -> Collection[Json]:
    found = get(content, _ALIASES)
    return found if isinstance(found, list) else ()


# What the registry computes, in words, by what a path holds.
_COMPUTED = (
    ("geoPoint", "map points of cities"),
    ("countryCode", "country codes"),
    ("conditionBrowse", "condition terms (MeSH)"),
    ("interventionBrowse", "intervention terms (MeSH)"),
    ("PostDateStruct.type", "types of posting dates"),
    ("removedCountries", "the list of countries removed"),
)


def fold_derived(pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    owned = tuple(edit for edit in edits if edit.path.startswith(DERIVED_PREFIXES) or edit.path in DERIVED)
    if not owned:
        return []
    named = [words for part, words in _COMPUTED if any(part in edit.path for edit in owned)]
    alone = "; nobody edited the trial" if pair.actor is Actor.REGISTRY else ""
    return [
        Draft(
            kind="registry.derived",
            path=owned[0].path,
            label="Computed by the registry",
            section="record",
            summary=f"The registry recomputed {joined(named or ['data of its own'])}{alone}",
            edits=owned,
            before=owned[0].before if len(owned) == 1 else None,
            after=owned[0].after if len(owned) == 1 else None,
            actor=Actor.REGISTRY,
        )
    ]


def fold_unknown(_pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    """A path that no rule knows is still a change (law 3)."""
    return [_unknown(edit) for edit in edits]


def _unknown(edit: Edit) -> Draft:
    name = words_of_key(edit.leaf)
    of = f" of {quoted(edit.item, 80)}" if edit.item and edit.at else ""
    if edit.before is None:
        summary = f"A field that this program does not know yet appeared: {name}{of}"
    elif edit.after is None:
        summary = f"A field that this program does not know yet vanished: {name}{of}"
    else:
        change = f": {_short(edit.before)} to {_short(edit.after)}"
        summary = f"A field that this program does not know yet changed: {name}{of}{change}"
    return Draft(
        kind="field.changed",
        path=edit.path,
        label=name,
        section="record",
        summary=summary,
        edits=(edit,),
        item=edit.item,
        before=edit.before,
        after=edit.after,
    )


def _short(value: Json) -> str:
    return quoted(plain(value), 120)
