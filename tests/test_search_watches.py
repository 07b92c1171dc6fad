"""Searches as watches, from end to end: a quiet baseline, who enters and who leaves and why, and the whole registry."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.support.house import EVERYTHING, House, house, record
from tests.support.registry import BROKEN, RELEASE, RESET, asked, at, trial
from watcher.demo.registry import Fault, Reply, Request
from watcher.meaning.telling.left import why_left
from watcher.model import Outcome, Trial, Watch
from watcher.store import Sought

ONE, TWO, THREE = trial(1), trial(2), trial(3)
LUPUS = Watch("lupus", (), search={"condition": "lupus", "status": "recruiting"})


def lupus(of: Trial, condition: str = "Lupus Nephritis", **status: Any) -> dict[str, Any]:
    return record(of, "conditionsModule.conditions", [condition], **status)


def subjects(home: House) -> list[str]:
    return [u.headline for u in home.store.updates() if u.changes[0].kind.startswith("search.")]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    """One trial with lupus is found, another has another condition; the baseline is done."""
    with house(tmp_path, watches=(LUPUS,)) as made:
        made.publish("2026-03-09", lupus(ONE), record(TWO))
        made.check()
        made.asked()
        yield made


def test_the_first_answer_is_a_quiet_baseline(home: House) -> None:
    assert (home.store.members("lupus"), home.told(), subjects(home)) == ((ONE,), [], [])
    assert home.store.watched() == [ONE]


def test_on_the_same_release_a_search_is_one_request(home: House) -> None:
    assert home.check().run.outcome is Outcome.COMPLETE
    assert home.asked() == 1


def test_a_trial_that_answers_anew_is_told_once_and_watched_from_then_on(home: House) -> None:
    home.publish("2026-03-10", lupus(THREE))
    home.check()
    assert subjects(home) == ["Found by the search “lupus”"]
    assert len(home.told()) == 1
    home.publish("2026-03-11", lupus(THREE, whyStopped="Funding"))
    home.check()
    assert len(subjects(home)) == 1
    assert len(home.told()) == 2  # the change of the new member, like any other's


def test_a_page_of_the_search_answers_for_its_members(home: House) -> None:
    home.publish("2026-03-10", lupus(ONE, whyStopped="Funding"))
    home.check()
    assert asked(home.registry) == ["version", "first page", "version"]
    assert len(home.told()) == 1


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (lupus(ONE, overallStatus="COMPLETED"), "its status is now completed"),
        (lupus(ONE, "Psoriasis"), "“lupus” no longer stands in its conditions"),
    ],
)
def test_a_trial_that_answers_no_more_is_told_with_the_field_that_no_longer_matches(
    home: House, now: dict[str, Any], why: str
) -> None:
    home.publish("2026-03-10", now)
    home.check()
    assert subjects(home) == [f"No longer found by the search “lupus”: {why}"]
    assert any("search" in body for body in home.told())
    assert home.store.members("lupus") == ()


def test_a_member_that_is_gone_from_the_registry_has_left_when_three_looks_have_not_found_it(home: House) -> None:
    home.registry.withdraw(ONE.id)
    said = []
    for day in ("2026-03-10", "2026-03-11", "2026-03-12"):
        home.publish(day)
        report = home.check()
        said.append((report.run.outcome is Outcome.COMPLETE, subjects(home)))
    gone = "No longer found by the search “lupus”: the registry no longer has its record"
    assert said == [(False, []), (False, []), (True, [gone])]
    assert home.store.members("lupus") == ()


def test_a_member_whose_record_was_never_believed_leaves_without_a_word_when_it_is_gone(home: House) -> None:
    home.publish("2026-03-10", _deep(THREE))
    home.check()
    assert home.store.members("lupus") == (ONE, THREE)
    home.registry.withdraw(THREE.id)
    home.publish("2026-03-11")
    home.check()
    assert (home.store.members("lupus"), subjects(home)) == ((ONE,), [])
    home.publish("2026-03-12")
    assert home.check().run.outcome is Outcome.COMPLETE


def test_a_member_is_told_to_be_found_once_its_record_is_believed(home: House) -> None:
    home.publish("2026-03-10", _deep(THREE))
    home.check()
    home.publish("2026-03-11", lupus(THREE))
    home.check()
    assert subjects(home) == ["Found by the search “lupus”"]


@pytest.mark.parametrize("from_the_first", [True, False])
def test_who_went_without_a_word_is_not_found_again(tmp_path: Path, from_the_first: bool) -> None:
    with house(tmp_path, watches=(LUPUS,)) as home:
        home.publish("2026-03-09", lupus(ONE), *([_deep(THREE)] if from_the_first else []))
        home.check()
        _days(home, ("2026-03-10", (_deep(THREE),)))
        home.registry.withdraw(THREE.id)
        _days(home, ("2026-03-11", ()), ("2026-03-12", (lupus(THREE),)))
        assert subjects(home) == ["Found by the search “lupus”"]


def test_a_member_that_fails_on_a_page_has_failed_once_a_run_and_is_not_asked_for_by_number(home: House) -> None:
    twin = replace(LUPUS, name="twin")
    home.check(watches=(LUPUS, twin))
    home.asked()
    home.publish("2026-03-10", _deep(THREE))
    run = home.check(watches=(LUPUS, twin)).run
    assert (run.due, run.checked, run.failed) == (2, 1, 1)
    assert home.store.states([THREE])[THREE].failures == 1
    assert "single" not in asked(home.registry)


def test_a_member_that_is_stale_on_a_page_has_used_up_one_look_a_run(home: House) -> None:
    home.publish("2026-03-10", lupus(THREE))
    home.check()
    home.publish("2026-03-11", lupus(ONE), lupus(THREE))
    behind = home.registry.records[THREE.id].replace(b"2026-03-11", b"2026-03-10")
    home.registry.publish({THREE.id: behind}, home.registry.release, stamp=False)
    run = home.check().run
    assert (run.due, run.checked) == (2, 2)
    assert home.store.states([THREE])[THREE].stale_looks == 1


def test_by_force_each_member_is_looked_at_once_too(home: House) -> None:
    home.publish("2026-03-10", lupus(ONE), lupus(THREE))
    run = home.check(force=True).run
    assert (run.due, run.checked, run.failed) == (2, 2, 0)


def _deep(of: Trial) -> dict[str, Any]:
    """A record that is found by the search, and that nobody believes."""
    odd: dict[str, Any] = {}
    for _ in range(100):
        odd = {"odd": odd}
    return lupus(of, odd=odd)


def test_a_member_that_was_missing_for_a_day_has_never_left(home: House) -> None:
    home.registry.withdraw(ONE.id)
    home.publish("2026-03-10")
    home.check()
    home.publish("2026-03-11", lupus(ONE))
    assert home.check().run.outcome is Outcome.COMPLETE
    assert (home.store.members("lupus"), subjects(home), home.told()) == ((ONE,), [], [])


def test_why_a_member_left_is_told_when_its_record_can_be_seen_again(home: House) -> None:
    home.publish("2026-03-10", lupus(ONE, overallStatus="COMPLETED"))
    home.registry.fault = lambda request: BROKEN if "filter.ids" in request.query else None
    home.check()
    assert subjects(home) == []
    home.registry.fault = lambda request: None
    home.publish("2026-03-11")
    home.check()
    assert subjects(home) == ["No longer found by the search “lupus”: its status is now completed"]


def test_a_release_that_moves_during_a_run_counts_no_trial_twice(home: House) -> None:
    home.publish("2026-03-10", lupus(ONE), lupus(THREE))
    home.registry.fault = _moves(home, "2026-03-11")
    run = home.check().run
    assert (run.release, run.outcome) == ("2026-03-11T09:00:05", Outcome.COMPLETE)
    assert (run.due, run.checked, run.failed) == (2, 2, 0)


def test_what_was_seen_before_the_release_moved_and_the_registry_went_away_stays_seen(home: House) -> None:
    named = Watch("named", (TWO,))
    home.check(watches=(LUPUS, named))
    home.publish("2026-03-10", lupus(ONE), lupus(THREE))
    moves = _moves(home, "2026-03-11")
    asked_for = itertools.count(1)
    home.registry.fault = lambda request: (
        RESET if request.moment == "version" and next(asked_for) > 2 else moves(request)  # the third is another round's
    )
    run = home.check(watches=(LUPUS, named)).run
    assert (run.release, run.outcome) == ("2026-03-10T09:00:05", Outcome.PARTIAL)
    assert (run.due, run.checked, run.failed) == (3, 2, 1)
    assert run.message.startswith(f"1 of 3 trials not seen. {TWO}: outage")


def test_a_search_that_ended_before_the_release_moved_and_the_registry_went_away_is_not_said_to_be_cut_short(
    home: House,
) -> None:
    twin = replace(LUPUS, name="twin", search={"condition": "condition"})
    home.publish("2026-03-10", lupus(ONE))
    moves = _moves(home, "2026-03-11")
    seen = Counter[str]()

    def fault(request: Request) -> Fault | None:
        seen[request.moment] += 1
        if request.moment == "version":
            return RESET if home.registry.release.startswith("2026-03-11") and seen["version"] > 3 else None
        return moves(request) if seen["first page"] == 2 else None

    home.registry.fault = fault
    report = home.check(watches=(LUPUS, twin))
    assert (report.run.outcome, set(report.sight.incomplete)) == (Outcome.PARTIAL, {"twin"})


def test_who_was_found_before_the_release_moved_is_held_by_its_search_after(home: House) -> None:
    home.publish("2026-03-10", lupus(ONE), lupus(THREE))
    home.registry.fault = _moves(home, "2026-03-11", lupus(THREE, whyStopped="Funding"))
    home.check()
    assert home.kinds(THREE)[-1] != ["watching"]
    assert len(home.told()) == 2  # that it was found, and what changed in it since


def _moves(home: House, day: str, *records: dict[str, Any]) -> Callable[[Request], Fault | None]:
    """The registry turns to the release of that day once it has answered with a first page."""

    def after(reply: Reply) -> Reply:
        home.publish(day, *records)
        return reply

    def move(request: Request) -> Fault | None:
        still = request.moment == "first page" and not home.registry.release.startswith(day)
        return Fault("moves", after) if still else None

    return move


def test_what_the_record_does_not_tell_is_unknown(home: House) -> None:
    home.check(watches=(replace(LUPUS, search={"term": "drug"}),))
    home.publish("2026-03-10", record(ONE, "descriptionModule.briefSummary", "Nothing else."))
    assert why_left({"query.term": "lupus OR itch"}, record(ONE), record(ONE)) is None


def _with(phase: str, status: str, country: str = "Germany", start: str = "2025-01-01") -> dict[str, Any]:
    content = record(ONE, "designModule.phases", [phase], overallStatus=status, startDateStruct={"date": start})
    content["protocolSection"]["contactsLocationsModule"] = {"locations": [{"country": country}]}
    return content


_BEFORE = _with("PHASE2", "RECRUITING")
_COMPLETED = _with("PHASE2", "COMPLETED")


@pytest.mark.parametrize(
    ("filters", "old", "new", "why"),
    [
        ("AREA[Phase]PHASE3 OR AREA[OverallStatus]RECRUITING", _BEFORE, _COMPLETED, "its status is now completed"),
        ("NOT AREA[LocationCountry]France", _BEFORE, _COMPLETED, None),
        ("NOT AREA[Phase]PHASE3 AND AREA[OverallStatus]RECRUITING", _BEFORE, _COMPLETED, None),
        ("AREA[Phase](PHASE2 AND PHASE3)", _BEFORE, _COMPLETED, None),
        ("AREA[Phase](NOT PHASE2)", _BEFORE, _COMPLETED, None),
        ("AREA[Phase]MISSING AREA[Phase]()", _BEFORE, _COMPLETED, None),
        ("AREA[LocationCountry]Deutschland", _BEFORE, _COMPLETED, None),
        ("AREA[StartDate]RANGE[2025-06,MAX]", _BEFORE, _COMPLETED, None),
        ("AREA[OverallStatus]RECRUITING", None, _COMPLETED, None),
        ("(AREA[Phase]PHASE2 OR AREA[Phase]PHASE3) AND AREA[OverallStatus]COMPLETED", _COMPLETED,
         _with("PHASE4", "COMPLETED"), "it is now listed as Phase 4"),
        ('AREA[LocationCountry]("France" OR "Germany")', _BEFORE, _with("PHASE2", "RECRUITING", "Spain"),
         "it lists no site in Germany any more"),
        ("AREA[StartDate]RANGE[MIN,2025-06]", _BEFORE, _with("PHASE2", "RECRUITING", start="2025-07"),
         "its start is now 2025-07"),
        ("AREA[StartDate]RANGE[2025,MAX]", _BEFORE, _with("PHASE2", "RECRUITING", start=""),
         "its start is now not given"),
    ],
)  # fmt: skip
def test_a_filter_gives_a_reason_only_by_what_fitted_and_does_not(
    filters: str, old: dict[str, Any] | None, new: dict[str, Any], why: str | None
) -> None:
    found = why_left({"filter.advanced": filters}, old, new)
    assert (found.words if found else None) == why


def test_who_comes_back_is_found_again(home: House) -> None:
    for day, status in (("2026-03-10", "SUSPENDED"), ("2026-03-11", "RECRUITING")):
        home.publish(day, lupus(ONE, overallStatus=status))
        home.check()
    assert subjects(home)[-1] == "Found again by the search “lupus”"


def test_nothing_is_said_of_who_left_before_all_pages_have_come(home: House) -> None:
    home.publish("2026-03-10", lupus(ONE, overallStatus="COMPLETED"), lupus(THREE))
    home.registry.fault = at("first page", BROKEN)
    report = home.check()
    assert subjects(home) == []
    assert report.run.outcome is not Outcome.COMPLETE
    assert "The search “lupus” was not answered to its end" in report.run.message
    home.registry.fault = lambda request: None
    home.check()
    assert len(subjects(home)) == 2


def test_an_empty_answer_without_a_count_is_not_believed(home: House) -> None:
    home.publish("2026-03-10")
    empty = Fault("empty", lambda reply: replace(reply, body=b'{"studies":[]}'))
    home.registry.fault = at("first page", empty)
    assert home.check().run.outcome is not Outcome.COMPLETE
    home.registry.fault = lambda request: None
    home.check()
    assert (home.store.members("lupus"), subjects(home)) == ((ONE,), [])


def test_other_terms_make_a_new_quiet_baseline(home: House) -> None:
    home.check(watches=(replace(LUPUS, search={"condition": "condition"}),))
    assert (home.store.members("lupus"), subjects(home)) == ((ONE, TWO), [])


WIDER = replace(LUPUS, search={"condition": "lupus OR itch", "status": "recruiting, completed"})


def test_a_member_that_changes_after_an_outage_on_the_day_of_new_terms_is_told(home: House) -> None:
    home.publish("2026-03-10")
    home.registry.fault = at("first page", BROKEN)
    assert home.check(watches=(WIDER,)).run.outcome is not Outcome.COMPLETE
    home.registry.fault = lambda request: None
    home.publish("2026-03-11", lupus(ONE, overallStatus="COMPLETED"))
    home.check(watches=(WIDER,))
    assert (len(home.told()), subjects(home)) == (1, [])


def test_a_member_is_told_on_the_day_after_new_terms_although_another_search_meets_it_first(home: House) -> None:
    twin = replace(LUPUS, name="twin")
    home.check(watches=(twin, LUPUS))
    home.publish("2026-03-10")
    home.registry.fault = at("first page", BROKEN)
    home.check(watches=(twin, WIDER))
    home.registry.fault = lambda request: None
    home.publish("2026-03-11", lupus(ONE, whyStopped="Funding"))
    home.check(watches=(twin, WIDER), alerts=(replace(EVERYTHING, watches=("lupus",)),))
    assert len(home.told()) == 1


def test_a_member_that_changes_after_a_kill_on_the_day_of_new_terms_is_told(home: House) -> None:
    home.publish("2026-03-10", lupus(ONE, overallStatus="COMPLETED"))
    home.store.begin_sweep(Sought("lupus", WIDER.search, home.client.terms(WIDER.search)), RELEASE, home.now)
    home.restart()
    home.check(watches=(WIDER,))
    assert (len(home.told()), subjects(home)) == (1, [])


def test_who_was_found_in_other_words_and_is_no_more_is_let_go_without_a_word(home: House) -> None:
    home.publish("2026-03-10")
    home.registry.fault = at("first page", BROKEN)
    other = replace(LUPUS, search={"condition": "psoriasis"})
    home.check(watches=(other,))
    assert home.store.members("lupus") == (ONE,)
    home.registry.fault = lambda request: None
    home.check(watches=(other,))
    assert (home.store.members("lupus"), home.told(), subjects(home)) == ((), [], [])


def test_a_trial_that_moves_from_a_list_to_a_search_and_changed_meanwhile_is_told(home: House) -> None:
    home.check(watches=(Watch("named", (THREE, ONE)),))
    home.publish("2026-03-10", lupus(ONE, overallStatus="SUSPENDED"))
    home.check(watches=(replace(LUPUS, name="moved", search={"condition": "lupus"}),))
    assert (len(home.told()), subjects(home)) == (1, [])


def test_a_trial_that_nobody_watched_for_a_while_and_a_search_finds_is_compared_with_what_was_seen_last(
    home: House,
) -> None:
    home.check(watches=(Watch("named", (TWO,)),))
    home.check(watches=(Watch("other", (ONE,)),))
    home.publish("2026-03-10", record(TWO, whyStopped="Funding"))
    home.check(watches=(Watch("again", (), search={"condition": "condition"}),))
    assert home.kinds(TWO) == [["watching"], ["why_stopped.changed"]]
    assert len(home.told()) == 1


def test_what_another_watch_knows_already_is_no_news_when_a_search_finds_it(home: House) -> None:
    named = Watch("named", (TWO,))
    home.check(watches=(named,))
    home.publish("2026-03-10")
    home.check(watches=(named, replace(LUPUS, name="new", search={"condition": "condition"})))
    assert (home.store.members("new"), home.told(), subjects(home)) == ((ONE, TWO), [], [])


def test_a_pasted_search_address_is_a_search(home: House) -> None:
    pasted = Watch("pasted", (), search={"url": "https://clinicaltrials.gov/search?cond=Lupus&viewType=Table"})
    home.check(watches=(pasted,))
    assert home.store.members("pasted") == (ONE,)


def test_only_who_asked_for_the_search_hears_of_it(home: House) -> None:
    named = Watch("named", (THREE,))
    loud = replace(EVERYTHING, watches=("named",))
    home.publish("2026-03-09", record(THREE))
    home.check(watches=(LUPUS, named), alerts=(loud,))
    home.publish("2026-03-10", lupus(THREE, whyStopped="Funding"))
    home.check(watches=(LUPUS, named), alerts=(loud,))
    assert subjects(home) == ["Found by the search “lupus”"]
    assert [subject for subject in home.told() if "search" in subject] == []


def test_like_a_trial_is_whatever_shares_its_condition_drug_or_sponsor(home: House) -> None:
    alike = Watch("rivals", (), like=ONE)
    home.publish("2026-03-10", lupus(ONE), record(TWO), record(THREE, "sponsorCollaboratorsModule.leadSponsor", None))
    home.check(watches=(alike,))
    assert home.store.members("rivals") == (ONE, TWO, THREE)
    stranger = record(trial(4), "conditionsModule.conditions", ["Itch"])
    stranger["protocolSection"]["sponsorCollaboratorsModule"]["leadSponsor"]["name"] = "Another"
    stranger["protocolSection"]["armsInterventionsModule"] = {}
    cousin = {**record(trial(5), "conditionsModule.conditions", ["Lupus Nephritis"])}
    home.publish("2026-03-11", stranger, cousin)
    home.check(watches=(alike,))
    assert subjects(home) == ["Found by the search “rivals”"]


@pytest.fixture
def alike(tmp_path: Path) -> Iterator[House]:
    """The first trial has two conditions; the second shares one of them, the third the other."""
    with house(tmp_path, watches=(Watch("rivals", (), like=ONE),)) as made:
        made.publish("2026-03-09", _of(ONE, "Lupus", "Itch"), _of(TWO, "Lupus"), _of(THREE, "Itch"))
        made.check()
        assert made.store.members("rivals") == (ONE, TWO, THREE)
        yield made


def _of(of: Trial, *conditions: str, **status: Any) -> dict[str, Any]:
    """A trial that shares conditions with others, and nothing else."""
    content = record(of, "conditionsModule.conditions", list(conditions), **status)
    content["protocolSection"]["sponsorCollaboratorsModule"]["leadSponsor"]["name"] = f"Sponsor of {of.id}"
    content["protocolSection"]["armsInterventionsModule"] = {}
    return content


def _days(home: House, *days: tuple[str, tuple[dict[str, Any], ...]]) -> None:
    for day, records in days:
        home.publish(day, *records)
        home.check()


def test_who_enters_and_leaves_on_the_day_after_the_model_changed_is_told(alike: House) -> None:
    wider = _of(ONE, "Lupus", "Itch", "Pain")
    _days(alike, ("2026-03-10", (wider,)), ("2026-03-11", (_of(TWO, "Gout"), _of(trial(4), "Lupus"))))
    assert subjects(alike) == [
        "Found by the search “rivals”",
        "No longer found by the search “rivals”: “Lupus” no longer stands in its conditions",
    ]
    assert all(f"the record of {ONE}: it now also asks for “Pain”." in told for told in _of_searches(alike))
    assert alike.store.members("rivals") == (ONE, THREE, trial(4))


def test_who_is_like_the_model_no_more_since_it_changed_is_not_said_to_have_changed(alike: House) -> None:
    _days(alike, ("2026-03-10", (_of(ONE, "Lupus"),)), ("2026-03-11", ()))
    reason = "the search no longer asks for the condition “Itch”"
    assert subjects(alike) == [f"No longer found by the search “rivals”: {reason}"]
    assert alike.kinds(THREE) == [["watching"], ["search.left"]]
    (told,) = _of_searches(alike)
    assert f"the record of {ONE}: it no longer asks for “Itch”." in told


def test_who_is_like_the_model_since_it_changed_is_told_with_what_is_asked_for_now(alike: House) -> None:
    _days(alike, ("2026-03-10", (_of(ONE, "Lupus", "Pain"), _of(trial(4), "Pain"))), ("2026-03-11", ()))
    told = _of_searches(alike)
    assert subjects(alike)[0] == "Found by the search “rivals”"
    assert all("it now also asks for “Pain” and no longer asks for “Itch”." in letter for letter in told)


def test_a_model_that_changes_makes_no_new_baseline_of_a_sweep_that_is_under_way(alike: House) -> None:
    _days(alike, ("2026-03-10", (_of(ONE, "Lupus"),)))
    alike.publish("2026-03-11", _of(THREE, "Itch", whyStopped="Funding"))
    alike.registry.fault = at("first page", BROKEN)
    alike.check()
    alike.registry.fault = lambda request: None
    alike.check()
    assert (len(alike.told()), len(subjects(alike))) == (3, 1)  # the model, why it stopped, and that it left


def _of_searches(home: House) -> list[str]:
    return [" ".join(letter.split()) for letter in home.letters() if "by the search" in letter.split("\n", 1)[0]]


WHOLE = Watch("everything", (), all=True)


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path, watches=(WHOLE,)) as made:
        made.publish("2026-03-09", *(record(trial(n)) for n in range(1, 31)))
        made.check()
        made.asked()
        yield made


def test_the_whole_registry_is_swept_without_a_number_being_asked_for(tmp_path: Path) -> None:
    with house(tmp_path, watches=(WHOLE,)) as made:
        made.publish("2026-03-09", *(record(trial(n)) for n in range(1, 31)))
        report = made.check()
        assert (report.run.checked, report.sight.baselines, made.told()) == (30, 30, [])
        assert asked(made.registry) == ["version", "first page", "version"]
        assert made.store.count_watched() == 30


def test_on_the_same_release_the_whole_registry_is_one_request(whole: House) -> None:
    whole.check()
    assert whole.asked() == 1


def test_in_the_whole_registry_a_change_is_told_and_a_new_trial_is(whole: House) -> None:
    whole.publish("2026-03-10", record(ONE, overallStatus="SUSPENDED"), record(trial(31)))
    whole.check()
    assert len(whole.told()) == 2
    assert subjects(whole) == ["Found by the search “everything”"]


def test_a_trial_that_the_sweep_does_not_meet_is_asked_for_by_its_number(whole: House) -> None:
    whole.registry.withdraw(ONE.id)
    whole.publish("2026-03-10")
    report = whole.check()
    assert report.sight.unseen["not found"].named == (ONE,)


def test_when_the_release_moves_under_a_sweep_all_is_gone_through_again(whole: House) -> None:
    whole.publish("2026-03-10", record(ONE, overallStatus="SUSPENDED"))

    whole.registry.fault = _moves(whole, "2026-03-11", record(TWO, overallStatus="SUSPENDED"))
    report = whole.check()
    assert (report.run.outcome, report.run.release) == (Outcome.COMPLETE, "2026-03-11T09:00:05")
    assert len(whole.told()) == 2
    assert {state.release_seen for state in whole.store.states(whole.store.watched()).values()} == {report.run.release}


def test_a_paused_search_is_not_asked(home: House) -> None:
    home.publish("2026-03-10", lupus(THREE))
    home.check(watches=(replace(LUPUS, paused=True),))
    assert subjects(home) == []
    home.now = datetime.fromisoformat("2026-03-10T16:00:00+00:00")
    home.check()
    assert subjects(home) == ["Found by the search “lupus”"]
