"""What happens to a record as a whole: first sight, gone, back, renumbered, doubted, found by a search or no longer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from tests.pairs.row import CLOSED, Told
from tests.support.trial import SEEN, TRIAL, base, changed, record
from watcher.meaning.decide import decide
from watcher.meaning.known import first_plan
from watcher.meaning.numbers import Numbers
from watcher.meaning.telling import events
from watcher.meaning.telling.left import Reason
from watcher.model import Decision, Known, Quarantine, TrialState, Update, Version

_RELEASE = "2026-03-10T09:00:05"
_LOOKS = tuple(datetime(2026, 3, day, 9, tzinfo=UTC) for day in (9, 9, 10))
_ID, _OLD_ID = TRIAL.id, "NCT00000001"
_PLACES = "contactsLocationsModule.locations"


@dataclass(frozen=True)
class Event:
    name: str
    happens: Callable[[], Update | None]
    told: Told


def look(old: Any, new: Any, *, number: int = 1, held: Quarantine | None = None, at: datetime = SEEN) -> Decision:
    """`old` is the version of that number; None where there is none."""
    if old is None:
        return decide(Known(), record(new), at, Numbers())
    known = Known(Version(number, record(old, "2026-03-09T09:00:05"), "2026-01-20", SEEN), first_plan(old))
    return decide(replace(known, quarantine=held), record(new), at, Numbers())


def _watching(name: str, content: Any, status: str) -> Event:
    told = Told("watching", None, status, "administrative", "watching")
    return Event(f"first sight of {name}", lambda: look(None, content).update, told)


def torn() -> dict[str, Any]:
    """What was there of a record that broke off: nobody submitted it."""
    kept = base()
    for module in ("outcomesModule", "eligibilityModule", "contactsLocationsModule", "armsInterventionsModule"):
        del kept["protocolSection"][module]
    return kept


def _replaced(name: str, old: Any, new: Any) -> Event:
    told = Told("baseline.replaced", None, None, "administrative", "baseline.replaced", actor="registry")
    return Event(name, lambda: look(old, new).update, told)


def _record(verb: str, name: str, level: str, happens: Callable[[], Update], before: Any = None, after: Any = None,
            item: str | None = None, rule: str | None = None, stem: str = "record") -> Event:  # fmt: skip
    kind = f"{stem}.{verb}"
    return Event(name, happens, Told(kind, before, after, level, rule or kind, item, actor="registry"))


def _gone(name: str, content: Any) -> tuple[Event, Event]:
    last, state = record(content), TrialState(TRIAL, missing_looks=_LOOKS)
    return (
        _record("vanished", f"{name} is gone", "critical", lambda: events.vanished(last, state, _RELEASE, SEEN), _ID),
        _record("returned", f"{name} is back", "critical", lambda: events.returned(last, state, _RELEASE, SEEN), None,
                _ID),
    )  # fmt: skip


def _renumbered(name: str, before: str | None, alias: str) -> Event:
    happens = lambda: events.aliased(record(base()), before, alias, SEEN)  # noqa: E731 - a row of a table
    return _record("aliased", name, "major", happens, before or _ID, alias)


def _doubted(name: str, reason: str) -> Event:
    held = Quarantine("abc", SEEN, reason)
    happens = lambda: events.quarantined(record(torn()), record(base()), held, SEEN)  # noqa: E731
    return _record("quarantined", name, "administrative", happens)


def _found(name: str, search: str, *, again: bool = False) -> Event:
    happens = lambda: events.entered(record(base()), search, _RELEASE, SEEN, again=again)  # noqa: E731
    level, rule = ("minor", "search.entered.again") if again else ("major", "search.entered")
    return _record("entered", name, level, happens, item=search, rule=rule, stem="search")


def _lost(name: str, reason: Reason | None) -> Event:
    happens = lambda: events.left(record(base()), "lupus", reason, _RELEASE, SEEN)  # noqa: E731
    return _record("left", name, "minor", happens, item="lupus", stem="search")


EVENTS: tuple[Event, ...] = (
    _watching("a recruiting trial", base(), "RECRUITING"),
    _watching("a closed trial", changed(*CLOSED), "ACTIVE_NOT_RECRUITING"),
    _watching("expanded access", changed("statusModule.overallStatus", "AVAILABLE", "designModule.studyType",
                                         "EXPANDED_ACCESS"), "AVAILABLE"),
    _replaced("the first version was a part", torn(), base()),
    _replaced("the first version had no sites", changed(_PLACES, None, submitted=None), base()),
    _replaced("the first version held next to nothing",
              {"protocolSection": {name: base()["protocolSection"][name]
                                   for name in ("identificationModule", "statusModule")}}, base()),
    *_gone("a recruiting trial", base()),
    *_gone("a closed trial", changed(*CLOSED)),
    *_gone("a withdrawn trial", changed("statusModule.overallStatus", "WITHDRAWN")),
    _renumbered("a trial under another number", None, _OLD_ID),
    _renumbered("a trial under a third number", _OLD_ID, "NCT00000002"),
    _renumbered("a trial under its own number again", _OLD_ID, _ID),
    _doubted("half of the values are gone", "61 of 96 values are gone"),
    _doubted("all sites are gone", "all 4 sites are gone and the status is the same"),
    _doubted("one site is gone, the only one", "all 1 sites are gone and the status is the same"),
    _found("a trial found by a search", "lupus"),
    _found("a trial found by another search", "anifrolumab in Italy"),
    _found("a trial found again", "lupus", again=True),
    _lost("a trial no longer found, as it is closed", Reason("overallStatus", "it is completed")),
    _lost("a trial no longer found, as it left Italy", Reason("locations", "no site in Italy")),
    _lost("a trial no longer found, and nobody says why", None),
)  # fmt: skip

LATER = SEEN + timedelta(hours=2)
