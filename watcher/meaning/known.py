"""What deciding must remember of the past: a fold over the versions, so that everything can be recomputed."""

from __future__ import annotations

from watcher.meaning.record import ENROLLMENT, STATUS, SUBMITTED, get
from watcher.model import Json, Plan


def first_plan(content: Json) -> Plan:
    """The plan of a first version. It is the registration itself where the record was never updated since."""
    registered = get(content, f"{STATUS}.studyFirstSubmitDate")
    submitted = get(content, SUBMITTED)
    enrollment = get(content, f"{ENROLLMENT}.count")
    return Plan(
        origin="registration" if registered is not None and registered == submitted else "watching",
        as_of=str(submitted or registered or "an unknown date"),
        enrollment=enrollment if isinstance(enrollment, int) else None,
        start=_date(content, "startDateStruct"),
        primary_completion=_date(content, "primaryCompletionDateStruct"),
        completion=_date(content, "completionDateStruct"),
    )


def _date(content: Json, name: str) -> str | None:
    found = get(content, f"{STATUS}.{name}.date")
    return found if isinstance(found, str) else None
