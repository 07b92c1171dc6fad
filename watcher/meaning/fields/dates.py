"""Folds of study start, primary completion and study completion: one change a date, whatever moved in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from watcher.meaning.dates import PartialDate, Shift, shift
from watcher.meaning.draft import Draft, Pair
from watcher.meaning.record import STATUS, get, is_late_phase
from watcher.meaning.words import date as worded
from watcher.meaning.words import sentence
from watcher.model import Direction, Edit, Json

_DATES = {
    "startDateStruct": "Study start",
    "primaryCompletionDateStruct": "Primary completion",
    "completionDateStruct": "Study completion",
}
# Trials that completed before this day have no duty to post results under 42 CFR 11 (docs/rating.md, correction 3).
_LEGAL_DUTY = date(2017, 1, 18)


def fold_dates(pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    drafts = []
    for name, label in _DATES.items():
        owned = tuple(edit for edit in edits if edit.path.startswith(f"{STATUS}.{name}."))
        if owned:
            drafts.append(_fold(pair, name, label, owned))
    return drafts


def _fold(pair: Pair, name: str, label: str, owned: tuple[Edit, ...]) -> Draft:
    path = f"{STATUS}.{name}"
    before, after = get(pair.old, f"{path}.date"), get(pair.new, f"{path}.date")
    types = get(pair.old, f"{path}.type"), get(pair.new, f"{path}.type")
    old, new = PartialDate.parse(before), PartialDate.parse(after)
    moved = shift(old, new) if old and new else None
    kind = _kind(old, new, types)
    actual = types[1] == "ACTUAL"
    inputs = _inputs(pair, name, kind, (old, new), types)
    return Draft(
        kind=kind,
        path=f"{path}.date",
        label=label,
        section="dates",
        summary=_summary(kind, label, before, after, types, moved),
        edits=owned,
        before=before,
        after=after,
        inputs=inputs,
        direction=_direction(kind, old, new),
        happened=after if actual and kind in {"date.reached", "date.corrected", "date.added"} else None,
        details=_details(pair, name, kind, before, after, inputs),
    )


def _kind(old: PartialDate | None, new: PartialDate | None, types: tuple[Json, Json]) -> str:
    if old is None:
        return "date.added"
    if new is None:
        return "date.removed"
    if types == ("ACTUAL", "ESTIMATED"):
        return "date.reopened"
    if types == ("ESTIMATED", "ACTUAL"):
        return "date.reached"
    if old.covers(new) or new.covers(old):
        return "date.refined"
    # Old records often bear no type (docs/registry.md, fact 10): a date without one that becomes actual was reached.
    if types[1] == "ACTUAL":
        return "date.corrected" if types[0] == "ACTUAL" else "date.reached"
    return "date.moved"


def _inputs(
    pair: Pair,
    name: str,
    kind: str,
    dates: tuple[PartialDate | None, PartialDate | None],
    types: tuple[Json, Json],
) -> dict[str, Json]:
    inputs: dict[str, Json] = {"date": name, "type_before": types[0], "type_after": types[1]}
    old, new = dates
    is_primary = name == "primaryCompletionDateStruct"
    if old and new:
        moved = shift(old, new)
        inputs |= {"days": moved.days, "exact": moved.exact, "late_phase": is_late_phase(pair.new)}
        inputs["crosses_legal_duty"] = is_primary and _crosses(old, new, _LEGAL_DUTY)
        submitted = PartialDate.parse(pair.submitted)
        inputs["due_days"] = (old.last - submitted.last).days if submitted else None
        inputs["same_as_before"] = _is_within(old, new)
    # A date that was given anew has not moved: a threshold that fires nothing is left for the slip that does.
    if is_primary and kind == "date.moved" and new:
        inputs |= _cumulative(pair, new)
    return inputs


def _is_within(old: PartialDate, new: PartialDate) -> bool:
    """One date lies inside the other's month or year: neither earlier nor later can be said."""
    return old.covers(new) or new.covers(old)


def _crosses(old: PartialDate, new: PartialDate, day: date) -> bool:
    """Certainly: a month that holds the day is on neither side of it."""
    return old.last < day <= new.first or new.last < day <= old.first


def _cumulative(pair: Pair, new: PartialDate) -> dict[str, Json]:
    plan = pair.known.first_plan
    first = PartialDate.parse(plan.primary_completion) if plan else None
    if plan is None or first is None:
        return {}
    moved = shift(first, new)
    total = moved.days
    names = [f"primary_completion.later.{n}" for n in pair.numbers.primary_completion_cumulative_days if total >= n]
    crossed = [name for name in names if name not in pair.known.crossed]
    return {
        "first_known": plan.primary_completion,
        "first_known_origin": plan.origin,
        "first_known_as_of": plan.as_of,
        "days_since_first": total,
        "exact_since_first": moved.exact,
        **({"crossed": crossed} if crossed else {}),
    }


