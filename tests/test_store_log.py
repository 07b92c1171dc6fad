"""The log: complete, in the order of time, found again by id, read again without losing what was said before."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.support.stored import NOW, SITE, TRIAL, change, decision, sample_update, trial
from watcher.errors import UsageError
from watcher.model import Decision, Edit, LogFilter, Significance, TrialState, Update
from watcher.store import Note, Store, filters

OTHER = trial(2)


@pytest.fixture
def store(tmp_path: Path):
    with Store.open(tmp_path / "watcher.db") as opened:
        yield opened


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory):
    with Store.open(tmp_path_factory.mktemp("scratch") / "watcher.db") as opened:
        yield opened


def log(store: Store, *updates: Update) -> None:
    for update in updates:
        store.record(Decision(update=update), [], TrialState(update.trial))


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
texts = st.text(max_size=20)


@given(before=json, after=json, inputs=st.dictionaries(texts, json), item=st.none() | texts, mark=texts)
def test_any_update_comes_back_equal(scratch: Store, mark: str, item: str | None, **values: Any) -> None:
    update = sample_update(None, None, mark=mark, changes=(change(item=item, **values), SITE))
    update = replace(update, edits=(Edit("a[].b", item, values["before"], values["after"]), *update.edits))
    with pytest.raises(RuntimeError), scratch.write():
        log(scratch, update)
        assert scratch.update(update.id) == update
        raise RuntimeError  # nothing stays for the next example


def test_an_entry_of_the_log_is_a_change_under_the_header_of_its_update(store: Store) -> None:
    update = sample_update(1, 2)
    log(store, update)
    entries = list(store.changes())
    assert [(e.change, e.id, e.sequence, e.current) for e in entries] == [
        (c, update.change_id(c), 1, True) for c in update.changes
    ]
    assert {entry.update for entry in entries} == {replace(update, changes=(), edits=())}


def three_days() -> list[Update]:
    return [
        sample_update(1, 2, at=NOW),
        sample_update(1, 2, trial=OTHER, at=NOW + timedelta(days=1), changes=(SITE,)),
        sample_update(
            2,
            3,
            at=NOW + timedelta(days=2),
            changes=(change("site.removed", item="Krankenhaus Straße Zürich", significance=Significance.MAJOR),),
        ),
    ]


@pytest.mark.parametrize(
    ("asked", "kinds"),
    [
        (LogFilter(), ["status.changed", "site.added", "site.added", "site.removed"]),
        (LogFilter(limit=2), ["site.added", "site.removed"]),
        (LogFilter(kinds=("site.*",)), ["site.added", "site.added", "site.removed"]),
        (LogFilter(kinds=("site.*",), limit=1), ["site.removed"]),
        (LogFilter(kinds=("status.changed", "*.removed")), ["status.changed", "site.removed"]),
        (LogFilter(at_least=Significance.MAJOR), ["status.changed", "site.removed"]),
        (LogFilter(trials=(OTHER.id,)), ["site.added"]),
        (LogFilter(trials=("NCT99999999",)), []),
        (LogFilter(since="2026-03-11"), ["site.added", "site.removed"]),
        (LogFilter(since="2026-03-11", until="2026-03-11"), ["site.added"]),
        (LogFilter(until="2026-03-10T15:17:00Z"), ["status.changed", "site.added"]),
        (LogFilter(until="2026-03-10T16:16:59+01:00"), []),
        (LogFilter(text="pADOVA"), ["site.added", "site.added"]),
        (LogFilter(text="KRANKENHAUS STRASSE ZÜRICH"), ["site.removed"]),
        (LogFilter(text="100%"), []),
    ],
)
def test_filters(store: Store, asked: LogFilter, kinds: list[str]) -> None:
    log(store, *three_days())
    assert [entry.change.kind for entry in store.changes(asked)] == kinds


def test_whole_updates_are_found_by_what_one_of_their_changes_is(store: Store) -> None:
    first, second, third = three_days()
    log(store, first, second, third)
    assert store.updates() == [first, second, third]
    assert store.updates(LogFilter(kinds=("status.*",))) == [first]
    assert store.updates(LogFilter(trials=(TRIAL.id,), limit=1)) == [third]


@pytest.mark.parametrize(
    ("asked", "example"),
    [
        ("2026-3-1", r"\(2026-03-10\)"),
        ("yesterday", r"\(2026-03-10\)"),
        ("2026-03-40", r"\(2026-03-10\)"),
        ("20260301", "write it as 2026-03-01"),
        ("2026-W10-2", "write it as 2026-03-03"),
    ],
)
def test_a_date_that_is_none_is_told_with_how_to_write_it(store: Store, asked: str, example: str) -> None:
    with pytest.raises(UsageError, match=example):
        list(store.changes(LogFilter(since=asked)))


def test_labels_are_not_silently_passed_over(store: Store) -> None:
    with pytest.raises(ValueError, match="labels"):
        list(store.changes(LogFilter(labels={"asset": "x"})))


def test_the_log_is_answered_in_the_order_of_time_without_sorting_it(store: Store) -> None:
    query = filters.query(LogFilter(kinds=("site.*",), at_least=Significance.MAJOR, text="x", limit=9))
    with sqlite3.connect(store.path) as db:
        db.create_function("casefold", 1, str.casefold)
        plan = " | ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {query.sql}", query.values))
    assert "updates_detected_at" in plan
    assert "changes_of_update" in plan
    assert "B-TREE" not in plan


def test_a_change_is_found_by_the_beginning_of_its_id(store: Store) -> None:
    log(store, *three_days())
    wanted = list(store.changes())[2]
    assert store.find_change(wanted.id[:10]) == wanted


def test_an_id_that_names_none_or_several_is_told_with_what_would_do(store: Store) -> None:
    with store.write():
        log(store, *(sample_update(n, n + 1) for n in range(1, 400)))
    ids = sorted(entry.id for entry in store.changes())
    shared = next(a[:4] for a, b in pairwise(ids) if a[:4] == b[:4])
    with pytest.raises(UsageError, match="Give more digits"):
        store.find_change(shared)
    with pytest.raises(UsageError, match="watcher log"):
        store.find_change("0123456789")
    for unusable in ("", "abc", "ABCD", "zzzz", "'; --"):
        with pytest.raises(UsageError, match="no change id"):
            store.find_change(unusable)


def test_notes_stand_beside_their_change(store: Store) -> None:
    log(store, sample_update(1, 2))
    first, second = store.changes()
    store.note(first.id[:8], "we knew", NOW)
    store.note(first.id, "ours", NOW + timedelta(hours=1), mark="intended")
    assert [entry.notes for entry in store.changes()] == [
        (Note(first.id, "note", "we knew", NOW), Note(first.id, "intended", "ours", NOW + timedelta(hours=1))),
        (),
    ]
    with pytest.raises(UsageError, match="known: note, intended, wrong"):
        store.note(second.id, "x", NOW, mark="silly")


def test_an_update_read_again_shows_the_new_reading_and_keeps_the_old(store: Store) -> None:
    old = sample_update(1, 2)
    louder = replace(change(edits=(0, 1)), significance=Significance.MINOR)
    new = replace(old, changes=(louder,), headline="Read again", significance=Significance.MINOR, ruleset="2")
    log(store, old)
    store.supersede(new)
    assert store.update(old.id) == new
    assert [(e.change, e.ruleset) for e in store.changes()] == [(louder, "2")]
    gone = store.find_change(old.change_id(SITE))
    assert (gone.change, gone.ruleset, gone.current) == (SITE, "1", False)
    kept = store.find_change(old.change_id(louder))
    assert (kept.change, kept.current) == (louder, True)


def test_an_update_read_twice_again_is_the_last_reading(store: Store) -> None:
    old = sample_update(1, 2)
    log(store, old)
    for ruleset in ("2", "3"):
        store.supersede(replace(old, ruleset=ruleset, changes=old.changes[::-1]))
    assert store.update(old.id) == replace(old, ruleset="3", changes=old.changes[::-1])


def test_what_was_never_recorded_cannot_be_read_again(store: Store) -> None:
    with pytest.raises(UsageError, match="no update"):
        store.supersede(sample_update(1, 2))


def test_a_flap_is_as_many_updates_as_it_has_turns(store: Store) -> None:
    for number in (1, 2, 3, 4):
        turn = decision(number)
        store.record(turn, [], TrialState(TRIAL))
    assert len({update.id for update in store.updates()}) == 4
