"""Receivers for the tests of channels: real servers on loopback that can also misbehave."""

from __future__ import annotations

import base64
import io
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from watcher.channels.base import Channel, Outside
from watcher.model import Delivery, DeliveryState, Message, Target
from watcher.net import Client

NOW = datetime(2026, 2, 9, 15, 30, tzinfo=UTC)
USER, PASSWORD, TOKEN = "watcher@example.org", "pässwörd/with#signs", "ya29.token"


@dataclass(frozen=True)
class Mail:
    sender: str
    recipient: str
    content: bytes

    @property
    def parsed(self) -> EmailMessage:
        found = message_from_bytes(self.content, policy=default)
        assert isinstance(found, EmailMessage)
        return found

    def part(self, subtype: str) -> str:
        body = self.parsed.get_body((subtype,))
        assert body is not None
        return str(body.get_content())


@dataclass
class Mailbox:
    """What a mail server took. `answers` replaces its answer to a command: {"RCPT": "450 4.2.0 come back later"}."""

    mails: list[Mail] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    drop_after_data: bool = False
    port: int = 0

    async def handle_MAIL(self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        if "MAIL" not in self.answers:
            envelope.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        if "RCPT" not in self.answers:
            envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        if "DATA" in self.answers:
            return self.answers["DATA"]
        self.mails.append(Mail(envelope.mail_from, envelope.rcpt_tos[0], envelope.content))
        if self.drop_after_data:
            server.transport.abort()
        return "250 2.0.0 taken"

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802
        """As Gmail does it: a refusal is a challenge first, and 535 once that is answered."""
        good = base64.b64decode(args[1]) == f"user={USER}\1auth=Bearer {TOKEN}\1\1".encode()
        if not good:
            await server.challenge_auth('{"status":"401"}')
        return AuthResult(success=good, handled=False)

    def accept(self, server: SMTP, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        good = (data.login.decode(), data.password.decode()) == (USER, PASSWORD)
        return AuthResult(success=good, handled=good)


class _FreePort(Controller):
    """aiosmtpd wants to know its port beforehand."""

    def __init__(self, box: Mailbox, **options: Any) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            box.port = probe.getsockname()[1]
        super().__init__(box, hostname="127.0.0.1", port=box.port, **options)


@contextmanager
def mail_server(
    *, tls: ssl.SSLContext | None = None, login: bool = False, utf8: bool = False, without: Sequence[str] = ()
) -> Iterator[Mailbox]:
    """With `tls`, STARTTLS is offered and asked for; with `login`, USER and PASSWORD are, in no way of `without`."""
    box = Mailbox()
    options: dict[str, Any] = {"enable_SMTPUTF8": utf8}
    if tls is not None:
        options |= {"tls_context": tls, "require_starttls": True}
    if login:
        options |= {"authenticator": box.accept, "auth_required": True, "auth_exclude_mechanism": without}
    controller = _FreePort(box, **options)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def server_context(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(*(names or ("localhost", "127.0.0.1"))).configure_cert(context)
    return context


@contextmanager
def raw_server(*pieces: bytes, reset: bool = False, wait: float = 0.0) -> Iterator[int]:
    """Accepts, says these bytes (one piece each `wait` seconds, the last for ever), and hangs, or resets."""
    closing = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(client: socket.socket) -> None:
        with client, suppress(OSError):
            for piece in pieces:
                client.sendall(piece)
            if reset:
                client.recv(65_536)
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                return
            while not closing.wait(wait or None):
                client.sendall(pieces[-1])

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        closing.set()
        listener.close()


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def outside(out: io.TextIOBase | None = None) -> Outside:
    return Outside(http=Client, stdout=out or io.StringIO())  # type: ignore[arg-type]


def target_of(channel: Channel) -> Target:
    return Target(channel.name, channel.recipients()[0])


def delivery_of(channel: Channel, message: Message, **more: Any) -> Delivery:
    """As it stands in the outbox: rendered once, for the channel's first recipient."""
    target = target_of(channel)
    fields: dict[str, Any] = {
        "id": message.id,
        "target": target,
        "message": message.id,
        "state": DeliveryState.LEASED,
        "payload": channel.render(message, target),
        "attempts": 1,
        "created_at": NOW,
        "next_attempt_at": None,
        "expires_at": None,
    }
    return Delivery(**(fields | more))
