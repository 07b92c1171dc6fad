"""Two sites in, whether they are one place: the keys, the agreements and the proofs that matching goes by.

Status takes no part; a city's point only speaks against, never for (docs/rating.md, correction 8).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import NamedTuple

from watcher.meaning.sites.places import (
    are_akin,
    are_alike,
    city_key,
    folded,
    have_other_numbers,
    is_masked,
    zip_key,
)
from watcher.model import Json

ADDRESS = ("facility", "city", "state", "zip", "country")

_TEXTS = (*ADDRESS, "status")
_TEXT = {str, type(None)}
_ZIP_LENGTH = 4  # shorter codes name a region: 736 is a district of Tainan
_SAME_ZIP_NAMES = 0.5
_SAME_CITY_NAMES = 0.75
# The registry puts a city that it spells anew up to 21 km from where it was (Napoli, Naples).
_NEAR_DEGREES = 0.5


def is_site(item: Json) -> bool:
    """An object whose name, address and status are texts where they are there; anything else is not read as a site."""
    if not isinstance(item, dict):
        return False
    return set(map(type, map(item.get, _TEXTS))) <= _TEXT


def address(site: Json) -> Hashable:
    get = site.get
    return str(get("facility")), str(get("city")), str(get("state")), str(get("zip")), str(get("country"))


def folded_address(site: Json) -> Hashable:
    """Without the state: many records leave it out, and fill it in later."""
    return folded(site.get("facility")), city_key(site.get("city")), zip_key(site.get("zip")), country(site)


def but_for_city(site: Json) -> Hashable:
    return folded(site.get("facility")), zip_key(site.get("zip")), country(site)


def but_for_country(site: Json) -> Hashable:
    return folded(site.get("facility")), city_key(site.get("city")), zip_key(site.get("zip"))


def facility_and_city(site: Json) -> tuple[str, str]:
    return folded(site.get("facility")), city_key(site.get("city"))


def named_in_city(site: Json) -> Hashable | None:
    """None for a hidden name, which proves nothing."""
    return None if is_masked(site.get("facility")) else (*facility_and_city(site), country(site))


def country(site: Json) -> str:
    return folded(site.get("country"))


def agree(_old: Json, _new: Json) -> bool:
    return True


def agree_on_state(old: Json, new: Json) -> bool:
    """A state filled in or left out is no other place; Portland in Oregon and Portland in Maine are two."""
    one, other = folded(old.get("state")), folded(new.get("state"))
    return not one or not other or one == other


def agree_on_city(old: Json, new: Json) -> bool:
    """Names alike from the first letter on, and points that speak for it."""
    return are_akin(old.get("city"), new.get("city")) and _are_near(old, new) is True


def agree_but_for_country(old: Json, new: Json) -> bool:
    """Cambridge in Massachusetts and Cambridge in England lie far apart."""
    return agree_on_state(old, new) and _are_near(old, new) is not False


def is_city_spelled_anew(old: Json, new: Json) -> bool:
    """Two names that are known to be of one city; or alike ones, where nothing else in the address speaks against."""
    before, after = old.get("city"), new.get("city")
    return city_key(before) == city_key(after) or (are_akin(before, after) and not is_elsewhere(old, new))


def is_elsewhere(old: Json, new: Json) -> bool:
    """Another state, another postal code, or a point far away: not only the city's name differs."""
    codes = zip_key(old.get("zip")), zip_key(new.get("zip"))
    is_other_code = all(codes) and codes[0] != codes[1]
    return is_other_code or not agree_on_state(old, new) or _are_near(old, new) is False


def _are_near(old: Json, new: Json) -> bool | None:
    """None where a point is missing."""
    one, other = point(old), point(new)
    if one is None or other is None:
        return None
    return abs(one[0] - other[0]) <= _NEAR_DEGREES and abs(one[1] - other[1]) <= _NEAR_DEGREES


def point(site: Json) -> tuple[float, float] | None:
    """Latitude and longitude, of the city and not of the site."""
    found = site.get("geoPoint")
    lat, lon = (found.get("lat"), found.get("lon")) if isinstance(found, dict) else (None, None)
    return (lat, lon) if isinstance(lat, int | float) and isinstance(lon, int | float) else None


class Proof(NamedTuple):
    """Sites of equal keys are one if the test holds; a key of None proves nothing."""

    key: Callable[[Json], Hashable | None]
    test: Callable[[Json, Json], bool]


def _country_and_zip(site: Json) -> Hashable | None:
    """Counted with its zeros: 00168 is a quarter of Rome. A code of zeros only is none."""
    code = zip_key(site.get("zip"))
    length = len(folded(site.get("zip")).replace(" ", ""))
    return (country(site), code) if code and length >= _ZIP_LENGTH else None


def _country_and_name(site: Json) -> Hashable | None:
    return None if is_masked(site.get("facility")) else (country(site), folded(site.get("facility")))


def _country_and_city(site: Json) -> Hashable | None:
    city = city_key(site.get("city"))
    return None if is_masked(site.get("facility")) or not city else (country(site), city)


def _names_may_be_one(old: Json, new: Json) -> bool:
    """Where zip and country are the same: a hidden name may be any, but two with two numbers are two sites."""
    one, other = folded(old.get("facility")), folded(new.get("facility"))
    if is_masked(one) or is_masked(other):
        return not (is_masked(one) and is_masked(other) and have_other_numbers(one, other))
    return one == other or are_alike(one, other, _SAME_ZIP_NAMES)


def _names_are_alike(old: Json, new: Json) -> bool:
    return are_alike(folded(old.get("facility")), folded(new.get("facility")), _SAME_CITY_NAMES)


PROOFS = (
    Proof(_country_and_zip, _names_may_be_one),
    Proof(_country_and_name, agree),
    Proof(_country_and_city, _names_are_alike),
)
