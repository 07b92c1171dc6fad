"""What an outcome is made of: the words may be alike and the outcome another, or the other way round."""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.meaning.outcomes.cutoffs import cutoffs
from watcher.meaning.outcomes.differences import differences
from watcher.meaning.outcomes.fold import match_outcomes
from watcher.meaning.outcomes.times import are_same_times, quantities

ORR = {
    "measure": "Objective response rate (ORR)",
    "description": "Proportion of participants with a confirmed response by the investigator per RECIST 1.1",
    "timeFrame": "Up to 24 months",
}


def _of(**fields: str) -> dict[str, str]:
    return {**ORR, **fields}


def _elements(before: Any, after: Any) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    return {found.element: (found.gone, found.come) for found in differences(before, after)}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (_of(timeFrame="Up to 36 months"), {"time point": (("24 months",), ("36 months",))}),
        (
            _of(description=ORR["description"].replace("the investigator", "blinded independent central review")),
            {"assessor": (("investigator",), ("blinded", "independent review"))},
        ),
        (
            _of(description=ORR["description"].replace(" by the investigator", "")),
            {"assessor": (("investigator",), ())},
        ),
        (
            _of(description=ORR["description"].replace("confirmed ", "")),
            {"confirmation": (("confirmed",), ())},
        ),
        (
            _of(description=ORR["description"].replace("Proportion", "Number")),
            {"metric": (("proportion",), ("number",))},
        ),
        (
            _of(description=ORR["description"].replace("RECIST 1.1", "iRECIST")),
            {"measurement": (("RECIST 1.1",), ("iRECIST",))},
        ),
        (_of(measure="Overall survival (OS)"), {"domain": (("objective response",), ("overall survival",))}),
        (
            _of(description=ORR["description"].replace("with a", "without a")),
            {"negation": ((), ("without",))},
        ),
        (_of(measure="ORR"), {}),
        (_of(timeFrame="24 months"), {}),
        (_of(timeFrame="Up to 2 years"), {}),
    ],
)
def test_each_element_is_compared_for_itself(after: dict[str, str], expected: dict[str, Any]) -> None:
    assert _elements(ORR, after) == expected


def test_a_member_that_leaves_a_composite_is_named() -> None:
    before = {"measure": "Composite of death, stroke or hospitalization for heart failure", "timeFrame": "Week 52"}
    after = {"measure": "Composite of death or hospitalization for heart failure", "timeFrame": "Week 52"}
    assert _elements(before, after) == {"composite members": (("stroke",), ())}


@given(st.permutations(sorted(ORR["description"].split())), st.sampled_from(["measure", "description", "timeFrame"]))
def test_an_outcome_does_not_differ_from_itself(words: list[str], field: str) -> None:
    outcome = _of(**{field: " ".join(words)})
    assert differences(outcome, dict(outcome)) == ()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Weeks 0, 4, 12, and 24", {0, 28, 84, 168}),
        ("after 4, 8 and 12 week treatment", {28, 56, 84}),
        ("Up to approximately 59 months", {1795.812}),
        ("after one, two and three years", {365.25, 730.5, 1095.75}),
        ("Day 1 through Day 85", {1, 85}),
        ("4-6 weeks", {28, 42}),
        ("48hr", {2}),
        ("after sıx mİnutes", {0.004}),  # letters that count as an i whatever their case
    ],
)
def test_times_are_read_with_their_units_before_or_behind(text: str, days: set[float]) -> None:
    assert {value for _, value in quantities(text).times} == days
    assert quantities(text).numbers == frozenset()


def test_a_number_without_a_unit_is_no_time_and_a_cycle_has_no_length() -> None:
    found = quantities("≥ 50 % reduction at Cycle 3")
    assert (found.numbers, found.times) == ({"50"}, {("cycle", 3.0)})


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("LDL-C below 70 mg/dL", {"70": {"<"}}),
        ("HbA1c ≤ 7%", {"7": {"≤"}}),
        ("HbA1c of no more than 7%, or \\>/= 9", {"7": {"≤"}, "9": {"≥"}}),
        ("at least two seizures", {"two": {"≥"}}),
        ("greater than or equal to (>=) 2 points", {"2": {"≥"}}),
        ("Grade 3 or higher", {"3": {"≥"}}),
        ("a score of 19 or less", {"19": {"≤"}}),
        ("75% improvement at Week 12", {}),
        ("counted under a microscope at 400X", {}),
        ("the concentration over 12 weeks", {}),
    ],
)
def test_a_number_bounds_on_the_side_that_a_sign_or_a_word_names(text: str, sides: dict[str, set[str]]) -> None:
    assert {number: set(found) for number, found in cutoffs(text).items()} == sides


@pytest.mark.parametrize(
    ("before", "after", "gone", "come"),
    [
        ("LDL-C below 70 mg/dL", "LDL-C above 70 mg/dL", ("below 70",), ("above 70",)),
        ("Maximum 3 doses", "Minimum 3 doses", ("Maximum 3",), ("Minimum 3",)),
        ("HbA1c ≤ 7%", "HbA1c < 7%", ("≤ 7",), ("< 7",)),
        ("LDL-C less than 70 mg/dL", "LDL-C greater than 70 mg/dL", ("less than 70",), ("greater than 70",)),
    ],
)
def test_a_cutoff_that_bounds_on_the_other_side_is_another_one(
    before: str, after: str, gone: tuple[str, ...], come: tuple[str, ...]
) -> None:
    assert _elements({"measure": before}, {"measure": after}) == {"comparison": (gone, come)}


