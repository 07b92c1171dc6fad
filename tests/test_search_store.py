"""Who answers to a search, as the store keeps it: page by page, and compared only when all pages have come."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.support.stored import NOW, record, trial, version
from watcher.model import Decision, Trial, TrialState
from watcher.store import Membership, Sought, Store, Sweep

ONE, TWO, THREE = trial(1), trial(2), trial(3)
ITCH = Sought("itch", {"condition": "Itch"}, {"query.cond": "Itch"})
ITCHES = replace(ITCH, params={"query.cond": "Itch OR Itching"})  # the same search, asked in other terms
PAIN = Sought("itch", {"condition": "Pain"}, {"query.cond": "Pain"})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "watcher.db") as opened:
        for each in (ONE, TWO, THREE):
            opened.record(Decision(version=version(1, record(1, each))), [], TrialState(each))
        yield opened


def swept(store: Store, release: str, *found: Trial, asked: Sought = ITCH) -> Membership:
    store.begin_sweep(asked, release, NOW)
    store.found("itch", found, None, NOW)
    return store.end_sweep("itch", NOW)


def test_the_first_complete_answer_is_a_quiet_baseline(store: Store) -> None:
    assert swept(store, "r1", ONE, TWO) == Membership(first=True)
    assert store.members("itch") == (ONE, TWO)


def test_later_answers_tell_who_entered_left_and_returned(store: Store) -> None:
    swept(store, "r1", ONE, TWO)
    assert swept(store, "r2", TWO, THREE) == Membership(False, (THREE,), (), (ONE,))
    assert swept(store, "r3", ONE, THREE) == Membership(False, (ONE,), (ONE,), (TWO,))
    assert swept(store, "r4", ONE, THREE) == Membership(False)
    assert store.members("itch") == (ONE, THREE)


def test_a_search_is_gone_through_once_in_a_release(store: Store) -> None:
    swept(store, "r1", ONE)
    assert store.begin_sweep(ITCH, "r1", NOW) == Sweep(is_first=False, is_done=True)
    assert store.begin_sweep(ITCH, "r2", NOW) == Sweep(is_first=False, is_done=False)


def test_a_sweep_goes_on_where_it_stopped_on_the_same_release_only(store: Store) -> None:
    store.begin_sweep(ITCH, "r1", NOW)
    store.found("itch", [ONE], "page 2", NOW)
    assert store.begin_sweep(ITCH, "r1", NOW) == Sweep(is_first=True, is_done=False, token="page 2")
    assert store.begin_sweep(ITCH, "r2", NOW) == Sweep(is_first=True, is_done=False)


def test_who_was_found_by_a_sweep_without_an_end_is_told_of_by_the_next_that_has_one(store: Store) -> None:
    swept(store, "r1", ONE)
    store.begin_sweep(ITCH, "r2", NOW)
    store.found("itch", [TWO, THREE], "page 2", NOW)
    assert swept(store, "r3", ONE, TWO) == Membership(False, (TWO,), (), ())
    assert store.members("itch") == (ONE, TWO)


def test_who_came_back_in_a_sweep_without_an_end_and_went_again_stays_away_untold(store: Store) -> None:
    swept(store, "r1", ONE, TWO)
    swept(store, "r2", ONE)
    store.begin_sweep(ITCH, "r3", NOW)
    store.found("itch", [TWO], "page 2", NOW)
    assert swept(store, "r4", ONE) == Membership(False)
    assert swept(store, "r5", ONE, TWO) == Membership(False, (TWO,), (TWO,), ())


def test_other_terms_make_another_search_with_a_baseline_of_its_own(store: Store) -> None:
    swept(store, "r1", ONE)
    assert swept(store, "r1", TWO, asked=PAIN) == Membership(first=True)
    assert store.members("itch") == (TWO,)


def test_who_was_found_in_other_words_is_held_until_the_new_ones_have_been_answered(store: Store) -> None:
    swept(store, "r1", ONE, TWO)
    store.begin_sweep(PAIN, "r2", NOW)
    store.found("itch", [TWO], "page 2", NOW)
    assert store.members("itch") == (ONE, TWO)
    assert swept(store, "r3", TWO, THREE, asked=PAIN) == Membership(first=True)
    assert (store.members("itch"), store.former_members("itch")) == ((TWO, THREE), {})


def test_the_same_words_in_other_terms_are_the_same_search_and_its_next_answer_says_so(store: Store) -> None:
    swept(store, "r1", ONE)
    change = Membership(False, (TWO,), (), (ONE,), asked_before=ITCH.params)
    assert swept(store, "r2", TWO, asked=ITCHES) == change
    assert swept(store, "r3", TWO, asked=ITCHES) == Membership(False)


def test_that_the_terms_moved_is_not_forgotten_by_a_sweep_without_an_end(store: Store) -> None:
    swept(store, "r1", ONE)
    store.begin_sweep(ITCHES, "r2", NOW)
    assert swept(store, "r3", asked=ITCHES) == Membership(False, (), (), (ONE,), asked_before=ITCH.params)
    store.begin_sweep(ITCH, "r4", NOW)
    assert swept(store, "r5", ONE, asked=ITCHES) == Membership(False, (ONE,), (ONE,))


def test_a_sweep_whose_terms_move_begins_again_with_the_first_page(store: Store) -> None:
    swept(store, "r1", ONE)
    store.begin_sweep(ITCH, "r2", NOW)
    store.found("itch", [ONE], "page 2", NOW)
    assert store.begin_sweep(ITCHES, "r2", NOW) == Sweep(is_first=False, is_done=False)
    assert store.lost("itch") == (ONE,)


def test_other_words_that_ask_the_same_are_the_same_search(store: Store) -> None:
    swept(store, "r1", ONE)
    respelled = replace(ITCH, words={"query.cond": "Itch"})
    assert swept(store, "r2", ONE, TWO, asked=respelled) == Membership(False, (TWO,))


def test_a_search_of_an_older_database_goes_on_although_it_knew_only_the_terms(store: Store) -> None:
    swept(store, "r1", ONE)
    with closing(sqlite3.connect(store.path)) as older, older:
        older.execute("UPDATE searches SET words = NULL")
    assert swept(store, "r2", ONE, TWO, asked=ITCHES) == Membership(False, (TWO,), asked_before=ITCH.params)
    assert swept(store, "r3", TWO, asked=PAIN) == Membership(first=True)


def test_who_is_found_is_watched_beside_those_who_are_named(store: Store) -> None:
    store.watch([THREE], NOW)
    swept(store, "r1", ONE)
    assert store.watched() == [ONE, THREE]


def test_the_whole_registry_keeps_no_list_of_its_members(store: Store) -> None:
    store.begin_sweep(Sought("all", {}, {}, whole=True), "r1", NOW)
    store.found("all", [ONE], None, NOW, named=False)
    assert (store.members("all"), store.watched()) == ((), [ONE])
    assert store.all_due("r1", NOW) == [ONE]
