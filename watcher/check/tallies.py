"""What must outlive a run besides trials and messages, kept as small facts in the store."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from watcher.meaning.telling.drift import Tally
from watcher.meaning.telling.failures import Trouble
from watcher.model import digest
from watcher.store import Store, memory


def tally_for(store: Store, release: str, now: datetime) -> Tally:
    """Begun anew when the release moves."""
    known = store.recall(memory.TALLY)
    if known is not None and known.release == release:
        return known
    return (known or Tally("")).next(release, now.astimezone(UTC).isoformat())


def keep_trouble(store: Store, trouble: Trouble | None) -> None:
    if trouble is None:
        store.forget(memory.TROUBLE)
    else:
        store.keep(memory.TROUBLE, trouble)


def not_before(store: Store, now: datetime) -> datetime:
    """A clock that was set back does not reach a digest that was closed already."""
    return max(now, store.recall(memory.SETTLED) or now)


def is_demoted(store: Store, tally: Tally) -> bool:
    """Drift was looked for in all that this tally counts."""
    return bool(store.recall(memory.DEMOTED) == _name(tally))


def keep_demoted(store: Store, tally: Tally) -> None:
    store.keep(memory.DEMOTED, _name(tally))


def _name(tally: Tally) -> str:
    return digest(msgspec.json.encode(tally))
