"""Sites by country: many that did the same are told together, and hidden statuses are a table."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct

from watcher.meaning.sites.places import is_masked
from watcher.meaning.sites.words import table_lines
from watcher.meaning.words import constant, count, joined, number, sentence
from watcher.model import Change, Confidence, Json, Significance
from watcher.render.words import clean, first_of

# From here on a list by country reads better than a bullet a site.
_MANY = 4
# Up to here sites are told by their names, above by their cities.
_NAMED = 15
_PLACES_SHOWN = 30
_NO_STATUS = "without a status"
_VERBS = {"site.added": "added", "site.removed": "removed"}
WORDS = frozenset({"Country", "Where"})  # columns of words; the others hold numbers


class Table(Struct, frozen=True):
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[str, ...]  # the same where there are no tables


class Crowd(Struct, frozen=True):
    """Several sites that did the same."""

    summary: str
    rating: Significance
    table: Table
    sites: int


def gathered(changes: Sequence[Change]) -> tuple[list[Crowd], list[Change]]:
    """The crowds, and the changes that are told one by one. A change that says more of itself stays alone."""
    alike: dict[tuple[str, ...], list[Change]] = defaultdict(list)
    for change in changes:
        if _is_plain(change):
            alike[_what(change)].append(change)
    crowds = {what: group for what, group in alike.items() if len(group) >= _MANY}
    told = {id(change) for group in crowds.values() for change in group}
    return [_crowd(what, group) for what, group in crowds.items()], [c for c in changes if id(c) not in told]


def status_table(change: Change) -> Table | None:
    """Country by status, where a change brings such a table: what a closing trial leaves behind."""
    found = change.inputs.get("by_country")
    if not isinstance(found, Mapping) or len(found) < 2:
        return None
    totals: Counter[str] = Counter()
    for statuses in found.values():
        totals.update(statuses)
    shown = [status for status, _ in totals.most_common()]
    rows = tuple((clean(country), *(_figure(found[country].get(status)) for status in shown)) for country in found)
    headings = (sentence(_status(status) or _NO_STATUS) for status in shown)
    return Table(("Country", *headings), rows, tuple(map(clean, table_lines(found))))


def _is_plain(change: Change) -> bool:
    is_told_alike = change.kind in _VERBS or change.kind == "site.status_changed"
    # A distance is of one site.
    is_sure = change.confidence is Confidence.CERTAIN and not change.details and "km" not in change.inputs
    return is_told_alike and is_sure and _word(change, "country") != ""


def _what(change: Change) -> tuple[str, ...]:
    if change.kind in _VERBS:
        return (change.kind,)
    return (change.kind, _status(change.before), _status(change.after))


def _crowd(what: tuple[str, ...], changes: Sequence[Change]) -> Crowd:
    rating = max((change.significance for change in changes), key=lambda s: s.rank)
    return Crowd(_summary(what, changes), rating, _table(changes), len(changes))


def _summary(what: tuple[str, ...], changes: Sequence[Change]) -> str:
    sites = count(len(changes), "site")
    if what[0] not in _VERBS:
        return f"{sites}: {' → '.join(status or _NO_STATUS for status in what[1:])}"
    statuses = Counter(_status(change.inputs.get("status")) or _NO_STATUS for change in changes)
    told = f"{sites} {_VERBS[what[0]]}"
    if set(statuses) == {_NO_STATUS}:
        return told
    if len(statuses) == 1:
        return f"{told}, all {next(iter(statuses))}"
    return f"{told}: {joined([f'{number(n)} {status}' for status, n in statuses.most_common()])}"


def _table(changes: Sequence[Change]) -> Table:
    places: dict[str, Counter[str]] = defaultdict(Counter)
    for change in changes:
        places[_word(change, "country")][_place(change, named=len(changes) <= _NAMED)] += 1
    by_size = sorted(places.items(), key=lambda row: (-row[1].total(), row[0]))
    rows = tuple((country, number(where.total()), _where(where)) for country, where in by_size)
    lines = tuple(_country_line(*row) for row in rows)
    return Table(("Country", "Sites", "Where"), rows, lines)


def _country_line(country: str, sites: str, where: str) -> str:
    """Hong Kong (3), whose sites are in Hong Kong (3), says nothing twice."""
    said = f"{country} ({sites})"
    return said if where in ("", country, said) else f"{said}: {where}"


def _place(change: Change, *, named: bool) -> str:
    facility, city = _word(change, "facility"), _word(change, "city")
    return f"{facility}, {city}" if named and city and not is_masked(facility) else city


def _where(places: Counter[str]) -> str:
    named = [f"{place} ({n})" if n > 1 else place for place, n in sorted(places.items()) if place]
    shown, more = first_of(named, _PLACES_SHOWN)
    # Names hold commas themselves, so those are told apart by semicolons.
    mark = "; " if any("," in place for place in named) else ", "
    return mark.join(shown) + (f" {more}" if more else "")


def _figure(sites: Json) -> str:
    return number(sites) if isinstance(sites, int) else ""


def _status(value: Json) -> str:
    return clean(constant(value)) if isinstance(value, str) and value else ""


def _word(change: Change, key: str) -> str:
    found = change.inputs.get(key)
    return clean(found) if isinstance(found, str) else ""
