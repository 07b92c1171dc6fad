"""For a long time: `python -m tests.proofs.soak --releases 1000`, `python -m tests.proofs.soak --serve-ticks 60`.

The first looks at one data release after the other by an injected clock, a day each, in processes that end and start
again, and watches their memory. The second lets the real service tick each second, and stops it by SIGTERM.
"""

from __future__ import annotations

import argparse
import gc
import json
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import _lru_cache_wrapper
from itertools import pairwise
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import IO

from tests.proofs.story import TRIALS, day_of, releases
from tests.proofs.world import World, world
from tests.support.paths import ROOT
from watcher.cli.passes import Wishes, look
from watcher.cli.wiring import VOCABULARY
from watcher.config import load
from watcher.model import DeliveryState, Outcome, Run, record_hash

_WARM_UP = 10  # ticks of a process until all is loaded
_GROWTH = 200  # blocks of memory that may come and go with what the last tick happened to do: below one a tick


@dataclass(frozen=True)
class Tick:
    complete: bool
    blocks: int  # that Python holds, after a collection, with all caches emptied that have an end
    resident: int  # bytes that the machine gave


@dataclass(frozen=True)
class Soaked:
    lives: tuple[tuple[Tick, ...], ...]  # ticks by process
    database: int  # bytes
    mistakes: tuple[str, ...]

    def table(self) -> Iterator[str]:
        yield "process  ticks  blocks after warm-up  at the end  resident after warm-up  at the end"
        for number, life in enumerate(self.lives, 1):
            warm, last = life[min(_WARM_UP, len(life) - 1)], life[-1]
            yield (
                f"{number:7}  {len(life):5}  {warm.blocks:20,}  {last.blocks:10,}  "
                f"{warm.resident / 1e6:19.1f} MB  {last.resident / 1e6:7.1f} MB"
            )


