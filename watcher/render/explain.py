"""Why a change was rated as it was: the layout of `watcher explain`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct, field

from watcher import DOCS
from watcher.meaning.words import count, date
from watcher.model import Change, Confidence, Json, Stage, Update
from watcher.render import outline as shape
from watcher.render.inputs import inputs, plain_value
from watcher.render.sides import value_text
from watcher.render.words import clean, clean_lines, heading, instant, shortened

_LABEL = 14  # columns of the left-hand words
_VALUE = 400  # characters of a value; `watcher diff` shows the rest

_STAGES = {
    Stage.PRE_START: "before the start",
    Stage.CLOSED: "recruitment closed",
    Stage.PCD_OVERDUE: "past the estimated primary completion, which is not reported as reached",
    Stage.POST_PCD: "after the actual primary completion",
    Stage.POST_RESULTS: "after the results",
    Stage.STRADDLES_START: "before or after the start; the record does not tell",
    Stage.STRADDLES_PCD: "before or after the primary completion; the record does not tell",
}
# As the rules abbreviate them, and as docs/rating.md names them.
_SOURCES = {
    "GM": "Global Clinical Trial Monitor",
    "MT": "an investors' monitor of trials (MT)",
    "TC": "Trial Changelog",
    "CL": "Clinical Study Change Ledger",
    "cognis": "cognis trialwatch",
    "ebmdatalab": "FDAAA TrialsTracker",
    "registry data": "seen in the records (docs/registry.md)",
}
_SOURCE = re.compile(rf"\b(?:{'|'.join(_SOURCES)})\b(?! trialwatch)")


class Compared(Protocol):
    """One of the two versions, without its bytes."""

    @property
    def number(self) -> int: ...
    @property
    def hash(self) -> str: ...
    @property
    def registry_date(self) -> str | None: ...
    @property
    def first_seen_at(self) -> datetime: ...


class Grounds(Struct, frozen=True):
    """What the rating stands on besides the change itself."""

    reason: str
    source: str
    thresholds: Mapping[str, Json] = field(default_factory=dict)  # those that the rule reads, as configured
    together: str | None = None  # the rule of all sites, where it rates the update higher
    versions: Sequence[Compared] = ()
    notes: Sequence[str] = ()


def explain(update: Update, change: Change, grounds: Grounds) -> str:
    lines = [clean(change.summary), *(f"  {line}" for detail in change.details for line in clean_lines(detail)), ""]
    for label, value in _rows(update, change, grounds):
        first, *rest = clean_lines(value) or [""]
        lines.append(f"{label.ljust(_LABEL)}{first}")
        lines += [f"{' ' * _LABEL}{line}" for line in rest]
    return "\n".join(lines) + "\n"


def _rows(update: Update, change: Change, grounds: Grounds) -> Iterator[tuple[str, str]]:
    yield "Change", f"{update.change_id(change)}, {change.kind}, {heading(change.section)}"
    yield "Trial", shape.name(update.subject)
    yield "Before", shortened(value_text(change.before, change.path), _VALUE) or "nothing"
    yield "After", shortened(value_text(change.after, change.path), _VALUE) or "nothing"
    yield "Rated", f"{change.significance.value}, {change.direction.value}{_modifier(change)}"
    yield "Rule", f"{change.rule}: {grounds.reason}"
    source = _SOURCE.sub(lambda found: _SOURCES[found.group()], grounds.source)
    yield "Source", source.replace("docs/", f"{DOCS}/")
    if grounds.together:
        yield "Together", grounds.together
    yield "Inputs", "\n".join(shortened(said, _VALUE) for said in inputs(change.inputs)) or "none"
    if grounds.thresholds:
        yield "Thresholds", "\n".join(f"{name} = {plain_value(value)}" for name, value in grounds.thresholds.items())
    yield "Stage", _STAGES.get(change.stage, change.stage.value)
    if change.kind != "watching":  # nobody did anything
        yield "By", f"the {change.actor.value}"
    if change.confidence is Confidence.AMBIGUOUS:
        yield "Ambiguous", "Several items are alike; which one of them changed cannot be known."
    yield from _dates(update, change)
    for version in grounds.versions:
        submitted = f"submitted {date(version.registry_date)}, " if version.registry_date else ""
        seen = f"seen {instant(version.first_seen_at)}"
        yield f"Version {version.number}", f"{submitted}{seen}, hash {version.hash}"
    yield "Rules", f"version {update.ruleset}" if update.ruleset else "unknown version"
    for link in shape.links(update.subject):
        yield link.words.split(" ")[-1].capitalize(), link.url
    for note in grounds.notes:
        yield "Note", note


def _dates(update: Update, change: Change) -> Iterator[tuple[str, str]]:
    if change.dates.happened:
        yield "Happened", f"{date(change.dates.happened)}{_lag(change.dates.lag_days)}"
    if change.dates.submitted:
        yield "Submitted", date(change.dates.submitted)
    yield "Seen", instant(update.detected_at)


def _modifier(change: Change) -> str:
    modifier = change.inputs.get("modifier")
    return f" ({modifier})" if modifier else ""


def _lag(days: int | None) -> str:
    """Below 0: what was given is a day to come."""
    if not days:
        return "" if days is None else ", submitted on the same day"
    return f", submitted {count(abs(days), 'day')} {'later' if days > 0 else 'before it'}"
