"""A pair of records and the changes of its sites in, the same changes out with what the sites around them say.

What is near somebody is asked later, when no record is at hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from watcher.meaning.draft import Pair
from watcher.meaning.sites.same import point
from watcher.meaning.sites.view import sites_of
from watcher.model import Change, Json


def with_surroundings(pair: Pair, changes: Sequence[Change]) -> tuple[Change, ...]:
    """`recruiting`: how many sites are; `around`: where the others of the country lie, for a site without a point."""
    if not any("lat" in change.inputs for change in changes):
        return tuple(changes)
    recruiting = _recruiting(sites_of(pair.new))
    return tuple(_with(pair, change, recruiting) if "lat" in change.inputs else change for change in changes)


def _with(pair: Pair, change: Change, recruiting: int | None) -> Change:
    found: dict[str, Json] = {**change.inputs, "recruiting": recruiting}
    if found["lat"] is None:
        found["around"] = _box(pair, found.get("country"))
    return replace(change, inputs=found)


def _recruiting(sites: Sequence[Json]) -> int | None:
    """None where the registry hides what each site does."""
    words = [site.get("status") for site in sites if site.get("status")]
    return words.count("RECRUITING") if words else None


def _box(pair: Pair, country: Json) -> list[float] | None:
    """South, west, north and east of the country's sites in both records; None where none of them has a point."""
    sites = (site for record in (pair.old, pair.new) for site in sites_of(record) if site.get("country") == country)
    points = [where for where in map(point, sites) if where]
    if not points:
        return None
    lats, lons = zip(*points, strict=True)
    return [min(lats), min(lons), max(lats), max(lons)]
