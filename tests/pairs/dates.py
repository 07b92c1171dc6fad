"""Pairs of study start, primary completion and study completion."""

from __future__ import annotations

from typing import Any

from tests.pairs.row import PHASE_1, PHASE_1_2, PHASE_2, PHASE_NA, Pair, Told, pair

_START, _PRIMARY, _LAST = (f"statusModule.{name}DateStruct" for name in ("start", "primaryCompletion", "completion"))
_LATE = "unfavourable"
_E, _A = "ESTIMATED", "ACTUAL"
# Primary completion is planned for 14 May 2027 in a phase 3 trial; this keeps study completion behind it.
_ROOM = (_LAST, {"date": "2031-01-01", "type": _E})


def _date(day: str, kind: str | None) -> dict[str, str]:
    return {"date": day, **({"type": kind} if kind else {})}


def _moves(
    name: str, path: str, before: str, after: str, significance: str, rule: str, direction: str = "neutral",
    *, kind: str = "moved", types: tuple[str | None, str | None] = (_E, _E), given: tuple[Any, ...] = (),
    stage: str = "enrolling", correction: int | tuple[int, ...] = (), plan: str | None = None,
    crossed: frozenset[str] = frozenset(),
) -> Pair:  # fmt: skip
    told = Told(f"date.{kind}", before, after, significance, f"date.{rule}", direction=direction)
    return pair(
        name, (path, _date(after, types[1])), told, given=(*_ROOM, *given, path, _date(before, types[0])), stage=stage,
        correction=correction, plan=None if plan is None else (_PRIMARY, _date(plan, _E)), crossed=crossed,
    )  # fmt: skip


def _primary(name: str, after: str, significance: str, rule: str, direction: str = "neutral", **more: Any) -> Pair:
    before = more.pop("before", "2027-05-14")
    return _moves(f"primary completion, {name}", _PRIMARY, before, after, significance, rule, direction, **more)


_HALF, _YEAR = "primary_completion.later.180", "primary_completion.later.365"
_PC = "primary_completion"

