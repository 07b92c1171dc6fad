"""A record read by the registry's own names: content in, a value or None out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from watcher.model import Json

STATUS = "protocolSection.statusModule"
LOCATIONS = "protocolSection.contactsLocationsModule.locations"
CENTRAL_CONTACTS = "protocolSection.contactsLocationsModule.centralContacts"
CONDITIONS = "protocolSection.conditionsModule.conditions"
OFFICIALS = "protocolSection.contactsLocationsModule.overallOfficials"
CRITERIA = "protocolSection.eligibilityModule.eligibilityCriteria"
OUTCOMES = "protocolSection.outcomesModule"
ARMS = "protocolSection.armsInterventionsModule.armGroups"
INTERVENTIONS = "protocolSection.armsInterventionsModule.interventions"
REFERENCES = "protocolSection.referencesModule.references"
MISC = "derivedSection.miscInfoModule"
RESULTS = "resultsSection"
OUTCOME_MEASURES = f"{RESULTS}.outcomeMeasuresModule.outcomeMeasures"
SUBMITTED = f"{STATUS}.lastUpdateSubmitDate"
POSTED = f"{STATUS}.lastUpdatePostDateStruct.date"
ENROLLMENT = "protocolSection.designModule.enrollmentInfo"

# Statuses, of a trial and of a site alike.
STOPPED = frozenset({"SUSPENDED", "WITHDRAWN", "TERMINATED"})
CLOSED = frozenset({"ACTIVE_NOT_RECRUITING", "COMPLETED", "TERMINATED", "WITHDRAWN"})


def get(content: Json, path: str) -> Json:
    """The value at a dotted path of object keys; None where any step is absent."""
    for key in _keys(path):
        if not isinstance(content, dict):
            return None
        content = content.get(key)
    return content


@lru_cache(maxsize=512)
def _keys(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))


def items(content: Json, path: str) -> Sequence[Json]:
    """The list of objects at a path; empty where it is absent or is something else."""
    found = get(content, path)
    if not isinstance(found, list):
        return []
    # Nearly always all are; a trial may list ten thousand sites, and many ask for them.
    return found if set(map(type, found)) == {dict} else [item for item in found if isinstance(item, dict)]


def status(content: Json) -> str | None:
    found = get(content, f"{STATUS}.overallStatus")
    return found if isinstance(found, str) else None


def phases(content: Json) -> tuple[str, ...]:
    found = get(content, "protocolSection.designModule.phases")
    return tuple(str(phase) for phase in found) if isinstance(found, list) else ()


def is_late_phase(content: Json) -> bool:
    """Phase 3 or 2/3, where slips matter sooner (MT's rule)."""
    return "PHASE3" in phases(content)


def is_phase_one(content: Json) -> bool:
    """Phase 1 alone; PHASE1/PHASE2 is not phase 1 (docs/rating.md)."""
    return phases(content) in {("PHASE1",), ("EARLY_PHASE1",)}
