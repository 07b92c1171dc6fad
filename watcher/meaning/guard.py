"""Whether a record that parses may be believed at first sight (law 5): two records in, a reason for doubt out."""

from __future__ import annotations

from watcher.meaning.record import LOCATIONS, SUBMITTED, get, items, status
from watcher.model import Json


def doubt(old: Json, new: Json, lost_share: float) -> str | None:
    """Why the newer record looks torn, in words; None when it looks whole."""
    if items(old, LOCATIONS) and not items(new, LOCATIONS) and status(old) == status(new):
        return f"all {len(items(old, LOCATIONS))} sites are gone and the status is the same"
    before, after = leaves(old), leaves(new)
    if after < before * (1 - lost_share):
        return f"{before - after:,} of {before:,} values are gone"
    return None


def is_torn_baseline(old: Json, new: Json, lost_share: float) -> bool:
    """The guard read backwards: nobody submitted anything, and yet the first version lacks half of this one."""
    unsubmitted = get(old, SUBMITTED) == get(new, SUBMITTED) or get(old, SUBMITTED) is None
    return unsubmitted and doubt(_without_results(new), _without_results(old), lost_share) is not None


def _without_results(content: Json) -> Json:
    """Posted results multiply a record's size, and are news."""
    return {key: value for key, value in content.items() if key != "resultsSection"}


def leaves(value: Json) -> int:
    """How many values a record holds, at whatever depth."""
    if isinstance(value, dict):
        return sum(leaves(inner) for inner in value.values())
    if isinstance(value, list):
        return sum(leaves(inner) for inner in value)
    return 1
