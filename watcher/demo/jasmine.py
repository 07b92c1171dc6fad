"""NCT06455449 over nine data releases: a plot for the demo.

Facts of the two pages that the project started from: number, acronym, sponsor, phase, status, conditions, enrollment
of 240, start, completion, age limits, the 220 cities, the one linked paper. Everything else (zips, statuses of sites,
primary completion, wording, every release after the first) is invented, and the demo says so.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct

from watcher.demo.sites import SITES

NUMBER = "NCT06455449"
Study = dict[str, Any]


class Release(Struct, frozen=True):
    """One day at the registry: what it serves, and how the world misbehaves."""

    date: str  # data date; the demo's clock stands at 15:17 UTC of that day
    story: str
    edit: Callable[[Study], None]
    maintenance: bool = False  # the registry answers with a page
    webhook_down: bool = False


def baseline() -> Study:
    return {
        "protocolSection": {
            "identificationModule": {
                "nctId": NUMBER,
                "orgStudyIdInfo": {"id": "D3463C00003"},
                "organization": {"fullName": "AstraZeneca", "class": "INDUSTRY"},
                "briefTitle": "Subcutaneous Anifrolumab in Adults With Polymyositis or Dermatomyositis",
                "officialTitle": "A Randomized, Placebo-controlled Phase 3 Study of Anifrolumab in Myositis",
                "acronym": "JASMINE",
            },
            "statusModule": {
                "statusVerifiedDate": "2026-01",
                "overallStatus": "RECRUITING",
                "expandedAccessInfo": {"hasExpandedAccess": False},
                "startDateStruct": {"date": "2024-06-20", "type": "ACTUAL"},
                "primaryCompletionDateStruct": {"date": "2027-05-14", "type": "ESTIMATED"},
                "completionDateStruct": {"date": "2028-08-04", "type": "ESTIMATED"},
                "studyFirstSubmitDate": "2023-09-28",
                "studyFirstPostDateStruct": {"date": "2024-06-12", "type": "ACTUAL"},
                "lastUpdateSubmitDate": "2026-01-26",
                "lastUpdatePostDateStruct": {"date": "2026-01-27", "type": "ACTUAL"},
            },
            "sponsorCollaboratorsModule": {
                "responsibleParty": {"type": "SPONSOR"},
                "leadSponsor": {"name": "AstraZeneca", "class": "INDUSTRY"},
            },
            "oversightModule": {"oversightHasDmc": True, "isFdaRegulatedDrug": True, "isFdaRegulatedDevice": False},
            "descriptionModule": {
                "briefSummary": "Adults with polymyositis or dermatomyositis get weekly injections of anifrolumab or "
                "of placebo on top of their usual treatment. The study asks whether the disease becomes less active.",
            },
            "conditionsModule": {"conditions": ["Polymyositis", "Dermatomyositis"]},
            "designModule": {
                "studyType": "INTERVENTIONAL",
                "phases": ["PHASE3"],
                "designInfo": {
                    "allocation": "RANDOMIZED",
                    "interventionModel": "PARALLEL",
                    "primaryPurpose": "TREATMENT",
                    "maskingInfo": {"masking": "QUADRUPLE"},
                },
                "enrollmentInfo": {"count": 240, "type": "ESTIMATED"},
            },
            "armsInterventionsModule": {
                "armGroups": [
                    {
                        "label": "Anifrolumab",
                        "type": "EXPERIMENTAL",
                        "description": "One injection under the skin each week for 52 weeks, then open label",
                        "interventionNames": ["Combination Product: Anifrolumab"],
                    },
                    {
                        "label": "Placebo",
                        "type": "PLACEBO_COMPARATOR",
                        "description": "One injection under the skin each week for 52 weeks, then anifrolumab",
                        "interventionNames": ["Other: Placebo", "Combination Product: Anifrolumab"],
                    },
                ],
                "interventions": [
                    {
                        "type": "COMBINATION_PRODUCT",
                        "name": "Anifrolumab",
                        "description": "Weekly injection under the skin",
                        "armGroupLabels": ["Anifrolumab", "Placebo"],
                    },
                    {
                        "type": "OTHER",
                        "name": "Placebo",
                        "description": "Looks the same",
                        "armGroupLabels": ["Placebo"],
                    },
                ],
            },
            "outcomesModule": {
                "primaryOutcomes": [
                    {
                        "measure": "Share of participants whose disease improved at least moderately",
                        "description": "By a composite improvement score, as assessed by the investigator",
                        "timeFrame": "Week 52",
                    }
                ],
                "secondaryOutcomes": [
                    {
                        "measure": "Change from baseline in muscle strength",
                        "description": "By manual testing of muscle groups",
                        "timeFrame": "Week 52",
                    }
                ],
            },
            "eligibilityModule": {
                "eligibilityCriteria": "Inclusion Criteria:\n\n* Probable or definite polymyositis or dermatomyositis\n"
                "* Body weight from 40 kg up to 100 kg\n* Stable doses of prednisone or another treatment\n\n"
                "Exclusion Criteria:\n\n* Inclusion body myositis\n* Rapidly progressive interstitial lung disease\n"
                "* Live infections that need treatment",
                "healthyVolunteers": False,
                "sex": "ALL",
                "minimumAge": "18 Years",
                "maximumAge": "75 Years",
                "stdAges": ["ADULT", "OLDER_ADULT"],
            },
            "contactsLocationsModule": {
                "centralContacts": [
                    {
                        "name": "AstraZeneca Clinical Study Information Center",
                        "role": "CONTACT",
                        "phone": "000-000-0000",
                        "email": "contact@example.org",
                    }
                ],
                "locations": sorted(_sites(), key=lambda site: (site["country"] != "United States", site["country"])),
            },
            "referencesModule": {
                "references": [
                    {
                        "pmid": "00000000",
                        "type": "DERIVED",
                        "citation": "Soares RB et al. Anifrolumab in dermatomyositis. Case Rep Rheumatol. 2025.",
                    }
                ]
            },
        },
        "derivedSection": {"miscInfoModule": {"versionHolder": "2026-01-27"}},
        "hasResults": False,
    }


_PLACE = re.compile(r"(?P<city>[^/×]+?)(?:/(?P<state>[^×]+?))?(?: ×(?P<count>\d+))?")


def _sites() -> Iterator[dict[str, str]]:
    """220 sites. Every seventh one is invented as not yet recruiting; Seoul's four have no zip, so they are alike."""
    position = 0
    for country, listed in SITES.items():
        for place in listed.split("; "):
            found = _PLACE.fullmatch(place)
            assert found is not None, place
            for _ in range(int(found["count"] or 1)):
                position += 1
                yield _site(position, found["city"], found["state"], country)