def _summary(kind: str, label: str, before: Json, after: Json, types: tuple[Json, Json], moved: Shift | None) -> str:
    old, new = worded(before), worded(after)
    note = {"ESTIMATED": " (estimated)", "ACTUAL": " (actual)"}.get(str(types[1]), "")
    if moved is None:
        if kind == "date.added":
            return f"{label} is now given: {new}{note}"
        if after is not None:
            return f"{label} is now given as {new}, which is no date (before: {old})"
        return f"{label} is no longer given (before: {old})"
    if kind == "date.reached":
        return f"{label} reached {'on' if _is_day(after) else 'in'} {new} (actual), {_against(moved, before, after)}"
    if kind == "date.corrected":
        return f"{label} corrected from {old} to {new} (actual), {moved.words}"
    if kind == "date.reopened":
        return f"{label} is an estimate again: {new}; before, {old} was given as actual"
    if kind == "date.refined":
        return _refined(label, before, after, types, note)
    return f"{label} moved {moved.words}, from {old} to {new}{note}"


def _refined(label: str, before: Json, after: Json, types: tuple[Json, Json], note: str) -> str:
    old, new = worded(before), worded(after)
    if old == new:
        mark = str(types[1]).lower() if types[1] else "neither actual nor estimated"
        return f"{label} of {new} is now marked {mark}"
    return (
        f"{label} given {'more' if len(str(after)) > len(str(before)) else 'less'} exactly: {new}{note}, before {old}"
    )


def _is_day(value: Json) -> bool:
    parsed = PartialDate.parse(value)
    return bool(parsed and parsed.is_day)


def _against(moved: Shift, before: Json, after: Json) -> str:
    old, new = PartialDate.parse(before), PartialDate.parse(after)
    if old and new and _is_within(old, new):
        interval = "" if old.is_day or old == new else f" ({old.words})"
        return f"as last estimated{interval}"
    return f"{moved.words} than last estimated ({worded(before)})"


def _direction(kind: str, old: PartialDate | None, new: PartialDate | None) -> Direction:
    """Earlier is never "favourable" (correction 3): a date moves up when a trial is stopped, too."""
    if old is None or new is None or kind not in {"date.moved", "date.reached", "date.corrected"}:
        return Direction.NEUTRAL
    later = shift(old, new).days > 0 and not _is_within(old, new)
    return Direction.UNFAVOURABLE if later else Direction.NEUTRAL


def _details(pair: Pair, name: str, kind: str, before: Json, after: Json, inputs: dict[str, Json]) -> tuple[str, ...]:
    lines = []
    is_actual = inputs["type_after"] == "ACTUAL" and kind in {"date.reached", "date.corrected", "date.added"}
    lag = _lag(pair, after) if is_actual else None
    if lag is not None:
        lines.append(f"Submitted {lag.span} after it happened")
    due = inputs.get("due_days")
    if kind == "date.moved" and due is not None and due < 0:
        lines.append("The date given before had passed when this was submitted")
    if kind == "date.moved" and "first_known" in inputs and inputs["days_since_first"] != inputs.get("days"):
        lines.append(_against_first(after, inputs))
    if name == "primaryCompletionDateStruct" and kind in {"date.moved", "date.reached"} and before != after:
        completion = get(pair.new, f"{STATUS}.completionDateStruct.date")
        if completion == after and get(pair.old, f"{STATUS}.completionDateStruct.date") == completion:
            lines.append("It now equals study completion, which did not move")
    return tuple(lines)


def _against_first(after: Json, inputs: dict[str, Json]) -> str:
    since = "at registration" if inputs["first_known_origin"] == "registration" else "when watching began"
    first, now = PartialDate.parse(inputs["first_known"]), PartialDate.parse(after)
    if first and now and _is_within(first, now):
        return f"As planned {since}{'' if first == now else f' ({first.words})'}"
    moved = Shift(inputs["days_since_first"], exact=inputs["exact_since_first"])
    return f"{sentence(moved.words)} than planned {since} ({worded(inputs['first_known'])})"


def _lag(pair: Pair, happened: Json) -> Shift | None:
    """None where it was submitted in the very month or year, or before."""
    submitted, moment = PartialDate.parse(pair.submitted), PartialDate.parse(happened)
    return shift(moment, submitted) if submitted and moment and moment.last < submitted.first else None
