"""SIGKILL at random moments: `python -m tests.proofs.kills --kills 5000 --seed 1`.

Many stories side by side. In each, a registry publishes release after release, and real `watcher check` and `watcher
deliver` processes are killed, some at a random time of their lives, some at a random step of what they say to the
registry, a webhook, a mail server and a webhook that flaps, or a moment after it. The registry moves on when every
trial was answered for; in the end all is quiet, and an undisturbed twin of the story says what must have arrived.
"""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
import time
from collections import Counter, deque
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import median

from tests.proofs.receivers import Mood
from tests.proofs.story import releases
from tests.proofs.verdict import judge
from tests.proofs.wire import Moment, Step
from tests.proofs.world import KILLED, World, world

_STORY = 50  # kills: few enough that a failure can be read, many enough that stories cost little beside them
_MOODS: tuple[Mood, ...] = ("takes", "refuses", "refuses", "takes and hangs up")
_RECEIVERS = ("hook", "mail", "flapping")
_SPARED = "spared"  # came to its end before the moment that was drawn
_SWEEPS = 5  # quiet deliveries allowed at the end


@dataclass(frozen=True)
class Story:
    """What came of one story."""

    seed: int
    at: Counter[str]  # processes by where they were killed: on a wire, "between" steps, or _SPARED
    releases: int
    updates: int
    expected: int
    arrived: int
    repeats: int
    refused: int
    mistakes: tuple[str, ...]

    @property
    def kills(self) -> int:
        return self.at.total() - self.at[_SPARED]


def tell(folder: Path, seed: int, kills: int) -> Story:
    script, moods = releases(Random(seed)), Random(seed)
    calm = False

    def mood() -> Mood:
        return "takes" if calm else moods.choice(_MOODS)

    with world(folder / "killed", mood) as outside:
        twin = folder / "twin"
        outside.look(twin)
        hand, at = _Hand(outside, seed), Counter[str]()
        while at.total() - at[_SPARED] < kills:
            if outside.saw_release() and hand.moves_on():
                outside.publish(*next(script))
                outside.look(twin)
            at[hand.strike()] += 1
        calm = True
        _quiet(outside)
        verdict = judge(outside, twin)
        with outside.store(twin) as store:
            updates = len(store.updates())
    return Story(
        seed, at, outside.release, updates, verdict.expected, verdict.arrived, verdict.repeats,
        outside.flapping.refused, verdict.mistakes,
    )  # fmt: skip


class _Hand:
    """Draws when and where to kill. How long a process lives it learns from those that it let live."""

    def __init__(self, outside: World, seed: int) -> None:
        self._outside = outside
        self._random = Random(seed)
        self._lives = deque([1.0], maxlen=20)  # seconds

    def moves_on(self) -> bool:
        return self._random.random() < 0.6

    def strike(self) -> str:
        """One process; on which wire it was killed, "between" steps, or _SPARED."""
        check = not self._outside.saw_release() or self._random.random() < 0.5
        command, wires = ("check", ("registry", *_RECEIVERS)) if check else ("deliver", _RECEIVERS)
        begun = time.monotonic()
        if self._random.random() < 0.4:
            where = "between"
            code = self._outside.run_and_kill_after(self._random.uniform(0, median(self._lives)), command)
        else:
            where = self._random.choice(wires)
            code = self._outside.run_and_kill_at(self._step(where), command, after=self._after())
        if code == KILLED:
            return where
        self._lives.append(time.monotonic() - begun)
        return _SPARED

    def _step(self, wire: str) -> Step:
        moment: Moment = self._random.choice(("connected", "asking", "answering", "answered"))
        often = 1 if moment == "connected" else 7 if wire == "mail" else 2
        return Step(wire, moment, self._random.randint(1, often))

    def _after(self) -> float:
        """Seconds: at the step itself, in the parsing and writing that follows it, or further on."""
        return self._random.choice((0.0, self._random.uniform(0, 0.01), self._random.uniform(0, 0.1)))


def _quiet(outside: World) -> None:
    """One check to its end, and deliveries until nothing is left."""
    outside.run("check")
    for sweep in count(1):
        if outside.run("deliver") == 0:
            return
        if sweep == _SWEEPS:
            outside.mistakes.append("the outbox does not become empty")
            return


def _told(job: tuple[int, int]) -> Story:
    seed, kills = job
    with tempfile.TemporaryDirectory() as folder:
        return tell(Path(folder), seed, kills)


def campaign(kills: int, seed: int, jobs: int) -> int:
    shares = [min(_STORY, kills - begun) for begun in range(0, kills, _STORY)]
    plan = [(seed * 1_000_000 + number, share) for number, share in enumerate(shares)]
    begun, done = time.monotonic(), []
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        for story in pool.map(_told, plan):
            done.append(story)
            for mistake in story.mistakes:
                print(f"story {story.seed}: {mistake}", flush=True)
            if sys.stderr.isatty() or len(done) % 10 == 0:
                print(f"… {sum(one.kills for one in done):,} kills", file=sys.stderr, flush=True)
    print(summary(done, seed, time.monotonic() - begun), flush=True)
    return 1 if any(story.mistakes for story in done) else 0


def summary(done: list[Story], seed: int, seconds: float) -> str:
    at: Counter[str] = Counter()
    for story in done:
        at.update(story.at)
    mistakes = [mistake for story in done for mistake in story.mistakes]
    lines = [
        f"kills: {sum(s.kills for s in done):,} (seed {seed}) in {len(done):,} stories; {seconds / 60:.0f} minutes",
        "  where: " + ", ".join(f"{name} {number:,}" for name, number in at.most_common()),
        f"data releases: {sum(s.releases for s in done):,}, updates: {sum(s.updates for s in done):,}",
        f"messages expected: {sum(s.expected for s in done):,}, on three channels",
        f"arrivals: {sum(s.arrived for s in done):,}, of which repeats: {sum(s.repeats for s in done):,}",
        f"calls that the flapping webhook refused: {sum(s.refused for s in done):,}",
        f"lost: {_count(mistakes, 'lost')}, ids with two contents: {_count(mistakes, 'two contents')}, "
        f"repeats that do not say so: {_count(mistakes, 'a repeat')}, other mistakes: "
        f"{sum(not one.startswith(('lost', 'two contents', 'a repeat')) for one in mistakes)}",
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}",
    ]
    return "\n".join(lines)


def _count(mistakes: list[str], sort: str) -> int:
    return sum(one.startswith(sort) for one in mistakes)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.proofs.kills", description="Kill the watcher; lose nothing.")
    parser.add_argument("--kills", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2, help="stories at the same time")
    asked = parser.parse_args()
    sys.exit(campaign(asked.kills, asked.seed, asked.jobs))


if __name__ == "__main__":
    main()
