"""The ready views say what docs/database.md says of them, and every query there runs."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.support.paths import ROOT
from tests.support.stored import NOW, SITE, TRIAL, change, decision, delivery, sample_update
from watcher.model import Decision, TrialState
from watcher.store import Store

DOC = (ROOT / "docs" / "database.md").read_text()
QUERIES = [query for block in re.findall(r"```sql\n(.*?)```", DOC, re.S) for query in block.split(";\n")[:-1]]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "watcher.db") as opened:
        yield opened


def select(store: Store, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(store.path)) as db:
        return db.execute(sql).fetchall()


def names(store: Store, kind: str) -> set[str]:
    return {row[0] for row in select(store, f"SELECT name FROM sqlite_master WHERE type = '{kind}'")}


@pytest.mark.parametrize("query", QUERIES)
def test_every_query_of_the_docs_runs(store: Store, query: str) -> None:
    store.record(decision(1), [], TrialState(TRIAL))
    select(store, query)


def test_the_docs_hold_queries_for_every_view(store: Store) -> None:
    assert {view for view in names(store, "view") if not any(view in query for query in QUERIES)} == set()


def test_every_table_and_every_column_of_a_view_is_documented(store: Store) -> None:
    words = set(re.findall(r"\w+", DOC))
    columns = {
        row[0]
        for view in names(store, "view")
        for row in select(store, f"SELECT name FROM pragma_table_info('{view}')")
    }
    assert (names(store, "table") | columns) - words == set()


def test_changes_are_those_that_hold_now(store: Store) -> None:
    update = sample_update(1, 2)
    store.record(Decision(update=update), [], TrialState(TRIAL))
    store.supersede(replace(update, changes=(SITE,), ruleset="2"))
    assert select(store, "SELECT trial, sequence, kind, json_extract(after, '$.city'), update_id FROM v_changes") == [
        (TRIAL.id, 1, "site.added", "Padova", update.id)
    ]


def test_days_in_a_status_run_from_one_turn_to_the_next(store: Store) -> None:
    turns = [
        ("RECRUITING", "2026-01-01"),
        ("RECRUITING", "2026-01-20"),
        ("SUSPENDED", "2026-02-01"),
        ("RECRUITING", None),
    ]
    for number, (status, day) in enumerate(turns, start=1):
        update = sample_update(number, number + 1, at=NOW + timedelta(days=number))
        update = replace(update, registry_date=day, subject=replace(update.subject, status=status))
        store.record(Decision(update=update), [], TrialState(TRIAL))
    assert select(store, "SELECT status, since, until, CASE WHEN until THEN days END FROM v_status_days") == [
        ("RECRUITING", "2026-01-01", "2026-02-01", 31),
        ("SUSPENDED", "2026-02-01", "2026-03-14", 41),
        ("RECRUITING", "2026-03-14", None, None),
    ]


def test_enrollment_over_time(store: Store) -> None:
    more = change("enrollment.changed", before=240, after=264, summary="240 → 264")
    store.record(Decision(update=sample_update(1, 2, changes=(more, SITE))), [], TrialState(TRIAL))
    assert select(store, "SELECT trial, registry_date, before, after FROM v_enrollment") == [
        (TRIAL.id, "2026-03-09", "240", "264")
    ]


def test_deliveries_tell_how_long_they_took(store: Store) -> None:
    store.enqueue(delivery("a"), "update")
    store.lease("a", NOW, timedelta(minutes=1))
    store.delivered("a", NOW + timedelta(seconds=90))
    found = select(store, "SELECT kind, channel, state, trial, attempts, round(seconds_until_end) FROM v_deliveries")
    assert found == [("update", "me", "delivered", TRIAL.id, 1, 90.0)]
