"""From bytes to Update on the real content-changing pairs, beside DeepDiff on the same pairs, in one run.

    python -m benchmarks.deciding

Needs the real records (WATCHER_TEST_REGISTRY, or ../shared/registry). Prints ratios; asserts nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import msgspec
from deepdiff import DeepDiff

from tests.support.history import NOW, Snapshot, pairs, real_pairs
from watcher.meaning.decide import decide
from watcher.meaning.known import first_plan
from watcher.meaning.numbers import Numbers
from watcher.model import Known, Record, Version

_NUMBERS = Numbers()
_GOAL = 1_000  # pairs a second on one core

Pairs = Sequence[tuple[Snapshot, Snapshot]]


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
    changed = real_pairs()
    noise = [(old, new) for old, new in pairs() if old.record.hash == new.record.hash]
    own = rate(ours, changed, 10)
    rows = [
        ("from bytes to Update", own),
        ("DeepDiff, default", rate(deepdiff, changed, 1)),
        ("DeepDiff, ignore_order, report_repetition", rate(_ignoring_order, changed, 1)),
    ]
    print(f"{len(changed)} real pairs that changed")
    for name, speed in rows:
        print(f"  {name:44} {speed:10,.0f} pairs/s   {own / speed:8.1f} × slower than ours")
    print(f"  goal: {_GOAL:,} pairs/s; reached {own / _GOAL:.2f} of it")
    print(f"{len(noise)} pairs that differ in the data date only")
    print(f"  {'two hashes, nothing parsed':44} {rate(hashed, noise, 10):10,.0f} pairs/s")


def _ignoring_order(given: Pairs) -> int:
    return deepdiff(given, ignore_order=True, report_repetition=True)


if __name__ == "__main__":
    main()
