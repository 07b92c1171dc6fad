"""What the store keeps and how soon it answers: bytes a version, `watcher log` on a large database, reading a version.

    python -m benchmarks.store

Later versions are those of the histories, beside a freshly packed git repository and gzip files of the same bytes.
Writes docs/performance.md.
"""

from __future__ import annotations

import argparse
import gzip
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from benchmarks import histories
from benchmarks.measure import cost_of, machine, megabytes, size_of, table, write_section
from tests.support.history import Snapshot
from watcher.meaning.decide import decide
from watcher.meaning.numbers import Numbers
from watcher.model import Decision, Known, Record, Trial, TrialCondition, TrialState, Update
from watcher.store import Store

_NOW = datetime(2026, 3, 2, 15, 17, tzinfo=UTC)
_TRIALS, _CHANGES = 20_000, 10
_CONFIG = '[[watch]]\nname = "one"\ntrials = ["NCT06455449"]\n[store]\npath = "watcher.db"\n'


def stored(path: Path, series: Sequence[Sequence[Snapshot]]) -> int:
    """Bytes in the database of all versions after the first; every version is read back and compared."""
    later = 0
    with Store.open(path) as store:
        for snapshots in series:
            trial = snapshots[0].record.trial
            for place, snapshot in enumerate(snapshots):
                found = decide(store.known(trial), snapshot.record, _NOW + timedelta(days=place), Numbers())
                store.record(found, (), TrialState(trial, TrialCondition.OK))
            infos = store.version_infos(trial)
            later += sum(info.stored for info in infos[1:])
            assert [store.version(trial, n + 1).record.raw for n in range(len(infos))] == [
                snapshot.raw for snapshot in _kept(snapshots)
            ]
    return later


def _kept(snapshots: Sequence[Snapshot]) -> Iterator[Snapshot]:
    """Those that differ from the one before in more than the data date: what is stored (law 1)."""
    before = None
    for snapshot in snapshots:
        if snapshot.record.hash != before:
            yield snapshot
        before = snapshot.record.hash


def gzipped(series: Sequence[Sequence[Snapshot]]) -> int:
    return sum(len(gzip.compress(snapshot.raw)) for snapshots in series for snapshot in list(_kept(snapshots))[1:])


def packed(folder: Path, series: Sequence[Sequence[Snapshot]]) -> int:
    """A commit a version, packed as tightly as git can, less the same with the first versions alone."""
    first = [[next(_kept(snapshots))] for snapshots in series]
    return _repository(folder / "all", series) - _repository(folder / "first", first)


def _repository(folder: Path, series: Sequence[Sequence[Snapshot]]) -> int:
    folder.mkdir()
    _git(folder, "init", "--quiet")
    commits = b""
    for snapshots in series:
        for snapshot in _kept(snapshots):
            head = f"commit refs/heads/main\ncommitter a <a@b> 0 +0000\ndata 0\nM 644 inline {snapshot.trial}.json\n"
            commits += head.encode() + b"data %d\n%b\n" % (len(snapshot.raw), snapshot.raw)
    _git(folder, "fast-import", "--quiet", given=commits)
    _git(folder, "gc", "--quiet", "--aggressive", "--prune=now")
    return size_of(folder / ".git" / "objects")


def _git(folder: Path, *command: str, given: bytes = b"") -> None:
    subprocess.run(["git", "-C", str(folder), *command], input=given, check=True)


def large(folder: Path, mold: Update) -> None:
    """20,000 trials with ten changes each."""
    changes = tuple(replace(mold.changes[0], ordinal=ordinal) for ordinal in range(_CHANGES))
    with Store.open(folder / "watcher.db") as store, store.write():
        for number in range(_TRIALS):
            trial = Trial("clinicaltrials_gov", f"NCT{number + 1:08d}")
            at = _NOW + timedelta(seconds=number)
            subject = replace(mold.subject, trial=trial)
            update = replace(mold, trial=trial, subject=subject, detected_at=at, changes=changes, edits=())
            store.record(Decision(update=update), (), TrialState(trial, TrialCondition.OK))


def reading(path: Path) -> float:
    """The slowest version of all, in milliseconds: the best of three readings of each."""
    slowest = 0.0
    with Store.open(path) as store:
        for number in histories.series():
            trial = Trial("clinicaltrials_gov", number)
            for info in store.version_infos(trial):
                slowest = max(slowest, min(_timed(store, trial, info.number) for _ in range(3)))
    return 1_000 * slowest


def _timed(store: Store, trial: Trial, number: int) -> float:
    began = time.perf_counter()
    store.version(trial, number)
    return time.perf_counter() - began


def _a_change(series: Sequence[Sequence[Snapshot]]) -> Update:
    for snapshots in series:
        known = Known(decide(Known(), snapshots[0].record, _NOW, Numbers()).version)
        for snapshot in snapshots[1:]:
            update = decide(known, Record(snapshot.record.trial, snapshot.raw, "r"), _NOW, Numbers()).update
            if update is not None:
                return update
    raise AssertionError("no history holds a change")


def main() -> None:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    with tempfile.TemporaryDirectory() as name:
        text = _measured(Path(name), list(histories.series().values()))
    print(text)
    write_section("store", text)


def _measured(root: Path, series: Sequence[Sequence[Snapshot]]) -> str:
    later = sum(len(list(_kept(snapshots))) - 1 for snapshots in series)
    kept = {
        "watcher.db": stored(root / "histories.db", series),
        "git, packed with --aggressive": packed(root, series),
        "gzip files": gzipped(series),
    }
    rows = [
        (name, f"{size:,}", f"{size / later:,.0f}", f"{size / kept['watcher.db']:,.1f} ×")
        for name, size in kept.items()
    ]
    (root / "config.toml").write_text(_CONFIG)
    large(root, _a_change(series))
    commands = {
        "watcher log": ["log"],
        "watcher log --all --json": ["log", "--all", "--json"],
        "watcher --help": ["--help"],
    }
    costs = {said: cost_of([sys.executable, "-m", "watcher", *command], root) for said, command in commands.items()}
    bare = cost_of([sys.executable, "-c", "pass"], root)
    shown = [(said, f"{cost.wall:.2f} s", f"{cost.cpu:.2f} s", megabytes(cost.memory)) for said, cost in costs.items()]
    return "\n\n".join(
        [
            f"{later:,} later versions of {histories.source()}, {machine()}.",
            table(("", "bytes", "bytes a version", "against ours"), rows),
            f"The slowest version of all was read in {reading(root / 'histories.db'):.1f} ms.",
            f"On a database of {_TRIALS:,} trials and {_TRIALS * _CHANGES:,} changes:",
            table(
                ("", "wall", "CPU", "peak memory"),
                [*shown, ("python -c pass", f"{bare.wall:.2f} s", f"{bare.cpu:.2f} s", megabytes(bare.memory))],
            ),
        ]
    )


if __name__ == "__main__":
    main()
