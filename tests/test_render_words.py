"""Registry text is shown as text: nothing in it is obeyed by a terminal or a mail reader."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.render.words import clean, clean_lines, first_of, heading, instant, moment, section_order, shortened


@given(st.text())
def test_clean_text_holds_nothing_that_steers(text: str) -> None:
    assert not {unicodedata.category(character) for character in clean(text)} & {"Cc", "Cf", "Cs", "Co", "Cn"}


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b2Jgone", "gone"),
        ("a\u202egnp.exe\u202c", "agnp.exe"),
        ("\u2066isolated\u2069", "isolated"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("two\r\nlines", "two lines"),
        ("tab\there", "tab here"),
        ("a\x00b\x08c", "abc"),
        ("tag\U000e0041", "tag"),
        ("  runs   of \u00a0 space  ", "runs of space"),
    ],
)
def test_escapes_overrides_and_invisible_signs_are_gone(hostile: str, shown: str) -> None:
    assert clean(hostile) == shown


def test_letters_of_every_script_stay() -> None:
    assert (
        clean("Hà Nội, México, 서울, Москва, القاهرة, ≥ 18 µg, é")
        == "Hà Nội, México, 서울, Москва, القاهرة, ≥ 18 µg, é"
    )


def test_lines_stay_lines_and_blank_ones_go() -> None:
    assert clean_lines("one\n\n\u2028two\x85three\n") == ["one", "two", "three"]


@given(st.text("ab ", min_size=1, max_size=60), st.integers(2, 40))
def test_a_shortened_text_fits_and_says_that_it_was_cut(text: str, limit: int) -> None:
    short = shortened(text, limit)
    assert len(short) <= limit
    assert short == text or short.endswith("…")


def test_a_text_is_cut_between_words() -> None:
    assert shortened("Primary completion moved, later", 26) == "Primary completion moved …"


def test_a_list_is_cut_between_items_with_a_count() -> None:
    assert first_of(["a", "b", "c"], 3) == (("a", "b", "c"), None)
    assert first_of([str(n) for n in range(1502)], 2) == (("0", "1"), "… and 1,500 more")


def test_an_instant_is_told_in_utc_wherever_it_came_from() -> None:
    kathmandu = timezone(timedelta(hours=5, minutes=45))
    assert instant(datetime(2026, 2, 10, 1, 2, tzinfo=kathmandu)) == "9 Feb 2026, 19:17 UTC"
    assert instant(datetime(2026, 2, 9, 19, 17, tzinfo=UTC)) == "9 Feb 2026, 19:17 UTC"


@pytest.mark.parametrize(
    ("given_", "told"),
    [
        ("2026-02-09T15:17:00+00:00", "9 Feb 2026, 15:17 UTC"),
        ("2026-02-09T15:17:00Z", "9 Feb 2026, 15:17 UTC"),
        ("2026-02-09", "9 Feb 2026"),
        ("some \x1b[1mday", "some day"),
    ],
)
def test_a_moment_is_told_as_exactly_as_it_was_given(given_: str, told: str) -> None:
    assert moment(given_) == told


def test_an_unknown_section_has_a_heading_and_stands_before_the_record_itself() -> None:
    assert heading("moon_phases") == "Moon phases"
    assert section_order("texts") < section_order("moon_phases") <= section_order("record")
