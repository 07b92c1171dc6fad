"""The real records, fetched through pages: equal to the bytes that were sent."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

import pytest

from tests.support.house import house
from tests.support.paths import REGISTRY, needs_registry
from tests.support.registry import RELEASE, by_number, client_of, trial
from watcher.demo.registry import Registry
from watcher.model import record_hash


@cache
def real_records() -> dict[str, bytes]:
    return {path.name.partition(".")[0]: _read(path) for path in sorted((REGISTRY / "records").iterdir())}


def _read(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


@needs_registry
@pytest.mark.parametrize("page_size", [1000, 7])
def test_every_real_record_is_fetched_equal_to_the_byte(page_size: int) -> None:
    records = real_records()
    with Registry() as registry, client_of(registry, page_size=page_size) as client:
        registry.publish(records, RELEASE, stamp=False)
        answers = by_number(client.fetch([trial(number) for number in records], RELEASE))
    assert {number: a.record.raw for number, a in answers.items() if a.record} == records
    assert len(records) > 900


@needs_registry
def test_every_real_record_is_stored_as_sent_and_a_second_check_writes_nothing(tmp_path: Path) -> None:
    records = real_records()
    with house(tmp_path, *map(trial, records)) as home:
        home.registry.publish(records, RELEASE, stamp=False)
        assert home.check().sight.baselines == len(records)
        home.registry.publish({}, "2031-01-02T09:00:05")
        report = home.check(force=True)
        kept = {number: home.store.latest(trial(number)) for number in records}
        updates = home.store.updates()
        assert (report.sight.checked, report.sight.findings, home.told()) == (len(records), (), [])
    assert {number: version.record.raw for number, version in kept.items() if version} == records
    assert {version.number for version in kept.values() if version} == {1}
    assert len(updates) == len(records)  # "now watching", once each


@needs_registry
def test_a_new_release_changes_only_the_data_date_of_a_record() -> None:
    records = real_records()
    with Registry() as registry:
        registry.publish(records, "2031-01-02T09:00:05")
        served = registry.records
    changed = [number for number, raw in records.items() if served[number] != raw]
    assert len(changed) > 900
    assert [n for n in records if record_hash(served[n]) != record_hash(records[n])] == []


@needs_registry
def test_the_whole_registry_is_swept_page_by_page_and_complete() -> None:
    records = real_records()
    with Registry() as registry, client_of(registry, page_size=100) as client:
        registry.publish(records, RELEASE, stamp=False)
        *pages, end = client.search({}, RELEASE)
    assert end.complete
    found = {a.trial.id: a.record.raw for page in pages for a in page.answers if a.record}
    assert found == records
