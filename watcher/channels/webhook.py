"""Webhook: a signed JSON call, by the Standard Webhooks conventions. Its shape: docs/schemas/webhook-v1.json."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

import msgspec
from pydantic import SecretStr, field_validator

from watcher.channels.base import Limits, Outside, SecretWebAddress, moment, recipient_key
from watcher.channels.http import HttpSettings, Receiver
from watcher.channels.signature import secret_bytes, signature
from watcher.model import Delivery, Digest, Message, Notice, Payload, Target
from watcher.render.json import payload_json


class WebhookSettings(HttpSettings):
    """A JSON call to a program of yours, signed by the Standard Webhooks conventions."""

    kind: Literal["webhook"] = "webhook"
    url: SecretWebAddress
    """Where to call. Redirects are not followed."""
    secret: tuple[SecretStr, ...] = ()
    """whsec_… and base64 of 24 to 64 random bytes: signs every call. A list of two while one replaces the other."""

    @field_validator("secret", mode="before")
    @classmethod
    def _one_is_a_list(cls, secret: object) -> object:
        return (secret,) if isinstance(secret, str | SecretStr) else secret

    @field_validator("secret")
    @classmethod
    def _can_sign(cls, secrets: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for secret in secrets:
            secret_bytes(secret.get_secret_value())
        return secrets

    def open(self, name: str, outside: Outside) -> Webhook:
        return Webhook(name, self, outside)


class Webhook:
    kind = "webhook"
    limits = Limits()

    def __init__(self, name: str, settings: WebhookSettings, outside: Outside) -> None:
        self.name = name
        self._url = settings.url.get_secret_value()
        self._keys = tuple(secret_bytes(s.get_secret_value()) for s in settings.secret)
        self._receiver = Receiver(name, outside.http(settings.wire))

    def recipients(self) -> tuple[str, ...]:
        return (recipient_key(self.kind),)

    def render(self, message: Message, target: Target) -> Payload:
        said = {
            "type": _type(message),
            "timestamp": moment(message).astimezone(UTC).isoformat(),
            "data": payload_json(message),
        }
        return Payload(msgspec.json.encode(said), "application/json")

    def send(self, delivery: Delivery, at: datetime) -> str:
        assert delivery.payload is not None
        sent_at = int(at.timestamp())
        headers = {
            "Content-Type": delivery.payload.content_type,
            "webhook-id": delivery.id,
            "webhook-timestamp": str(sent_at),
        }
        if self._keys:
            headers["webhook-signature"] = signature(self._keys, delivery.id, sent_at, delivery.payload.body)
        if delivery.may_repeat:
            headers["watcher-repeat"] = "possible"
        response = self._receiver.post(self._url, delivery.payload.body, headers, at)
        return str(response.status)


def _type(message: Message) -> str:
    if isinstance(message, Notice):
        return "test" if message.kind == "test" else "notice"
    return "digest" if isinstance(message, Digest) else "trial.updated"
