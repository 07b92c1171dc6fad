"""What must outlive a run besides trials and messages, kept as small facts in the store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
from msgspec.structs import replace

from watcher.meaning.telling.drift import Tally
from watcher.meaning.telling.failures import Trouble
from watcher.model import digest
from watcher.store import Store, memory

# A clock that is put right goes back by minutes, or an hour; a digest closed further ahead was closed by mistake.
_BELIEVED_AHEAD = timedelta(days=1)


def tally_for(store: Store, release: str, now: datetime) -> Tally:
    """Begun anew when the release moves."""
    known, at = store.recall(memory.TALLY), now.astimezone(UTC).isoformat()
    if known is not None and known.release == release:
        return replace(known, since=min(known.since, at))  # whatever is found from now on came since, by any clock
    return (known or Tally("")).next(release, at)


def keep_trouble(store: Store, trouble: Trouble | None) -> None:
    if trouble is None:
        store.forget(memory.TROUBLE)
    else:
        store.keep(memory.TROUBLE, trouble)


def settled(store: Store, now: datetime) -> datetime | None:
    """Until when digests are closed. A run whose clock was far ahead does not keep them closed until that day comes."""
    kept = store.recall(memory.SETTLED)
    return kept if kept is not None and kept - now <= _BELIEVED_AHEAD else None


def not_before(store: Store, now: datetime) -> datetime:
    """For digests alone: a clock that was set back does not reach one that was closed already."""
    return max(now, settled(store, now) or now)


def is_demoted(store: Store, tally: Tally) -> bool:
    """Drift was looked for in all that this tally counts."""
    return bool(store.recall(memory.DEMOTED) == _name(tally))


def keep_demoted(store: Store, tally: Tally) -> None:
    store.keep(memory.DEMOTED, _name(tally))


def _name(tally: Tally) -> str:
    return digest(msgspec.json.encode(tally))
