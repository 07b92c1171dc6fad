"""One change in an update: its headline tells as much as the change itself."""

from __future__ import annotations

import pytest

from tests.support.trial import base, changed, headline_of, only
from watcher.meaning.texts.doses import moved

ARM = "armsInterventionsModule.armGroups.0"
DRUG = "armsInterventionsModule.interventions.0"
TEXT = "descriptionModule.detailedDescription"
TITLE = "identificationModule.briefTitle"
ACCESS = "statusModule.expandedAccessInfo"


@pytest.mark.parametrize(
    ("path", "before", "after", "headline"),
    [
        (
            f"{ARM}.description",
            "Drug A 150 mg once weekly",
            "Drug A 300 mg once weekly",
            "Arm “Drug A”: description edited, 150 → 300 mg",
        ),
        (f"{ARM}.label", "Drug A, low", "Drug A, high", "Arm renamed from “Drug A, low” to “Drug A, high”"),
        (
            f"{DRUG}.description",
            "Given as an intravenous infusion",
            "Given as a subcutaneous injection",
            "Intervention “Drug A”: description edited, no longer says “intravenous” and now says “subcutaneous”",
        ),
        (
            TEXT,
            "People get the drug or a placebo for a year.",
            "People get the drug for a year.",
            "Detailed description edited: no longer says “placebo”",
        ),
        (
            TITLE,
            "Drug A Compared With Placebo in Adults",
            "Drug A in Adults",
            "Brief title no longer says “Compared With” and “Placebo”",
        ),
        (
            TITLE,
            "A Study to Evaluate Drug A",
            "A Study to Assess Drug A",
            "Brief title changed from “A Study to Evaluate Drug A” to “A Study to Assess Drug A”",
        ),
    ],
)
def test_a_single_change_is_told_with_its_fact(path: str, before: str, after: str, headline: str) -> None:
    old = changed(path, before, submitted=None)
    assert headline_of(old, changed(path, after, record=old)) == headline


def test_an_outcome_of_a_long_name_is_told_with_what_moved() -> None:
    path, name = "outcomesModule.primaryOutcomes.0", "The total improvement score " * 4
    old = changed(f"{path}.measure", name.strip(), submitted=None)
    assert headline_of(old, changed(f"{path}.timeFrame", "Week 104", record=old)) == (
        "Primary outcome “The total improvement score The total improvement score …”: "
        "time frame changed from “Week 52” to “Week 104”"
    )


def test_an_outcome_of_a_long_name_that_is_promoted_says_so() -> None:
    primary, secondary = (f"outcomesModule.{rank}Outcomes" for rank in ("primary", "secondary"))
    long = {"measure": ("The total improvement score " * 4).strip(), "timeFrame": "Week 52"}
    old = changed(primary, [], secondary, [long], submitted=None)
    assert headline_of(old, changed(primary, [long], secondary, [], record=old)) == (
        "“The total improvement score The total improvement score …” promoted from secondary to primary outcome"
    )


@pytest.mark.parametrize(("authors", "named"), [("Smith J", "Smith J"), ("Smith J, Doe A", "Smith J et al.")])
def test_a_paper_of_one_author_has_no_others(authors: str, named: str) -> None:
    paper = {"pmid": "200", "type": "RESULT", "citation": f"{authors}. Results of the trial. Lancet. 2025 Jan 3;1:2."}
    new = changed("referencesModule.references", [paper])
    old = changed("referencesModule.references", [], submitted=None)
    assert headline_of(old, new) == f"First paper with results listed: {named}, Lancet, 2025 Jan 3"