MOVED: tuple[Pair, ...] = (
    _primary("29 days later in phase 3", "2027-06-12", "minor", "moved", _LATE),
    _primary("30 days later in phase 3", "2027-06-13", "major", f"{_PC}.later", _LATE),
    _primary("89 days later in phase 2", "2027-08-11", "minor", "moved", _LATE, given=PHASE_2),
    _primary("90 days later in phase 2", "2027-08-12", "major", f"{_PC}.later", _LATE, given=PHASE_2),
    _primary("30 days later when due within a year", "2026-12-31", "major", f"{_PC}.later", _LATE,
             before="2026-12-01", given=PHASE_2),
    _primary("180 days later in phase 3", "2027-11-10", "critical", f"{_PC}.far_later", _LATE),
    _primary("180 days later in phase 2", "2027-11-10", "major", f"{_PC}.later", _LATE, given=PHASE_2),
    _primary("365 days later in phase 2", "2028-05-13", "critical", f"{_PC}.far_later", _LATE, given=PHASE_2),
    _primary("365 days later in phase 1", "2028-05-13", "major", f"{_PC}.far_later", _LATE, given=PHASE_1,
             correction=11),
    _primary("90 days later in phase 1", "2027-08-12", "minor", f"{_PC}.later", _LATE, given=PHASE_1, correction=11),
    _primary("90 days later in phase 1/2", "2027-08-12", "major", f"{_PC}.later", _LATE, given=PHASE_1_2,
             correction=11),
    _primary("90 days later where phases do not apply", "2027-08-12", "major", f"{_PC}.later", _LATE, given=PHASE_NA,
             correction=11),
    _primary("89 days earlier", "2027-02-14", "minor", "moved", correction=3),
    _primary("90 days earlier", "2027-02-13", "major", f"{_PC}.earlier", correction=3),
    _primary("364 days earlier", "2026-05-15", "major", f"{_PC}.earlier", correction=3),
    _primary("366 days earlier", "2026-05-13", "critical", f"{_PC}.year_earlier", correction=3),
    _primary("366 days earlier in phase 1", "2026-05-13", "major", f"{_PC}.year_earlier", given=PHASE_1,
             correction=(3, 11)),
    _primary("a month to a later month", "2027-08", "major", f"{_PC}.later", _LATE, before="2027-05"),
    _primary("May 2027 to 1 June 2027", "2027-06-01", "minor", "moved", _LATE, before="2027-05"),
    _primary("the 18th of January 2017 is crossed", "2017-01-20", "critical", "legal_duty", _LATE,
             before="2017-01-10", stage="pcd_overdue", correction=3),
    _primary("the 18th of January 2017 is crossed backwards", "2017-01-17", "critical", "legal_duty",
             before="2017-01-18", stage="pcd_overdue", correction=3),
    _primary("two days this side of it", "2017-01-20", "minor", "moved", _LATE, before="2017-01-18", given=PHASE_2,
             stage="pcd_overdue", correction=3),
    _primary("ten days later, and by now half a year", "2027-05-24", "major", f"{_PC}.cumulative.major", _LATE,
             plan="2026-11-20"),
    _primary("ten days later, after half a year was told", "2027-05-24", "minor", "moved", _LATE,
             plan="2026-11-20", crossed=frozenset({_HALF})),
    _primary("ten days later, and by now a year", "2027-05-24", "critical", f"{_PC}.cumulative.critical", _LATE,
             plan="2026-05-20", crossed=frozenset({_HALF})),
    _moves("study completion 179 days later", _LAST, "2028-05-14", "2028-11-09", "minor", "moved", _LATE),
    _moves("study completion 180 days later", _LAST, "2028-05-14", "2028-11-10", "major", "completion", _LATE),
    _moves("study completion 180 days earlier", _LAST, "2028-05-14", "2027-11-16", "major", "completion"),
    _moves("study completion 729 days later", _LAST, "2028-05-14", "2030-05-13", "major", "completion", _LATE),
    _moves("study completion 731 days later", _LAST, "2028-05-14", "2030-05-15", "critical", "completion.far", _LATE),
    _moves("study completion over the line of 2017 is no legal duty", _LAST, "2027-06-10", "2027-06-20", "minor",
           "moved", _LATE, correction=3),
    _moves("start 89 days later", _START, "2026-06-01", "2026-08-29", "minor", "moved", _LATE),
    _moves("start 90 days later", _START, "2026-06-01", "2026-08-30", "major", "start.slipped", _LATE),
    _moves("start 90 days later in phase 1", _START, "2026-06-01", "2026-08-30", "minor", "start.slipped", _LATE,
           given=PHASE_1, correction=11),
    _moves("start 92 days earlier", _START, "2026-09-01", "2026-06-01", "minor", "moved"),
)  # fmt: skip


def _typed(name: str, path: str, before: str, after: str, significance: str, rule: str, kind: str, **more: Any) -> Pair:
    types = more.pop("types", {"reached": (_E, _A), "corrected": (_A, _A), "reopened": (_A, _E)}.get(kind, (_E, _E)))
    direction = more.pop("direction", "neutral")
    return _moves(name, path, before, after, significance, rule, direction, kind=kind, types=types, **more)


