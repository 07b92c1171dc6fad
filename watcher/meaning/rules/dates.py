"""Rules of study start, primary completion and study completion."""

from __future__ import annotations

from watcher.meaning.draft import Case, Rule
from watcher.model import Significance

_C, _MA, _MI, _AD = Significance.CRITICAL, Significance.MAJOR, Significance.MINOR, Significance.ADMINISTRATIVE
_MOVED = ("date.moved",)
_MOVED_OR_REACHED = ("date.moved", "date.reached")
_CORRECTION = "docs/rating.md, correction 3"
_SLIP = "MT: 30 days in phase 3, 90 days otherwise"
_DUE_SOON = 365


def _is(name: str, case: Case) -> bool:
    return case.inputs.get("date") == name


def _primary(case: Case) -> bool:
    return _is("primaryCompletionDateStruct", case)


def _days(case: Case) -> int:
    return int(case.inputs.get("days") or 0)


def _across_the_legal_duty(case: Case) -> bool:
    return bool(case.inputs.get("crosses_legal_duty"))


def _primary_a_year_earlier(case: Case) -> bool:
    return _primary(case) and _days(case) <= -case.numbers.primary_completion_critical_days


def _primary_far_later(case: Case) -> bool:
    numbers, late = case.numbers, case.inputs.get("late_phase")
    limit = numbers.primary_completion_critical_days
    return _primary(case) and (
        _days(case) >= limit or (bool(late) and _days(case) >= numbers.primary_completion_critical_days_late_phase)
    )


def _primary_cumulative_critical(case: Case) -> bool:
    limit = case.numbers.primary_completion_cumulative_days[1]
    return _primary(case) and f"primary_completion.later.{limit}" in (case.inputs.get("crossed") or ())


def _primary_cumulative_major(case: Case) -> bool:
    return _primary(case) and bool(case.inputs.get("crossed"))


def _primary_later(case: Case) -> bool:
    due = case.inputs.get("due_days")
    soon = bool(case.inputs.get("late_phase")) or (due is not None and due <= _DUE_SOON)
    numbers = case.numbers
    limit = numbers.primary_completion_major_days_late_phase if soon else numbers.primary_completion_major_days
    return _primary(case) and _days(case) >= limit


def _primary_earlier(case: Case) -> bool:
    return _primary(case) and _days(case) <= -case.numbers.primary_completion_major_days


def _completion_far(case: Case) -> bool:
    return _is("completionDateStruct", case) and abs(_days(case)) >= case.numbers.completion_critical_days


def _completion(case: Case) -> bool:
    return _is("completionDateStruct", case) and abs(_days(case)) >= case.numbers.completion_major_days


def _start_slipped(case: Case) -> bool:
    return _is("startDateStruct", case) and _days(case) >= case.numbers.start_major_days


RULES: tuple[Rule, ...] = (
    Rule(
        "date.legal_duty",
        ("date.moved", "date.reached", "date.corrected", "date.reopened"),
        _C,
        "Primary completion moved across 18 January 2017: the legal duty to post results changes.",
        "42 CFR 11.22; docs/rating.md, correction 3",
        _across_the_legal_duty,
    ),
    Rule("date.corrected", ("date.corrected",), _C, "A date that was given as actual was changed.", _CORRECTION),
    Rule("date.reopened", ("date.reopened",), _C, "A date that was given as actual is an estimate again.", _CORRECTION),
    Rule(
        "date.primary_completion.year_earlier",
        _MOVED_OR_REACHED,
        _C,
        "Primary completion is a year or more earlier than last given.",
        _CORRECTION,
        _primary_a_year_earlier,
    ),
    Rule(
        "date.primary_completion.far_later",
        _MOVED,
        _C,
        "Primary completion slipped by a year, or by half a year in phase 3 or 2/3.",
        "docs/rating.md, long slips",
        _primary_far_later,
    ),
    Rule(
        "date.primary_completion.cumulative.critical",
        _MOVED,
        _C,
        "Against the first plan known, primary completion has now slipped by a year or more.",
        "twelve slips of 28 days never pass a limit of 30; fires once",
        _primary_cumulative_critical,
    ),
    Rule(
        "date.reached",
        ("date.reached",),
        _MA,
        "A milestone was reached.",
        "42 CFR 11.64: actual dates are due in 30 days",
    ),
    Rule(
        "date.primary_completion.later",
        _MOVED,
        _MA,
        "Primary completion slipped by 90 days, or by 30 in phase 3, 2/3 or when due within a year.",
        _SLIP,
        _primary_later,
    ),
    Rule(
        "date.primary_completion.cumulative.major",
        _MOVED,
        _MA,
        "Against the first plan known, primary completion has now slipped by half a year or more.",
        "docs/rating.md, slow slips; fires once",
        _primary_cumulative_major,
    ),
    Rule(
        "date.primary_completion.earlier",
        _MOVED,
        _MA,
        "Primary completion moved 90 days or more earlier; that may also be a stop.",
        _CORRECTION,
        _primary_earlier,
    ),
    Rule(
        "date.completion.far",
        _MOVED,
        _C,
        "Study completion moved by two years or more.",
        "one step below primary completion",
        _completion_far,
    ),
    Rule(
        "date.completion",
        _MOVED,
        _MA,
        "Study completion moved by half a year or more.",
        "one step below primary completion",
        _completion,
    ),
    Rule("date.start.slipped", _MOVED, _MA, "The start slipped by 90 days or more.", "42 CFR 11.64", _start_slipped),
    Rule("date.moved", _MOVED, _MI, "A date moved by less than the thresholds.", _SLIP),
    Rule(
        "date.refined",
        ("date.refined",),
        _AD,
        "The same date given more or less exactly.",
        "cthist keeps precision columns for this reason",
    ),
    Rule("date.added", ("date.added",), _MI, "A date was given that was not there.", "registry data"),
    Rule("date.removed", ("date.removed",), _MI, "A date was taken out.", "registry data"),
)
