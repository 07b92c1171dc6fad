"""What an outcome is made of: the words may be alike and the outcome another, or the other way round."""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.meaning.outcomes.elements import differences
from watcher.meaning.outcomes.fold import match_outcomes
from watcher.meaning.outcomes.times import quantities

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
        (_of(timeFrame="Up to 36 months"), {"time point": (("2 years",), ("3 years",))}),
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
            {"measurement": (("RECIST 1.1",), ("iRECIST",)), "cutoff": (("1.1",), ())},
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
    ],
)
def test_times_are_read_with_their_units_before_or_behind(text: str, days: set[float]) -> None:
    assert {value for _, value in quantities(text).times} == days
    assert quantities(text).numbers == frozenset()


def test_a_number_without_a_unit_is_no_time_and_a_cycle_has_no_length() -> None:
    found = quantities("≥ 50 % reduction at Cycle 3")
    assert (found.numbers, found.times) == ({"50"}, {("cycle", 3.0)})


# --- matching --------------------------------------------------------------------------------------------------------

_MEASURES = st.sampled_from(
    ["Overall survival", "Progression-free survival", "Serious adverse events", "Adverse events", "FEV1 at week 12",
     "FEV1 at week 24", "Quality of life by questionnaire", "Quality of life", "Change in FEV1"]
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
