"""The past under today's rules: what was pruned is not missed, and a reading is kept whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.support.house import ONE, House, house, record
from watcher.errors import UsageError
from watcher.meaning.numbers import Numbers
from watcher.reread import Difference, differences, reclassify

STRICT = Numbers(primary_completion_critical_days=40, primary_completion_critical_days_late_phase=40)
COMPLETION = "statusModule.primaryCompletionDateStruct"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    """Eight looks, at each of which primary completion is expected two months later: thresholds are crossed."""
    with house(tmp_path, ONE) as found:
        for day in range(1, 9):
            expected = datetime(2027, 1, 1, tzinfo=UTC) + timedelta(days=60 * day)
            moved = record(ONE, COMPLETION, {"date": f"{expected:%Y-%m-%d}", "type": "ESTIMATED"})
            moved["protocolSection"]["statusModule"]["lastUpdateSubmitDate"] = f"2026-03-0{day}"
            found.publish(f"2026-03-0{day}", moved)
            found.check()
        yield found


def crossed(home: House) -> list[list[str]]:
    return [list(c.inputs["crossed"]) for u in home.store.updates() for c in u.changes if c.inputs.get("crossed")]


@pytest.mark.parametrize("day", range(2, 9))
def test_what_is_left_of_a_pruned_history_reads_as_it_did(home: House, day: int) -> None:
    assert len(crossed(home)) == 2, "half a year, and a year"
    assert home.store.prune(datetime(2026, 3, day, tzinfo=UTC), versions=True).versions == day - 1
    assert list(differences(home.store, [ONE], Numbers())) == []


def test_what_is_left_of_a_pruned_history_is_read_with_new_numbers(home: House) -> None:
    everywhere = list(differences(home.store, [ONE], STRICT))
    home.store.prune(datetime(2026, 3, 5, tzinfo=UTC), versions=True)
    left = list(differences(home.store, [ONE], STRICT))
    assert left == [found for found in everywhere if (found.update.from_version or 0) >= 5]
    assert (len(left), reclassify(home.store, left)) == (3, 3)
    assert list(differences(home.store, [ONE], STRICT)) == []


def test_a_reading_that_cannot_be_kept_keeps_none(home: House) -> None:
    before = home.store.updates()
    found = list(differences(home.store, [ONE], STRICT))
    stranger = Difference(replace(before[-1], to_hash="0" * 32), None)
    with pytest.raises(UsageError, match="There is no update"):
        reclassify(home.store, [*found, stranger])
    assert (len(found) > 1, home.store.updates()) == (True, before)
