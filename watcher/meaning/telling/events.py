"""What happened to a record as a whole in, the update that tells it out: gone, back, renumbered, doubted.

No difference of two records: such an update has no versions, and its mark tells it from its like.
"""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from watcher.meaning.record import SUBMITTED, get
from watcher.meaning.rules import RULESET, records
from watcher.meaning.subject import subject
from watcher.meaning.telling.left import Reason
from watcher.meaning.words import quoted
from watcher.model import (
    Actor,
    Change,
    ChangeDates,
    Direction,
    Quarantine,
    Record,
    Stage,
    TrialState,
    Update,
)

_RULES = {rule.id: rule for rule in records.RULES}


def vanished(last: Record, state: TrialState, release: str, now: datetime) -> Update:
    looks = ", ".join(f"{look.day} {look:%b %Y %H:%M}" for look in state.missing_looks)
    words = f"The registry no longer has a record of {last.trial}"
    details = (f"Not found in {len(state.missing_looks)} looks ({looks}, UTC). What it said last is kept.",)
    change = _change("record.vanished", words, now, before=last.trial.id, details=details)
    return _event(last, change, f"vanished {state.missing_looks[0].isoformat()}", release, now)


def returned(last: Record, state: TrialState, release: str, now: datetime) -> Update:
    words = f"The registry has a record of {last.trial} again"
    mark = f"returned {release} {state.missing_looks[0].isoformat() if state.missing_looks else ''}"
    return _event(last, _change("record.returned", words, now, after=last.trial.id), mark, release, now)


def aliased(record: Record, before: str | None, alias: str, now: datetime) -> Update:
    words = f"The registry now keeps {record.trial} under the number {alias}"
    change = _change("record.aliased", words, now, before=before or record.trial.id, after=alias)
    return _event(record, change, f"aliased {before or ''} {alias}", record.release, now)


def quarantined(record: Record, last: Record, quarantine: Quarantine, now: datetime) -> Update:
    words = f"A record came that is not believed yet: {quarantine.reason}"
    details = ("It is looked at again in an hour or later; until then nothing is said to have changed.",)
    change = _change("record.quarantined", words, now, details=details)
    mark = f"quarantined {quarantine.hash} {quarantine.since.isoformat()}"
    return _event(last, change, mark, record.release, now)


def entered(
    record: Record, search: str, release: str, now: datetime, *, again: bool = False, details: tuple[str, ...] = ()
) -> Update:
    """`search` is the name of its watch, and the item of the change; `details` say how the search itself moved."""
    words = f"Found {'again ' if again else ''}by the search {quoted(search)}"
    found = _change("search.entered", words, now, details=details, row="search.entered.again" if again else None)
    change = replace(found, item=search, inputs={"search": search, "again": again})
    return _event(record, change, f"entered {search} {release}", release, now)


def left(
    record: Record,
    search: str,
    reason: Reason | None,
    release: str,
    now: datetime,
    *,
    details: tuple[str, ...] = (),
) -> Update:
    why = reason.words if reason else "why, the registry does not say"
    words = f"No longer found by the search {quoted(search)}: {why}"
    inputs = {"search": search, "field": reason.field if reason else "unknown"}
    change = replace(_change("search.left", words, now, details=details), item=search, inputs=inputs)
    return _event(record, change, f"left {search} {release}", release, now)


def _change(
    kind: str,
    words: str,
    now: datetime,
    *,
    before: str | None = None,
    after: str | None = None,
    details: tuple[str, ...] = (),
    row: str | None = None,
) -> Change:
    """`row`: the id of the rule, where it is not called like the kind."""
    rule = _RULES[row or kind]
    return Change(
        kind=kind,
        path="",
        item=None,
        label="Record",
        before=before,
        after=after,
        significance=rule.significance,
        direction=Direction.NEUTRAL,
        actor=Actor.REGISTRY,
        stage=Stage.NONE,
        rule=rule.id,
        section="record",
        summary=words,
        details=details,
        dates=ChangeDates(seen=now.isoformat()),
    )


def _event(record: Record, change: Change, mark: str, release: str, now: datetime) -> Update:
    submitted = get(record.content, SUBMITTED)
    return Update(
        trial=record.trial,
        from_version=None,
        to_version=None,
        from_hash=None,
        to_hash=None,
        registry_date=submitted if isinstance(submitted, str) else None,
        detected_at=now,
        release=release,
        subject=subject(record.trial, record.content),
        headline=change.summary,
        significance=change.significance,
        changes=(change,),
        mark=mark,
        ruleset=RULESET,
    )
