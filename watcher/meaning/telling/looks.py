"""A trial's state and how a look at it ended in, its state after that look out (laws 5 and 6)."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from watcher.errors import OlderData, RegistryError, UnexpectedRecord
from watcher.meaning.guard import SECOND_LOOK
from watcher.model import Quarantine, TrialCondition, TrialState

# A trial is gone when three looks, at least twelve hours apart, did not find it: that is two dates or more.
_LOOKS = 3
_BETWEEN_LOOKS = timedelta(hours=12)
_PATIENCE = "It is looked at again when its time has come, or as soon as the registry shows newer data."
_STALE_LOOKS = 3  # more, at a record that the registry had not yet rebuilt


def seen(state: TrialState, release: str, *, stale: bool = False) -> TrialState:
    """The registry gave the record. What was announced of a failure stays, until its recovery is.

    `stale`: the record bears an older data date than the release; it stays due for a while, in whatever release it
    was answered for before: a node of the registry may have stepped back, and what it says is put right by the next.
    """
    waits = stale and state.stale_looks < _STALE_LOOKS
    announced = state.announced_at is not None
    return replace(
        state,
        condition=TrialCondition.OK,
        release_seen=None if waits else release,
        stale_looks=state.stale_looks + 1 if waits else 0,
        next_look_at=None,
        failures=0,
        failing_since=state.failing_since if announced else None,
        error_kind=state.error_kind if announced else None,
        error=state.error if announced else None,
        missing_looks=(),
    )


def failed(state: TrialState, error: RegistryError, now: datetime) -> TrialState:
    """Due again at the next run, on the same data release too. What has vanished stays so until it is seen."""
    if state.condition is TrialCondition.VANISHED:
        return replace(state, error_kind=error.kind, error=str(error))
    return replace(_worse(state, error.kind, str(error), now), condition=TrialCondition.FAILED, next_look_at=None)


def stepped_back(state: TrialState, before: str, shown: str, now: datetime) -> tuple[TrialState, OlderData] | None:
    """The registry shows the record as of an older data date than that of the version known. None: it is believed now.

    One of its machines may lag: an alert each way would be false. A registry that was truly set back stays so.
    """
    looks = state.stale_looks if state.error_kind == OlderData.kind else 0
    if looks >= _STALE_LOOKS:
        return None
    error = OlderData(f"the record is as of {shown}, and one as of {before} was seen before")
    return replace(failed(state, error, now), stale_looks=looks + 1), error


def is_gone(state: TrialState) -> bool:
    """It was said to have vanished, and not yet to be back: so it may be while a record that came is in doubt."""
    return state.condition is TrialCondition.VANISHED or len(state.missing_looks) >= _LOOKS


def not_found(state: TrialState, error: RegistryError, release: str, now: datetime) -> TrialState:
    """One look more at a trial that is not there. A trial never seen cannot vanish: its number may be wrong."""
    if not state.versions:
        return failed(state, error, now)
    if is_gone(state):
        return replace(state, condition=TrialCondition.VANISHED, release_seen=release, next_look_at=None)
    looks = tuple(look for look in state.missing_looks if look <= now)  # those to come are a wrong clock's
    if not looks or now - looks[-1] >= _BETWEEN_LOOKS:
        looks = (*looks, now)
    missing = replace(state, missing_looks=looks, release_seen=release, error_kind=error.kind, error=str(error))
    if len(looks) >= _LOOKS:
        return replace(missing, condition=TrialCondition.VANISHED, next_look_at=None)
    return replace(missing, condition=TrialCondition.MISSING, next_look_at=looks[-1] + _BETWEEN_LOOKS)


def doubted(state: TrialState, quarantine: Quarantine, release: str, now: datetime) -> TrialState:
    """A record came and is not believed yet: no failure of the registry, but no sight of the trial either.

    That the trial had vanished is kept until a record of it is believed, and its return is told.
    """
    worse = _worse(state, "quarantined", quarantine.reason, now)
    look = max(now, quarantine.since + SECOND_LOOK)
    looks = state.missing_looks if is_gone(state) else ()
    return replace(
        worse, condition=TrialCondition.QUARANTINED, release_seen=release, next_look_at=look, missing_looks=looks
    )


def vanishes(before: TrialState, after: TrialState) -> bool:
    return after.condition is TrialCondition.VANISHED and not is_gone(before)


def waits(state: TrialState) -> RegistryError:
    """Why nothing can be said of a trial in doubt between two looks at it (law 12)."""
    again = f"; looked at again from {state.next_look_at:%Y-%m-%d %H:%M} UTC on" if state.next_look_at else ""
    return UnexpectedRecord(f"{state.trial}: {state.error}{again}", advice=_PATIENCE)


def _worse(state: TrialState, kind: str, error: str, now: datetime) -> TrialState:
    since = state.failing_since or now
    return replace(state, failures=state.failures + 1, failing_since=since, error_kind=kind, error=error)
