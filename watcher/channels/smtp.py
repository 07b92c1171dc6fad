"""One mail to one recipient over SMTP, or the reason why not. The only module that knows smtplib.

What this message or recipient suffers from is permanent when the server says so (5xx to RCPT or DATA). What everyone
suffers from, a dead server, a refused login, a refused sender, is the operator's to mend, and the mail waits.
"""

from __future__ import annotations

import base64
import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

import certifi
from msgspec import Struct

from watcher.errors import DeliveryError
from watcher.net import connect
from watcher.net.deadline import HurriedTlsSocket, hurried, within
from watcher.net.words import in_words

_LINE_START_DOT = re.compile(rb"^\.", re.MULTILINE)
_ADDRESS = re.compile(r"[^\s<>()\[\]:;,\"']+@[^\s<>()\[\]:;,\"']+")
_0, _1 = "\0", "\1"  # what separates the parts of a login
_TOO_BIG = 552
_BYE = 421


class Server(Struct, frozen=True):
    host: str
    port: int
    security: Literal["none", "starttls", "tls"]
    user: str | None = None
    password: str | None = None
    token: str | None = None  # OAuth 2 access token, instead of a password
    ca_file: Path | None = None  # trusted besides the system's own
    timeout: float = 30.0  # seconds for one answer
    budget: float = 120.0  # seconds for all of it: a server that drips must not hold a run

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def hand_over(server: Server, sender: str, recipient: str, mail: bytes) -> str:
    """The server's answer to the whole mail; DeliveryError for every other end."""
    try:
        with _connected(server) as smtp:
            _secure(smtp, server)
            _log_in(smtp, server)
            return _transfer(smtp, server, sender, recipient, mail)
    except OSError as error:  # smtplib's own errors are OSErrors too
        raise DeliveryError(f"{server}: {_in_words(error, server, recipient)}", unreachable=True) from error


@contextmanager
def _connected(server: Server) -> Iterator[smtplib.SMTP]:
    with within(server.budget):
        smtp = _Session(server)
        try:
            yield smtp
        finally:
            # The mail is in or it is not: a farewell that fails changes nothing.
            with suppress(OSError):
                smtp.quit()
            smtp.close()


class _Session(smtplib.SMTP):
    """smtplib over sockets that end with the budget, whatever the server drips."""

    def __init__(self, server: Server) -> None:
        self._server = server
        super().__init__(server.host, server.port, timeout=server.timeout)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        # The mail server is the operator's choice, and often stands on this machine or in its network.
        plain = hurried(connect(host, port, timeout, allow_private=True))
        plain.settimeout(timeout)
        if self._server.security != "tls":
            return plain
        return _trusting(self._server).wrap_socket(plain, server_hostname=host)


def _trusting(server: Server) -> ssl.SSLContext:
    """Not the context of `net.tls`: that one greets as a web client (ALPN), which careful mail servers hang up on."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    if server.ca_file is not None:
        context.load_verify_locations(server.ca_file)
    context.sslsocket_class = HurriedTlsSocket
    return context


def _secure(smtp: smtplib.SMTP, server: Server) -> None:
    smtp.ehlo_or_helo_if_needed()
    if server.security != "starttls":
        return
    if not smtp.has_extn("starttls"):
        raise DeliveryError(
            f"{server} offers no STARTTLS; nothing was sent in the clear. smtps:// with its port might do",
            unreachable=True,
        )
    smtp.starttls(context=_trusting(server))
    smtp.ehlo()


def _log_in(smtp: smtplib.SMTP, server: Server) -> None:
    """In UTF-8: smtplib's own login takes ASCII passwords only."""
    if server.user is None or (server.password is None and server.token is None):
        return
    code, text = _asked_for_login(smtp, server, server.user, server.password or "")
    if code != 235:
        raise DeliveryError(f"{server} refused the login: {_said(code, text, server)}", unreachable=True)


