"""Hand-written pairs: all that differs is told as the documents ask for, and nothing besides."""

from __future__ import annotations

import importlib
import pkgutil
from collections import Counter
from typing import Any

import pytest

import tests.pairs
from tests.pairs.row import Pair, Told
from tests.support.trial import update
from watcher.meaning.record import SUBMITTED, get
from watcher.model import Change, Significance

_MODULES = [
    importlib.import_module(f"tests.pairs.{found.name}") for found in pkgutil.iter_modules(tests.pairs.__path__)
]
PAIRS: list[Pair] = [row for module in _MODULES for row in getattr(module, "PAIRS", ())]


def _agrees(found: Any, expected: Any) -> bool:
    """Of an object, the fields that the row names; of a list, its items in any order; anything else whole."""
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(_agrees(found.get(key), value) for key, value in expected.items())
    return bool(found == expected)


def is_told(change: Change, told: Told) -> bool:
    facts = (change.kind, change.significance, change.rule, change.item, change.direction, change.actor)
    expected = (told.kind, told.significance, told.rule, told.item, told.direction, told.actor)
    return (
        facts == expected
        and change.confidence == told.confidence
        and _agrees(change.before, told.before)
        and _agrees(change.after, told.after)
    )


def _shown(change: Change) -> str:
    facts = (change.kind, change.before, change.after, str(change.significance), change.rule)
    rest = (change.item, str(change.direction), str(change.actor), str(change.confidence), change.summary)
    return f"{facts} {rest}"


@pytest.mark.parametrize("row", PAIRS, ids=lambda row: row.name)
def test_a_pairis_told_as_the_documents_ask_for(row: Pair) -> None:
    found = update(row.old, row.new, plan=row.plan, crossed=row.crossed)
    changes = [change for change in found.changes if change.kind != "verified"] if found else []
    left = list(changes)
    missing = []
    for told in row.told:
        match = next((change for change in left if is_told(change, told)), None)
        if match is None:
            missing.append(told)
        else:
            left.remove(match)
    assert (missing, [_shown(change) for change in left]) == ([], [])
    if found and row.told:
        assert {change.stage for change in changes} == {row.stage}
        highest = max((Significance(told.significance) for told in row.told), key=lambda level: level.rank)
        assert found.significance == (row.rated or highest)


@pytest.mark.parametrize("row", [row for row in PAIRS if not row.told], ids=lambda row: row.name)
def test_where_nobody_submitted_and_nothing_is_meant_there_is_no_update_at_all(row: Pair) -> None:
    found = update(row.old, row.new)
    submitted = get(row.old, SUBMITTED) != get(row.new, SUBMITTED)
    assert [change.kind for change in found.changes] == ["verified"] if submitted and found else found is None


def test_no_two_rows_have_one_name() -> None:
    assert [name for name, number in Counter(row.name for row in PAIRS).items() if number > 1] == []
