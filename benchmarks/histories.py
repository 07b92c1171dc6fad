"""Histories to measure with: the real ones (WATCHER_TEST_REGISTRY or ../shared/registry); without them, the demo's."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import msgspec

from tests.support.history import Snapshot, histories
from tests.support.paths import REGISTRY
from watcher.demo import jasmine

Pair = tuple[Snapshot, Snapshot]


def series() -> dict[str, list[Snapshot]]:
    """Snapshots by trial, oldest first."""
    return histories() if (REGISTRY / "histories").is_dir() else {jasmine.NUMBER: list(_demo())}


def source() -> str:
    """Whose they are, for a heading."""
    return f"{len(series())} real histories" if (REGISTRY / "histories").is_dir() else "the demo's history"


def pairs() -> Iterator[Pair]:
    for snapshots in series().values():
        yield from itertools.pairwise(snapshots)


def _demo() -> Iterator[Snapshot]:
    for release, study in jasmine.releases():
        study["derivedSection"]["miscInfoModule"]["versionHolder"] = release.date
        yield Snapshot(jasmine.NUMBER, release.date, msgspec.json.encode(study))
