"""What someone is told of sites near a place, in the words of who lives there: the distance first, then its limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from watcher.meaning.headline import headline
from watcher.meaning.record import STOPPED
from watcher.meaning.sites.places import is_masked
from watcher.meaning.sites.words import in_city, places_named, standing
from watcher.meaning.telling.near import raised
from watcher.meaning.words import constant, count, joined, number
from watcher.model import Change, Update

# By the change's id: how far its site is, in whole km, 0 for less; None where the registry gives no point for it.
Distances = Mapping[str, float | None]

_CITIES_NAMED = 8
_NAMES_SHOWN = 3
_LIMITS = "Distances are to the city, not to the clinic, and the registry's point of a city may be wrong."
_NO_POINT = "The registry does not put this place on the map: its distance from you is unknown."
_NO_REASON = "The registry gives no reason for single sites."


def retold(update: Update, distances: Distances) -> Update:
    """The update as it is told: what is near comes first, the nearest of what matters alike before the rest."""
    away = {id(change): distances.get(update.change_id(change)) for change in update.changes}
    ordered = sorted(update.changes, key=lambda change: _order(change, away[id(change)]))
    asked = [change for change in ordered if update.change_id(change) in distances]
    told = {id(change): _told(change, away[id(change)]) for change in asked}
    changes = tuple(told.get(id(change), change) for change in ordered)
    found = replace(update, changes=changes)
    nearby = [told[id(change)] for change in asked if away[id(change)] is not None and change.kind.startswith("site.")]
    return replace(found, headline=_headline(changes, nearby)) if nearby else found


def notes(update: Update, distances: Distances) -> tuple[str, ...]:
    """What is to be known beside the sites that are told: how the others stand, and what a distance is worth."""
    sites = [change for change in update.changes if update.change_id(change) in distances]
    measured = [change for change in sites if distances[update.change_id(change)] is not None]
    standing = _standing(update, sites[0]) if sites else ()
    return (*_nameless(update, sites), *standing, *((_LIMITS,) if measured else ()))


def where_it_is(update: Update) -> str:
    """The line on sites for who hears that a trial opens or closes, and of no site, since none that changed is near."""
    sites = next((change.inputs for change in update.changes if change.kind.startswith("site.")), {})
    total, recruiting = sites.get("sites_after"), sites.get("recruiting")
    countries = update.subject.countries
    if isinstance(total, int) and isinstance(recruiting, int):
        return f"{standing(total, countries, recruiting)}."
    return f"Its sites are in {places_named(countries)}." if countries else ""


def left_out(changes: Sequence[Change]) -> str:
    """Sites that may be anywhere, in one line: nobody gets a mail for them alone."""
    places = list(dict.fromkeys(in_city(change.inputs) for change in changes))
    which = "place" if len(changes) == 1 else "places"
    named = joined(places, _CITIES_NAMED)
    return f"{count(len(changes), 'more site')} changed whose {which} the registry does not put on the map: {named}."


def _order(change: Change, km: float | None) -> tuple[int, int, float]:
    return (1, 0, 0.0) if km is None else (0, -raised(change).rank, km)


def _told(change: Change, km: float | None) -> Change:
    said = change.summary if km is None else _with_distance(change, _away(km))
    details = (*change.details, *_details(change), *((_NO_POINT,) if km is None and "lat" in change.inputs else ()))
    return replace(change, summary=said, details=details, inputs={**change.inputs, "km": km})


def _with_distance(change: Change, away: str) -> str:
    """ "Site added: Oxford" → "New site 9 km from you: Oxford"; "Site suspended" → "Site 9 km from you suspended"."""
    summary = change.summary
    if summary.startswith("Site added: "):
        return summary.replace("Site added", f"New site {away} from you", 1)
    if _is_sentence_on_site(change):
        return summary.replace("Site ", f"Site {away} from you ", 1)
    return f"{summary}, {away} from you"


def _is_sentence_on_site(change: Change) -> bool:
    """ "Site removed", "Site now recruiting"; of "Site name now given" and "Site contact added" it is another noun."""
    return change.kind in ("site.removed", "site.status_changed") and change.summary.startswith("Site ")


def _away(km: float) -> str:
    return f"{'less than 1' if km < 1 else format(km, ',.0f')} km"


def _details(change: Change) -> Iterator[str]:
    """What a patient asks next. The registry's words; what is not in them is said not to be."""
    if not change.kind.startswith("site."):
        return
    if change.inputs.get("status") == "NOT_YET_RECRUITING":
        yield "It is not taking patients yet."
    if change.kind == "site.status_changed" and change.after in STOPPED:
        yield _NO_REASON


def _nameless(update: Update, asked: Sequence[Change]) -> tuple[str, ...]:
    """Said once for all of them: whom to ring is the same wherever they are."""
    sites = [change for change in asked if change.kind.startswith("site.") and "facility" in change.inputs]
    names = [name for name in (change.inputs["facility"] for change in sites) if is_masked(name)]
    if not names:
        return ()
    which = "this site" if len(sites) == 1 else f"these {number(len(sites))} sites"
    if len(names) < len(sites):
        which = f"{number(len(names))} of {which}"
    shown = joined([f"“{name}”" for name in dict.fromkeys(names) if name], _NAMES_SHOWN)
    ask = "; ask the contact below" if update.subject.contact else ""
    return (f"The registry gives no name for {which}{f' ({shown})' if shown else ''}{ask}.",)


def _standing(update: Update, site: Change) -> tuple[str, ...]:
    recruiting, sites = site.inputs.get("recruiting"), site.inputs.get("sites_after")
    if not update.subject.status or not isinstance(recruiting, int) or not isinstance(sites, int):
        return ()
    status = constant(update.subject.status)
    return (f"The trial as a whole is {status}. Sites that are recruiting: {number(recruiting)} of {number(sites)}.",)


def _headline(changes: Sequence[Change], nearby: Sequence[Change]) -> str:
    """As loud as it is to who lives there, so that it stands before what matters less."""
    near = {id(change) for change in nearby}
    loud = [replace(change, significance=raised(change)) if id(change) in near else change for change in changes]
    others = sum(change.kind.startswith("site.") for change in changes) - len(nearby)
    facts = (
        _brief(nearby[0]),
        f"{count(len(nearby) - 1, 'more site')} near you changed" if nearby[1:] else "",
        f"{count(others, 'other site')} changed" if others else "",
    )
    return headline(loud, "; ".join(fact for fact in facts if fact))


def _brief(site: Change) -> str:
    """By its city; a new one with its status."""
    head, colon, _ = site.summary.partition(": ")
    if not colon:
        return head
    city = in_city(site.inputs)
    where = head if city in head else f"{head}: {city}"
    away = f"{_away(site.inputs['km'])} from you"
    if away not in head:
        return f"{where}, {away}"
    status = site.inputs.get("status") if site.kind == "site.added" else None
    return f"{where}{f', {constant(status)}' if status else ''}"
