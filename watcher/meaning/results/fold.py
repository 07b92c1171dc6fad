"""Folds of the results: submitted, returned, delayed, posted, changed; in words, never as a leaf of a table."""

from __future__ import annotations

from collections.abc import Sequence

from watcher.meaning.draft import Draft, Pair
from watcher.meaning.outcomes.mirror import mirrored
from watcher.meaning.record import RESULTS, STATUS, get
from watcher.meaning.results.changed import fold_changed
from watcher.meaning.results.posted import posted
from watcher.meaning.results.tracking import TRACKING, UNPOSTED, fold_tracking
from watcher.meaning.words import constant, date, joined
from watcher.model import Direction, Edit, Json

# How the lists of the results are paired: fields that name an item, tried one after the other.
_GROUPS = {
    "participantFlowModule.groups": ("id", "title"),
    "baselineCharacteristicsModule.groups": ("id", "title"),
    "outcomeMeasuresModule.outcomeMeasures[].groups": ("id", "title"),
    "adverseEventsModule.eventGroups": ("id", "title"),
}
_FLOW = "participantFlowModule.periods"
_TABLES = ("baselineCharacteristicsModule.measures[]", "outcomeMeasuresModule.outcomeMeasures[]")
_EVENTS = ("adverseEventsModule.seriousEvents", "adverseEventsModule.otherEvents")
RESULT_MATCH_KEYS: dict[str, tuple[str, ...]] = {
    f"{RESULTS}.{path}": keys
    for path, keys in {
        **_GROUPS,
        _FLOW: ("title",),
        f"{_FLOW}[].milestones": ("type",),
        f"{_FLOW}[].milestones[].achievements": ("groupId",),
        f"{_FLOW}[].dropWithdraws": ("type",),
        f"{_FLOW}[].dropWithdraws[].reasons": ("groupId",),
        "baselineCharacteristicsModule.denoms": ("units",),
        "baselineCharacteristicsModule.denoms[].counts": ("groupId",),
        "baselineCharacteristicsModule.measures": ("title", "description"),
        "outcomeMeasuresModule.outcomeMeasures": (
            "type+title+timeFrame",
            "type+title",
            "title",
            "type+description+timeFrame",
            "type+description",
        ),
        "outcomeMeasuresModule.outcomeMeasures[].analyses": (
            "groupDescription+statisticalMethod+paramType",
            "statisticalMethod+paramType",
            "groupDescription",
            "paramType",
            "statisticalMethod",
        ),
        **{f"{table}.denoms": ("units",) for table in _TABLES},
        **{f"{table}.denoms[].counts": ("groupId",) for table in _TABLES},
        **{f"{table}.classes": ("title",) for table in _TABLES},
        **{f"{table}.classes[].denoms": ("units",) for table in _TABLES},
        **{f"{table}.classes[].denoms[].counts": ("groupId",) for table in _TABLES},
        **{f"{table}.classes[].categories": ("title",) for table in _TABLES},
        **{f"{table}.classes[].categories[].measurements": ("groupId",) for table in _TABLES},
        **dict.fromkeys(_EVENTS, ("term+organSystem", "term")),
        **{f"{events}[].stats": ("groupId",) for events in _EVENTS},
    }.items()
}

_POSTING = (f"{RESULTS}.", TRACKING, UNPOSTED, f"{STATUS}.resultsFirst")
_DELAY = (f"{STATUS}.dispFirst", f"{STATUS}.resultsWaived")


def fold_results(pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    had, has = bool(get(pair.old, RESULTS)), bool(get(pair.new, RESULTS))
    delayed = fold_delayed(edits)
    if had != has:
        owned = tuple(edit for edit in edits if edit.path == "hasResults" or edit.path.startswith(_POSTING))
        return [*(posted(pair, owned) if has else _removed(owned)), *delayed]
    tracked = fold_tracking(pair, edits)
    twins = {id(edit) for edit in mirrored(edits)}
    changed = fold_changed(pair, [edit for edit in edits if id(edit) not in twins]) if has else []
    return [*tracked, *changed, *delayed]


def _removed(owned: tuple[Edit, ...]) -> list[Draft]:
    return [
        Draft(
            kind="results.changed",
            path=RESULTS,
            label="Results",
            section="results",
            summary="The posted results are no longer in the record",
            edits=owned,
            inputs={"part": "all", "removed": True},
            direction=Direction.UNFAVOURABLE,
        )
    ]


def fold_delayed(edits: Sequence[Edit]) -> list[Draft]:
    """A certification or extension (`dispFirst*`), or a waiver, says that results will come late or never."""
    owned = tuple(edit for edit in edits if edit.path.startswith(_DELAY))
    if not owned:
        return []
    phrases = [_delay(edit) for edit in owned if edit.path.rpartition(".")[2] in _DELAY_WORDS]
    return [
        Draft(
            kind="results.delayed",
            path=owned[0].path,
            label="Delay of results",
            section="results",
            summary=f"Delayed submission of results: {joined(phrases) if phrases else 'the posting date was edited'}",
            edits=owned,
            before=owned[0].before if len(owned) == 1 else None,
            after=owned[0].after if len(owned) == 1 else None,
            inputs={"waived": any(edit.path.endswith("resultsWaived") and edit.after for edit in owned)},
        )
    ]


_DELAY_WORDS = {
    "dispFirstSubmitDate": "certification or request for an extension submitted",
    "dispFirstSubmitQcDate": "quality review passed",
    "date": "posted",
    "resultsWaived": "waiver of results",
}


def _delay(edit: Edit) -> str:
    words = _DELAY_WORDS[edit.path.rpartition(".")[2]]
    if edit.path.endswith("resultsWaived"):
        return f"{words}: {_given(edit.after)} (before: {_given(edit.before)})"
    if edit.after is None:
        return f"{words}: no longer given"
    return f"{words} {date(edit.after)}"


def _given(value: Json) -> str:
    return "no" if value is None else constant(value)
