"""Pairs of results: submitted, returned, delayed, posted, changed; and what the registry notes about them."""

from __future__ import annotations

from typing import Any

from tests.pairs.row import PHASE_1, PHASE_2, POST_PCD, Pair, Told, pair
from tests.support.trial import changed

_MISC = "derivedSection.miscInfoModule"
_TRACKING = f"{_MISC}.submissionTracking"
_STATUS = "statusModule"
_NOTES = "annotationSection.annotationModule"
_OUTCOMES = "outcomesModule"
_MEASURES = "resultsSection.outcomeMeasuresModule.outcomeMeasures"
_VALUE = "classes.0.categories.0.measurements.0.value"
_REGISTRY: dict[str, Any] = {"actor": "registry"}


def _measure(title: str, kind: str, value: str, *, status: str = "POSTED") -> dict[str, Any]:
    data = [{"title": "All", "categories": [{"measurements": [{"groupId": "OG000", "value": value}]}]}]
    return {"type": kind, "title": title, "timeFrame": "Week 52", "reportingStatus": status, "classes": data}


RESULTS = {
    "outcomeMeasuresModule": {
        "outcomeMeasures": [
            _measure("Total improvement score", "PRIMARY", "31.2"), _measure("Muscle strength", "SECONDARY", "5"),
            _measure("Quality of life", "SECONDARY", "7", status="NOT_POSTED"),
        ]
    },
    "adverseEventsModule": {
        "timeFrame": "52 weeks",
        "eventGroups": [{"id": "EG000", "title": "Drug A", "seriousNumAffected": 3, "seriousNumAtRisk": 240}],
        "otherEvents": [{"term": "Rash", "organSystem": "Skin", "stats": [{"groupId": "EG000", "numAffected": 12}]}],
    },
    "moreInfoModule": {"limitationsAndCaveats": {"description": "None."}},
}  # fmt: skip
_POSTED_ON = (f"{_STATUS}.resultsFirstPostDateStruct", {"date": "2026-03-03", "type": "ACTUAL"})
_POSTING = ("resultsSection", RESULTS, "hasResults", True, f"{_STATUS}.resultsFirstSubmitDate", "2026-02-01",
            *_POSTED_ON)  # fmt: skip


def _appear(name: str, *told: Told, given: tuple[Any, ...] = POST_PCD, steps: tuple[Any, ...] = _POSTING) -> Pair:
    return pair(name, steps, *told, given=given, stage="post_pcd", correction=6)


def _posted(after: str | None) -> Told:
    return Told("results.posted", None, after, "critical", "results.posted")


_REPORTED = "outcome.as_reported"
_DROPPED = [{"measure": "Muscle strength", "description": "By manual testing", "timeFrame": "Week 52"}]
_FEWER = (f"{_OUTCOMES}.secondaryOutcomes", _DROPPED)
_OTHER_PRIMARY = (f"{_OUTCOMES}.primaryOutcomes", [{"measure": "Dose of steroids", "timeFrame": "Week 52"}])
_SENT = {"releaseDate": "2026-01-05"}
_BACK = {**_SENT, "resetDate": "2026-02-10"}
_COMMENTS = {"firstMcpInfo": {"postDateStruct": {"date": "2026-02-20", "type": "ACTUAL"}}}

POSTED: tuple[Pair, ...] = (
    _appear("results posted in phase 3", _posted("2026-03-03")),
    _appear("results posted in phase 2", _posted("2026-03-03"), given=(*POST_PCD, *PHASE_2)),
    _appear("results posted in phase 1", _posted("2026-03-03"), given=(*POST_PCD, *PHASE_1)),
    _appear("results posted after they were tracked", _posted("2026-03-03"),
            given=(*POST_PCD, _TRACKING, {"submissionInfos": [_SENT]}), steps=(*_POSTING, _TRACKING, {})),
    _appear("results posted with the comments of the review", _posted("2026-02-20"),
            steps=(*_POSTING[:6], _TRACKING, _COMMENTS)),
    _appear("results posted and outcomes as reported differ", _posted("2026-03-03"),
            Told("outcome.edited", None, None, "major", _REPORTED), steps=(*_POSTING, *_FEWER)),
    _appear("results posted and a primary outcome exchanged", _posted("2026-03-03"),
            Told("outcome.edited", None, None, "critical", f"{_REPORTED}.primary"),
            steps=(*_POSTING, *_OTHER_PRIMARY)),
)  # fmt: skip


def _tracks(name: str, before: list[Any], after: list[Any], told: Told) -> Pair:
    given = (*POST_PCD, _TRACKING, {"submissionInfos": before})
    return pair(name, (_TRACKING, {"submissionInfos": after}), told, given=given, stage="post_pcd", submitted=None,
                correction=6)  # fmt: skip


def _told(verb: str, on: str) -> Told:
    return Told(f"results.{verb}", None, on, "major", f"results.{verb}", **_REGISTRY)


def _delays(name: str, path: str, before: Any, after: Any) -> Pair:
    told = Told("results.delayed", before or None, after, "major", "results.delayed")
    return pair(name, (f"{_STATUS}.{path}", after), told, given=(*POST_PCD, f"{_STATUS}.{path}", before),
                stage="post_pcd", correction=13)  # fmt: skip