def test_expanded_access_is_one_change_however_many_fields_tell_of_it() -> None:
    access = {"hasExpandedAccess": True, "nctId": "NCT01234568", "statusForNctId": "AVAILABLE"}
    change = only(base(), changed(ACCESS, access))
    assert (change.kind, change.summary) == ("expanded_access.changed", "Expanded access changed from no to yes")
    assert change.details == (
        "Expanded access record is now given: NCT01234568",
        "Status of expanded access is now given: available",
    )
    assert (change.before, change.after) == ({"hasExpandedAccess": False}, access)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("150 mg weekly", "300 mg weekly", "150 → 300 mg"),
        ("500 mg", "1 g", "500 mg → 1 g"),
        ("5 or 10 mg for 2 weeks", "5 or 20 mg for 2 weeks", "10 → 20 mg"),
        ("150 mg", "150 mg for 4 weeks", "4 weeks added"),
        ("5%", "10%", "5 → 10%"),
        ("AZD2936 150 mg", "AZD2937 150 mg", None),
        ("1, 2, 3 and 4 mg", "5, 6, 7 and 8 mg", "several numbers changed"),
    ],
)
def test_numbers_are_told_with_their_unit(before: str, after: str, words: str | None) -> None:
    assert moved(before, after) == words


def test_a_long_criterion_is_told_with_the_words_that_changed() -> None:
    text = (
        "Inclusion Criteria:\n\n* Adequate function of the bone marrow and of all other organs, that is to say at least"
    )
    path = "eligibilityModule.eligibilityCriteria"
    old = changed(path, f"{text} 9 g/dL of hemoglobin without a transfusion in the last month", submitted=None)
    new = changed(path, f"{text} 10 g/dL of hemoglobin without a transfusion in the last month", record=old)
    assert headline_of(old, new) == (
        "Inclusion criterion “Adequate function of the bone marrow …” changed"
        " from “… is to say at least 9 g/dL of hemoglobin without a …”"
        " to “… is to say at least 10 g/dL of hemoglobin without a …”"
    )


def test_a_role_that_changed_is_told_to_its_end() -> None:
    path = "contactsLocationsModule.overallOfficials.0"
    name = "Pat Maria Example-Sampleton, MD, PhD, MPH"
    old = changed(path, {"name": name, "role": "PRINCIPAL_INVESTIGATOR"}, submitted=None)
    assert headline_of(old, changed(f"{path}.role", "STUDY_DIRECTOR", record=old)) == (
        f"Official “{name}”: role changed from principal investigator to study director"
    )


def _listed(name: str) -> dict[str, str]:
    return {"measure": name, "timeFrame": "Week 52"}


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["Pain", "Death"], "2 primary outcomes added: “Death” and “Pain”"),
        (
            ["Pain", "Death", "Itching of the skin"],
            "3 primary outcomes added: “Death”, “Itching of the skin” and 1 more",
        ),
    ],
)
def test_primary_outcomes_that_come_together_are_named(names: list[str], told: str) -> None:
    path = "outcomesModule.primaryOutcomes"
    old = changed(path, [_listed("Total improvement score")], submitted=None)
    new = changed(path, [_listed("Total improvement score"), *map(_listed, names)], record=old)
    assert headline_of(old, new) == told


def test_of_papers_that_come_together_the_weightiest_is_named() -> None:
    papers = [
        {"pmid": str(number), "type": kind, "citation": f"{who} J, Doe K. Drug A works. Lancet. 2026 May;1(1):1-2."}
        for number, kind, who in ((7, "DERIVED", "Moe"), (8, "RESULT", "Roe"), (9, "DERIVED", "Zoe"))
    ]
    path = "referencesModule.references"
    old = changed(path, papers[:1], submitted=None)
    assert headline_of(old, changed(path, papers, record=old)) == (
        "Paper with results listed: Roe J et al., Lancet, 2026 May; 1 other paper added"
    )


def test_another_type_of_study_comes_before_the_phase_that_it_has_or_has_not() -> None:
    design = "designModule"
    old = base()
    new = changed(f"{design}.studyType", "OBSERVATIONAL", f"{design}.phases", None, record=old)
    assert headline_of(old, new).startswith("Study type changed from interventional to observational; phase changed")
