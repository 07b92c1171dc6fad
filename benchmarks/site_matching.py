"""Site lists of 220 to 10,000 sites that all bear one name: our edits beside DeepDiff's, in one run.

    python -m benchmarks.site_matching

The true difference is always the same: ten statuses, three sites removed, four added, and the list shuffled as no
registry shuffles it (a list in its old order is the easier case). Prints times, items and ratios; asserts nothing.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

from deepdiff import DeepDiff

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
    print(f"{'sites':>7} {'':8} {'ours':>17} {'DeepDiff':>24} {'DeepDiff ignore_order':>24}   (true items: {_TRUE})")
    for size in SIZES:
        chance = random.Random(size)
        sites = made_up(size, chance)
        for order in ("in order", "shuffled"):
            old, new = sites, changed(sites, chance)
            if order == "shuffled":
                chance.shuffle(new)
            print(f"{size:>7} {order:8} {_line(old, new)}", flush=True)


def _line(old: Sites, new: Sites) -> str:
    base, items = timed(ours, old, new, 3)
    cells = [f"{1_000 * base:8.1f} ms {items:5d}"]
    for options in ({}, {"ignore_order": True}):
        seconds, found = timed(deepdiff(**options), old, new, 1)
        cells.append(f"{1_000 * seconds:8.0f} ms {found:6d} {seconds / base:5.0f}×")
    return " ".join(cells)


if __name__ == "__main__":
    main()
