"""Edits of sites in, changes out, what explains much before what explains little; and what they say all together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from watcher.meaning.draft import Draft, Pair
from watcher.meaning.sites.contacts import fold_contacts
from watcher.meaning.sites.flips import fold_hidden_contacts, fold_shown, fold_withheld
from watcher.meaning.sites.lists import REMOVED_COUNTRIES, fold_countries, fold_listed
from watcher.meaning.sites.masks import fold_masked
from watcher.meaning.sites.renamed import fold_derived, fold_edited, fold_renamed
from watcher.meaning.sites.sentence import sites_sentence, unchanged_sites
from watcher.meaning.sites.status import fold_statuses
from watcher.meaning.sites.sums import net_sites, totals, update_significance
from watcher.meaning.sites.surroundings import surroundings
from watcher.meaning.sites.view import CENTRAL, SITE, View
from watcher.model import Edit

__all__ = ["fold_sites", "net_sites", "sites_sentence", "unchanged_sites", "update_significance"]

_STEPS: tuple[Callable[[View, Sequence[Edit]], list[Draft]], ...] = (
    fold_withheld,
    fold_shown,
    fold_hidden_contacts,
    fold_masked,
    fold_renamed,
    fold_statuses,
    fold_listed,
    fold_edited,
    fold_contacts,
    fold_derived,
)
_OURS = (SITE, CENTRAL, REMOVED_COUNTRIES)


def fold_sites(pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    """Owns all edits of known fields of sites, and those elsewhere that only follow from them."""
    left = [edit for edit in edits if edit.path.startswith(_OURS)]
    if not left:
        return []
    view = View(pair, left)
    drafts: list[Draft] = []
    for step in _STEPS:
        found = step(view, left)
        if found:
            owned = {id(edit) for draft in found for edit in draft.edits}
            left = [edit for edit in left if id(edit) not in owned]
            drafts += found
    drafts += fold_countries(view, left, _spelled_anew(drafts))
    counts = totals(pair, drafts) if drafts else {}
    return [replace(draft, inputs={**draft.inputs, **counts, **surroundings(view, draft.inputs)}) for draft in drafts]


def _spelled_anew(drafts: Sequence[Draft]) -> dict[str, str]:
    return {
        str(draft.before): str(draft.after)
        for draft in drafts
        if draft.kind == "place.renamed" and draft.path == f"{SITE}.country"
    }
