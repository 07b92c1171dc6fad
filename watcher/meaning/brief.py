"""A change in, the fact that a headline tells of it out: shorter than its summary, which stands below."""

from __future__ import annotations

import re
from collections.abc import Callable

from watcher.meaning.citation import Citation
from watcher.meaning.dates import Shift
from watcher.meaning.fitted import fitted
from watcher.meaning.words import NO_COUNT, constant, count, date, number, percent, quoted
from watcher.model import Change, Json

_LATE = 90  # days of delay, or from an estimate, that belong into the line: three times what the rules allow
_FACT = 120  # characters of a fact that is no more than a change's summary
_VALUES = 200  # of one that tells what gave way to what
_FROM_TO = re.compile(r"\bfrom .+ to |→")
_NAMED = (160, 120)  # of a name in a summary, cut or whole
_NAME = 60  # of the same name in a headline


def brief(change: Change) -> str:
    words = _BRIEF.get(change.kind)
    return words(change) if words else fact(change)


def fact(change: Change) -> str:
    limit = _VALUES if _FROM_TO.search(change.summary) else _FACT
    return fitted(uncapitalized(change.summary), limit)


def enrolled(change: Change) -> str:
    before, after = change.inputs.get("before"), change.inputs.get("after")
    if change.inputs.get("type_after") != "ACTUAL" or not isinstance(after, int):
        return _enrollment(change)
    if change.kind == "enrollment.changed" and before != after:
        return f"{number(after)} enrolled so far (plan: {_people(before)})"
    if after == NO_COUNT:
        return "number enrolled unknown"
    if not isinstance(before, int) or before in {0, NO_COUNT, after}:
        return f"{number(after)} enrolled"
    return f"{number(after)} of {number(before)} enrolled ({percent(after, before)} %)"


def _status(change: Change) -> str:
    if change.after == "UNKNOWN":
        return "Status set to unknown by the registry"
    if change.inputs.get("last_known_only"):
        return f"last known status {constant(change.before)} → {constant(change.after)}"
    return f"{constant(change.before)} → {constant(change.after)}"


def _enrollment(change: Change) -> str:
    actual = change.inputs.get("type_after") == "ACTUAL"
    if actual and change.inputs.get("type_before") != "ACTUAL" and change.before != change.after:
        return f"{_people(change.after)} enrolled so far (plan: {_people(change.before)})"
    if (change.inputs.get("type_before"), change.inputs.get("type_after")) == ("ACTUAL", "ESTIMATED"):
        return f"enrollment an estimate again: {_people(change.after)} (before: {_people(change.before)}, actual)"
    if change.before == change.after:
        return f"enrollment of {_people(change.after)} now {'actual' if actual else 'estimated'}"
    return f"{'actual ' if actual else ''}enrollment {_people(change.before)} → {_people(change.after)}"


def _people(value: Json) -> str:
    if not isinstance(value, int):
        return "not stated"
    return "unknown" if value == NO_COUNT else number(value)


def _moved(change: Change) -> str:
    return f"{change.label.lower()} {_shift(change).words} ({date(change.after)})"


def _shift(change: Change) -> Shift:
    return Shift(int(change.inputs.get("days") or 0), exact=bool(change.inputs.get("exact")))


def reached(change: Change) -> str:
    lag = change.dates.lag_days or 0
    late = f", reported {count(lag, 'day')} later" if lag >= _LATE else ""
    far = abs(_shift(change).days) >= _LATE and not change.inputs.get("same_as_before")
    moved = f", {_shift(change).words} than estimated" if far else ""
    return f"{change.label.lower()} reached {date(change.after)}{moved}{late}"


def uncapitalized(summary: str) -> str:
    """As a part of a line: a first word that is all capitals or a name with capitals inside is left.

    Who begins with a name that looks like any word (Roma) does not ask.
    """
    first = summary.split(" ", 1)[0]
    return summary if first[1:] != first[1:].lower() else summary[:1].lower() + summary[1:]


def _whole(change: Change) -> str:
    """Begins with the name of a place or a number, and says at its end how it is to be read."""
    return change.summary


def _title(change: Change) -> str:
    """What it gained or lost in meaning, where the summary ends with it; both titles where they are short."""
    told = change.summary.rpartition("; ")[2]
    if told.startswith(("no longer says", "now says")):
        return f"{change.label.lower()} {fitted(told, _FACT)}"
    return uncapitalized(change.summary) if len(change.summary) <= _FACT else f"{change.label.lower()} changed"


def _outcome(change: Change) -> str:
    return f"{change.label.lower()} {change.kind.rpartition('.')[2]}: {quoted(change.item or '', 80)}"


def paper(change: Change) -> str:
    """By whom and where; its title stands below."""
    head, _, _rest = change.summary.partition(":")
    cited = Citation.parse(str(change.after.get("citation", ""))) if isinstance(change.after, dict) else None
    if cited is None:
        return fact(change)
    named = f"{cited.code}, " if cited.code else ""
    first, *others = cited.authors
    return f"{uncapitalized(head)}: {named}{first}{' et al.' if others else ''}, {cited.journal}, {cited.date}"


def _arm(change: Change) -> str:
    verb = change.kind.rpartition(".")[2]
    return f"{change.label.lower()} {verb}: {quoted(change.item or '', 60)}"


def edited(change: Change) -> str:
    """What moved is the news: it is a long name that gives way, unless the name moved."""
    said = change.summary
    name = next((cut for limit in _NAMED if (cut := quoted(change.item or "", limit)) in said), None)
    if name and f"now called {name}" not in said:
        said = said.replace(name, quoted(change.item or "", _NAME), 1)
    return fitted(uncapitalized(said), _VALUES)


_BRIEF: dict[str, Callable[[Change], str]] = {
    "status.changed": _status,
    "enrollment.changed": _enrollment,
    "enrollment.reached": enrolled,
    "date.moved": _moved,
    "date.reached": reached,
    "place.renamed": _whole,
    "sites.anonymised": _whole,
    "title.changed": _title,
    "reference.added": paper,
    "outcome.added": _outcome,
    "outcome.removed": _outcome,
    "results.changed": edited,
    "outcome.edited": edited,
    "outcome.promoted": edited,
    "outcome.demoted": edited,
    "arm.added": _arm,
    "arm.removed": _arm,
    "arm.edited": edited,
    "intervention.added": _arm,
    "intervention.removed": _arm,
    "intervention.edited": edited,
}
