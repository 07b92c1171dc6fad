"""What must outlive a run besides trials and messages, kept as small facts in the store."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from watcher.meaning.telling.drift import Tally
from watcher.meaning.telling.failures import Trouble
from watcher.model import digest
from watcher.store import Store

_TALLY = "check.tally"
_TROUBLE = "check.trouble"
_SETTLED = "check.settled"
_DEMOTED = "check.demoted"


def tally_of(store: Store) -> Tally | None:
    """Of the newest release that was met."""
    kept = store.recall(_TALLY)
    return None if kept is None else msgspec.convert(kept, Tally)


def tally_for(store: Store, release: str, now: datetime) -> Tally:
    """Begun anew when the release moves."""
    known = tally_of(store)
    if known is not None and known.release == release:
        return known
    return (known or Tally("")).next(release, now.astimezone(UTC).isoformat())


def keep_tally(store: Store, tally: Tally) -> None:
    store.keep(_TALLY, msgspec.to_builtins(tally))


def trouble_of(store: Store) -> Trouble | None:
    kept = store.recall(_TROUBLE)
    return None if kept is None else msgspec.convert(kept, Trouble)


def keep_trouble(store: Store, trouble: Trouble | None) -> None:
    if trouble is None:
        store.forget(_TROUBLE)
    else:
        store.keep(_TROUBLE, msgspec.to_builtins(trouble))


def not_before(store: Store, now: datetime) -> datetime:
    """A clock that was set back does not reach a digest that was closed already."""
    return max(now, last_settled(store) or now)


def last_settled(store: Store) -> datetime | None:
    kept = store.recall(_SETTLED)
    return None if kept is None else datetime.fromisoformat(kept)


def keep_settled(store: Store, at: datetime) -> None:
    store.keep(_SETTLED, at.isoformat())


def is_demoted(store: Store, tally: Tally) -> bool:
    """Drift was looked for in all that this tally counts."""
    return bool(store.recall(_DEMOTED) == _name(tally))


def keep_demoted(store: Store, tally: Tally) -> None:
    store.keep(_DEMOTED, _name(tally))


def _name(tally: Tally) -> str:
    return digest(msgspec.json.encode(tally))
