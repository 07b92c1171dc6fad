"""The changes of an update in, one line out: compound facts joined, the weightiest first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from msgspec.structs import replace

from watcher.meaning.brief import enrolled, reached, uncapitalized
from watcher.meaning.crowd import group, of_one_kind
from watcher.meaning.words import constant, number, quoted, sentence
from watcher.model import Change, Json, Significance

_LENGTH = 3  # facts in a headline; the rest is counted
_REASON = 100  # characters of a stop's reason; the whole of it stands below
_SHORT_REASON = 40  # one that fits before the numbers

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
    parts = [enrolled(c) for c in told if c.kind in {"enrollment.reached", "enrollment.changed"}]
    parts += [reached(c) for c in _completions_joined(told) if c.kind == "date.reached" and c.label != "Study start"]
    reasons = [str(c.after) for c in told if c.kind == "why_stopped.changed" and c.after]
    said = [f"reason given: {quoted(reason, _REASON)}" for reason in reasons]
    parts = said + parts if reasons and len(reasons[0]) <= _SHORT_REASON else parts + said
    head = _CLOSED[str(status.after)]
    first = f"{head}: {', '.join(parts)}" if parts else f"{head} (before: {constant(status.before)})"
    used = {"status.changed", "enrollment.reached", "enrollment.changed", "date.reached", "why_stopped.changed"}
    others = [c for c in told if c.kind not in used and c.kind != "sites.status_withheld"]
    return [first, *_facts(others, sites)]


def _is_site(change: Change) -> bool:
    return change.kind.startswith(("site.", "country."))


def _facts(told: Sequence[Change], sites: str | None) -> list[str]:
    """One fact a change; several of one kind are counted, and all sites are one fact."""
    groups: dict[str, list[Change]] = {}
    for change in _completions_joined(told):
        groups.setdefault("sites" if _is_site(change) and sites else group(change), []).append(change)
    told_sites = uncapitalized(sites or "")
    return [told_sites if key == "sites" else of_one_kind(found) for key, found in groups.items()]


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
