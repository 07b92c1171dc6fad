"""Names of many sites hidden, or given, in one version: one change, as the entries are not the same sites any more.

A record of 56 named sites became 39 entries "Research Site", one a city. Nobody opened or closed a site; counts
before and after cannot be compared (docs/registry.md, fact 7; docs/rating.md, correction 7).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from watcher.meaning.draft import Draft
from watcher.meaning.sites.places import city_key, folded, is_masked
from watcher.meaning.sites.same import ADDRESS
from watcher.meaning.sites.view import SITE, Touched, View
from watcher.meaning.sites.words import in_city
from watcher.meaning.words import count, joined, number
from watcher.model import Edit, Json

_FEWEST = 3
_SHARE = 0.5  # of all sites whose names could have been hidden
_CITIES_SHOWN = 8


@dataclass
class _City:
    """What happened in one city: sites that went, sites that came, and sites known to be the same."""

    gone: list[Touched] = field(default_factory=list)
    come: list[Touched] = field(default_factory=list)
    same: list[Touched] = field(default_factory=list)

    @property
    def before(self) -> int:
        return len(self.gone) + len(self.same)

    @property
    def after(self) -> int:
        return len(self.come) + len(self.same)

    @property
    def all(self) -> list[Touched]:
        return [*self.gone, *self.same, *self.come]


def fold_masked(view: View, edits: Sequence[Edit]) -> list[Draft]:
    """`sites.anonymised`; the other way round, names given at many sites are one `site.edited`."""
    sites = [site for site in view.touched(edits) if not site.is_matched or site.field("facility")]
    for is_hiding in (True, False):
        cities = _cities(sites, is_hiding=is_hiding)
        before, after = sum(city.before for city in cities), sum(city.after for city in cities)
        if min(before, after) >= _FEWEST and _is_mass(view, before if is_hiding else after, is_hiding=is_hiding):
            return [_draft(cities, is_hiding=is_hiding)]
    return []


def _is_mass(view: View, concerned: int, *, is_hiding: bool) -> bool:
    named = sum(not is_masked(site.get("facility")) for site in (view.old if is_hiding else view.new))
    return concerned >= _SHARE * named


def _cities(sites: Sequence[Touched], *, is_hiding: bool) -> list[_City]:
    """The cities in which named sites gave way to nameless ones, or the other way round."""
    cities: dict[Json, _City] = defaultdict(_City)
    for site in sites:
        city = cities[folded(site.site.get("country")), city_key(site.site.get("city"))]
        if site.is_matched:
            if _turned(site.before, site.after, is_hiding=is_hiding):
                city.same.append(site)
        elif site.after is None and is_masked(site.before.get("facility")) is not is_hiding:
            city.gone.append(site)
        elif site.before is None and is_masked(site.after.get("facility")) is is_hiding:
            city.come.append(site)
    return [city for city in cities.values() if city.before and city.after]


def _turned(before: Json, after: Json, *, is_hiding: bool) -> bool:
    masks = is_masked(before.get("facility")), is_masked(after.get("facility"))
    return masks == ((False, True) if is_hiding else (True, False))


def _draft(cities: Sequence[_City], *, is_hiding: bool) -> Draft:
    before, after = sum(city.before for city in cities), sum(city.after for city in cities)
    countries = len({site.site.get("country") for city in cities for site in city.all})
    if is_hiding:
        words = f"{number(before)} named sites are now {number(after)} entries without names"
    else:
        words = f"{number(before)} entries without names are now {number(after)} named sites"
    return Draft(
        kind="sites.anonymised" if is_hiding else "site.edited",
        path=SITE,
        label="Names of sites",
        section="sites",
        summary=f"{words}; the number of sites before and after cannot be compared",
        details=_details(cities, countries),
        edits=tuple(edit for city in cities for site in city.all for edit in _owned(site)),
        before=before,
        after=after,
        inputs={
            "named": before if is_hiding else after,
            "nameless": after if is_hiding else before,
            "countries": countries,
            "cities": len(cities),
            "name": "hidden" if is_hiding else "revealed",
        },
    )


def _owned(site: Touched) -> tuple[Edit, ...]:
    """A status stays a change of its own: it says something of the site, not of its name."""
    return site.under(*ADDRESS, "contacts", "geoPoint", "countryCode") if site.is_matched else site.edits


def _details(cities: Sequence[_City], countries: int) -> tuple[str, ...]:
    merged = sorted((city for city in cities if city.before != city.after), key=lambda city: -city.before)
    lines = [f"In {count(len(cities), 'city', 'cities')} of {count(countries, 'country', 'countries')}"]
    if merged:
        shown = [f"{in_city(city.all[0].site)} {city.before} → {city.after}" for city in merged]
        lines.append(f"Entries per city: {joined(shown, _CITIES_SHOWN)}")
    codes = [words for city in cities if (words := _other_code(city))]
    return (*lines, *([f"Postal code edited: {joined(codes)}"] if codes else []))


def _other_code(city: _City) -> str | None:
    """One site went and one came in a city, and their codes differ: told, as nothing proves that they are one."""
    if len(city.gone) != 1 or len(city.come) != 1:
        return None
    before, after = city.gone[0].before.get("zip"), city.come[0].after.get("zip")
    return f"{in_city(city.come[0].after)} {before} → {after}" if before and after and before != after else None
