"""Which numbers of `[significance]` each rule reads: what `watcher explain` shows beside a rating, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

_FIFTH = ("enrollment_major_percent", "enrollment_major_people")
_HALF = ("enrollment_critical_percent",)
_WORDING = ("wording_similarity",)
_CUMULATIVE = ("primary_completion_cumulative_days",)
_SLIP = ("primary_completion_major_days", "primary_completion_major_days_late_phase")

# By the rule's id. A test holds every rule that looks at a number against this table.
READ: Mapping[str, tuple[str, ...]] = {
    "enrollment.reached.half": ("enrollment_reached_critical_percent",),
    "enrollment.reached.short": ("enrollment_reached_major_percent",),
    "enrollment.half": _HALF,
    "enrollment.cumulative.half": _HALF,
    "enrollment.fifth": _FIFTH,
    "enrollment.cumulative.fifth": _FIFTH,
    "enrollment.minor": ("enrollment_minor_percent",),
    "enrollment.slight": ("enrollment_minor_percent",),
    "date.primary_completion.year_earlier": ("primary_completion_critical_days",),
    "date.primary_completion.far_later": (
        "primary_completion_critical_days",
        "primary_completion_critical_days_late_phase",
    ),
    "date.primary_completion.cumulative.critical": _CUMULATIVE,
    "date.primary_completion.cumulative.major": _CUMULATIVE,
    "date.primary_completion.later": _SLIP,
    "date.primary_completion.earlier": ("primary_completion_major_days",),
    "date.completion.far": ("completion_critical_days",),
    "date.completion": ("completion_major_days",),
    "date.start.slipped": ("start_major_days",),
    "why_stopped.wording": _WORDING,
    "outcome.primary.reworded": _WORDING,
    "outcome.primary.reworded.after_completion": _WORDING,
    "outcome.shift.uniform": ("uniform_shift_percent",),
    "sites.net_percent": ("sites_major_percent",),
    "sites.net_count": ("sites_major_count", "sites_major_count_percent"),
    "sites.many_stopped": ("sites_stopped_major",),
    "registry.format": ("drift_share_percent", "drift_minimum"),
    "record.quarantined": ("quarantine_lost_share",),
}
# A date that moved by less than all of them: which these are depends on the date.
_LESS_THAN: Mapping[str, tuple[str, ...]] = {
    "primaryCompletionDateStruct": _SLIP,
    "completionDateStruct": ("completion_major_days",),
    "startDateStruct": ("start_major_days",),
}


def read_by(rule: str, date: str | None = None) -> tuple[str, ...]:
    """`date`: which date the change is about."""
    return _LESS_THAN.get(date or "", ()) if rule == "date.moved" else READ.get(rule, ())
