"""Arms and interventions: what is one thing under another name, and what came or went with which dose."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.trial import changed, changes, only
from watcher.meaning.texts.doses import are_other_doses, are_respelled, moved
from watcher.model import Change, Significance

CRITICAL, MAJOR, MINOR = Significance.CRITICAL, Significance.MAJOR, Significance.MINOR
ARMS, DRUGS = "armsInterventionsModule.armGroups", "armsInterventionsModule.interventions"
DRUG = {"type": "DRUG", "name": "Pembrolizumab", "description": "200 mg on day 1 of each cycle"}


def _drugs(before: Any, after: Any) -> list[Change]:
    old = changed(DRUGS, [before], submitted=None)
    return changes(old, changed(DRUGS, [after], record=old))


@pytest.mark.parametrize(
    "names",
    [
        ({"name": "Pembrolizumab"}, {"name": "Pembrolizumab (MK-3475)"}),
        ({"name": "Pembrolizumab solution for infusion"}, {"name": "Pembrolizumab concentrate for infusion"}),
        ({"name": "MK-3475"}, {"name": "Pembrolizumab", "otherNames": ["MK-3475", "Keytruda"]}),
    ],
)
def test_an_intervention_under_another_name_and_at_another_dose_is_one_edit_that_tells_the_dose(names: Any) -> None:
    before, after = names
    told = _drugs({**DRUG, **before}, {**DRUG, "description": "600 mg given into a vein, every six weeks", **after})
    assert [change.kind for change in told] == ["intervention.edited"]
    assert told[0].significance is MAJOR
    assert "renamed from" in told[0].summary
    assert "200 mg" in told[0].summary
    assert "600 mg" in told[0].summary


@pytest.mark.parametrize(
    "after",
    [
        {"type": "DRUG", "name": "Carboplatin", "description": "By infusion"},
        {"type": "DRUG", "name": "Pembrolizumab/Vibostolimab", "description": "Both in one infusion"},
        {"type": "DEVICE", "name": "Pembrolizumab pump", "description": "A pump"},
    ],
)
def test_another_drug_a_combination_or_another_kind_of_thing_takes_an_intervention_s_place(after: Any) -> None:
    told = _drugs(DRUG, after)
    assert {change.kind for change in told} == {"intervention.added", "intervention.removed"}
    assert {change.significance for change in told} == {CRITICAL}


ARM = {"label": "Drug A", "type": "EXPERIMENTAL", "description": "150 mg"}


def _described(before: str, after: str) -> Change:
    old = changed(ARMS, [{**ARM, "description": before}], submitted=None)
    return only(old, changed(ARMS, [{**ARM, "description": after}], record=old))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("1,000 mg once", "1000 mg once"),
        ("2 mg once", "2.0 mg once"),
        ("0.5 g once", "500 mg once"),
        ("100 mg/day", "100 mg per day"),
        ("100 milligrams", "100 mg"),
        ("1x10e6 cells", "1x10⁶ cells"),
    ],
)
def test_a_dose_in_another_spelling_is_the_same_dose(before: str, after: str) -> None:
    told = _described(before, after)
    assert (told.rule, told.significance) == ("arm.spelling", Significance.ADMINISTRATIVE)
    assert told.summary == "Arm “Drug A”: description edited, the same amounts written otherwise"


@pytest.mark.parametrize("leaf", ["label", "description"])
def test_capitals_make_no_other_arm(leaf: str) -> None:
    arm = {**ARM, leaf: "Peanut allergic individuals"}
    for stage in ((), ("statusModule.primaryCompletionDateStruct", {"date": "2024-01", "type": "ACTUAL"})):
        old = changed(*stage, ARMS, [arm], submitted=None)
        told = only(old, changed(ARMS, [{**arm, leaf: "peanut allergic individuals"}], record=old))
        assert (told.rule, told.significance) == ("arm.spelling", Significance.ADMINISTRATIVE)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("100 mg/day", "100 mg daily"),
        ("every 3 weeks (Q3W)", "every three weeks"),
        ("one capsule daily", "a capsule daily"),
        ("in two divided doses of 10 mg", "in divided doses of 10 mg"),
        ("10 mg", "10 milligramos"),
        ("10 mg or 20 mg", "10 or 20 mg"),
        ("160 μg/formoterol", "160 µg and formoterol"),
    ],
)
def test_the_same_amounts_in_other_words_are_no_other_dose(before: str, after: str) -> None:
    told = _described(before, after)
    assert (told.rule, told.summary) == ("arm.wording", "Arm “Drug A”: description edited")


# Each line: one unit, as people spell it.
_SPELLINGS = (
    ("µg", "μg", "ug", "mcg", "MCG", "micrograms"),
    ("mg", "MG", "milligrams"),
    ("mL", "ml", "ML", "cc", "millilitres"),
    ("mg/kg", "mg / kg", "mg per kg", "milligrams per kilogram", "mg/Kg"),
    ("mg/kg/day", "mg/kg per day", "mg/kg/d", "milligrams per kilogram per day"),
    ("mg/m2", "mg/m²", "mg/m^2", "mg per square metre"),
    ("mg/mL", "mg/ml", "mg per millilitre"),
    ("minutes", "min", "mins", "minute"),
    ("hours", "h", "hrs", "hour"),
    ("days", "d", "day"),
    ("weeks", "wk", "wks", "week"),
    ("years", "yrs", "year"),
    ("units", "U", "unit"),
    ("IU", "international units"),
    ("Gy", "gray"),
    ("%", "percent", "per cent"),
    ("puffs", "puff"),
)
_PAIRS = [pair for row in _SPELLINGS for pair in itertools.permutations(row, 2)]


@given(
    st.sampled_from(_PAIRS), st.sampled_from(["2", "7", "0.5", "1,000", "1.25"]), st.sampled_from(["{} once", "A ({})"])
)
def test_a_unit_in_any_spelling_is_the_same_unit(units: tuple[str, str], figure: str, text: str) -> None:
    before, after = (text.format(f"{figure} {unit}") for unit in units)
    assert (moved(before, after), are_respelled(before, after)) == (None, True)
    assert not are_other_doses(before, after)


@given(st.sampled_from(_SPELLINGS).flatmap(st.sampled_from), st.integers(2, 900), st.integers(1, 900))
def test_another_number_is_told_with_the_whole_unit_however_that_is_spelled(unit: str, figure: int, more: int) -> None:
    before, after = f"Given {figure} {unit}", f"Given {figure + more} {unit}"
    assert moved(before, after) == f"{figure} → {figure + more}{'' if unit == '%' else ' '}{unit}"
    assert are_other_doses(before, after)
    assert not are_respelled(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("50 μg", "0.05 mg"),
        ("60 minutes", "1 hour"),
        ("14 days", "2 weeks"),
        ("12 months", "1 year"),
        ("2-4 hours", "120-240 minutes"),
        ("50 to 100 µg", "0.05 to 0.1 mg"),
        ("70 Gy", "7,000 cGy"),
        ("two weeks", "2 weeks"),
        ("Q3W", "every 3 weeks"),
    ],
)
def test_an_amount_in_a_larger_unit_is_the_same_amount(before: str, after: str) -> None:
    assert moved(before, after) is None
    assert not are_other_doses(before, after)


@pytest.mark.parametrize("after", ["sıx mınutes", "SİX MİNUTEſ"])
def test_letters_that_count_as_an_i_or_an_s_are_read_as_such(after: str) -> None:
    assert moved("6 minutes", after) is None
    assert moved("5 minutes", after) == f"5 minutes → {after}"


@given(st.sampled_from([50, 500, 2000]), st.sampled_from([("mg", "g"), ("µg", "mg"), ("mL", "L"), ("ng", "µg")]))
def test_a_unit_that_changes_alone_is_another_dose(figure: int, units: tuple[str, str]) -> None:
    before, after = (f"{figure} {unit}" for unit in units)
    assert moved(before, after) == f"{before} → {after}"
    assert are_other_doses(before, after)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("1x10e6 cells", "1x10e8 cells", "10e6 → 10e8"),
        ("1×10⁶ cells", "1×10⁸ cells", "10⁶ → 10⁸"),
        ("every 1-2 weeks", "every 1-4 weeks", "2 → 4 weeks"),
        ("after 24/48 hours", "after 24/72 hours", "48 → 72 hours"),
        ("5 mg/kg", "5 mg", "5 mg/kg → 5 mg"),
        ("Q3W", "Q6W", "3 → 6 weeks"),
        ("two weeks", "three weeks", "two → three weeks"),
        ("one capsule", "two capsules", "one capsule → two capsules"),
        ("5 mg/kg/day", "6 mg/kg/day", "5 → 6 mg/kg/day"),
        ("5 mg/mL", "10 mg/mL", "5 → 10 mg/mL"),
        ("5 mg/day", "5 mg/week", "5 mg/day → 5 mg/week"),
        ("52 weeks", "1 year", "52 weeks → 1 year"),
        ("5000 IU", "5000 units", "5000 IU → 5000 units"),
        ("A 10 mg and B 20 mg", "A 20 mg and B 10 mg", ""),
    ],
)
def test_a_dose_that_differs_is_major_and_told(before: str, after: str, says: str) -> None:
    assert _described(before, after).rule == "arm.numbers"
    assert says in _described(before, after).summary


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("Arm 1", "Experimental: Drug X", "arm.wording"),
        ("Arm 1: Drug A", "Arm 2: Drug A", "arm.wording"),
        ("Drug A 100 mg", "Drug A 200 mg", "arm.numbers"),
    ],
)
def test_the_number_of_an_arm_is_no_dose(before: str, after: str, rule: str) -> None:
    long = {**ARM, "description": "Drug A is given by injection under the skin of the belly once weekly"}
    old = changed(ARMS, [{**long, "label": before}], DRUGS, [], submitted=None)
    assert only(old, changed(ARMS, [{**long, "label": after}], record=old)).rule == rule


def test_an_arm_or_intervention_that_came_or_went_says_what_it_is_and_what_it_gets() -> None:
    arm = {**ARM, "label": "Low dose", "description": "Drug A 50 mg", "interventionNames": ["Drug: Drug A"]}
    drug = {
        "type": "DRUG",
        "name": "Drug A",
        "description": "50 mg by injection",
        "armGroupLabels": ["Low dose", "High"],
    }
    old = changed(ARMS, [ARM], DRUGS, [DRUG], submitted=None)
    new = changed(ARMS, [ARM, arm], DRUGS, [DRUG, drug], record=old)
    told = {change.kind: change.details for change in (*changes(old, new), *changes(new, old))}
    assert told["arm.added"] == ("Described as: “Drug A 50 mg”", "Gets: Drug: Drug A", "Arms listed: 1 → 2")
    assert told["arm.removed"] == ("Described as: “Drug A 50 mg”", "Gets: Drug: Drug A", "Arms listed: 2 → 1")
    assert told["intervention.added"][:2] == (
        "Described as: “50 mg by injection”",
        "In the arms: High and Low dose",
    )


@pytest.mark.parametrize(("path", "thing"), [(ARMS, ARM), (DRUGS, DRUG)])
def test_a_description_that_comes_or_goes_says_so_and_is_quoted(path: str, thing: dict[str, str]) -> None:
    bare = {key: value for key, value in thing.items() if key != "description"}
    name, text = thing.get("label") or thing["name"], thing["description"]
    old, new = (changed(path, [one], submitted=None) for one in (bare, thing))
    come, gone = only(old, changed(record=new)), only(new, changed(record=old))
    assert [change.summary.partition(" ")[2] for change in (come, gone)] == [
        f"“{name}”: description added",
        f"“{name}”: description removed",
    ]
    assert (come.details, gone.details) == ((f"Described as: “{text}”",), (f"Described before as: “{text}”",))


def test_a_description_given_beside_other_names_is_quoted_too() -> None:
    bare = {"type": "DRUG", "name": "Pembrolizumab"}
    told = _drugs(bare, {**DRUG, "otherNames": ["Keytruda"]})
    assert [change.summary for change in told] == [
        "Intervention “Pembrolizumab”: other names added: Keytruda; description added"
    ]
    assert told[0].details == ("Described as: “200 mg on day 1 of each cycle”",)
