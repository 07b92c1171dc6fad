"""What `python -m tests.proofs.fuzz` found, each once in words; and a short run of it."""

from __future__ import annotations

import json
from math import inf
from pathlib import Path
from typing import Any

import pytest

from tests.proofs.bench import Sort
from tests.proofs.fuzz import fuzz
from tests.proofs.world import world
from tests.support.trial import base, changed, changes, update
from watcher.errors import DamagedDatabase
from watcher.meaning.canonical import canonical
from watcher.meaning.edits import apply
from watcher.store import Store


def test_a_data_date_of_another_kind_is_dropped_like_any_other() -> None:
    old, new = base(), changed("designModule.enrollmentInfo.count", 300)
    new["derivedSection"] = {"miscInfoModule": {"versionHolder": {"date": "2026-03-10"}}}
    found = update(old, new)
    assert found is not None
    assert apply(found.edits, canonical(old)) == canonical(new)


def test_a_list_where_an_outcome_had_a_text_is_a_change_like_any_other() -> None:
    assert changes(base(), changed("outcomesModule.primaryOutcomes.0.description", ["By one", "By another"]))


def test_a_list_where_enrollment_had_a_number_is_a_change_like_any_other() -> None:
    assert changes(base(), changed("designModule.enrollmentInfo.count", [240]))


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """Of a house in which something was delivered."""
    with world(tmp_path / "house") as outside:
        outside.look()
        outside.publish(_suspended())
        outside.look(deliver=True)
        with outside.store() as store:
            store.dump(tmp_path / "dump")
    return tmp_path / "dump"


def _suspended() -> dict[str, Any]:
    record = changed("statusModule.overallStatus", "SUSPENDED")
    record["protocolSection"]["identificationModule"]["nctId"] = "NCT00000001"
    return record


@pytest.mark.parametrize("kind", ["channel", "attempts", "memory"])
def test_a_moment_that_is_none_is_found_when_a_dump_is_loaded_and_not_by_the_next_status(
    dump: Path, tmp_path: Path, kind: str
) -> None:
    spoilt = [path for path in dump.rglob("*.jsonl") if _spoil(path, kind)]
    assert spoilt
    with Store.open(tmp_path / "other.db") as store:
        with pytest.raises(DamagedDatabase, match="Nothing was loaded"):
            store.load(dump)
        assert store.is_empty()


_MOMENT = {"channel": "last_success", "attempts": "started_at", "memory": "value"}


def _spoil(path: Path, kind: str) -> bool:
    """The moments of each channel, of each attempt inside of a delivery, or among the small facts."""
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    found = False
    for line in lines:
        for row in [line[kind]] if isinstance(line.get(kind), dict) else line.get(kind, []):
            key = _MOMENT[kind]
            if kind == "memory" and row["key"] != "check.settled":
                continue
            found = found or key in row
            row[key] = "2026-13-45"
    path.write_text("\n".join(json.dumps(line) for line in lines) + "\n")
    return found


def test_a_head_of_a_dump_that_is_no_text_is_refused(dump: Path, tmp_path: Path) -> None:
    [head] = dump.glob("*.json")
    head.write_bytes(head.read_bytes().replace(b"2026", b"\xff026"))
    with Store.open(tmp_path / "other.db") as store, pytest.raises(DamagedDatabase, match="cannot be read"):
        store.load(dump)


@pytest.mark.long
@pytest.mark.parametrize(
    ("sort", "cases"), [("meaning", 1_000), ("records", 25), ("answers", 25), ("configs", 1_000), ("dumps", 80)]
)
def test_a_short_run_of_nonsense_finds_nothing(sort: Sort, cases: int) -> None:
    assert fuzz([sort], seed=1, cases=range(1, cases + 1), seconds=inf) == []
