"""A site in, how people call it out: by its name where it has one, else by its city; never by a constant or a path."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from watcher.meaning.sites.places import city_key, folded, is_masked
from watcher.meaning.sites.same import ADDRESS, point
from watcher.meaning.words import constant, count, joined, number
from watcher.model import Json

_WITH_ARTICLE = ("United ", "Netherlands", "Philippines", "Dominican Republic", "Bahamas", "Gambia", "Maldives")
# "Research Site" tells nothing; the number in "Local Institution - 0062" tells two of them apart.
_NAMES_SHOWN = 3
_COUNTRIES_SHOWN = 4


def handle(site: Json) -> str:
    """The item of a change: name and address, for the log."""
    return ", ".join(str(site[part]) for part in ADDRESS if site.get(part))


def called(site: Json) -> str:
    """MD Anderson Cancer Center, Houston, Texas (United States); without a name, Oxford, OX4 6LB (United Kingdom)."""
    name = site.get("facility")
    if not is_masked(name):
        parts = [name, site.get("city"), site.get("state")]
    elif isinstance(name, str) and any(letter.isdigit() for letter in name):
        parts = [name, site.get("city"), site.get("state"), site.get("zip")]
    else:
        parts = [site.get("city"), site.get("state"), site.get("zip")]
    return _with_country(", ".join(str(part) for part in parts if part), site.get("country"))


def in_city(site: Json) -> str:
    """Padova (Italy): for lists."""
    return _with_country(str(site.get("city") or site.get("state") or ""), site.get("country"))


def within(country: Json) -> str:
    """As part of a sentence: "in the United States", "in Italy"."""
    name = str(country)
    return f"the {name}" if name.startswith(_WITH_ARTICLE) else name


def country_words(entered: Sequence[str], left: Sequence[str]) -> list[str]:
    """What is said of countries that came and went; nothing of none."""
    words = []
    if entered:
        names = joined(entered, _COUNTRIES_SHOWN)
        words.append(f"{'new country' if len(entered) == 1 else 'new countries'}: {names}")
    if left:
        words.append(f"no site left in {joined([*map(within, left)], _COUNTRIES_SHOWN)}")
    return words


def _with_country(place: str, country: Json) -> str:
    if not place:
        return str(country or "a place not given")
    # Hong Kong (Hong Kong) says nothing twice; Istanbul (Turkey (Türkiye)) is hard to read.
    if not country or str(country) in place.split(", "):
        return place
    return f"{place}, {country}" if "(" in str(country) else f"{place} ({country})"


def cities(sites: Sequence[Json]) -> str | None:
    """A few cities by name, each with its count where it has several sites; None where they are too many to name."""
    places = Counter(map(in_city, sites))
    if len(places) > _NAMES_SHOWN:
        return None
    return ", ".join(f"{place} ×{times}" if times > 1 else place for place, times in places.items())


def whereabouts(sites: Sequence[Json]) -> str:
    """As a continuation: ": Padova (Italy), Seoul (South Korea)" or " in 7 countries"."""
    named = cities(sites)
    return (
        f": {named}" if named else f" in {count(len({site.get('country') for site in sites}), 'country', 'countries')}"
    )


def standing(sites: int, countries: Sequence[str], recruiting: int = 0) -> str:
    """ "Sites: 4 in China and Taiwan, 1 recruiting"; "Sites: 222 in 29 countries"."""
    where = f" in {places_named(countries)}" if countries else ""
    return f"Sites: {number(sites)}{where}{f', {number(recruiting)} recruiting' if recruiting else ''}"


def places_named(countries: Sequence[str]) -> str:
    """A few countries by name, more than that by their number."""
    if len(countries) > _NAMES_SHOWN:
        return count(len(countries), "country", "countries")
    return joined([*map(within, countries)])


def site_words(sites: Mapping[str, int]) -> str:
    """{"RECRUITING": 180, "WITHDRAWN": 2} → "180 recruiting, 2 withdrawn", the most first."""
    ordered = sorted(sites.items(), key=lambda entry: (-entry[1], entry[0]))
    return ", ".join(f"{number(times)} {status_word(word)}" for word, times in ordered)


def status_word(word: Json) -> str:
    return "without a status" if not word else constant(word)


def status_table(sites: Iterable[Json]) -> dict[str, dict[str, int]]:
    """Country by status, countries A to Z: what a closing trial leaves behind."""
    table: dict[str, Counter[str]] = {}
    for site in sites:
        table.setdefault(str(site.get("country") or ""), Counter())[str(site.get("status") or "")] += 1
    return {country: dict(table[country]) for country in sorted(table)}


def table_lines(table: Mapping[str, Mapping[str, int]]) -> tuple[str, ...]:
    return tuple(f"{country}: {site_words(statuses)}" for country, statuses in table.items())


def other_names(sites: Iterable[Json], site: Json) -> list[str]:
    """Other spellings under which the record lists sites of the same city: Hà Nội beside Hanoi."""
    key, country, own = city_key(site.get("city")), folded(site.get("country")), site.get("city")
    names = {
        str(other.get("city"))
        for other in sites
        if other.get("city") != own and city_key(other.get("city")) == key and folded(other.get("country")) == country
    }
    return sorted(names) if key else []


def same_city_note(sites: Iterable[Json], site: Json) -> tuple[str, ...]:
    names = other_names(sites, site)
    return (f"The record lists this city also as {joined(names)}; those sites are not counted here.",) if names else ()


def inputs(site: Json) -> dict[str, Json]:
    """What rules, filters and distances ask of a site. `lat` and `lon` are the city's point."""
    where = point(site)
    return {
        **{part: site.get(part) for part in ADDRESS},
        "status": site.get("status"),
        "lat": where[0] if where else None,
        "lon": where[1] if where else None,
    }
