"""The documents that are made from tables are what the tables say; every kind and rule is in them."""

from __future__ import annotations

import re
import tomllib
from collections import Counter

import click
import pytest

from tests.support.paths import ROOT
from watcher import DOCS
from watcher.cli.first_config import Answers, first_config
from watcher.cli.frame import watcher
from watcher.meaning import handbook, kinds, significance


@pytest.mark.parametrize(
    ("name", "written"),
    [("kinds.md", kinds.document()), ("significance.md", handbook.significance())],
)
def test_a_document_is_what_its_table_says(name: str, written: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == written


def test_who_has_only_the_program_is_led_to_the_pages() -> None:
    urls = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["urls"]
    assert urls["Documentation"] == DOCS
    command = watcher.get_command(click.Context(watcher), "log")
    assert command is not None
    assert DOCS in command.get_help(click.Context(command))
    page = re.search(rf"{DOCS}/(\S+)", first_config(Answers(trials=["NCT06455449"])))
    assert page is not None
    assert (ROOT / "docs" / page[1]).is_file()


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
