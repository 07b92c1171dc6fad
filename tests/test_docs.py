"""The documents that are made from tables are what the tables say; every kind and rule is in them."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.support.paths import ROOT
from watcher.meaning import handbook, kinds, significance


@pytest.mark.parametrize(
    ("name", "written"),
    [("kinds.md", kinds.document()), ("significance.md", handbook.significance())],
)
def test_a_document_is_what_its_table_says(name: str, written: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == written


def test_every_kind_of_a_rule_is_in_the_vocabulary_and_has_a_rule() -> None:
    ruled = {kind for rule in (*significance.RULES, significance.UNCLASSIFIED) for kind in rule.kinds}
    assert ruled == set(kinds.KINDS)


def test_every_rule_has_an_id_of_its_own_and_says_why() -> None:
    counted = Counter(rule.id for rule in significance.RULES)
    assert [name for name, count in counted.items() if count > 1] == []
    assert all(rule.reason.endswith(".") and rule.source for rule in significance.RULES)


def test_a_kind_that_the_code_names_is_in_the_vocabulary() -> None:
    source = "".join(path.read_text() for path in (ROOT / "watcher" / "meaning").rglob("*.py"))
    named = set(re.findall(r'kind="([a-z_]+\.[a-z_]+)"', source))
    assert named <= set(kinds.KINDS)
