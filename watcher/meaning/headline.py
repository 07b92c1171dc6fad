"""The changes of an update in, one line out: compound facts joined, the weightiest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from watcher.meaning.words import constant, date, number, percent, quoted, sentence
from watcher.model import Change, Json, Significance

_LENGTH = 3  # facts in a headline; the rest is counted

_CLOSED = {
    "ACTIVE_NOT_RECRUITING": "Recruitment closed",
    "COMPLETED": "Completed",
    "TERMINATED": "Terminated",
    "WITHDRAWN": "Withdrawn",
    "SUSPENDED": "Suspended",
}


def headline(changes: Sequence[Change], sites: str | None) -> str:
    """`sites` is the roll-up of all site changes, if there are any."""
    told = [change for change in changes if change.significance is not Significance.ADMINISTRATIVE] or list(changes)
    status = next((change for change in told if change.kind == "status.changed"), None)
    facts = _closing(status, told) if status is not None and status.after in _CLOSED else _facts(told, sites)
    rest = len(facts) - _LENGTH
    shown = [*facts[:_LENGTH], f"{number(rest)} more"] if rest > 1 else facts[: _LENGTH + 1]
    return sentence("; ".join(shown))


def _closing(status: Change, told: Sequence[Change]) -> list[str]:
    """Status, enrollment, reason and completion of a closing trial are one fact."""
    parts = [f"reason given: {quoted(str(c.after), 160)}" for c in told if c.kind == "why_stopped.changed" and c.after]
    parts += [_enrolled(c) for c in told if c.kind in {"enrollment.reached", "enrollment.changed"}]
    parts += [
        f"{c.label.lower()} reached {date(c.after)}"
        for c in told
        if c.kind == "date.reached" and not c.path.startswith("protocolSection.statusModule.startDateStruct")
    ]
    head = _CLOSED[str(status.after)]
    first = f"{head}: {', '.join(parts)}" if parts else f"{head} (before: {constant(status.before)})"
    used = {"status.changed", "enrollment.reached", "enrollment.changed", "date.reached", "why_stopped.changed"}
    others = [c for c in told if c.kind not in used and c.kind != "sites.status_withheld" and not _is_site(c)]
    return [first, *_facts(others, None)]


def _enrolled(change: Change) -> str:
    before, after = change.inputs.get("before"), change.inputs.get("after")
    if change.inputs.get("type_after") != "ACTUAL" or not isinstance(after, int):
        return _enrollment(change)
    if change.kind == "enrollment.changed" and before != after:
        return f"{number(after)} enrolled so far (plan: {_people(before)})"
    if not isinstance(before, int) or not before or before == after:
        return f"{number(after)} enrolled"
    return f"{number(after)} of {number(before)} enrolled ({percent(after, before)} %)"


def _is_site(change: Change) -> bool:
    return change.kind.startswith(("site.", "country."))


def _facts(told: Sequence[Change], sites: str | None) -> list[str]:
    facts: list[str] = []
    for change in _with_completions_joined(told):
        fact = sites if _is_site(change) and sites else _brief(change)
        if fact not in facts:
            facts.append(fact)
    return facts


def _with_completions_joined(told: Sequence[Change]) -> list[Change]:
    """Primary and study completion that moved to one date by one distance are one fact."""
    moved = {change.label: change for change in told if change.kind == "date.moved"}
    primary, study = moved.get("Primary completion"), moved.get("Study completion")
    if primary is None or study is None:
        return list(told)
    if (primary.after, primary.inputs.get("days")) != (study.after, study.inputs.get("days")):
        return list(told)
    both = replace(primary, label="Primary and study completion")
    return [both if change is primary else change for change in told if change is not study]


def _brief(change: Change) -> str:
    words = _BRIEF.get(change.kind)
    return words(change) if words else _uncapitalized(change.summary)


def _status(change: Change) -> str:
    if change.after == "UNKNOWN":
        return "Status set to unknown by the registry"
    return f"{constant(change.before)} → {constant(change.after)}"


def _enrollment(change: Change) -> str:
    actual = change.inputs.get("type_after") == "ACTUAL"
    if change.before == change.after:
        return f"enrollment of {_people(change.after)} now {'actual' if actual else 'estimated'}"
    return f"{'actual ' if actual else ''}enrollment {_people(change.before)} → {_people(change.after)}"


def _people(value: Json) -> str:
    if not isinstance(value, int):
        return "not stated"
    return "unknown" if value == 99_999_999 else number(value)


def _moved(change: Change) -> str:
    days, exact = int(change.inputs.get("days") or 0), change.inputs.get("exact")
    span = f"{number(abs(days))} day{'' if abs(days) == 1 else 's'}" if exact else _about(days)
    return f"{change.label.lower()} {span} {'later' if days > 0 else 'earlier'} ({date(change.after)})"


def _about(days: int) -> str:
    months = round(abs(days) / 30.44)
    return f"about {months} month{'' if months == 1 else 's'}" if months else "less than a month"


def _reached(change: Change) -> str:
    return f"{change.label.lower()} reached {date(change.after)}"


def _uncapitalized(summary: str) -> str:
    """As a part of a line: a first word that is all capitals or a name with capitals inside is left."""
    first = summary.split(" ", 1)[0]
    return summary if first[1:] != first[1:].lower() else summary[:1].lower() + summary[1:]


_BRIEF: dict[str, Callable[[Change], str]] = {
    "status.changed": _status,
    "enrollment.changed": _enrollment,
    "enrollment.reached": _enrolled,
    "date.moved": _moved,
    "date.reached": _reached,
}


def unchanged(changes: Sequence[Change], facts: dict[str, str | None]) -> tuple[str, ...]:
    """Of the sections that people ask about, those in which nothing changed; `facts` says how each stands."""
    touched = {change.section for change in changes if change.edits}
    return tuple(words for section, words in facts.items() if words and section not in touched)
