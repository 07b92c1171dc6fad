"""The usual way out: httpx over connections that `guard` opens and `deadline` ends."""

from __future__ import annotations

import selectors
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.request import getproxies, proxy_bypass

import httpcore

from watcher.net import tls
from watcher.net.deadline import hurried
from watcher.net.guard import connect
from watcher.net.http import httpx
from watcher.net.wire import Wire
from watcher.net.words import in_words


class HttpxTransport(httpx.BaseTransport):
    """HTTP/1.1 only: HTTP/2 changes the TLS greeting, and one request at a time gains nothing by it."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._backend = _Backend(wire)
        self._pools: dict[tuple[str, str | None], httpcore.ConnectionPool] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        with _as_httpx():
            answer = self._pool(request.url).handle_request(
                httpcore.Request(
                    request.method,
                    url,
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions=request.extensions,
                )
            )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer))

    def close(self) -> None:
        for pool in self._pools.values():
            pool.close()

    def _pool(self, url: httpx.URL) -> httpcore.ConnectionPool:
        # Through a proxy it is the proxy that connects, and the guard would judge the wrong address.
        proxy = _proxy(url) if self._wire.allow_private else None
        key = (url.scheme, proxy)
        if key not in self._pools:
            context = tls.context(self._wire.ca_file) if "https" in (url.scheme, (proxy or "")[:5]) else None
            self._pools[key] = httpcore.ConnectionPool(
                ssl_context=context, network_backend=self._backend, proxy=_as_httpcore(proxy, context)
            )
        return self._pools[key]


def _proxy(url: httpx.URL) -> str | None:
    """What HTTPS_PROXY, HTTP_PROXY and NO_PROXY say, as the standard library reads them."""
    return None if proxy_bypass(url.host) else getproxies().get(url.scheme)


def _as_httpcore(proxy: str | None, context: ssl.SSLContext | None) -> httpcore.Proxy | None:
    if proxy is None:
        return None
    url = httpx.URL(proxy if "://" in proxy else f"http://{proxy}")
    if url.scheme not in ("http", "https"):
        raise httpx.UnsupportedProtocol(f"the environment names a proxy by {url.scheme}; only http and https are known")
    return httpcore.Proxy(
        httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=b"/"),
        auth=(url.username, url.password) if url.username else None,
        ssl_context=context if url.scheme == "https" else None,
    )


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx():
            yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class _Backend(httpcore.NetworkBackend):
    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        with _as_httpcore_errors(httpcore.ConnectTimeout, httpcore.ConnectError):
            seconds = self._wire.connect_timeout if timeout is None else timeout
            sock = connect(host.strip("[]"), port, seconds, allow_private=self._wire.allow_private)
        return _Stream(hurried(sock))


class _Stream(httpcore.NetworkStream):
    def __init__(self, sock: Any) -> None:
        self._sock = sock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with _as_httpcore_errors(httpcore.ReadTimeout, httpcore.ReadError):
            self._sock.settimeout(timeout)
            return bytes(self._sock.recv(max_bytes))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        with _as_httpcore_errors(httpcore.WriteTimeout, httpcore.WriteError):
            self._sock.settimeout(timeout)
            self._sock.sendall(buffer)

    def close(self) -> None:
        self._sock.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        try:
            with _as_httpcore_errors(httpcore.ConnectTimeout, httpcore.ConnectError):
                self._sock.settimeout(timeout)
                return _Stream(ssl_context.wrap_socket(self._sock, server_hostname=server_hostname))
        except BaseException:
            self.close()
            raise

    def get_extra_info(self, info: str) -> Any:
        """httpcore asks whether a connection that waits is readable, which means that the server has hung up."""
        if info != "is_readable":
            return None
        with selectors.DefaultSelector() as selector:
            selector.register(self._sock, selectors.EVENT_READ)
            return bool(selector.select(0))


@contextmanager
def _as_httpcore_errors(timeout: type[Exception], other: type[Exception]) -> Iterator[None]:
    try:
        yield
    except TimeoutError as error:
        raise timeout(str(error)) from error
    except OSError as error:
        raise other(in_words(error)) from error


@contextmanager
def _as_httpx() -> Iterator[None]:
    try:
        yield
    except httpcore.ConnectTimeout as error:  # told apart, since a request that never left cannot have arrived
        raise httpx.ConnectTimeout(str(error)) from error
    except httpcore.ConnectError as error:
        raise httpx.ConnectError(str(error)) from error
    except httpcore.TimeoutException as error:
        raise httpx.TimeoutException(str(error)) from error
    except (httpcore.NetworkError, httpcore.ProxyError) as error:
        raise httpx.NetworkError(str(error)) from error
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        raise httpx.ProtocolError(str(error)) from error
