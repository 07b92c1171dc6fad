"""Edits in, drafted changes out: each fold takes what it can explain, the next ones get what is left."""

from __future__ import annotations

from collections.abc import Sequence

from watcher.meaning.consistency import fold_consistency
from watcher.meaning.draft import Draft, Fold, Pair
from watcher.meaning.eligibility.fold import fold_eligibility
from watcher.meaning.fields.arms import fold_arms
from watcher.meaning.fields.dates import fold_dates
from watcher.meaning.fields.items import fold_lists
from watcher.meaning.fields.record import fold_bookkeeping, fold_derived, fold_number, fold_unknown
from watcher.meaning.fields.responsible import fold_responsible
from watcher.meaning.fields.single import fold_fields, fold_masking
from watcher.meaning.fields.statements import fold_statements
from watcher.meaning.fields.status import fold_enrollment, fold_status, fold_withheld_record
from watcher.meaning.outcomes.fold import fold_outcomes
from watcher.meaning.results.fold import fold_results
from watcher.meaning.sites.fold import fold_sites
from watcher.meaning.texts.fold import fold_texts
from watcher.meaning.texts.why_stopped import fold_why_stopped
from watcher.model import Edit

# In this order: what explains much comes before what explains little.
FOLDS: tuple[Fold, ...] = (
    fold_number,
    fold_withheld_record,
    fold_results,
    fold_sites,
    fold_status,
    fold_why_stopped,
    fold_enrollment,
    fold_dates,
    fold_outcomes,
    fold_eligibility,
    fold_texts,
    fold_arms,
    fold_statements,
    fold_masking,
    fold_responsible,
    fold_fields,
    fold_lists,
    fold_bookkeeping,
    fold_derived,
    fold_unknown,
)


def fold(pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    """Every edit ends in exactly one draft; a draft may own none (country.entered, consistency.opened)."""
    drafts: list[Draft] = []
    left = list(edits)
    for take in FOLDS:
        if not left:
            break
        found = take(pair, left)
        owned = {id(edit) for draft in found for edit in draft.edits}
        left = [edit for edit in left if id(edit) not in owned]
        drafts += found
    return [*drafts, *fold_consistency(pair)]