def soak(folder: Path, number: int, lives: int) -> Soaked:
    script, wanted = releases(Random(number)), defaultdict[str, list[str]](list)
    arrived: Counter[tuple[str, str]] = Counter()
    told: list[tuple[Tick, ...]] = []
    with world(folder) as outside:
        for life in range(lives):
            ticks = []
            with _living(outside) as ask:
                for release in range(life * number // lives, (life + 1) * number // lives):
                    if release:
                        outside.publish(*next(script))
                    _remember(outside, wanted)
                    ask.send(f"{day_of(release)}T15:17:00+00:00")
                    ticks.append(ask.recv())
                    _clear(outside, arrived)
            told.append(tuple(ticks))
        mistakes = [*_mistakes(outside, wanted, arrived), *_growth(told)]
        return Soaked(tuple(told), (folder / "watcher.db").stat().st_size, tuple(mistakes))


class _living:  # noqa: N801 - read as a verb: with _living(outside) as ask
    """A process that looks when it is asked to, and ends with the block."""

    def __init__(self, outside: World) -> None:
        context = get_context("spawn")
        self._ask, theirs = context.Pipe()
        self._process = context.Process(target=_live, args=(theirs, outside.config(outside.folder)))

    def __enter__(self) -> Connection:
        self._process.start()
        return self._ask

    def __exit__(self, *_: object) -> None:
        self._ask.send(None)
        self._process.join()


def _live(ask: Connection, path: Path) -> None:
    while (asked := ask.recv()) is not None:
        at = datetime.fromisoformat(asked)
        config = load(path, {}, VOCABULARY)
        passed = look(config, Wishes(clock=lambda at=at: at), lambda store, passed: None)
        complete = passed.report.run.outcome is Outcome.COMPLETE and passed.delivered.ok
        del passed, config
        _empty_caches()
        gc.collect()
        ask.send(Tick(complete, sys.getallocatedblocks(), _resident()))


def _empty_caches() -> None:
    """Each day of the story brings a new date, and dates that were read once are remembered up to some thousands."""
    for found in gc.get_objects():
        if isinstance(found, _lru_cache_wrapper) and found.cache_parameters()["maxsize"] is not None:
            found.cache_clear()
    re.purge()


def _resident() -> int:
    """Now, not at its highest; nothing where the system does not say."""
    status = Path("/proc/self/statm")
    return int(status.read_text().split()[1]) * 4096 if status.exists() else 0


def _remember(outside: World, wanted: dict[str, list[str]]) -> None:
    for name, raw in outside.registry.records.items():
        if wanted[name][-1:] != [record_hash(raw)]:
            wanted[name].append(record_hash(raw))


def _clear(outside: World, arrived: Counter[tuple[str, str]]) -> None:
    for channel, found in outside.arrivals().items():
        arrived.update((channel, one.id) for one in found)
    outside.registry.requests.clear()
    for heap in (outside.hook.arrivals, outside.flapping.arrivals, outside.mailbox.mails, outside.gate.steps):
        heap.clear()  # type: ignore[attr-defined]


def _mistakes(outside: World, wanted: dict[str, list[str]], arrived: Counter[tuple[str, str]]) -> Iterator[str]:
    with outside.store() as store:
        for trial in TRIALS:
            if [info.hash for info in store.version_infos(trial)] != wanted[trial.id]:
                yield f"{trial}: the versions are not what was published"
        deliveries = store.deliveries()
        if {one.state for one in deliveries} != {DeliveryState.DELIVERED}:
            yield "something was not delivered"
        if arrived != Counter((one.target.channel, one.id) for one in deliveries):
            yield "not everything arrived exactly once"
        yield from store.problems()


def _growth(lives: list[tuple[Tick, ...]]) -> Iterator[str]:
    for number, life in enumerate(lives, 1):
        if not all(tick.complete for tick in life):
            yield f"process {number}: a tick did not see or deliver everything"
        grown = life[-1].blocks - life[min(_WARM_UP, len(life) - 1)].blocks
        if grown > _GROWTH:
            yield f"process {number}: memory grew by {grown:,} blocks"


# --- the service -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Served:
    runs: tuple[Run, ...]  # oldest first
    seconds: float
    left_out: int  # ticks for which it said that the last check was still running
    code: int
    last_words: str
    mistakes: tuple[str, ...]


def serve(folder: Path, ticks: int, every: float) -> Served:
    script = releases(Random(ticks))
    with world(folder) as outside:
        command = [
            sys.executable, "-m", "watcher", "serve", "--log-json", "--every", str(every),
            "--config", str(outside.config(folder)),
        ]  # fmt: skip
        quiet, said = subprocess.DEVNULL, subprocess.PIPE
        with subprocess.Popen(command, cwd=ROOT, stdout=quiet, stderr=said, text=True) as process:
            assert process.stderr is not None
            begun = time.monotonic()
            words = list(_until_ticked(process.stderr, ticks, lambda: outside.publish(*next(script))))
            seconds = time.monotonic() - begun
            process.send_signal(signal.SIGTERM)
            words += [json.loads(line)["message"] for line in process.stderr]
        left_out = sum("this one is left out" in message for message in words)
        with outside.store() as store:
            runs = tuple(reversed(store.runs()))
        served = Served(runs, seconds, left_out, process.returncode, words[-1], ())
        return Served(runs, seconds, left_out, served.code, served.last_words, tuple(_wrongs(served, every)))


def _until_ticked(log: IO[str], ticks: int, publish: Callable[[], None]) -> Iterator[str]:
    """A data release with every third check, so that there is work and there is none."""
    done = 0
    for line in log:
        message = json.loads(line)["message"]
        yield message
        done += message.startswith("check complete")
        if message.startswith("check complete") and done % 3 == 0:
            publish()
        if done == ticks:
            return


def _wrongs(served: Served, every: float) -> Iterator[str]:
    if served.code != 0 or served.last_words != "stopped":
        yield f"it ended with {served.code}: {served.last_words}"
    for one, other in pairwise(served.runs):
        if one.ended_at is None or one.ended_at > other.started_at:
            yield f"runs {one.id} and {other.id} overlap"
    first, last = served.runs[0].started_at, served.runs[-1].started_at
    planned = int((last - first) / timedelta(seconds=every))
    if len(served.runs) + served.left_out < planned:
        yield f"{planned} ticks were planned, {len(served.runs)} ran, {served.left_out} were said to be left out"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.proofs.soak", description="Run for long; stay as you are.")
    parser.add_argument("--releases", type=int, default=0)
    parser.add_argument("--lives", type=int, default=4, help="processes that share the releases")
    parser.add_argument("--serve-ticks", type=int, default=0)
    asked = parser.parse_args()
    mistakes: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        if asked.releases:
            soaked = soak(Path(folder) / "soak", asked.releases, asked.lives)
            print(f"{asked.releases:,} data releases by an injected clock; database {soaked.database / 1e6:.1f} MB")
            print("\n".join(soaked.table()))
            mistakes += soaked.mistakes
        if asked.serve_ticks:
            served = serve(Path(folder) / "serve", asked.serve_ticks, every=1.0)
            print(
                f"serve: {len(served.runs)} checks in {served.seconds:.0f} s, {served.left_out} ticks left out and "
                f"said so, exit code {served.code}, last words {served.last_words!r}"
            )
            mistakes += served.mistakes
    print("mistakes: " + ("; ".join(mistakes) or "none"))
    print(f"at {datetime.now(UTC):%Y-%m-%d}, Python {sys.version.split()[0]}")
    sys.exit(bool(mistakes))


if __name__ == "__main__":
    main()
