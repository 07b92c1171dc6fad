"""Results are submitted, returned, delayed, posted and changed: told by table, never as leaf paths."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from tests.support.trial import base, changed, changes, only, update
from watcher.meaning.edits import diff
from watcher.model import Actor, Change, Significance

CRITICAL, MAJOR, MINOR = Significance.CRITICAL, Significance.MAJOR, Significance.MINOR
TRACKING = "derivedSection.miscInfoModule.submissionTracking"
UNPOSTED = "annotationSection.annotationModule.unpostedAnnotation"


def _measurement(group: str, value: str) -> dict[str, str]:
    return {"groupId": group, "value": value}


def _measure(title: str, kind: str, *values: str) -> dict[str, Any]:
    return {
        "type": kind,
        "title": title,
        "timeFrame": "Week 52",
        "reportingStatus": "POSTED",
        "groups": [{"id": "OG000", "title": "Drug A"}, {"id": "OG001", "title": "Placebo"}],
        "classes": [
            {
                "title": "Week 52",
                "categories": [
                    {
                        "title": "All",
                        "measurements": [_measurement(f"OG00{place}", value) for place, value in enumerate(values)],
                    }
                ],
            }
        ],
        "analyses": [{"statisticalMethod": "ANCOVA", "paramType": "Mean difference", "pValue": "0.01"}],
    }


def _event(term: str, affected: int) -> dict[str, Any]:
    return {"term": term, "organSystem": "Skin", "stats": [{"groupId": "EG000", "numAffected": affected}]}


def _results() -> dict[str, Any]:
    return {
        "participantFlowModule": {
            "recruitmentDetails": "At four sites.",
            "groups": [{"id": "FG000", "title": "Drug A"}],
            "periods": [
                {
                    "title": "Whole study",
                    "milestones": [
                        {"type": "STARTED", "achievements": [{"groupId": "FG000", "numSubjects": "240"}]}
                    ],
                }
            ],
        },
        "baselineCharacteristicsModule": {"groups": [{"id": "BG000", "title": "Drug A"}]},
        "outcomeMeasuresModule": {
            "outcomeMeasures": [
                _measure("Total improvement score", "PRIMARY", "31.2", "20.4"),
                _measure("Muscle strength", "SECONDARY", "5", "4"),
            ]
        },
        "adverseEventsModule": {
            "timeFrame": "52 weeks",
            "eventGroups": [
                {
                    "id": "EG000",
                    "title": "Drug A",
                    "seriousNumAffected": 3,
                    "seriousNumAtRisk": 120,
                    "deathsNumAffected": 0,
                    "deathsNumAtRisk": 120,
                }
            ],
            "seriousEvents": [_event("Cellulitis", 2)],
            "otherEvents": [_event("Rash", 12), _event("Itch", 7)],
        },
        "moreInfoModule": {"limitationsAndCaveats": {"description": "None."}},
    }  # fmt: skip


def _posted(submitted: str = "2026-03-02") -> dict[str, Any]:
    record = changed(submitted=submitted)
    record["resultsSection"] = _results()
    record["hasResults"] = True
    record["protocolSection"]["statusModule"] |= {
        "primaryCompletionDateStruct": {"date": "2025-03-01", "type": "ACTUAL"},
        "resultsFirstSubmitDate": "2026-01-30",
        "resultsFirstPostDateStruct": {"date": "2026-03-01", "type": "ACTUAL"},
    }
    return record


def _changed(path: str, value: Any) -> Change:
    return only(_posted(), changed(f"resultsSection.{path}", value, record=_posted(), submitted="2026-03-05"))


MEASURES = "outcomeMeasuresModule.outcomeMeasures"
VALUE = "classes.0.categories.0.measurements.0.value"


# --- posted ----------------------------------------------------------------------------------------------------------


def test_posting_is_one_critical_change_that_owns_results_tracking_and_dates() -> None:
    old = _posted("2026-01-20")
    del old["resultsSection"]
    old["hasResults"] = False
    for name in ("resultsFirstSubmitDate", "resultsFirstPostDateStruct"):
        del old["protocolSection"]["statusModule"][name]
    old["derivedSection"]["miscInfoModule"]["submissionTracking"] = {
        "estimatedResultsFirstSubmitDate": "2026-01-30",
        "submissionInfos": [{"releaseDate": "2026-01-30"}],
    }
    change = only(old, _posted())
    assert (change.kind, change.significance, change.rule) == ("results.posted", CRITICAL, "results.posted")
    assert change.summary == "Results posted: 2 outcome measures (1 primary)"
    assert change.details == (
        "365 days after primary completion (1 Mar 2025)",
        "Drug A: serious adverse events 3 of 120, deaths 0 of 120",
    )
    bookkeeping = {"lastUpdateSubmitDate", "lastUpdatePostDateStruct.date"}
    owned = [edit for edit in diff(old, _posted()) if not edit.path.endswith(tuple(bookkeeping))]
    assert len(change.edits) == len(owned)


def test_results_posted_while_the_review_still_comments_say_so() -> None:
    new = _posted()
    del new["protocolSection"]["statusModule"]["resultsFirstPostDateStruct"]
    new["derivedSection"]["miscInfoModule"]["submissionTracking"] = {
        "firstMcpInfo": {"postDateStruct": {"date": "2026-02-20", "type": "ACTUAL"}}
    }
    change = next(change for change in changes(base(), new) if change.kind == "results.posted")
    assert change.summary == "Results posted with comments of the quality review: 2 outcome measures (1 primary)"
    assert (change.inputs["with_comments"], change.dates.happened) == (True, "2026-02-20")


def test_results_that_vanish_are_one_critical_change() -> None:
    old, new = _posted(), _posted("2026-03-05")
    del new["resultsSection"]
    new["hasResults"] = False
    change = only(old, new)
    assert (change.kind, change.significance, change.rule) == ("results.changed", CRITICAL, "results.removed")


# --- submitted, returned, delayed ------------------------------------------------------------------------------------


def _tracked(*infos: dict[str, Any]) -> dict[str, Any]:
    record = base()  # nobody submitted a new version: the registry wrote this
    record["derivedSection"]["miscInfoModule"]["submissionTracking"] = {"submissionInfos": list(infos)}
    kinds = (("releaseDate", "RELEASE"), ("resetDate", "RESET"), ("unreleaseDate", "UNRELEASE"))
    events = [{"type": kind, "date": info[key]} for info in infos for key, kind in kinds if key in info]
    record["annotationSection"] = {"annotationModule": {"unpostedAnnotation": {"unpostedEvents": events}}}
    return record


SENT = {"releaseDate": "2026-01-05"}
BACK = {**SENT, "resetDate": "2026-02-10"}


@pytest.mark.parametrize(
    ("old", "new", "kind", "summary"),
    [
        (base(), _tracked(SENT), "results.submitted", "Results submitted to the registry on 5 Jan 2026"),
        (
            _tracked(SENT),
            _tracked(BACK),
            "results.returned",
            "Results returned by the registry's quality review on 10 Feb 2026",
        ),
        (
            _tracked(BACK),
            _tracked(BACK, {"releaseDate": "2026-03-01"}),
            "results.submitted",
            "Results submitted to the registry on 1 Mar 2026",
        ),
        (
            base(),
            _tracked(BACK),
            "results.returned",
            "Results submitted to the registry on 5 Jan 2026 and "
            "returned by the registry's quality review on 10 Feb 2026",
        ),
        (
            _tracked(SENT),
            _tracked({**SENT, "unreleaseDate": "2026-01-20"}),
            "results.returned",
            "Results withdrawn by the sponsor before the review ended on 20 Jan 2026",
        ),
    ],
)
def test_what_the_tracking_tells_last_is_the_change_and_both_of_its_places_are_one(
    old: Any, new: Any, kind: str, summary: str
) -> None:
    change = only(old, new)
    assert (change.kind, change.significance, change.summary) == (kind, MAJOR, summary)
    assert change.actor is Actor.REGISTRY


def test_submissions_are_counted_from_the_second_on() -> None:
    change = only(_tracked(BACK), _tracked(BACK, {"releaseDate": "2026-03-01"}))
    assert change.details == ("2 submissions since 5 Jan 2026; none has been posted",)


@pytest.mark.parametrize(
    ("steps", "summary"),
    [
        (
            ("statusModule.dispFirstSubmitDate", "2026-02-20"),
            "Delayed submission of results: certification or request for an extension submitted 20 Feb 2026",
        ),
        (
            ("statusModule.dispFirstPostDateStruct", {"date": "2026-03-01", "type": "ACTUAL"}),
            "Delayed submission of results: posted 1 Mar 2026",
        ),
        (
            ("statusModule.resultsWaived", True),
            "Delayed submission of results: waiver of results: yes (before: no)",
        ),
    ],
)
def test_a_certification_an_extension_and_a_waiver_delay_results(steps: Any, summary: str) -> None:
    change = only(base(), changed(*steps))
    assert (change.kind, change.significance, change.summary) == ("results.delayed", MAJOR, summary)


# --- changed ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "value", "significance", "rule", "summary"),
    [
        (
            f"{MEASURES}.0.{VALUE}",
            "32.1",
            CRITICAL,
            "results.primary",
            "Results of the primary outcome “Total improvement score”: Drug A, Week 52, All: 31.2 → 32.1",
        ),
        (
            f"{MEASURES}.0.analyses.0.pValue",
            "0.2",
            CRITICAL,
            "results.primary",
            "Results of the primary outcome “Total improvement score”: p-value: 0.01 → 0.2",
        ),
        (
            f"{MEASURES}.1.{VALUE}",
            "6",
            MAJOR,
            "results.values",
            "Results of the secondary outcome “Muscle strength”: Drug A, Week 52, All: 5 → 6",
        ),
        (
            f"{MEASURES}.0.populationDescription",
            "All who were treated",
            MINOR,
            "results.wording",
            "Results of the primary outcome “Total improvement score”: population description added, the numbers stay",
        ),
        (
            "adverseEventsModule.seriousEvents.0.stats.0.numAffected",
            3,
            CRITICAL,
            "results.serious",
            "Adverse events: Drug A, Cellulitis (serious): 2 → 3",
        ),
        (
            "adverseEventsModule.eventGroups.0.deathsNumAffected",
            1,
            CRITICAL,
            "results.serious",
            "Adverse events: Drug A, deaths: 0 → 1",
        ),
        (
            "adverseEventsModule.otherEvents.0.stats.0.numAffected",
            13,
            MAJOR,
            "results.values",
            "Adverse events: Drug A, Rash: 12 → 13",
        ),
        (
            "adverseEventsModule.timeFrame",
            "One year",
            MINOR,
            "results.wording",
            "Adverse events: time frame changed from “52 weeks” to “One year”, no value changed",
        ),
        (
            "adverseEventsModule.otherEvents.1.term",
            "Itching",
            MINOR,
            "results.wording",
            "Adverse events: term changed from “Itch” to “Itching”, the numbers stay",
        ),
        (
            "adverseEventsModule.otherEvents.1.organSystem",
            "Skin and tissue",
            MINOR,
            "results.wording",
            "Adverse events: Itch, organ system changed from “Skin” to “Skin and tissue”, the numbers stay",
        ),
        (
            f"{MEASURES}.0.classes.0.title",
            "Week 53",
            MINOR,
            "results.wording",
            "Results of the primary outcome “Total improvement score”: name of a row changed from “Week 52” to"
            " “Week 53”, no value changed",
        ),
        (
            f"{MEASURES}.0.analyses",
            None,
            CRITICAL,
            "results.primary",
            "Results of the primary outcome “Total improvement score”: statistical analysis (ANCOVA) removed"
            " (p-value 0.01)",
        ),
        (
            "participantFlowModule.periods.0.milestones.0.achievements.0.numSubjects",
            "239",
            MAJOR,
            "results.values",
            "Participant flow: Drug A, started: 240 → 239",
        ),
        (
            "moreInfoModule.limitationsAndCaveats.description",
            "Few sites.",
            MINOR,
            "results.wording",
            "Further information on the results: limitations and caveats changed from “None.” to “Few sites.”",
        ),
    ],
)
def test_each_table_is_told_by_its_name_and_rated_by_what_moved_in_it(
    path: str, value: Any, significance: Significance, rule: str, summary: str
) -> None:
    change = _changed(path, value)
    assert (change.kind, change.significance, change.rule, change.summary) == (
        "results.changed",
        significance,
        rule,
        summary,
    )


@pytest.mark.parametrize("count", ["9" * 5_000, "\u00b2", "some"])
def test_a_count_that_is_no_number_of_people_is_a_change_like_any_other(count: str) -> None:
    path = "participantFlowModule.periods.0.milestones.0.achievements.0.numSubjects"
    assert _changed(path, count).kind == "results.changed"


def test_all_that_moves_in_one_table_is_one_change_and_each_table_has_its_own() -> None:
    new = changed(
        f"resultsSection.{MEASURES}.0.{VALUE}", "32.1",
        f"resultsSection.{MEASURES}.0.analyses.0.pValue", "0.2",
        f"resultsSection.{MEASURES}.1.{VALUE}", "6",
        "resultsSection.adverseEventsModule.otherEvents.0.stats.0.numAffected", 13,
        record=_posted(), submitted="2026-03-05",
    )  # fmt: skip
    assert sorted((change.label, change.item or "", len(change.edits)) for change in changes(_posted(), new)) == [
        ("Adverse events", "", 1),
        ("Outcome measures", "Muscle strength", 1),
        ("Outcome measures", "Total improvement score", 2),
    ]


def test_a_row_without_a_name_that_changed_is_one_row_and_not_two() -> None:
    old = _posted()
    measure = old["resultsSection"]["outcomeMeasuresModule"]["outcomeMeasures"][1]
    del measure["classes"][0]["title"], measure["classes"][0]["categories"][0]["title"]
    change = only(old, changed(f"resultsSection.{MEASURES}.1.{VALUE}", "6", record=old, submitted="2026-03-05"))
    assert change.summary == "Results of the secondary outcome “Muscle strength”: Drug A: 5 → 6"
    assert change.rule == "results.values"


def test_rows_of_adverse_events_that_come_or_go_are_told_in_words_with_a_name_or_without() -> None:
    new = _posted("2026-03-05")
    events = new["resultsSection"]["adverseEventsModule"]
    events["seriousEvents"].append(_event("Sepsis", 1))
    events["otherEvents"].append({"stats": [{"groupId": "EG000", "numAffected": 1}]})
    there, back = only(_posted(), new), only(new, _posted("2026-03-07"))
    assert [change.summary for change in (there, back)] == [
        "Adverse events: a row without a name added (Drug A: 1); Sepsis (serious) added (Drug A: 1)",
        "Adverse events: a row without a name removed (Drug A: 1); Sepsis (serious) removed (Drug A: 1)",
    ]


def _events(*edited: str, count: int) -> dict[str, Any]:
    new = _posted("2026-03-05")
    events = new["resultsSection"]["adverseEventsModule"]
    events["otherEvents"] += [_event(term, count) for term in edited]
    return new


SIX, SEVEN = tuple("ABCDEF"), tuple("ABCDEFG")


def test_few_values_are_told_one_by_one_below_the_sentence_and_stand_before_and_after() -> None:
    change = only(_events(*SIX, count=1), changed(record=_events(*SIX, count=2), submitted="2026-03-07"))
    assert change.summary == "Adverse events: 6 values changed"
    assert change.details == tuple(f"Drug A, {term}: 1 → 2" for term in SIX)
    assert (change.before, change.after) == tuple({f"Drug A, {term}": value for term in SIX} for value in (1, 2))


def test_many_values_are_counted_by_their_group_and_named_by_their_rows() -> None:
    change = only(_events(*SEVEN, count=1), changed(record=_events(*SEVEN, count=2), submitted="2026-03-07"))
    assert change.summary == "Adverse events: 7 values changed"
    assert change.details == ("Drug A: 7 values changed", "Other events: 7 rows changed: A, B, C, D, E and 2 more")
    assert (change.before, change.after) == (None, None)


def test_a_group_that_is_renamed_in_every_table_is_told_once() -> None:
    new = json.loads(json.dumps(_posted("2026-03-05")["resultsSection"]).replace('"title": "Drug A"', '"title": "A"'))
    change = only(_posted(), changed("resultsSection", new, record=_posted(), submitted="2026-03-05"))
    assert change.summary == "Group of the results renamed in 5 tables: “Drug A” is now “A”"
    assert (change.significance, change.rule, len(change.edits)) == (MINOR, "results.wording", 5)


def test_the_headline_tells_the_values_of_the_weightiest_table() -> None:
    new = changed(
        f"resultsSection.{MEASURES}.0.{VALUE}", "32.1",
        f"resultsSection.{MEASURES}.0.title", "The total improvement score of all participants who were ever treated",
        f"resultsSection.{MEASURES}.1.{VALUE}", "6",
        record=_posted(), submitted="2026-03-05",
    )  # fmt: skip
    told = update(_posted(), new)
    assert told is not None
    assert told.headline == (
        "Results of the primary outcome “The total improvement score of all participants who were …”: "
        "Drug A, Week 52, All: 31.2 → 32.1; 1 other part of the results changed"
    )


def test_a_row_without_a_name_is_never_named_by_the_table_inside_it() -> None:
    new = _posted("2026-03-05")
    new["resultsSection"]["adverseEventsModule"]["otherEvents"].append({"stats": [{"groupId": "EG000"}]})
    assert "without a name" in {edit.item for edit in diff(_posted(), new)}


def _analysis(**fields: str) -> Change:
    old = changed(f"resultsSection.{MEASURES}.0.analyses", [], record=_posted())
    return only(old, changed(f"resultsSection.{MEASURES}.0.analyses", [fields], record=old, submitted="2026-03-05"))


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        (
            {"statisticalMethod": "Log Rank", "pValue": "0.03", "paramType": "Hazard Ratio", "paramValue": "0.7",
             "ciPctValue": "95", "ciLowerLimit": "0.5", "ciUpperLimit": "0.9"},
            "statistical analysis (Log Rank) added (p-value 0.03, Hazard Ratio 0.7, 95 % confidence interval 0.5 to"
            " 0.9)",
        ),
        ({"paramValue": "0.7", "ciUpperLimit": "0.9"},
         "statistical analysis added (estimate 0.7, upper confidence limit 0.9)"),
        ({"groupDescription": "All"}, "statistical analysis added"),
    ],
)  # fmt: skip
def test_an_analysis_that_comes_says_what_it_found(fields: dict[str, str], says: str) -> None:
    assert _analysis(**fields).summary == f"Results of the primary outcome “Total improvement score”: {says}"


def test_a_row_of_a_table_that_goes_says_what_stood_in_it_where_each_group_has_one_value() -> None:
    new = _posted("2026-03-05")
    measure = new["resultsSection"]["outcomeMeasuresModule"]["outcomeMeasures"][1]
    measure["classes"].append({"title": "Week 60", "categories": [{"measurements": [_measurement("OG000", "7")]}]})
    assert only(new, _posted("2026-03-07")).summary.endswith(": Week 60 removed (Drug A: 7)")
    measure["classes"][1]["categories"].append({"measurements": [_measurement("OG000", "9")]})
    assert only(new, _posted("2026-03-07")).summary.endswith(": Week 60 removed")


def test_a_text_about_the_numbers_that_comes_or_goes_is_quoted() -> None:
    path = f"resultsSection.{MEASURES}.0.analyses.0.pValueComment"
    there = changed(path, "Corrected", record=_posted(), submitted="2026-03-05")
    come, gone = only(_posted(), there), only(there, _posted("2026-03-07"))
    assert come.summary.endswith(": comment on the p-value added, the numbers stay")
    assert (come.details, gone.details) == (
        ("Comment on the p-value: “Corrected”",),
        ("Comment on the p-value, before: “Corrected”",),
    )


def test_of_several_texts_about_the_numbers_each_is_told_below() -> None:
    row = f"resultsSection.{MEASURES}.0.classes.0"
    new = changed(f"{row}.title", "Week 53", f"{row}.categories.0.title", "Everybody", record=_posted(),
                  submitted="2026-03-05")  # fmt: skip
    change = only(_posted(), new)
    assert change.summary.endswith(": name of a row edited, no value changed")
    assert set(change.details) == {
        "Name of a row changed from “Week 52” to “Week 53”",
        "Name of a row changed from “All” to “Everybody”",
    }


def test_a_long_text_about_the_numbers_is_told_by_its_name() -> None:
    path, texts = (
        "resultsSection.adverseEventsModule.timeFrame",
        ("From consent to the last visit " * 9, "A year " * 40),
    )
    old = changed(path, texts[0], record=_posted())
    change = only(old, changed(path, texts[1], record=old, submitted="2026-03-05"))
    assert change.summary == "Adverse events: time frame edited, the numbers stay"


def test_data_that_were_announced_and_come_are_minor() -> None:
    old = _posted()
    pending = old["resultsSection"]["outcomeMeasuresModule"]["outcomeMeasures"][0]
    pending["reportingStatus"] = "NOT_POSTED"
    del pending["classes"]
    change = only(old, _posted("2026-03-05"))
    assert (change.significance, change.rule) == (MINOR, "results.announced")
    assert change.summary.endswith("posted now (before: not posted)")


def test_an_outcome_measure_that_comes_or_goes_is_told_as_such() -> None:
    new = _posted("2026-03-05")
    new["resultsSection"]["outcomeMeasuresModule"]["outcomeMeasures"].pop(0)
    there, back = only(_posted(), new), only(new, _posted("2026-03-07"))
    assert [(change.summary, change.significance) for change in (there, back)] == [
        ("Results of the primary outcome “Total improvement score”: removed", CRITICAL),
        ("Results of the primary outcome “Total improvement score”: added", CRITICAL),
    ]


def test_tables_in_another_order_are_no_change() -> None:
    new = copy.deepcopy(_posted())
    for part in ("outcomeMeasuresModule.outcomeMeasures", "adverseEventsModule.otherEvents"):
        module, name = part.split(".")
        new["resultsSection"][module][name].reverse()
    new["resultsSection"]["outcomeMeasuresModule"]["outcomeMeasures"][0]["groups"].reverse()
    assert changes(_posted(), new) == []


def test_a_long_name_of_a_group_is_quoted_where_it_changed() -> None:
    name = (
        "Participants who were randomized to drug A and took it once daily by mouth for as long as they and their"
        " physicians saw fit"
    )
    results = json.dumps(_posted("2026-03-05")["resultsSection"])
    old, new = (
        changed("resultsSection", json.loads(results.replace('"title": "Drug A"', f'"title": "{name}, {dose} mg"')),
                record=_posted(), submitted=day)
        for dose, day in ((150, "2026-03-05"), (300, "2026-03-06"))
    )  # fmt: skip
    assert only(old, new).summary.endswith(
        "“… and their physicians saw fit, 150 mg” is now “… and their physicians saw fit, 300 mg”"
    )
