"""One run whose clock is wrong keeps nobody waiting for the day that it showed, and tells nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.support.desk import ONE as NUMBER
from tests.support.desk import desk
from tests.support.house import EVERYTHING, ONE, House, house, record
from tests.support.stored import NOW, delivery
from watcher.cli.passes import Wishes, look
from watcher.cli.wiring import VOCABULARY
from watcher.config import load
from watcher.deliver import Policy
from watcher.meaning.telling import slots
from watcher.meaning.telling.failures import Patience, Trouble, of_run
from watcher.store import Store
from watcher.store.memory import SETTLED, TALLY

YEAR = timedelta(days=365)
DAILY = (replace(EVERYTHING, when="daily 08:00"),)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    """One trial, seen on 9 March 2026, and a day later by a run whose clock was a year ahead."""
    with house(tmp_path, alerts=DAILY) as made:
        made.publish("2026-03-09", record())
        made.check()
        made.publish("2026-03-10")
        made.now += YEAR
        made.check()
        yield made


def test_what_is_found_by_the_right_clock_again_is_told_in_the_next_digest_and_dated_right(home: House) -> None:
    home.publish("2026-03-11", record(overallStatus="SUSPENDED"))
    home.check()
    assert home.store.updates()[-1].detected_at == home.now
    home.later(days=1)
    home.check()
    assert home.told() == ["Daily digest of 12 Mar 2026: 1 trial changed"]


def test_what_was_found_by_the_wrong_clock_does_not_wait_until_then_for_its_digest(home: House) -> None:
    home.registry.publish({ONE.id: record(overallStatus="SUSPENDED")}, "2026-03-11T09:00:05")
    home.check()
    assert (home.told(), home.store.waiting()) == ([], 1)
    home.publish("2026-03-12")
    home.check()
    home.later(days=1)
    home.check()
    assert home.told() == ["Daily digest of 13 Mar 2026: 1 trial changed"]


def test_a_clock_set_back_by_days_makes_another_digest_of_the_hour_that_was_closed(tmp_path: Path) -> None:
    with house(tmp_path, alerts=DAILY) as made:
        made.publish("2026-03-09", record())
        made.check()
        made.publish("2026-03-10", record(overallStatus="SUSPENDED"))
        made.check()
        made.publish("2026-03-12", record(overallStatus="SUSPENDED", whyStopped="Funding"))
        made.now = datetime(2026, 3, 10, 7, tzinfo=UTC)
        made.store.keep(SETTLED, datetime(2026, 3, 12, 15, 17, tzinfo=UTC))
        made.check()
        made.later(hours=2)
        made.check()
        assert made.told() == ["Daily digest of 10 Mar 2026: 1 trial changed"] * 2
        assert len(set(made.ids())) == 2


@pytest.mark.parametrize(
    ("slot", "near"),
    [
        ("2027-03-11T08:00:00+01:00 daily 08:00", "2026-03-13T08:00:00+01:00 daily 08:00"),
        ("2027-03-15T08:00:00+01:00 weekly mon 08:00", "2026-03-16T08:00:00+01:00 weekly mon 08:00"),
    ],
)
def test_a_slot_far_ahead_comes_near_at_the_same_hour_and_day_of_the_week(slot: str, near: str) -> None:
    assert slots.nearer(slot, datetime(2026, 3, 12, 15, 17, tzinfo=UTC)) == near


def test_looks_that_are_still_to_come_are_no_looks_at_a_missing_trial(home: House) -> None:
    home.registry.withdraw(ONE.id)
    home.registry.publish({}, "2026-03-11T09:00:05")
    home.check()
    home.now -= YEAR
    conditions = []
    for _ in range(5):
        home.check()
        conditions.append(home.store.states([ONE])[ONE].condition.value)
        home.later(hours=6)
    assert conditions == ["missing", "missing", "missing", "missing", "vanished"]


def test_a_torn_record_that_came_under_the_wrong_clock_is_believed_an_hour_after_the_right_one_saw_it(
    home: House,
) -> None:
    torn = record(path="contactsLocationsModule.locations", value=[])
    home.registry.publish({ONE.id: torn}, "2026-03-11T09:00:05")
    home.check()
    home.now -= YEAR
    versions = []
    for minutes in (0, 59, 1):
        home.later(minutes=minutes)
        home.check()
        versions.append(len(home.store.version_infos(ONE)))
    assert versions == [1, 1, 2]


def test_drift_is_looked_for_in_all_that_was_found_in_the_release(home: House) -> None:
    home.now -= YEAR
    home.check(force=True)
    tally = home.store.recall(TALLY)
    assert tally is not None
    assert (tally.release, tally.since) == ("2026-03-10T09:00:05", home.now.isoformat())


def test_another_attempt_waits_no_longer_than_a_receiver_may_ask_for(tmp_path: Path) -> None:
    with Store.open(tmp_path / "watcher.db") as store:
        for name in ("failed", "killed"):
            store.enqueue(delivery(name), "update")
            store.lease(name, NOW + YEAR, timedelta(0))
        store.retry_later("failed", NOW + YEAR, "503", NOW + YEAR + Policy().wait("failed", 1, asked=None))
        assert (store.pending(NOW), store.resting(NOW)) == (["failed", "killed"], [])
        assert store.lease("failed", NOW, timedelta(0)) is not None


def test_a_reminder_is_not_put_off_until_the_day_that_the_wrong_clock_showed() -> None:
    said = Trouble("outage", 5, NOW, "503", "wait", announced_at=NOW + YEAR)
    notice, remembered = of_run(said, Trouble("outage", 1, NOW, "503", "wait"), Patience(), NOW)
    assert notice is not None
    assert remembered is not None
    assert remembered.announced_at == NOW


def test_a_check_that_is_dated_ahead_is_no_check_and_the_next_one_puts_it_right(tmp_path: Path) -> None:
    with desk(tmp_path) as my:
        my.write()
        my.publish()
        config = load(my.config, {}, VOCABULARY)
        look(config, Wishes(clock=lambda: datetime.now(UTC) + YEAR), lambda store, passed: None)
        status, doctor = my.run("status", "--max-age", "36h"), my.run("doctor", "--offline")
        assert (status.code, doctor.code) == (1, 1)
        assert "! the last check began at" in status.out
        assert "! the last complete check was at" in status.out
        assert "NOT WELL  clock" in doctor.out
        assert "if it is right now, `watcher check`" in doctor.out
        assert "NOT WELL  checks" in doctor.out
        my.run("check")
        assert (my.run("status", "--max-age", "36h").code, NUMBER in my.run("list").out) == (0, True)
