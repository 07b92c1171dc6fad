"""The page of examples says what the program says, and names nobody whom to ring."""

from __future__ import annotations

import re

from tests.examples import EXAMPLES, HIDDEN, PAGE, page
from tests.support.paths import needs_registry


@needs_registry
def test_the_page_shows_what_the_program_says_today() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "read what changed, then write it: python -m tests.examples"


def test_there_are_twelve_examples_and_each_is_on_the_page() -> None:
    told = PAGE.read_text(encoding="utf-8")
    assert len({(example.trial, example.day) for example in EXAMPLES}) == 12
    assert [line for line in told.splitlines() if line.startswith("## ")] == [f"## {e.title}" for e in EXAMPLES]


def test_no_contact_stands_on_the_page() -> None:
    told = PAGE.read_text(encoding="utf-8")
    assert not re.search(r"[\w.+-]+@[\w-]+\.\w+", told)
    asked = re.findall(r"WHOM TO ASK\n +(.+)", told)
    assert asked
    assert set(asked) == {HIDDEN}
