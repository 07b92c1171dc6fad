"""Who watches what is the same to every command: by number, by search, by likeness, or the whole registry."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.support.desk import ONE, TWO, Desk, desk, fits
from tests.support.registry import record, trial
from watcher.meaning.telling.watched import Watched
from watcher.model import Watch

THREE = "NCT00000003"
LUPUS = Watch("lupus", (), {"area": "kidney"}, search={"condition": "lupus"})
NAMED = Watch("named", (trial(1), trial(2)), {"area": "skin", "owner": "ana"})
WHOLE = Watch("whole", (), {"owner": "bob"}, all=True)


def test_a_trial_is_held_by_whoever_names_it_finds_it_or_watches_everything() -> None:
    watched = Watched.of((LUPUS, NAMED, WHOLE), {"lupus": (trial(2), trial(3))})
    assert watched.trials() == [trial(2), trial(3), trial(1)]
    assert watched.of_trial(trial(2)) == (LUPUS, NAMED, WHOLE)
    assert watched.of_trial(trial(9)) == (WHOLE,)
    assert Watched.of((LUPUS, NAMED)).of_trial(trial(9)) == ()


def test_who_stands_on_a_page_of_a_search_is_held_by_it_beside_those_who_hold_it_already() -> None:
    watched = Watched.of((LUPUS, NAMED, WHOLE), {"lupus": (trial(2),)}).meeting("lupus", (trial(1), trial(2), trial(9)))
    assert watched.of_trial(trial(1)) == (NAMED, LUPUS, WHOLE)
    assert watched.of_trial(trial(2)) == (LUPUS, NAMED, WHOLE)
    assert watched.of_trial(trial(9)) == (LUPUS, WHOLE)


def test_a_trial_that_others_shall_be_like_is_watched_too() -> None:
    alike = Watch("rivals", (), like=trial(1))
    assert Watched.of((alike,)).of_trial(trial(1)) == (alike,)


def test_the_first_label_in_the_file_wins() -> None:
    watched = Watched.of((LUPUS, NAMED, WHOLE), {"lupus": (trial(2),)})
    assert watched.labels_of(trial(2)) == {"area": "kidney", "owner": "ana"}


def test_labels_that_are_asked_for_together_are_of_one_watch(tmp_path: Path) -> None:
    watched = Watched.of((LUPUS, NAMED), {"lupus": (trial(2),)})
    assert watched.bears(trial(2), [("area", "Skin"), ("owner", "ana")])
    assert not watched.bears(trial(2), [("area", "kidney"), ("owner", "ana")])
    with desk(tmp_path) as my:
        my.write('labels = { owner = "ana" }', "[[watch]]", f'trials = ["{ONE}"]', 'labels = { owner = "bo", x = "1" }')
        my.publish()
        my.run("check")
        for command in ("list", "log"):
            assert my.run(command, "--json", "--label", "owner=bo", "--label", "x=1").rows
            refused = my.run(command, "--label", "owner=ana", "--label", "x=1")
            assert (refused.code, "the labels owner=ana and x=1 of one watch" in refused.err) == (2, True)


def test_what_is_paused_everywhere_is_not_asked_for() -> None:
    watched = Watched.of((replace(NAMED, paused=True), LUPUS), {"lupus": (trial(2),)})
    assert watched.active() == [trial(2)]
    assert watched.active([trial(1), trial(2), trial(9)]) == [trial(2)]
    assert Watched.of((WHOLE,)).active([trial(9)]) == [trial(9)]


def _publish(my: Desk, day: int, *trials: str, **status: Any) -> None:
    records = {name: record(name) for name in trials}
    for content in records.values():
        content["protocolSection"]["conditionsModule"] = {"conditions": ["Lupus"]}
        content["protocolSection"]["statusModule"] |= {"lastUpdateSubmitDate": f"2026-03-0{day}", **status}
    my.registry.publish(records, f"2026-03-0{day}T09:00:05")


def _desk(folder: Path, watch: str) -> Iterator[Desk]:
    with desk(folder) as made:
        head = f'[registry]\nbase_url = "{made.registry.url}"\npace = 0\n'
        made.config.write_text(f'{head}[[watch]]\nname = "s"\nlabels = {{ area = "x" }}\n{watch}\n')
        _publish(made, 1, ONE, TWO)
        assert made.run("check").code == 0
        yield made


@pytest.fixture(params=['search = { condition = "lupus" }', "all = true"], ids=["search", "whole"])
def found(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """Two trials that no number in the configuration names, seen once."""
    yield from _desk(tmp_path, request.param)


@pytest.fixture
def sought(tmp_path: Path) -> Iterator[Desk]:
    yield from _desk(tmp_path, 'search = { condition = "lupus" }')


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[Desk]:
    yield from _desk(tmp_path, "all = true")


def test_a_check_of_one_trial_that_was_found_looks_at_it(found: Desk) -> None:
    _publish(found, 2, ONE, TWO, overallStatus="SUSPENDED")
    ran = found.run("check", TWO, "--json")
    assert [row["trial"] for row in ran.rows[:-1] if row["kind"] == "status.changed"] == [TWO]
    assert fits(ran.rows[-1], "run-v1.json")
    assert (ran.code, ran.rows[-1]["outcome"], ran.rows[-1]["checked"]) == (0, "limited", 1)


def test_a_check_of_a_trial_that_no_search_found_is_refused(sought: Desk) -> None:
    ran = sought.run("check", THREE)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"watcher: {THREE} is not watched; `watcher add {THREE}` would do\n"


def test_under_a_watch_of_the_whole_registry_a_number_that_is_not_there_is_not_seen(whole: Desk) -> None:
    ran = whole.run("check", THREE)
    assert (ran.code, f"{THREE}: not found" in ran.err) == (1, True)


def test_a_check_of_a_paused_trial_is_refused(found: Desk) -> None:
    assert found.run("pause", "s").code == 0
    ran = found.run("check", ONE)
    assert (ran.code, ran.err) == (2, f"watcher: {ONE} is paused with 's'; `watcher resume s` would do\n")


def test_a_check_of_some_trials_is_not_the_last_complete_check(found: Desk) -> None:
    complete = found.run("status", "--json").rows[0]["last_run"]
    _publish(found, 2, ONE, TWO)
    assert found.run("check", ONE).code == 0
    row, *_ = found.run("status", "--json").rows
    assert row["last_complete_run"] == complete != row["last_run"]
    said = found.run("status")
    assert (said.code, "limited to what it was asked for" in said.out) == (0, True)


def test_a_check_that_nobody_asks_anything_of_is_not_the_last_complete_check(found: Desk) -> None:
    complete = found.run("status", "--json").rows[0]["last_complete_run"]
    found.run("pause", "s")
    assert found.run("check").code == 0
    assert found.run("status", "--json").rows[0]["last_complete_run"] == complete


def test_every_view_knows_what_a_search_found(found: Desk) -> None:
    rows = found.run("list", "--json").rows
    assert all(fits(row, "list-v1.json") for row in rows)
    assert [(row["trial"], row["watches"], row["labels"]) for row in rows] == [
        (ONE, ["s"], {"area": "x"}),
        (TWO, ["s"], {"area": "x"}),
    ]
    assert "Trials: 2 ok\n" in found.run("status").out
    assert "2, all well" in found.run("doctor", "--offline").out
    assert "0 trials, 1 search, 1 alert" in found.run("doctor", "--offline").out
    assert {row["trial"] for row in found.run("log", "--label", "area=X", "--json").rows} == {ONE, TWO}
    assert found.run("log", "--label", "area=y").code == 2


def test_what_the_search_found_and_the_run_did_not_see_is_named(sought: Desk) -> None:
    sought.registry.withdraw(TWO)
    _publish(sought, 2, ONE)
    ran = sought.run("check", "--json")
    assert [(row["trial"], row["condition"]) for row in ran.rows[-1]["not_seen"]] == [(TWO, "missing")]


def test_the_rules_are_tried_on_what_a_search_found(found: Desk) -> None:
    _publish(found, 2, ONE, TWO, THREE, overallStatus="SUSPENDED")
    sent = found.run("check").out.count("\nMessage ")
    tried = found.run("rules", "test", "--since", "2020-01-01").out
    assert (sent, tried.splitlines()[-1]) == (3, "stdout: 3 messages at once")


def test_the_rules_are_tried_on_the_change_by_which_a_trial_left_its_search_and_on_none_after(sought: Desk) -> None:
    other = record(TWO)
    other["protocolSection"]["conditionsModule"] = {"conditions": ["Itch"]}
    sought.registry.publish({TWO: other}, "2026-03-02T09:00:05")
    sent = sought.run("check").out.count("\nMessage ")
    searching = sought.config.read_text()
    sought.config.write_text(f'{searching}[[watch]]\nname = "named"\ntrials = ["{TWO}"]\n')
    other["protocolSection"]["statusModule"]["overallStatus"] = "SUSPENDED"
    sought.registry.publish({TWO: other}, "2026-03-03T09:00:05")
    sought.run("check")
    sought.config.write_text(searching)
    tried = sought.run("rules", "test", "--since", "2020-01-01").out
    assert (sent, tried.splitlines()[-1]) == (2, "stdout: 2 messages at once")


def test_the_search_of_another_watch_is_none_of_a_watchs_business(sought: Desk) -> None:
    _publish(sought, 2, ONE, TWO, THREE)
    sought.run("check")
    text = sought.config.read_text()
    sought.config.write_text(text.replace('name = "s"', 'name = "other"') + f'[[watch]]\ntrials = ["{THREE}"]\n')
    assert "Found by the search" not in sought.run("rules", "test", "--since", "2020-01-01").out
