"""Values of the model as JSON in a column, and back to equal values."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

import msgspec

from watcher.model import At, Change, ChangeDates, Confidence, Edit, Json, Plan, Quarantine, Subject


class Rest(msgspec.Struct, frozen=True, omit_defaults=True):
    """What of a change nobody asks for by itself."""

    inputs: dict[str, Any] = {}
    details: tuple[str, ...] = ()
    dates: ChangeDates = ChangeDates()
    confidence: Confidence = Confidence.CERTAIN
    edits: tuple[int, ...] = ()

    @classmethod
    def of(cls, change: Change) -> Rest:
        return cls(dict(change.inputs), change.details, change.dates, change.confidence, change.edits)


_subject = msgspec.json.Decoder(Subject)
_rest = msgspec.json.Decoder(Rest)
_texts = msgspec.json.Decoder(tuple[str, ...])
_labels = msgspec.json.Decoder(dict[str, str])
_distances = msgspec.json.Decoder(dict[str, float | None])
_at = msgspec.json.Decoder(tuple[At, ...])
_plan = msgspec.json.Decoder(Plan)
_quarantine = msgspec.json.Decoder(Quarantine)

read_subject = _subject.decode
read_rest = _rest.decode
read_texts = _texts.decode
read_labels = _labels.decode
read_terms = _labels.decode
read_distances = _distances.decode


def write(value: object) -> str:
    return msgspec.json.encode(value).decode()


def write_subject(subject: Subject) -> str:
    return write(_bare(msgspec.to_builtins(subject)))


def write_rest(change: Change) -> str:
    rest = msgspec.to_builtins(Rest.of(change))
    return write(rest | {"dates": _bare(rest["dates"])} if "dates" in rest else rest)


def _bare(value: dict[str, Any]) -> dict[str, Any]:
    """Without the members that hold nothing: reading puts them back. In the whole registry they fill 80 MB."""
    return {key: inner for key, inner in value.items() if inner is not None and inner != []}


def write_optional(value: Json) -> str | None:
    """None is NULL: nothing was there."""
    return None if value is None else write(value)


def write_sorted(values: Mapping[str, str] | Mapping[str, float | None]) -> str:
    return msgspec.json.encode(dict(values), order="sorted").decode()


def read_optional(text: str | None) -> Json:
    return None if text is None else msgspec.json.decode(text)


def read_plan(text: str | None) -> Plan | None:
    return None if text is None else _plan.decode(text)


def read_quarantine(text: str | None) -> Quarantine | None:
    return None if text is None else _quarantine.decode(text)


def edit_columns(edit: Edit) -> tuple[Any, ...]:
    return (edit.path, edit.item, write_optional(edit.before), write_optional(edit.after), write(edit.at))


def read_edit(row: sqlite3.Row) -> Edit:
    return Edit(
        row["path"], row["item"], read_optional(row["before"]), read_optional(row["after"]), _at.decode(row["at"])
    )
