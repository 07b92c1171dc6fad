"""A change marked as wrong after it was sent brings one correction, to those who heard of it and to nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.support.house import House, Notebook, house, record
from watcher.check import correct
from watcher.model import LogFilter, Significance
from watcher.store import LogEntry


@pytest.fixture
def suspended(tmp_path: Path) -> Iterator[House]:
    """One trial, suspended on the second day; its message waits in the outbox."""
    with house(tmp_path) as made:
        made.publish("2026-03-09", record())
        made.check()
        made.publish("2026-03-10", record(overallStatus="SUSPENDED", statusVerifiedDate="2026-03"))
        made.check()
        yield made


def _change(house: House) -> LogEntry:
    [entry] = house.store.changes(LogFilter(kinds=("status.changed",)))
    return entry


def _send_all(house: House) -> None:
    for delivery_id in house.store.pending(house.now):
        house.store.lease(delivery_id, house.now, timedelta())
        house.store.delivered(delivery_id, house.now)


def test_who_heard_of_a_wrong_change_gets_one_correction_that_names_the_message(suspended: House) -> None:
    [sent] = suspended.ids()
    _send_all(suspended)
    assert correct(suspended.store, suspended.orders, _change(suspended), "a slip of the registry", suspended.now) == 1
    [letter] = suspended.letters()
    assert letter.startswith("Correction: Status changed from recruiting to suspended")
    assert "What was said here before was wrong: a slip of the registry" in " ".join(letter.split())
    assert f"This corrects message {sent}." in letter


def test_a_second_mark_makes_no_second_correction(suspended: House) -> None:
    _send_all(suspended)
    counts = [correct(suspended.store, suspended.orders, _change(suspended), words, suspended.now) for words in "ab"]
    assert counts == [1, 0]


def test_what_was_never_sent_needs_no_correction(suspended: House) -> None:
    assert correct(suspended.store, suspended.orders, _change(suspended), "wrong", suspended.now) == 0


def test_who_did_not_hear_of_the_change_hears_nothing(suspended: House) -> None:
    _send_all(suspended)
    [other] = suspended.store.changes(LogFilter(kinds=("verified",)))
    assert other.change.significance is Significance.ADMINISTRATIVE
    assert correct(suspended.store, suspended.orders, other, "wrong", suspended.now) == 0


def test_a_recipient_who_left_gets_no_correction(suspended: House) -> None:
    _send_all(suspended)
    orders = replace(suspended.orders, channels={"me": Notebook(keys=("k2",))})
    assert correct(suspended.store, orders, _change(suspended), "wrong", suspended.now) == 0
