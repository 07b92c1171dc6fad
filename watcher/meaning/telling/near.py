"""How far a changed site is from a place, and how much that matters to who lives there.

The registry gives the point of the site's city, not of the clinic; 3 % of sites have none and some are wrong
(docs/rating.md, correction 7). Both are said beside every distance.
"""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

from watcher.model import Change, Near, Significance, Stage

_EARTH_KM = 6371.0088  # mean radius, IUGG
_OVER = frozenset({Stage.CLOSED, Stage.POST_PCD, Stage.POST_RESULTS})
_LIMITS = "measured to the city's point, not to the clinic; the registry's point may be wrong"


def distance_km(near: Near, lat: float, lon: float) -> float:
    """Along the great circle."""
    here, there = radians(near.lat), radians(lat)
    half = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * sin(radians(lon - near.lon) / 2) ** 2
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(half)))


def is_site(change: Change) -> bool:
    """One site's change, or its contact's; what happens to all sites at once (`sites.*`) has no distance."""
    return change.kind.startswith("site.") or "lat" in change.inputs


def within(near: Near, change: Change) -> bool:
    """A site without a point is let through: better told with its doubt than never told."""
    km = _km(near, change)
    return km is None or km <= near.radius_km


def loudness(near: Near | None, change: Change) -> Significance:
    """How much a change matters to who asked for what is near: a place to go opens, critical; it closes, major."""
    if near is None or not is_site(change) or _km(near, change) is None:
        return change.significance
    raised = _raised(change)
    return raised if raised.at_least(change.significance) else change.significance


def note(near: Near | None, change: Change) -> str | None:
    """The distance and its limits, for people."""
    if near is None or not is_site(change):
        return None
    km = _km(near, change)
    city = str(change.inputs.get("city") or change.item or "A site")
    if km is None:
        return f"{city}: the registry gives no point for this place, so its distance from you is unknown"
    return f"{city}: {'less than 1' if km < 1 else format(km, ',.0f')} km from you, {_LIMITS}"


def _km(near: Near, change: Change) -> float | None:
    lat, lon = change.inputs.get("lat"), change.inputs.get("lon")
    if not isinstance(lat, int | float) or not isinstance(lon, int | float):
        return None
    return distance_km(near, lat, lon)


def _raised(change: Change) -> Significance:
    """Where recruitment is over, no site opens or closes to anybody (docs/rating.md, correction 7)."""
    if change.stage in _OVER:
        return change.significance
    if change.kind == "site.added" or (change.kind == "site.status_changed" and change.after == "RECRUITING"):
        return Significance.CRITICAL
    if change.kind == "site.removed" or (change.kind == "site.status_changed" and change.after is not None):
        return Significance.MAJOR
    return change.significance
