"""The part of the registry's search language that the demo's registry understands: a query and a record in, yes or no.

Words are looked for in the text of a part of the record; the real registry also knows synonyms, weights and distances.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

_IDENTIFICATION = "protocolSection.identificationModule"
_STATUS = "protocolSection.statusModule"
_SPONSORS = "protocolSection.sponsorCollaboratorsModule"

# Where each query looks.
_PLACES: Mapping[str, tuple[str, ...]] = {
    "query.cond": ("protocolSection.conditionsModule", f"{_IDENTIFICATION}.briefTitle"),
    "query.term": ("protocolSection",),
    "query.locn": ("protocolSection.contactsLocationsModule.locations",),
    "query.titles": tuple(f"{_IDENTIFICATION}.{name}" for name in ("briefTitle", "officialTitle", "acronym")),
    "query.intr": ("protocolSection.armsInterventionsModule.interventions",),
    "query.outc": ("protocolSection.outcomesModule",),
    "query.spons": (_SPONSORS,),
    "query.lead": (f"{_SPONSORS}.leadSponsor",),
    "query.id": tuple(f"{_IDENTIFICATION}.{name}" for name in ("nctId", "orgStudyIdInfo", "secondaryIdInfos")),
    "query.patient": ("protocolSection",),
}
# What AREA[…] in filter.advanced may name.
_AREAS: Mapping[str, str] = {
    "Phase": "protocolSection.designModule.phases",
    "StudyType": "protocolSection.designModule.studyType",
    "OverallStatus": f"{_STATUS}.overallStatus",
    "LocationCountry": "protocolSection.contactsLocationsModule.locations",
    "Condition": "protocolSection.conditionsModule.conditions",
    "InterventionName": "protocolSection.armsInterventionsModule.interventions",
    "LeadSponsorName": f"{_SPONSORS}.leadSponsor.name",
    "StartDate": f"{_STATUS}.startDateStruct.date",
    "PrimaryCompletionDate": f"{_STATUS}.primaryCompletionDateStruct.date",
    "LastUpdatePostDate": f"{_STATUS}.lastUpdatePostDateStruct.date",
}
# Areas whose values stand inside objects of a list.
_INSIDE = {"LocationCountry": "country", "InterventionName": "name"}
_CLAUSE = re.compile(r"AREA\[(\w+)\](?:RANGE\[([^,\]]*),([^\]]*)\]|\(([^)]*)\)|\"([^\"]*)\"|(\S+))")
# The keys of the website's check boxes.
_BOXES: Mapping[str, Mapping[str, str]] = {
    "status": {
        "not": "NOT_YET_RECRUITING",
        "rec": "RECRUITING",
        "act": "ACTIVE_NOT_RECRUITING",
        "com": "COMPLETED",
        "ter": "TERMINATED",
        "enr": "ENROLLING_BY_INVITATION",
        "sus": "SUSPENDED",
        "wit": "WITHDRAWN",
        "unk": "UNKNOWN",
    },
    "phase": {"0": "EARLY_PHASE1", "1": "PHASE1", "2": "PHASE2", "3": "PHASE3", "4": "PHASE4"},
}
_BOX_AREAS = {"status": "OverallStatus", "phase": "Phase"}

Test = Callable[[Any], bool]


class Refused(Exception):
    """The text that the registry answers with 400."""


def wanted(query: Mapping[str, str]) -> Callable[[bytes], bool]:
    """Refused for a query that is not understood, before any record is looked at."""
    tests = [test for name, value in query.items() for test in _tests(name, value)]
    return lambda raw: all(test(json.loads(raw)) for test in tests)


def _tests(name: str, value: str) -> Iterable[Test]:
    if name in _PLACES:
        return [_words(_PLACES[name], value)]
    if name == "filter.overallStatus":
        return [_one_of("OverallStatus", re.split(r"[,|]", value))]
    if name == "filter.advanced":
        return _clauses(value)
    if name == "aggFilters":
        return [_box(pair) for pair in re.split(r"[,|]", value)]
    if name in ("format", "pageSize", "pageToken", "countTotal", "filter.ids"):
        return []
    raise Refused(f"Invalid parameter name: {name}")


def _words(places: tuple[str, ...], value: str) -> Test:
    """All the words, of one side of an OR at least; or one of several areas."""
    if "AREA[" in value:
        several = [_clause(found) for found in _CLAUSE.finditer(value)]
        return lambda record: any(test(record) for test in several)
    ways = [re.findall(r"[^\s\"()]+", way.replace(" AND ", " ").lower()) for way in value.split(" OR ")]

    def test(record: Any) -> bool:
        text = json.dumps([_get(record, place) for place in places], ensure_ascii=False).lower()
        return any(all(word in text for word in way) for way in ways)

    return test


def _clauses(value: str) -> list[Test]:
    rest = re.sub(r"\bAND\b", " ", _CLAUSE.sub(" ", value)).strip()
    if rest:
        raise Refused(f"Error parsing query in advanced filter: `{rest}`")
    return [_clause(found) for found in _CLAUSE.finditer(value)]


def _clause(found: re.Match[str]) -> Test:
    area, low, high, several, quoted, bare = found.groups()
    if area not in _AREAS:
        raise Refused(f"Error parsing query in advanced filter: Unknown area name: `{area}`")
    if low is None:
        return _one_of(area, (several or quoted or bare).split(" OR "))
    lowest, highest = low.replace("MIN", ""), high.strip().replace("MAX", "9999")
    return lambda record: lowest <= (_get(record, _AREAS[area]) or "") <= highest + "~"


def _box(pair: str) -> Test:
    box, _, keys = pair.partition(":")
    if box not in _BOXES or not set(keys.split()) <= set(_BOXES[box]):
        raise Refused(f"Invalid value in parameter `aggFilters`: `{pair}`")
    return _one_of(_BOX_AREAS[box], [_BOXES[box][key] for key in keys.split()])


def _one_of(area: str, values: Iterable[str]) -> Test:
    allowed = {value.strip(' "') for value in values}

    def test(record: Any) -> bool:
        found = _get(record, _AREAS[area])
        if area in _INSIDE:
            found = [item.get(_INSIDE[area]) for item in found or []]
        return not allowed.isdisjoint(found if isinstance(found, list) else [found])

    return test


def _get(record: Any, path: str) -> Any:
    for key in path.split("."):
        record = record.get(key) if isinstance(record, dict) else None
    return record