@pytest.mark.parametrize(
    ("before", "after"), [("≥ 75% improvement", "at least 75% improvement"), ("75% improvement", "≥ 75% improvement")]
)
def test_a_cutoff_said_in_other_words_is_the_same(before: str, after: str) -> None:
    assert _elements({"measure": before}, {"measure": after}) == {}


def test_a_decrease_where_an_increase_stood_is_another_metric() -> None:
    before, after = {"measure": "Increase in bone density"}, {"measure": "Decrease in bone density"}
    assert _elements(before, after) == {"metric": (("increase",), ("decrease",))}


def test_how_a_scale_is_read_may_be_told_with_both_words() -> None:
    before = {"measure": "Score", "description": "From 0 to 10; a decrease means improvement, an increase worsening."}
    after = {"measure": "Score", "description": "From 0 to 10; a decrease in the score means improvement."}
    assert _elements(before, after) == {}


def test_numbers_are_told_by_their_size() -> None:
    before, after = {"measure": "Grades 2 and 12 of pain"}, {"measure": "Grades 3 and 10 of pain"}
    assert _elements(before, after) == {"cutoff": (("2", "12"), ("3", "10"))}


@pytest.mark.parametrize(
    ("before", "after", "is_same"),
    [
        ("12 months", "1 year", True),
        ("Week 52", "52 weeks", True),
        ("month three", "month 3", True),
        ("Up to 2 years", "up to 24 months", True),
        ("12 months", "52 weeks", False),
        ("Week 52", "Up to 52 weeks", False),
        ("From death", "Until death", False),
    ],
)
def test_one_time_in_other_units_is_the_same_time(before: str, after: str, is_same: bool) -> None:
    assert are_same_times(before, after) is is_same


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("MACE: CV death, MI or stroke", "MACE: cardiovascular death, myocardial infarction, or stroke"),
        ("PFS per RECIST v1.1", "PFS per RECIST 1.1"),
        ("Undetectable viral load", "Undetectable HIV-1 RNA"),
        ("Time to first occurrence of stroke", "Time to first stroke"),
        ("Percent weight change", "Weight change (%)"),
        ("No recurrence in all of the participants", "Absence of recurrence in all of the participants"),
        ("Chhange in total nasal symptoms", "Change in total nasal symptoms"),
        ("MACE of non-fatal MI, non-fatal stroke and angina", "MACE of non-fatal MI and angina"),
    ],
)
def test_what_is_said_otherwise_is_no_other_element(before: str, after: str) -> None:
    assert _elements({"measure": before}, {"measure": after}) == {}
    assert _elements({"measure": after}, {"measure": before}) == {}


def test_a_denial_that_goes_while_what_it_denied_stays_is_named() -> None:
    before, after = {"measure": "Number of non-fatal strokes"}, {"measure": "Number of strokes"}
    assert _elements(before, after) == {"negation": (("non-fatal",), ())}


def test_a_number_that_a_name_holds_too_is_a_number_of_its_own() -> None:
    before, after = {"measure": "Survival with PD-L1 ≥ 1%"}, {"measure": "Survival with PD-L1 ≥ 50%"}
    assert _elements(before, after) == {"cutoff": (("1",), ("50",))}


def test_a_composite_ends_with_its_sentence_and_not_at_a_dot_within_it() -> None:
    before = {"measure": "Composite of progression per RECIST v. 1.1, stroke and death. Relapse does not count."}
    after = {"measure": "Composite of progression per RECIST v. 1.1 and death. Relapse does not count."}
    assert _elements(before, after) == {"composite members": (("stroke",), ())}


# --- matching --------------------------------------------------------------------------------------------------------

_MEASURES = st.sampled_from(
    ["Overall survival", "Progression-free survival", "Serious adverse events", "Adverse events", "FEV1 at week 12",
     "FEV1 at week 24", "Quality of life by questionnaire", "Quality of life", "Change in FEV1",
     "OS", "Tumour response", "Tumor response", "Mortality", "All-cause mortality", "Mortality in hospital"]
)  # fmt: skip
_OUTCOMES = st.lists(
    st.fixed_dictionaries({"measure": _MEASURES}, optional={"timeFrame": st.sampled_from(["Week 12", "Week 24"])}),
    max_size=6,
)


def _bag(pairs: list[tuple[Any, Any]]) -> Counter[str]:
    return Counter(json.dumps(pair, sort_keys=True) for pair in pairs)


@given(_OUTCOMES, _OUTCOMES, st.randoms(use_true_random=False))
def test_the_matcher_covers_each_outcome_once_and_is_the_same_read_backwards_and_shuffled(
    old: list[Any], new: list[Any], chance: random.Random
) -> None:
    pairs = match_outcomes(old, new)
    assert _bag([a for a, _ in pairs if a]) == _bag(old)
    assert _bag([b for _, b in pairs if b]) == _bag(new)
    assert _bag([(b, a) for a, b in match_outcomes(new, old)]) == _bag(pairs)
    shuffled = match_outcomes(chance.sample(old, len(old)), chance.sample(new, len(new)))
    assert _bag(shuffled) == _bag(pairs)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Number of participants with adverse events", "Number of participants with serious adverse events"),
        ("Number of participants with adverse events", "Number of participants who died: deaths"),
        ("Progression-free survival by investigator", "Event-free survival by investigator"),
    ],
)
def test_alike_words_of_two_domains_are_two_outcomes(old: str, new: str) -> None:
    pairs = match_outcomes([{"measure": old}], [{"measure": new}])
    assert pairs == [({"measure": old}, None), (None, {"measure": new})]


def test_a_renamed_measure_is_the_same_outcome_when_its_description_stayed() -> None:
    renamed = _of(measure="Response rate as the sum of all responders")
    assert match_outcomes([ORR], [renamed]) == [(ORR, renamed)]
