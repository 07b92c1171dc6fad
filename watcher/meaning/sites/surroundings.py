"""The sites of both records in, what those around a changed one say out.

What is near somebody is asked later, when no record is at hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from watcher.meaning.sites.same import point
from watcher.meaning.sites.view import View
from watcher.model import Json


def surroundings(view: View, inputs: Mapping[str, Json]) -> dict[str, Json]:
    """`recruiting`: how many sites are; `around`: where the others of the country lie, for a site without a point."""
    if "lat" not in inputs:
        return {}
    recruiting = {"recruiting": view.recruiting}
    return recruiting if inputs["lat"] is not None else {**recruiting, "around": _box(view, inputs.get("country"))}


def _box(view: View, country: Json) -> list[float] | None:
    """South, west, north and east of the country's sites in both records; None where none of them has a point."""
    sites: Sequence[Json] = [*view.old, *view.new]
    points = [where for site in sites if site.get("country") == country and (where := point(site))]
    if not points:
        return None
    lats, lons = zip(*points, strict=True)
    return [min(lats), min(lons), max(lats), max(lons)]
