"""One row of the tables: what differs between two records, and all that has to be told of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.support.trial import base, changed
from watcher.meaning.known import first_plan
from watcher.model import Plan

Json = Any

# Between the two submissions of a row: 20 January and 2 March 2026.
AFTERWARDS = "2026-03-02"

# What differs from a recruiting trial, actually started in 2025, when it stands elsewhere.
_START = "statusModule.startDateStruct"
_PRIMARY_COMPLETION = "statusModule.primaryCompletionDateStruct"
_OVERALL = "statusModule.overallStatus"
ENROLLING: tuple[Any, ...] = ()
PRE_START = (_OVERALL, "NOT_YET_RECRUITING", _START, {"date": "2026-06-01", "type": "ESTIMATED"})
STRADDLES_START = (_START, {"date": "2026-02-10", "type": "ACTUAL"})
CLOSED = (_OVERALL, "ACTIVE_NOT_RECRUITING")
OVERDUE = (_PRIMARY_COMPLETION, {"date": "2025-12-01", "type": "ESTIMATED"})
STRADDLES_PCD = (_PRIMARY_COMPLETION, {"date": "2026-02-10", "type": "ACTUAL"})
POST_PCD = (_PRIMARY_COMPLETION, {"date": "2025-12-01", "type": "ACTUAL"})
PHASE_1 = ("designModule.phases", ["PHASE1"])
PHASE_1_2 = ("designModule.phases", ["PHASE1", "PHASE2"])
PHASE_2 = ("designModule.phases", ["PHASE2"])
PHASE_NA = ("designModule.phases", ["NA"])


@dataclass(frozen=True)
class Told:
    """One change as it has to be told. Of an object in `before` or `after`, the fields given here have to agree."""

    kind: str
    before: Json
    after: Json
    significance: str
    rule: str
    item: str | None = None
    direction: str = "neutral"
    actor: str = "sponsor"
    confidence: str = "certain"


@dataclass(frozen=True)
class Pair:
    name: str
    old: Json
    new: Json
    told: tuple[Told, ...]  # all of it, but for the bookkeeping
    stage: str
    rated: str | None  # the update, where all sites together say more than any one change
    corrections: tuple[int, ...]  # of the significance table, that this row is about
    plan: Plan | None = None
    crossed: frozenset[str] = field(default_factory=frozenset)


def pair(
    name: str,
    steps: tuple[Any, ...] | dict[str, Any],
    *told: Told,
    given: tuple[Any, ...] | dict[str, Any] = (),
    stage: str = "enrolling",
    rated: str | None = None,
    correction: int | tuple[int, ...] = (),
    submitted: str | None = AFTERWARDS,
    plan: tuple[Any, ...] | None = None,
    crossed: frozenset[str] = frozenset(),
) -> Pair:
    """`steps` and `given`: path, value, path, value …; or a whole record. `given` holds on both sides.

    `submitted=None`: nobody submitted anything, so the registry did it. `plan`: how the first version differed.
    """
    old = given if isinstance(given, dict) else changed(*given, submitted=None)
    new = steps if isinstance(steps, dict) else changed(*steps, record=old, submitted=submitted)
    numbers = (correction,) if isinstance(correction, int) else correction
    first = None if plan is None else first_plan(changed(*plan, record=base(), submitted=None))
    return Pair(name, old, new, told, stage, rated, numbers, first, crossed)
