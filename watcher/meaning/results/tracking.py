"""Results on their way through the registry's quality review: submitted, returned, withdrawn; not yet posted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from watcher.meaning.draft import Draft, Pair
from watcher.meaning.record import MISC, get, items
from watcher.meaning.words import date, joined, sentence
from watcher.model import Actor, Edit, Json

TRACKING = f"{MISC}.submissionTracking"
UNPOSTED = "annotationSection.annotationModule.unpostedAnnotation"
_WHOSE = f"{UNPOSTED}.unpostedResponsibleParty"

_Event = tuple[str, str]  # (date, or "" where the registry does not know it; what happened)
_WORDS = {
    "released": "submitted to the registry",
    "reset": "returned by the registry's quality review",
    "unreleased": "withdrawn by the sponsor before the review ended",
}
_OF_EVENT = {"RELEASE": "released", "RESET": "reset", "UNRELEASE": "unreleased"}


def fold_tracking(pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    owned = tuple(edit for edit in edits if edit.path.startswith((TRACKING, UNPOSTED)))
    if all(edit.path == _WHOSE for edit in owned):
        return []  # nothing, or whose results they are: an annotation like any other
    before, after = Counter(_events(pair.old)), Counter(_events(pair.new))
    new = sorted((after - before).elements(), key=_order)
    kind = _kind(new, had=bool(before), has=bool(after))
    return [
        Draft(
            kind=kind,
            path=TRACKING if any(edit.path.startswith(TRACKING) for edit in owned) else UNPOSTED,
            label="Submission of results",
            section="results",
            summary=_summary(new, gone=bool(before) and not after),
            edits=owned,
            after=new[-1][0] or None if new else None,
            inputs={"events": [list(event) for event in new], "submissions": _submissions(after)},
            # The registry writes these lines; what they tell, the sponsor or its reviewers did.
            actor=Actor.REGISTRY if kind == "results.returned" and new and new[-1][1] == "reset" else None,
            happened=new[-1][0] or None if new else None,
            details=_details(after),
        )
    ]


def _events(content: Json) -> Iterator[_Event]:
    """Both places tell the same; the older of the two forms is read only where the other is absent."""
    infos = items(content, f"{TRACKING}.submissionInfos")
    for info in infos:
        yield str(info.get("releaseDate") or ""), "released"
        if info.get("resetDate"):
            yield str(info["resetDate"]), "reset"
        if info.get("unreleaseDate") or info.get("unreleaseDateUnknown"):
            yield str(info.get("unreleaseDate") or ""), "unreleased"
    if infos:
        return
    for event in items(content, f"{UNPOSTED}.unpostedEvents"):
        yield str(event.get("date") or ""), _OF_EVENT.get(str(event.get("type")), "released")


def _order(event: _Event) -> tuple[str, bool]:
    """By date; on one day, submitted comes before returned. An unknown date counts as the earliest."""
    return event[0], event[1] != "released"


def _kind(new: Sequence[_Event], *, had: bool, has: bool) -> str:
    if new:
        return "results.submitted" if new[-1][1] == "released" else "results.returned"
    return "results.returned" if had and not has else "results.submitted"


def _summary(new: Sequence[_Event], *, gone: bool) -> str:
    if new:
        return f"Results {joined([_told(event) for event in new])}"
    if gone:
        return "The record no longer shows that results were submitted"
    return "The record of submitted results was edited; no new submission and no new return"


def _told(event: _Event) -> str:
    day, what = event
    return f"{_WORDS[what]} on {date(day)}" if day else f"{_WORDS[what]} (date unknown)"


def _submissions(events: Counter[_Event]) -> int:
    return sum(number for (_, what), number in events.items() if what == "released")


def _details(after: Counter[_Event]) -> tuple[str, ...]:
    total = _submissions(after)
    if total < 2:
        return ()
    first = min((day for day, what in after if what == "released" and day), default=None)
    since = f" since {date(first)}" if first else ""
    return (sentence(f"{total} submissions{since}; none has been posted"),)


def with_comments(content: Json) -> Json:
    """The day on which results were posted with the reviewers' comments still open; None otherwise."""
    return get(content, f"{TRACKING}.firstMcpInfo.postDateStruct.date")
