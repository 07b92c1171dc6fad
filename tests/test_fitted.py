"""A headline has no room for whole texts: what gave way to what is still seen, and no quotation is left open."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from watcher.meaning.fitted import fitted

_CRITERION = "Systemic therapy for the disease under study within {} days before the first dose of the study drug."
_WORDS = st.lists(st.sampled_from(["a", "known", "disease,", "…", "within", "28", "days"]), min_size=1, max_size=40)


def _told(before: str, after: str) -> str:
    return f"Exclusion criterion changed from “{before}” to “{after}”"


def test_what_fits_is_told_as_it_is() -> None:
    assert fitted(_told("28 days", "21 days"), 120) == _told("28 days", "21 days")


def test_the_words_that_differ_stay_with_as_many_around_them_as_fit() -> None:
    sentence = _told(_CRITERION.format(28), _CRITERION.format(21))
    assert fitted(sentence, 200) == _told(
        "… the disease under study within 28 days before the first dose …",
        "… the disease under study within 21 days before the first dose …",
    )
    assert fitted(sentence, 110) == _told("… study within 28 days before …", "… study within 21 days before …")


def test_two_spellings_of_one_name_are_seen_to_differ() -> None:
    name = "Oligorecurrent and Oligoprogressive {} Cancer Patients"
    told = f"condition “{name.format('Prostate')}” is now written “{name.format('Proostate')}”"
    assert fitted(told, 120) == (
        "condition “… Oligoprogressive Prostate Cancer …” is now written “… Oligoprogressive Proostate Cancer …”"
    )


def test_of_a_new_name_it_is_what_is_new_that_is_told() -> None:
    name = "Cow's milk allergy among infants and children from the first day of life to the age of {} years"
    told = f"Outcome “{name.format('two')}”: now called “{name.format('three')}”"
    assert fitted(told, 160) == f"Outcome “{name.format('two')}”: now called “… life to the age of three years”"


def test_of_two_quotations_the_long_one_gives_way() -> None:
    sentence = f"Outcome “{'Overall improvement of the score ' * 5}”: metric “mean” dropped"
    assert (
        fitted(sentence, 100)
        == "Outcome “Overall improvement of the score Overall improvement of the score …”: metric “mean” dropped"
    )


def test_a_sentence_too_long_for_any_quotation_is_cut_and_its_quotation_closed() -> None:
    assert fitted(f"{'Very ' * 18}long “{'quotation ' * 9}”", 120).endswith("long “quotation quotation …”")


@example(["a", "known", "known", "disease,"], ["28", "a"], 66)
@example(["a", "a", "known", "known"], ["known"], 60)
@example(["known"] * 12 + ["28"] + ["known"] * 26, ["known"] * 12 + ["a"] + ["known"] * 25 + ["a"], 120)
@given(_WORDS, _WORDS, st.integers(min_value=60, max_value=300))
def test_the_limit_holds_no_quotation_is_left_open_and_two_are_never_alike(
    old: list[str], new: list[str], limit: int
) -> None:
    line = fitted(_told(" ".join(old), " ".join(new)), limit)
    shown = re.findall("“([^”]*)”", line)
    assert len(shown) < 2 or old == new or "…" in old + new or shown[0] != shown[1]
    assert len(line) <= limit
    assert line.count("“") == line.count("”")
    assert "“ …" not in line
