"""Updates, rules and rows in a line each, for the tests of who hears what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from watcher.meaning.telling.settle import Row
from watcher.model import (
    Actor,
    Alert,
    Change,
    ChangeDates,
    Direction,
    Edit,
    Held,
    Near,
    Significance,
    Stage,
    Subject,
    Target,
    Trial,
    Update,
    Watch,
)

JASMINE = Trial("clinicaltrials_gov", "NCT06455449")
NOW = datetime(2026, 3, 9, 15, 17, tzinfo=UTC)
ME = Target("me", "k1")
WATCH = Watch("jasmine", (JASMINE,), {"asset": "anifrolumab"})
OXFORD_READING = Near(51.752, -1.2577, 50)  # someone who lives in Oxford


def change(kind: str = "date.moved", significance: str = "major", **more: Any) -> Change:
    fields: dict[str, Any] = {
        "kind": kind, "path": "protocolSection.statusModule.completionDateStruct.date", "item": None,
        "label": "Study completion", "before": "2027-05", "after": "2028-01",
        "significance": Significance(significance), "direction": Direction.UNFAVOURABLE, "actor": Actor.SPONSOR,
        "stage": Stage.ENROLLING, "rule": "test", "section": "dates", "summary": f"{kind} happened",
        "dates": ChangeDates(submitted="2026-03-06"),
    }  # fmt: skip
    return Change(**{**fields, **more})


def site(kind: str = "site.added", city: str = "Reading", **more: Any) -> Change:
    """Reading (England) is 38 km from Oxford, Seoul is not."""
    points = {"Reading": (51.4543, -0.9781, "United Kingdom"), "Seoul": (37.566, 126.9784, "South Korea")}
    lat, lon, country = points[city]
    more = {"inputs": {"lat": lat, "lon": lon, "city": city, "country": country}, "section": "sites", **more}
    return change(kind, more.pop("significance", "minor"), item=city, **more)


def update(*changes: Change, trial: Trial = JASMINE, number: int = 1, **more: Any) -> Update:
    found = changes or (change(),)
    fields: dict[str, Any] = {
        "trial": trial, "from_version": number, "to_version": number + 1, "from_hash": f"old{number}",
        "to_hash": f"new{number}", "registry_date": "2026-03-06", "detected_at": NOW, "release": "2026-03-09T09:00:05",
        "subject": Subject(trial, "A study", "JASMINE", "AstraZeneca", "Phase 3", "RECRUITING",
                           countries=("Italy", "South Korea")),
        "headline": "Something changed", "significance": max((c.significance for c in found), key=lambda s: s.rank),
        "changes": found,
    }  # fmt: skip
    return Update(**{**fields, **more})


def respelled(trial: Trial, before: str = "Napoli", after: str = "Naples", significance: str = "minor") -> Update:
    """One leaf written anew; nobody submitted anything."""
    path = "protocolSection.contactsLocationsModule.locations[].city"
    one = change("place.renamed", significance, path=path, edits=(0,), dates=ChangeDates(), actor=Actor.REGISTRY)
    return update(one, trial=trial, edits=(Edit(path, "a site", before, after),))


def submitted(update: Update) -> Update:
    """The same with an update date that moved."""
    edit = Edit("protocolSection.statusModule.lastUpdateSubmitDate", None, "2026-01-01", "2026-03-06")
    verified = change("verified", "administrative", edits=(len(update.edits),))
    return replace(update, edits=(*update.edits, edit), changes=(*update.changes, verified))


def trials(count: int) -> list[Trial]:
    return [Trial("clinicaltrials_gov", f"NCT{number:08d}") for number in range(1, count + 1)]


def alert(name: str = "all", at_least: str = "minor", **more: Any) -> Alert:
    return Alert(name, more.pop("channels", ("me",)), at_least=Significance(at_least), **more)


def row(number: int, of: Update, changes: Sequence[Change] = (), target: Target = ME, **more: Any) -> Row:
    ids = tuple(of.change_id(c) for c in changes or of.changes)
    at_least = Significance(more.pop("at_least", "minor"))
    return Row(number, Held(of.id, target, ids, more.pop("alerts", ("all",)), at_least=at_least, **more), of)
