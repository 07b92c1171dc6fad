"""What all ways to reach someone have in common: their settings, the key of a recipient, the moment of a message."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Protocol, TextIO

from msgspec import Struct
from pydantic import AfterValidator, BaseModel, ConfigDict, SecretStr

from watcher.model import Delivery, DeliveryState, Digest, Message, Payload, Target, UpdateMessage
from watcher.urls import web_address

if TYPE_CHECKING:
    from watcher.net import Client, Wire


class Limits(Struct, frozen=True):
    """What the service takes in one message. None: no limit that we know of."""

    body: int | None = None  # characters, or bytes where the service counts bytes
    title: int | None = None
    items: int | None = None  # blocks, fields


class Outside(Struct, frozen=True):
    """What a channel touches of the world. Built once, by watcher/cli/wiring.py; tests build their own."""

    http: Callable[[Wire], Client]
    stdout: TextIO


class Channel(Protocol):
    """One configured way to reach someone."""

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def limits(self) -> Limits: ...

    def recipients(self) -> tuple[str, ...]:
        """Keys, never addresses: this is all that the store learns of a recipient."""
        ...

    def render(self, message: Message, target: Target) -> Payload:
        """Once, before the message is stored: no address, no secret, and the same bytes for the same message."""
        ...

    def send(self, delivery: Delivery, at: datetime) -> str:
        """Send the payload as kept; the answer in a few words, or DeliveryError."""
        ...


class ChannelSettings(BaseModel, ABC):
    """The keys of one [channels.NAME]. Each kind adds its own."""

    # The input is hidden, since a mistyped URL may hold a password.
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, defer_build=True)

    @abstractmethod
    def open(self, name: str, outside: Outside) -> Channel: ...


def _web_address(url: str) -> str:
    return web_address(url, "https://example.org/hook")


def _secret_web_address(url: SecretStr) -> SecretStr:
    _web_address(url.get_secret_value())
    return url


WebAddress = Annotated[str, AfterValidator(_web_address)]
# Many addresses let in whoever knows them, so they are shown nowhere.
SecretWebAddress = Annotated[SecretStr, AfterValidator(_secret_web_address)]


def recipient_key(kind: str, address: str = "") -> str:
    """16 hex digits that stand for an address in the store.

    A channel that has only one place to go to leaves the address out: what waits for a mistyped or moved URL then
    goes to the mended one, instead of being lost with the old.
    """
    return hashlib.blake2b(f"{kind}\0{address}".encode(), digest_size=8).hexdigest()


def pending(channel: Channel, message: Message, target: Target, now: datetime, expires_after: timedelta) -> Delivery:
    """The message as it goes into the outbox. Law 7: rendered once, here."""
    of_trial = message if isinstance(message, UpdateMessage) else None
    return Delivery(
        id=message.id,
        target=target,
        message=message.id,
        state=DeliveryState.PENDING,
        payload=channel.render(message, target),
        attempts=0,
        created_at=now,
        next_attempt_at=None,
        expires_at=now + expires_after,
        trial=of_trial.update.trial if of_trial else None,
        sequence=of_trial.sequence if of_trial else 0,
    )


def moment(message: Message) -> datetime:
    """When the thing happened that the message tells: part of its bytes, so never the time of sending."""
    if isinstance(message, UpdateMessage):
        return message.update.detected_at
    if not isinstance(message, Digest):
        return _instant(message.at)
    if message.until is not None:
        return _instant(message.until)
    if message.updates:
        return max(m.update.detected_at for m in message.updates)
    return _instant(message.slot.split(" ")[0])


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
