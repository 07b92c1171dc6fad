"""Each real pair says what was checked by eye: every change, its rating, the headline and what stayed.

A file that differs is no file to be redrafted: first find out which of the two is right (`python -m tests.expected`).
"""

from __future__ import annotations

import json

import pytest

from tests.expected import FOLDER, path, shown
from tests.support.history import Snapshot, decided, real_pairs
from tests.support.paths import needs_registry
from watcher.meaning.significance import UNCLASSIFIED
from watcher.model import Update

pytestmark = needs_registry
PAIRS = pytest.mark.parametrize(("old", "new"), real_pairs(), ids=lambda s: f"{s.trial}@{s.data_date}")


def told(old: Snapshot, new: Snapshot) -> Update:
    update = decided(old, new).update
    assert update is not None
    return update


@PAIRS
def test_a_real_pair_says_what_was_checked_by_eye(old: Snapshot, new: Snapshot) -> None:
    file = path(old, new)
    assert file.exists(), f"no expected file: run python -m tests.expected and read {file.name} beside both records"
    assert shown(told(old, new)) == json.loads(file.read_text(encoding="utf-8"))


@PAIRS
def test_no_change_of_a_real_pair_is_unclassified(old: Snapshot, new: Snapshot) -> None:
    assert [change.path for change in told(old, new).changes if change.rule == UNCLASSIFIED.id] == []


def test_every_expected_file_has_its_pair() -> None:
    assert {file.name for file in FOLDER.glob("*.json")} == {path(old, new).name for old, new in real_pairs()}


def test_there_are_39_real_pairs() -> None:
    assert len(real_pairs()) == 39
