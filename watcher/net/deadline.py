"""The time that one request may take in all. Sockets made here end every read when it is up.

A timeout of a socket is one of each read: a server that sends a byte a second never meets it.
"""

from __future__ import annotations

import math
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic
from typing import Any

_END: ContextVar[float] = ContextVar("end of the request", default=math.inf)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """All reads inside this block, together, take at most so many seconds."""
    token = _END.set(monotonic() + seconds)
    try:
        yield
    finally:
        _END.reset(token)


def left() -> float:
    """Seconds until the request must end. TimeoutError when they are used up."""
    seconds = _END.get() - monotonic()
    if seconds <= 0:
        raise TimeoutError("the answer did not end in the time allowed")
    return seconds


class HurriedSocket(socket.socket):
    def recv(self, bufsize: int, flags: int = 0) -> bytes:
        _hurry(self)
        return super().recv(bufsize, flags)

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
        _hurry(self)
        return super().recv_into(buffer, nbytes, flags)


class HurriedTlsSocket(ssl.SSLSocket):
    """Given to a context as `sslsocket_class`."""

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        _hurry(self)
        return super().recv(buflen, flags)

    def recv_into(self, buffer: Any, nbytes: int | None = None, flags: int = 0) -> int:
        _hurry(self)
        return super().recv_into(buffer, nbytes, flags)


def hurried(sock: socket.socket) -> HurriedSocket:
    """The same connection, under a socket that knows the end. The one given is used up."""
    timeout = sock.gettimeout()
    own = HurriedSocket(fileno=sock.detach())
    own.settimeout(timeout)
    return own


def _hurry(sock: socket.socket) -> None:
    seconds = left()
    timeout = sock.gettimeout()
    if timeout is None or timeout > seconds:
        sock.settimeout(seconds)
