"""Messages and log rows as JSON values, for webhooks and `watcher log --json`. Nothing is cleaned or cut."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from watcher.model import Change, Digest, Message, Notice, Subject, Update, UpdateMessage

LOG = "watcher.log/1"
UPDATE = "watcher.update/1"
DIGEST = "watcher.digest/1"
NOTICE = "watcher.notice/1"


class Remark(Protocol):
    """What a person wrote beside a change."""

    @property
    def mark(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def at(self) -> datetime: ...


class Entry(Protocol):
    """A line of the log: the store's, or anything of its shape."""

    @property
    def update(self) -> Update: ...
    @property
    def change(self) -> Change: ...
    @property
    def id(self) -> str: ...
    @property
    def notes(self) -> Sequence[Remark]: ...


def payload_json(message: Message) -> dict[str, Any]:
    """The `data` of a webhook: docs/schemas/message-v1.json."""
    if isinstance(message, UpdateMessage):
        return _update(message)
    return _digest(message) if isinstance(message, Digest) else _notice(message)


def log_row(update: Update, change: Change, change_id: str, notes: Sequence[Remark] = ()) -> dict[str, Any]:
    """One line of the log: docs/schemas/log-v1.json. Complete in itself, so that a line can be filtered alone."""
    return {
        "schema": LOG,
        "id": change_id,
        "update": update.id,
        "trial": update.trial.id,
        "registry": update.trial.registry,
        "from_version": update.from_version,
        "to_version": update.to_version,
        "registry_date": update.registry_date,
        "detected_at": instant(update.detected_at),
        "release": update.release,
        "ruleset": update.ruleset,
        "headline": update.headline,
        "update_significance": update.significance.value,
        **_change(change),
        "notes": [{"mark": note.mark, "text": note.text, "at": instant(note.at)} for note in notes],
    }


def instant(moment: datetime) -> str:
    """RFC 3339 in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "path": change.path,
        "item": change.item,
        "label": change.label,
        "ordinal": change.ordinal,
        "before": change.before,
        "after": change.after,
        "significance": change.significance.value,
        "direction": change.direction.value,
        "actor": change.actor.value,
        "stage": change.stage.value,
        "rule": change.rule,
        "inputs": dict(change.inputs),
        "confidence": change.confidence.value,
        "section": change.section,
        "summary": change.summary,
        "details": list(change.details),
        "happened": change.dates.happened,
        "submitted": change.dates.submitted,
        "lag_days": change.dates.lag_days,
    }


def _update(message: UpdateMessage) -> dict[str, Any]:
    update = message.update
    return {
        "schema": UPDATE,
        "id": message.id,
        "update": update.id,
        "sequence": message.sequence,
        "trial": update.trial.id,
        "registry": update.trial.registry,
        "from_version": update.from_version,
        "to_version": update.to_version,
        "registry_date": update.registry_date,
        "detected_at": instant(update.detected_at),
        "release": update.release,
        "ruleset": update.ruleset,
        "headline": update.headline,
        "significance": update.significance.value,
        "subject": _subject(update.subject),
        "changes": [{"id": update.change_id(change), **_change(change)} for change in update.changes],
        "unchanged": list(update.unchanged),
        "labels": dict(message.labels),
        "alerts": list(message.alerts),
        "notes": list(message.notes),
        "correction_of": message.correction_of,
        "links": {"registry": update.subject.url or None, "compare": update.subject.compare_url},
    }


def _subject(subject: Subject) -> dict[str, Any]:
    return {
        "title": subject.title,
        "acronym": subject.acronym,
        "sponsor": subject.sponsor,
        "phase": subject.phase,
        "status": subject.status,
        "conditions": list(subject.conditions),
        "countries": list(subject.countries),
        "contact": subject.contact,
    }


def _digest(digest: Digest) -> dict[str, Any]:
    return {
        "schema": DIGEST,
        "id": digest.id,
        "slot": digest.slot,
        "title": digest.title,
        "since": digest.since,
        "until": digest.until,
        "checked": digest.checked,
        "not_seen": digest.not_seen,
        "release": digest.release,
        "updates": [_update(message) for message in digest.updates],
    }


def _notice(notice: Notice) -> dict[str, Any]:
    return {
        "schema": NOTICE,
        "id": notice.id,
        "kind": notice.kind,
        "title": notice.title,
        "lines": list(notice.lines),
        "at": notice.at,
        "trial": notice.trial.id if notice.trial else None,
    }
