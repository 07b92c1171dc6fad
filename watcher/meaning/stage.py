"""Two records in, the stage in which the trial was when the newer one was submitted (docs/rating.md, correction 1)."""

from __future__ import annotations

from datetime import date

from watcher.meaning.dates import PartialDate
from watcher.meaning.record import CLOSED, STATUS, SUBMITTED, get, status
from watcher.model import Json, Stage

_ENROLLING = {"RECRUITING", "ENROLLING_BY_INVITATION", "SUSPENDED"}

# Stages in which participants had certainly been enrolled.
STARTED = frozenset(
    {Stage.ENROLLING, Stage.CLOSED, Stage.PCD_OVERDUE, Stage.STRADDLES_PCD, Stage.POST_PCD, Stage.POST_RESULTS}
)
# Stages after the (actual) primary completion.
AFTER_PRIMARY_COMPLETION = frozenset({Stage.POST_PCD, Stage.POST_RESULTS})


def stage(old: Json, new: Json) -> Stage:
    """What cannot be placed before or after an event straddles it: the record does not tell, and neither do we."""
    if get(old, "protocolSection.designModule.studyType") == "EXPANDED_ACCESS":
        return Stage.NONE
    if get(old, "resultsSection") or get(old, "hasResults"):
        return Stage.POST_RESULTS
    since, until = _day(get(old, SUBMITTED)), _day(get(new, SUBMITTED))
    completed = _actual(old, new, "primaryCompletionDateStruct")
    if completed and since and completed.last <= since:
        return Stage.POST_PCD
    if completed and until and completed.first <= until:
        return Stage.STRADDLES_PCD
    base = _by_status(old, new, since, until)
    can_be_overdue = base in {Stage.ENROLLING, Stage.CLOSED} and status(old) != "WITHDRAWN"
    return Stage.PCD_OVERDUE if can_be_overdue and _is_overdue(new, until) else base


def _by_status(old: Json, new: Json, since: date | None, until: date | None) -> Stage:
    word = status(old)
    if word == "UNKNOWN":
        word = get(old, f"{STATUS}.lastKnownStatus")
    if word in CLOSED:
        return Stage.CLOSED
    started = _actual(old, new, "startDateStruct")
    if started and until and started.first <= until:
        return Stage.ENROLLING if since and started.last <= since else Stage.STRADDLES_START
    return Stage.ENROLLING if word in _ENROLLING else Stage.PRE_START


def _actual(old: Json, new: Json, name: str) -> PartialDate | None:
    for content in (new, old):
        if get(content, f"{STATUS}.{name}.type") == "ACTUAL":
            return PartialDate.parse(get(content, f"{STATUS}.{name}.date"))
    return None


def _is_overdue(new: Json, until: date | None) -> bool:
    planned = PartialDate.parse(get(new, f"{STATUS}.primaryCompletionDateStruct.date"))
    return bool(planned and until and planned.last < until)


def _day(value: Json) -> date | None:
    parsed = PartialDate.parse(value)
    return parsed.last if parsed else None
