"""Laws of the check, over a real socket and a real database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.json import encode
from msgspec.structs import replace

from tests.support.house import EVERYTHING, ONE, TWO, House, Notebook, house, record
from tests.support.registry import FORBIDDEN, HTML_200, TEXT_404, UNAVAILABLE, at, trial
from watcher.check import check
from watcher.check.pool import Case, deciders
from watcher.deliver import Policy, announce
from watcher.errors import Stopped
from watcher.meaning.numbers import Numbers
from watcher.model import (
    Answer,
    DeliveryState,
    End,
    Known,
    Outcome,
    Record,
    Significance,
    Trial,
    TrialCondition,
    Version,
    Watch,
)
from watcher.store.memory import SETTLED, TALLY


class Killed(BaseException):
    pass


class Dying:
    """A clock that kills the check when it is read once too often: after `breath` readings."""

    def __init__(self, home: House, breath: int) -> None:
        self.home = home
        self.breath = breath

    def __call__(self) -> datetime:
        self.breath -= 1
        if self.breath < 0:
            raise Killed
        return self.home.now


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    """One trial, seen on 9 March 2026; nobody was told of it."""
    with house(tmp_path) as made:
        made.publish("2026-03-09", record())
        made.check()
        made.registry.requests.clear()
        yield made


def test_first_sight_writes_version_one_and_tells_nobody(tmp_path: Path) -> None:
    with house(tmp_path) as made:
        made.publish("2026-03-09", record())
        report = made.check()
        assert (report.run.outcome, report.run.checked, report.run.changed) == (Outcome.COMPLETE, 1, 0)
        assert (made.kinds(), made.told(), report.sight.baselines) == ([["watching"]], [], 1)
        version = made.store.version(ONE, 1)
        assert version.record.raw == made.registry.records[ONE.id]


def test_nothing_due_is_one_request_in_all(home: House) -> None:
    report = home.check()
    assert (home.asked(), report.run.due, report.run.outcome) == (1, 0, Outcome.COMPLETE)


def test_a_new_release_with_the_same_record_writes_no_version_change_or_message(home: House) -> None:
    home.publish("2026-03-10")
    report = home.check()
    assert (report.run.checked, report.run.changed, home.told()) == (1, 0, [])
    assert len(home.store.version_infos(ONE)) == 1
    assert home.store.states([ONE])[ONE].release_seen == "2026-03-10T09:00:05"


def test_a_changed_record_is_one_version_one_update_and_one_message_for_each_who_asked(home: House) -> None:
    home.publish("2026-03-10", record(overallStatus="SUSPENDED", lastUpdateSubmitDate="2026-03-06"))
    report = home.check()
    assert (report.run.changed, report.posted.messages) == (1, 1)
    assert "status.changed" in home.kinds()[1]
    [subject] = home.told()
    assert "NCT00000001" in subject
    assert [finding.headline for finding in report.sight.findings] == [subject.split(" · ")[0]]


def test_the_same_release_is_not_told_twice(home: House) -> None:
    home.publish("2026-03-10", record(overallStatus="SUSPENDED"))
    home.check()
    home.restart()
    home.check()
    home.check(force=True)
    assert len(home.told()) == 1


def test_a_flap_is_three_updates_and_three_messages_with_three_ids(home: House) -> None:
    for day, status in (("2026-03-10", "SUSPENDED"), ("2026-03-11", "RECRUITING"), ("2026-03-12", "SUSPENDED")):
        home.publish(day, record(overallStatus=status))
        home.check()
    assert len(home.kinds()) == 4
    assert len(set(home.ids())) == 3


def test_a_trial_named_by_two_watches_is_fetched_once(tmp_path: Path) -> None:
    with house(tmp_path, watches=(Watch("a", (ONE,)), Watch("b", (ONE,)))) as made:
        made.publish("2026-03-09", record())
        assert (made.check().run.due, made.asked()) == (1, 2)


def test_a_record_that_cannot_be_read_says_nothing_and_is_due_again_on_the_same_release(home: House) -> None:
    home.publish("2026-03-10", record(overallStatus="SUSPENDED"))
    home.registry.fault = at("any", HTML_200)
    blind = home.check()
    assert (blind.run.outcome, blind.run.release, home.told(), len(home.kinds())) == (Outcome.FAILED, None, [], 1)
    home.registry.fault = lambda request: None
    report = home.check()
    assert (report.run.outcome, report.run.changed) == (Outcome.COMPLETE, 1)


def test_one_trials_error_stops_no_other_and_the_run_names_what_it_did_not_see(tmp_path: Path) -> None:
    with house(tmp_path, ONE, TWO) as made:
        made.publish("2026-03-09", record(ONE))
        report = made.check()
        assert (report.run.outcome, report.run.checked, report.run.failed) == (Outcome.PARTIAL, 1, 1)
        assert report.run.message.startswith("1 of 2 trials not seen. NCT00000002: not found, ")
        assert made.store.states([TWO])[TWO].condition is TrialCondition.FAILED


def test_a_refused_address_is_a_failed_run_with_advice_and_no_trial_vanishes(home: House) -> None:
    home.publish("2026-03-10")
    home.registry.fault = at("any", FORBIDDEN)
    report = home.check()
    [unseen] = report.sight.unseen.values()
    assert (report.run.outcome, list(report.sight.unseen)) == (Outcome.FAILED, ["blocked"])
    assert "no trial vanished" in unseen.error.advice
    assert home.store.states([ONE])[ONE].condition is TrialCondition.OK


def test_blindness_is_said_once_after_three_runs_and_its_end_once(home: House) -> None:
    home.registry.fault = at("version", UNAVAILABLE)
    for day in range(10, 15):
        home.publish(f"2026-03-{day}")
        home.check()
    assert [subject.split(";")[0] for subject in home.told()] == [
        "BLIND: the registry gives no answer that can be read"
    ]
    home.registry.fault = lambda request: None
    home.check()
    home.check()
    assert home.told()[1:] == ["The registry can be seen again"]


def test_a_trial_that_fails_three_times_is_said_once_and_its_recovery_once(tmp_path: Path) -> None:
    with house(tmp_path, ONE, TWO) as made:
        made.publish("2026-03-09", record(ONE))
        for day in range(10, 15):
            made.publish(f"2026-03-{day}")
            made.check()
        assert made.told() == ["NCT00000002 cannot be read: not found"]
        made.publish("2026-03-16", record(TWO))
        made.check()
        made.publish("2026-03-17")
        made.check()
        assert made.told()[1:] == ["NCT00000002 can be read again"]


def step_back(home: House) -> None:
    """All of it, to the release of the ninth and to the record of that day."""
    home.registry.publish({ONE.id: record()}, "2026-03-09T09:00:05")


def test_a_registry_that_steps_back_behind_the_version_known_is_not_believed_and_the_run_says_so(home: House) -> None:
    suspended = record(overallStatus="SUSPENDED")
    home.publish("2026-03-10", suspended)
    home.check()
    for _ in range(4):
        step_back(home)
        back = home.check()
        assert (back.run.outcome, list(back.sight.unseen)) == (Outcome.FAILED, ["older data"])
        assert "the record is as of 2026-03-09, and one as of 2026-03-10 was seen before" in (back.run.message or "")
        home.publish("2026-03-10", suspended)
        assert home.check().run.outcome is Outcome.COMPLETE
    assert (len(home.told()), len(home.store.version_infos(ONE))) == (1, 2)


def test_a_machine_that_lags_behind_a_new_release_is_not_believed_and_the_trial_counts_once(home: House) -> None:
    home.publish("2026-03-10", record(overallStatus="SUSPENDED"))
    home.check()
    home.publish("2026-03-11")
    lagging = record() | {"derivedSection": {"miscInfoModule": {"versionHolder": "2026-03-09"}}}
    home.registry.publish({ONE.id: lagging}, home.registry.release, stamp=False)
    assert home.check().sight.not_seen == 1
    home.publish("2026-03-11", record(overallStatus="SUSPENDED"))
    home.check()
    tally = home.store.recall(TALLY)
    assert tally is not None
    assert (len(home.told()), tally.answered) == (1, 1)


def test_a_registry_that_was_truly_set_back_is_believed_at_the_fourth_look(home: House) -> None:
    home.publish("2026-03-10", record(overallStatus="SUSPENDED"))
    home.check()
    step_back(home)
    versions = []
    for _ in range(5):
        home.check()
        versions.append(len(home.store.version_infos(ONE)))
    assert versions == [2, 2, 2, 3, 3]
    assert home.check().run.due == 0


def test_a_trial_has_vanished_after_three_looks_twelve_hours_apart_and_not_before(home: House) -> None:
    home.publish("2026-03-10")
    home.registry.withdraw(ONE.id)
    conditions = []
    for _ in range(5):
        home.check()
        conditions.append(home.store.states([ONE])[ONE].condition.value)
        home.later(hours=6)
    assert conditions == ["missing", "missing", "missing", "missing", "vanished"]
    assert home.kinds()[1:] == [["record.vanished"]]
    assert home.told() == ["The registry no longer has a record of NCT00000001 · EXAMPLE (NCT00000001)"]


def test_a_trial_that_vanished_is_told_once_and_looked_for_once_a_release(home: House) -> None:
    home.registry.withdraw(ONE.id)
    home.publish("2026-03-10")
    for _ in range(3):
        home.check()
        home.later(hours=12)
    home.asked()
    assert (home.check().run.due, home.asked()) == (0, 1)
    home.publish("2026-03-16")
    report = home.check()
    assert (report.run.due, report.run.outcome, len(home.told())) == (1, Outcome.COMPLETE, 1)


def test_a_trial_that_comes_back_is_told_with_what_changed_meanwhile(home: House) -> None:
    home.registry.withdraw(ONE.id)
    home.publish("2026-03-10")
    for _ in range(3):
        home.check()
        home.later(hours=12)
    home.publish("2026-03-16", record(overallStatus="SUSPENDED"))
    home.check()
    assert [kinds[0] for kinds in home.kinds()[1:]] == ["record.vanished", "record.returned", "status.changed"]
    assert len(home.told()) == 3


def test_an_html_404_is_an_outage_and_no_look_at_a_missing_trial(home: House) -> None:
    home.publish("2026-03-10")
    home.registry.fault = at("any", HTML_200)
    home.check()
    assert home.store.states([ONE])[ONE].missing_looks == ()


def test_a_text_404_once_is_forgotten_when_the_trial_is_there_again(home: House) -> None:
    home.publish("2026-03-10")
    home.registry.fault = at("single", TEXT_404)
    held = home.registry.records[ONE.id]
    home.registry.withdraw(ONE.id)
    home.check()
    assert home.store.states([ONE])[ONE].condition is TrialCondition.MISSING
    home.registry.publish({ONE.id: held}, "2026-03-11T09:00:05")
    home.later(hours=13)
    home.check()
    state = home.store.states([ONE])[ONE]
    assert (state.condition, state.missing_looks, home.told()) == (TrialCondition.OK, (), [])


def test_a_torn_record_is_believed_an_hour_later_and_not_before(home: House) -> None:
    torn = record(path="contactsLocationsModule.locations", value=[])
    home.publish("2026-03-10", torn)
    first = home.check()
    assert (first.run.outcome, first.run.changed, len(home.store.version_infos(ONE))) == (Outcome.FAILED, 1, 1)
    assert home.kinds()[1:] == [["record.quarantined"]]
    home.later(minutes=59)
    home.check()
    assert len(home.store.version_infos(ONE)) == 1
    home.later(minutes=1)
    assert home.check().run.outcome is Outcome.COMPLETE
    assert len(home.store.version_infos(ONE)) == 2
    assert len(home.told()) == 1


def test_a_whole_record_drops_the_quarantine_and_nothing_is_told(home: House) -> None:
    home.publish("2026-03-10", record(path="contactsLocationsModule.locations", value=[]))
    home.check()
    home.publish("2026-03-11", record())
    home.check()
    state = home.store.states([ONE])[ONE]
    assert (state.condition, home.told(), home.store.known(ONE).quarantine) == (TrialCondition.OK, [], None)


def test_a_trial_in_doubt_makes_the_run_partial_until_its_next_look(home: House) -> None:
    home.publish("2026-03-10", record(path="contactsLocationsModule.locations", value=[]))
    home.check()
    home.later(minutes=30)
    home.asked()
    run = home.check().run
    assert (run.outcome, run.due, run.checked, run.failed, home.asked()) == (Outcome.PARTIAL, 1, 0, 1, 1)
    assert run.message == (
        "1 of 1 trials not seen. NCT00000001: quarantined, NCT00000001: all 4 sites are gone and the status is the "
        "same; looked at again from 2026-03-10 16:17 UTC on"
    )


def test_a_missing_trial_makes_the_run_partial_between_its_looks(home: House) -> None:
    home.registry.withdraw(ONE.id)
    home.publish("2026-03-10")
    home.check()
    home.later(hours=6)
    report = home.check()
    assert (report.run.outcome, list(report.sight.waiting)) == (Outcome.PARTIAL, ["missing"])
    assert len(home.store.states([ONE])[ONE].missing_looks) == 1


def test_a_paused_trial_in_doubt_is_no_ones_concern(home: House) -> None:
    home.registry.withdraw(ONE.id)
    home.publish("2026-03-10")
    home.check()
    assert home.check(watches=(Watch("mine", (ONE,), paused=True),)).run.outcome is Outcome.LIMITED
    assert home.check(watches=(Watch("mine", (ONE,), paused=True), Watch("two", (TWO,)))).sight.waiting == {}


def test_a_newer_release_ends_a_doubt_at_once(home: House) -> None:
    home.publish("2026-03-10", record(path="contactsLocationsModule.locations", value=[]))
    home.check()
    now = home.now
    home.publish("2026-03-11", record(overallStatus="SUSPENDED"))
    home.now = now
    report = home.check()
    assert (report.run.outcome, home.kinds()[2][0]) == (Outcome.COMPLETE, "status.changed")


def test_a_newer_release_does_not_confirm_a_torn_record_before_its_hour(home: House) -> None:
    torn = record(path="contactsLocationsModule.locations", value=[])
    home.publish("2026-03-10", torn)
    home.check()
    now = home.now
    home.publish("2026-03-11")
    for minutes, versions in ((10, 1), (60, 2)):
        home.now = now + timedelta(minutes=minutes)
        home.check()
        assert len(home.store.version_infos(ONE)) == versions


def test_a_missing_trial_that_a_newer_release_holds_again_is_missing_no_more(home: House) -> None:
    held = home.registry.records[ONE.id]
    home.registry.withdraw(ONE.id)
    home.publish("2026-03-10")
    home.check()
    home.registry.publish({ONE.id: held}, "2026-03-11T09:00:05")
    home.later(hours=1)
    assert home.check().run.outcome is Outcome.COMPLETE


def test_looks_at_a_missing_trial_count_half_a_day_apart_however_often_the_release_moves(home: House) -> None:
    home.registry.withdraw(ONE.id)
    for hour in range(4):
        home.registry.publish({}, f"2026-03-10T09:00:0{hour}")
        home.now = datetime(2026, 3, 10, 15 + hour, tzinfo=UTC)
        home.check()
    assert len(home.store.states([ONE])[ONE].missing_looks) == 1


def test_a_trial_that_comes_back_torn_is_told_to_be_back_when_it_is_believed(home: House) -> None:
    home.registry.withdraw(ONE.id)
    home.publish("2026-03-10")
    for _ in range(3):
        home.check()
        home.later(hours=12)
    home.publish("2026-03-16", record(path="contactsLocationsModule.locations", value=[]))
    home.check()
    home.later(hours=1)
    home.check()
    kinds = [kinds[0] for kinds in home.kinds()[1:]]
    assert kinds[:3] == ["record.vanished", "record.quarantined", "record.returned"]
    assert len(kinds) == 4


def test_a_trial_looked_at_twice_in_a_release_is_answered_for_once(home: House) -> None:
    home.publish("2026-03-10", record(path="contactsLocationsModule.locations", value=[]))
    for _ in range(3):
        home.check()
        home.later(hours=1)
    tally = home.store.recall(TALLY)
    assert tally is not None
    assert tally.answered == 1


def test_an_alias_is_told_once(home: House) -> None:
    moved = record(TWO)
    moved["protocolSection"]["identificationModule"]["nctIdAliases"] = [ONE.id]
    home.registry.withdraw(ONE.id)
    for day in ("2026-03-10", "2026-03-11"):
        home.publish(day, moved)
        home.check()
    assert [kinds for kinds in home.kinds() if "record.aliased" in kinds] == [["record.aliased"]]
    assert home.store.states([ONE])[ONE].alias == TWO.id


def test_a_number_that_changes_in_a_known_record_is_told_once_and_in_words(home: House) -> None:
    moved = record(TWO)
    moved["protocolSection"]["identificationModule"]["nctIdAliases"] = [ONE.id]
    home.registry.withdraw(ONE.id)
    home.publish("2026-03-10", moved)
    home.check()
    assert home.kinds()[1:] == [["record.aliased"]]


def test_a_trial_that_the_registry_parts_from_another_is_said_to_stand_by_itself_again(home: House) -> None:
    moved = record(TWO)
    moved["protocolSection"]["identificationModule"]["nctIdAliases"] = [ONE.id]
    home.registry.withdraw(ONE.id)
    home.publish("2026-03-10", moved)
    home.check()
    home.publish("2026-03-11", record(ONE), record(TWO))
    home.check()
    last = list(home.store.updates())[-1]
    assert [change.summary for change in last.changes if change.kind == "record.aliased"] == [
        f"{ONE} has a record of its own again (before: kept under {TWO})"
    ]


def test_a_record_not_rebuilt_for_the_release_stays_due_for_three_more_looks(home: House) -> None:
    home.publish("2026-03-10", stamp=False)
    looks = [home.check().run.due for _ in range(6)]
    assert looks == [1, 1, 1, 1, 0, 0]


def test_a_record_rebuilt_late_is_found_on_the_same_release(home: House) -> None:
    home.publish("2026-03-10", stamp=False)
    home.check()
    home.registry.publish({ONE.id: record(overallStatus="SUSPENDED")}, home.registry.release)
    assert home.check().run.changed == 1
    assert home.check().run.due == 0


def test_a_paused_watch_asks_for_nothing_and_loses_nothing(home: House) -> None:
    home.publish("2026-03-10", record(overallStatus="SUSPENDED"))
    paused = tuple(replace(watch, paused=True) for watch in home.orders.watches)
    report = home.check(watches=paused)
    assert (home.asked(), report.run.outcome) == (0, Outcome.LIMITED)
    assert home.check().run.changed == 1


def test_a_check_of_one_trial_leaves_the_others_watched(tmp_path: Path) -> None:
    with house(tmp_path, ONE, TWO) as made:
        made.publish("2026-03-09", record(ONE), record(TWO))
        made.check()
        made.publish("2026-03-10")
        assert made.check(only=(TWO,)).run.due == 1
        assert set(made.store.watched()) == {ONE, TWO}
        assert made.check().run.due == 1


def test_a_digest_is_held_until_a_run_after_its_slot(home: House) -> None:
    weekly = (replace(EVERYTHING, when="weekly wed 08:00"),)
    home.publish("2026-03-10", record(overallStatus="SUSPENDED"))
    home.check(alerts=weekly)
    assert home.told() == []
    home.now = datetime.fromisoformat("2026-03-11T08:00:01+00:00")
    home.check(alerts=weekly)
    assert [subject.split(":")[0] for subject in home.told()] == ["Weekly digest of 11 Mar 2026"]


def test_a_digest_that_has_come_tells_what_the_very_run_found_that_closes_it(home: House) -> None:
    """Every day at 15:17 for eight in the morning: never "nothing new" on a day with a change, nor a day late."""
    life = (replace(EVERYTHING, when="daily 08:00", sign_of_life=True),)
    for day, status in (("2026-03-10", "SUSPENDED"), ("2026-03-11", "SUSPENDED"), ("2026-03-12", "RECRUITING")):
        home.publish(day, record(overallStatus=status))
        home.check(alerts=life)
    assert home.told() == [
        "Daily digest of 10 Mar 2026: 1 trial changed",
        "Daily digest of 11 Mar 2026: nothing new in the 1 trial of this alert",
        "Daily digest of 12 Mar 2026: 1 trial changed",
    ]
    assert "registry data of 12 Mar 2026" in home.letters()[-1]
    assert home.store.waiting() == 0


def test_what_a_killed_run_held_for_a_digest_is_told_in_one_with_what_the_next_run_finds(tmp_path: Path) -> None:
    daily = (replace(EVERYTHING, when="daily 08:00", sign_of_life=True),)
    many = [trial(n) for n in range(1, 301)]
    loud = [record(t, overallStatus="SUSPENDED", lastUpdateSubmitDate="2026-03-06") for t in (many[0], many[299])]
    with house(tmp_path, *many, alerts=daily) as made:
        made.publish("2026-03-09", *(record(t) for t in many))
        made.check()
        made.publish("2026-03-10", *loud)
        with pytest.raises(Killed):
            made.check(clock=Dying(made, breath=3))
        assert (made.told(), made.store.waiting()) == ([], 1)
        made.restart()
        made.later(days=1)
        made.check()
        assert made.told() == ["Daily digest of 11 Mar 2026: 2 trials changed"]


def test_a_clock_set_back_reopens_no_digest_that_was_closed(home: House) -> None:
    daily = (replace(EVERYTHING, when="daily 08:00"),)
    home.publish("2026-03-10", record(overallStatus="SUSPENDED"))
    home.check(alerts=daily)
    home.publish("2026-03-11", record(overallStatus="SUSPENDED", whyStopped="Funding"))
    home.now = datetime.fromisoformat("2026-03-11T07:00:00+00:00")
    home.store.keep(SETTLED, datetime.fromisoformat("2026-03-11T08:00:01+00:00"))
    home.check(alerts=daily)
    assert [held.held.slot for held in home.store.held(datetime.fromisoformat("2026-03-13T00:00:00+00:00"))] == [
        "2026-03-12T08:00:00+00:00 daily 08:00"
    ]


def test_a_digest_closes_with_what_the_run_of_its_hour_saw(home: House) -> None:
    life = (replace(EVERYTHING, when="daily 08:00", sign_of_life=True),)
    home.check(alerts=life)
    home.publish("2026-03-10")
    home.registry.fault = at("version", UNAVAILABLE)
    home.check(alerts=life)
    assert home.told() == ["Daily digest of 10 Mar 2026: nothing new in the 0 of 1 trials that were seen"]


def test_what_a_killed_run_held_for_at_once_is_told_by_the_next_even_if_that_sees_nothing(home: House) -> None:
    home.publish("2026-03-10", record(overallStatus="SUSPENDED"))
    with pytest.raises(Killed):
        home.check(clock=Dying(home, breath=3))
    assert (home.told(), len(home.kinds())) == ([], 2)
    home.restart()
    home.registry.fault = at("version", UNAVAILABLE)
    assert home.check().posted.messages == 1


def _story(made: House, many: list[Trial], breaths: Sequence[int]) -> tuple[object, ...]:
    """Two releases of many trials, each check killed after so many readings of the clock, until one gets through."""
    loud = [record(t, overallStatus="SUSPENDED", lastUpdateSubmitDate="2026-03-06") for t in many[::20]]
    for day, records in (("2026-03-09", [record(t) for t in many]), ("2026-03-10", loud)):
        made.publish(day, *records)
        for breath in breaths:
            with pytest.raises(Killed):
                made.check(clock=Dying(made, breath))
            made.restart()
        made.check()
    updates = made.store.updates()
    return sorted(update.id for update in updates), sorted(made.ids()), sorted(made.letters())


def test_a_check_killed_again_and_again_ends_as_an_undisturbed_one(tmp_path: Path) -> None:
    many = [trial(n) for n in range(1, 301)]
    with house(tmp_path / "calm", *many) as calm, house(tmp_path / "killed", *many) as killed:
        assert _story(killed, many, [0, 1, 2, 3]) == _story(calm, many, [])
        assert len(killed.told()) == 15


def test_a_killed_check_goes_on_with_what_is_left(tmp_path: Path) -> None:
    many = [trial(n) for n in range(1, 301)]
    with house(tmp_path, *many) as made:
        made.publish("2026-03-09", *(record(t) for t in many))
        with pytest.raises(Killed):
            made.check(clock=Dying(made, breath=3))
        made.restart()
        assert made.check().run.due == 50


OTHER = {"other": Notebook("other")}
MONDAYS = (replace(EVERYTHING, when="weekly mon 08:00"),)
WEDNESDAYS = (replace(EVERYTHING, when="weekly wed 08:00"),)


def said_on_the_other(home: House) -> str:
    """The one letter that the channel that is there gets, once somebody delivers."""
    announce(home.store, OTHER, Policy(), home.now)
    [letter] = home.letters()
    return letter


def test_what_is_held_for_a_channel_that_is_gone_waits_for_it_and_is_named_also_before_its_slot(home: House) -> None:
    home.publish("2026-03-10", record(overallStatus="SUSPENDED"))
    home.check(alerts=WEDNESDAYS)
    assert home.check(channels=OTHER).posted.waiting == {"me": 1}
    home.later(days=1)
    assert home.check(channels=OTHER).posted.waiting == {"me": 1}
    assert home.check().posted.messages == 1


def test_what_is_held_for_a_channel_gone_for_a_week_expires_in_everybodys_hearing(home: House) -> None:
    home.publish("2026-03-10", record(overallStatus="SUSPENDED"))
    home.check(alerts=WEDNESDAYS)  # of the eleventh
    home.later(days=8)
    posted = home.check(channels=OTHER).posted
    assert (posted.problems(), posted.waiting) == (("me: 1 change expired: there is no channel 'me' any more",), {})
    assert f"{ONE}: expired, there is no channel 'me' any more" in said_on_the_other(home)
    assert home.store.made_since(DeliveryState.EXPIRED, home.now) == 1
    again = home.check()
    assert (again.posted.messages, again.posted.problems()) == (0, ())


def test_a_channel_gone_in_the_one_run_after_its_weekly_slot_has_kept_nothing_waiting_for_a_week(home: House) -> None:
    home.publish("2026-03-10", record(overallStatus="SUSPENDED"))
    home.check(alerts=MONDAYS)
    home.later(days=7, minutes=1)
    assert home.check(channels=OTHER).posted.waiting == {"me": 1}
    home.check()
    assert home.told() == ["Weekly digest of 16 Mar 2026: 1 trial changed"]


def test_what_is_held_for_a_recipient_taken_out_is_given_up_in_everybodys_hearing(home: House) -> None:
    home.publish("2026-03-10", record(overallStatus="SUSPENDED"))
    home.check(alerts=WEDNESDAYS)
    home.later(days=1)
    posted = home.check(channels={"me": Notebook(keys=("k2",))}).posted
    assert posted.problems() == ("me: 1 change given up: this recipient is no longer configured",)
    assert f"{ONE}: failed, this recipient is no longer configured" in said_on_the_other(home)
    assert (home.store.waiting(), home.store.made_since(DeliveryState.FAILED, home.now)) == (0, 1)


def test_a_registry_that_spells_a_city_anew_everywhere_is_one_notice_to_the_operator(tmp_path: Path) -> None:
    many = [trial(n) for n in range(1, 9)]
    with house(tmp_path, *many) as made:
        made.publish("2026-03-09", *(record(t) for t in many))
        made.check()
        anew = [record(t, "conditionsModule.conditions", ["Condition Beta"]) for t in many]
        made.publish("2026-03-20", *anew)
        report = made.check()
        assert made.told() == ["The registry changed its format; no trial changed"]
        assert (len(report.posted.demoted), report.run.changed) == (8, 8)
        latest = [update for update in made.store.updates() if update.from_version]
        assert {update.significance for update in latest} == {Significance.ADMINISTRATIVE}
        made.check()
        assert len(made.told()) == 1


def test_what_a_run_reports_is_rated_as_the_log_rates_it_once_drift_was_seen(tmp_path: Path) -> None:
    many = [trial(n) for n in range(1, 10)]
    with house(tmp_path, *many) as made:
        made.publish("2026-03-09", *(record(t) for t in many))
        made.check()
        enrolled = {"count": 20, "type": "ESTIMATED"}  # of all but one, and nobody submitted anything
        news = record(many[8], overallStatus="SUSPENDED", lastUpdateSubmitDate="2026-03-06")
        made.publish("2026-03-10", news, *(record(t, "designModule.enrollmentInfo", enrolled) for t in many[:8]))
        found = made.check().sight.findings
        assert [finding.significance for finding in found] == [Significance.ADMINISTRATIVE] * 8 + [
            Significance.CRITICAL
        ]
        kept = {update.id: (update.significance, update.headline) for update in made.store.updates()}
        assert {f.update_id: (f.significance, f.headline) for f in found}.items() <= kept.items()


def test_more_than_twenty_changed_trials_are_one_summary(tmp_path: Path) -> None:
    many = [trial(n) for n in range(1, 23)]
    with house(tmp_path, *many) as made:
        made.publish("2026-03-09", *(record(t) for t in many))
        made.check()
        changed = [record(t, lastUpdateSubmitDate="2026-03-06", overallStatus="SUSPENDED") for t in many]
        made.publish("2026-03-10", *changed)
        made.check()
        assert [subject.split(" · ")[0] for subject in made.told()] == ["22 trials changed"]


def test_two_processes_decide_as_one_does(tmp_path: Path) -> None:
    now = datetime(2026, 3, 9, tzinfo=UTC)
    old = Record(ONE, encode(record()), "r1")
    cases = [
        Case(
            Known(Version(1, old, None, now)),
            Record(ONE, encode(record(overallStatus=s)), "r2"),
            now,
            Numbers(),
        )
        for s in ("SUSPENDED", "TERMINATED", "RECRUITING", "COMPLETED") * 3
    ]
    with deciders(1) as one, deciders(2, enough=2) as two:
        assert list(two(cases)) == list(one(cases))


def test_a_check_that_is_told_to_stop_is_partial_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with house(tmp_path, ONE, TWO) as made:
        made.publish("2026-03-09", record(ONE), record(TWO))
        report = made.check(stop=lambda: True)
        assert (report.run.checked, report.run.outcome) == (1, Outcome.PARTIAL)
        assert made.check().run.due == 1


class Timed:
    """A registry that is on another release each time it is asked, and remembers until when it was to answer."""

    def __init__(self, home: House) -> None:
        self.home = home
        self.deadlines: list[float | None] = []

    def release(self, deadline: float | None = None) -> str:
        self.deadlines.append(deadline)
        self.home.later(seconds=100)
        return f"2026-03-{9 + len(self.deadlines):02}T09:00:05"

    def search(self, *_terms: Any, **_how: Any) -> Iterator[End]:
        self.deadlines.append(_terms[2])
        yield End(complete=False, reason="the registry moved on", moved=True)


def test_all_that_a_check_asks_for_has_one_deadline(home: House) -> None:
    began = home.now
    timed = Timed(home)
    everything = replace(home.orders, watches=(Watch("all", (), all=True),), time_budget=900)
    check(timed, home.store, everything, lambda: home.now)  # type: ignore[arg-type]
    assert timed.deadlines == [began.timestamp() + 900] * 6


class Told:
    """A registry whose answers are awaited in vain, until somebody tells the check to stop."""

    def release(self, deadline: float | None = None) -> str:
        raise Stopped


def test_a_check_that_was_told_to_stop_is_no_trouble_of_the_registry(home: House) -> None:
    for _ in range(home.orders.patience.after):
        report = check(Told(), home.store, home.orders, lambda: home.now)
    assert (report.run.outcome, list(report.sight.unseen)) == (Outcome.FAILED, ["stopped"])
    assert (home.told(), home.store.states([ONE])[ONE].condition) == ([], TrialCondition.OK)


def test_a_check_that_was_told_to_stop_does_not_say_that_the_registry_is_well_again(home: House) -> None:
    home.registry.fault = at("version", UNAVAILABLE)
    for _ in range(home.orders.patience.after):
        home.check()
    assert [subject.split(":")[0] for subject in home.told()] == ["BLIND"]
    check(Told(), home.store, home.orders, lambda: home.now)
    assert len(home.told()) == 1
    home.registry.fault = lambda request: None
    home.check()
    assert home.told()[1:] == ["The registry can be seen again"]


def test_a_check_that_was_told_to_stop_closes_no_digest(home: House) -> None:
    life = (replace(EVERYTHING, when="daily 08:00", sign_of_life=True),)
    home.check(alerts=life)
    home.publish("2026-03-10")
    check(Told(), home.store, replace(home.orders, alerts=life), lambda: home.now)
    assert home.told() == []
    home.check(alerts=life)
    assert home.told() == ["Daily digest of 10 Mar 2026: nothing new in the 1 trial of this alert"]


def test_a_check_without_time_asks_for_nothing_and_marks_no_trial_as_failed(home: House) -> None:
    home.publish("2026-03-10")
    home.asked()
    report = home.check(time_budget=-1.0)
    assert (list(report.sight.unseen), home.asked()) == (["too slow"], 0)
    assert home.store.states([ONE])[ONE].condition is TrialCondition.OK


@pytest.mark.parametrize("left_out", [{"time_budget": -1.0}, {"stop": lambda: True}], ids=["no time", "told to stop"])
def test_what_a_run_did_not_come_to_is_found_by_the_next_one_in_the_same_release(
    tmp_path: Path, left_out: dict[str, Any]
) -> None:
    with house(tmp_path, ONE, TWO) as made:
        made.publish("2026-03-09", record(ONE), record(TWO))
        made.check()
        made.publish("2026-03-10", record(ONE, overallStatus="SUSPENDED"), record(TWO, overallStatus="SUSPENDED"))
        assert made.check(**left_out).run.failed > 0
        made.check()
        assert [kinds for of in (ONE, TWO) for kinds in made.kinds(of)[1:]] == [["status.changed"]] * 2


def test_what_a_node_that_stepped_back_said_is_put_right_in_the_release_that_was_seen_before(home: House) -> None:
    home.publish("2026-03-10", record(overallStatus="SUSPENDED"))
    home.check()
    home.publish("2026-03-09", record())
    for _ in range(4):  # until it is believed
        home.check()
    home.publish("2026-03-10", record(overallStatus="SUSPENDED"))
    home.check()
    last = home.store.latest(ONE)
    assert last is not None
    assert (len(home.kinds()), b"SUSPENDED" in last.record.raw) == (4, True)


class Forgetful:
    """A registry whose answers come to an end before there is one for each trial."""

    def __init__(self, registry: Any) -> None:
        self._registry = registry

    def __getattr__(self, name: str) -> Any:
        return getattr(self._registry, name)

    def fetch(self, *_: Any) -> Iterator[Answer]:
        return iter(())


def test_a_trial_left_without_an_answer_has_failed_and_nobody_is_said_to_have_stopped_the_check(home: House) -> None:
    home.publish("2026-03-10")
    report = check(Forgetful(home.client), home.store, home.orders, lambda: home.now)
    assert list(report.sight.unseen) == ["unexpected record"]
    assert home.store.states([ONE])[ONE].condition is TrialCondition.FAILED


def test_a_run_that_was_begun_and_not_ended_is_seen(home: House) -> None:
    home.publish("2026-03-10")
    with pytest.raises(Killed):
        home.check(clock=Dying(home, breath=1))
    last = home.store.last_run()
    assert last is not None
    assert (last.ended_at, last.outcome) == (None, None)
