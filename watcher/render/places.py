"""Many sites that did the same are told together, by country: "25 sites: not yet recruiting → recruiting"."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from watcher.meaning.words import constant, count, joined, number
from watcher.model import Change, Confidence, Json, Significance
from watcher.render.words import clean

# From here on a list by country reads better than a bullet a site.
_MANY = 4
_VERBS = {"site.added": "added", "site.removed": "removed"}


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Crowd:
    """Several sites that did the same."""

    summary: str
    rating: Significance
    table: Table


def gathered(changes: Sequence[Change]) -> tuple[list[Crowd], list[Change]]:
    """The crowds, and the changes that are told one by one. A change that says more of itself stays alone."""
    alike: dict[tuple[str, ...], list[Change]] = defaultdict(list)
    for change in changes:
        if _is_plain(change):
            alike[_what(change)].append(change)
    crowds = {what: group for what, group in alike.items() if len(group) >= _MANY}
    told = {id(change) for group in crowds.values() for change in group}
    return [_crowd(what, group) for what, group in crowds.items()], [c for c in changes if id(c) not in told]


def _is_plain(change: Change) -> bool:
    is_told_alike = change.kind in _VERBS or change.kind == "site.status_changed"
    return is_told_alike and not change.details and change.confidence is Confidence.CERTAIN and _country(change) != ""


def _what(change: Change) -> tuple[str, ...]:
    if change.kind in _VERBS:
        return (change.kind,)
    return (change.kind, _status(change.before), _status(change.after))


def _crowd(what: tuple[str, ...], changes: Sequence[Change]) -> Crowd:
    rating = max((change.significance for change in changes), key=lambda s: s.rank)
    return Crowd(_summary(what, changes), rating, _table(changes))


def _summary(what: tuple[str, ...], changes: Sequence[Change]) -> str:
    sites = count(len(changes), "site")
    if what[0] not in _VERBS:
        return f"{sites}: {what[1]} → {what[2]}"
    statuses = Counter(_status(_site(change).get("status")) for change in changes)
    if len(statuses) == 1:
        return f"{sites} {_VERBS[what[0]]}, {'all ' if next(iter(statuses)) else ''}{next(iter(statuses))}".rstrip(", ")
    shares = [f"{number(n)} {status or 'without a status'}" for status, n in statuses.most_common()]
    return f"{sites} {_VERBS[what[0]]}: {joined(shares)}"


def _table(changes: Sequence[Change]) -> Table:
    places: dict[str, Counter[str]] = defaultdict(Counter)
    for change in changes:
        places[_country(change)][_city(change)] += 1
    by_size = sorted(places.items(), key=lambda row: (-row[1].total(), row[0]))
    return Table(("Country", "Sites", "Where"), tuple(_row(country, cities) for country, cities in by_size))


def _row(country: str, cities: Counter[str]) -> tuple[str, ...]:
    named = [f"{city} ({n})" if n > 1 else city for city, n in sorted(cities.items()) if city]
    return country, number(cities.total()), ", ".join(named)


def _site(change: Change) -> Mapping[str, Json]:
    found = change.after if change.after is not None else change.before
    return found if isinstance(found, Mapping) else {}


def _status(value: Json) -> str:
    code = value.get("status") if isinstance(value, Mapping) else value
    return clean(constant(code)) if isinstance(code, str) else ""


def _country(change: Change) -> str:
    return _word(change, "country")


def _city(change: Change) -> str:
    return _word(change, "city")


def _word(change: Change, key: str) -> str:
    found = change.inputs.get(key) or _site(change).get(key)
    return clean(found) if isinstance(found, str) else ""
