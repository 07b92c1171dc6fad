"""`watcher explain` shows the numbers that a rule reads, all of them and no others."""

from __future__ import annotations

from collections import defaultdict
from typing import ClassVar

from msgspec.structs import fields

from tests.test_pairs import PAIRS
from watcher.meaning.draft import Case, Pair
from watcher.meaning.edits import difference
from watcher.meaning.fold import fold
from watcher.meaning.numbers import Numbers
from watcher.meaning.record import SUBMITTED, get
from watcher.meaning.rules.sites import UPDATE_RULES
from watcher.meaning.significance import RULES, rules_of
from watcher.meaning.stage import stage
from watcher.meaning.thresholds import READ, read_by
from watcher.model import Known

_NAMES = {field.name for field in fields(Numbers)}


class Watched(Numbers):
    """Notes which of its numbers are asked for."""

    asked: ClassVar[set[str]] = set()

    def __getattribute__(self, name: str) -> object:
        if name in _NAMES:
            Watched.asked.add(name)
        return super().__getattribute__(name)


def _numbers_read() -> dict[str, set[str]]:
    """By rule, over all hand-written pairs."""
    read: dict[str, set[str]] = defaultdict(set)
    for row in PAIRS:
        known = Known(first_plan=row.plan, crossed=frozenset(row.crossed))
        submitted = (get(row.old, SUBMITTED), get(row.new, SUBMITTED))
        edits, items = difference(row.old, row.new)
        pair = Pair(row.old, row.new, known, stage(row.old, row.new), *submitted, numbers=Watched(), items=items)
        for draft in fold(pair, edits):
            for rule in rules_of(draft.kind):
                Watched.asked.clear()
                rule.test(Case(draft, pair))
                read[rule.id] |= Watched.asked
    return read


def test_a_rule_is_explained_by_the_numbers_that_it_reads() -> None:
    read = {rule: names for rule, names in _numbers_read().items() if names}
    assert read
    assert read == {rule: set(READ[rule]) for rule in read}


def test_the_table_names_rules_and_numbers_that_there_are() -> None:
    assert set(READ) <= {rule.id for rule in (*RULES, *UPDATE_RULES)}
    assert {name for names in READ.values() for name in names} <= _NAMES


def test_a_date_that_moved_by_less_is_held_against_the_limits_of_that_date() -> None:
    assert read_by("date.moved", "startDateStruct") == ("start_major_days",)
    assert read_by("site.added") == ()
