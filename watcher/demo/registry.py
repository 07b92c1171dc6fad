"""A little registry on this machine that speaks ClinicalTrials.gov's API v2, for the demo and for tests.

Real HTTP on a real socket, standard library only. It serves the records given to it byte for byte, one data release
at a time, and it can be made to misbehave.
"""

from __future__ import annotations

import gzip
import json
import re
import socket
import struct
import sys
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import parse_qsl, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from watcher.demo.answers import Data, Reply, Request, reply

__all__ = ["Fault", "Registry", "Reply", "Request"]

_VERSION_HOLDER = re.compile(rb'("versionHolder"\s*:\s*")[^"\\]*(")')
_ALIASES = re.compile(rb'"nctIdAliases"\s*:\s*\[([^\]]*)\]')
_DRIP = 0.05  # seconds between two bytes of a dripping answer
_LONGEST_HANG = 600.0  # seconds


def _as_it_is(reply: Reply) -> Reply:
    return reply


class Fault(Struct, frozen=True):
    """What goes wrong with one answer: another one is given, or it is given in another way."""

    name: str
    spoil: Callable[[Reply], Reply] = _as_it_is
    wire: Literal["whole", "cut", "hang", "reset", "drip"] = "whole"


class Registry:
    """Begins empty. `fault` is asked about every request; `requests` remembers them all."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.fault: Callable[[Request], Fault | None] = lambda request: None
        self.closing = threading.Event()
        self._data = Data("2026-01-01T09:00:00", {}, {})
        self._lock = threading.Lock()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def release(self) -> str:
        return self._data.release

    @property
    def records(self) -> Mapping[str, bytes]:
        """What is served now, to the byte."""
        return self._data.records

    def publish(self, records: Mapping[str, bytes | Mapping[str, Any]], release: str, *, stamp: bool = True) -> None:
        """A new data release: these records are new or changed, the others stay.

        Every record gets the release's date as its versionHolder, as the real registry does it; nothing else in a
        record's bytes is touched. With `stamp=False` not even that.
        """
        fresh = {number: _bytes(record) for number, record in records.items()}
        held = {**self._data.records, **fresh}
        if stamp:
            held = {number: _stamped(record, release[:10]) for number, record in held.items()}
        aliases = {old: now for old, now in self._data.aliases.items() if now not in fresh}
        for number, record in fresh.items():
            aliases |= dict.fromkeys(_aliases(record), number)
        self._data = Data(release, held, aliases)

    def withdraw(self, *numbers: str) -> None:
        """These records are gone from now on: 404 in plain text."""
        held = {number: record for number, record in self._data.records.items() if number not in numbers}
        self._data = replace(self._data, records=held)

    def answer(self, target: str, headers: Mapping[str, str]) -> tuple[Reply, Fault | None]:
        parts = urlsplit(target)
        with self._lock:
            request = Request(len(self.requests) + 1, parts.path, dict(parse_qsl(parts.query)), headers)
            self.requests.append(request)
            fault = self.fault(request)
        answer = reply(request, self._data)
        return (fault.spoil(answer) if fault else answer), fault

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _bytes(record: bytes | Mapping[str, Any]) -> bytes:
    if isinstance(record, bytes):
        return record
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


def _aliases(record: bytes) -> list[str]:
    found = _ALIASES.search(record)
    return re.findall(r"NCT\d{8}", found[1].decode()) if found else []


def _stamped(record: bytes, day: str) -> bytes:
    return _VERSION_HOLDER.sub(rb"\g<1>" + day.encode() + rb"\g<2>", record)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is no news; anything else is."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body leave together
    server: _Server

    def do_GET(self) -> None:
        registry = self.server.registry
        answer, fault = registry.answer(self.path, {name.lower(): value for name, value in self.headers.items()})
        wire = fault.wire if fault else "whole"
        if wire == "reset":
            self._reset()
        elif wire == "hang":
            self.close_connection = True
            registry.closing.wait(_LONGEST_HANG)
        else:
            self._send(answer, wire, registry.closing)

    def _send(self, answer: Reply, wire: str, closing: threading.Event) -> None:
        body, packing = answer.body, dict(answer.headers)
        if "gzip" in self.headers.get("Accept-Encoding", "") and "Content-Encoding" not in packing:
            body, packing = gzip.compress(body, 1), packing | {"Content-Encoding": "gzip"}
        self.send_response(answer.status)
        for name, value in {"Content-Type": answer.content_type, "Content-Length": str(len(body)), **packing}.items():
            self.send_header(name, value)
        self.end_headers()
        if wire == "drip":
            self._drip(body, closing)
        else:
            self.wfile.write(body if wire == "whole" else body[: len(body) // 2])
        self.close_connection = self.close_connection or wire != "whole"

    def _drip(self, body: bytes, closing: threading.Event) -> None:
        for byte in body:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            if closing.wait(_DRIP):
                return

    def _reset(self) -> None:
        """Closing with nothing lingering sends RST instead of FIN."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name that http.server calls
        """Nothing: `requests` remembers."""
