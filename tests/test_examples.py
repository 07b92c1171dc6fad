"""The page of examples says what the program says, and names nobody whom to ring."""

from __future__ import annotations

import re

from tests.examples import EXAMPLES, HIDDEN, PAGE, README, beginning, page, shown_in_readme
from tests.support.history import decided, real_pairs
from tests.support.paths import needs_registry
from tests.support.told import WATCH, alert
from watcher.meaning.telling.route import route


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


@needs_registry
def test_the_mail_in_the_readme_is_one_that_the_program_writes_today() -> None:
    assert shown_in_readme() == beginning(), "read what changed, then write it: python -m tests.examples"


@needs_registry
def test_the_readme_counts_what_a_default_alert_makes_of_the_real_updates() -> None:
    updates = [update for old, new in real_pairs() if (update := decided(old, new).update)]
    told = [update for update in updates if route(update, [WATCH], [alert()], {"me": ("k1",)}, update.detected_at)]
    said = " ".join(README.read_text(encoding="utf-8").split())
    assert f"Of those {len(updates)} updates an alert as it comes makes {len(told)} messages" in said
    assert f"the other {len(updates) - len(told)} are administrative" in said
