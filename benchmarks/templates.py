"""Real records as moulds: any number of trials cast from them on the fly, each with its own number and data date.

Casting joins five pieces of bytes, so that serving a page of a thousand trials costs next to nothing. The records are
those of WATCHER_TEST_REGISTRY or ../shared/registry; without them, the demo's.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec

from tests.support.history import read
from tests.support.paths import REGISTRY
from watcher.demo import jasmine

_NUMBER = re.compile(rb'"nctId":"(NCT\d{8})"')
_HOLDER = re.compile(rb'"versionHolder":"([^"]*)"')
_PER_MILLE = 1_000


@dataclass(frozen=True)
class Mould:
    """A record taken apart at its number and at its data date."""

    pieces: tuple[bytes, bytes, bytes]

    @classmethod
    def of(cls, content: Any) -> Mould:
        raw = msgspec.json.encode(content)
        number, holder = _NUMBER.search(raw), _HOLDER.search(raw)
        assert number and holder and number.end() < holder.start()
        return cls((raw[: number.start(1)], raw[number.end(1) : holder.start(1)], raw[holder.end(1) :]))

    def cast(self, number: bytes, day: bytes) -> bytes:
        first, second, third = self.pieces
        return b"".join((first, number, second, day, third))


@dataclass(frozen=True)
class World:
    """So many trials; with each wave of edits so many per mille of them read differently than before."""

    trials: int
    per_mille: float = 0.0

    @cached_property
    def moulds(self) -> list[tuple[Mould, Mould]]:
        """Each record as it is, and as its sponsor edits it."""
        return [(Mould.of(content), Mould.of(_edited(content))) for content in _contents()]

    def number(self, place: int) -> bytes:
        return b"NCT%08d" % (place + 1)

    def record(self, place: int, release: int, waves: int) -> bytes:
        """As release number `release`, from 0, shows it after so many waves of edits."""
        mould = self.moulds[place % len(self.moulds)][self._is_edited(place, waves)]
        return mould.cast(self.number(place), day(release))

    def _is_edited(self, place: int, waves: int) -> bool:
        """Each trial's turn comes once; then it stays as edited."""
        return (place * 7919) % _PER_MILLE < waves * self.per_mille


def day(release: int) -> bytes:
    return b"2026-03-%02d" % (release + 2)


def _contents() -> Iterator[Any]:
    paths = sorted((REGISTRY / "records").glob("*.json*")) if REGISTRY.is_dir() else []
    raws = [read(path) for path in paths] or [msgspec.json.encode(jasmine.baseline())]
    for raw in raws:
        content = msgspec.json.decode(raw)
        misc = content.get("derivedSection", {}).get("miscInfoModule", {})
        if "versionHolder" in misc and "overallStatus" in content["protocolSection"]["statusModule"]:
            yield content


def _edited(content: Any) -> Any:
    """What most updates hold: a submission, a date that moves, a site that opens, or a count."""
    content = copy.deepcopy(content)
    protocol = content["protocolSection"]
    status = protocol["statusModule"]
    status["lastUpdateSubmitDate"] = "2026-03-02"
    status["lastUpdatePostDateStruct"] = {"date": "2026-03-03", "type": "ACTUAL"}
    if "primaryCompletionDateStruct" in status:
        status["primaryCompletionDateStruct"]["date"] = "2031-05"
    enrollment = protocol.get("designModule", {}).get("enrollmentInfo", {})
    if isinstance(enrollment.get("count"), int):
        enrollment["count"] += 7
    sites = protocol.get("contactsLocationsModule", {}).get("locations", [])
    if len(sites) > 1:
        sites.pop()
    return content
