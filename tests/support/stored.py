"""Small hand-written values that the tests of the store record."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from watcher.model import (
    Actor,
    At,
    Change,
    ChangeDates,
    Confidence,
    Decision,
    Delivery,
    DeliveryState,
    Direction,
    Edit,
    Held,
    Payload,
    Record,
    Significance,
    Stage,
    Subject,
    Target,
    Trial,
    Update,
    Version,
)

NOW = datetime(2026, 3, 10, 15, 17, tzinfo=UTC)
TRIAL = Trial("ctgov", "NCT00000001")
TARGET = Target("me", "you")


def trial(number: int) -> Trial:
    return Trial("ctgov", f"NCT{number:08}")


def raw(seed: int, trial: Trial = TRIAL) -> bytes:
    """A record of some kB that differs from the next one in a few places, as real ones do."""
    content = {
        "protocolSection": {
            "identificationModule": {"nctId": trial.id, "briefTitle": "A study of hands, written by hand"},
            "statusModule": {"overallStatus": "RECRUITING", "lastUpdateSubmitDate": f"2026-02-{1 + seed % 28:02}"},
            "contactsLocationsModule": {
                "locations": [
                    {"facility": "Research Site", "city": f"City {i}", "status": "OPEN" if i > seed else "CLOSED"}
                    for i in range(60)
                ]
            },
        },
        "derivedSection": {"miscInfoModule": {"versionHolder": f"2026-03-{1 + seed % 28:02}"}},
    }
    return json.dumps(content, separators=(",", ":")).encode()


def record(seed: int, trial: Trial = TRIAL) -> Record:
    return Record(trial, raw(seed, trial), f"2026-03-{1 + seed % 28:02}")


def version(number: int, record: Record) -> Version:
    seen = NOW + timedelta(days=number)
    return Version(number, record, f"2026-02-{1 + number % 28:02}", seen)


def change(kind: str = "status.changed", **others: Any) -> Change:
    values: dict[str, Any] = {
        "kind": kind,
        "path": "protocolSection.statusModule.overallStatus",
        "item": None,
        "label": "Status",
        "before": "RECRUITING",
        "after": "TERMINATED",
        "significance": Significance.CRITICAL,
        "direction": Direction.UNFAVOURABLE,
        "actor": Actor.SPONSOR,
        "stage": Stage.ENROLLING,
        "rule": "status.stopped",
        "section": "Status",
        "summary": "Recruiting → Terminated",
    }
    return Change(**{**values, **others})


SITE = change(
    "site.added",
    path="protocolSection.contactsLocationsModule.locations[]",
    item="Padova, Italy",
    label="Sites",
    before=None,
    after={"city": "Padova", "geoPoint": {"lat": 45.4, "lon": 11.0}},
    significance=Significance.MINOR,
    direction=Direction.FAVOURABLE,
    summary="Site added: Padova",
    inputs={"sites": 222, "km": 1.5},
    details=("now 222 in 29 countries",),
    dates=ChangeDates(None, "2026-03-09", "2026-03-10T15:17:00Z", 1),
    confidence=Confidence.AMBIGUOUS,
    edits=(1,),
    ordinal=2,
)

EDITS = (
    Edit("protocolSection.statusModule.overallStatus", None, "RECRUITING", "TERMINATED"),
    Edit(
        "protocolSection.contactsLocationsModule.locations[]", "Padova", None, {"city": "Padova"}, (At(None, "ab", 1),)
    ),
)


def sample_update(
    from_version: int | None,
    to_version: int | None,
    *,
    trial: Trial = TRIAL,
    changes: tuple[Change, ...] = (change(edits=(0,)), SITE),
    mark: str = "",
    at: datetime | None = None,
    headline: str = "Terminated; a site added",
    ruleset: str = "1",
) -> Update:
    return Update(
        trial=trial,
        from_version=from_version,
        to_version=to_version,
        from_hash=None if from_version is None else record(from_version, trial).hash,
        to_hash=None if to_version is None else record(to_version, trial).hash,
        registry_date="2026-03-09",
        detected_at=at or NOW + timedelta(days=to_version or 0),
        release="2026-03-10",
        subject=Subject(trial, "A study of hands", "HAND", "Nobody", "Phase 3", "RECRUITING", ("Itch",), ("Italy",)),
        headline=headline,
        significance=Significance.CRITICAL,
        changes=changes,
        edits=EDITS,
        unchanged=("The primary outcome did not change.",),
        mark=mark,
        ruleset=ruleset,
    )


def decision(number: int, *, trial: Trial = TRIAL, **others: Any) -> Decision:
    update = sample_update(number - 1 or None, number, trial=trial, **others)
    return Decision(version(number, record(number, trial)), update)


def held_for(update: Update | None, *, target: Target = TARGET, slot: str | None = None) -> Held:
    assert update is not None
    return Held(
        update_id=update.id,
        target=target,
        changes=tuple(update.change_id(c) for c in update.changes),
        alerts=("loud",),
        slot=slot,
        labels={"asset": "anifrolumab"},
        distances={update.change_id(c): 12.5 for c in update.changes},
        notes=("1 more site changed",),
        at_least=Significance.MINOR,
    )


def delivery(name: str, *, target: Target = TARGET, sequence: int = 1, **others: Any) -> Delivery:
    values: dict[str, Any] = {
        "id": name,
        "target": target,
        "message": name,
        "state": DeliveryState.PENDING,
        "payload": Payload(b"body of " + name.encode(), "text/plain"),
        "attempts": 0,
        "created_at": NOW,
        "next_attempt_at": None,
        "expires_at": NOW + timedelta(days=3),
        "trial": TRIAL,
        "sequence": sequence,
    }
    return Delivery(**{**values, **others})
