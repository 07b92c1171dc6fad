"""Names of many sites hidden, or given, in one version: one change, as the entries are not the same sites any more.

A record of 56 named sites became 39 entries "Research Site", one a city. Nobody opened or closed a site; counts
before and after cannot be compared (docs/registry.md, fact 7; docs/rating.md, correction 7). Entries that hid behind
another mask before ("Local Institution - 0035") get the new one with the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from functools import cached_property

from msgspec import Struct, field

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
_NAMES_SHOWN = 20


class _City(Struct):
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
    def is_mixed(self) -> bool:
        """Whether it is unknown which of its sites is which."""
        return bool(self.gone or self.come)

    @property
    def all(self) -> list[Touched]:
        return [*self.gone, *self.same, *self.come]


class _Turn(Struct, frozen=True, dict=True):
    """A direction: which sites count before, and which after."""

    view: View
    is_hiding: bool

    @cached_property
    def masks_kept(self) -> frozenset[Hashable]:
        """In use after: a site of such a mask that is gone was removed, not masked anew."""
        names = {name if isinstance(name := site.get("facility"), str) else None for site in self.view.new}
        return frozenset(_mask(name) for name in names if is_masked(name))

    def was(self, site: Json) -> bool:
        if is_masked(site.get("facility")):
            return not self.is_hiding or _mask(site.get("facility")) not in self.masks_kept
        return self.is_hiding

    def is_now(self, site: Json) -> bool:
        return is_masked(site.get("facility")) is self.is_hiding


def _mask(facility: Json) -> Hashable:
    """What a name is hidden behind, its number left open: "Local Institution - 0062" is one with -0035."""
    words = folded(facility).split()
    plain = tuple(word for word in words if word.isalpha())
    return plain, len(plain) < len(words)


def fold_masked(view: View, edits: Sequence[Edit]) -> list[Draft]:
    """`sites.anonymised`; the other way round, names given at many sites are one `site.edited`.

    Names that are given where it is known which site is which say more alone.
    """
    sites = [site for site in view.touched(edits) if not site.is_matched or site.field("facility")]
    if len(sites) < _FEWEST:
        return []
    for turn in (_Turn(view, is_hiding=True), _Turn(view, is_hiding=False)):
        cities = _cities(sites, turn)
        if _is_mass(cities, turn):
            told = [city for city in cities if turn.is_hiding or city.is_mixed]
            return [_draft(told, turn)] if told else []
    return []


def _is_mass(cities: Sequence[_City], turn: _Turn) -> bool:
    """Measured by names: where nothing had one, nothing was hidden."""
    concerned, others = _named(cities, turn), sum(city.after if turn.is_hiding else city.before for city in cities)
    if min(concerned, others) < _FEWEST:
        return False
    listed = turn.view.old if turn.is_hiding else turn.view.new
    return concerned >= _SHARE * sum(not is_masked(site.get("facility")) for site in listed)


def _named(cities: Sequence[_City], turn: _Turn) -> int:
    if not turn.is_hiding:
        return sum(city.after for city in cities)
    return sum(not is_masked(site.before.get("facility")) for city in cities for site in (*city.gone, *city.same))


def _cities(sites: Sequence[Touched], turn: _Turn) -> list[_City]:
    """The cities in which named sites gave way to nameless ones, or the other way round."""
    cities: dict[Json, _City] = defaultdict(_City)
    for site in sites:
        city = cities[folded(site.site.get("country")), city_key(site.site.get("city"))]
        if site.is_matched:
            if turn.was(site.before) and turn.is_now(site.after):
                city.same.append(site)
        elif site.after is None and turn.was(site.before):
            city.gone.append(site)
        elif site.before is None and turn.is_now(site.after):
            city.come.append(site)
    return [city for city in cities.values() if city.before and city.after]


def _draft(cities: Sequence[_City], turn: _Turn) -> Draft:
    before, after, named = sum(city.before for city in cities), sum(city.after for city in cities), _named(cities, turn)
    countries = len({site.site.get("country") for city in cities for site in city.all})
    is_unclear = before != after or any(city.is_mixed for city in cities)
    unclear = "; the number of sites before and after cannot be compared" if is_unclear else ""
    return Draft(
        kind="sites.anonymised" if turn.is_hiding else "site.edited",
        path=SITE,
        label="Names of sites",
        section="sites",
        summary=f"{_words(before, after, named, turn)}{unclear}",
        details=(*_details(cities, countries), *(() if turn.is_hiding else _names(cities))),
        edits=tuple(edit for city in cities for site in city.all for edit in _owned(site)),
        before=before,
        after=after,
        inputs={
            "named": named,
            "nameless": after if turn.is_hiding else before,
            "countries": countries,
            "cities": len(cities),
            "name": "hidden" if turn.is_hiding else "revealed",
        },
    )


def _words(before: int, after: int, named: int, turn: _Turn) -> str:
    nameless = count(after if turn.is_hiding else before, "entry without a name", "entries without names")
    be = "is" if before == 1 else "are"
    if not turn.is_hiding:
        return f"{nameless} {be} now {count(after, 'named site')}"
    if named == before:
        return f"{count(before, 'named site')} {be} now {nameless}"
    return f"{count(before, 'site')}, {number(named)} of them with names, {be} now {nameless}"


def _names(cities: Sequence[_City]) -> tuple[str, ...]:
    given = {str(site.after["facility"]) for city in cities for site in (*city.come, *city.same)}
    return (f"Names now given: {joined(sorted(given), _NAMES_SHOWN)}",)


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
