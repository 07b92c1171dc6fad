"""After a crash of whatever kind nobody says that all is well, until a run has ended well again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support.desk import Desk, desk
from tests.support.house import House, house, record
from watcher.check import check
from watcher.errors import Outage, in_words
from watcher.model import Outcome
from watcher.store import RunLock, Store


@pytest.fixture
def my(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as found:
        found.write('[store]\npath = "w.db"')
        found.publish()
        found.run("check")
        assert (found.run("status").code, found.run("doctor", "--offline").code) == (0, 0)
        yield found


def open_store(my: Desk) -> Store:
    return Store.open(my.folder / "w.db")


def spoilt(my: Desk, table: str, column: str) -> None:
    """A database that no code of ours made: the next statement that needs the column is an unexpected error."""
    with closing(sqlite3.connect(my.folder / "w.db")) as database:
        database.execute(f"ALTER TABLE {table} RENAME COLUMN {column} TO lost")


def mended(my: Desk, table: str, column: str) -> None:
    with closing(sqlite3.connect(my.folder / "w.db")) as database:
        database.execute(f"ALTER TABLE {table} RENAME COLUMN lost TO {column}")


def is_unwell(my: Desk, words: str) -> bool:
    status, doctor = my.run("status"), my.run("doctor", "--offline")
    return (status.code, doctor.code) == (1, 1) and words in status.out and words in doctor.out


def test_a_killed_check_reads_broke_off_until_the_next_one_ends(my: Desk) -> None:
    with open_store(my) as store:
        store.begin_run(datetime.now(UTC))
    assert is_unwell(my, "broke off: its process ended before it did")
    assert ", broke off" in my.run("status").out
    assert my.run("check").code == 0
    assert (my.run("status").code, my.run("doctor", "--offline").code) == (0, 0)


def test_a_check_that_is_at_it_reads_under_way(my: Desk) -> None:
    with RunLock(my.folder / "w.db", datetime.now(UTC)), open_store(my) as store:
        store.begin_run(datetime.now(UTC))
        ran = my.run("status")
    assert (ran.code, ", under way" in ran.out) == (0, True)


def test_an_unexpected_error_in_a_check_is_loud_and_its_run_has_failed(my: Desk) -> None:
    my.publish(overallStatus="SUSPENDED")
    spoilt(my, "edits", "path")
    with pytest.raises(sqlite3.OperationalError):
        my.run("check")
    mended(my, "edits", "path")
    assert is_unwell(my, "It broke off: an unexpected error, OperationalError")
    my.run("check")
    assert my.run("status").code == 0


@pytest.mark.parametrize("command", ["check", "deliver"])
def test_an_unexpected_error_in_delivering_is_loud_and_remembered_until_delivering_ends(my: Desk, command: str) -> None:
    my.publish(overallStatus="SUSPENDED")
    assert my.run("check", "--no-deliver").code == 0
    spoilt(my, "attempts", "answer")
    with pytest.raises(sqlite3.OperationalError):
        my.run(command)
    mended(my, "attempts", "answer")
    assert is_unwell(my, "an unexpected error, OperationalError. What waits is sent by the next run")
    assert my.run(command).code == 0
    assert my.run("status").code == 0


def test_a_sending_that_was_killed_reads_broke_off(my: Desk) -> None:
    my.publish(overallStatus="SUSPENDED")
    my.run("check", "--no-deliver")
    with closing(sqlite3.connect(my.folder / "w.db")) as database, database:
        database.execute("UPDATE deliveries SET state = 'leased'")
    assert is_unwell(my, "the sending of 1 message broke off")
    with RunLock(my.folder / "w.db", datetime.now(UTC)):
        assert my.run("status").code == 0, "it is being sent now"


class Exploding:
    """A registry with a mistake of ours in it."""

    def __init__(self, home: House) -> None:
        self._home = home

    def __getattr__(self, name: str) -> Any:
        return getattr(self._home.client, name)

    def fetch(self, *asked: Any) -> Any:
        raise OverflowError("cannot convert float infinity to integer")


def test_a_run_that_falls_over_keeps_what_it_knew_and_the_class_of_the_error(tmp_path: Path) -> None:
    with house(tmp_path) as made:
        made.publish("2026-03-09", record())
        with pytest.raises(OverflowError):
            check(Exploding(made), made.store, made.orders, lambda: made.now)
        run = made.store.last_run()
        assert run is not None
        assert (run.outcome, run.message) == (Outcome.FAILED, "It broke off: an unexpected error, OverflowError")
        assert made.check().run.outcome is Outcome.COMPLETE


def test_an_expected_error_says_itself_what_happened() -> None:
    assert (in_words(Outage("503")), in_words(KeyError("x"))) == ("503", "an unexpected error, KeyError")
