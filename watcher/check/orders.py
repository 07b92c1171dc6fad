"""What a check is asked to do, and what it needs of a registry. Values; only the command line makes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from typing import Protocol

from msgspec import Struct, field

from watcher.channels.base import Channel
from watcher.meaning.numbers import Numbers
from watcher.meaning.telling.failures import Patience
from watcher.model import Alert, Answer, End, Found, Json, Trial, Watch
from watcher.stop import Stop, never


class Registry(Protocol):
    def release(self, deadline: float | None = None) -> str:
        """Which data release is on. RegistryError: the registry cannot be seen. `deadline` in POSIX seconds."""
        ...

    def fetch(
        self,
        trials: Sequence[Trial],
        release: str,
        deadline: float | None,
        known: Callable[[Trial], str | None],
    ) -> Iterator[Answer]:
        """One answer for each trial. `known` gives the hash of the last version."""
        ...

    def terms(self, search: Mapping[str, str]) -> Mapping[str, str]:
        """A search in people's words as `search` takes it. UsageError if it is not understood."""
        ...

    def like(self, content: Json) -> Mapping[str, str]:
        """The search for trials like the one of this record."""
        ...

    def search(
        self,
        params: Mapping[str, str],
        release: str,
        deadline: float | None,
        *,
        token: str | None,
        known: Callable[[Trial], str | None],
    ) -> Iterator[Found | End]:
        """Pages as they come, then one End. Without parameters the whole registry. `token`: go on from there."""
        ...


class Orders(Struct, frozen=True, dict=True):
    watches: tuple[Watch, ...]
    alerts: tuple[Alert, ...] = ()
    channels: Mapping[str, Channel] = field(default_factory=dict)
    numbers: Numbers = field(default_factory=Numbers)
    patience: Patience = field(default_factory=Patience)
    operators: tuple[str, ...] = ()  # channels that hear of failures; empty: all
    expire_after: timedelta = timedelta(days=7)  # how long a message is tried
    only: tuple[Trial, ...] = ()  # empty: all that are watched
    force: bool = False  # look at trials that are not due
    workers: int = 1  # processes that decide
    time_budget: float | None = None  # seconds
    storm: int = 20  # more updates than this for one recipient at once become one summary
    stop: Stop = never  # asked at each trial's border; what is left is due at the next check

    @cached_property
    def recipients(self) -> Mapping[str, tuple[str, ...]]:
        return {name: channel.recipients() for name, channel in self.channels.items()}
