"""Pairs of the recruitment status, of the reason why a trial stopped, and of enrollment."""

from __future__ import annotations

from tests.pairs.row import CLOSED, PHASE_1, PHASE_1_2, PHASE_2, PHASE_NA, PRE_START, STRADDLES_PCD, Pair, Told, pair

_STATUS = "statusModule.overallStatus"
_LAST = "statusModule.lastKnownStatus"
_WHY = "statusModule.whyStopped"
_ENROLLED = "designModule.enrollmentInfo"
_COUNT = "designModule.enrollmentInfo.count"


def _moves(
    before: str, after: str, significance: str, rule: str, direction: str = "neutral", *, actor: str = "sponsor",
    correction: int | tuple[int, ...] = (), stage: str = "enrolling", submitted: str | None = "2026-03-02",
) -> Pair:  # fmt: skip
    """From one status to another; with UNKNOWN goes what was known last, as the registry has it."""
    known = "RECRUITING" if before == "UNKNOWN" else None
    start = PRE_START[2:] if "NOT_YET_RECRUITING" in {before, after} else ()
    given = (_STATUS, before, *((_LAST, known) if known else ()), *start)
    steps = (_STATUS, after, *((_LAST, before) if after == "UNKNOWN" else (_LAST, None) if known else ()))
    told = Told("status.changed", before, after, significance, rule, direction=direction, actor=actor)
    name = f"{before} to {after}".lower().replace("_", " ")
    stage = "pre_start" if before == "NOT_YET_RECRUITING" else stage
    return pair(name, steps, told, given=given, correction=correction, stage=stage, submitted=submitted)


_BAD, _GOOD = "unfavourable", "favourable"
STATUS: tuple[Pair, ...] = (
    _moves("RECRUITING", "TERMINATED", "critical", "status.stopped", _BAD),
    _moves("RECRUITING", "SUSPENDED", "critical", "status.stopped", _BAD, correction=1),
    _moves("ACTIVE_NOT_RECRUITING", "TERMINATED", "critical", "status.stopped", _BAD, stage="closed"),
    _moves("ENROLLING_BY_INVITATION", "WITHDRAWN", "critical", "status.stopped", _BAD),
    _moves("SUSPENDED", "RECRUITING", "critical", "status.restarted", _GOOD, correction=1),
    _moves("SUSPENDED", "TERMINATED", "critical", "status.stopped", _BAD),
    _moves("TERMINATED", "COMPLETED", "critical", "status.restarted", stage="closed"),
    _moves("WITHDRAWN", "NOT_YET_RECRUITING", "critical", "status.restarted", stage="closed", correction=1),
    _moves("NOT_YET_RECRUITING", "RECRUITING", "major", "status.changed", _GOOD),
    _moves("RECRUITING", "ACTIVE_NOT_RECRUITING", "major", "status.changed"),
    _moves("RECRUITING", "ENROLLING_BY_INVITATION", "major", "status.changed"),
    _moves("RECRUITING", "COMPLETED", "major", "status.changed"),
    _moves("ACTIVE_NOT_RECRUITING", "COMPLETED", "major", "status.changed", stage="closed"),
    _moves("ACTIVE_NOT_RECRUITING", "RECRUITING", "critical", "status.reopened", stage="closed", correction=13),
    _moves("COMPLETED", "ACTIVE_NOT_RECRUITING", "critical", "status.reopened", stage="closed", correction=13),
    _moves("COMPLETED", "RECRUITING", "critical", "status.reopened", stage="closed", correction=13),
    _moves("UNKNOWN", "COMPLETED", "major", "status.unknown_to_completed", correction=13),
    _moves("UNKNOWN", "RECRUITING", "minor", "status.unknown", correction=1),
    _moves("UNKNOWN", "TERMINATED", "critical", "status.stopped", _BAD),
    _moves("RECRUITING", "UNKNOWN", "minor", "status.unknown", actor="registry", submitted=None, correction=1),
    _moves("NOT_YET_RECRUITING", "UNKNOWN", "minor", "status.unknown", actor="registry", submitted=None),
    _moves("RECRUITING", "WITHHELD", "critical", "status.withheld", actor="registry", submitted=None),
    pair(
        "a record withheld is one change, whatever goes with it",
        (
            _STATUS,
            "WITHHELD",
            "contactsLocationsModule",
            None,
            "outcomesModule",
            None,
            "sponsorCollaboratorsModule.leadSponsor.name",
            "[Redacted]",
        ),
        Told("status.changed", "RECRUITING", "WITHHELD", "critical", "status.withheld", actor="registry"),
    ),
    pair(
        "expanded access that is no longer available is major, and has no stage",
        (_STATUS, "NO_LONGER_AVAILABLE"),
        Told("status.changed", "AVAILABLE", "NO_LONGER_AVAILABLE", "major", "status.changed"),
        given=(_STATUS, "AVAILABLE", "designModule.studyType", "EXPANDED_ACCESS", "designModule.phases", None),
        stage="none",
        correction=1,
    ),
    pair(
        "a trial closed by its last known status is closed",
        (_STATUS, "COMPLETED", _LAST, None),
        Told("status.changed", "UNKNOWN", "COMPLETED", "major", "status.unknown_to_completed"),
        given=(_STATUS, "UNKNOWN", _LAST, "ACTIVE_NOT_RECRUITING"),
        stage="closed",
        correction=(1, 13),
    ),
)


