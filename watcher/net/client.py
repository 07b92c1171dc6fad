"""A request in, an answer or a NetworkError out."""

from __future__ import annotations

import logging
import math
import sys
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from watcher.errors import TimedOut, Unreachable
from watcher.net.body import unpacked
from watcher.net.by_httpx import HttpxTransport
from watcher.net.by_urllib import UrllibTransport
from watcher.net.deadline import within
from watcher.net.http import httpx
from watcher.net.wire import Response, Wire, user_agent
from watcher.stop import Stop, never

# It logs every URL in full, and a webhook's URL may hold its secret.
logging.getLogger("httpx").setLevel(logging.WARNING)

# The second is what idna raises for a host that is none.
_NO_ADDRESS = (httpx.InvalidURL, UnicodeError)
_WAYS: Mapping[str, tuple[str, ...]] = {"auto": ("httpx", "urllib"), "httpx": ("httpx",), "urllib": ("urllib",)}
_LIBRARIES = {
    "httpx": f"python-httpx/{httpx.__version__}",
    "urllib": f"Python-urllib/{sys.version_info[0]}.{sys.version_info[1]}",
}
_TRANSPORTS: Mapping[str, type[HttpxTransport] | type[UrllibTransport]] = {
    "httpx": HttpxTransport,
    "urllib": UrllibTransport,
}


class Client:
    """Follows no redirect and repeats nothing: who asks decides about that. Halted, once `stop` says so."""

    def __init__(self, wire: Wire | None = None, stop: Stop = never) -> None:
        self._wire = wire or Wire()
        self._stop = stop
        self._ways = list(_WAYS[self._wire.transport])
        self._http = self._open()

    def get(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        seconds: float = math.inf,
    ) -> Response:
        """`seconds`: less than a request may take as a rule, for who has no more time."""
        return self._send("GET", url, params=params, headers=headers, seconds=seconds)

    def post(self, url: str, body: bytes, headers: Mapping[str, str] | None = None) -> Response:
        """The status says whether it was taken: a body that cannot be unpacked is left out."""
        return self._send("POST", url, body=body, headers=headers)

    def step_down(self) -> bool:
        """Take the next way out, for good, after a refusal of the client as such. False: there is none left."""
        if len(self._ways) < 2:
            return False
        del self._ways[0]
        self._http.close()
        self._http = self._open()
        return True

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self) -> httpx.Client:
        way = self._ways[0]
        own = self._wire.user_agent
        name = user_agent(self._wire.contact, _LIBRARIES[way]) if own is None else own
        return httpx.Client(
            transport=_TRANSPORTS[way](self._wire),
            headers={"Accept-Encoding": "gzip"} | ({"User-Agent": name} if name else {}),
            timeout=httpx.Timeout(self._wire.timeout, connect=self._wire.connect_timeout),
            trust_env=False,  # no netrc; proxies are the transport's matter
            follow_redirects=False,
        )

    def _send(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        seconds: float = math.inf,
    ) -> Response:
        parts: list[bytes] = []
        try:
            with (
                within(min(self._wire.whole, seconds), self._stop),
                self._http.stream(method, url, params=params, content=body, headers=headers) as answer,
            ):
                try:
                    encoding = answer.headers.get("content-encoding", "")
                    parts.extend(unpacked(answer.iter_raw(), encoding, self._wire.max_bytes))
                except Unreachable:
                    if method != "POST":
                        raise
                    parts.clear()
        except httpx.TimeoutException as error:
            unsent = isinstance(error, httpx.ConnectTimeout)
            message = f"{_host(url)}: no whole answer in time ({error})"
            raise TimedOut(message, unsent=unsent, begun=bool(parts)) from error
        except (httpx.TransportError, *_NO_ADDRESS) as error:
            unsent = isinstance(error, (httpx.ConnectError, *_NO_ADDRESS))
            raise Unreachable(f"{_host(url)}: {error or type(error).__name__}", unsent=unsent) from error
        return Response(
            status=answer.status_code,
            headers=dict(answer.headers.items()),
            body=b"".join(parts),
            url=str(answer.url),
        )


def _host(url: str) -> str:
    try:
        return httpx.URL(url).host or "the address"
    except _NO_ADDRESS:
        return "the address"
