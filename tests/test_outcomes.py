"""Outcomes are added, removed, promoted, demoted and edited; how much that matters depends on the trial's stage."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.trial import base, changed, changes, only
from watcher.model import Change, Significance

PRIMARY, SECONDARY, OTHER = (f"outcomesModule.{name}Outcomes" for name in ("primary", "secondary", "other"))
CRITICAL, MAJOR, MINOR = Significance.CRITICAL, Significance.MAJOR, Significance.MINOR

SCORE = {"measure": "Total improvement score", "description": "By the investigator", "timeFrame": "Week 52"}
STRENGTH = {"measure": "Muscle strength", "description": "By manual testing", "timeFrame": "Week 52"}
QUALITY = {"measure": "Quality of life", "description": "By questionnaire", "timeFrame": "Week 24"}
STEROIDS = {"measure": "Dose of steroids", "timeFrame": "Week 52"}

# The stage that a record is in, by what differs from a recruiting one.
STAGES: dict[str, tuple[Any, ...]] = {
    "enrolling": (),
    "pre_start": (
        "statusModule.overallStatus", "NOT_YET_RECRUITING",
        "statusModule.startDateStruct", {"date": "2026-06-01", "type": "ESTIMATED"},
    ),
    "closed": ("statusModule.overallStatus", "ACTIVE_NOT_RECRUITING"),
    "post_pcd": ("statusModule.primaryCompletionDateStruct", {"date": "2025-12-01", "type": "ACTUAL"}),
}  # fmt: skip


def _pair(stage: str, *steps: Any) -> tuple[Any, Any]:
    old = changed(*STAGES[stage], submitted=None)
    return old, changed(*steps, record=old)


def _edited(stage: str = "enrolling", path: str = f"{PRIMARY}.0", **fields: Any) -> Change:
    old, new = _pair(stage, *(step for name, value in fields.items() for step in (f"{path}.{name}", value)))
    return only(old, new)


def _rated(change: Change) -> tuple[str, Significance, str]:
    return change.kind, change.significance, change.rule


# --- added, removed, promoted, demoted -------------------------------------------------------------------------------

AFTER, BEFORE = "outcome.primary.replaced.after_start", "outcome.primary.replaced.before_start"


@pytest.mark.parametrize(
    ("stage", "significance", "rule"),
    [("pre_start", MAJOR, BEFORE), ("enrolling", CRITICAL, AFTER), ("closed", CRITICAL, AFTER),
     ("post_pcd", CRITICAL, AFTER)],
)  # fmt: skip
def test_a_primary_outcome_added_or_removed_is_critical_once_the_trial_has_started(
    stage: str, significance: Significance, rule: str
) -> None:
    old, new = _pair(stage, PRIMARY, [SCORE, STEROIDS])
    assert _rated(only(old, new)) == ("outcome.added", significance, rule)
    backwards = changed(PRIMARY, [SCORE], record=new)
    assert _rated(only(new, backwards)) == ("outcome.removed", significance, rule)


def test_added_and_removed_outcomes_are_named_with_their_time_frame() -> None:
    old, new = _pair("enrolling", SECONDARY, [STRENGTH, QUALITY, STEROIDS])
    change = only(old, new)
    assert change.summary == "Secondary outcome added: “Dose of steroids” (time frame: Week 52)"
    assert (change.path, change.item, change.before, change.after) == (
        f"protocolSection.{SECONDARY}", "Dose of steroids", None, STEROIDS,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("stage", "removed", "added"),
    [
        ("pre_start", (MINOR, "outcome.secondary"), (MINOR, "outcome.secondary")),
        ("enrolling", (MAJOR, "outcome.secondary.removed.after_start"), (MINOR, "outcome.secondary")),
        (
            "post_pcd",
            (MAJOR, "outcome.secondary.after_completion"),
            (MAJOR, "outcome.secondary.after_completion"),
        ),
    ],
)
def test_a_secondary_outcome_dropped_after_the_start_is_major(stage: str, removed: Any, added: Any) -> None:
    old, new = _pair(stage, SECONDARY, [STRENGTH])
    assert _rated(only(old, new)) == ("outcome.removed", *removed)
    assert _rated(only(new, changed(SECONDARY, [STRENGTH, QUALITY], record=new))) == ("outcome.added", *added)


def test_an_outcome_that_enters_the_primary_list_is_promoted_and_one_that_leaves_it_demoted() -> None:
    old, new = _pair("enrolling", PRIMARY, [SCORE, QUALITY], SECONDARY, [STRENGTH])
    up, down = only(old, new), only(new, old)
    assert (_rated(up), len(up.edits)) == (("outcome.promoted", CRITICAL, AFTER), 2)
    assert up.summary == "“Quality of life” promoted from secondary to primary outcome"
    assert _rated(down) == ("outcome.demoted", CRITICAL, AFTER)
    assert down.summary == "“Quality of life” demoted from primary to secondary outcome"


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("Death, stroke or MI", "Death or stroke", "the composite lost myocardial infarction"),
        ("Disease progression or death", "Disease progression", "the composite lost death"),
        ("Death or stroke", "Death, stroke or hospitalization", "the composite gained hospitalization"),
    ],
)
def test_a_composite_needs_no_name_to_lose_a_member(before: str, after: str, says: str) -> None:
    old = changed(f"{PRIMARY}.0", {"measure": before, "timeFrame": "Week 52"}, submitted=None)
    found = only(old, changed(f"{PRIMARY}.0.measure", after, record=old))
    assert (found.kind, found.significance) == ("outcome.edited", MAJOR)
    assert says in found.summary


def test_events_told_in_another_order_or_spelling_are_the_same_composite() -> None:
    old = changed(f"{PRIMARY}.0", {"measure": "Death, stroke or MI", "timeFrame": "Week 52"}, submitted=None)
    found = only(old, changed(f"{PRIMARY}.0.measure", "Stroke, MI or death", record=old))
    assert found.significance is MINOR


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Score by an independent assessor", "Score by an assessor"),
        ("Read by independent radiologists", "Read by radiologists"),
        ("Rated by a blinded assessor", "Rated by an assessor"),
        ("Recorded by the Investigator at each visit", "Recorded at each visit"),
        ("Assessed by the Investigator at each visit", "Assessed at each visit"),
    ],
)
def test_an_assessor_who_is_no_longer_named_is_major_with_no_number_changed(before: str, after: str) -> None:
    old = changed(f"{PRIMARY}.0.description", before, submitted=None)
    found = only(old, changed(f"{PRIMARY}.0.description", after, record=old))
    assert _rated(found) == ("outcome.edited", MAJOR, "outcome.primary.judged")


def test_two_outcomes_that_change_places_are_one_promoted_and_one_demoted() -> None:
    old, new = _pair("enrolling", PRIMARY, [QUALITY], SECONDARY, [STRENGTH, SCORE])
    assert {(change.kind, change.item) for change in changes(old, new)} == {
        ("outcome.promoted", "Quality of life"), ("outcome.demoted", "Total improvement score"),
    }  # fmt: skip


def test_alike_outcomes_that_change_places_are_no_rewordings() -> None:
    improvement = {"measure": "Change in total improvement score at Week 52", "timeFrame": "Week 52"}
    symptoms = {"measure": "Change in total symptom score at Week 52", "timeFrame": "Week 52"}
    old = changed(PRIMARY, [improvement], SECONDARY, [symptoms], submitted=None)
    new = changed(PRIMARY, [symptoms], SECONDARY, [improvement], record=old)
    assert {(change.item, *_rated(change)) for change in changes(old, new)} == {
        (symptoms["measure"], "outcome.promoted", CRITICAL, AFTER),
        (improvement["measure"], "outcome.demoted", CRITICAL, AFTER),
    }


def test_an_outcome_promoted_over_an_alike_one_that_goes_leaves_a_removal_and_back_an_addition() -> None:
    improvement = {"measure": "Change in total improvement score at Week 52", "timeFrame": "Week 52"}
    symptoms = {"measure": "Change in total symptom score at Week 52", "timeFrame": "Week 52"}
    old = changed(PRIMARY, [improvement], SECONDARY, [STRENGTH, symptoms], submitted=None)
    new = changed(PRIMARY, [symptoms], SECONDARY, [STRENGTH], record=old)
    told = {(change.kind, change.item, len(change.edits)) for change in changes(old, new)}
    assert told == {("outcome.promoted", symptoms["measure"], 1), ("outcome.removed", improvement["measure"], 1)}
    back = {(change.kind, change.item, len(change.edits)) for change in changes(new, old)}
    assert back == {("outcome.demoted", symptoms["measure"], 1), ("outcome.added", improvement["measure"], 1)}


def test_an_outcome_promoted_and_edited_on_its_way_is_one_change_that_says_both() -> None:
    moved = {**QUALITY, "timeFrame": "Week 52"}
    old, new = _pair("enrolling", PRIMARY, [SCORE, moved], SECONDARY, [STRENGTH])
    change = only(old, new)
    assert change.kind == "outcome.promoted"
    assert change.summary.endswith("; time frame changed from “Week 24” to “Week 52”")


def test_between_secondary_and_other_a_promotion_is_as_weighty_as_the_secondary_list() -> None:
    old = changed(OTHER, [STEROIDS], submitted=None)
    new = changed(SECONDARY, [STRENGTH, QUALITY, STEROIDS], OTHER, None, record=old)
    assert _rated(only(old, new)) == ("outcome.promoted", MINOR, "outcome.secondary")


# --- edited ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"timeFrame": "Week 104"}, "time frame changed from “Week 52” to “Week 104”"),
        ({"measure": "Total improvement score of at least 40"}, "new number: 40"),
        ({"measure": "Percent change in total improvement score"}, "the metric now names percent change"),
    ],
)
def test_time_frame_or_number_of_a_primary_outcome_is_major_and_critical_after_completion(
    fields: dict[str, Any], says: str
) -> None:
    found = _edited(**fields)
    assert _rated(found) == ("outcome.edited", MAJOR, "outcome.primary.measured")
    assert says in found.summary
    assert _rated(_edited("pre_start", **fields)) == ("outcome.edited", MAJOR, "outcome.primary.measured")
    assert _rated(_edited("post_pcd", **fields)) == (
        "outcome.edited", CRITICAL, "outcome.primary.measured.after_completion",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (
            "Proportion with a response by the investigator at local site per RECIST 1.1",
            "Proportion with a response per RECIST 1.1",
            "no longer says that it is assessed by: investigator and local site",
        ),
        (
            "Proportion of participants with a confirmed response to the study drug",
            "Proportion of participants with a response to the study drug",
            "no longer says that it is confirmed",
        ),
        (
            "Proportion of participants with a relapse of the disease",
            "Proportion of participants without a relapse of the disease",
            "“without” was added",
        ),
        (
            "A composite of death, stroke or hospitalization in all participants",
            "A composite of death or hospitalization in all participants",
            "the composite lost stroke",
        ),
    ],
)
@pytest.mark.parametrize(("path", "rank"), [(f"{PRIMARY}.0", "primary"), (f"{SECONDARY}.0", "secondary")])
def test_who_judges_and_what_counts_is_major_though_no_number_moved(
    before: str, after: str, says: str, path: str, rank: str
) -> None:
    old = changed(f"{path}.description", before, submitted=None)
    change = only(old, changed(f"{path}.description", after, record=old))
    assert _rated(change) == ("outcome.edited", MAJOR, f"outcome.{rank}.judged")
    assert says in change.summary
    assert (change.before, change.after) == (before, after)


def test_a_primary_outcome_reworded_is_minor_and_major_after_completion() -> None:
    long = "The score sums up six core measures of muscle disease activity over the whole time of treatment"
    for stage, rated in (
        ("enrolling", (MINOR, "outcome.primary.reworded")),
        ("post_pcd", (MAJOR, "outcome.primary.reworded.after_completion")),
    ):
        old = changed(*STAGES[stage], f"{PRIMARY}.0.description", long, submitted=None)
        change = only(old, changed(f"{PRIMARY}.0.description", long.replace("sums up", "adds up"), record=old))
        assert _rated(change) == ("outcome.edited", *rated)
        assert change.summary.endswith("description reworded, the numbers stay")


HBA1C = {"measure": "Change in HbA1c at Week 26 and Week 52", "timeFrame": "Baseline, Week 26, Week 52"}


@pytest.mark.parametrize(
    ("after", "says"),
    [
        ("Baseline, Week 26", "time frame changed from “Baseline, Week 26, Week 52” to “Baseline, Week 26”"),
        (None, "the time frame was removed"),
    ],
)
def test_a_time_frame_is_compared_for_itself_whatever_times_the_measure_names(after: str | None, says: str) -> None:
    for stage, rated in (
        ("enrolling", (MAJOR, "outcome.primary.measured")),
        ("post_pcd", (CRITICAL, "outcome.primary.measured.after_completion")),
    ):
        old = changed(*STAGES[stage], f"{PRIMARY}.0", HBA1C, submitted=None)
        change = only(old, changed(f"{PRIMARY}.0.timeFrame", after, record=old))
        assert _rated(change) == ("outcome.edited", *rated)
        assert says in change.summary


def test_a_time_that_the_measure_no_longer_names_and_the_time_frame_does_is_no_other_time() -> None:
    old = changed(f"{PRIMARY}.0", HBA1C, submitted=None)
    change = only(old, changed(f"{PRIMARY}.0.measure", "Change in HbA1c at Week 26", record=old))
    assert change.inputs["elements"] == []


@pytest.mark.parametrize(
    ("before", "after"), [("W24", "W48"), ("D28", "D56"), ("M6, M12", "M6, M18"), ("Week24", "Week48")]
)
def test_a_time_glued_to_its_unit_is_a_time(before: str, after: str) -> None:
    old = changed(f"{PRIMARY}.0.timeFrame", before, submitted=None)
    change = only(old, changed(f"{PRIMARY}.0.timeFrame", after, record=old))
    assert _rated(change) == ("outcome.edited", MAJOR, "outcome.primary.measured")
    assert change.summary.endswith(f"time frame changed from “{before}” to “{after}”")


def test_a_power_of_ten_is_a_number() -> None:
    old = changed(f"{PRIMARY}.0.measure", "Count of at least 1x10e6 cells per kg of body weight", submitted=None)
    change = only(
        old, changed(f"{PRIMARY}.0.measure", "Count of at least 1x10⁸ cells per kg of body weight", record=old)
    )
    assert _rated(change) == ("outcome.edited", MAJOR, "outcome.primary.measured")
    assert "numbers changed from 10^6 to 10^8" in change.summary


def test_a_measure_at_another_of_the_times_of_its_time_frame_is_measured_otherwise() -> None:
    old = changed(f"{PRIMARY}.0", {**HBA1C, "measure": "Change in HbA1c at Week 26"}, submitted=None)
    change = only(old, changed(f"{PRIMARY}.0.measure", "Change in HbA1c at Week 52", record=old))
    assert _rated(change) == ("outcome.edited", MAJOR, "outcome.primary.measured")
    assert "the time point changed from week 26 to week 52" in change.summary


def test_a_time_frame_without_a_number_that_comes_is_told_as_that() -> None:
    old = changed(f"{PRIMARY}.0.timeFrame", None, submitted=None)
    change = only(old, changed(f"{PRIMARY}.0.timeFrame", "Through study completion", record=old))
    assert _rated(change) == ("outcome.edited", MAJOR, "outcome.primary.measured")
    assert change.summary.endswith("time frame is now “Through study completion”")


@pytest.mark.parametrize(
    ("before", "after"),
    [("12 months", "1 year"), ("Week 52", "52 weeks"), ("W52", "Week 52"), ("month three", "month 3")],
)
def test_the_same_time_in_other_units_is_a_rewording(before: str, after: str) -> None:
    old = changed(f"{PRIMARY}.0.timeFrame", before, submitted=None)
    change = only(old, changed(f"{PRIMARY}.0.timeFrame", after, record=old))
    assert _rated(change) == ("outcome.edited", MINOR, "outcome.primary.reworded")
    assert change.summary.endswith(f"time frame reworded from “{before}” to “{after}”, the same time")


@pytest.mark.parametrize(
    ("leaf", "before", "after"),
    [
        ("timeFrame", "Baseline and Week 12", "Baseline, Week 12"),
        ("timeFrame", "At 2, 16, 36, and 52 weeks of treatment", "At 2, 16, 36, 52 weeks of treatment"),
        ("timeFrame", "3 and 6 months", "3/6 months"),
        ("timeFrame", "During the study", "Throughout the study"),
        ("measure", "Safety & tolerability", "Safety and tolerability"),
        ("measure", "Pain relief, drug vs placebo", "Pain relief, drug versus placebo"),
        ("measure", "6-minute walk distance", "Six-minute walk distance"),
    ],
)
def test_the_same_list_with_another_sign_between_its_parts_is_a_rewording(leaf: str, before: str, after: str) -> None:
    old = changed(f"{PRIMARY}.0.{leaf}", before, submitted=None)
    change = only(old, changed(f"{PRIMARY}.0.{leaf}", after, record=old))
    assert _rated(change) == ("outcome.edited", MINOR, "outcome.primary.reworded")


@pytest.mark.parametrize(
    ("leaf", "before", "after"),
    [
        ("timeFrame", "Week 4 and Week 8", "Week 4 or Week 8"),
        ("measure", "Hospital stay and need for oxygen", "Hospital stay or need for oxygen"),
    ],
)
def test_one_or_the_other_is_not_both(leaf: str, before: str, after: str) -> None:
    old = changed(f"{PRIMARY}.0.{leaf}", before, submitted=None)
    change = only(old, changed(f"{PRIMARY}.0.{leaf}", after, record=old))
    assert _rated(change) == ("outcome.edited", MAJOR, "outcome.primary.rewritten")


def test_a_cutoff_that_is_reversed_is_no_rewording() -> None:
    before = "Proportion of participants with LDL-C below 70 mg/dL"
    old = changed(f"{PRIMARY}.0.description", before, submitted=None)
    change = only(old, changed(f"{PRIMARY}.0.description", before.replace("below", "above"), record=old))
    assert _rated(change) == ("outcome.edited", MAJOR, "outcome.primary.measured")
    assert change.summary.endswith("the cutoff changed from “below 70” to “above 70”")


def test_an_assessment_that_becomes_blinded_is_told_as_that() -> None:
    old = changed(f"{PRIMARY}.0.description", "Rated by an assessor on the visual scale", submitted=None)
    change = only(old, changed(f"{PRIMARY}.0.description", "Rated by a blinded assessor on the scale", record=old))
    assert change.summary.endswith("assessment now said to be blinded")


def test_a_primary_outcome_rewritten_beyond_recognition_is_major() -> None:
    change = _edited(description="Adds up core measures of disease activity as they are usual in this field")
    assert change.inputs["similarity"] < 0.9
    assert change.significance is MAJOR


def test_a_time_frame_of_a_secondary_outcome_is_major_and_its_new_words_are_minor() -> None:
    assert _rated(_edited(path=f"{SECONDARY}.0", timeFrame="Week 24")) == (
        "outcome.edited", MAJOR, "outcome.secondary.time",
    )  # fmt: skip
    assert _rated(_edited(path=f"{SECONDARY}.0", description="By manual muscle testing")) == (
        "outcome.edited", MINOR, "outcome.secondary",
    )  # fmt: skip


def test_an_outcome_of_the_other_list_is_minor() -> None:
    old = changed(OTHER, [STEROIDS], submitted=None)
    assert _rated(only(old, changed(f"{OTHER}.0.timeFrame", "Week 24", record=old))) == (
        "outcome.edited", MINOR, "outcome.other",
    )  # fmt: skip


# --- one edit to many outcomes ---------------------------------------------------------------------------------------


def _many(frame: str, numbers: int = 4) -> list[dict[str, str]]:
    names = ("Overall survival", "Quality of life", "Adverse events", "Muscle strength", "Half-life")
    return [{"measure": name, "timeFrame": frame} for name in names[:numbers]]


@pytest.mark.parametrize(
    ("after", "significance", "percent"),
    [("Up to approximately 58 months", MINOR, -1.7), ("Up to approximately 30 months", MAJOR, -49.2)],
)
def test_time_frames_that_move_alike_are_one_change_and_minor_up_to_five_percent(
    after: str, significance: Significance, percent: float
) -> None:
    before = "Up to approximately 59 months"
    old = changed(PRIMARY, _many(before, 1), SECONDARY, _many(before)[1:], submitted=None)
    change = only(old, changed(PRIMARY, _many(after, 1), SECONDARY, _many(after)[1:], record=old))
    assert (change.kind, change.significance, len(change.edits)) == ("outcome.edited", significance, 4)
    assert change.inputs["uniform_shift_percent"] == percent
    assert change.summary.endswith("1 of 1 primary and 3 of 3 secondary")


def test_a_uniform_shift_is_told_in_the_record_s_own_units() -> None:
    old = changed(SECONDARY, _many("Up to 24 months"), submitted=None)
    change = only(old, changed(SECONDARY, _many("Up to 36 months"), record=old))
    assert (change.before, change.after) == ("24 months", "36 months")


def test_two_time_frames_that_move_alike_are_two_changes() -> None:
    old = changed(SECONDARY, _many("Week 50", 2), submitted=None)
    found = changes(old, changed(SECONDARY, _many("Week 51", 2), record=old))
    assert [change.kind for change in found] == ["outcome.edited", "outcome.edited"]


# --- with results ----------------------------------------------------------------------------------------------------


def _measure(title: str, kind: str = "PRIMARY", frame: str = "Week 52") -> dict[str, Any]:
    return {"type": kind, "title": title, "timeFrame": frame, "reportingStatus": "POSTED"}


def _with_results(record: Any, *measures: dict[str, Any]) -> Any:
    found = copy.deepcopy(record)
    found["resultsSection"] = {"outcomeMeasuresModule": {"outcomeMeasures": list(measures)}}
    found["hasResults"] = True
    return found


def test_outcomes_that_differ_when_results_are_posted_are_one_change() -> None:
    old = base()
    new = _with_results(
        changed(f"{PRIMARY}.0.timeFrame", "Week 24", SECONDARY, [STRENGTH]), _measure("Total improvement score")
    )
    found = {change.kind: change for change in changes(old, new)}
    assert found.keys() == {"outcome.edited", "results.posted"}
    told = found["outcome.edited"]
    assert (told.significance, told.rule) == (MAJOR, "outcome.as_reported")
    assert told.summary == (
        "The outcomes as reported differ from the last version before the results: "
        "1 outcome edited and 1 outcome removed"
    )
    assert len(told.details) == 2


def test_a_primary_outcome_exchanged_when_results_are_posted_is_critical() -> None:
    new = _with_results(changed(PRIMARY, [STEROIDS]), _measure("Dose of steroids"))
    told = next(change for change in changes(base(), new) if change.kind == "outcome.edited")
    assert (told.significance, told.rule) == (CRITICAL, "outcome.as_reported.primary")


def test_after_posting_an_edit_of_protocol_and_results_is_one_change() -> None:
    old = _with_results(base(), _measure("Total improvement score"))
    new = _with_results(
        changed(f"{PRIMARY}.0.timeFrame", "Week 24"), _measure("Total improvement score", frame="Week 24")
    )
    change = only(old, new)
    assert (change.kind, len(change.edits), change.significance) == ("outcome.edited", 2, CRITICAL)


# --- nothing ---------------------------------------------------------------------------------------------------------


@given(st.randoms(use_true_random=False))
def test_a_moved_outcome_is_no_change(chance: random.Random) -> None:
    outcomes = [STRENGTH, QUALITY, STEROIDS, SCORE]
    old = changed(SECONDARY, outcomes)
    assert changes(old, changed(SECONDARY, chance.sample(outcomes, 4))) == []
