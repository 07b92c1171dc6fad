"""Small facts that must outlive a run: what was announced, and when. Each key says what is kept under it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

import msgspec

from watcher.errors import DamagedDatabase
from watcher.meaning.telling.drift import Tally
from watcher.meaning.telling.failures import Trouble
from watcher.model import DeliveryState
from watcher.store import columns
from watcher.store.connection import Connected

T = TypeVar("T")

_Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class Key(msgspec.Struct, Generic[T], frozen=True):
    name: str
    kind: Any  # T as msgspec understands it


TALLY: Key[Tally] = Key("check.tally", Tally)  # of the newest release that was met
DEMOTED: Key[str] = Key("check.demoted", str)  # digest of the tally in which drift was looked for
SETTLED: Key[datetime] = Key("check.settled", _Moment)
TROUBLE: Key[Trouble] = Key("check.trouble", Trouble)
BROKE_OFF: Key[tuple[datetime, str]] = Key("delivering.broke_off", tuple[_Moment, str])  # when, why
# Given up, and not yet told to anyone: channel, state, about whom, why.
UNSAID: Key[tuple[tuple[str, str, str, str], ...]] = Key("deliver.unsaid", tuple[tuple[str, str, str, str], ...])
SENDING: Key[datetime] = Key("actions.sending", _Moment)  # since when a job on GitHub sends

_KEYS: tuple[Key[Any], ...] = (TALLY, DEMOTED, SETTLED, TROUBLE, BROKE_OFF, UNSAID, SENDING)


class Memory(Connected):
    def recall(self, key: Key[T]) -> T | None:
        """None: nothing is kept under this key."""
        row = self._one("SELECT value FROM memory WHERE key = ?", key.name)
        if row is None:
            return None
        try:
            found: T = msgspec.json.decode(row["value"], type=key.kind)
        except msgspec.MsgspecError as error:
            raise DamagedDatabase(f"{self.path}: what is kept as {key.name!r} cannot be read ({error})") from error
        return found

    def keep(self, key: Key[T], value: T) -> None:
        with self.write():
            self._run(
                "INSERT INTO memory (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                key.name,
                columns.write(value),
            )

    def leave_unsaid(self, channel: str, state: DeliveryState, about: str, why: str) -> None:
        """Something ended without being heard: whoever delivers next says so on the other channels."""
        with self.write():
            self.keep(UNSAID, (*(self.recall(UNSAID) or ()), (channel, state.value, about, why)))

    def forget(self, key: Key[Any]) -> None:
        with self.write():
            self._run("DELETE FROM memory WHERE key = ?", key.name)

    def recall_all(self) -> None:
        """DamagedDatabase where anything that is kept cannot be read."""
        for key in _KEYS:
            self.recall(key)
