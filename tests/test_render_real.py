"""Every update of the real histories reads well in every format."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from tests.support.history import decided, real_pairs
from tests.support.pages import read
from tests.support.paths import needs_registry
from watcher.model import Update, UpdateMessage
from watcher.render import terminal
from watcher.render.html import diff_html, html
from watcher.render.markdown import markdown
from watcher.render.slack import blocks
from watcher.render.text import text

pytestmark = needs_registry

# No machine's word may reach a person: paths, constants with underscores, values as a program writes them.
# A name in a registry's text may hold one, so only what our sentences could bring is looked for.
MACHINE = re.compile(
    r"protocolSection|derivedSection|Module\.|\w\[\]|DateStruct|NOT_YET_RECRUITING|ACTIVE_NOT_|\bNone\b|\bTrue\b|\{'"
)


@pytest.fixture(scope="module")
def updates() -> list[Update]:
    found = [decided(old, new).update for old, new in real_pairs()]
    return [update for update in found if update is not None]


def test_every_real_update_reads_as_text(updates: list[Update]) -> None:
    assert len(updates) > 30
    for update in updates:
        told = text(message(update))
        assert not MACHINE.search(told), update.trial
        assert [line for line in told.splitlines() if len(line) > 78 and "https://" not in line] == []


def test_every_real_update_says_each_of_its_changes(updates: list[Update]) -> None:
    """In one bullet or in a crowd of sites: as many as there are."""
    for update in updates:
        told = text(message(update))
        bullets = [line for line in told.split("WHAT DID NOT CHANGE")[0].splitlines() if line.startswith("* ")]
        crowds = [int(n) for line in bullets for n in re.findall(r"^\* (\d+) sites(?: added| removed|:)", line)]
        assert len(bullets) - len(crowds) + sum(crowds) == len(update.changes), update.trial


def test_every_real_update_is_a_page_a_comparison_an_issue_and_a_post(updates: list[Update]) -> None:
    for update in updates:
        sent = message(update)
        pages = [read(html(sent)), read(diff_html(update))]
        assert [page.unclosed for page in pages] == [[], []]
        assert len(markdown(sent, 20_000)) <= 20_000
        assert len(blocks(sent)) <= 50
        assert not [page for page in pages if MACHINE.search(page.words)], update.trial


def test_every_real_comparison_fits_a_narrow_terminal(updates: list[Update]) -> None:
    for update in updates:
        out = io.StringIO()
        terminal.diff(update, Console(file=out, force_terminal=True, width=60, color_system=None))
        assert max(map(len, out.getvalue().splitlines())) <= 60


def message(update: Update) -> UpdateMessage:
    return UpdateMessage(id="0123456789abcdef01234567", update=update, alerts=("all",))
