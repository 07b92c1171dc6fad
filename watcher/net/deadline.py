"""The time that one request may take in all. Sockets made here end every read when it is up, or when told to stop.

A timeout of a socket is one of each read: a server that sends a byte a second never meets it.
"""

from __future__ import annotations

import math
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from time import monotonic
from typing import Any, TypeVar

from watcher.stop import PIECE, Stop, heed, never

Came = TypeVar("Came")

_SHORTEST = 0.001  # seconds: with a timeout of 0 a socket does not wait at all, and says so by another error
_END: ContextVar[float] = ContextVar("end of the request", default=math.inf)
_STOP: ContextVar[Stop] = ContextVar("who is asked whether to stop", default=never)


@contextmanager
def within(seconds: float, stop: Stop = never) -> Iterator[None]:
    """All reads inside this block, together, take at most so many seconds. Halted, once `stop` says so."""
    heed(stop)
    end, asked = _END.set(monotonic() + seconds), _STOP.set(stop)
    try:
        yield
    finally:
        _STOP.reset(asked)
        _END.reset(end)


def left() -> float:
    """Seconds until the request must end. TimeoutError when they are used up."""
    seconds = _END.get() - monotonic()
    if seconds <= 0:
        raise TimeoutError("the answer did not end in the time allowed")
    return seconds


class HurriedSocket(socket.socket):
    def recv(self, bufsize: int, flags: int = 0) -> bytes:
        return _hurry(self, partial(super().recv, bufsize, flags))

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
        return _hurry(self, partial(super().recv_into, buffer, nbytes, flags))


class HurriedTlsSocket(ssl.SSLSocket):
    """Given to a context as `sslsocket_class`."""

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        return _hurry(self, partial(super().recv, buflen, flags))

    def recv_into(self, buffer: Any, nbytes: int | None = None, flags: int = 0) -> int:
        return _hurry(self, partial(super().recv_into, buffer, nbytes, flags))


def hurried(sock: socket.socket) -> HurriedSocket:
    """The same connection, under a socket that knows the end. The one given is used up."""
    timeout = sock.gettimeout()
    own = HurriedSocket(fileno=sock.detach())
    own.settimeout(timeout)
    return own


def _hurry(sock: socket.socket, read: Callable[[], Came]) -> Came:
    """Wait for what comes in pieces, so as to hear a stop. A read that timed out has taken nothing from the socket."""
    timeout = sock.gettimeout()
    end = monotonic() + min(left(), math.inf if timeout is None else timeout)
    try:
        while True:
            heed(_STOP.get())
            sock.settimeout(min(max(end - monotonic(), _SHORTEST), PIECE))
            try:
                return read()
            except TimeoutError:
                if monotonic() >= end:
                    raise
    finally:
        sock.settimeout(timeout)
