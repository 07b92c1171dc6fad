"""Versions come back exactly, quickly, in any order; and never wrongly."""

from __future__ import annotations

import sqlite3
import statistics
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.support.history import histories
from tests.support.paths import needs_registry
from tests.support.stored import NOW, TRIAL, decision, raw, trial
from watcher.errors import DamagedDatabase, UsageError
from watcher.model import Decision, Record, Trial, TrialState, Version, record_hash
from watcher.store import Store, codec


@pytest.fixture
def store(tmp_path: Path):
    with Store.open(tmp_path / "watcher.db") as opened:
        yield opened


def keep(store: Store, *raws: bytes, of=TRIAL) -> None:
    with store.write():
        for number, text in enumerate(raws, start=1):
            recorded = Version(number, Record(of, text, "2026-03-10"), None, NOW + timedelta(days=number))
            store.record(Decision(version=recorded), [], TrialState(of))


def test_versions_beyond_a_chain_come_back_in_any_order(store: Store) -> None:
    texts = [raw(seed) for seed in range(70)]
    keep(store, *texts)
    assert [store.version(TRIAL, n).record.raw for n in (70, 1, 33, 32, 34, 65)] == [
        texts[n - 1] for n in (70, 1, 33, 32, 34, 65)
    ]
    with sqlite3.connect(store.path) as db:
        alone = [row[0] for row in db.execute("SELECT number FROM versions WHERE base IS NULL ORDER BY number")]
    assert alone == [1, 33, 65]


def test_a_version_that_goes_back_to_an_earlier_one_is_kept_like_any_other(store: Store) -> None:
    keep(store, raw(1), raw(2), raw(1), raw(2))
    assert [store.version(TRIAL, n).record.raw for n in (1, 2, 3, 4)] == [raw(1), raw(2), raw(1), raw(2)]


def test_bytes_that_are_no_text_are_kept_all_the_same(store: Store) -> None:
    keep(store, b"", b"\xff\x00", b"\xff\x00\xfe" * 9)
    assert [store.version(TRIAL, n).record.raw for n in (1, 2, 3)] == [b"", b"\xff\x00", b"\xff\x00\xfe" * 9]


def test_a_list_of_versions_tells_their_facts_without_reading_them(store: Store) -> None:
    store.record(decision(1), [], TrialState(TRIAL))
    info = store.version_infos(TRIAL)[0]
    assert (info.number, info.hash, info.registry_date, info.first_seen_at, info.release, info.size) == (
        1, record_hash(raw(1)), "2026-02-02", NOW + timedelta(days=1), "2026-03-02", len(raw(1)),
    )  # fmt: skip


def test_the_version_of_a_day_is_the_one_held_at_its_end(store: Store) -> None:
    keep(store, raw(1), raw(2))  # seen on 11 and 12 March
    held = [store.version_at(TRIAL, date(2026, 3, day)).number for day in (11, 12, 30)]
    assert held == [1, 2, 2]
    with pytest.raises(UsageError, match="first seen on 2026-03-11"):
        store.version_at(TRIAL, date(2026, 3, 10))


def test_a_version_that_is_not_there_is_told_with_those_that_are(store: Store) -> None:
    with pytest.raises(UsageError, match="none is stored yet"):
        store.version(TRIAL, 1)
    keep(store, raw(1), raw(2))
    with pytest.raises(UsageError, match=r"no version 3 of NCT00000001; stored: 1 to 2"):
        store.version(TRIAL, 3)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_stored_version_that_was_tampered_with_is_never_handed_out(store: Store, number: int) -> None:
    keep(store, raw(1), raw(2), raw(3))
    with sqlite3.connect(store.path) as db:
        db.execute("UPDATE versions SET body = (SELECT body FROM versions WHERE number = ?)", (number,))
        db.execute("UPDATE versions SET base = NULL")
    db.close()
    with pytest.raises(DamagedDatabase, match="does not come back as it was stored"):
        for wanted in (1, 2, 3):
            store.version(TRIAL, wanted)


def test_a_version_whose_base_is_gone_is_told_as_damage(store: Store) -> None:
    keep(store, raw(1), raw(2))
    with sqlite3.connect(store.path) as db:
        db.execute("DELETE FROM versions WHERE number = 1")
    db.close()
    with pytest.raises(DamagedDatabase):
        store.known(TRIAL)


def test_a_store_with_enough_trials_trains_its_dictionary_and_all_come_back(store: Store) -> None:
    trials = [trial(number) for number in range(codec.SAMPLES + 5)]
    for number, one in enumerate(trials):
        keep(store, raw(number, one), of=one)
    sizes = [store.version_infos(one)[0].stored for one in trials]
    assert max(sizes[codec.SAMPLES :]) < min(sizes[: codec.SAMPLES])
    assert [store.version(one, 1).record.raw for one in trials] == [raw(n, one) for n, one in enumerate(trials)]


def test_a_dictionary_of_a_transaction_undone_is_not_used_again(store: Store) -> None:
    trials = [trial(number) for number in range(codec.SAMPLES + 2)]
    for number, one in enumerate(trials[: codec.SAMPLES]):
        keep(store, raw(number, one), of=one)
    with pytest.raises(RuntimeError), store.write():
        keep(store, raw(1), of=trials[-2])
        raise RuntimeError
    for number, one in enumerate(trials[:99]):  # so that the next training finds other texts
        keep(store, raw(number, one), b'{"something":"else, %d"}' % number * 99, of=one)
    keep(store, raw(2), of=trials[-1])
    with Store.open(store.path) as other:
        assert other.version(trials[-1], 1).record.raw == raw(2)


def test_to_read_a_huge_record_no_more_than_ten_megabytes_are_gone_through(store: Store) -> None:
    """However many versions it has: what that costs in time is measured in benchmarks/."""
    sites = b",".join(b'{"facility":"Research Site","city":"City %d","n":%d}' % (i, i * i) for i in range(20_000))
    texts = [b'{"v":%d,"sites":[%s]}' % (n, sites) for n in range(12)]  # 1 MB each
    keep(store, *texts)
    gone_through, most = 0, 0
    for row in store._db.execute("SELECT base, size FROM versions ORDER BY number"):
        gone_through = row["size"] + (gone_through if row["base"] else 0)
        most = max(most, gone_through)
    assert 2_000_000 < most < 10_000_000
    assert [store.version(TRIAL, number).record.raw for number in range(1, 13)] == texts


@needs_registry
def test_later_versions_of_real_trials_take_200_bytes_at_most_on_average(store: Store) -> None:
    distinct = {
        Trial("clinicaltrials_gov", name): list({shot.record.hash: shot.raw for shot in shots}.values())
        for name, shots in histories().items()
    }
    for one, texts in distinct.items():
        keep(store, *texts, of=one)
    for one, texts in distinct.items():
        assert [store.version(one, n).record.raw for n in range(1, len(texts) + 1)] == texts
    later = [info.stored for one in distinct for info in store.version_infos(one) if info.number > 1]
    assert len(later) > 30
    assert statistics.mean(later) <= 200
