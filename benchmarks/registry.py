"""The whole registry in simulation: a first sweep, and a second one after some of it changed.

    python -m benchmarks.registry                    one tenth: 58,000 trials
    python -m benchmarks.registry --trials 580000    all of it (about 3 GB of disk)

Trials are cast from real records in a process of their own; the sweep is `watcher check` as anyone runs it.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.fake import Running, running
from benchmarks.measure import Cost, cost_of, machine, megabytes, size_of, table, write_section

_ALL = 580_000
_PER_MILLE = 8.0
_BUDGET = 36_000  # seconds: a sweep is not to be cut short here
_CONFIG = """
[registry]
base_url = "{url}"
pace = 0
time_budget = {budget}

[[watch]]
name = "everything"
all = true
"""

Row = tuple[str, int, int, Cost, int]


def swept(folder: Path, registry: Running, name: str) -> Row:
    cost = cost_of([sys.executable, "-m", "watcher", "check", "--quiet"], folder)
    assert cost.status == 0, (folder / "output.txt").read_text()
    requests, received = registry.tally()
    return name, requests, received, cost, size_of(folder / "snapshots")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=_ALL // 10)
    parser.add_argument("--folder", type=Path, help="where the database goes; removed afterwards")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(dir=given.folder))
    try:
        with running(given.trials, _PER_MILLE) as registry:
            (folder / "config.toml").write_text(_CONFIG.format(url=registry.url, budget=_BUDGET))
            registry.tally()
            rows = [swept(folder, registry, "first sweep")]
            registry.next_release(edited=True)
            rows.append(swept(folder, registry, "0.8 % changed"))
            rows.append(swept(folder, registry, "same release"))
    finally:
        shutil.rmtree(folder)
    text = report(given.trials, rows)
    print(text)
    write_section("registry" if given.trials < _ALL else "registry-all", text)


def report(trials: int, rows: list[Row]) -> str:
    head = ("", "requests", "received", "wall", "CPU", "peak memory", "database", "at most, by the pace")
    lines = [
        (
            name, f"{requests:,}", megabytes(received), f"{cost.wall:,.1f} s", f"{cost.cpu:,.1f} s",
            megabytes(cost.memory), megabytes(size), f"+ {requests:,} s",
        )
        for name, requests, received, cost, size in rows
    ]  # fmt: skip
    size = rows[0][4] / trials
    return (
        f"{trials:,} trials, {machine()}.\n\n{table(head, lines)}\n\n"
        f"{size:,.0f} bytes a trial in the database after the first sweep; for {_ALL:,} trials that is "
        f"{size * _ALL / 1e9:.2f} GB and {1 + _ALL // 1000 + 1} requests. One request a second "
        "adds the last column at most: what is done between two requests does not wait."
    )


if __name__ == "__main__":
    main()
