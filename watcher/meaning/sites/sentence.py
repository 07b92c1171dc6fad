"""All site changes of an update in, one sentence for people out; and how the sites stand when nothing changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from watcher.meaning.draft import Draft, Pair
from watcher.meaning.record import STOPPED
from watcher.meaning.sites.view import countries_of, country_names, sites_of
from watcher.meaning.sites.words import cities, country_words, standing, whereabouts
from watcher.meaning.words import constant, count, number
from watcher.model import Json

_CLOSED = frozenset({"ACTIVE_NOT_RECRUITING", "COMPLETED", "TERMINATED"})


def sites_sentence(pair: Pair, drafts: Sequence[Draft]) -> str | None:
    """2 sites added: Padova (Italy), Seoul (South Korea); now 222 in 29 countries. None: no site changed."""
    kinds: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        kinds[draft.kind].append(draft)
    added, removed = [d.after for d in kinds["site.added"]], [d.before for d in kinds["site.removed"]]
    if ends := _first_or_last(pair, added, removed):
        return ends
    parts = [_listed("added", added), _listed("removed", removed), _status_words(kinds["site.status_changed"])]
    entered, left = ([str(draft.item) for draft in kinds[kind]] for kind in ("country.entered", "country.left"))
    told = [part for part in (*parts, *country_words(entered, left)) if part]
    if not told:
        return _edited_words(kinds["site.edited"])
    still = "still" if len(added) == len(removed) else "now"
    return "; ".join([*told, f"{still} {_standing(pair)}"] if added or removed else told)


def unchanged_sites(pair: Pair) -> str:
    """How the sites stand, and where: a reader far away asks that first."""
    sites = sites_of(pair.new)
    if not sites:
        return "Sites: none listed"
    recruiting = sum(site.get("status") == "RECRUITING" for site in sites)
    return standing(len(sites), country_names(sites), recruiting)


def _first_or_last(pair: Pair, added: Sequence[Json], removed: Sequence[Json]) -> str | None:
    if added and not sites_of(pair.old):
        what = "first site" if len(added) == 1 else f"first {number(len(added))} sites"
        return f"{what} listed{whereabouts(added)}"
    if removed and not sites_of(pair.new):
        what = "the only site" if len(removed) == 1 else f"all {number(len(removed))} sites"
        return f"{what} removed{whereabouts(removed)}"
    return None


def _listed(verb: str, sites: Sequence[Json]) -> str:
    return f"{count(len(sites), 'site')} {verb}{whereabouts(sites)}" if sites else ""


def _status_words(drafts: Sequence[Draft]) -> str:
    """25 sites opened, 2 withdrawn, 1 suspended; a few alike are named."""
    words = Counter(map(_verb, drafts))
    if not words:
        return ""
    (first, times), *rest = words.most_common()
    if not rest and (named := cities([draft.inputs for draft in drafts])):
        return f"{count(times, 'site')} {first}: {named}"
    return ", ".join([f"{count(times, 'site')} {first}", *(f"{number(more)} {verb}" for verb, more in rest)])


def _verb(draft: Draft) -> str:
    before, after = draft.before, draft.after
    if after == "RECRUITING":
        return "opened" if before in {None, "NOT_YET_RECRUITING"} else "opened again"
    if after in STOPPED:
        return constant(after)
    if after in _CLOSED and before not in _CLOSED:
        return "closed"
    return "shown without a status" if after is None else f"now {constant(after)}"


def _edited_words(edited: Sequence[Draft]) -> str | None:
    if len(edited) <= 1:
        return edited[0].summary if edited else None
    sites = sum(draft.inputs.get("named", 1) for draft in edited)  # many names given at once are one draft
    are_given = all(draft.inputs.get("name") == "revealed" for draft in edited)
    return f"names of {count(sites, 'site')} now given" if are_given else f"{count(sites, 'site')} edited"


def _standing(pair: Pair) -> str:
    sites = sites_of(pair.new)
    return f"{number(len(sites))} in {count(countries_of(sites), 'country', 'countries')}"
