"""Word marks: exact, small, and never slow on the worst of texts."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.trial import changed, only
from watcher.render.marks import ELLIPSIS, Run, bare, passages, word_diff
from watcher.render.outline import point

# Few letters make many equal words: the texts resemble each other as two versions do.
TEXTS = st.text("ab .,\n≥5", max_size=80)


def sides(runs: list[Run]) -> tuple[str, str]:
    return "".join(text for op, text in runs if op != "+"), "".join(text for op, text in runs if op != "-")


@given(TEXTS, TEXTS)
@example("", "a")
@example("a b", "a b")
def test_the_runs_join_to_both_texts(before: str, after: str) -> None:
    runs = word_diff(before, after)
    assert sides(runs) == (before, after)


@given(TEXTS, TEXTS)
def test_runs_alternate_and_none_is_empty(before: str, after: str) -> None:
    runs = word_diff(before, after)
    assert all(text for _, text in runs)
    assert all(one[0] != next_[0] for one, next_ in pairwise(runs))


@given(TEXTS)
def test_a_text_differs_in_nothing_from_itself(text: str) -> None:
    assert [op for op, _ in word_diff(text, text)] == (["="] if text else [])


def test_only_the_words_that_changed_are_marked() -> None:
    before = "Adults aged 18 to 75 years. A weight above 40 kg. No other disease."
    after = "Adults aged 18 to 80 years. A weight above 40 kg. No other disease."
    assert [run for run in word_diff(before, after) if run[0] != "="] == [("-", " 75"), ("+", " 80")]


def test_a_number_is_one_word_and_so_is_a_line_of_therapy() -> None:
    assert [run for run in word_diff("in 2L NSCLC", "in 2/3L NSCLC") if run[0] != "="] == [("-", " 2L"), ("+", " 2/3L")]
    assert [run for run in word_diff("above 2.5 mg", "above 2.75 mg") if run[0] != "="] == [
        ("-", " 2.5"),
        ("+", " 2.75"),
    ]


def test_a_sentence_inserted_first_marks_nothing_else() -> None:
    text = "First one. Second one. Third one."
    assert word_diff(text, f"A new one. {text}")[0] == ("+", "A new one. ")


def test_what_is_far_from_a_change_is_left_out_and_what_is_near_stays() -> None:
    words = [f"w{n}" for n in range(100)]
    before, after = " ".join(words), " ".join([*words[:50], "NEW", *words[51:]])
    shown = passages(word_diff(before, after), context=3)
    assert "".join(text for op, text in shown if op != "-") == f"{ELLIPSIS} w47 w48 w49 NEW w51 w52 w53 {ELLIPSIS}"


@given(TEXTS, TEXTS)
def test_a_passage_leaves_out_no_changed_word(before: str, after: str) -> None:
    runs = word_diff(before, after)
    assert [run for run in passages(runs) if run[0] != "="] == [run for run in runs if run[0] != "="]


def test_the_worst_text_is_marked_as_replaced_instead_of_taking_minutes() -> None:
    """difflib alone takes a minute for these; the timeout of the suite would not notice, the runs do."""
    before, after = "a " * 1000, "a b " * 500
    runs = word_diff(before, after)
    assert sides(runs) == (before, after)
    assert len(runs) < 10


@given(st.text(" \tab", max_size=10))
def test_a_mark_goes_round_the_words_and_not_round_the_space(text: str) -> None:
    left, core, right = bare(text)
    assert left + core + right == text
    assert core == text.strip()


@pytest.mark.parametrize("times", [1, 2, 20])
def test_a_text_that_came_or_went_as_a_whole_is_told_once(times: int) -> None:
    plan = " ".join(["Anonymised data of each participant will be shared with researchers, through a portal."] * times)
    old = changed("ipdSharingStatementModule", {"ipdSharing": "NO"}, submitted=None)
    new = changed("ipdSharingStatementModule", {"ipdSharing": "YES", "description": plan}, record=old)
    for before, after in ((old, new), (new, old)):
        told = point(only(before, after))
        assert told.passages == ()
        assert "Anonymised data" in " ".join(told.details)