def _site(position: int, city: str, state: str | None, country: str) -> dict[str, str]:
    site = {
        "facility": "Research Site",
        "status": "NOT_YET_RECRUITING" if position % 7 == 0 else "RECRUITING",
        "city": city,
        "country": country,
    }
    if state:
        site["state"] = state
    if city != "Seoul":
        site["zip"] = f"{10_000 + 37 * position}"
    return site


def _submitted(study: Study, day: str) -> None:
    status = study["protocolSection"]["statusModule"]
    status["lastUpdateSubmitDate"] = day
    status["lastUpdatePostDateStruct"]["date"] = day
    status["statusVerifiedDate"] = day[:7]


def _in(study: Study, city: str) -> list[dict[str, str]]:
    return [site for site in study["protocolSection"]["contactsLocationsModule"]["locations"] if site["city"] == city]


def _nothing(study: Study) -> None:
    """Only the registry's own data date moves."""


def _sites_move(study: Study) -> None:
    """One of Rome's three opens, one of Seoul's four closes, one more comes in Seoul, Lille's is taken out."""
    _submitted(study, "2026-02-09")
    locations = study["protocolSection"]["contactsLocationsModule"]["locations"]
    for site in _in(study, "Roma"):
        site["status"] = "RECRUITING"
    for site in _in(study, "Seoul"):
        site["status"] = "RECRUITING"
    _in(study, "Seoul")[1]["status"] = "COMPLETED"
    locations.remove(_in(study, "Lille")[0])
    place = locations.index(_in(study, "Seoul")[-1])
    locations.insert(place + 1, {**_in(study, "Seoul")[0], "status": "NOT_YET_RECRUITING", "zip": "99999"})


def _first_statuses(study: Study) -> None:
    """So that what the second release changes in Rome and Seoul is one site each."""
    for site in _in(study, "Roma") + _in(study, "Seoul"):
        site["status"] = "RECRUITING"
    _in(study, "Roma")[2]["status"] = "NOT_YET_RECRUITING"


def _padova(study: Study) -> None:
    _in(study, "Padua")[0]["city"] = "Padova"


def _enrollment(study: Study) -> None:
    _submitted(study, "2026-04-13")
    study["protocolSection"]["designModule"]["enrollmentInfo"]["count"] = 264


def _primary_completion(study: Study) -> None:
    _submitted(study, "2026-09-24")
    study["protocolSection"]["statusModule"]["primaryCompletionDateStruct"]["date"] = "2028-01-10"


def _closed(study: Study) -> None:
    """The registry serves no site statuses and no contacts of trials that do not recruit."""
    _submitted(study, "2026-12-01")
    status = study["protocolSection"]["statusModule"]
    status["overallStatus"] = "ACTIVE_NOT_RECRUITING"
    study["protocolSection"]["designModule"]["enrollmentInfo"] = {"count": 267, "type": "ACTUAL"}
    contacts = study["protocolSection"]["contactsLocationsModule"]
    del contacts["centralContacts"]
    for site in contacts["locations"]:
        del site["status"]


PLOT: tuple[Release, ...] = (
    Release("2026-01-27", "The first look: 220 sites in 29 countries are stored, nobody is told", _first_statuses),
    Release("2026-01-28", "Only the registry's own data date moves", _nothing),
    Release("2026-02-10", "Sites open, close, come and go where several bear one name", _sites_move),
    Release("2026-03-20", "The registry spells Padua as Padova; the update date does not move", _padova),
    Release("2026-04-14", "Enrollment goes from 240 to 264", _enrollment),
    Release("2026-09-25", "Primary completion slips; the webhook is dead", _primary_completion, webhook_down=True),
    Release(
        "2026-09-28",
        "The registry is in maintenance: a page instead of JSON",
        _nothing,
        maintenance=True,
        webhook_down=True,
    ),
    Release("2026-09-29", "All is well again: the webhook hears what it missed", _nothing),
    Release("2026-12-02", "Recruitment closes: the registry hides every site's status and the contact", _closed),
)


def releases() -> Iterator[tuple[Release, Study]]:
    """Each release with the record that it serves."""
    study = baseline()
    for release in PLOT:
        study = copy.deepcopy(study)
        release.edit(study)
        yield release, study
