"""The version in which results appear: one change that owns all of them."""

from __future__ import annotations

from watcher.meaning.dates import PartialDate, shift
from watcher.meaning.draft import Draft, Pair
from watcher.meaning.record import OUTCOME_MEASURES, RESULTS, STATUS, get, is_late_phase, items
from watcher.meaning.results.tracking import with_comments
from watcher.meaning.words import count
from watcher.model import Edit, Json

_COMPLETED = f"{STATUS}.primaryCompletionDateStruct.date"
_EVENTS = f"{RESULTS}.adverseEventsModule"


def posted(pair: Pair, owned: tuple[Edit, ...]) -> list[Draft]:
    measures = items(pair.new, OUTCOME_MEASURES)
    primary = sum(measure.get("type") == "PRIMARY" for measure in measures)
    pending = sum(measure.get("reportingStatus") == "NOT_POSTED" for measure in measures)
    first = get(pair.new, f"{STATUS}.resultsFirstPostDateStruct.date")
    comments = with_comments(pair.new) if not first else None
    tail = " with comments of the quality review" if comments else ""
    return [
        Draft(
            kind="results.posted",
            path=RESULTS,
            label="Results",
            section="results",
            summary=f"Results posted{tail}: {count(len(measures), 'outcome measure')} ({primary} primary)",
            edits=owned,
            after=first or comments,
            happened=first or comments,
            inputs={
                "measures": len(measures),
                "primary": primary,
                "not_yet_reported": pending,
                "late_phase": is_late_phase(pair.new),
                "with_comments": bool(comments),
                "days_after_primary_completion": _since_completion(pair.new, first or comments),
            },
            details=tuple(
                line for line in (_pending(pending), _after(pair.new, first or comments), *_events(pair)) if line
            ),
        )
    ]


def _pending(number: int) -> str | None:
    return f"{count(number, 'outcome measure')} without data yet" if number else None


def _since_completion(content: Json, day: Json) -> int | None:
    completed = PartialDate.parse(get(content, _COMPLETED))
    shown = PartialDate.parse(day)
    return (shown.last - completed.last).days if completed and shown else None


def _after(content: Json, day: Json) -> str | None:
    days = _since_completion(content, day)
    if days is None or days < 0:
        return None
    completed, shown = PartialDate.parse(get(content, _COMPLETED)), PartialDate.parse(day)
    assert completed is not None and shown is not None  # there are days between them
    return f"{shift(completed, shown).span} after primary completion ({completed.words})"


def _events(pair: Pair) -> list[str]:
    """Serious adverse events and deaths by group, as reported."""
    lines = []
    for group in items(pair.new, f"{_EVENTS}.eventGroups"):
        parts = [
            f"{words} {group[affected]} of {group[risk]}"
            for words, affected, risk in (
                ("serious adverse events", "seriousNumAffected", "seriousNumAtRisk"),
                ("deaths", "deathsNumAffected", "deathsNumAtRisk"),
            )
            if isinstance(group.get(affected), int) and isinstance(group.get(risk), int)
        ]
        if parts:
            lines.append(f"{group.get('title') or group.get('id')}: {', '.join(parts)}")
    return lines