def _asked_for_login(smtp: smtplib.SMTP, server: Server, user: str, password: str) -> tuple[int, bytes]:
    offered = smtp.esmtp_features.get("auth", "").upper().split()
    if server.token is not None:
        code, text = smtp.docmd("AUTH", f"XOAUTH2 {_b64(f'user={user}{_1}auth=Bearer {server.token}{_1}{_1}')}")
        # 334: the reason of a refusal follows, once we agree to hear it.
        return smtp.docmd("") if code == 334 else (code, text)
    if "PLAIN" in offered:
        return smtp.docmd("AUTH", f"PLAIN {_b64(f'{_0}{user}{_0}{password}')}")
    if "LOGIN" in offered:
        code, text = smtp.docmd("AUTH", f"LOGIN {_b64(user)}")
        return smtp.docmd(_b64(password)) if code == 334 else (code, text)
    ways = ", ".join(offered) or "none"
    raise DeliveryError(f"{server} offers no login that we know (PLAIN, LOGIN); offered: {ways}", unreachable=True)


def _transfer(smtp: smtplib.SMTP, server: Server, sender: str, recipient: str, mail: bytes) -> str:
    code, text = smtp.mail(sender, _options(smtp, server, sender + recipient, len(mail)))
    if code != 250:
        # A refused sender hits every mail alike, a size only this one.
        too_big = code == _TOO_BIG
        raise DeliveryError(
            f"{server} refused the sender: {_said(code, text, server, recipient)}",
            permanent=too_big,
            unreachable=not too_big,
        )
    code, text = smtp.rcpt(recipient)
    if code not in (250, 251):
        raise _refused(f"{server} refused the recipient: {_said(code, text, server, recipient)}", code)
    code, text = smtp.docmd("DATA")
    if code != 354:
        raise _refused(f"{server} refused the mail: {_said(code, text, server, recipient)}", code)
    code, text = _content(smtp, server, mail)
    if 200 <= code < 300:  # RFC 5321, 4.2.1: the first digit says whether it was taken
        return _said(code, text, server, recipient)
    if not 400 <= code < 600:
        said = f"{server} answered what no mail server does: {_said(code, text, server, recipient)}"
        raise DeliveryError(said, unreachable=True, maybe_arrived=True)
    raise _refused(f"{server} refused the mail: {_said(code, text, server, recipient)}", code)


def _options(smtp: smtplib.SMTP, server: Server, addresses: str, size: int) -> list[str]:
    options = [f"SIZE={size}"] if smtp.has_extn("size") else []
    if addresses.isascii():
        return options
    if not smtp.has_extn("smtputf8"):
        raise DeliveryError(f"{server} takes no addresses beyond ASCII (no SMTPUTF8)", permanent=True)
    return [*options, "SMTPUTF8", "BODY=8BITMIME"]


def _content(smtp: smtplib.SMTP, server: Server, mail: bytes) -> tuple[int, bytes]:
    try:
        smtp.send(_LINE_START_DOT.sub(b"..", mail) + b".\r\n")
        return smtp.getreply()
    except OSError as error:
        raise DeliveryError(
            f"{server}: the connection was lost after the text; the mail may have arrived",
            unreachable=True,
            maybe_arrived=True,
        ) from error


def _refused(what: str, code: int) -> DeliveryError:
    return DeliveryError(what, permanent=500 <= code < 600, unreachable=code == _BYE)


def _in_words(error: OSError, server: Server, recipient: str) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error.smtp_code, error.smtp_error, server, recipient)
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return f"no answer within {server.timeout:g} s"
    own = "; ca_file names a CA of your own" if isinstance(error, ssl.SSLCertVerificationError) else ""
    return f"{in_words(error)}{own}"


def _said(code: int, text: bytes | str, server: Server, recipient: str = "") -> str:
    """The server's words, without addresses and secrets: they are kept in the database."""
    words = text if isinstance(text, str) else text.decode("utf-8", "replace")
    words = _ADDRESS.sub("…", words)
    for secret in (server.password, server.token, server.user, recipient.rpartition("@")[0]):
        if secret:
            words = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", "…", words)
    words = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return f"{code} {words[:200]}".rstrip()


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
