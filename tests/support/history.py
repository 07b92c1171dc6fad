"""The real histories: consecutive snapshots of one trial, as the registry sent them."""

from __future__ import annotations

import gzip
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.support.paths import REGISTRY
from watcher.meaning.decide import decide
from watcher.meaning.known import first_plan
from watcher.meaning.numbers import Numbers
from watcher.model import Decision, Known, Record, Trial, Version

NOW = datetime(2026, 7, 1, 15, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Snapshot:
    trial: str
    data_date: str
    raw: bytes

    @property
    def record(self) -> Record:
        return Record(Trial("clinicaltrials_gov", self.trial), self.raw, f"{self.data_date}T09:00:05")


def read(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def histories() -> dict[str, list[Snapshot]]:
    found: dict[str, list[Snapshot]] = {}
    for folder in sorted((REGISTRY / "histories").glob("NCT*")):
        if folder.is_dir():
            found[folder.name] = [
                Snapshot(folder.name, path.name.partition(".")[0], read(path)) for path in sorted(folder.iterdir())
            ]
    return found


def pairs() -> Iterator[tuple[Snapshot, Snapshot]]:
    for snapshots in histories().values():
        yield from itertools.pairwise(snapshots)


def real_pairs() -> list[tuple[Snapshot, Snapshot]]:
    """The pairs whose records differ in more than the registry's own data date."""
    return [(old, new) for old, new in pairs() if old.record.hash != new.record.hash]


def decided(old: Snapshot, new: Snapshot, now: datetime = NOW) -> Decision:
    """As if the older snapshot were version 2: a baseline that doubles is another story."""
    previous = Version(
        2, old.record, old.record.content["protocolSection"]["statusModule"].get("lastUpdateSubmitDate"), now
    )
    return decide(Known(previous, first_plan(old.record.content)), new.record, now, Numbers())
