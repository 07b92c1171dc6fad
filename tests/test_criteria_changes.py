"""Who may take part: one change for each criterion and each limit, with its direction where that can be known."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.trial import base, changed, changes, only, update
from watcher.meaning.eligibility.bounds import edited
from watcher.meaning.eligibility.sense import turned
from watcher.model import Change, Significance

CRITERIA = "eligibilityModule.eligibilityCriteria"
MAJOR, MINOR, ADMINISTRATIVE = Significance.MAJOR, Significance.MINOR, Significance.ADMINISTRATIVE


def _text(inclusion: list[str], exclusion: list[str]) -> str:
    lists = [f"{name} Criteria:\n\n" + "\n".join(f"* {item}" for item in items)
             for name, items in (("Inclusion", inclusion), ("Exclusion", exclusion)) if items]  # fmt: skip
    return "\n\n".join(lists)


def _changes(old: str, new: str) -> list[Change]:
    return changes(changed(CRITERIA, old), changed(CRITERIA, new, submitted="2026-03-05"))


def _only(old: str, new: str) -> Change:
    found = _changes(old, new)
    assert len(found) == 1, [change.summary for change in found]
    return found[0]


OLD = _text(["Body weight ≥ 40 kg", "Signed informed consent"], ["Heart failure", "More than 2 prior infusions"])


# --- added, removed, moved -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("new", "kind", "widening", "summary"),
    [
        (
            _text(
                ["Body weight ≥ 40 kg", "Signed informed consent", "Able to read"],
                ["Heart failure", "More than 2 prior infusions"],
            ),
            "criterion.added",
            "narrowed",
            "Inclusion criterion added (eligibility narrowed): “Able to read”",
        ),
        (
            _text(["Body weight ≥ 40 kg", "Signed informed consent"], ["More than 2 prior infusions"]),
            "criterion.removed",
            "widened",
            "Exclusion criterion removed (eligibility widened): “Heart failure”",
        ),
        (
            _text(
                ["Body weight ≥ 40 kg", "Signed informed consent"],
                ["Heart failure", "More than 2 prior infusions", "Smoking is allowed up to the day of surgery"],
            ),
            "criterion.added",
            "undecidable",
            "Exclusion criterion added: “Smoking is allowed up to the day of surgery”",
        ),
    ],
)
def test_a_criterion_that_comes_or_goes_is_major_and_says_its_direction(
    new: str, kind: str, widening: str, summary: str
) -> None:
    change = _only(OLD, new)
    assert (change.kind, change.inputs["widening"], change.summary) == (kind, widening, summary)
    assert (change.significance, change.rule) == (MAJOR, "criterion.whole")


def test_a_criterion_that_changes_sides_is_one_major_change() -> None:
    new = _text(["Body weight ≥ 40 kg", "Signed informed consent", "Heart failure"], ["More than 2 prior infusions"])
    change = _only(OLD, new)
    assert (change.kind, change.significance, change.rule) == ("criterion.edited", MAJOR, "criterion.moved")
    assert change.summary == "Criterion moved from exclusion to inclusion: “Heart failure”"
    assert (change.inputs["widening"], len(change.edits)) == ("undecidable", 2)


def test_a_criterion_that_changes_sides_and_some_of_its_words_tells_both() -> None:
    words = "Total bilirubin above {} mg/dL within two weeks of the first dose of the study drug"
    change = _only(_text(["Adults"], [words.format(2), "Smoking"]), _text(["Adults", words.format(3)], ["Smoking"]))
    assert change.summary == (
        f"Criterion moved from exclusion to inclusion and edited, from “{words.format(2)}” to “{words.format(3)}”"
    )
    assert (change.before, change.after) == (words.format(2), words.format(3))


def test_a_criterion_less_or_more_is_major_although_no_heading_names_its_side() -> None:
    change = _only("* Adults\n* Asthma", "* Adults\n* Asthma\n* Able to swim")
    assert (change.kind, change.significance, change.rule) == ("criterion.added", MAJOR, "criterion.whole")
    assert change.summary == "Eligibility criterion added: “Able to swim”"


def test_a_remark_ahead_of_the_criteria_is_minor() -> None:
    change = _only(OLD, f"Adults are studied here.\n\n{OLD}")
    assert (change.kind, change.significance, change.rule) == ("criterion.added", MINOR, "criterion.outside")


def test_a_heading_for_everybody_is_no_cohort() -> None:
    old = OLD.replace("Exclusion Criteria:", "Exclusion Criteria for all groups:")
    change = _only(old, f"{old}\n* Able to swim")
    assert change.summary == "Exclusion criterion added (eligibility narrowed): “Able to swim”"


def test_a_note_that_other_criteria_may_apply_is_minor() -> None:
    change = _only(OLD, f"{OLD}\n\nOther protocol-defined inclusion/exclusion criteria may apply.")
    assert (change.kind, change.significance, change.rule) == ("criterion.added", MINOR, "criterion.note")


def test_what_one_cohort_asks_for_is_told_with_its_cohort_and_is_undecidable() -> None:
    cohort = "\n\nPart B Inclusion Criteria:\n\n* ECOG 0"
    change = _only(OLD + cohort, f"{OLD}{cohort}\n* Platelets above 100")
    assert change.summary == "Inclusion criterion (Part B Inclusion Criteria) added: “Platelets above 100”"
    assert change.inputs["widening"] == "undecidable"


@pytest.mark.parametrize(
    "words",
    [
        "None",
        "Not applicable",
        "No additional exclusion criteria",
        "Other protocol-defined inclusion criteria apply",
        "See protocol for the full list",
        "Contact the site for details",
        "Measurable disease is not required",
        "Patients should not be excluded for prior hepatitis B",
        "There is no restriction on prior therapy",
        "No upper age limit",
        "Prior lines of therapy: any number",
        "OR documented genetic variant",
        "Unless approved by the sponsor",
        "The above does not apply to Cohort B",
        "For Cohort B only: prior PD-1 therapy",
        "Lymphoma (Part 2 only)",
        "Part E: No prior treatment for lymphoma",
    ],
)
def test_a_line_that_asks_for_nothing_or_of_some_only_has_no_direction(words: str) -> None:
    texts = [
        _text(["Adults"], ["Smoking"]),
        _text(["Adults", words], ["Smoking"]),
        _text(["Adults"], ["Smoking", words]),
    ]
    pairs = [(texts[0], text) for text in texts[1:]] + [(text, texts[0]) for text in texts[1:]]
    assert {_only(*pair).inputs["widening"] for pair in pairs} == {"undecidable"}


@pytest.mark.parametrize(
    "words", ["Asthma (inhaled steroids are not excluded)", "Aged 18 to 75, no gender restriction", "Stage IV: lung"]
)
def test_a_criterion_asks_for_something_whatever_it_says_aside(words: str) -> None:
    change = _only(_text(["Adults"], ["Smoking"]), _text(["Adults"], ["Smoking", words]))
    assert change.inputs["widening"] == "narrowed"


# --- edited ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "widening"),
    [
        ("Body weight ≥ 40 kg", "Body weight ≥ 35 kg", "widened"),
        ("Body weight ≥ 40 kg", "Body weight ≥ 45 kg", "narrowed"),
        ("Body weight of at least 40 kg", "Body weight of at least 35 kg", "widened"),
        ("ECOG status \\<= 1", "ECOG status \\<= 2", "widened"),
        ("Bilirubin up to 1.5 mg", "Bilirubin up to 1.25 mg", "narrowed"),
        ("Body weight 40 kg", "Body weight 35 kg", "undecidable"),
        ("No more than 2 relapses", "No more than 3 relapses", "widened"),
        ("Weight not below ≥ 40 kg", "Weight not below ≥ 35 kg", "undecidable"),
        ("Age ≥ 18 and weight ≥ 40 kg", "Age ≥ 16 and weight ≥ 35 kg", "undecidable"),
        ("Platelets ≥ 100,000 cells", "Platelets ≥ 75,000 cells", "widened"),
        ("Age 18 years or older at consent", "Age 16 years or older at consent", "widened"),
        ("Hemoglobin 9 g/dL or higher", "Hemoglobin 10 g/dL or higher", "narrowed"),
        ("Female, 18 years of age or older", "Female, 21 years of age or older", "narrowed"),
        ("Weight at screening of at least 40 kg", "Weight at screening of ≥ 35 kg", "widened"),
        ("Weight not less than 40 kg", "Weight not less than 35 kg", "widened"),
        ("ECOG status 0-1", "ECOG status 0-2", "widened"),
        ("ECOG status of 0, 1 or 2", "ECOG status of 0 or 1", "narrowed"),
        ("BMI between 18 and 32", "BMI between 20 and 30", "narrowed"),
        ("BMI between 18 and 32", "BMI between 20 and 35", "undecidable"),
        ("No more than one prior line", "No more than two prior lines", "widened"),
        ("No infection within 4 weeks", "No infection within 14 days", "widened"),
        ("Absence of more than 5 lesions", "Absence of more than 8 lesions", "widened"),
        ("No cancer, and weight ≥ 40 kg", "No cancer, and weight ≥ 35 kg", "undecidable"),
        ("Not pregnant with weight ≥ 40 kg", "Not pregnant with weight ≥ 35 kg", "undecidable"),
        ("Weight ≥ 40 kg unless frail", "Weight ≥ 35 kg unless frail", "undecidable"),
    ],
)
def test_a_number_in_an_inclusion_is_major_and_its_direction_is_told_where_it_is_certain(
    old: str, new: str, widening: str
) -> None:
    change = _only(_text([old, "Consent"], ["Smoking"]), _text([new, "Consent"], ["Smoking"]))
    assert (change.kind, change.significance, change.rule) == ("criterion.edited", MAJOR, "criterion.number")
    assert change.inputs["widening"] == widening


@pytest.mark.parametrize(
    ("old", "new", "widening"),
    [
        ("Infection within 4 weeks", "Infection within 2 weeks", "widened"),
        ("Creatinine > 1.5 mg", "Creatinine > 2 mg", "widened"),
        ("Weight < 40 kg", "Weight < 50 kg", "narrowed"),
        ("No contraception for 4 weeks", "No contraception for 6 weeks", "undecidable"),
        ("Unable to walk more than 100 m", "Unable to walk more than 50 m", "widened"),
        ("Grade 3-4 neuropathy", "Grade 2-4 neuropathy", "narrowed"),
    ],
)
def test_in_an_exclusion_the_same_sign_reads_the_other_way_round(old: str, new: str, widening: str) -> None:
    change = _only(_text(["Adults"], [old]), _text(["Adults"], [new]))
    assert change.inputs["widening"] == widening


@given(st.integers(1, 400), st.integers(1, 400), st.sampled_from(["≥", ">", "≤", "<", "at least", "up to"]))
def test_what_widens_as_inclusion_narrows_as_exclusion_and_backwards(old: int, new: int, sign: str) -> None:
    before, after = f"Weight {sign} {old} kg", f"Weight {sign} {new} kg"
    found = {edited("inclusion", before, after), edited("exclusion", before, after)}
    assert found == ({"undecidable"} if old == new else {"widened", "narrowed"})
    assert edited("inclusion", after, before) == edited("exclusion", before, after)
    assert edited("other", before, after) == "undecidable"


def test_the_direction_stands_where_the_headline_still_shows_it() -> None:
    long = "{} weeks since the last dose of any other investigational agent, of chemotherapy and of radiotherapy"
    old, new = (f"At least {long.format(n)}" for n in (4, 2))
    found = update(
        changed(CRITERIA, _text([old], ["Smoking"])),
        changed(CRITERIA, _text([new], ["Smoking"]), submitted="2026-03-05"),
    )
    assert found is not None
    assert found.headline.startswith("Inclusion criterion changed (eligibility widened) from “At least 4 weeks since")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("At least 2 weeks since chemotherapy", "At least 14 days since chemotherapy"),
        ("At least one prior line of therapy", "At least 1 prior line of therapy"),
        ("Stable dose for 2 to 4 weeks", "Stable dose for 14 to 28 days"),
        ("Consent 24 hours before", "Consent 1 day before"),
    ],
)
def test_the_same_value_in_another_unit_is_a_rewording(old: str, new: str) -> None:
    change = _only(_text([old], ["Smoking"]), _text([new], ["Smoking"]))
    assert (change.significance, change.rule) == (MINOR, "criterion.reworded")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("A PD-1 inhibitor before is allowed", "A PD-1 inhibitor before is not allowed", "now says “not”"),
        (
            "Prior chemotherapy with Drug A is allowed",
            "Prior chemotherapy with Drug A will not be permitted",
            "now says “not”",
        ),
        ("Chemotherapy is allowed", "Chemotherapy is prohibited", "now says “prohibited”"),
        ("A biopsy is required", "A biopsy is allowed", "no longer says “required” and now says “allowed”"),
        (
            "Prior platinum is permitted",
            "Prior platinum is mandatory",
            "no longer says “permitted” and now says “mandatory”",
        ),
        (
            "Drug A before is required",
            "Drug A before is not allowed",
            "no longer says “required” and now says “allowed” and “not”",
        ),
        ("A biopsy is not required", "A biopsy is not allowed", "no longer says “required” and now says “allowed”"),
        ("Prior therapy with Drug A", "Prior therapy with Drug A is allowed", "now says “allowed”"),
        ("Hemoglobin > 9 g/dL", "Hemoglobin < 9 g/dL", "no longer says “>” and now says “<”"),
        ("Aged 18 years or older", "Aged 18 years or younger", "no longer says “older” and now says “younger”"),
        ("Weight ≥ 40 kg at entry", "Weight 40 kg or less at entry", "no longer says “≥” and now says “or less”"),
        ("No known allergy to Drug A", "Known allergy to Drug A", "no longer says “no”"),
        ("Patients without edema", "Patients with edema", "no longer says “without” and now says “with”"),
        ("Drug test negative", "Drug test positive", "no longer says “negative” and now says “positive”"),
        ("Absence of ascites", "Presence of ascites", "no longer says “absence” and now says “presence”"),
        ("Able to read", "Unable to read", "no longer says “able” and now says “unable”"),
        ("Angina that is stable", "Angina that is unstable", "no longer says “stable” and now says “unstable”"),
    ],
)
def test_a_criterion_that_asks_for_the_opposite_is_major(old: str, new: str, told: str) -> None:
    change = _only(_text([old, "Consent"], ["Smoking"]), _text([new, "Consent"], ["Smoking"]))
    assert (change.kind, change.significance, change.rule) == ("criterion.edited", MAJOR, "criterion.reversed")
    assert change.summary.endswith(f"; {told}")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Adequate organ function", "Adequate organ function, and no transfusion"),
        ("Prior chemotherapy with Drug A is not allowed", "No prior chemotherapy with Drug A"),
        ("Chemotherapy is not allowed", "Chemotherapy is prohibited"),
        ("No prior or current asthma", "No current asthma"),
        ("A biopsy is allowed", "A biopsy is not required"),
        ("A biopsy is allowed", "A biopsy is permitted"),
        ("A biopsy is required", "A biopsy is mandatory"),
        ("Adequate organ function", "Adequate organ function; inhaled steroids are allowed"),
        ("No more than 5 lesions", "Fewer than 5 lesions"),
        ("Weight ≥ 40 kg", "Weight of at least 40 kg"),
        ("Receptor positive, ligand negative", "Ligand negative, receptor positive as well"),
        ("Patients with no asthma", "Patients without asthma"),
        ("Severe or poorly controlled eczema", "Severe or uncontrolled eczema"),
        ("Cannot read the questionnaire", "Can not read the questionnaire"),
    ],
)
def test_a_negation_that_only_moved_or_came_with_words_of_its_own_turns_nothing(old: str, new: str) -> None:
    found = _changes(_text([old, "Consent"], ["Smoking"]), _text([new, "Consent"], ["Smoking"]))
    assert {change.rule for change in found} <= {"criterion.reworded"}


def test_a_part_that_asks_for_the_opposite_turns_its_criterion() -> None:
    old = "Inclusion Criteria:\n\n* All of these:\n  * HBsAg test negative\n  * Asthma\n* Adults"
    assert _only(old, old.replace("negative", "positive")).rule == "criterion.reversed"


@given(st.sampled_from(["not ", "no ", "without ", "never "]), st.text("abc ", min_size=3))
def test_what_is_turned_one_way_is_turned_the_other_way_too(word: str, text: str) -> None:
    before, after = f"use of {text}", f"use of {word}{text}"
    there, back = turned(before, after), turned(after, before)
    assert [(s.gained, s.lost) for s in there] == [(s.lost, s.gained) for s in back]


def test_a_reworded_criterion_without_a_number_is_minor() -> None:
    change = _only(OLD, OLD.replace("Signed informed consent", "Signed written informed consent"))
    assert (change.significance, change.rule) == (MINOR, "criterion.reworded")
    assert change.summary == (
        "Inclusion criterion changed from “Signed informed consent” to “Signed written informed consent”"
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Active infection or cancer", "Active infection, cancer or pregnancy"),
        ("Stage III disease, second-line", "Stage III disease, third-line"),
        ("Lung disease that required steroids", "Lung disease irrespective of steroids"),
        ("Adults with severe asthma", "Adults and adolescents with severe asthma"),
    ],
)
def test_a_population_a_line_of_therapy_or_a_whole_group_that_moves_is_major(old: str, new: str) -> None:
    change = _only(_text(["Consent"], [old]), _text(["Consent"], [new]))
    assert (change.kind, change.significance, change.rule) == ("criterion.edited", MAJOR, "criterion.population")


def test_what_moves_inside_a_criterion_is_one_change_of_that_criterion() -> None:
    old = "Inclusion Criteria:\n\n* One of these:\n  * Platelets above 100\n  * Hemoglobin above 9\n* Consent"
    new = old.replace("above 100", "above 75").replace("above 9", "above 8")
    change = _only(old, new)
    assert (change.kind, len(change.edits)) == ("criterion.edited", 2)
    assert change.before == "One of these: Hemoglobin above 9 Platelets above 100"


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("", "\n  * Signed consent", "“One of these:” now includes “Signed consent”"),
        ("\n  * Signed consent", "", "“One of these:” no longer includes “Signed consent”"),
    ],
)
def test_a_part_that_comes_or_goes_is_told_with_its_criterion(before: str, after: str, says: str) -> None:
    old = f"Inclusion Criteria:\n\n* One of these:\n  * Asthma{before}\n* Adults"
    change = _only(old, f"Inclusion Criteria:\n\n* One of these:\n  * Asthma{after}\n* Adults")
    assert (change.kind, change.item, change.summary) == (
        "criterion.edited", "One of these:", f"Inclusion criterion {says}",
    )  # fmt: skip
    assert (change.significance, change.rule) == (MAJOR, "criterion.part")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\n  * Signed consent of the parents", "\n  * Signed consent of parents"),
        ("", "\n  * Other protocol-defined inclusion criteria may apply"),
    ],
)
def test_a_part_reworded_or_a_note_among_the_parts_is_minor(before: str, after: str) -> None:
    old, new = (f"Inclusion Criteria:\n\n* One of these:\n  * Asthma{part}\n* Adults" for part in (before, after))
    assert _only(old, new).significance is _only(new, old).significance is MINOR


def test_a_criterion_that_is_set_as_a_list_has_no_part_more() -> None:
    change = _only("Exclusion Criteria:\n\n* Disease of: the liver, the kidney\n* Smoking",
                   "Exclusion Criteria:\n\n* Disease of:\n  * the liver\n  * the kidney\n* Smoking")  # fmt: skip
    assert (change.significance, change.rule) == (MINOR, "criterion.reworded")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("FEV1 < 80%", "FEV1 <80 %"),
        ("Known hepatitis B.", "Known hepatitis B;"),
        ("Known hepatitis B or C", "known Hepatitis B, or C"),
        ("Weight (at screening) over 40 kg", "Weight at screening over 40kg"),
    ],
)
def test_white_space_punctuation_and_capitals_are_administrative_whatever_the_stage(old: str, new: str) -> None:
    change = _only(_text([old], ["Smoking"]), _text([new], ["Smoking"]))
    assert (change.significance, change.rule) == (ADMINISTRATIVE, "criterion.spelling")


@pytest.mark.parametrize(("old", "new"), [("Creatinine 1.5 mg", "Creatinine 15 mg"), ("HIV+ men", "HIV- men"),
                                          ("Not able to swim", "Notable to swim")])  # fmt: skip
def test_a_mark_that_carries_meaning_is_no_punctuation(old: str, new: str) -> None:
    assert _only(_text([old], ["Smoking"]), _text([new], ["Smoking"])).rule != "criterion.spelling"


def test_a_criterion_that_is_said_twice_neither_narrows_nor_widens() -> None:
    once, twice = (
        _text(["Adults"], items) for items in (["Smoking", "Pregnancy."], ["Smoking", "Pregnancy.", "pregnancy"])
    )
    assert {_only(once, twice).inputs["widening"], _only(twice, once).inputs["widening"]} == {"undecidable"}


def test_a_renamed_cohort_heading_is_one_change_however_many_criteria_it_heads() -> None:
    old = "Cohort B (2L) Specific Inclusion Criteria:\n\n* Cancer of the stomach\n* ECOG 0\n* Consent"
    change = _only(old, old.replace("2L", "3L"))
    assert (change.kind, len(change.edits), change.significance) == ("criterion.edited", 3, MAJOR)
    assert change.summary == (
        "Heading of 3 criteria changed from “Cohort B (2L) Specific Inclusion Criteria:” "
        "to “Cohort B (3L) Specific Inclusion Criteria:”"
    )


COHORTS = "Inclusion Criteria:\n\nAll cohorts:\n\n* Adults\n\nCohort B only:\n\n* ECOG 0\n* Hepatitis B"


def test_a_criterion_that_goes_to_another_cohort_is_named_and_major() -> None:
    new = COHORTS.replace("\n* Hepatitis B", "").replace("* Adults", "* Adults\n* Hepatitis B")
    there, back = _only(COHORTS, new), _only(new, COHORTS)
    assert {(change.significance, change.rule, change.item) for change in (there, back)} == {
        (MAJOR, "criterion.cohort", "Hepatitis B")
    }
    assert there.summary == "1 criterion moved from the heading “Cohort B only” to “All cohorts”: “Hepatitis B”"


def test_a_criterion_that_is_asked_of_one_cohort_only_now_is_major() -> None:
    old = "Inclusion Criteria:\n\n* Adults\n* ECOG 0\n* Hepatitis B"
    change = _only(old, old.replace("* ECOG 0", "\nCohort B only:\n\n* ECOG 0"))
    assert (change.significance, change.rule) == (MAJOR, "criterion.cohort")
    assert change.summary == "2 criteria now under the heading “Cohort B only”: “ECOG 0” and “Hepatitis B”"


@pytest.mark.parametrize(
    ("heading", "significance"),
    [("Part 1 only:", MINOR), ("Laboratory values:", MINOR), ("Patients over 40 kg:", MAJOR)],
)
def test_a_heading_is_major_by_its_numbers_but_not_by_that_of_its_name(
    heading: str, significance: Significance
) -> None:
    assert _only(COHORTS, COHORTS.replace("Cohort B only:", heading)).significance is significance


def test_a_criterion_that_goes_to_another_topic_is_minor() -> None:
    old = "Inclusion Criteria:\n\nBlood:\n\n* Iron low\n* Copper low\n\nUrine:\n\n* Protein low"
    change = _only(old, old.replace("\n* Copper low", "") + "\n* Copper low")
    assert (change.significance, change.item) == (MINOR, "Copper low")


def test_a_plain_heading_reworded_is_administrative() -> None:
    change = _only(OLD, OLD.replace("Inclusion Criteria", "Key Inclusion Criteria"))
    assert (change.kind, change.significance, change.rule) == ("criterion.edited", ADMINISTRATIVE, "criterion.heading")


@pytest.mark.parametrize(
    ("heading", "mistyped"),
    [
        ("Inclusion Criteria:", "IncInclusion criteria"),
        ("Inclusion Criteria:", "Iclusion Criteria:"),
        ("Exclusion Criteria:", "Exclusion Crieria:"),
        ("Exclusion Criteria:", "Exclusion Crteria"),
        ("Exclusion Criteria:", "Exclusion Crietria:"),
        ("Exclusion Criteria:", "Exclusion Criiteria:"),
        ("Exclusion Criteria:", "Exclsuion Criteria"),
        ("Exclusion Criteria:", "Exclusionary Criteria:"),
        ("Exclusion Criteria:", "Eclusion Criteria:"),
        ("Exclusion Criteria:", "Exxlusion Criteria:"),
    ],
)
def test_a_heading_mistyped_is_not_the_loss_of_every_criterion(heading: str, mistyped: str) -> None:
    text = _text(["Adults", "Consent", "Able to read", "Weight over 40 kg"], ["Smoking", "Pregnancy", "Heart failure"])
    wrong = text.replace(heading, mistyped)
    there, back = _only(text, wrong), _only(wrong, text)
    assert (there.rule, there.significance) == (back.rule, back.significance) == ("criterion.heading", ADMINISTRATIVE)
    assert there.summary == f"Headings of the criteria reworded: “{heading}” became “{mistyped}”"


def test_criteria_that_move_to_a_cohort_of_the_other_side_have_moved_whatever_its_heading() -> None:
    lists = "Inclusion Criteria:\n\n* Adults\n\n{}:\n\n* Smoking\n* Pregnancy\n* Heart failure"
    found = _changes(lists.format("Exclusion Criteria"), lists.format("Inclusion Criteria B"))
    assert [change.rule for change in found].count("criterion.moved") == 3


def test_criteria_that_lost_their_headings_are_told_by_section_and_not_one_by_one() -> None:
    lists = ["Adults", "Consent", "Able to read"], ["Smoking", "Pregnancy", "Heart failure"]
    found = _changes(_text(*lists), "\n".join(f"* {item}" for item in (*lists[0], *lists[1])))
    assert "3 criteria moved from the inclusion criteria to no section; their words stay" in {c.summary for c in found}
    assert (len(found), {change.significance for change in found}) == (3, {MINOR, ADMINISTRATIVE})


@given(st.randoms(use_true_random=False), st.sampled_from(["* ", "- ", "{}. ", "{}) ", "• "]))
def test_criteria_in_another_order_with_other_marks_are_no_change(chance: random.Random, style: str) -> None:
    lists = [["Body weight ≥ 40 kg", "Signed informed consent", "Able to read"], ["Heart failure", "Smoking"]]
    mixed = [chance.sample(items, len(items)) for items in lists]
    new = "\n\n".join(
        f"{name} Criteria:\n\n" + "\n".join(style.format(n) + item for n, item in enumerate(items, 1))
        for name, items in zip(("Inclusion", "Exclusion"), mixed, strict=True)
    )
    assert _changes(_text(*lists), new) == []


# --- limits ----------------------------------------------------------------------------------------------------------


def _field(name: str, value: Any, old: Any = None) -> Change:
    before = changed(f"eligibilityModule.{name}", old) if old is not None else base()
    return only(before, changed(f"eligibilityModule.{name}", value, record=before, submitted="2026-03-05"))


@pytest.mark.parametrize(
    ("name", "value", "widening", "summary"),
    [
        ("minimumAge", "12 Years", "widened", "Minimum age lowered from 18 years to 12 years"),
        ("minimumAge", "21 Years", "narrowed", "Minimum age raised from 18 years to 21 years"),
        ("minimumAge", None, "widened", "Minimum age of 18 years was lifted: there is no limit now"),
        ("maximumAge", "80 Years", "widened", "Maximum age raised from 75 years to 80 years"),
        ("maximumAge", None, "widened", "Maximum age of 75 years was lifted: there is no limit now"),
        ("sex", "FEMALE", "narrowed", "Sex changed from all to female only"),
        ("healthyVolunteers", True, "widened", "Healthy volunteers: accepted now (before: not accepted)"),
        ("healthyVolunteers", None, "undecidable", "Healthy volunteers: not stated now (before: not accepted)"),
        ("genderBased", True, "undecidable", "Eligibility is now based on gender"),
    ],
)
def test_each_limit_is_major_and_says_its_direction(name: str, value: Any, widening: str, summary: str) -> None:
    change = _field(name, value)
    assert (change.kind, change.significance) == ("eligibility.changed", MAJOR)
    assert (change.inputs["widening"], change.summary) == (widening, summary)


@pytest.mark.parametrize("value", ["216 Months", "18 years", "9467280 mınutes"])
def test_the_same_age_in_another_unit_or_spelling_is_administrative_and_shows_both(value: str) -> None:
    change = _field("minimumAge", value)
    assert change.summary == f"Minimum age is the same, written “{value}” instead of “18 Years”"
    assert (change.kind, change.significance, change.rule) == (
        "eligibility.changed",
        ADMINISTRATIVE,
        "eligibility.spelling",
    )


def test_the_age_groups_go_with_the_age_that_moved_them() -> None:
    new = changed("eligibilityModule.minimumAge", "12 Years", "eligibilityModule.stdAges", ["CHILD", "ADULT"])
    change = only(base(), new)
    assert (change.path, len(change.edits)) == ("protocolSection.eligibilityModule.minimumAge", 3)


def test_age_groups_alone_are_a_change_of_their_own() -> None:
    change = _field("stdAges", ["ADULT"])
    assert change.summary == "The age groups changed: the study no longer includes older adult"
    assert (change.kind, change.inputs["widening"]) == ("eligibility.changed", "narrowed")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["Men and women of age 18 and above"], ["Aged between 50 years and 75 years at screening"]),
        (["ECOG 0 or 1"], ["Karnofsky performance status of 70 and better at entry"]),
        (["Hemoglobin above normal"], ["Patients must have hemoglobin that the investigator calls fit"]),
        (["Pancreatitis"], ["Inflammation of the pancreas"]),
        (["Type 1 diabetes or history of ketoacidosis"], ["T1DM or prior DKA"]),
        (["Hepatic or renal impairment"], ["Hepatic impairment", "Renal impairment"]),
        (["Current insulin use", "Pancreatitis"], ["Current insulin use or pancreatitis"]),
        (["HbA1c between 7% and 10% and BMI between 25 and 45"], ["HbA1c between 7% and 10%", "BMI between 25 and 45"]),
    ],
)
def test_a_criterion_that_others_may_have_taken_in_neither_narrows_nor_widens(
    before: list[str], after: list[str]
) -> None:
    there = _changes(_text(before, ["Heart failure"]), _text(after, ["Heart failure"]))
    back = _changes(_text(["Adults"], after), _text(["Adults"], before))
    assert {change.inputs["widening"] for change in (*there, *back)} == {"undecidable"}


@pytest.mark.parametrize(
    ("inclusion", "exclusion"),
    [
        (["Body weight ≥ 40 kg", "Written informed consent", "Able to swim"], ["Heart failure", "Smoking"]),
        (["Body weight ≥ 40 kg", "Signed informed consent", "Able to swim"], ["Kidney stones", "Smoking"]),
    ],
)
def test_a_criterion_that_has_nothing_in_common_with_what_changed_beside_it_has_its_direction(
    inclusion: list[str], exclusion: list[str]
) -> None:
    old = _text(["Body weight ≥ 40 kg", "Signed informed consent"], ["Heart failure", "Smoking"])
    told = {change.item: change.inputs["widening"] for change in _changes(old, _text(inclusion, exclusion))}
    assert told["Able to swim"] == "narrowed"
