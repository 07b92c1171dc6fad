"""One new word in fifty is shown with its neighbours; what is left out on one side is left out on the other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from watcher.meaning.excerpt import differing, from_to

_LONG = "Has major surgery within 4 weeks or minor surgery within 2 weeks of {} (or first dose), or is to have it"
_ENDING = f"{'A word that stays where it is, and another. ' * 8}{{}}."

texts = st.lists(st.sampled_from(["a", "an", "adult", "with", "known", "disease"]), min_size=1, max_size=60).map(
    " ".join
)


def test_a_word_in_a_long_text_is_shown_with_its_neighbours() -> None:
    told = from_to(_LONG.format("allocation before"), _LONG.format("randomization before"))
    assert told == (
        "from “… surgery within 2 weeks of allocation before (or first dose), or …” "
        "to “… surgery within 2 weeks of randomization before (or first dose), or …”"
    )


def test_a_change_at_the_end_of_a_very_long_text_is_not_cut_off() -> None:
    assert from_to(_ENDING.format("12 months"), _ENDING.format("24 months")) == (
        "from “… where it is, and another. 12 months.” to “… where it is, and another. 24 months.”"
    )


def test_a_short_text_is_read_whole() -> None:
    assert differing("Up to 12 months", "Up to 24 months") == ("Up to 12 months", "Up to 24 months")


def test_a_text_that_is_rewritten_is_read_whole() -> None:
    old, new = "one " * 60, "two " * 60
    assert differing(old, new) == (old, new)


@given(texts, texts)
def test_two_texts_that_differ_are_shown_to_differ(old: str, new: str) -> None:
    shown = differing(old, new)
    assert (shown[0] == shown[1]) == (old == new)
