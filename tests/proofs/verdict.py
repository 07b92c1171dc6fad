"""All that arrived, judged by what an undisturbed twin would have sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.proofs.receivers import Arrival
from tests.proofs.story import told
from tests.proofs.world import World


@dataclass(frozen=True)
class Verdict:
    """How the receivers fared against what an undisturbed twin would have sent."""

    expected: int  # ids in the twin's outbox, all channels
    arrived: int  # arrivals of any message
    repeats: int
    mistakes: tuple[str, ...]


def judge(outside: World, twin: Path) -> Verdict:
    """Call it when all is quiet: the last check saw everything, the last delivery left nothing."""
    with outside.store() as store, outside.store(twin) as undisturbed:
        mine, its = told(store), told(undisturbed)
        mistakes = [f"{name} differ" for name in its if mine[name] != its[name]]
        mistakes += [f"database: {problem}" for problem in store.problems()]
        meant = {(one.target.channel, one.id) for one in store.deliveries()}
    expected = {(channel, one) for channel, _, _, one in its["deliveries"]}  # type: ignore[attr-defined]
    arrivals = outside.arrivals()
    got = {(channel, one.id) for channel, found in arrivals.items() for one in found}
    mistakes += [f"lost: {channel} {one}" for channel, one in sorted(expected - got)]
    mistakes += [f"sent, and not in the outbox: {channel} {one}" for channel, one in sorted(got - meant)]
    repeats, unclear = _repeats(arrivals)
    if "Traceback" in outside.said():
        mistakes.append("a traceback was printed")
    arrived = sum(map(len, arrivals.values()))
    return Verdict(len(expected), arrived, repeats, (*outside.mistakes, *mistakes, *unclear))


def _repeats(arrivals: Mapping[str, Sequence[Arrival]]) -> tuple[int, list[str]]:
    """How many there were, and what is wrong with them."""
    repeats, mistakes = 0, []
    for channel, found in arrivals.items():
        by_id: dict[str, list[Arrival]] = defaultdict(list)
        for one in found:
            by_id[one.id].append(one)
        for name, same in by_id.items():
            repeats += len(same) - 1
            if len({one.content for one in same}) > 1:
                mistakes.append(f"two contents: {channel} {name}")
            if sum(not one.marked for one in same) > 1:
                mistakes.append(f"a repeat that does not say so: {channel} {name}")
    return repeats, mistakes