def _says(name: str, reason: str, significance: str, rule: str, direction: str = "neutral") -> Pair:
    told = Told("why_stopped.changed", None, reason, significance, f"why_stopped.{rule}", direction=direction)
    return pair(name, (_WHY, reason), told, given=(_STATUS, "TERMINATED"), stage="closed", correction=2)


def _says_now(name: str, before: str, after: str | None, significance: str, rule: str, way: str = "neutral") -> Pair:
    told = Told("why_stopped.changed", before, after, significance, f"why_stopped.{rule}", direction=way)
    return pair(name, (_WHY, after), told, given=(_STATUS, "TERMINATED", _WHY, before), stage="closed", correction=2)


_WEIGHTY = "safety_or_efficacy"
WHY_STOPPED: tuple[Pair, ...] = (
    _says("safety, not of this drug", "Safety concerns that were not related to Drug A", "critical", _WEIGHTY,
          _BAD),
    _says("nobody recruited for fear of toxicity", "Not able to recruit due to toxicity concerns", "critical", _WEIGHTY,
          _BAD),
    _says("it worked, says the board", "Stopped by DSMB for benefit", "critical", _WEIGHTY),
    _says("safety was fine", "Safety was fine, recruitment slow", "major", "other"),
    _says("safety did not lead to it", "A safety concern did not lead to the termination", "major", "safety_denied"),
    _says_now("a spelling that another class hides", "Drug suply", "Drug supply", "minor", "wording"),
    _says("a safety finding", "Two patients had severe toxicity; safety concern", "critical", _WEIGHTY, _BAD),
    _says("an adverse event", "Serious adverse events in the high dose group", "critical", _WEIGHTY, _BAD),
    _says("not for safety reasons", "Sponsor decision, not for safety reasons", "major", "safety_denied"),
    _says("not driven by safety concerns", "Not driven by any safety concerns", "major", "safety_denied"),
    _says("no safety issue", "Slow accrual. There were no safety issues.", "major", "safety_denied"),
    _says("unrelated to safety", "Business decision unrelated to safety or efficacy", "major", "safety_denied"),
    _says("neither safety nor efficacy", "No safety or efficacy concerns, low accrual", "major", "safety_denied"),
    _says("not safety/efficacy", "Strategic reasons and not safety/efficacy", "major", "safety_denied"),
    _says("safety was not the reason", "Sponsor decision; safety was not the reason", "major", "safety_denied"),
    _says("a non-safety reason", "Business decision, non-safety related", "major", "safety_denied"),
    _says("no efficacy asserts", "No efficacy was seen", "critical", _WEIGHTY, _BAD),
    _says("futility", "Stopped for futility after the interim analysis", "critical", _WEIGHTY, _BAD),
    _says("lack of efficacy", "Lack of efficacy", "critical", _WEIGHTY, _BAD),
    _says("a monitoring committee", "Recommendation of the DSMB", "critical", _WEIGHTY, _BAD),
    _says("the whole reason is a regulator", "FDA", "critical", "regulator"),
    _says("a clinical hold", "Clinical hold", "critical", "regulator"),
    _says("an ethics board", "IRB approval expired", "critical", "regulator"),
    _says("disapproved", "The study was disapproved", "critical", "regulator"),
    _says("safety denied, and a regulator", "Not for safety; FDA placed it on hold", "critical", "regulator"),
    _says("slow recruitment", "Slow recruitment", "major", "other"),
    _says("no funds", "Lack of funding", "major", "other"),
    _says("the primary objective was reached", "Completed primary objective", "major", "completed"),
    _says_now("another reason", "Slow recruitment", "Lack of funding", "major", "other"),
    _says_now("a reason that turns to safety", "Sponsor decision", "Safety concerns", "critical", _WEIGHTY, _BAD),
    _says_now("safety that is denied now", "Due to safety", "Not due to safety", "major", "safety_denied"),
    _says_now("wording only", "Slow recruitment of patients.", "Slow recruitment of patients", "minor", "wording"),
    _says_now("a reason taken out", "Safety concerns", None, "major", "other"),
)  # fmt: skip


