"""How far a changed site is from a place, and how much that matters to who lives there.

The registry gives the point of the site's city, not of the clinic; 3 % of sites have none and some are wrong
(docs/rating.md, correction 7).
"""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

from watcher.model import Alert, Change, Near, Significance, Stage

_EARTH_KM = 6371.0088  # mean radius, IUGG
_KM_A_DEGREE = 111.2  # of latitude
_OVER = frozenset({Stage.CLOSED, Stage.POST_PCD, Stage.POST_RESULTS})
# A site without a point may be near who lives among its country's other sites in the record, or so many radii outside.
# Held against 5,671 real sites with a point, as if they had none, and a radius of 50 km: of who lives beside the site,
# 79 % are told (11 % cannot be: it is the record's only one in its country), of who lives in another country, 1 %.
_MARGIN = 5


def distance_km(near: Near, lat: float, lon: float) -> float:
    """Along the great circle."""
    here, there = radians(near.lat), radians(lat)
    half = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * sin(radians(lon - near.lon) / 2) ** 2
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(half)))


def is_site(change: Change) -> bool:
    """One site's change, or its contact's; what happens to all sites at once (`sites.*`) has no distance."""
    return change.kind.startswith("site.") or "lat" in change.inputs


def is_asked(alert: Alert, near: Near, change: Change) -> bool:
    """Within the radius; without a point, where the alert's own countries say so or else the sites around it."""
    km = km_from(near, change)
    if km is not None:
        return km <= near.radius_km
    # The countries that an alert names are asked for by a filter of their own.
    return bool(alert.countries) or _lies_among(near, change)


def km_from(near: Near, change: Change) -> float | None:
    """None: the registry gives no point for the site."""
    lat, lon = change.inputs.get("lat"), change.inputs.get("lon")
    if not isinstance(lat, int | float) or not isinstance(lon, int | float):
        return None
    return distance_km(near, lat, lon)


def loudness(near: Near | None, change: Change) -> Significance:
    """How much a change matters to who asked for what is near: a place to go opens, critical; it closes, major."""
    if near is None or not is_site(change) or km_from(near, change) is None:
        return change.significance
    return raised(change)


def raised(change: Change) -> Significance:
    """Where recruitment is over, no site opens or closes to anybody (docs/rating.md, correction 7)."""
    if change.stage in _OVER:
        return change.significance
    found = change.significance
    if change.kind == "site.added" or (change.kind == "site.status_changed" and change.after == "RECRUITING"):
        found = Significance.CRITICAL
    elif change.kind == "site.removed" or (change.kind == "site.status_changed" and change.after is not None):
        found = Significance.MAJOR
    return found if found.at_least(change.significance) else change.significance


def _lies_among(near: Near, change: Change) -> bool:
    box = change.inputs.get("around")
    if not isinstance(box, list | tuple):
        return False
    south, west, north, east = box
    up = _MARGIN * near.radius_km / _KM_A_DEGREE
    aside = up / max(cos(radians(near.lat)), 0.1)
    return bool(south - up <= near.lat <= north + up and west - aside <= near.lon <= east + aside)
