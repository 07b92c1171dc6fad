"""A watcher's whole house for a test: a registry on a socket, a store on disk, a clock to set, a channel to read.

house.publish("2026-03-10", one=record(overallStatus="SUSPENDED")); house.check(); assert house.told() == [...]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from tests.support.registry import client_of, trial
from tests.support.trial import base
from watcher.channels.base import Limits
from watcher.check import Orders, Report, check
from watcher.demo.registry import Registry
from watcher.model import Alert, Delivery, DeliveryState, Message, Payload, Significance, Target, Trial, Watch
from watcher.registries.clinicaltrials_gov.client import ClinicalTrialsGov
from watcher.render.text import subject_line, text
from watcher.store import Store

ONE, TWO = trial(1), trial(2)
EVERYTHING = Alert("everything", ("me",), at_least=Significance.MINOR)


def record(of: Trial = ONE, path: str = "", value: Any = None, **status: Any) -> dict[str, Any]:
    """A small whole record; keywords go into its statusModule, `path` below protocolSection."""
    content = base()
    content["protocolSection"]["identificationModule"]["nctId"] = of.id
    content["protocolSection"]["statusModule"] |= status
    content.setdefault("derivedSection", {}).setdefault("miscInfoModule", {})["versionHolder"] = "2026-01-01"
    if path:
        *parents, last = path.split(".")
        place = content["protocolSection"]
        for parent in parents:
            place = place[parent]
        place[last] = value
    return content


@dataclass
class Notebook:
    """A channel that is only written into."""

    name: str = "me"
    kind: str = "notebook"
    keys: tuple[str, ...] = ("k1",)
    limits: Limits = field(default_factory=Limits)

    def recipients(self) -> tuple[str, ...]:
        return self.keys

    def render(self, message: Message, target: Target) -> Payload:
        return Payload(f"{subject_line(message)}\n{text(message)}".encode(), "text/plain")

    def send(self, delivery: Delivery, at: datetime) -> str:
        raise AssertionError("a check delivers nothing")


@dataclass
class House:
    registry: Registry
    client: ClinicalTrialsGov
    path: Path
    store: Store
    orders: Orders
    now: datetime = datetime(2026, 3, 9, 15, 17, tzinfo=UTC)

    def publish(self, day: str, *records: Mapping[str, Any], stamp: bool = True) -> None:
        """A release of that day, met at 15:17 UTC."""
        named = {r["protocolSection"]["identificationModule"]["nctId"]: r for r in records}
        self.registry.publish(named, f"{day}T09:00:05", stamp=stamp)
        self.now = datetime.fromisoformat(f"{day}T15:17:00+00:00")

    def check(self, *, clock: Callable[[], datetime] | None = None, **orders: Any) -> Report:
        return check(self.client, self.store, replace(self.orders, **orders), clock or (lambda: self.now))

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)

    def restart(self) -> None:
        """Another process takes the house over."""
        self.store.close()
        self.store = Store.open(self.path)

    def kinds(self, of: Trial = ONE) -> list[list[str]]:
        """The kinds of the changes of each update in the log."""
        return [[c.kind for c in u.changes] for u in self.store.updates() if u.trial == of]

    def told(self) -> list[str]:
        """The subject of each message in the outbox, oldest first."""
        return [body.split("\n", 1)[0] for body in self.letters()]

    def letters(self) -> list[str]:
        pending = reversed(self.store.deliveries(state=DeliveryState.PENDING))
        return [d.payload.body.decode() for d in pending if d.payload is not None]

    def ids(self) -> list[str]:
        return [delivery.id for delivery in reversed(self.store.deliveries())]

    def asked(self) -> int:
        """Requests since this was last asked."""
        count = len(self.registry.requests)
        self.registry.requests.clear()
        return count


@contextmanager
def house(folder: Path, *trials: Trial, **orders: Any) -> Iterator[House]:
    path = folder / "watcher.db"
    given: dict[str, Any] = {
        "watches": (Watch("mine", trials or (ONE,)),),
        "alerts": (EVERYTHING,),
        "channels": {"me": Notebook()},
    }
    with Registry() as registry, client_of(registry) as client:
        made = House(registry, client, path, Store.open(path), Orders(**(given | orders)))
        try:
            yield made
        finally:
            made.store.close()
