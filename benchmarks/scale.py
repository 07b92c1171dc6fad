"""What watching 1,000, 5,000 and 20,000 trials costs, the first 1,000 beside webchanges, urlwatch and a plain script.

    python -m benchmarks.scale                       makes the peers' environment first (some minutes, once)
    python -m benchmarks.scale --sizes 1000          only the comparison

Everything runs in one go against one registry on this machine, with no pause between requests for anybody. Each peer
is told to leave the data date out, as its user would after the first morning. Writes docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.fake import Running, running
from benchmarks.measure import Cost, cost_of, machine, megabytes, size_of, table, write_section

_PEERS = ("webchanges[deepdiff]", "urlwatch", "httpx", "deepdiff")
_PER_MILLE = 10.0
_ROUNDS = 3
_CONFIG = """
[registry]
base_url = "{url}"
pace = 0

[[watch]]
name = "all"
file = "numbers.txt"
"""
_HEAD = ("", "requests", "received", "wall", "CPU", "peak memory", "kept on disk")
# What a check imports before it does anything.
_IMPORTS = "import watcher.cli.passes, watcher.cli.check, watcher.net.by_httpx, watcher.channels.stdout, watcher.config"
_HOLDER = r'"versionHolder":"[^"]*"'


@dataclass(frozen=True)
class Contender:
    name: str
    set_up: Callable[[Path, str, Sequence[str]], None]
    command: Callable[[Path, str], list[str]]
    state: str  # where it keeps what it knows, below its folder
    knows_releases: bool = False


@dataclass(frozen=True)
class Run:
    what: str
    requests: int
    received: int
    cost: Cost
    size: int


def ours() -> Contender:
    def set_up(folder: Path, url: str, numbers: Sequence[str]) -> None:
        (folder / "config.toml").write_text(_CONFIG.format(url=url))

    command = [sys.executable, "-m", "watcher", "check", "--json"]
    return Contender("watcher", set_up, lambda folder, url: command, "snapshots", knows_releases=True)


def webchanges(bin_: Path) -> Contender:
    def set_up(folder: Path, url: str, numbers: Sequence[str]) -> None:
        jobs = [_job(url, number) | {"differ": {"name": "deepdiff", "data_type": "json"}} for number in numbers]
        (folder / "jobs.yaml").write_text("\n---\n".join(map(json.dumps, jobs)))

    def command(folder: Path, url: str) -> list[str]:
        files = ["--jobs", "jobs.yaml", "--config", "config.yaml", "--database", "state/snapshots.db"]
        return [str(bin_ / "webchanges"), *files, "--hooks", "hooks.py"]

    return Contender("webchanges", set_up, command, "state")


def urlwatch(bin_: Path) -> Contender:
    def set_up(folder: Path, url: str, numbers: Sequence[str]) -> None:
        (folder / "urls.yaml").write_text("\n---\n".join(json.dumps(_job(url, number)) for number in numbers))

    def command(folder: Path, url: str) -> list[str]:
        files = ["--urls", "urls.yaml", "--config", "config.yaml", "--cache", "state/cache.db"]
        return [str(bin_ / "urlwatch"), *files, "--hooks", "hooks.py"]

    return Contender("urlwatch", set_up, command, "state")


def plain(bin_: Path) -> Contender:
    script = str(Path(__file__).with_name("plain.py"))
    return Contender(
        "plain script",
        lambda folder, url, numbers: None,
        lambda folder, url: [str(bin_ / "python"), script, url, "numbers.txt", "state"],
        "state",
    )


def _job(url: str, number: str) -> dict[str, object]:
    address = f"{url}/api/v2/studies/{number}"
    return {"name": number, "url": address, "filter": [{"re.sub": {"pattern": _HOLDER, "repl": ""}}]}


def contest(contender: Contender, root: Path, registry: Running, numbers: Sequence[str]) -> list[Run]:
    """First sight, a new release without a change, the same one again, and one with 1 % changed.

    Who knows nothing of releases does the same again as on a new one, and need not show it twice.
    """
    folder = root / contender.name.replace(" ", "-")
    (folder / contender.state).mkdir(parents=True)
    (folder / "numbers.txt").write_text("\n".join(numbers))
    contender.set_up(folder, registry.url, numbers)
    runs = [_run(contender, folder, registry, "first sight"), _quiet(contender, folder, registry)]
    if contender.knows_releases:
        runs.append(_run(contender, folder, registry, "same release"))
    registry.next_release(edited=True)
    runs.append(_run(contender, folder, registry, "1 % changed"))
    return runs


def _quiet(contender: Contender, folder: Path, registry: Running) -> Run:
    """The best of three releases without a change: other work on the machine only ever slows a run."""
    runs = []
    for _ in range(_ROUNDS):
        registry.next_release()
        runs.append(_run(contender, folder, registry, "nothing changed"))
    return min(runs, key=lambda run: run.cost.wall)


def _run(contender: Contender, folder: Path, registry: Running, what: str) -> Run:
    registry.tally()
    cost = cost_of(contender.command(folder, registry.url), folder)
    requests, received = registry.tally()
    assert requests, f"{contender.name} asked for nothing:\n{(folder / 'output.txt').read_text()[-2000:]}"
    return Run(what, requests, received, cost, size_of(folder / contender.state))


def found(folder: Path, *, is_ours: bool) -> set[tuple[str, str]]:
    """Which field of which trial changed, said in the same words by both."""
    lines = (folder / "output.txt").read_text().splitlines()
    if not is_ours:
        return {(number, path) for number, path in (line.split(" ", 1) for line in lines)}
    query = (
        "SELECT t.registry_id, e.path FROM edits AS e JOIN updates AS u ON u.n = e.update_n "
        "JOIN trials AS t ON t.id = u.trial WHERE u.from_version IS NOT NULL"
    )

    with sqlite3.connect(folder / "snapshots" / "watcher.db") as db:
        return {(number, path) for number, path in db.execute(query)}


def peers(folder: Path) -> Path:
    """An environment of their own, from the package index."""
    bin_ = folder / ("Scripts" if sys.platform == "win32" else "bin")
    if not (bin_ / "webchanges").exists():
        venv.create(folder, with_pip=True)
        subprocess.run([bin_ / "python", "-m", "pip", "install", "--quiet", *_PEERS], check=True)
    return bin_


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 5_000, 20_000])
    parser.add_argument("--peers", type=Path, default=Path(tempfile.gettempdir()) / "watcher-peers")
    given = parser.parse_args()
    bin_ = peers(given.peers)
    root = Path(tempfile.mkdtemp())
    try:
        text = _measured(given.sizes, bin_, root)
    finally:
        shutil.rmtree(root)
    print(text)
    write_section("scale", text)


def _measured(sizes: Sequence[int], bin_: Path, root: Path) -> str:
    first = sizes[0]
    contenders = [ours(), plain(bin_), webchanges(bin_), urlwatch(bin_)]
    side_by_side = {contender.name: _with_registry(contender, first, root) for contender in contenders}
    larger = {size: _with_registry(ours(), size, root / str(size)) for size in sizes[1:]}
    imports = cost_of([sys.executable, "-c", _IMPORTS], root).cpu
    mine, theirs = found(root / "watcher", is_ours=True), found(root / "plain-script", is_ours=False)
    same = f"{len(mine & theirs)} of {len(theirs)} changed fields that the plain script finds are found by us too"
    extra = sorted({path for _, path in mine ^ theirs})[:5]
    return "\n\n".join(
        [
            f"{first:,} trials, {machine()}. Of nothing changed, the best of {_ROUNDS} rounds.",
            _comparison(side_by_side),
            f"With 1 % changed, {same}{f'; the two differ in {extra}' if extra else ', and no others'}.",
            f"The imports alone, contained in each of our rows, cost {imports:.2f} s of CPU.",
            _sizes({first: side_by_side["watcher"], **larger}),
        ]
    )


def _with_registry(contender: Contender, size: int, root: Path) -> list[Run]:
    with running(size, _PER_MILLE) as registry:
        return contest(contender, root, registry, [f"NCT{place + 1:08d}" for place in range(size)])


def _comparison(side_by_side: dict[str, list[Run]]) -> str:
    base = {run.what: run.cost for run in side_by_side["watcher"]}
    rows = [
        (f"{run.what}: {name}", *_cells(run), *_ratios(run.cost, base[run.what]))
        for what in base
        for name, runs in side_by_side.items()
        for run in runs
        if run.what == what
    ]
    return table((*_HEAD, "wall against ours", "CPU against ours"), rows)


def _ratios(cost: Cost, base: Cost) -> tuple[str, str]:
    return f"{cost.wall / base.wall:,.1f} ×", f"{cost.cpu / base.cpu:,.1f} ×"


def _sizes(measured: dict[int, list[Run]]) -> str:
    rows = [(f"{size:,} trials: {run.what}", *_cells(run)) for size, runs in measured.items() for run in runs]
    return table(_HEAD, rows)


def _cells(run: Run) -> tuple[str, ...]:
    cost = run.cost
    return (
        f"{run.requests:,}", megabytes(run.received), f"{cost.wall:,.2f} s", f"{cost.cpu:,.2f} s",
        megabytes(cost.memory), megabytes(run.size),
    )  # fmt: skip


if __name__ == "__main__":
    main()
