"""A record in, what people ask about first out: a label and a value a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from watcher.meaning.record import ARMS, ENROLLMENT, INTERVENTIONS, LOCATIONS, STATUS, get, items, status
from watcher.meaning.subject import subject
from watcher.meaning.words import constant, count, date, number
from watcher.model import Record
from watcher.render.words import clean

_DATES = (
    ("Start", "startDateStruct"),
    ("Primary", "primaryCompletionDateStruct"),
    ("Completion", "completionDateStruct"),
)


def facts(record: Record) -> Iterator[tuple[str, str]]:
    """Only what the record says. Registry text is cleaned for a terminal."""
    for label, value in _facts(record):
        if value:
            yield label, clean(value)


def _facts(record: Record) -> Iterator[tuple[str, str | None]]:
    content = record.content
    known = subject(record.trial, content)
    yield "", f"{record.trial}{f' {known.acronym}' if known.acronym else ''}: {known.title}"
    yield "Sponsor", known.sponsor
    yield "Phase", known.phase
    yield "Status", _status(content)
    yield "Enrollment", _counted(get(content, ENROLLMENT))
    for label, name in _DATES:
        yield label, _dated(get(content, f"{STATUS}.{name}"))
    yield "Sites", _sites(content, len(known.countries))
    yield "Conditions", ", ".join(known.conditions)
    yield "Arms", ", ".join(str(arm.get("label", "")) for arm in items(content, ARMS))
    yield "Treatments", ", ".join(str(given.get("name", "")) for given in items(content, INTERVENTIONS))
    yield "Results", "posted" if get(content, "hasResults") else "none posted"
    yield "Contact", known.contact
    yield "Updated", date(str(get(content, f"{STATUS}.lastUpdateSubmitDate") or "")) or None
    yield "Registry", known.url


def _status(content: Any) -> str:
    reason = get(content, f"{STATUS}.whyStopped")
    return f"{constant(status(content))}{f': “{reason}”' if reason else ''}"


def _counted(info: Any) -> str | None:
    if not isinstance(info, dict) or not isinstance(info.get("count"), int):
        return None
    return f"{number(info['count'])}{_type(info)}"


def _dated(info: Any) -> str | None:
    if not isinstance(info, dict) or not info.get("date"):
        return None
    return f"{date(str(info['date']))}{_type(info)}"


def _type(info: Any) -> str:
    return f" ({constant(info['type'])})" if info.get("type") else ""


def _sites(content: Any, countries: int) -> str | None:
    sites = items(content, LOCATIONS)
    return f"{count(len(sites), 'site')} in {count(countries, 'country', 'countries')}" if sites else None
