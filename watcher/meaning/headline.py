"""The changes of an update in, one line out: compound facts joined, the weightiest first."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from msgspec.structs import replace

from watcher.meaning.dates import Shift
from watcher.meaning.fields.papers import PARTS_OF_A_CITATION, TRIAL_CODE
from watcher.meaning.fitted import fitted
from watcher.meaning.words import NO_COUNT, constant, count, date, joined, number, percent, quoted, sentence
from watcher.model import Change, Json, Significance

_LENGTH = 3  # facts in a headline; the rest is counted
_LATE = 90  # days of delay, or from an estimate, that belong into the line: three times what the rules allow
_REASON = 100  # characters of a stop's reason; the whole of it stands below
_SHORT_REASON = 40  # one that fits before the numbers
_FACT = 120  # characters of a fact that is no more than a change's summary
_VALUES = 200  # of one that tells what gave way to what
_FROM_TO = re.compile(r"\bfrom .+ to |→")
_NAMED = (160, 120)  # of a name in a summary, cut or whole
_NAME = 60  # of the same name in a headline
_NAMES = 2  # of several that are told by name
_PRIMARY = "Primary outcome"

# Told in a headline only when there is nothing else.
_ROUTINE = frozenset({"verified", "registry.derived"})

_CLOSED = {
    "ACTIVE_NOT_RECRUITING": "Recruitment closed",
    "COMPLETED": "Completed",
    "TERMINATED": "Terminated",
    "WITHDRAWN": "Withdrawn",
    "SUSPENDED": "Suspended",
}
_ENDED = frozenset({"COMPLETED", "TERMINATED", "WITHDRAWN"})


def headline(changes: Sequence[Change], sites: str | None) -> str:
    """`sites` is the roll-up of all site changes, if there are any."""
    told = [change for change in changes if change.significance is not Significance.ADMINISTRATIVE]
    told = told or [change for change in changes if change.kind not in _ROUTINE] or list(changes)[:1]
    told = sorted(told, key=lambda change: (-change.significance.rank, _place(change.kind)))
    status = next((change for change in told if change.kind == "status.changed"), None)
    facts = _closing(status, told, sites) if status is not None and _is_closing(status) else _facts(told, sites)
    return one_line(facts)


def one_line(facts: Sequence[str]) -> str:
    """The first of them; the rest is counted."""
    rest = len(facts) - _LENGTH
    shown = [*facts[:_LENGTH], f"{number(rest)} more"] if rest > 1 else facts[: _LENGTH + 1]
    return sentence("; ".join(shown))


# Among equally weighty facts, in this order; kinds that no row begins with come after.
_ORDER = (
    "status.",
    "results.",
    "study_type.",
    "arm.added",
    "arm.removed",
    "intervention.added",
    "intervention.removed",
    "sponsor.",
    "phase.",
    "enrollment.",
    "date.",
    "outcome.",
    "why_stopped.",
)


@cache
def _place(kind: str) -> int:
    return next((place for place, first in enumerate(_ORDER) if kind.startswith(first)), len(_ORDER))


def _is_closing(status: Change) -> bool:
    """A trial that had ended before, or whose last known status alone moved, closes nothing now."""
    if status.inputs.get("last_known_only") or status.after not in _CLOSED:
        return False
    return status.after != "ACTIVE_NOT_RECRUITING" or status.before not in _ENDED


def _closing(status: Change, told: Sequence[Change], sites: str | None) -> list[str]:
    """Status, enrollment, reason and completion of a closing trial are one fact; its sites are another."""
    parts = [_enrolled(c) for c in told if c.kind in {"enrollment.reached", "enrollment.changed"}]
    parts += [_reached(c) for c in _completions_joined(told) if c.kind == "date.reached" and c.label != "Study start"]
    reasons = [str(c.after) for c in told if c.kind == "why_stopped.changed" and c.after]
    said = [f"reason given: {quoted(reason, _REASON)}" for reason in reasons]
    parts = said + parts if reasons and len(reasons[0]) <= _SHORT_REASON else parts + said
    head = _CLOSED[str(status.after)]
    first = f"{head}: {', '.join(parts)}" if parts else f"{head} (before: {constant(status.before)})"
    used = {"status.changed", "enrollment.reached", "enrollment.changed", "date.reached", "why_stopped.changed"}
    others = [c for c in told if c.kind not in used and c.kind != "sites.status_withheld"]
    return [first, *_facts(others, sites)]


def _enrolled(change: Change) -> str:
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


def _is_site(change: Change) -> bool:
    return change.kind.startswith(("site.", "country."))


def _facts(told: Sequence[Change], sites: str | None) -> list[str]:
    """One fact a change; several of one kind are counted, and all sites are one fact."""
    groups: dict[str, list[Change]] = {}
    for change in _completions_joined(told):
        groups.setdefault("sites" if _is_site(change) and sites else _group(change), []).append(change)
    told_sites = _uncapitalized(sites or "")
    return [told_sites if key == "sites" else _of_one_kind(found) for key, found in groups.items()]


def _group(change: Change) -> str:
    """What is told together: all of a kind, but for single facts that name themselves."""
    if change.kind.startswith("outcome."):
        return f"{change.kind} {change.label}"  # primary ones apart from the others
    return change.kind if change.kind in _COUNTED else f"{change.kind} {change.path} {change.item}"


def _of_one_kind(found: Sequence[Change]) -> str:
    if len(found) == 1:
        return _brief(found[0])
    first, verb = found[0], found[0].kind.rpartition(".")[2]
    if first.kind.startswith("outcome."):
        noun = first.label.lower()
        names = f": {_names(found)}" if first.label == _PRIMARY and verb in {"added", "removed"} else ""
        return f"{count(len(found), noun, noun if noun.endswith('s') else None)} {verb}{names}"
    if first.kind == "results.changed":
        return f"{_edited(first)}; {count(len(found) - 1, 'other part')} of the results changed"
    singular, plural, verb = _COUNTED[first.kind]
    if first.kind == "reference.added":
        return f"{_paper(first)}; {count(len(found) - 1, f'other {singular}', f'other {plural}')} {verb}"
    return f"{count(len(found), singular, plural)} {verb}"


def _names(found: Sequence[Change]) -> str:
    return joined([quoted(change.item or "", _NAME) for change in found], _NAMES)


def _completions_joined(told: Sequence[Change]) -> list[Change]:
    """Study completion follows primary completion: told with it when they move alike, and else below."""
    moved = {change.label: change for change in told if change.kind in {"date.moved", "date.reached"}}
    primary, study = moved.get("Primary completion"), moved.get("Study completion")
    if primary is None or study is None:
        return list(told)
    alike = _move(primary) == _move(study)
    shown = replace(primary, label="Primary and study completion") if alike else primary
    return [shown if change is primary else change for change in told if change is not study]


def _move(change: Change) -> tuple[str, Json, Json]:
    return change.kind, change.after, change.inputs.get("days")


def _brief(change: Change) -> str:
    words = _BRIEF.get(change.kind)
    return words(change) if words else _fact(change)


def _fact(change: Change) -> str:
    limit = _VALUES if _FROM_TO.search(change.summary) else _FACT
    return fitted(_uncapitalized(change.summary), limit)


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


def _reached(change: Change) -> str:
    lag = change.dates.lag_days or 0
    late = f", reported {count(lag, 'day')} later" if lag >= _LATE else ""
    far = abs(_shift(change).days) >= _LATE and not change.inputs.get("same_as_before")
    moved = f", {_shift(change).words} than estimated" if far else ""
    return f"{change.label.lower()} reached {date(change.after)}{moved}{late}"


def _uncapitalized(summary: str) -> str:
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
    return _uncapitalized(change.summary) if len(change.summary) <= _FACT else f"{change.label.lower()} changed"


def _outcome(change: Change) -> str:
    return f"{change.label.lower()} {change.kind.rpartition('.')[2]}: {quoted(change.item or '', 80)}"


def _paper(change: Change) -> str:
    """By whom and where; its title stands below."""
    head, _, _rest = change.summary.partition(":")
    parts = str((change.after or {}).get("citation", "")).split(". ") if isinstance(change.after, dict) else []
    if len(parts) < PARTS_OF_A_CITATION:
        return _fact(change)
    authors, title, journal, rest = parts[0], parts[1], parts[2], parts[3]
    code = TRIAL_CODE.search(title)
    named = f"{code.group()}, " if code else ""
    when = re.split("[;:]", rest)[0].rstrip(".")
    first, *others = authors.split(",")
    return f"{_uncapitalized(head)}: {named}{first}{' et al.' if others else ''}, {journal}, {when}"


def _arm(change: Change) -> str:
    verb = change.kind.rpartition(".")[2]
    return f"{change.label.lower()} {verb}: {quoted(change.item or '', 60)}"


def _edited(change: Change) -> str:
    """What moved is the news: it is a long name that gives way, unless the name moved."""
    said = change.summary
    name = next((cut for limit in _NAMED if (cut := quoted(change.item or "", limit)) in said), None)
    if name and f"now called {name}" not in said:
        said = said.replace(name, quoted(change.item or "", _NAME), 1)
    return fitted(_uncapitalized(said), _VALUES)


_BRIEF: dict[str, Callable[[Change], str]] = {
    "status.changed": _status,
    "enrollment.changed": _enrollment,
    "enrollment.reached": _enrolled,
    "date.moved": _moved,
    "date.reached": _reached,
    "place.renamed": _whole,
    "sites.anonymised": _whole,
    "title.changed": _title,
    "reference.added": _paper,
    "outcome.added": _outcome,
    "outcome.removed": _outcome,
    "results.changed": _edited,
    "outcome.edited": _edited,
    "outcome.promoted": _edited,
    "outcome.demoted": _edited,
    "arm.added": _arm,
    "arm.removed": _arm,
    "arm.edited": _edited,
    "intervention.added": _arm,
    "intervention.removed": _arm,
    "intervention.edited": _edited,
}

# Kinds of which an update may hold many: (one, several, what happened to them).
_COUNTED: dict[str, tuple[str, str, str]] = {
    "criterion.added": ("criterion", "criteria", "added"),
    "criterion.removed": ("criterion", "criteria", "removed"),
    "criterion.edited": ("criterion", "criteria", "edited"),
    "eligibility.changed": ("eligibility limit", "eligibility limits", "changed"),
    "arm.added": ("arm", "arms", "added"),
    "arm.removed": ("arm", "arms", "removed"),
    "arm.edited": ("arm", "arms", "edited"),
    "intervention.added": ("intervention", "interventions", "added"),
    "intervention.removed": ("intervention", "interventions", "removed"),
    "intervention.edited": ("intervention", "interventions", "edited"),
    "link.changed": ("link of arm and intervention", "links of arms and interventions", "changed"),
    "text.edited": ("text", "texts", "edited"),
    "title.changed": ("title", "titles", "changed"),
    "contact.added": ("contact", "contacts", "added"),
    "contact.removed": ("contact", "contacts", "removed"),
    "contact.edited": ("contact", "contacts", "edited"),
    "official.added": ("official", "officials", "added"),
    "official.removed": ("official", "officials", "removed"),
    "official.edited": ("official", "officials", "edited"),
    "collaborator.added": ("collaborator", "collaborators", "added"),
    "collaborator.removed": ("collaborator", "collaborators", "removed"),
    "condition.added": ("condition", "conditions", "added"),
    "condition.removed": ("condition", "conditions", "removed"),
    "condition.edited": ("condition", "conditions", "spelled anew"),
    "keyword.added": ("keyword", "keywords", "added"),
    "keyword.removed": ("keyword", "keywords", "removed"),
    "identifier.added": ("identifier", "identifiers", "added"),
    "identifier.removed": ("identifier", "identifiers", "removed"),
    "reference.added": ("paper", "papers", "added"),
    "reference.removed": ("paper", "papers", "removed"),
    "reference.edited": ("citation", "citations", "edited"),
    "document.added": ("document", "documents", "added"),
    "document.changed": ("document", "documents", "changed"),
    "document.removed": ("document", "documents", "removed"),
    "results.changed": ("part of the results", "parts of the results", "changed"),
    "field.changed": ("unknown field", "unknown fields", "changed"),
}


def unchanged(changes: Sequence[Change], facts: Mapping[str, Callable[[], str | None]]) -> tuple[str, ...]:
    """Of what people ask about, that in which nothing changed; `facts` says how each stands, where that is asked.

    Of the dates it is primary completion that they ask about: another one may have moved.
    """
    touched = {
        change.section for change in changes if change.edits and not (change.section == "dates" and _is_other(change))
    }
    return tuple(words for section, fact in facts.items() if section not in touched and (words := fact()))


def _is_other(change: Change) -> bool:
    return change.label != "Primary completion"
