"""Edits of names and addresses of sites that are still the same sites in, changes out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from watcher.meaning.draft import Draft
from watcher.meaning.excerpt import differing
from watcher.meaning.sites.places import is_masked
from watcher.meaning.sites.same import ADDRESS, is_city_spelled_anew, is_elsewhere
from watcher.meaning.sites.view import SITE, Touched, View, field_of
from watcher.meaning.sites.words import called, handle, in_city, inputs, whereabouts, within
from watcher.meaning.words import count, joined, quoted, sentence
from watcher.model import Actor, Edit, Json

_COMPUTED = ("geoPoint", "countryCode")
# What goes along when a place is written anew.
_ALONG = {"city": ("city", *_COMPUTED), "country": ("country", "city", "state", "zip", *_COMPUTED)}
_WORDS = {"facility": "name", "city": "city", "state": "state", "zip": "postal code", "country": "country"}


def fold_renamed(view: View, edits: Sequence[Edit]) -> list[Draft]:
    """One change for each new spelling, at however many sites it is."""
    spellings: dict[tuple[str, Json, Json, Json], list[Touched]] = defaultdict(list)
    for site in view.touched(edits):
        edit = site.field("country") or site.field("city")
        if site.is_matched and edit is not None and _is_spelling(view, site, edit):
            name = edit.path.rpartition(".")[2]
            spellings[name, edit.before, edit.after, site.site.get("country")].append(site)
    return [_renamed(view, *spelling, sites) for spelling, sites in spellings.items()]


def _is_spelling(view: View, site: Touched, edit: Edit) -> bool:
    """Countries are paired by their spelling only; a city by its names, or because nobody submitted anything.

    Nothing that nobody submitted moves a site, unless the rest of its address moved along.
    """
    if edit.before is None or edit.after is None:
        return False  # nothing is written otherwise where nothing is written
    if edit.path.endswith(".country"):
        return True
    by_registry = view.pair.actor is Actor.REGISTRY and site.field("facility") is None
    unmoved = by_registry and not is_elsewhere(site.before, site.after)
    return unmoved or is_city_spelled_anew(site.before, site.after)


def _renamed(view: View, name: str, before: Json, after: Json, country: Json, sites: Sequence[Touched]) -> Draft:
    # The names of countries are the registry's own list; a city may have been retyped by who submitted.
    actor = Actor.REGISTRY if name == "country" else view.pair.actor
    who = " by the registry" if actor is Actor.REGISTRY else ""
    where = f" in {within(country)}" if name == "city" and country else ""
    return Draft(
        kind="place.renamed",
        path=f"{SITE}.{name}",
        label=f"Name of a {name}",
        section="sites",
        summary=f"{before} is now written {after}{who}: {count(len(sites), 'site')}{where}, no site moved",
        edits=tuple(edit for site in sites for edit in site.under(*_ALONG[name])),
        item=in_city(sites[0].site) if name == "city" else str(after),
        before=before,
        after=after,
        inputs={"country": country, "city": after if name == "city" else None, "sites": len(sites)},
        actor=actor,
    )


def fold_edited(view: View, edits: Sequence[Edit]) -> list[Draft]:
    """One change a site, with the contacts and points that go along."""
    sites = (site for site in view.touched(edits) if site.is_matched and site.under(*ADDRESS))
    return [_edited(view, site) for site in sites]


def _edited(view: View, site: Touched) -> Draft:
    edits = site.under(*ADDRESS, "contacts", *_COMPUTED)
    fields = [name for name in ADDRESS if site.field(name)]
    is_one = len(edits) == 1
    return Draft(
        kind="site.edited",
        path=edits[0].path if is_one else SITE,
        label="Site",
        section="sites",
        summary=_edited_words(site, fields),
        details=("Its contacts changed along with it.",) if site.under("contacts") else (),
        edits=edits,
        item=handle(site.site),
        before=edits[0].before if is_one else {name: site.before.get(name) for name in fields},
        after=edits[0].after if is_one else {name: site.after.get(name) for name in fields},
        inputs={
            **inputs(site.site),
            "fields": fields,
            "name": _name_change(site),
            "moved": _has_moved(view, site),
        },
    )


def _has_moved(view: View, site: Touched) -> bool:
    """To another city; one that is not given any more has moved nobody."""
    city = site.field("city")
    return city is not None and None not in (city.before, city.after) and not _is_spelling(view, site, city)


def _name_change(site: Touched) -> str | None:
    name = site.field("facility")
    if name is None:
        return None
    was, is_now = is_masked(name.before), is_masked(name.after)
    return "revealed" if was and not is_now else "hidden" if is_now and not was else "edited"


def _edited_words(site: Touched, fields: Sequence[str]) -> str:
    rest = [_field_words(site, name) for name in fields if name != "facility"]
    also = f"; {joined(rest)}" if rest else ""
    name, change = site.field("facility"), _name_change(site)
    if name is None or change is None:
        return f"Site address edited: {called(site.before)}{also}"
    before, after = (quoted(str(text)) if text else "an entry without a name" for text in (name.before, name.after))
    if change == "revealed":
        return f"Site name now given: {called(site.after)} (was {before}){also}"
    if change == "hidden":
        return f"Site name now hidden: {called(site.before)} is listed as {after}{also}"
    old, new = map(quoted, differing(str(name.before), str(name.after)))
    return f"Site name edited in {in_city(site.after)}: {old} is now {new}{also}"


def _field_words(site: Touched, name: str) -> str:
    before, after = site.before.get(name), site.after.get(name)
    if before is None:
        return f"{_WORDS[name]} now given, {after}"
    return f"{_WORDS[name]} no longer given" if after is None else f"{_WORDS[name]} {before} → {after}"


def fold_derived(view: View, edits: Sequence[Edit]) -> list[Draft]:
    """What the registry computes from an address; alone, it says that the registry worked on its maps."""
    sites = [site for site in view.touched(edits) if site.is_matched and site.under(*_COMPUTED)]
    owned = tuple(edit for site in sites for edit in site.under(*_COMPUTED))
    if not owned:
        return []
    parts = (("geoPoint", "map point"), ("countryCode", "country code"))
    names = joined([words for part, words in parts if any(site.under(part) for site in sites)])
    where = whereabouts([site.site for site in sites])
    only = sites[0] if len(sites) == 1 else None
    return [
        Draft(
            kind="registry.derived",
            path=f"{SITE}.{field_of(owned[0])}",
            label=sentence(names),
            section="record",
            summary=f"The registry recomputed the {names} of {count(len(sites), 'site')}{where}; no site moved",
            edits=owned,
            item=handle(only.site) if only else None,
            before=_computed(only.before) if only else None,
            after=_computed(only.after) if only else None,
            inputs={"sites": len(sites)},
            actor=Actor.REGISTRY,
        )
    ]


def _computed(site: Json) -> dict[str, Json]:
    return {name: site[name] for name in _COMPUTED if name in site}
