"""ntfy: a push message to a phone, through ntfy.sh or a server of one's own."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

import msgspec
from pydantic import SecretStr, field_validator

from watcher.channels.base import Limits, Outside, SecretWebAddress, recipient_key
from watcher.channels.http import HttpSettings, Receiver
from watcher.channels.short import link_of, octets, short, weight
from watcher.model import Delivery, Message, Payload, Significance, Target
from watcher.render.text import subject_line
from watcher.render.words import shortened

_PRIORITIES = {
    Significance.CRITICAL: 5,
    Significance.MAJOR: 4,
    Significance.MINOR: 3,
    Significance.ADMINISTRATIVE: 2,
}


class NtfySettings(HttpSettings):
    """A push message by ntfy."""

    kind: Literal["ntfy"] = "ntfy"
    url: SecretWebAddress
    """The topic's address, as https://ntfy.sh/a-topic-nobody-guesses; who knows it can read along."""
    token: SecretStr | None = None
    """An access token (tk_…) for a topic that is protected."""

    @field_validator("url")
    @classmethod
    def _names_a_topic(cls, url: SecretStr) -> SecretStr:
        if not urlsplit(url.get_secret_value()).path.strip("/"):
            raise ValueError("the address ends with the topic, as in https://ntfy.sh/my-topic")
        return url

    def open(self, name: str, outside: Outside) -> Ntfy:
        return Ntfy(name, self, outside)


class Ntfy:
    kind = "ntfy"
    # https://docs.ntfy.sh/publish/#limitations: a message of more than 4,096 bytes becomes an attachment.
    limits = Limits(body=4096, title=250)

    def __init__(self, name: str, settings: NtfySettings, outside: Outside) -> None:
        self.name = name
        self._server, self._topic = _apart(settings.url.get_secret_value())
        self._token = settings.token
        self._receiver = Receiver("ntfy", outside.http(settings.wire))

    def recipients(self) -> tuple[str, ...]:
        return (recipient_key(self.kind),)

    def render(self, message: Message, target: Target) -> Payload:
        assert self.limits.body is not None and self.limits.title is not None
        said: dict[str, object] = {
            "title": shortened(subject_line(message), self.limits.title),
            "message": short(message, self.limits.body, octets),
            "priority": _PRIORITIES[weight(message)],
            # From ntfy 2.16 a second message with this id replaces the first instead of ringing again.
            "sequence_id": message.id,
        }
        link = link_of(message)
        if link:
            said["click"] = link
        return Payload(msgspec.json.encode(said), "application/json")

    def send(self, delivery: Delivery, at: datetime) -> str:
        assert delivery.payload is not None
        said = msgspec.json.decode(delivery.payload.body)
        if delivery.may_repeat:
            said["tags"] = ["may be a repeat"]
        headers = {"Content-Type": "application/json"}
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token.get_secret_value()}"
        self._receiver.post(self._server, msgspec.json.encode({"topic": self._topic, **said}), headers, at)
        return "published"


def _apart(url: str) -> tuple[str, str]:
    """https://ntfy.sh/topic → the server, which takes JSON, and the topic, which goes into it."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, "/", "", "")), parts.path.strip("/")
