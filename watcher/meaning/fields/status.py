"""Folds of the status and of enrollment."""

from __future__ import annotations

from collections.abc import Sequence

from watcher.meaning.draft import Draft, Pair
from watcher.meaning.fields.table import BOOKKEEPING
from watcher.meaning.record import CLOSED, ENROLLMENT, STATUS, STOPPED, get
from watcher.meaning.words import NO_COUNT, constant, count, date, number, percent, signed
from watcher.model import Actor, Direction, Edit, Json

_OVERALL = f"{STATUS}.overallStatus"
_LAST_KNOWN = f"{STATUS}.lastKnownStatus"

_OPEN = {"RECRUITING", "ENROLLING_BY_INVITATION", "AVAILABLE"}
# Statuses that only the registry gives or takes (law 11).
_WITHHELD = "WITHHELD"
_BY_REGISTRY = {"UNKNOWN", _WITHHELD}


def fold_status(pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    owned = tuple(edit for edit in edits if edit.path in {_OVERALL, _LAST_KNOWN})
    if not owned:
        return []
    if get(pair.old, _OVERALL) == get(pair.new, _OVERALL):
        return [_last_known(owned)]
    return [_status(pair, owned)]


def fold_withheld_record(pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    """One change: with the status nearly all of the record goes, or comes, by the registry's hand (law 11)."""
    if _WITHHELD not in {get(pair.old, _OVERALL), get(pair.new, _OVERALL)}:
        return []
    owned = tuple(edit for edit in edits if edit.path not in BOOKKEEPING)
    return [_status(pair, owned)] if any(edit.path == _OVERALL for edit in owned) else []


def _status(pair: Pair, owned: tuple[Edit, ...]) -> Draft:
    before, after = get(pair.old, _OVERALL), get(pair.new, _OVERALL)
    return Draft(
        kind="status.changed",
        path=_OVERALL,
        label="Recruitment status",
        section="status",
        summary=_status_summary(pair, before, after),
        edits=owned,
        before=before,
        after=after,
        inputs={"before": before, "after": after, "last_known": get(pair.new, _LAST_KNOWN)},
        direction=_status_direction(before, after),
        actor=Actor.REGISTRY if after in _BY_REGISTRY or before == _WITHHELD else None,
        details=_withheld(before, after),
    )


def _withheld(before: Json, after: Json) -> tuple[str, ...]:
    """Devices not yet approved or cleared: the registry takes nearly all of a record away, or gives it back."""
    if after == _WITHHELD:
        return ("What else is gone from the record was taken out by the registry, not by the sponsor.",)
    return ("What else has come into the record was withheld before.",) if before == _WITHHELD else ()


def _last_known(owned: tuple[Edit, ...]) -> Draft:
    edit = owned[0]
    return Draft(
        kind="status.changed",
        path=_LAST_KNOWN,
        label="Last known status",
        section="status",
        summary=f"The last known status is now given as {constant(edit.after)} (before: {constant(edit.before)})",
        edits=owned,
        before=edit.before,
        after=edit.after,
        inputs={"before": edit.before, "after": edit.after, "last_known_only": True},
        actor=Actor.REGISTRY,
    )


def _status_summary(pair: Pair, before: Json, after: Json) -> str:
    if after == "UNKNOWN":
        known = get(pair.new, _LAST_KNOWN) or before
        return (
            f"The registry set the status to unknown: the record was not verified for two years "
            f"(last known status: {constant(known)})"
        )
    if after == _WITHHELD:
        return f"The registry withholds the record now; the last status shown was {constant(before)}"
    if before == _WITHHELD:
        return f"The registry shows the record again; its status is {constant(after)}"
    return f"Status changed from {constant(before)} to {constant(after)}"


def _status_direction(before: Json, after: Json) -> Direction:
    if after in STOPPED:
        return Direction.UNFAVOURABLE
    if after in _OPEN and (before in STOPPED or before == "NOT_YET_RECRUITING"):
        return Direction.FAVOURABLE
    return Direction.NEUTRAL


def fold_enrollment(pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    owned = tuple(edit for edit in edits if edit.path.startswith(f"{ENROLLMENT}."))
    if not owned:
        return []
    before, after = get(pair.old, f"{ENROLLMENT}.count"), get(pair.new, f"{ENROLLMENT}.count")
    types = get(pair.old, f"{ENROLLMENT}.type"), get(pair.new, f"{ENROLLMENT}.type")
    status = get(pair.new, _OVERALL)
    reached = types[1] == "ACTUAL" != types[0] and status in CLOSED
    so_far = types[1] == "ACTUAL" != types[0] and not reached  # no shortfall yet (correction 4)
    inputs = _enrollment_inputs(pair, before, after, types)
    return [
        Draft(
            kind="enrollment.reached" if reached else "enrollment.changed",
            path=f"{ENROLLMENT}.count",
            label="Enrollment",
            section="enrollment",
            summary=_reached(before, after) if reached else _changed(before, after, types, status),
            edits=owned,
            before=before,
            after=after,
            inputs=inputs,
            direction=Direction.NEUTRAL if so_far else _enrollment_direction(before, after),
            details=() if reached else _against_first(pair, inputs),
        )
    ]


def _known(value: Json) -> int | None:
    return value if isinstance(value, int) and value != NO_COUNT else None


def _enrollment_inputs(pair: Pair, before: Json, after: Json, types: tuple[Json, Json]) -> dict[str, Json]:
    old, new = _known(before), _known(after)
    inputs: dict[str, Json] = {
        "before": before,
        "after": after,
        "type_before": types[0],
        "type_after": types[1],
        "status": get(pair.new, _OVERALL),
        "with_completion": _is_completed(pair.new) and not _is_completed(pair.old),
    }
    if old is not None and new is not None:
        inputs["people"] = new - old
        if old:
            inputs["percent"] = round(100 * (new - old) / old, 1)
    plan = pair.known.first_plan
    if plan and plan.enrollment and plan.enrollment != NO_COUNT and new is not None:
        inputs |= {
            "first_known": plan.enrollment,
            "first_known_origin": plan.origin,
            "first_known_as_of": plan.as_of,
            "percent_of_first": round(100 * (new - plan.enrollment) / plan.enrollment, 1),
        }
        crossed = [name for name in _crossed(pair, plan.enrollment, new) if name not in pair.known.crossed]
        if crossed and types[1] != "ACTUAL":
            inputs["crossed"] = crossed
    return inputs


def _is_completed(content: Json) -> bool:
    return bool(get(content, f"{STATUS}.primaryCompletionDateStruct.type") == "ACTUAL")


def _crossed(pair: Pair, first: int, new: int) -> list[str]:
    """The thresholds that the distance to the first plan passes; a fifth of a handful is no fifth (correction 4)."""
    numbers, people = pair.numbers, abs(new - first)
    way, percent = ("fewer" if new < first else "more"), 100 * people / first
    limits = [numbers.enrollment_major_percent] if people >= numbers.enrollment_major_people else []
    limits.append(numbers.enrollment_critical_percent)
    return [f"enrollment.{way}.{limit:g}" for limit in limits if percent >= limit]


def _people(value: Json) -> str:
    known = _known(value)
    return "unknown" if known is None else number(known)


def _changed(before: Json, after: Json, types: tuple[Json, Json], status: Json) -> str:
    kind = {"ACTUAL": "actual", "ESTIMATED": "planned"}.get(str(types[1]), "enrollment")
    if before == after:
        if types[1] == "ACTUAL":
            return f"Enrollment of {_people(after)} is now given as actual"
        return f"Enrollment of {_people(after)} is now given as {kind}; before it was {constant(types[0])}"
    old, new = _known(before), _known(after)
    if before is None:
        return f"Enrollment is now stated: {_people(after)} ({kind})"
    if after is None:
        return f"Enrollment is no longer stated (before: {_people(before)})"
    so_far = " so far" if types[1] == "ACTUAL" and status == "SUSPENDED" else ""
    if types[1] == "ACTUAL" != types[0] and new is not None and old:
        return f"{count(new, 'participant')} enrolled{so_far} (actual); the plan was {number(old)}"
    if types == ("ACTUAL", "ESTIMATED"):
        return f"Enrollment is an estimate again: {_people(after)}; before, {_people(before)} was given as actual"
    noun = "Actual enrollment" if types[1] == "ACTUAL" else "Planned enrollment"
    change = f" ({signed(100 * (new - old) / old)} %)" if old and new is not None else ""
    return f"{noun} changed from {_people(before)} to {_people(after)}{so_far}{change}"


def _reached(before: Json, after: Json) -> str:
    old, new = _known(before), _known(after)
    if new is None:
        return "Enrollment is closed; the number of participants is given as unknown"
    if not old:
        return f"{count(new, 'participant')} enrolled"
    return f"{number(new)} of {number(old)} planned participants enrolled ({percent(new, old)} %)"


def _against_first(pair: Pair, inputs: dict[str, Json]) -> tuple[str, ...]:
    plan = pair.known.first_plan
    if plan is None or "percent_of_first" not in inputs or plan.enrollment in {inputs["before"], inputs["after"]}:
        return ()
    since = (
        "at registration" if plan.origin == "registration" else f"when watching began (submitted {date(plan.as_of)})"
    )
    return (f"{signed(inputs['percent_of_first'])} % against {number(plan.enrollment or 0)} {since}",)


def _enrollment_direction(before: Json, after: Json) -> Direction:
    old, new = _known(before), _known(after)
    if old is None or new is None or old == new:
        return Direction.NEUTRAL
    return Direction.UNFAVOURABLE if new < old else Direction.FAVOURABLE