def _enrolls(
    name: str, before: int, after: int, significance: str, rule: str, direction: str = "neutral",
    *, given: tuple[object, ...] = (), plan: int | None = None, crossed: frozenset[str] = frozenset(),
    correction: int | tuple[int, ...] = (),
) -> Pair:  # fmt: skip
    """From one estimate to another. `plan`: what the first version said, if something else."""
    told = Told("enrollment.changed", before, after, significance, f"enrollment.{rule}", direction=direction)
    first = (_COUNT, before if plan is None else plan)
    return pair(
        name, (_COUNT, after), told, given=(_COUNT, before, *given), plan=first, crossed=crossed, correction=correction
    )


def _ends(
    name: str, status: str, plan: int, count: int, significance: str, rule: str, kind: str = "reached",
    direction: str = "unfavourable", correction: int | tuple[int, ...] = 4, given: tuple[object, ...] = (),
) -> Pair:  # fmt: skip
    """The actual count is given, in a status that holds on both sides."""
    told = Told(f"enrollment.{kind}", plan, count, significance, f"enrollment.{rule}", direction=direction)
    steps = (_ENROLLED, {"count": count, "type": "ACTUAL"})
    closed = status in {"ACTIVE_NOT_RECRUITING", "COMPLETED", "TERMINATED", "WITHDRAWN"}
    stage = "closed" if closed else "enrolling"
    return pair(name, steps, told, given=(_STATUS, status, _COUNT, plan, *given), stage=stage, correction=correction)


