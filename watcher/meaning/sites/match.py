"""Sites of two versions in, who is who out. No site carries an id, and a whole trial may call them "Research Site".

Seven steps, each on what the last one left: equal addresses; addresses equal when folded; countries and cities spelled
anew; proven edits of an address (docs/rating.md, correction 8); sites of one name in a city that are as many as before;
sites of a city that others prove to be spelled anew; the rest was removed or added. Sites are a multiset:
when two of one address exchange their statuses nothing in the record tells it, and nothing is told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from watcher.meaning.normal import encode
from watcher.meaning.sites.assign import assign
from watcher.meaning.sites.countries import are_one_country
from watcher.meaning.sites.same import (
    PROOFS,
    address,
    agree,
    agree_but_for_country,
    agree_on_city,
    agree_on_state,
    but_for_city,
    but_for_country,
    country,
    facility_and_city,
    folded_address,
    is_city_spelled_anew,
    is_elsewhere,
    is_site,
    named_in_city,
)
from watcher.model import Json

_Pairs = list[tuple[Json, Json]]
_Key = Callable[[Json], Hashable]
_Agree = Callable[[Json, Json], bool]

# Beyond this, a group of one address is paired in the order of its statuses instead of by a matrix of all costs.
_GROUP = 64
_NEVER = 1e6

# How far a site has come. What is not listed (no status, a word of a later registry) stands in the middle.
_STEPS = {
    "NOT_YET_RECRUITING": 0.0,
    "RECRUITING": 1.0,
    "AVAILABLE": 1.0,
    "ENROLLING_BY_INVITATION": 1.1,
    "SUSPENDED": 1.5,
    "ACTIVE_NOT_RECRUITING": 2.0,
    "COMPLETED": 3.0,
    "TERMINATED": 3.1,
    "WITHDRAWN": 3.2,
}
_MIDDLE = 1.5


def match_sites(old: Sequence[Json], new: Sequence[Json]) -> _Pairs:
    """Every item once: (old, new) is one site, (old, None) removed, (None, new) added. Order does not matter."""
    names_old, old = _sorted(old)
    names_new, new = _sorted(new)
    if names_new < names_old:
        # The way back is the way there: where costs are equal, the choice must not depend on which side is the old one.
        return [(before, after) for after, before in _matched(new, old)]
    return _matched(old, new)


def _sorted(sites: Sequence[Json]) -> tuple[list[bytes], list[Json]]:
    names = list(map(encode, sites))
    places = sorted(range(len(sites)), key=names.__getitem__)
    return [names[place] for place in places], [sites[place] for place in places]


def _matched(old: Sequence[Json], new: Sequence[Json]) -> _Pairs:
    left = _Left(old, new)
    left.pair(address, agree)
    if left.old and left.new:
        _pair_by_proof(left)
    return [*left.pairs, *((site, None) for site in left.old), *((None, site) for site in left.new)]


def _pair_by_proof(left: _Left) -> None:
    left.pair(folded_address, agree_on_state)
    left.take(_respelled_countries(left.old, left.new))
    left.pair(but_for_city, agree_on_city, at_most=_GROUP)
    left.take(_proven(left.old, left.new))
    left.take(_as_many(left.old, left.new))
    left.pair(but_for_city, _as_spelled_in(left.pairs), at_most=_GROUP)


class _Left:
    """What is not paired yet, in an order that does not follow the record's, and the pairs found so far."""

    def __init__(self, old: Sequence[Json], new: Sequence[Json]) -> None:
        # What is no site has no address; it was there or it was not.
        self.old = [item for item in old if is_site(item)]
        self.new = [item for item in new if is_site(item)]
        self.pairs: _Pairs = [(item, None) for item in old if not is_site(item)]
        self.pairs += [(None, item) for item in new if not is_site(item)]

    def pair(self, key: _Key, may_be_one: _Agree, *, at_most: int | None = None) -> None:
        """Pair sites of equal keys, the likeliest first; groups larger than `at_most` are left alone."""
        groups = _shared(self.old, self.new, key)
        fit = ((olds, news) for olds, news in groups if at_most is None or max(len(olds), len(news)) <= at_most)
        self.take(pair for olds, news in fit for pair in _assigned(olds, news, may_be_one))

    def take(self, pairs: Iterable[tuple[Json, Json]]) -> None:
        found = list(pairs)
        taken = {id(site) for pair in found for site in pair}
        self.pairs += found
        self.old = [site for site in self.old if id(site) not in taken]
        self.new = [site for site in self.new if id(site) not in taken]


