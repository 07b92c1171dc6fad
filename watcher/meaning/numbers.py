"""Every threshold of the rules, as configured under `[significance]`; docs/rating.md says why."""

from __future__ import annotations

from msgspec import Struct


class Numbers(Struct, frozen=True):
    """Percentages in 0–100, spans in days. Sources: GM, cognis and MT use 20 %; MT uses 30 and 90 days."""

    enrollment_minor_percent: float = 5.0
    enrollment_major_percent: float = 20.0
    enrollment_major_people: int = 5  # the floor of "20 %" (correction 4)
    enrollment_critical_percent: float = 50.0
    enrollment_reached_major_percent: float = 80.0  # of the last plan
    enrollment_reached_critical_percent: float = 50.0
    primary_completion_major_days: int = 90
    primary_completion_major_days_late_phase: int = 30  # phase 3, 2/3, or due within a year
    primary_completion_critical_days: int = 365
    primary_completion_critical_days_late_phase: int = 180
    primary_completion_cumulative_days: tuple[int, int] = (180, 365)  # major, critical
    completion_major_days: int = 180
    completion_critical_days: int = 730
    start_major_days: int = 90
    sites_major_percent: float = 20.0
    sites_major_count: int = 10
    sites_major_count_percent: float = 5.0  # ten sites count only when they are also this share
    sites_stopped_major: int = 10  # withdrawn, terminated or suspended in one version
    wording_similarity: float = 0.9
    uniform_shift_percent: float = 5.0  # of a time frame, over many outcomes
    quarantine_lost_share: float = 0.5  # of a record's leaves
    drift_share_percent: float = 30.0
    drift_minimum: int = 5
