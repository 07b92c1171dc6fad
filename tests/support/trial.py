"""A small hand-written record, and pairs made from it by naming what differs."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

import msgspec

from watcher.meaning.decide import decide
from watcher.meaning.known import first_plan
from watcher.meaning.numbers import Numbers
from watcher.meaning.record import SUBMITTED, get
from watcher.model import Change, Known, Plan, Record, Trial, Update, Version

TRIAL = Trial("clinicaltrials_gov", "NCT01234567")
SEEN = datetime(2026, 3, 10, 15, 17, tzinfo=UTC)

SITES = [
    {"facility": "Research Site", "status": "RECRUITING", "city": "Roma", "zip": "00161", "country": "Italy"},
    {"facility": "Research Site", "status": "RECRUITING", "city": "Roma", "zip": "00168", "country": "Italy"},
    {
        "facility": "Research Site",
        "status": "NOT_YET_RECRUITING",
        "city": "Seoul",
        "zip": "03080",
        "country": "South Korea",
    },
    {"facility": "Research Site", "status": "RECRUITING", "city": "Ghent", "zip": "9000", "country": "Belgium"},
]


def base() -> dict[str, Any]:
    """A recruiting, randomized phase 3 trial, started a year ago. A fresh copy each time."""
    return copy.deepcopy(
        {
            "protocolSection": {
                "identificationModule": {
                    "nctId": TRIAL.id,
                    "orgStudyIdInfo": {"id": "ABC-301"},
                    "secondaryIdInfos": [{"id": "2023-500000-10-00", "type": "CTIS"}],
                    "organization": {"fullName": "Example Pharma", "class": "INDUSTRY"},
                    "briefTitle": "Drug A Compared With Placebo in Adults With Condition B",
                    "officialTitle": "A Randomized, Double-blind, Placebo-controlled Phase III Study of Drug A",
                    "acronym": "EXAMPLE",
                },
                "statusModule": {
                    "statusVerifiedDate": "2026-01",
                    "overallStatus": "RECRUITING",
                    "expandedAccessInfo": {"hasExpandedAccess": False},
                    "startDateStruct": {"date": "2025-02-03", "type": "ACTUAL"},
                    "primaryCompletionDateStruct": {"date": "2027-05-14", "type": "ESTIMATED"},
                    "completionDateStruct": {"date": "2028-05-14", "type": "ESTIMATED"},
                    "studyFirstSubmitDate": "2025-01-10",
                    "studyFirstPostDateStruct": {"date": "2025-01-14", "type": "ACTUAL"},
                    "lastUpdateSubmitDate": "2026-01-20",
                    "lastUpdatePostDateStruct": {"date": "2026-01-22", "type": "ACTUAL"},
                },
                "sponsorCollaboratorsModule": {
                    "responsibleParty": {"type": "SPONSOR"},
                    "leadSponsor": {"name": "Example Pharma", "class": "INDUSTRY"},
                    "collaborators": [{"name": "Example University", "class": "OTHER"}],
                },
                "oversightModule": {"oversightHasDmc": True, "isFdaRegulatedDrug": True},
                "descriptionModule": {
                    "briefSummary": "The study compares Drug A with placebo.",
                    "detailedDescription": "Long text.",
                },
                "conditionsModule": {"conditions": ["Condition B"], "keywords": ["drug a"]},
                "designModule": {
                    "studyType": "INTERVENTIONAL",
                    "phases": ["PHASE3"],
                    "designInfo": {
                        "allocation": "RANDOMIZED",
                        "interventionModel": "PARALLEL",
                        "primaryPurpose": "TREATMENT",
                        "maskingInfo": {"masking": "DOUBLE", "whoMasked": ["PARTICIPANT", "INVESTIGATOR"]},
                    },
                    "enrollmentInfo": {"count": 240, "type": "ESTIMATED"},
                },
                "armsInterventionsModule": {
                    "armGroups": [
                        {
                            "label": "Drug A",
                            "type": "EXPERIMENTAL",
                            "description": "Drug A 150 mg once weekly",
                            "interventionNames": ["Drug: Drug A"],
                        },
                        {
                            "label": "Placebo",
                            "type": "PLACEBO_COMPARATOR",
                            "description": "Placebo once weekly",
                            "interventionNames": ["Drug: Placebo"],
                        },
                    ],
                    "interventions": [
                        {
                            "type": "DRUG",
                            "name": "Drug A",
                            "description": "150 mg by injection",
                            "armGroupLabels": ["Drug A"],
                        },
                        {
                            "type": "DRUG",
                            "name": "Placebo",
                            "description": "Matched placebo",
                            "armGroupLabels": ["Placebo"],
                        },
                    ],
                },
                "outcomesModule": {
                    "primaryOutcomes": [
                        {
                            "measure": "Total improvement score",
                            "description": "By the investigator",
                            "timeFrame": "Week 52",
                        }
                    ],
                    "secondaryOutcomes": [
                        {"measure": "Muscle strength", "description": "By manual testing", "timeFrame": "Week 52"},
                        {"measure": "Quality of life", "description": "By questionnaire", "timeFrame": "Week 24"},
                    ],
                },
                "eligibilityModule": {
                    "eligibilityCriteria": (
                        "Inclusion Criteria:\n\n1. Body weight \\>= 40 kg\n2. Signed informed consent\n\n"
                        "Exclusion Criteria:\n\n1. Pregnancy\n2. History of cancer within 5 years"
                    ),
                    "healthyVolunteers": False,
                    "sex": "ALL",
                    "minimumAge": "18 Years",
                    "maximumAge": "75 Years",
                    "stdAges": ["ADULT", "OLDER_ADULT"],
                },
                "contactsLocationsModule": {
                    "centralContacts": [
                        {"name": "Example Information Center", "role": "CONTACT", "phone": "1-800-000-0000"}
                    ],
                    "overallOfficials": [{"name": "Pat Example, MD", "role": "PRINCIPAL_INVESTIGATOR"}],
                    "locations": SITES,
                },
                "referencesModule": {
                    "references": [{"pmid": "1", "type": "BACKGROUND", "citation": "Someone. Something. 2020."}]
                },
                "ipdSharingStatementModule": {"ipdSharing": "YES", "description": "On request."},
            },
            "derivedSection": {"miscInfoModule": {"versionHolder": "2026-02-02"}},
            "hasResults": False,
        }
    )


def put(record: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Sets (or, with None, takes out) what is at a dotted path below `protocolSection` or from a top-level section."""
    keys = path.split(".")
    node: Any = record if keys[0].endswith("Section") or keys[0] == "hasResults" else record["protocolSection"]
    for key in keys[:-1]:
        node = node[int(key)] if isinstance(node, list) else node.setdefault(key, {})
    last: Any = int(keys[-1]) if isinstance(node, list) else keys[-1]
    if value is None:
        del node[last]
    else:
        node[last] = value
    return record


