"""A draft in, its rating out: which row of the table decides, and which modifier moved it."""

from __future__ import annotations

from functools import cache

from msgspec import Struct

from watcher.meaning.draft import Case, Draft, Pair, Rule
from watcher.meaning.record import is_phase_one
from watcher.meaning.rules import dates, design, eligibility, fields, outcomes, records, results, sites, status, texts
from watcher.meaning.stage import AFTER_PRIMARY_COMPLETION
from watcher.model import Significance

RULES: tuple[Rule, ...] = (
    *status.RULES,
    *dates.RULES,
    *sites.RULES,
    *outcomes.RULES,
    *eligibility.RULES,
    *texts.RULES,
    *results.RULES,
    *design.RULES,
    *fields.RULES,
    *records.RULES,
)

UNCLASSIFIED = Rule(
    "unclassified",
    ("field.changed",),
    Significance.MINOR,
    "No rule knows this field; nothing is dropped because it is unknown.",
    "docs/design.md, law 3",
)

# What an observational study observes counts as its design (docs/rating.md, correction 13).
_RAISED_AFTER_COMPLETION = (
    "outcome.", "eligibility.", "criterion.", "arm.", "intervention.", "design.", "population.",
)  # fmt: skip
_LOWERED_IN_PHASE_ONE = frozenset({"date.moved", "enrollment.changed"})
_UP = {Significance.MINOR: Significance.MAJOR, Significance.MAJOR: Significance.CRITICAL}
_DOWN = {Significance.CRITICAL: Significance.MAJOR, Significance.MAJOR: Significance.MINOR}


class Rating(Struct, frozen=True):
    significance: Significance
    rule: str
    modifier: str | None = None  # in words, for `watcher explain`


@cache
def rules_of(kind: str) -> tuple[Rule, ...]:
    return (*(rule for rule in RULES if kind in rule.kinds), UNCLASSIFIED)


@cache
def rule(rule_id: str) -> Rule | None:
    """The row of an id; None for ids of older rulesets."""
    rows = (*RULES, *sites.UPDATE_RULES, *fields.SETTLED_RULES, UNCLASSIFIED)
    return next((row for row in rows if row.id == rule_id), None)


def rate(draft: Draft, pair: Pair) -> Rating:
    case = Case(draft, pair)
    row = next(row for row in rules_of(draft.kind) if row.test(case))
    if _is_raised(row, case):
        return Rating(
            _UP.get(row.significance, row.significance), row.id, "raised: after the actual primary completion"
        )
    if _is_lowered(draft, case):
        return Rating(_DOWN.get(row.significance, row.significance), row.id, "lowered: phase 1")
    return Rating(row.significance, row.id)


def _is_raised(row: Rule, case: Case) -> bool:
    after = case.stage in AFTER_PRIMARY_COMPLETION
    return after and not row.names_stage and case.draft.kind.startswith(_RAISED_AFTER_COMPLETION)


def _is_lowered(draft: Draft, case: Case) -> bool:
    """Phase 1 moves its dates and numbers often; never below minor, and never what was reached or corrected."""
    return draft.kind in _LOWERED_IN_PHASE_ONE and is_phase_one(case.pair.new)