UNPOSTED: tuple[Pair, ...] = (
    _tracks("results submitted", [], [_SENT], _told("submitted", _SENT["releaseDate"])),
    _tracks("results submitted again", [_BACK], [_BACK, {"releaseDate": "2026-02-25"}],
            _told("submitted", "2026-02-25")),
    _tracks("results submitted a third time", [_SENT, _BACK], [_SENT, _BACK, {"releaseDate": "2026-02-25"}],
            _told("submitted", "2026-02-25")),
    _tracks("results returned", [_SENT], [_BACK], _told("returned", _BACK["resetDate"])),
    _tracks("results submitted and returned between two looks", [], [_BACK], _told("returned", _BACK["resetDate"])),
    _tracks("results taken back by their sponsor", [_SENT], [{**_SENT, "unreleaseDate": "2026-01-20"}],
            _told("returned", "2026-01-20")),
    _delays("results waived", "resultsWaived", False, True),
    _delays("a certification of delay", "dispFirstSubmitDate", "", "2026-02-20"),
    _delays("a certification of delay, later", "dispFirstSubmitDate", "2026-01-10", "2026-02-20"),
)  # fmt: skip

# Results have been there; what follows is edited in them.
_THERE = changed(*POST_PCD, *_POSTING, submitted=None)


def _edits(
    name: str, path: str, value: Any, level: str, rule: str, item: str | None = None,
    was: Any = None, now: Any = None, **more: Any,
) -> Pair:  # fmt: skip
    told = Told("results.changed", was, now, level, f"results.{rule}", item)
    new = changed(path, value, record=_THERE)
    return pair(name, new, told, given=_THERE, stage="post_results", **more)


_SCORE, _MUSCLE, _LIFE = "Total improvement score", "Muscle strength", "Quality of life"
_EVENTS = "resultsSection.adverseEventsModule"
CHANGED: tuple[Pair, ...] = (
    _edits("a value of the primary outcome", f"{_MEASURES}.0.{_VALUE}", "32.1", "critical", "primary", _SCORE,
           {"All": "31.2"}, {"All": "32.1"}),
    _edits("a value of a secondary outcome", f"{_MEASURES}.1.{_VALUE}", "6", "major", "values", _MUSCLE,
           {"All": "5"}, {"All": "6"}),
    _edits("a count of serious events", f"{_EVENTS}.eventGroups.0.seriousNumAffected", 4, "critical", "serious",
           was={"Drug A, serious adverse events": 3}, now={"Drug A, serious adverse events": 4}),
    _edits("a count of other events", f"{_EVENTS}.otherEvents.0.stats.0.numAffected", 13, "major", "values",
           was={"Drug A, Rash": 12}, now={"Drug A, Rash": 13}),
    _edits("words of the primary outcome", f"{_MEASURES}.0.populationDescription", "All treated", "minor", "wording",
           _SCORE, now={"population description": "All treated"}),
    _edits("data that were announced", f"{_MEASURES}.2.reportingStatus", "POSTED", "minor", "announced", _LIFE,
           correction=13),
    _edits("words of the caveats", "resultsSection.moreInfoModule.limitationsAndCaveats.description", "Few sites.",
           "minor", "wording", was={"description": "None."}, now={"description": "Few sites."}),
    pair("one edit of an outcome in protocol and results is one change",
         changed(f"{_OUTCOMES}.primaryOutcomes.0.timeFrame", "Week 24", f"{_MEASURES}.0.timeFrame", "Week 24",
                 record=_THERE),
         Told("outcome.edited", "Week 52", "Week 24", "critical", "outcome.primary.measured.after_completion", _SCORE),
         given=_THERE, stage="post_results", correction=5),
)  # fmt: skip

_VIOLATION = {"type": "VIOLATION_IDENTIFIED", "description": "Results were not submitted", "creationDate": "2026-02-01"}
_CLEARED = {"type": "CORRECTION_CONFIRMED", "description": "Submitted", "creationDate": "2026-02-25"}


def _noted(name: str, before: list[Any], after: list[Any], told: Told) -> Pair:
    path = f"{_NOTES}.violationAnnotation.violationEvents"
    return pair(name, (path, after), told, given=(*POST_PCD, path, before), stage="post_pcd", submitted=None)


def _notice(before: Any, after: Any) -> Told:
    sides = ([before] if before else None, [after] if after else None)
    return Told("annotation.changed", *sides, "critical", "annotation.violation", **_REGISTRY)


NOTED: tuple[Pair, ...] = (
    _noted("a notice of violation", [], [_VIOLATION], _notice(None, _VIOLATION)),
    _noted("a violation corrected", [_VIOLATION], [_VIOLATION, _CLEARED], _notice(None, _CLEARED)),
    _noted("a notice taken back", [_VIOLATION], [], _notice(_VIOLATION, None)),
)  # fmt: skip

PAIRS = (*POSTED, *UNPOSTED, *CHANGED, *NOTED)
