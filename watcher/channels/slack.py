"""Slack, by an incoming webhook, in Block Kit."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal

import msgspec

from watcher.channels.base import Limits, Outside, SecretWebAddress, recipient_key
from watcher.channels.http import HttpSettings, Receiver
from watcher.model import Delivery, Message, Payload, Target
from watcher.render.slack import blocks
from watcher.render.text import subject_line

# Slack's own words for an error, as "invalid_blocks" or "no_service": safe to keep, unlike a whole body.
_SLACKS_WORD = re.compile(r"[a-z_]{3,60}")
_REPEAT = "This may be a repeat: the end of the last attempt was not seen."


class SlackSettings(HttpSettings):
    """A message in a Slack channel, by an incoming webhook."""

    kind: Literal["slack"] = "slack"
    url: SecretWebAddress
    """The incoming webhook's address, https://hooks.slack.com/services/…; it is a secret."""

    def open(self, name: str, outside: Outside) -> Slack:
        return Slack(name, self, outside)


class Slack:
    kind = "slack"
    # https://docs.slack.dev/reference/block-kit/blocks: 50 blocks a message, 3000 characters a section.
    limits = Limits(body=3000, title=150, items=50)

    def __init__(self, name: str, settings: SlackSettings, outside: Outside) -> None:
        self.name = name
        self._url = settings.url.get_secret_value()
        self._receiver = Receiver("Slack", outside.http(settings.wire), words=_word)

    def recipients(self) -> tuple[str, ...]:
        return (recipient_key(self.kind),)

    def render(self, message: Message, target: Target) -> Payload:
        said = {
            "text": _escaped(subject_line(message)),  # what a phone's notification shows
            "blocks": blocks(message),
            "unfurl_links": False,
            "unfurl_media": False,
        }
        return Payload(msgspec.json.encode(said), "application/json")

    def send(self, delivery: Delivery, at: datetime) -> str:
        assert delivery.payload is not None
        body = _with_warning(delivery.payload.body) if delivery.may_repeat else delivery.payload.body
        self._receiver.post(self._url, body, {"Content-Type": delivery.payload.content_type}, at)
        return "accepted"


def _with_warning(body: bytes) -> bytes:
    """An incoming webhook knows no id and no header, so the warning stands in the message itself."""
    said = msgspec.json.decode(body)
    said["text"] = f"{_REPEAT} {said['text']}"
    return msgspec.json.encode(said)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _word(body: bytes) -> str:
    found = _SLACKS_WORD.fullmatch(body.decode("utf-8", "replace").strip())
    return found[0] if found else ""
