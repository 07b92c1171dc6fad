"""Rules of status and enrollment. The order of the rows matters: the first that holds decides."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from watcher.meaning.draft import Case, Rule
from watcher.meaning.numbers import Numbers
from watcher.meaning.record import STOPPED
from watcher.meaning.words import NO_COUNT
from watcher.model import Significance

_C, _MA, _MI, _AD = Significance.CRITICAL, Significance.MAJOR, Significance.MINOR, Significance.ADMINISTRATIVE
_30_DAYS = "42 CFR 11.64: a field to be updated within 30 days"
_RIVALS = "GM, MT and cognis trialwatch agree"


def _to_stopped(case: Case) -> bool:
    return case.inputs.get("after") in STOPPED


def _from_stopped(case: Case) -> bool:
    return case.inputs.get("before") in STOPPED


def _withheld(case: Case) -> bool:
    return "WITHHELD" in {case.inputs.get("after"), case.inputs.get("before")}


def _reopened(case: Case) -> bool:
    before, after = case.inputs.get("before"), case.inputs.get("after")
    return (before, after) == ("ACTIVE_NOT_RECRUITING", "RECRUITING") or (before == "COMPLETED" and after != "UNKNOWN")


def _last_known_only(case: Case) -> bool:
    return bool(case.inputs.get("last_known_only"))


def _unknown_completed(case: Case) -> bool:
    return (case.inputs.get("before"), case.inputs.get("after")) == ("UNKNOWN", "COMPLETED")


def _unknown(case: Case) -> bool:
    return "UNKNOWN" in {case.inputs.get("after"), case.inputs.get("before")}


_STATUS = (
    Rule(
        "status.last_known",
        ("status.changed",),
        _MI,
        "Only the last known status moved.",
        "OpenTrials #515",
        _last_known_only,
    ),
    Rule(
        "status.stopped",
        ("status.changed",),
        _C,
        "The trial was terminated, withdrawn or suspended.",
        _RIVALS,
        _to_stopped,
    ),
    Rule(
        "status.restarted",
        ("status.changed",),
        _C,
        "The trial is no longer terminated, withdrawn or suspended.",
        _RIVALS,
        _from_stopped,
    ),
    Rule("status.withheld", ("status.changed",), _C, "The record was withheld or shown.", "42 CFR 11.35", _withheld),
    Rule(
        "status.reopened",
        ("status.changed",),
        _C,
        "A closed or completed trial changed its status again.",
        "docs/rating.md, correction 13",
        _reopened,
    ),
    Rule(
        "status.unknown_to_completed",
        ("status.changed",),
        _MA,
        "A trial not verified for years was completed.",
        "docs/rating.md, correction 13",
        _unknown_completed,
    ),
    Rule(
        "status.unknown",
        ("status.changed",),
        _MI,
        "The registry sets the status to unknown when a record was not verified for two years.",
        "OpenTrials #515",
        _unknown,
    ),
    Rule("status.changed", ("status.changed",), _MA, "The recruitment status changed.", _30_DAYS),
)


def _sentinel(case: Case) -> bool:
    return NO_COUNT in (case.inputs.get("before"), case.inputs.get("after"))


def _share(case: Case) -> float | None:
    """Actual enrollment as a percentage of the last plan."""
    before, after = case.inputs.get("before"), case.inputs.get("after")
    if not isinstance(before, int) or not isinstance(after, int) or not before:
        return None
    return 100 * after / before


def _becomes_actual(case: Case) -> bool:
    return case.inputs.get("type_after") == "ACTUAL" != case.inputs.get("type_before")


def _so_far(case: Case) -> bool:
    """An actual count while the trial may go on is a count so far, and no shortfall (correction 4)."""
    return _becomes_actual(case) and case.draft.kind == "enrollment.changed"


def _reached_at_most(limit: Callable[[Numbers], float]) -> Callable[[Case], bool]:
    def test(case: Case) -> bool:
        share = _share(case)
        return _becomes_actual(case) and share is not None and share <= limit(case.numbers)

    return test


def _percent(case: Case) -> float:
    """Not the rounded figure that is shown: 499 of 2,500 are no fifth. Of nobody, anybody is more than any share."""
    people, before = case.inputs.get("people"), case.inputs.get("before")
    if not people:
        return 0.0
    return abs(100 * people / before) if before else inf


def _first_enrollment(case: Case) -> bool:
    return case.inputs.get("before") is None or case.inputs.get("after") is None


def _type_only(case: Case) -> bool:
    """That as many came as were planned is a milestone of its own, unless primary completion tells it."""
    same = case.inputs.get("before") == case.inputs.get("after")
    return same and (not _becomes_actual(case) or bool(case.inputs.get("with_completion")))


def _changed_by_half(case: Case) -> bool:
    return _percent(case) >= case.numbers.enrollment_critical_percent


def _changed_by_fifth(case: Case) -> bool:
    people = abs(case.inputs.get("people") or 0)
    enough = people >= case.numbers.enrollment_major_people
    return enough and _percent(case) >= case.numbers.enrollment_major_percent


def _crossed_critical(case: Case) -> bool:
    return any(str(name).endswith(f".{case.numbers.enrollment_critical_percent:g}") for name in _crossed(case))


def _crossed_major(case: Case) -> bool:
    return bool(_crossed(case))


def _crossed(case: Case) -> list[str]:
    return list(case.inputs.get("crossed") or ())


def _at_least_minor(case: Case) -> bool:
    return _percent(case) >= case.numbers.enrollment_minor_percent


_ENROLLED = ("enrollment.reached", "enrollment.changed")
_PRS = "42 CFR 11.64: the actual count is due with the actual primary completion"
_FIFTH = "20 % is the de-facto standard (GM, MT, cognis); Barnett & Glasziou, BMJ Open 2021;11:e053377"
_ENROLLMENT = (
    Rule(
        "enrollment.sentinel",
        _ENROLLED,
        _MI,
        "The registry's 99,999,999 stands for an unknown count.",
        "registry data",
        _sentinel,
    ),
    Rule(
        "enrollment.type_only",
        _ENROLLED,
        _AD,
        "The count did not change, only its type, together with primary completion or on the way back to a plan.",
        _PRS,
        _type_only,
    ),
    Rule(
        "enrollment.so_far",
        _ENROLLED,
        _MI,
        "An actual count of a trial that may go on.",
        "docs/rating.md, correction 4",
        _so_far,
    ),
    Rule(
        "enrollment.reached.half",
        _ENROLLED,
        _C,
        "At most half of the planned participants were enrolled.",
        _PRS,
        _reached_at_most(lambda numbers: numbers.enrollment_reached_critical_percent),
    ),
    Rule(
        "enrollment.reached.short",
        _ENROLLED,
        _MA,
        "At most 80 % of the planned participants were enrolled.",
        _PRS,
        _reached_at_most(lambda numbers: numbers.enrollment_reached_major_percent),
    ),
    Rule("enrollment.reached", _ENROLLED, _MI, "The actual count was reported.", _PRS, _becomes_actual),
    Rule(
        "enrollment.stated",
        _ENROLLED,
        _MI,
        "The count was first given, or taken out.",
        "registry data",
        _first_enrollment,
    ),
    Rule("enrollment.half", _ENROLLED, _C, "Enrollment changed by half or more.", _FIFTH, _changed_by_half),
    Rule(
        "enrollment.cumulative.half",
        _ENROLLED,
        _C,
        "Against the first plan known, enrollment has now changed by half or more.",
        "Barnett & Glasziou 2021; fires once",
        _crossed_critical,
    ),
    Rule("enrollment.fifth", _ENROLLED, _MA, "Enrollment changed by 20 % or more.", _FIFTH, _changed_by_fifth),
    Rule(
        "enrollment.cumulative.fifth",
        _ENROLLED,
        _MA,
        "Against the first plan known, enrollment has now changed by 20 % or more.",
        "Barnett & Glasziou 2021; fires once",
        _crossed_major,
    ),
    Rule("enrollment.minor", _ENROLLED, _MI, "Enrollment changed by 5 % or more.", _FIFTH, _at_least_minor),
    Rule("enrollment.slight", _ENROLLED, _AD, "Enrollment changed by less than 5 %.", _FIFTH),
)

RULES: tuple[Rule, ...] = (*_STATUS, *_ENROLLMENT)
