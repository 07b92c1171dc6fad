"""Site lists of 220 to 10,000 sites that all bear one name: our edits beside DeepDiff's, in one run.

    python -m benchmarks.site_matching

The true difference is always the same: ten statuses, three sites removed, four added, and the list shuffled as no
registry shuffles it (a list in its old order is the easier case). Writes docs/performance.md.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from deepdiff import DeepDiff

from benchmarks.measure import machine, table, write_section
from watcher.meaning.edits import diff

SIZES = (220, 1_000, 3_000, 10_000)
_STATUSES = ("RECRUITING", "NOT_YET_RECRUITING", "WITHDRAWN", "COMPLETED")
_TRUE = 10 + 3 + 4

Sites = list[dict[str, Any]]


def made_up(size: int, chance: random.Random) -> Sites:
    """Every fifth site without a postal code, about four sites a city, as in large trials of one sponsor."""
    return [
        {
            "facility": "Research Site",
            "status": chance.choice(_STATUSES),
            "city": f"City {number % (size // 4)}",
            "country": f"Country {number % 30}",
            "geoPoint": {"lat": round(number % 90 + 0.5, 2), "lon": round(number % 180 + 0.5, 2)},
            **({} if number % 5 == 0 else {"zip": str(10_000 + number)}),
        }
        for number in range(size)
    ]


def changed(sites: Sites, chance: random.Random) -> Sites:
    """Sites with a postal code change: which ones is then known, and 17 items are the truth."""
    known = chance.sample([place for place, site in enumerate(sites) if "zip" in site], 13)
    flipped, removed = set(known[:10]), set(known[10:])
    new = [
        {**site, "status": "ACTIVE_NOT_RECRUITING"} if place in flipped else site
        for place, site in enumerate(sites)
        if place not in removed
    ]
    return [*new, *({**site, "city": "New City", "zip": f"9{number}999"} for number, site in enumerate(new[:4]))]


def ours(old: Sites, new: Sites) -> int:
    return len(diff(_record(old), _record(new)))


def deepdiff(**options: Any) -> Callable[[Sites, Sites], int]:
    def items(old: Sites, new: Sites) -> int:
        return sum(len(found) for found in DeepDiff(old, new, **options).values())

    return items


def _record(sites: Sites) -> dict[str, Any]:
    return {"protocolSection": {"contactsLocationsModule": {"locations": sites}}}


def timed(work: Callable[[Sites, Sites], int], old: Sites, new: Sites, rounds: int) -> tuple[float, int]:
    """Seconds, the best of some rounds, and the items reported."""
    best, items = float("inf"), 0
    for _ in range(rounds):
        began = time.perf_counter()
        items = work(old, new)
        best = min(best, time.perf_counter() - began)
    return best, items


def main() -> None:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    head = ("sites", "ours", "items", "DeepDiff, default", "items", "DeepDiff, `ignore_order`", "items")
    text = f"{_TRUE} true items in each, {machine()}.\n\n{table(head, list(_rows()))}"
    print(text)
    write_section("site-matching", text)


def _rows() -> Iterator[Sequence[str]]:
    for size in SIZES:
        chance = random.Random(size)
        sites = made_up(size, chance)
        for order in ("in order", "shuffled"):
            old, new = sites, changed(sites, chance)
            if order == "shuffled":
                chance.shuffle(new)
            yield f"{size:,} {order}", *_cells(old, new)


def _cells(old: Sites, new: Sites) -> Iterator[str]:
    base, items = timed(ours, old, new, 3)
    yield from (f"{1_000 * base:,.1f} ms", str(items))
    for options in ({}, {"ignore_order": True}):
        seconds, found = timed(deepdiff(**options), old, new, 1)
        yield from (f"{seconds / base:,.0f} ×", f"{found:,}")


if __name__ == "__main__":
    main()
