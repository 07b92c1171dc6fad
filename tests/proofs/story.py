"""A small world of trials whose records change release by release; and what a store must hold of it in the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from msgspec.structs import replace

from tests.support.house import record
from tests.support.registry import trial
from watcher.model import Trial, Update
from watcher.store import Store

TRIALS = tuple(trial(number) for number in range(1, 5))
_BEGIN = date(2026, 3, 2)
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def day_of(release: int) -> date:
    return _BEGIN + timedelta(days=release)


def baseline() -> list[dict[str, Any]]:
    return [record(one) for one in TRIALS]


def releases(random: Random) -> Iterator[list[dict[str, Any]]]:
    """Each changes one to three trials, each in a way of its own, since a change that all share is the registry's."""
    held = {one: record(one) for one in TRIALS}
    for number in range(1, 1_000_000):
        changed = random.sample(TRIALS, random.randint(1, 3))
        for one in changed:
            _WAYS[TRIALS.index(one)](held[one]["protocolSection"], number)
            held[one]["protocolSection"]["statusModule"]["lastUpdateSubmitDate"] = str(day_of(number))
        yield [held[one] for one in changed]


def _status(protocol: Any, number: int) -> None:
    module = protocol["statusModule"]
    module["overallStatus"] = "RECRUITING" if module["overallStatus"] == "SUSPENDED" else "SUSPENDED"


def _enrollment(protocol: Any, number: int) -> None:
    protocol["designModule"]["enrollmentInfo"]["count"] = 200 + 100 * (number % 7)


def _completion(protocol: Any, number: int) -> None:
    moved = date(2027, 5, 14) + timedelta(days=40 * number % 3_000)
    protocol["statusModule"]["primaryCompletionDateStruct"]["date"] = str(moved)


def _site(protocol: Any, number: int) -> None:
    sites = protocol["contactsLocationsModule"]["locations"]
    sites[-1] = {**sites[-1], "facility": f"Hospital {number}", "city": f"City {number}", "zip": str(number)}


_WAYS = (_status, _enrollment, _completion, _site)


def told(store: Store, trials: tuple[Trial, ...] = TRIALS) -> dict[str, object]:
    """Everything that may not depend on faults, kills and the time of day: versions, updates, changes, ids."""
    return {
        "versions": [
            (one.id, info.number, store.version(one, info.number).record.raw)
            for one in trials
            for info in store.version_infos(one)
        ],
        "updates": sorted((_timeless(update) for update in store.updates()), key=lambda update: update.id),
        "changes": sorted(update.change_id(change) for update in store.updates() for change in update.changes),
        "deliveries": sorted(
            (one.target.channel, one.trial.id, one.sequence, one.id) for one in store.deliveries() if one.trial
        ),
    }


def _timeless(update: Update) -> Update:
    changes = (replace(change, dates=replace(change.dates, seen=None)) for change in update.changes)
    return replace(update, detected_at=_NEVER, changes=tuple(changes))