def changed(*steps: Any, record: dict[str, Any] | None = None, submitted: str | None = "2026-03-02") -> dict[str, Any]:
    """base() with path, value, path, value, … put in; `submitted=None` leaves the submission date as it is."""
    made = base() if record is None else copy.deepcopy(record)
    for path, value in zip(steps[::2], steps[1::2], strict=True):
        put(made, path, value)
    if submitted is not None:
        put(made, "statusModule.lastUpdateSubmitDate", submitted)
        put(made, "statusModule.lastUpdatePostDateStruct.date", submitted)
    return made


def record(content: Any, release: str = "2026-03-10T09:00:05") -> Record:
    return Record(TRIAL, msgspec.json.encode(content), release)


def update(old: Any, new: Any, *, plan: Plan | None = None, crossed: frozenset[str] = frozenset()) -> Update | None:
    """What deciding makes of two contents; the older one as version 2, so that no baseline rule meddles."""
    before = record(old, "2026-03-09T09:00:05")
    submitted = get(old, SUBMITTED)
    known = Known(Version(2, before, submitted, SEEN), plan or first_plan(old), crossed)
    return decide(known, record(new), SEEN, Numbers()).update


def headline_of(old: Any, new: Any) -> str:
    found = update(old, new)
    assert found is not None
    return found.headline


def changes(old: Any, new: Any, **known: Any) -> list[Change]:
    """The changes, bookkeeping apart."""
    found = update(old, new, **known)
    return [change for change in found.changes if change.kind != "verified"] if found else []


def only(old: Any, new: Any, **known: Any) -> Change:
    found = changes(old, new, **known)
    assert len(found) == 1, [change.summary for change in found]
    return found[0]
