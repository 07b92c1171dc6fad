"""What kinds of people usually want to hear, as tables of alert fields (docs/rating.md).

A preset is one or more alerts; what the user writes beside it wins over every row.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from watcher.model import Json

_CLOSED_AND_AFTER = ("closed", "pcd_overdue", "post_pcd", "post_results", "straddles_pcd")

PRESETS: Mapping[str, tuple[Mapping[str, Json], ...]] = MappingProxyType(
    {
        # Competitive intelligence: what matters now, the rest once a week.
        "ci": (
            {"at_least": "major", "when": "now"},
            {"at_least": "minor", "when": "weekly mon 08:00"},
        ),
        # Someone who may take part, or does: near what the alert's `near` says, and nothing about paperwork.
        "patient": (
            {
                "kinds": (
                    "status.changed",
                    "why_stopped.changed",
                    "enrollment.reached",
                    "site.*",
                    "eligibility.changed",
                    "criterion.*",
                    "results.posted",
                    "record.vanished",
                    "record.returned",
                ),
                "at_least": "minor",
                "when": "now",
            },
            # Rated administrative for everyone else; to a patient, somebody to ring, or why nobody is named any more.
            {"kinds": ("contact.added", "sites.status_*"), "at_least": "administrative", "when": "now"},
        ),
        # Who answers for the record wants to see that it says what was sent.
        "registry-team": ({"at_least": "administrative", "when": "daily 08:00"},),
        "journalist": (
            {"at_least": "critical", "when": "now"},
            {"kinds": ("outcome.*",), "stages": _CLOSED_AND_AFTER, "at_least": "minor", "when": "now"},
            {"kinds": ("why_stopped.changed", "annotation.changed"), "at_least": "minor", "when": "now"},
        ),
        # date.moved is major when the slip is long at once or crossed a threshold in small steps.
        "investor": (
            {"at_least": "critical", "when": "now"},
            {"phases": ("2/3", "3"), "at_least": "major", "when": "now"},
            {"kinds": ("date.moved", "why_stopped.changed"), "at_least": "major", "when": "now"},
        ),
        # No mail: the log and its exports hold everything.
        "meta-research": (),
    }
)


def expand(preset: str, given: Mapping[str, Json]) -> tuple[dict[str, Json], ...]:
    """The alerts that a preset stands for, as fields. ValueError names the presets there are."""
    if preset not in PRESETS:
        raise ValueError(f"preset = {preset!r} is not known; presets are {', '.join(PRESETS)}")
    return tuple({**row, **given} for row in PRESETS[preset])