def _shared(old: Sequence[Json], new: Sequence[Json], key: _Key) -> list[tuple[list[Json], list[Json]]]:
    """The sites of each key that both sides have; a key of None is shared with nobody."""
    if not old or not new:
        return []
    groups: dict[Hashable, tuple[list[Json], list[Json]]] = defaultdict(lambda: ([], []))
    for site in old:
        groups[key(site)][0].append(site)
    for site in new:
        groups[key(site)][1].append(site)
    return [(olds, news) for name, (olds, news) in groups.items() if name is not None and olds and news]


def _assigned(old: list[Json], new: list[Json], may_be_one: _Agree) -> _Pairs:
    if len(old) == len(new) == 1:
        return [(old[0], new[0])] if may_be_one(old[0], new[0]) else []
    if max(len(old), len(new)) > _GROUP:
        return _in_order(old, new, may_be_one)
    costs = [[_cost(before, after) if may_be_one(before, after) else _NEVER for after in new] for before in old]
    return [(old[row], new[column]) for row, column in assign(costs) if costs[row][column] < _NEVER]


def _in_order(old: list[Json], new: list[Json], may_be_one: _Agree) -> _Pairs:
    """On a line, pairing first with first and second with second costs least; statuses nearly are a line."""
    by_status = zip(sorted(old, key=_step), sorted(new, key=_step), strict=False)
    return [(before, after) for before, after in by_status if may_be_one(before, after)]


def _cost(old: Json, new: Json) -> float:
    """The number of edits; among equals, how far the status went: a site closes before it completes."""
    edits = len(_contacts(old) ^ _contacts(new)) + int(old.get("status") != new.get("status"))
    return edits + abs(_step(old) - _step(new)) / 10


def _step(site: Json) -> float:
    return _STEPS.get(str(site.get("status")), _MIDDLE)


def _contacts(site: Json) -> frozenset[bytes]:
    contacts = site.get("contacts")
    return frozenset(map(encode, contacts)) if isinstance(contacts, list) else frozenset()


def _respelled_countries(old: Sequence[Json], new: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    """Turkey → Turkey (Türkiye): the sites of a name that is gone are found again under one that was not there."""
    gone, come = _by_country(old), _by_country(new)
    moves = [
        (before, after, pairs)
        for before, olds in gone.items()
        for after, news in come.items()
        if before not in come and after not in gone and (pairs := _moved(before, olds, after, news))
    ]
    times = Counter(name for before, after, _ in moves for name in (("old", before), ("new", after)))
    for before, after, pairs in moves:
        if times["old", before] == times["new", after] == 1:
            yield from pairs


def _by_country(sites: Sequence[Json]) -> dict[str, list[Json]]:
    groups: dict[str, list[Json]] = defaultdict(list)
    for site in sites:
        groups[country(site)].append(site)
    return groups


def _moved(before: str, old: list[Json], after: str, new: list[Json]) -> _Pairs:
    """Like names need half of the sites to move along; unlike names (Swaziland, Eswatini) need all, and several."""
    left = _Left(old, new)
    left.pair(but_for_country, agree_but_for_country)
    left.pair(facility_and_city, agree_but_for_country)  # whatever the zip says (docs/rating.md)
    if are_one_country(before, after):
        return left.pairs if 2 * len(left.pairs) >= min(len(old), len(new)) else []
    return left.pairs if len(old) == len(new) == len(left.pairs) > 1 else []


def _as_many(old: Sequence[Json], new: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    """Postal codes given or taken out: each of two sites of one name has two candidates, and both are still there."""
    for olds, news in _shared(old, new, named_in_city):
        if len(olds) == len(news):
            yield from _assigned(olds, news, lambda before, after: not is_elsewhere(before, after))


def _as_spelled_in(pairs: _Pairs) -> _Agree:
    """Seoul is Soul at sites that are known: then it is also at those whose address is too short to prove it."""
    edited = (pair for pair in pairs if all(map(is_site, pair)) and pair[0].get("city") != pair[1].get("city"))
    spellings = {_cities(*pair) for pair in edited if is_city_spelled_anew(*pair)}
    return lambda old, new: _cities(old, new) in spellings and not is_elsewhere(old, new)


def _cities(old: Json, new: Json) -> Hashable:
    return country(new), old.get("city"), new.get("city")


def _proven(old: Sequence[Json], new: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    """Pairs with a proof, where neither side has a second candidate."""
    candidates = {
        (id(before), id(after)): (before, after)
        for proof in PROOFS
        for olds, news in _shared(old, new, proof.key)
        for before in olds
        for after in news
        if proof.test(before, after)
    }
    times = Counter(name for pair in candidates for name in pair)
    return (pair for names, pair in candidates.items() if times[names[0]] == times[names[1]] == 1)
