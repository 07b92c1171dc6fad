"""A pair of records and edits in, the sites behind the edits out, with the counts that every fold asks for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from watcher.meaning.draft import Pair
from watcher.meaning.normal import text
from watcher.meaning.record import CENTRAL_CONTACTS, CLOSED, LOCATIONS, STATUS, get, items, status
from watcher.meaning.sites.same import address, is_site
from watcher.model import At, Edit, Json

SITE = f"{LOCATIONS}[]"
CONTACTS = f"{SITE}.contacts[]"
STATUS_OF_SITE = f"{SITE}.status"
CENTRAL = f"{CENTRAL_CONTACTS}[]"


class Touched(Struct, frozen=True):
    """One site of which something was edited; `before` or `after` is None where it was or is not listed."""

    before: Json
    after: Json
    edits: tuple[Edit, ...]

    @property
    def site(self) -> Json:
        """As it is now; a removed one as it was."""
        return self.before if self.after is None else self.after

    @property
    def is_matched(self) -> bool:
        return self.before is not None and self.after is not None

    def under(self, *names: str) -> tuple[Edit, ...]:
        """The edits of some fields of the site, with all that lies below."""
        return tuple(edit for edit in self.edits if field_of(edit) in names)

    def field(self, name: str) -> Edit | None:
        """The edit of one text of the site."""
        return next((edit for edit in self.edits if edit.path == f"{SITE}.{name}"), None)


def field_of(edit: Edit) -> str:
    """Which field of a site an edit is in: "status", "contacts"; "" for the site as a whole."""
    return edit.path.removeprefix(SITE).lstrip(".").partition(".")[0].removesuffix("[]")


class View(Struct, frozen=True, dict=True):
    """The sites of both records; counted when first asked for."""

    pair: Pair
    edits: Sequence[Edit]  # all of the sites

    @cached_property
    def _sites(self) -> dict[At, tuple[Json, Json]]:
        return {}

    @cached_property
    def _asked(self) -> list[tuple[Iterable[Edit], list[Touched]]]:
        return []

    @cached_property
    def old(self) -> Sequence[Json]:
        return sites_of(self.pair.old)

    @cached_property
    def new(self) -> Sequence[Json]:
        return sites_of(self.pair.new)

    def touched(self, edits: Iterable[Edit]) -> list[Touched]:
        """The sites that some edits are about, in their order. Most folds ask for what the one before asked for."""
        if not self._asked or self._asked[-1][0] is not edits:
            self._asked.append((edits, self._touched(edits)))
        return self._asked[-1][1]

    def _touched(self, edits: Iterable[Edit]) -> list[Touched]:
        groups: dict[At, list[Edit]] = defaultdict(list)
        for edit in edits:
            if edit.path.startswith(SITE) and edit.at:
                groups[edit.at[0]].append(edit)
        found = ((at, group) for at, group in groups.items() if self._is_read(at, group[0]))
        return [Touched(*self._sites[at], tuple(group)) for at, group in found]

    def _is_read(self, at: At, edit: Edit) -> bool:
        """Look the two states of a site up, once for all folds; False for what is not read as a site."""
        if at not in self._sites:
            if edit.path == SITE:
                states = (edit.before, edit.after)
            else:
                states = (self.pair.item(at.before), self.pair.item(at.after))
            self._sites[at] = states if any(map(is_site, states)) else (None, None)
        return self._sites[at] != (None, None)

    @cached_property
    def countries(self) -> tuple[Counter[str], Counter[str]]:
        """How many sites each country has, before and after."""
        return _by_country(self.old), _by_country(self.new)

    def sharing(self, site: Json) -> tuple[Sequence[Json], Sequence[Json]]:
        """The sites of one name and address, before and after."""
        place, city = address(site), str(site.get("city"))
        old, new = self._by_city
        return (
            [other for other in old.get(city, ()) if address(other) == place],
            [other for other in new.get(city, ()) if address(other) == place],
        )

    @cached_property
    def _by_city(self) -> tuple[Mapping[Json, Sequence[Json]], Mapping[Json, Sequence[Json]]]:
        return _grouped(self.old), _grouped(self.new)

    @cached_property
    def ways(self) -> Counter[Json]:
        """In how many ways the sites of each name and address changed: more than one, and who did what is a guess."""
        ends = {
            (address(site.site if site.before is None else site.before), _status(site.before), _status(site.after))
            for site in self.touched(self.edits)
        }
        return Counter(place for place, before, after in ends if before != after)

    @cached_property
    def with_status(self) -> tuple[int, int]:
        """How many sites show their status, before and after."""
        return sum(bool(site.get("status")) for site in self.old), sum(bool(site.get("status")) for site in self.new)

    @cached_property
    def recruiting(self) -> int | None:
        """How many sites are; None where the registry hides what each site does."""
        words = [word for site in self.new if (word := site.get("status"))]
        return words.count("RECRUITING") if words else None


def _by_country(sites: Sequence[Json]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for name, times in Counter(str(site.get("country") or "") for site in sites).items():
        counts[text(name)] += times
    return counts


def _status(site: Json) -> str:
    """Of a site that is not listed it is no status at all."""
    return "not listed" if site is None else str(site.get("status"))


def _grouped(sites: Sequence[Json]) -> Mapping[Json, Sequence[Json]]:
    groups: dict[Json, list[Json]] = defaultdict(list)
    for site in sites:
        groups[str(site.get("city"))].append(site)
    return groups


def sites_of(content: Json) -> Sequence[Json]:
    """The sites that a record lists. Their fields are not checked: whoever counts them turns them into texts."""
    return items(content, LOCATIONS)


def countries_of(sites: Sequence[Json]) -> int:
    return len(country_names(sites))


def country_names(sites: Sequence[Json]) -> list[str]:
    """A to Z."""
    return sorted({text(name) for name in {str(site["country"]) for site in sites if site.get("country")}})


def recruitment_is_over(content: Json) -> bool:
    """Whether the trial as a whole takes nobody any more; UNKNOWN counts as what was known last."""
    word = status(content)
    return (get(content, f"{STATUS}.lastKnownStatus") if word == "UNKNOWN" else word) in CLOSED
