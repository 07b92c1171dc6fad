"""Titles and long texts: what a reader no longer learns, or learns only now."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.trial import base, changed, changes, only
from watcher.meaning.texts import signals
from watcher.model import Change, Significance

BRIEF, OFFICIAL, ACRONYM = (f"identificationModule.{name}" for name in ("briefTitle", "officialTitle", "acronym"))
SUMMARY, DESCRIPTION = (f"descriptionModule.{name}" for name in ("briefSummary", "detailedDescription"))
MAJOR, MINOR, ADMINISTRATIVE = Significance.MAJOR, Significance.MINOR, Significance.ADMINISTRATIVE


def _edited(path: str, before: str, after: str, **more: Any) -> Change:
    return only(changed(path, before), changed(path, after, submitted="2026-03-05"), **more)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("A Randomized Study of Drug A", "A Study of Drug A", "no longer says “Randomized”"),
        ("A Randomized Study of Drug A", "A Non-Randomized Study of Drug A", "now says “Non-Randomized”"),
        ("A Study of Drug A and Placebo", "A Study of Drug A", "no longer says “Placebo”"),
        ("A Double-blind Study of Drug A", "An Open-label Study of Drug A", "no longer says “Double-blind”"),
        ("A Controlled Study of Drug A", "A Study of Drug A", "no longer says “Controlled Study”"),
        ("Drug A Versus Usual Care", "Drug A Beside Usual Care", "no longer says “Versus”"),
        ("A Single-arm Study of Drug A", "A Study of Drug A", "no longer says “Single-arm”"),
        ("A Study of Drug A", "An Extension Study of Drug A", "now says “Extension Study”"),
        ("Drug A in Children", "Drug A in Children and Adolescents", "now says “Adolescents”"),
        ("Drug A in 2L Gastric Cancer", "Drug A in 2/3L Gastric Cancer", "no longer says “2L” and now says “2/3L”"),
        ("First-line Drug A", "Second-line Drug A", "no longer says “First-line” and now says “Second-line”"),
    ],
)
@pytest.mark.parametrize(("path", "kind"), [(OFFICIAL, "title.changed"), (DESCRIPTION, "text.edited")])
def test_design_population_or_line_gained_or_lost_is_major_and_named(
    before: str, after: str, says: str, path: str, kind: str
) -> None:
    change = _edited(path, before, after)
    assert (change.kind, change.significance, change.rule) == (kind, MAJOR, "text.meaning")
    assert says in change.summary


@pytest.mark.parametrize(
    ("one", "both"),
    [
        ("Second-line", "Second- or Third-line"),
        ("Second-line", "First or Second Line"),
        ("2nd-line", "1st- and/or 2nd-line"),
        ("Third Line", "First, Second, or Third Line"),
    ],
)
def test_a_line_of_therapy_that_others_join_is_not_said_to_be_gone(one: str, both: str) -> None:
    joined, left = (_edited(BRIEF, f"{a} Drug A", f"{b} Drug A") for a, b in ((one, both), (both, one)))
    assert joined.summary.endswith(f"; now says “{both}”")
    assert left.summary.endswith(f"; no longer says “{both}”")


def test_a_condition_or_a_drug_that_leaves_a_title_is_major() -> None:
    conditions = "conditionsModule.conditions"
    old = changed(conditions, ["Recurrent Glioblastoma"], BRIEF, "Zoliflozin in Recurrent Glioblastoma")
    old = changed("armsInterventionsModule.interventions.0.name", "Zoliflozin", record=old)
    disease = only(old, changed(BRIEF, "Zoliflozin in Recurrent Glioma", record=old))
    drug = only(old, changed(BRIEF, "A Study in Recurrent Glioblastoma", record=old))
    assert [(c.rule, c.inputs["lost"]) for c in (disease, drug)] == [
        ("text.meaning", ["glioblastoma"]),
        ("text.meaning", ["zoliflozin"]),
    ]


@pytest.mark.parametrize(
    ("before", "after", "lost", "gained"),
    [
        ("Drug A in Glioblastoma", "Drug A in Glioma", "glioblastoma", "glioma"),
        ("Drug A for Lung Cancer", "Drug A for Breast Cancer", "lung", "breast"),
        ("Drug A in Patients With Asthma", "Drug A in Patients With Bronchiectasis", "asthma", "bronchiectasis"),
    ],
)
def test_another_disease_in_a_title_is_major_whatever_the_conditions_say(
    before: str, after: str, lost: str, gained: str
) -> None:
    change = _edited(BRIEF, before, after)
    assert (change.significance, change.rule, change.inputs["lost"], change.inputs["gained"]) == (
        MAJOR, "text.meaning", [lost], [gained],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A Study of Drug A in Asthma", "Study of Drug A for Asthma"),
        ("Drug A for Patients With Back Pain", "Drug A in People With Back Pain"),
        ("Drug A in Renal Tumours", "Drug A in Kidney Tumors"),
        ("Drug A in Subjects With Severe Asthma", "Drug A in Individuals Diagnosed With Severe Asthma"),
        ("Efficacy of Drug A in Asthma", "Efficacy and Safety of Drug A in Asthma"),
        ("Drug A in Lung Cancer", "Drug A in Lung Carcinoma"),
        ("Drug A for Second-line Therapy", "Drug A for Second Line Therapy"),
        ("Drug A for First- and Second-line Care", "Drug A for First/Second Line Care"),
    ],
)
def test_a_title_reworded_is_administrative(before: str, after: str) -> None:
    assert _edited(BRIEF, before, after).rule == "text.wording"


@pytest.mark.parametrize(
    ("phases", "rule", "significance"),
    [(["PHASE3"], "title.phase_word", MINOR), (["PHASE2", "PHASE3"], "text.meaning", MAJOR)],
)
def test_a_title_that_loses_its_phase_is_minor_while_the_phase_field_stays(
    phases: list[str], rule: str, significance: Significance
) -> None:
    old = changed(BRIEF, "A Phase III Study of Drug A")
    new = changed(BRIEF, "A Study of Drug A", "designModule.phases", phases, record=old)
    change = next(change for change in changes(old, new) if change.kind == "title.changed")
    assert (change.rule, change.significance) == (rule, significance)
    assert "no longer says “Phase III”" in change.summary


@pytest.mark.parametrize(("path", "kind"), [(BRIEF, "title.changed"), (SUMMARY, "text.edited")])
def test_numbers_are_minor_and_wording_is_administrative(path: str, kind: str) -> None:
    text = "Drug A given to about 200 people for AZD2936"
    numbers = _edited(path, text, text.replace("200", "100"))
    assert (numbers.kind, numbers.significance, numbers.rule) == (kind, MINOR, "text.numbers")
    assert (numbers.inputs["numbers_lost"], numbers.inputs["numbers_gained"]) == (["200"], ["100"])
    wording = _edited(path, text, text.replace("given to", "offered to"))
    assert (wording.kind, wording.significance, wording.rule) == (kind, ADMINISTRATIVE, "text.wording")


@pytest.mark.parametrize(
    ("before", "after", "numbers"),
    [
        ("People aged 18-65 years", "People aged 18-75 years", (["65 years"], ["75 years"])),
        ("Given every 1-2 weeks", "Given every 1-4 weeks", (["2 weeks"], ["4 weeks"])),
        ("After 24/48 hours", "After 24/72 hours", (["48 hours"], ["72 hours"])),
        ("About 1x10e6 cells", "About 1x10e8 cells", (["10e6 cells"], ["10e8 cells"])),
        ("About 1,000 people", "About 1000 people", ([], [])),
        ("A dose of 50 mg for two weeks", "A dose of 50 mg for 14 days", ([], [])),
        ("Each gets 50 mg", "Each gets 50 g", (["50 mg"], ["50 g"])),
    ],
)
def test_both_ends_of_a_range_are_numbers_and_a_spelling_is_none(before: str, after: str, numbers: Any) -> None:
    change = _edited(SUMMARY, before, after)
    assert (change.inputs["numbers_lost"], change.inputs["numbers_gained"]) == numbers
    assert change.rule == ("text.numbers" if any(numbers) else "text.wording")


def test_the_digits_of_a_name_are_no_number() -> None:
    assert _edited(SUMMARY, "AZD2936 and PD-1", "AZD2937 and PD-2").rule == "text.wording"


def test_an_acronym_carries_no_fact() -> None:
    change = _edited(ACRONYM, "EXAMPLE", "EXAMPLE-101")
    assert (change.kind, change.significance) == ("title.changed", ADMINISTRATIVE)
    assert change.summary == "Acronym changed from “EXAMPLE” to “EXAMPLE-101”"


def test_a_text_that_comes_or_goes_as_a_whole_is_minor_and_invents_no_loss() -> None:
    new = changed(DESCRIPTION, None)
    gone, come = only(base(), new), only(new, changed(submitted="2026-03-05"))
    assert [(c.summary, c.significance) for c in (gone, come)] == [
        ("Detailed description removed", MINOR),
        ("Detailed description added", MINOR),
    ]


def test_a_word_that_stands_elsewhere_in_the_text_is_not_lost() -> None:
    before = "A randomized study. Half are randomized to placebo."
    assert _edited(SUMMARY, before, "A study. Half are randomized to placebo.").rule == "text.wording"


_TEXTS = st.lists(
    st.sampled_from(["randomized", "placebo", "blinded", "open-label", "2L", "children", "Drug", "A", "versus"]),
    max_size=8,
).map(" ".join)


@given(_TEXTS, _TEXTS)
def test_what_one_way_gains_the_other_way_loses(before: str, after: str) -> None:
    there = [*signals.design(before, after), *signals.population(before, after)]
    back = [*signals.design(after, before), *signals.population(after, before)]
    assert [(s.kind, s.gained, s.lost) for s in there] == [(s.kind, s.lost, s.gained) for s in back]
    assert signals.design(before, before) == signals.population(before, before) == []


_LONG = st.lists(
    st.sampled_from(
        ["not randomized", "randomized", "double-blind", "controlled trial", "well-controlled", "placebo", "open-label",
         "extension", "study", "adults", "children", "HIV", "brain", "metastases", "2", "/", "3", "L", "first-line",
         "first-", "second", "or", "line",
         "prior", "therapy", "non-", "of", "the"]
    ),
    max_size=40,
)  # fmt: skip


@given(_LONG, _LONG, _LONG, _LONG)
def test_in_long_texts_that_share_most_of_their_words_all_is_found_that_a_whole_search_finds(
    first: list[str], second: list[str], old: list[str], new: list[str]
) -> None:
    before, after = (" ".join([*first, *inner, *second]) for inner in (old[:5], new[:5]))
    for search in (signals.design, signals.population):
        said, says = (_names(search("", text)) for text in (before, after))  # of nothing, all is gained
        found = search(before, after)
        assert {name for one in found for name in one.gained} == says - said
        assert {name for one in found for name in one.lost} == said - says


def _names(found: list[signals.Signal]) -> set[str]:
    return {name for one in found for name in one.gained}


@given(_TEXTS, _TEXTS)
def test_only_words_that_the_texts_have_are_quoted(before: str, after: str) -> None:
    found = [*signals.design(before, after), *signals.population(before, after), *signals.given(before, after)]
    assert all(word in before for one in found for word in one.lost_words)
    assert all(word in after for one in found for word in one.gained_words)


@given(st.sampled_from([" ", "\n", "\t", "\u00a0", "\n\n"]))
def test_a_text_spaced_or_escaped_otherwise_is_no_change(space: str) -> None:
    text = "Drug A (150 mg) \\> placebo * in adults"
    assert changes(changed(SUMMARY, text), changed(SUMMARY, text.replace(" ", space).replace("\\>", ">"))) == []