OTHERWISE: tuple[Pair, ...] = (
    _typed("start reached as estimated", _START, "2026-02-10", "2026-02-10", "major", "reached", "reached",
           stage="straddles_start", correction=3),
    _typed("start reached six days later", _START, "2026-02-10", "2026-02-16", "major", "reached", "reached",
           direction=_LATE, stage="straddles_start", correction=(1, 3)),
    _typed("primary completion reached ten days earlier", _PRIMARY, "2026-02-20", "2026-02-10", "major", "reached",
           "reached", stage="straddles_pcd", correction=(1, 3)),
    _typed("primary completion reached 366 days earlier", _PRIMARY, "2027-02-11", "2026-02-10", "critical",
           "primary_completion.year_earlier", "reached", stage="straddles_pcd", correction=3),
    _typed("primary completion reached in phase 1 is not lowered", _PRIMARY, "2026-02-20", "2026-02-10", "major",
           "reached", "reached", given=PHASE_1, stage="straddles_pcd", correction=11),
    _typed("primary completion reached late in the month estimated", _PRIMARY, "2026-02", "2026-02-26", "major",
           "reached", "reached", stage="straddles_pcd", correction=3),
    _typed("primary completion reached late in the year estimated", _PRIMARY, "2026", "2026-02-26", "major",
           "reached", "reached", stage="straddles_pcd", correction=3),
    _typed("primary completion reached in the month that holds the line of 2017", _PRIMARY, "2017-01", "2017-01-10",
           "major", "reached", "reached", stage="post_pcd", correction=3),
    _typed("study completion reached", _LAST, "2026-03", "2026-02-27", "major", "reached", "reached", correction=3),
    _typed("a date without a type that becomes actual was reached", _START, "2025-01-20", "2025-02-03", "major",
           "reached", "reached", types=(None, _A), direction=_LATE),
    _typed("actual start corrected", _START, "2025-02-03", "2025-01-27", "critical", "corrected", "corrected",
           correction=3),
    _typed("actual primary completion corrected", _PRIMARY, "2025-12-01", "2025-11-20", "critical", "corrected",
           "corrected", stage="post_pcd", correction=3),
    _typed("actual completion corrected in phase 1 is not lowered", _LAST, "2026-01-10", "2026-01-05", "critical",
           "corrected", "corrected", given=PHASE_1, correction=(3, 11)),
    _typed("actual primary completion corrected over the line of 2017", _PRIMARY, "2017-01-20", "2017-01-10",
           "critical", "legal_duty", "corrected", stage="post_pcd", correction=3),
    _typed("actual primary completion an estimate again", _PRIMARY, "2025-12-01", "2026-09-01", "critical",
           "reopened", "reopened", stage="post_pcd", correction=3),
    _typed("actual start an estimate again", _START, "2025-02-03", "2026-06-01", "critical", "reopened", "reopened",
           correction=3),
    _typed("actual completion an estimate again, in phase 1", _LAST, "2026-01-10", "2026-09-01", "critical",
           "reopened", "reopened", given=PHASE_1, correction=(3, 11)),
    _typed("May 2027 to 31 May 2027", _PRIMARY, "2027-05", "2027-05-31", "administrative", "refined", "refined"),
    _typed("14 May 2027 to May 2027", _PRIMARY, "2027-05-14", "2027-05", "administrative", "refined", "refined"),
    _typed("2028 to June 2028", _LAST, "2028", "2028-06", "administrative", "refined", "refined"),
    _typed("an actual start given to the day", _START, "2025-02", "2025-02-03", "administrative", "refined",
           "refined", types=(_A, _A)),
)  # fmt: skip


def _given(name: str, path: str, day: dict[str, str], **more: Any) -> tuple[Pair, Pair]:
    """A date that was not there, and the same taken out."""
    rest = _ROOM if path != _LAST else ()
    with_it, without = (*rest, path, day), (*rest, path, None)
    added = Told("date.added", None, day["date"], "minor", "date.added")
    removed = Told("date.removed", day["date"], None, "minor", "date.removed")
    return (
        pair(f"{name} is given", (path, day), added, given=without, **more),
        pair(f"{name} is taken out", (path, None), removed, given=with_it, **more),
    )


THERE: tuple[Pair, ...] = (
    *_given("primary completion", _PRIMARY, _date("2027-05-14", _E)),
    *_given("study completion", _LAST, _date("2028-05", _E)),
    *_given("start", _START, _date("2026-06", _E)),
)

PAIRS = (*MOVED, *OTHERWISE, *THERE)
