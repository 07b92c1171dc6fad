"""E-mail: one mail a recipient, as text and HTML, over an SMTP server of the user's choice."""

from __future__ import annotations

import re
from datetime import datetime
from email.headerregistry import Address
from functools import cached_property
from pathlib import Path
from typing import Literal, Self
from urllib.parse import unquote, urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from watcher.channels.addresses import addr_spec, address, ascii_host, key_of
from watcher.channels.base import ChannelSettings, Limits, Outside
from watcher.channels.mime import envelope, mail
from watcher.channels.smtp import Server, hand_over
from watcher.errors import DeliveryError
from watcher.model import Delivery, Message, Payload, Target

_SECURITY: dict[str, tuple[Literal["none", "starttls", "tls"], int]] = {
    "smtp": ("none", 25),
    "smtp+starttls": ("starttls", 587),
    "smtps": ("tls", 465),
}
# Not urlsplit: a password that came from the environment may hold "/", "#", "?" or "@". The last "@" ends it.
_URL = re.compile(
    r"(?P<scheme>[a-z+]+)://(?:(?P<user>[^:]*)(?::(?P<password>.*))?@)?(?P<host>\[[^\]]+\]|[^:@/\[\]]+)(?::(?P<port>\d{1,5}))?/?",
    re.DOTALL,
)
_LAST_PORT = 65535
_HERE = ("localhost", "127.0.0.1", "::1")


class EmailSettings(ChannelSettings):
    """Mail, one a recipient, as text and HTML.

    Most providers want an app password (Gmail, iCloud, Yahoo, Fastmail); Microsoft 365 wants `token`.
    """

    kind: Literal["email"] = "email"
    url: SecretStr
    """The SMTP server: smtp+starttls://user:password@host:587 or smtps://user:password@host:465; smtp:// for a relay
    without a login. User and password may be percent-encoded."""
    to: tuple[str, ...] = Field(min_length=1)
    """One address or a list; each gets a mail of its own."""
    from_: str | None = Field(default=None, alias="from")
    """The sender. Left out: the user of `url` if that is an address, else the first of `to`."""
    reply_to: str | None = None
    """Where answers go."""
    unsubscribe: str | None = None
    """An https: or mailto: address for the mail program's unsubscribe button (List-Unsubscribe)."""
    password: SecretStr | None = None
    """Instead of the password in `url`; taken as it is, without percent-decoding."""
    token: SecretStr | None = None
    """An OAuth 2 access token instead of a password (XOAUTH2)."""
    ca_file: Path | None = None
    """Certificates to trust besides the system's, for a server of your own."""
    timeout: float = Field(default=30.0, gt=0, le=600)
    """Seconds to wait for one answer of the server."""

    @field_validator("to", mode="before")
    @classmethod
    def _one_is_a_list(cls, to: object) -> object:
        return (to,) if isinstance(to, str) else to

    @field_validator("to", "from_", "reply_to")
    @classmethod
    def _are_addresses(cls, given: tuple[str, ...] | str | None) -> tuple[str, ...] | str | None:
        for one in (given,) if isinstance(given, str) else given or ():
            address(one)
        return given

    @field_validator("unsubscribe")
    @classmethod
    def _can_be_followed(cls, link: str | None) -> str | None:
        if link is not None and (urlsplit(link).scheme not in ("https", "mailto") or re.search(r"[\s<>]", link)):
            raise ValueError("an https: or mailto: address would do")
        return link

    @model_validator(mode="after")
    def _server_is_named(self) -> Self:
        server = self.server
        logs_in = server.password is not None or server.token is not None
        if logs_in and server.user is None:
            raise ValueError("a password or token needs a user: smtp+starttls://user@host:587")
        if logs_in and server.security == "none" and server.host not in _HERE:
            raise ValueError("smtp:// would send the password in the clear; smtp+starttls:// or smtps:// would do")
        return self

    @property
    def server(self) -> Server:
        found = _URL.fullmatch(self.url.get_secret_value())
        if found is None or found["scheme"] not in _SECURITY:
            raise ValueError(f"url: one of {', '.join(f'{s}://' for s in _SECURITY)} with a host was expected")
        security, usual_port = _SECURITY[found["scheme"]]
        port = int(found["port"] or usual_port)
        if not 1 <= port <= _LAST_PORT:
            raise ValueError("url: the port of a server is a number from 1 to 65535")
        password = self.password.get_secret_value() if self.password else unquote(found["password"] or "")
        return Server(
            host=_host(found["host"]),
            port=port,
            security=security,
            user=unquote(found["user"]) if found["user"] else None,
            password=password or None,
            token=self.token.get_secret_value() if self.token else None,
            ca_file=self.ca_file,
            timeout=self.timeout,
            budget=4 * self.timeout,
        )

    @property
    def sender(self) -> Address:
        user = self.server.user or ""
        return address(self.from_ or (user if "@" in user else self.to[0]))

    def open(self, name: str, outside: Outside) -> Email:
        return Email(name, self)


class Email:
    kind = "email"
    limits = Limits()  # servers say their own (SIZE), and are told ours beforehand

    def __init__(self, name: str, settings: EmailSettings) -> None:
        self.name = name
        self._settings = settings

    def recipients(self) -> tuple[str, ...]:
        return tuple(self._addresses)

    def render(self, message: Message, target: Target) -> Payload:
        return Payload(mail(message, target, self._settings.sender.domain), "message/rfc822")

    def send(self, delivery: Delivery, at: datetime) -> str:
        assert delivery.payload is not None
        recipient = self._addresses.get(delivery.target.recipient)
        if recipient is None:
            raise DeliveryError(f"{self.name}: this recipient is no longer configured", permanent=True)
        settings = self._settings
        reply_to = address(settings.reply_to) if settings.reply_to else None
        head = envelope(settings.sender, recipient, reply_to, self._more_headers(delivery))
        return hand_over(
            settings.server, addr_spec(settings.sender), addr_spec(recipient), head + delivery.payload.body
        )

    def _more_headers(self, delivery: Delivery) -> dict[str, str]:
        headers = {}
        if self._settings.unsubscribe is not None:
            headers["List-Unsubscribe"] = f"<{self._settings.unsubscribe}>"
        if delivery.may_repeat:
            headers["Watcher-Repeat"] = "possible"
        return headers

    @cached_property
    def _addresses(self) -> dict[str, Address]:
        found = (address(text) for text in self._settings.to)
        return {key_of(one): one for one in found}


def _host(text: str) -> str:
    """An address literal in brackets, or a name as DNS knows it."""
    return text[1:-1] if text.startswith("[") else ascii_host(unquote(text))
