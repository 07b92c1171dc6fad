"""All site changes of an update together: how many sites net, what that says of the update, one sentence for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from watcher.meaning.draft import Case, Draft, Pair
from watcher.meaning.rules.sites import UPDATE_RULES
from watcher.meaning.site_view import SITE, recruitment_is_over, sites_of
from watcher.meaning.site_words import cities, whereabouts
from watcher.meaning.words import constant, count, joined, number
from watcher.model import Json, Significance

_STOPPED = frozenset({"WITHDRAWN", "TERMINATED", "SUSPENDED"})
_CLOSED = frozenset({"ACTIVE_NOT_RECRUITING", "COMPLETED", "TERMINATED"})


def net_sites(drafts: Sequence[Draft]) -> int:
    """Sites added less sites removed. Renamed, edited and anonymised ones are neither (correction 7)."""
    kinds = Counter(draft.kind for draft in drafts)
    return kinds["site.added"] - kinds["site.removed"]


def totals(pair: Pair, drafts: Sequence[Draft]) -> dict[str, Json]:
    """The counts that every site change carries."""
    before, after = sites_of(pair.old), sites_of(pair.new)
    net = net_sites(drafts)
    return {
        "net": net,
        "net_percent": round(100 * abs(net) / len(before), 1) if before else 0.0,
        "sites_before": len(before),
        "sites_after": len(after),
        "countries_before": _countries(before),
        "countries_after": _countries(after),
    }


def update_significance(
    pair: Pair, drafts: Sequence[Draft]
) -> tuple[Significance, str, str, Mapping[str, Json]] | None:
    """What all site changes together make of the update: significance, rule, reason, inputs. None: nothing more."""
    told = [draft for draft in drafts if draft.path.startswith(SITE)]
    if not told or recruitment_is_over(pair.old):
        return None
    stopped = sum(draft.kind == "site.status_changed" and draft.after in _STOPPED for draft in told)
    inputs = {**totals(pair, told), "stopped": stopped}
    case = Case(Draft(kind="sites", path=SITE, label="Sites", section="sites", summary="", inputs=inputs), pair)
    row = next((row for row in UPDATE_RULES if row.test(case)), None)
    return (row.significance, row.id, row.reason, inputs) if row else None


def unchanged_sites(pair: Pair) -> str:
    """How the sites stand: "Sites: 222 in 29 countries, 180 recruiting"."""
    sites = sites_of(pair.new)
    if not sites:
        return "Sites: none listed"
    recruiting = sum(site.get("status") == "RECRUITING" for site in sites)
    return f"Sites: {_standing(pair)}{f', {number(recruiting)} recruiting' if recruiting else ''}"


def sites_sentence(pair: Pair, drafts: Sequence[Draft]) -> str | None:
    """2 sites added: Padova (Italy), Seoul (South Korea); now 222 in 29 countries. None: no site changed."""
    kinds: dict[str, list[Draft]] = {}
    for draft in drafts:
        kinds.setdefault(draft.kind, []).append(draft)
    added, removed = kinds.get("site.added", []), kinds.get("site.removed", [])
    parts = [
        _listed("added", [draft.after for draft in added]),
        _listed("removed", [draft.before for draft in removed]),
        _status_words(kinds.get("site.status_changed", [])),
        *_country_words(kinds),
    ]
    told = [part for part in parts if part]
    if not told and (edited := kinds.get("site.edited")):
        return edited[0].summary if len(edited) == 1 else f"{count(len(edited), 'site')} edited"
    if not told:
        return None
    still = "still" if len(added) == len(removed) else "now"
    return "; ".join([*told, f"{still} {_standing(pair)}"] if added or removed else told)


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
    if after in _STOPPED:
        return constant(after)
    if after in _CLOSED and before not in _CLOSED:
        return "closed"
    return "shown without a status" if after is None else f"now {constant(after)}"


def _country_words(kinds: Mapping[str, Sequence[Draft]]) -> list[str]:
    entered = [str(draft.item) for draft in kinds.get("country.entered", ())]
    left = [str(draft.item) for draft in kinds.get("country.left", ())]
    words = []
    if entered:
        words.append(f"{'new country' if len(entered) == 1 else 'new countries'}: {joined(entered, 4)}")
    if left:
        words.append(f"no site left in {joined(left, 4)}")
    return words


def _standing(pair: Pair) -> str:
    sites = sites_of(pair.new)
    return f"{number(len(sites))} in {count(_countries(sites), 'country', 'countries')}" if sites else "none"


def _countries(sites: Sequence[Json]) -> int:
    return len({site.get("country") for site in sites if site.get("country")})
