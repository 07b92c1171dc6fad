"""Why a change was rated as it was: the layout of `watcher explain`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from watcher import DOCS
from watcher.meaning.words import date, plain, sentence, words_of_key
from watcher.model import Change, Confidence, Json, Update
from watcher.render import outline as shape
from watcher.render.sides import value_text
from watcher.render.words import clean, clean_lines, count, heading, instant, shortened

_LABEL = 14  # columns of the left-hand words
_VALUE = 400  # characters of a value; `watcher diff` shows the rest


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


@dataclass(frozen=True)
class Grounds:
    """What the rating stands on besides the change itself."""

    reason: str
    source: str
    thresholds: Mapping[str, Json] = field(default_factory=dict)  # those that the rule reads, as configured
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
    yield "Before", shortened(value_text(change.before), _VALUE) or "nothing"
    yield "After", shortened(value_text(change.after), _VALUE) or "nothing"
    yield "Rated", f"{change.significance.value}, {change.direction.value}"
    yield "Rule", f"{change.rule}: {grounds.reason}"
    yield "Source", grounds.source.replace("docs/", f"{DOCS}/")
    yield "Inputs", _mapping(change.inputs)
    if grounds.thresholds:
        yield "Thresholds", _mapping(grounds.thresholds)
    yield "Stage", change.stage.value.replace("_", " ")
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


def _lag(days: int | None) -> str:
    """Below 0: what was given is a day to come."""
    if not days:
        return "" if days is None else ", submitted on the same day"
    return f", submitted {count(abs(days), 'day')} {'later' if days > 0 else 'before it'}"


def _mapping(values: Mapping[str, Json]) -> str:
    known = {key: value for key, value in values.items() if value is not None}
    if not known:
        return "none"
    return "\n".join(f"{sentence(words_of_key(key).replace('_', ' '))}: {_value(known[key])}" for key in sorted(known))


def _value(value: Json) -> str:
    return shortened(" ".join(clean_lines(plain(value))), _VALUE)
