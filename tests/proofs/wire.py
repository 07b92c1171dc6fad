"""A tap on a connection: the other side is told nothing, and a process can be killed at any step of what is said.

    connected ─▶ asking ─▶ answering ─▶ answered ─▶ asking …

At "asking" the question has left the program and not reached the other side; at "answering" the other side has acted
and its answer is not back; at "answered" the program has the answer. A mail server speaks first: "answering".
"""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Literal

Moment = Literal["connected", "asking", "answering", "answered"]


@dataclass(frozen=True)
class Step:
    """What happens on a wire, and which time it is in the life of one process."""

    wire: str
    moment: Moment
    number: int = 1

    def __str__(self) -> str:
        return f"{self.wire} {self.moment} {self.number}"


class Gate:
    """Where all wires pass. When the step that it was armed for comes, it acts before anything else moves."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: Counter[tuple[str, Moment]] = Counter()
        self._step: Step | None = None
        self._act: Callable[[], None] = lambda: None
        self.steps: list[Step] = []

    def arm(self, step: Step | None, act: Callable[[], None] = lambda: None) -> None:
        """For a process that is about to start; with None it only writes down what happens."""
        with self._lock:
            self._seen.clear()
            self.steps.clear()
            self._step, self._act = step, act

    def reached(self, wire: str, moment: Moment) -> None:
        with self._lock:
            self._seen[wire, moment] += 1
            step = Step(wire, moment, self._seen[wire, moment])
            self.steps.append(step)
            if step == self._step:
                self._step = None
                self._act()


@contextmanager
def tapped(name: str, port: int, gate: Gate) -> Iterator[int]:
    """The port to connect to instead."""
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        with suppress(OSError):
            while True:
                client = listener.accept()[0]
                threading.Thread(target=_Line(name, client, gate).carry, args=(port,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()


class _Line:
    """One connection. A question or an answer may come in pieces: only its first piece is a step."""

    def __init__(self, name: str, client: socket.socket, gate: Gate) -> None:
        self._name = name
        self._client = client
        self._gate = gate
        self._speaker: Literal["client", "server", ""] = ""

    def carry(self, port: int) -> None:
        self._gate.reached(self._name, "connected")
        with suppress(OSError), self._client, socket.create_connection(("127.0.0.1", port)) as server:
            back = threading.Thread(target=self._answers, args=(server,), daemon=True)
            back.start()
            self._questions(server)
            back.join()

    def _questions(self, server: socket.socket) -> None:
        with suppress(OSError):
            while piece := self._client.recv(1 << 16):
                if self._speaker != "client":
                    self._speaker = "client"
                    self._gate.reached(self._name, "asking")
                server.sendall(piece)
        with suppress(OSError):
            server.shutdown(socket.SHUT_WR)

    def _answers(self, server: socket.socket) -> None:
        with suppress(OSError):
            while piece := server.recv(1 << 16):
                first = self._speaker != "server"
                self._speaker = "server"
                if first:
                    self._gate.reached(self._name, "answering")
                self._client.sendall(piece)
                if first:
                    self._gate.reached(self._name, "answered")
        with suppress(OSError):
            self._client.shutdown(socket.SHUT_RDWR)
