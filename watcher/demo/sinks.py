"""Two receivers on this machine for the demo: a mail server and a webhook. Standard library only."""

from __future__ import annotations

import json
import socketserver
import threading
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from msgspec import Struct, field


class Hook(Struct):
    """What reached the webhook. `down`: it answers 503."""

    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)  # webhook-id, body
    down: bool = False


class Sinks:
    """Both receivers, for the length of a `with`."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.hook = Hook()
        self._servers = (_MailServer(self.mails), _HookServer(self.hook))
        for server in self._servers:
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def mail_url(self) -> str:
        return f"smtp://127.0.0.1:{self._servers[0].server_address[1]}"

    @property
    def hook_url(self) -> str:
        return f"http://127.0.0.1:{self._servers[1].server_address[1]}/trials"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()


class _MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, mails: list[EmailMessage]) -> None:
        self.mails = mails
        super().__init__(("127.0.0.1", 0), _MailHandler)


class _MailHandler(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client that only delivers needs."""

    server: _MailServer

    def handle(self) -> None:
        self._say("220 demo ready")
        while line := self.rfile.readline():
            verb = line.split(b" ")[0].strip().upper()
            if verb == b"QUIT":
                self._say("221 bye")
                return
            if verb == b"DATA":
                self._data()
            else:
                self._say("250 ok")

    def _data(self) -> None:
        self._say("354 go on, end with a dot")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        message = BytesParser(policy=policy.default).parsebytes(b"".join(lines))
        assert isinstance(message, EmailMessage)
        self.server.mails.append(message)
        self._say("250 taken")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class _HookServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, hook: Hook) -> None:
        self.hook = hook
        super().__init__(("127.0.0.1", 0), _HookHandler)


class _HookHandler(BaseHTTPRequestHandler):
    server: _HookServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not self.server.hook.down:
            self.server.hook.calls.append((self.headers["webhook-id"], json.loads(body)))
        self.send_response(503 if self.server.hook.down else 204)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the library's
        """The demo tells of its calls itself."""