ENROLLMENT: tuple[Pair, ...] = (
    _enrolls("half of the plan is gone", 240, 120, "critical", "half", _BAD),
    _enrolls("one and a half times the plan", 240, 360, "critical", "half", _GOOD),
    _enrolls("one short of half", 240, 121, "major", "fifth", _BAD),
    _enrolls("a fifth fewer", 240, 192, "major", "fifth", _BAD),
    _enrolls("less than a fifth fewer", 240, 193, "minor", "minor", _BAD),
    _enrolls("one person short of a fifth of many", 2500, 2001, "minor", "minor", _BAD),
    _enrolls("five in a hundred more", 240, 252, "minor", "minor", _GOOD),
    _enrolls("less than five in a hundred", 240, 251, "administrative", "slight", _GOOD),
    _enrolls("a fifth, but only four people", 20, 16, "minor", "minor", _BAD, correction=4),
    _enrolls("a fifth of twenty-five is five people, and the floor", 25, 20, "major", "fifth", _BAD, correction=4),
    _enrolls("a quarter of twenty is five people", 20, 25, "major", "fifth", _GOOD, correction=4),
    _enrolls("99,999,999 says unknown", 240, 99_999_999, "minor", "sentinel"),
    _enrolls("what was unknown is known", 99_999_999, 240, "minor", "sentinel"),
    _enrolls("a plan where there was none", 0, 50, "critical", "half", _GOOD),
    _enrolls("ten fewer, and by now a fifth fewer than first planned", 200, 190, "major", "cumulative.fifth", _BAD,
             plan=240),
    _enrolls("the same again, once it was told", 190, 188, "administrative", "slight", _BAD, plan=240,
             crossed=frozenset({"enrollment.fewer.20"})),
    _enrolls("ten fewer, and by now half of what was first planned", 130, 120, "critical", "cumulative.half", _BAD,
             plan=240, crossed=frozenset({"enrollment.fewer.20"})),
    _enrolls("half, in phase 1", 40, 20, "major", "half", _BAD, given=PHASE_1, correction=11),
    _enrolls("a quarter, in phase 1", 40, 30, "minor", "fifth", _BAD, given=PHASE_1, correction=11),
    _enrolls("a quarter, in phase 1/2", 40, 30, "major", "fifth", _BAD, given=PHASE_1_2, correction=11),
    _enrolls("a quarter, in phase 2", 40, 30, "major", "fifth", _BAD, given=PHASE_2),
    _enrolls("a quarter, where phases do not apply", 40, 30, "major", "fifth", _BAD, given=PHASE_NA, correction=11),
    _enrolls("a quarter, in an observational study", 40, 30, "major", "fifth", _BAD,
             given=("designModule.phases", None), correction=11),
    _ends("231 of 240 planned", "ACTIVE_NOT_RECRUITING", 240, 231, "minor", "reached"),
    _ends("192 of 240 are 80 %", "COMPLETED", 240, 192, "major", "reached.short"),
    _ends("193 of 240 are more than 80 %", "COMPLETED", 240, 193, "minor", "reached"),
    _ends("120 of 240 are half", "TERMINATED", 240, 120, "critical", "reached.half"),
    _ends("nobody of 240", "WITHDRAWN", 240, 0, "critical", "reached.half"),
    _ends("more than planned", "COMPLETED", 240, 251, "minor", "reached", direction=_GOOD),
    _ends("half of it in phase 1 is not lowered", "COMPLETED", 40, 20, "critical", "reached.half", given=PHASE_1,
          correction=11),
    _ends("as many as planned", "COMPLETED", 240, 240, "minor", "reached", direction="neutral"),
    _ends("the number enrolled is unknown", "COMPLETED", 240, 99_999_999, "minor", "sentinel", direction="neutral"),
    _ends("the plan was unknown", "COMPLETED", 99_999_999, 240, "minor", "sentinel", direction="neutral"),
    pair(
        "as many as planned, told by primary completion",
        (_ENROLLED, {"count": 240, "type": "ACTUAL"}, *STRADDLES_PCD),
        Told("enrollment.reached", 240, 240, "administrative", "enrollment.type_only"),
        Told("date.reached", "2026-02-20", "2026-02-10", "major", "date.reached"),
        given=(_STATUS, "COMPLETED", _COUNT, 240, STRADDLES_PCD[0], {"date": "2026-02-20", "type": "ESTIMATED"}),
        stage="straddles_pcd",
    ),
    pair(
        "an actual count is a plan again",
        (_ENROLLED, {"count": 260, "type": "ESTIMATED"}),
        Told("enrollment.changed", 240, 260, "minor", "enrollment.minor", direction=_GOOD),
        given=(_ENROLLED, {"count": 240, "type": "ACTUAL"}),
    ),
    _ends("actual while suspended is a count so far", "SUSPENDED", 40, 7, "minor", "so_far", "changed", "neutral"),
    _ends("actual while recruiting is a count so far", "RECRUITING", 240, 100, "minor", "so_far", "changed", "neutral"),
    pair(
        "the actual count is corrected",
        (_ENROLLED, {"count": 201, "type": "ACTUAL"}),
        Told("enrollment.changed", 231, 201, "minor", "enrollment.minor", direction=_BAD),
        given=(*CLOSED, _ENROLLED, {"count": 231, "type": "ACTUAL"}),
        stage="closed",
    ),
    pair(
        "a count that was not there",
        (_ENROLLED, {"count": 240, "type": "ESTIMATED"}),
        Told("enrollment.changed", None, 240, "minor", "enrollment.stated"),
        given=(_ENROLLED, None),
    ),
)  # fmt: skip

PAIRS = (*STATUS, *WHY_STOPPED, *ENROLLMENT)
