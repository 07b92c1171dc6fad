"""A registry of any size in a process of its own, so that what it costs is not ours.

    python -m benchmarks.fake --trials 58000 --per-mille 8

Prints its address. Speaks the part of API v2 that fetching and sweeping need, uncompressed: packing would cost more
than all the rest. `POST /next` begins the next data release, `POST /edit` one in which trials were edited;
`GET /tally` says what was asked for since the last time.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from urllib.request import Request, urlopen

from benchmarks.templates import World, day

API = "/api/v2"


class Fake(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, world: World) -> None:
        self.world = world
        self.release = self.waves = 0
        self.requests = 0
        self.bytes = 0
        self.lock = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Handler)

    def answer(self, path: str, query: dict[str, str]) -> bytes | None:
        if path == f"{API}/version":
            return b'{"apiVersion":"2.0.5","dataTimestamp":"%sT09:00:05"}' % day(self.release)
        if path == f"{API}/studies":
            return self._page(query)
        if path.startswith(f"{API}/studies/"):
            place = self._place(path.rpartition("/")[2])
            return None if place is None else self._record(place)
        return None

    def _page(self, query: dict[str, str]) -> bytes:
        if "filter.ids" in query:
            places = [self._place(number) for number in query["filter.ids"].split("|")]
            return self._studies([place for place in places if place is not None]) + b"}"
        start = int(query.get("pageToken", "0"))
        end = min(start + int(query.get("pageSize", "10")), self.world.trials)
        body = self._studies(range(start, end))
        if query.get("countTotal") == "true" and start == 0:
            body += b',"totalCount":%d' % self.world.trials
        if end < self.world.trials:
            body += b',"nextPageToken":"%d"' % end
        return body + b"}"

    def _studies(self, places: Any) -> bytes:
        return b'{"studies":[' + b",".join(map(self._record, places)) + b"]"

    def _record(self, place: int) -> bytes:
        return self.world.record(place, self.release, self.waves)

    def _place(self, number: str) -> int | None:
        place = int(number[3:]) - 1
        return place if 0 <= place < self.world.trials else None


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Fake

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        fake = self.server
        if parts.path == "/tally":
            with fake.lock:
                tally = {"requests": fake.requests, "bytes": fake.bytes, "release": fake.release}
                fake.requests = fake.bytes = 0
            self._send(json.dumps(tally).encode())
            return
        body = fake.answer(parts.path, dict(parse_qsl(parts.query)))
        with fake.lock:
            fake.requests += 1
            fake.bytes += len(body or b"")
        self._send(body)

    def do_POST(self) -> None:
        self.server.release += 1
        self.server.waves += self.path == "/edit"
        self._send(b"{}")

    def _send(self, body: bytes | None) -> None:
        self.send_response(200 if body is not None else 404)
        self.send_header("Content-Type", "application/json" if body is not None else "text/plain")
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name that http.server calls
        """Nothing: the tally says it."""


@dataclass(frozen=True)
class Running:
    url: str

    def next_release(self, *, edited: bool = False) -> None:
        urlopen(Request(f"{self.url}/{'edit' if edited else 'next'}", method="POST")).close()

    def tally(self) -> tuple[int, int]:
        """Requests and bytes since this was last asked."""
        with urlopen(f"{self.url}/tally") as response:
            found = json.load(response)
        return found["requests"], found["bytes"]


@contextmanager
def running(trials: int, per_mille: float) -> Iterator[Running]:
    command = [sys.executable, "-m", "benchmarks.fake", "--trials", str(trials), "--per-mille", str(per_mille)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Running(process.stdout.readline().strip())
        finally:
            process.terminate()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=1_000)
    parser.add_argument("--per-mille", type=float, default=0.0)
    given = parser.parse_args()
    world = World(given.trials, given.per_mille)
    assert world.moulds
    fake = Fake(world)
    print(f"http://127.0.0.1:{fake.server_port}", flush=True)
    fake.serve_forever()


if __name__ == "__main__":
    main()
