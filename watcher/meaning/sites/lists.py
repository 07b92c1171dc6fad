"""Sites added and removed, one change each; countries that come with a first site and go with the last."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Sequence

from watcher.meaning.draft import Draft
from watcher.meaning.normal import text
from watcher.meaning.record import MISC
from watcher.meaning.sites.places import city_key, folded, is_masked, zip_key
from watcher.meaning.sites.same import address
from watcher.meaning.sites.view import SITE, Touched, View
from watcher.meaning.sites.words import called, handle, in_city, inputs, same_city_note, status_word, within
from watcher.meaning.words import count, joined
from watcher.model import Actor, Confidence, Edit, Json

REMOVED_COUNTRIES = f"{MISC}.removedCountries[]"
COUNTRY = f"{SITE}.country"
_CITIES_SHOWN = 3

_ALIKE = "Several sites have this name and address: how many came and went is known, which ones is not."
_UNKNOWN = "The record does not say whether the two are one site."


def fold_listed(view: View, edits: Sequence[Edit]) -> list[Draft]:
    sites = [site for site in view.touched(edits) if not site.is_matched]
    neighbours = _lone_neighbours(sites)
    gone = Counter((address(site.before), site.before.get("status")) for site in sites if site.after is None)
    drafts = []
    for site in sites:
        neighbour = neighbours.get(id(site))
        if site.before is None:
            drafts.append(_added(view, site, neighbour))
        else:
            drafts.append(_removed(view, site, neighbour, gone[address(site.before), site.before.get("status")]))
    return drafts


def _lone_neighbours(sites: Sequence[Touched]) -> dict[int, Touched]:
    """Where one site went and one came in a city and they may be one, each of them by the other's identity."""
    by_city: dict[Json, tuple[list[Touched], list[Touched]]] = defaultdict(lambda: ([], []))
    for site in sites:
        key = folded(site.site.get("country")), city_key(site.site.get("city"))
        by_city[key][0 if site.after is None else 1].append(site)
    lone = [(gone[0], come[0]) for gone, come in by_city.values() if len(gone) == len(come) == 1]
    return {id(one): other for pair in lone if _may_be_one(*pair) for one, other in (pair, pair[::-1])}


def _may_be_one(gone: Touched, come: Touched) -> bool:
    """One postal code, no name to tell them apart, or one name that is a part of the other."""
    before, after = gone.before, come.after
    if is_masked(before.get("facility")) or is_masked(after.get("facility")):
        return True
    words, others = set(folded(before.get("facility")).split()), set(folded(after.get("facility")).split())
    return zip_key(before.get("zip")) == zip_key(after.get("zip")) != "" or words <= others or others <= words


def _added(view: View, site: Touched, neighbour: Touched | None) -> Draft:
    after = site.after
    is_unclear = view.ways[address(after)] > 1
    before_here = view.countries[0][str(after.get("country"))]
    status = f"; {status_word(after['status'])}" if after.get("status") else ""
    return Draft(
        kind="site.added",
        path=SITE,
        label="Site",
        section="sites",
        summary=f"Site added: {called(after)}{status}",
        details=((_ALIKE,) if is_unclear else ()) + _neighbour_note(neighbour),
        edits=site.edits,
        item=handle(after),
        after=after,
        inputs={**inputs(after), "first_in_country": before_here == 0},
        confidence=Confidence.AMBIGUOUS if is_unclear else Confidence.CERTAIN,
    )


def _removed(view: View, site: Touched, neighbour: Touched | None, alike: int) -> Draft:
    """`alike`: how many sites of this name, address and status were removed."""
    before = site.before
    sharing = view.sharing(before)[0]
    with_status = sum(other.get("status") == before.get("status") for other in sharing)
    is_unclear = len(sharing) > 1 and (view.ways[address(before)] > 1 or alike < with_status)
    left_here = view.countries[1][str(before.get("country"))]
    status = f"; was {status_word(before['status'])}" if before.get("status") else ""
    what = f"{alike} of {len(sharing)} sites in {in_city(before)}" if is_unclear else called(before)
    return Draft(
        kind="site.removed",
        path=SITE,
        label="Site",
        section="sites",
        summary=f"Site removed: {what}{status}",
        details=((_ALIKE, *same_city_note(view.old, before)) if is_unclear else ()) + _neighbour_note(neighbour),
        edits=site.edits,
        item=handle(before),
        before=before,
        inputs={**inputs(before), "last_in_country": left_here == 0, "sharing_the_address": len(sharing)},
        confidence=Confidence.AMBIGUOUS if is_unclear else Confidence.CERTAIN,
    )


def _neighbour_note(neighbour: Touched | None) -> tuple[str, ...]:
    if neighbour is None:
        return ()
    verb = "removed" if neighbour.after is None else "added"
    return (f"In the same version a site in the same city was {verb}: {called(neighbour.site)}. {_UNKNOWN}",)


def fold_countries(view: View, edits: Sequence[Edit], spelled: dict[str, str]) -> list[Draft]:
    """`spelled`: countries that are written anew. The first sites of a trial enter no country: all is new then."""
    listed = {country for country in view.countries[0] if country}
    before = {spelled.get(country, country) for country in listed}
    after = {country for country in view.countries[1] if country}
    # Where only some sites are written anew, the old spelling is left: it was listed before, and so is no news.
    entered = sorted(after - before - listed) if view.old else []
    return [
        *(_country(view, edits, country, is_entered=True) for country in entered),
        *(_country(view, edits, country, is_entered=False) for country in sorted(before - after)),
        *(_listed_as_left(edit) for edit in edits if _is_listed_as_left(edit, before | after)),
    ]


def _is_listed_as_left(edit: Edit, known: Container[Json]) -> bool:
    """The registry says so, and the sites do not: they had gone before, or were never listed."""
    return edit.path == REMOVED_COUNTRIES and edit.after is not None and edit.after not in known


def _listed_as_left(edit: Edit) -> Draft:
    return Draft(
        kind="country.left",
        path=COUNTRY,
        label="Countries",
        section="sites",
        summary=f"The registry now lists {within(edit.after)} among the countries that left the trial",
        edits=(edit,),
        item=str(edit.after),
        before=edit.after,
        inputs={"country": edit.after, "sites": 0},
        actor=Actor.REGISTRY,
    )


def _country(view: View, edits: Sequence[Edit], country: str, *, is_entered: bool) -> Draft:
    sites = [site for site in (view.new if is_entered else view.old) if text(str(site.get("country"))) == country]
    listed = tuple(
        edit
        for edit in edits
        if edit.path == REMOVED_COUNTRIES and country == (edit.before if is_entered else edit.after)
    )
    names = joined(sorted({str(site["city"]) for site in sites if site.get("city")}), _CITIES_SHOWN)
    where = f"{count(len(sites), 'site')}{f' in {names}' if names else ''}"
    words = (
        f"New country: {country} ({where})" if is_entered else f"No site left in {within(country)} (before: {where})"
    )
    return Draft(
        kind="country.entered" if is_entered else "country.left",
        path=COUNTRY,
        label="Countries",
        section="sites",
        summary=words,
        edits=listed,
        item=country,
        before=None if is_entered else country,
        after=country if is_entered else None,
        inputs={"country": country, "sites": len(sites)},
    )
