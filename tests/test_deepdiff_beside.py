"""What we say of each real pair beside what DeepDiff prints for it. `pytest -s tests/test_deepdiff_beside.py` shows it.

DeepDiff compares whole records here, as they are stored. Asserted is only what we promise: the edits lead from the
old record to the new one, and each edit is in one change and no more (law 3).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
from deepdiff import DeepDiff

from tests.support.history import Snapshot, decided, real_pairs
from tests.support.paths import ROOT, needs_registry
from watcher.meaning.canonical import canonical
from watcher.meaning.edits import apply
from watcher.model import Significance, Update

pytestmark = needs_registry


@dataclass(frozen=True)
class Beside:
    old: Snapshot
    new: Snapshot
    update: Update
    by_place: int  # items of DeepDiff's default, which compares lists place by place
    by_content: int  # with ignore_order: what is alike elsewhere in the list is no difference


@pytest.fixture(scope="module")
def table() -> list[Beside]:
    rows = []
    for old, new in real_pairs():
        update = decided(old, new).update
        assert update is not None
        rows.append(Beside(old, new, update, _items(old, new), _items(old, new, ignore_order=True)))
    return rows


def _items(old: Snapshot, new: Snapshot, **options: bool) -> int:
    before, after = (_without_data_date(snapshot) for snapshot in (old, new))
    return sum(len(items) for items in DeepDiff(before, after, **options).values())


def _without_data_date(snapshot: Snapshot) -> Any:
    """The one field that moves every day in every record counts for nobody."""
    content = msgspec.json.decode(snapshot.raw)
    content["derivedSection"]["miscInfoModule"].pop("versionHolder")
    return content


def test_edits_changes_and_headlines_stand_beside_deepdiffs_items(table: list[Beside]) -> None:
    print(f"\n{'trial':12} {'new data':10} {'DeepDiff':>8} {'ignoring':>8} {'edits':>6} {'changes':>7}  headline")
    print(f"{'':23} {'':>8} {'order':>8}")
    for row in table:
        numbers = f"{row.by_place:8} {row.by_content:8} {len(row.update.edits):6} {len(row.update.changes):7}"
        print(f"{row.new.trial:12} {row.new.data_date:10} {numbers}  {row.update.headline}")
    sums = [sum(row.by_place for row in table), sum(row.by_content for row in table)]
    sums += [sum(len(row.update.edits) for row in table), sum(len(row.update.changes) for row in table)]
    print(f"{len(table):4} pairs {'':12} {sums[0]:8} {sums[1]:8} {sums[2]:6} {sums[3]:7}  {len(table)} headlines")
    assert all(row.update.headline and row.update.changes for row in table)


def test_the_readme_gives_these_sums(table: list[Beside]) -> None:
    page = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    quiet = sum(row.update.significance is Significance.ADMINISTRATIVE for row in table)
    assert f"for {len(table)} real updates DeepDiff prints {sum(row.by_place for row in table):,} items" in page
    assert f"makes {len(table) - quiet} messages, in words; the other {quiet} are administrative" in page


def test_the_edits_lead_from_the_old_record_to_the_new(table: list[Beside]) -> None:
    for row in table:
        assert apply(row.update.edits, row.old.record.content) == canonical(row.new.record.content), row.new.trial


def test_every_edit_is_in_one_change(table: list[Beside]) -> None:
    for row in table:
        owners = Counter(edit for change in row.update.changes for edit in change.edits)
        assert owners == Counter(range(len(row.update.edits))), row.new.trial
