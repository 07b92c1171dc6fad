"""The other way out: the standard library's wire under httpx's API.

The registry's firewall judges clients by their greeting and their headers, and it is known to let urllib pass where
it refuses httpx. Redirects and unpacking are left to the caller, as with any httpx transport.
"""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Iterator
from functools import partial
from typing import Any

from watcher.errors import AddressRefused
from watcher.net import tls
from watcher.net.deadline import hurried
from watcher.net.guard import why_private
from watcher.net.http import httpx
from watcher.net.wire import Wire
from watcher.net.words import in_words

_CHUNK = 65536
# urllib writes these itself.
_ITS_OWN = {"host", "connection", "content-length", "transfer-encoding"}


class UrllibTransport(httpx.BaseTransport):
    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.scheme not in ("http", "https"):
            raise httpx.UnsupportedProtocol(f"{request.url.scheme or 'nothing'}:// is no protocol for this")
        asked = urllib.request.Request(  # noqa: S310 - http or https, see above
            str(request.url), data=request.read() or None, headers=_headers(request), method=request.method
        )
        try:
            answer = self._opener(request.url.scheme).open(asked, timeout=self._wire.timeout)
        except urllib.error.URLError as error:
            raise _as_httpx(error.reason if isinstance(error.reason, OSError) else error) from error
        except (OSError, http.client.HTTPException) as error:
            raise _as_httpx(error) from error
        # http.client reads headers as Latin-1, and httpx takes text for ASCII: bytes suit both.
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers.items()]
        return httpx.Response(answer.status, headers=headers, stream=_Body(answer))

    def _opener(self, scheme: str) -> urllib.request.OpenerDirector:
        """One that takes every status for an answer and follows nothing."""
        opener = urllib.request.OpenerDirector()
        if self._wire.allow_private:
            opener.add_handler(urllib.request.ProxyHandler())
        opener.add_handler(_HttpsHandler(self._wire) if scheme == "https" else _HttpHandler(self._wire))
        return opener


class _HttpHandler(urllib.request.HTTPHandler):
    def __init__(self, wire: Wire) -> None:
        super().__init__()
        self._wire = wire

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(_made, _Connection, self._wire), req)


class _HttpsHandler(urllib.request.HTTPSHandler):
    def __init__(self, wire: Wire) -> None:
        self._context = tls.context(wire.ca_file)
        super().__init__(context=self._context)
        self._wire = wire

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(_made, _TlsConnection, self._wire), req, context=self._context)


class _Connection(http.client.HTTPConnection):
    allow_private = False

    def connect(self) -> None:
        super().connect()
        address = self.sock.getpeername()[0]
        inside = None if self.allow_private else why_private(address)
        if inside:
            self.close()
            raise AddressRefused(f"{self.host} leads to {address} ({inside}), which is inside this machine's network")
        self.sock = hurried(self.sock)


class _TlsConnection(http.client.HTTPSConnection, _Connection):
    """HTTPSConnection.connect connects by `_Connection` and then shakes hands."""


def _made(kind: type[_Connection], wire: Wire, host: str, **rest: Any) -> _Connection:
    connection = kind(host, **rest)
    connection.allow_private = wire.allow_private
    return connection


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        announced = self._answer.length  # as http.client read it: None where the server named no number
        received = 0
        try:
            while chunk := self._answer.read1(_CHUNK):
                received += len(chunk)
                yield chunk
        except (OSError, http.client.HTTPException) as error:
            raise _as_httpx(error) from error
        # http.client takes the end of the connection for the end of the body.
        if announced is not None and received < announced:
            raise httpx.RemoteProtocolError(f"cut off: {received} of {announced} bytes came")

    def close(self) -> None:
        self._answer.close()


def _headers(request: httpx.Request) -> dict[str, str]:
    """As httpx would send them, but not under httpx's name: left out, urllib gives its own."""
    return {
        name: value
        for name, value in request.headers.items()
        if name not in _ITS_OWN and not (name == "user-agent" and value.startswith("python-httpx/"))
    }


def _as_httpx(error: Exception) -> httpx.TransportError:
    if isinstance(error, TimeoutError):
        return httpx.TimeoutException(str(error))
    if isinstance(error, http.client.HTTPException):
        return httpx.RemoteProtocolError(f"{type(error).__name__} {error}".strip())
    return httpx.NetworkError(in_words(error) if isinstance(error, OSError) else str(error))
