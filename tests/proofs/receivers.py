"""What reached whom: webhooks with moods and a mailbox, each arrival with its id and its bytes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

from tests.support.receivers import Mail

Mood = Literal["takes", "refuses", "takes and hangs up"]

# They are of the attempt, not of the message.
_VOLATILE = {"webhook-timestamp", "webhook-signature", "watcher-repeat", "host", "connection"}


@dataclass(frozen=True)
class Arrival:
    id: str
    content: tuple[object, ...]  # equal for two arrivals of one message, to the byte
    marked: bool  # says that it may be a repeat


@dataclass
class Hook:
    """`mood` is asked at each call."""

    mood: Callable[[], Mood] = lambda: "takes"
    arrivals: list[Arrival] = field(default_factory=list)
    refused: int = 0
    port: int = 0

    def call(self, headers: Mapping[str, str], body: bytes) -> Mood:
        mood = self.mood()
        if mood == "refuses":
            self.refused += 1
        else:
            kept = tuple(sorted((k, v) for k, v in headers.items() if k not in _VOLATILE))
            self.arrivals.append(Arrival(headers["webhook-id"], (kept, body), "watcher-repeat" in headers))
        return mood


@contextmanager
def hook_server(mood: Callable[[], Mood] = lambda: "takes") -> Iterator[Hook]:
    hook = Hook(mood)
    server = _Server(hook)
    hook.port = server.server_port
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()


def arrival_of(mail: Mail) -> Arrival:
    lines = mail.content.replace(b"\r\n", b"\n").split(b"\n")
    kept = [line for line in lines if not line.lower().startswith(b"watcher-repeat:")]
    name = str(mail.parsed["Message-ID"])[1:].partition("@")[0]
    return Arrival(name, (mail.sender, mail.recipient, *kept), len(kept) != len(lines))


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, hook: Hook) -> None:
        self.hook = hook
        self.turn = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Callers die here; that is what this server is for."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) < length:
            return  # the caller died while it spoke
        with self.server.turn:
            mood = self.server.hook.call({k.lower(): v for k, v in self.headers.items()}, body)
        if mood != "takes and hangs up":
            self.send_response(204 if mood == "takes" else 503)
            self.send_header("Content-Length", "0")
            self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the library's
        """Nothing: the hook remembers."""
