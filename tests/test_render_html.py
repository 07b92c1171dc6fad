"""HTML: the same facts as the text; nothing loaded, nothing obeyed, no colour as the only cue."""

from __future__ import annotations

import re

import pytest

from tests.support.pages import read
from tests.support.updates import (
    BLIND,
    CLOSED,
    EVIL,
    HOSTILE,
    JASMINE,
    LARGER,
    SITES,
    SLIP,
    SLIPPED,
    TIGHTENED,
    change,
    digest,
    message,
    renamed,
    step,
    update,
)
from watcher.model import Edit, Message
from watcher.render.html import diff_html, html
from watcher.render.text import text
from watcher.render.words import clean

TWO = digest(step(1, SLIP, labels={"asset": HOSTILE}), step(1, LARGER, subject=renamed(JASMINE, "NCT00000002", "OPAL")))
ALL: list[Message] = [message(told, notes=(HOSTILE,)) for told in (SLIPPED, SITES, CLOSED, TIGHTENED, EVIL)]
ALL += [TWO, digest(), BLIND]
PAGES = [*(html(told) for told in ALL), *(diff_html(told) for told in (SLIPPED, SITES, CLOSED, TIGHTENED, EVIL))]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_well_formed_and_says_its_language(page: str) -> None:
    found = read(page)
    assert found.unclosed == []
    assert found.named("html") == [{"lang": "en"}]
    assert len(found.named("h1")) == 1


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_loaded_from_elsewhere(page: str) -> None:
    found = read(page)
    names = {name for _, attributes in found.tags for name in attributes}
    assert not {tag for tag, _ in found.tags} & {"script", "img", "link", "iframe", "object", "form", "base", "b"}
    assert not names & {"src", "srcset", "background", "action"}
    assert not {name for name in names if name.startswith("on")}
    assert "url(" not in found.styles + "".join(a.get("style") or "" for _, a in found.tags)
    assert "@import" not in found.styles


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_the_registry_only(page: str) -> None:
    assert {str(a["href"]).split("?")[0].rsplit("/", 1)[0] for a in read(page).named("a")} <= {
        "https://clinicaltrials.gov/study"
    }


def test_hostile_text_is_shown_as_it_is_written() -> None:
    assert read(html(message(EVIL))).words.count(clean(HOSTILE)) >= 5
    assert "Smith & Sons <b>Ltd</b>" in read(html(message(EVIL))).words


@pytest.mark.parametrize("told", [SLIPPED, SITES, CLOSED, TIGHTENED])
def test_the_mail_says_what_the_text_says(told: object) -> None:
    words = read(html(message(told))).words  # type: ignore[arg-type]
    for said in (*told.unchanged, told.headline, told.subject.title, told.subject.contact):  # type: ignore[attr-defined]
        assert said in words


def test_removed_and_added_words_are_struck_and_underlined() -> None:
    found = read(html(message(TIGHTENED)))
    assert {str(a["style"]).count("line-through") for a in found.named("del")} == {1}
    assert {str(a["style"]).count("underline") for a in found.named("ins")} == {1}
    assert "week 52 48" in found.words


def test_sites_are_a_table_with_headings_for_screen_readers() -> None:
    found = read(html(message(SITES)))
    assert [a.get("scope") for a in found.named("th")] == ["col"] * 6
    assert "Country Sites Where Italy 3 Padova, Roma (2)" in found.words


def test_hidden_statuses_are_a_table_by_country_and_status() -> None:
    words = read(html(message(CLOSED))).words
    assert "Country Recruiting Not yet recruiting Italy 150 South Korea 55 15" in words
    assert "55 recruiting" not in words


def test_a_mail_of_thousands_of_changes_stays_below_what_providers_cut() -> None:
    many = update(*(change("criterion.added", "eligibility", f"Criterion {n} was added") for n in range(3000)))
    page, plain = html(message(many)), text(message(many))
    assert len(page.encode()) < 100_000
    for told in (read(page).words, plain):
        assert "Criterion 99 was added" in told
        assert "Criterion 100 was added" not in told
        assert "… and 2,900 more" in told


def test_the_dark_has_its_own_colours() -> None:
    assert "prefers-color-scheme: dark" in read(html(message(SLIPPED))).styles


def test_a_rating_is_a_word_and_not_a_colour_alone() -> None:
    assert "Dates critical" in read(html(message(SLIPPED))).words


def test_a_comparison_marks_the_left_side_and_the_right_side() -> None:
    page = diff_html(TIGHTENED)
    assert "<del>that required</del>" in page
    assert "<ins>irrespective of</ins>" in page
    assert "Time frame" in read(page).words


def test_a_folded_change_shows_the_differences_that_it_owns_and_counts_the_rest() -> None:
    path = "protocolSection.contactsLocationsModule.locations[].status"
    edits = tuple(Edit(path, f"Site {n}", "RECRUITING", None) for n in range(30))
    folded = change("sites.status_withheld", "sites", "30 statuses are hidden", edits=tuple(range(30)))
    words = read(diff_html(update(folded, edits=edits))).words
    assert "Status, Site 0" in words
    assert "Status, Site 19" in words
    assert "Status, Site 20" not in words
    assert "… and 10 more" in words
    assert "locations" not in words


@pytest.mark.parametrize("page", [html(message(SLIPPED)), html(TWO), diff_html(SLIPPED)])
def test_a_dot_between_two_facts_ends_a_line_and_never_begins_one(page: str) -> None:
    dots = re.findall(".·", page.partition("<body")[2])
    assert len(dots) >= 4
    assert set(dots) == {"\u00a0·"}
