"""Apprise: everything else that has an Apprise URL. The only module that knows apprise (the extra "notify")."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec
from pydantic import Field, SecretStr, field_validator

from watcher.channels.base import ChannelSettings, Limits, Outside, recipient_key
from watcher.channels.short import short
from watcher.errors import DeliveryError
from watcher.model import Delivery, Message, Payload, Target
from watcher.render.text import subject_line
from watcher.render.words import shortened

# These start a program on this machine; a configuration file must never do that.
_RUN_PROGRAMS = frozenset({"macosx"})
_MISSING = "kind = \"apprise\" needs its extra: pip install 'clinical-trial-watcher[notify]'"


class AppriseSettings(ChannelSettings):
    """Any of the services that Apprise knows (Teams, Discord, Telegram, Matrix, Pushover, SMS …).

    Needs the extra: pip install 'clinical-trial-watcher[notify]'. Apprise opens its own connections: they are not
    held to public addresses, and a repeat cannot be told from a first message.
    """

    kind: Literal["apprise"] = "apprise"
    url: tuple[SecretStr, ...] = Field(min_length=1)
    """One Apprise URL or a list; each is one recipient and names one target."""
    timeout: float = Field(default=30.0, gt=0, le=600)
    """Seconds to wait for one service."""

    @field_validator("url", mode="before")
    @classmethod
    def _one_is_a_list(cls, url: object) -> object:
        return (url,) if isinstance(url, str | SecretStr) else url

    @field_validator("url")
    @classmethod
    def _are_understood(cls, urls: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for number, url in enumerate(urls, start=1):
            targets = len(_service(url.get_secret_value(), f"URL {number}", timeout=30.0))
            if targets > 1:
                raise ValueError(f"URL {number} names {targets} targets; a list with one URL for each would do")
        return urls

    def open(self, name: str, outside: Outside) -> AppriseUrls:
        return AppriseUrls(name, self)


class AppriseUrls:
    kind = "apprise"

    def __init__(self, name: str, settings: AppriseSettings) -> None:
        self.name = name
        self._settings = settings

    @cached_property
    def limits(self) -> Limits:
        """What the tightest of the services takes."""
        services = self._services.values()
        return Limits(body=min(s.body_maxlen for s in services), title=min(s.title_maxlen or 250 for s in services))

    def recipients(self) -> tuple[str, ...]:
        return tuple(self._services)

    def render(self, message: Message, target: Target) -> Payload:
        service = self._service_for(target)
        title = _unmentioned(shortened(subject_line(message), service.title_maxlen or 120))
        # A service without titles gets the title as the body's first line.
        room = service.body_maxlen - (0 if service.title_maxlen else len(title) + 2)
        body = short(message, room, lambda text: len(_unmentioned(text)))
        return Payload(msgspec.json.encode({"title": title, "body": _unmentioned(body)}), "application/json")

    def send(self, delivery: Delivery, at: datetime) -> str:
        assert delivery.payload is not None
        import apprise

        said = msgspec.json.decode(delivery.payload.body)
        herald = apprise.Apprise()
        herald.add(self._service_for(delivery.target))
        result = herald.notify(body=said["body"], title=said["title"], body_format=apprise.NotifyFormat.TEXT)
        if not result:
            # Apprise does not tell a wrong token from a dead server, so the message waits.
            raise DeliveryError(f"{self.name}: the service did not take it ({result.status.name.lower()})")
        return "accepted"

    def _service_for(self, target: Target) -> Any:
        found = self._services.get(target.recipient)
        if found is None:
            raise DeliveryError(f"{self.name}: this recipient is no longer configured", permanent=True)
        return found

    @cached_property
    def _services(self) -> dict[str, Any]:
        urls = [url.get_secret_value() for url in self._settings.url]
        return {recipient_key(self.kind, url): _service(url, "the URL", self._settings.timeout) for url in urls}


def _unmentioned(text: str) -> str:
    """Apprise escapes marks, but for Discord it looks for "@everyone" in the text and rings everyone."""
    return text.replace("@", "@\N{ZERO WIDTH SPACE}")


def _service(url: str, which: str, timeout: float) -> Any:
    """The plugin behind a URL; ValueError, without the URL, when there is none."""
    try:
        import apprise
    except ImportError:
        raise ValueError(_MISSING) from None
    scheme = urlsplit(url).scheme.lower()
    if scheme in _RUN_PROGRAMS:
        raise ValueError(f"{which}: {scheme}:// starts a program on this machine, which this tool never does")
    found = apprise.Apprise.instantiate(url, asset=apprise.AppriseAsset(service_timeout=timeout))
    if found is None:
        raise ValueError(f"{which}: Apprise does not understand this {scheme or 'URL without a scheme'}:// URL")
    return found
