"""From bytes to Update on the pairs of the histories that changed, beside DeepDiff on the same pairs, in one run.

    python -m benchmarks.deciding

Writes docs/performance.md.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence

import msgspec
from deepdiff import DeepDiff

from benchmarks import histories
from benchmarks.measure import machine, table, write_section
from tests.support.history import NOW
from watcher.meaning.decide import decide
from watcher.meaning.known import first_plan
from watcher.meaning.numbers import Numbers
from watcher.model import Known, Record, Version

_NUMBERS = Numbers()
_GOAL = 1_000  # pairs a second on one core

Pairs = Sequence[histories.Pair]


def ours(given: Pairs) -> None:
    """Both records parsed from bytes, as `check` does it: the older one comes out of the store."""
    for old, new in given:
        before = old.record
        submitted = before.content["protocolSection"]["statusModule"].get("lastUpdateSubmitDate")
        known = Known(Version(2, before, submitted, NOW), first_plan(before.content))
        decide(known, new.record, NOW, _NUMBERS)


def hashed(given: Pairs) -> None:
    """What an unchanged record costs: its hash."""
    for old, new in given:
        assert Record(old.record.trial, old.raw, "").hash
        assert Record(new.record.trial, new.raw, "").hash


def deepdiff(given: Pairs, **options: bool) -> int:
    return sum(
        len(found)
        for old, new in given
        for found in DeepDiff(msgspec.json.decode(old.raw), msgspec.json.decode(new.raw), **options).values()
    )


def rate(work: Callable[[Pairs], object], given: Pairs, rounds: int) -> float:
    """Pairs a second, the best of three: the machine's other work only ever slows it."""
    best = 0.0
    for _ in range(3):
        began = time.perf_counter()
        for _ in range(rounds):
            work(given)
        best = max(best, rounds * len(given) / (time.perf_counter() - began))
    return best


def main() -> None:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    text = _measured()
    print(text)
    write_section("deciding", text)


def _measured() -> str:
    changed = [(old, new) for old, new in histories.pairs() if old.record.hash != new.record.hash]
    noise = [(old, new) for old, new in histories.pairs() if old.record.hash == new.record.hash]
    own = rate(ours, changed, 10)
    speeds = {
        "from bytes to Update": own,
        "DeepDiff, default": rate(deepdiff, changed, 1),
        "DeepDiff, `ignore_order`, `report_repetition`": rate(_ignoring_order, changed, 1),
    }
    rows = [(name, f"{speed:,.0f}", f"{own / speed:,.1f} ×") for name, speed in speeds.items()]
    if noise:
        rows.append((f"two hashes, of {len(noise)} pairs that do not differ", f"{rate(hashed, noise, 10):,.0f}", ""))
    return "\n\n".join(
        [
            f"{len(changed)} pairs that changed, of {histories.source()}, {machine()}.",
            table(("", "pairs a second", "slower than ours"), rows),
            f"{own / _GOAL:.2f} of the goal of {_GOAL:,} pairs a second on one core.",
        ]
    )


def _ignoring_order(given: Pairs) -> int:
    return deepdiff(given, ignore_order=True, report_repetition=True)


if __name__ == "__main__":
    main()
