"""One request over a real socket: what is sent, what is believed, and what ends it."""

from __future__ import annotations

import gzip
import os
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import trustme

from watcher import __version__
from watcher.errors import AddressRefused, Halted, NetworkError, TimedOut, TooLarge, Unreachable
from watcher.net import Client, Wire
from watcher.stop import PIECE, Stop, never

BOTH = pytest.mark.parametrize("transport", ["httpx", "urllib"])
Act = Callable[[BaseHTTPRequestHandler], None]


class Server(ThreadingHTTPServer):
    """Does what `act` says to each request, and remembers method, path, headers and body."""

    daemon_threads = True

    def __init__(self, act: Act) -> None:
        self.act = act
        self.seen: list[tuple[str, str, dict[str, str], bytes]] = []
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are what some tests are about."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.seen.append((self.command, self.path, headers, body))
        self.server.act(self)

    do_POST = do_GET  # noqa: N815 - the name that http.server calls

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name that http.server calls
        """Silent."""


@contextmanager
def serving(act: Act, ca: trustme.CA | None = None) -> Iterator[Server]:
    server = Server(act)
    if ca is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        ca.issue_cert("127.0.0.1").configure_cert(context)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def saying(body: bytes, status: int = 200, **headers: str) -> Act:
    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in ({"Content_Length": str(len(body))} | headers).items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return act


_CLIENTS = ExitStack()


@pytest.fixture(autouse=True)
def _closed_in_the_end() -> Iterator[None]:
    with _CLIENTS:
        yield


def client(transport: str = "httpx", stop: Stop = never, **wire: Any) -> Client:
    """Closed when the test has ended."""
    made = Client(Wire(**{"transport": transport, "allow_private": True, "timeout": 5.0} | wire), stop)
    return _CLIENTS.enter_context(made)


@BOTH
def test_body_status_type_and_parameters_go_both_ways(transport: str) -> None:
    with serving(saying(b'{"a": 1.0}', 418, Content_Type="Application/JSON; charset=utf-8")) as server:
        answer = client(transport).get(server.url, {"q": "a|b c"}, {"Accept": "application/json"})
    assert (answer.status, answer.body, answer.content_type) == (418, b'{"a": 1.0}', "application/json")
    assert answer.is_json
    method, path, headers, _ = server.seen[0]
    assert (method, parse_qs(urlsplit(path).query), headers["accept"]) == ("GET", {"q": ["a|b c"]}, "application/json")


@BOTH
def test_a_post_carries_its_body_and_headers_as_given(transport: str) -> None:
    with serving(saying(b"")) as server:
        client(transport).post(server.url, "Zoë".encode(), {"Content-Type": "application/json", "webhook-id": "m1"})
    method, _, headers, body = server.seen[0]
    assert (method, body, headers["content-type"], headers["webhook-id"]) == (
        "POST", "Zoë".encode(), "application/json", "m1",
    )  # fmt: skip


@BOTH
def test_we_say_who_we_are_and_never_that_we_are_a_browser(transport: str) -> None:
    with serving(saying(b"")) as server:
        client(transport, contact="me@example.org (Zoë)\r\nX: y").get(server.url)
    name = server.seen[0][2]["user-agent"]
    assert name.startswith(f"clinical-trial-watcher/{__version__} (+https://")
    assert "; me@example.org ZoX: y) " in name
    assert transport in name.lower()
    assert "mozilla" not in name.lower()


@BOTH
def test_an_empty_user_agent_sends_the_librarys_own(transport: str) -> None:
    with serving(saying(b"")) as server:
        client(transport, user_agent="").get(server.url)
    assert server.seen[0][2]["user-agent"].lower().startswith(f"python-{transport}/")


@BOTH
def test_redirects_are_answers_and_not_followed(transport: str) -> None:
    with serving(saying(b"", 301, Location="/elsewhere")) as server:
        answer = client(transport).get(server.url)
    assert (answer.status, answer.headers["location"], len(server.seen)) == (301, "/elsewhere", 1)


@BOTH
def test_gzip_is_unpacked(transport: str) -> None:
    packed = gzip.compress(b"registry" * 10_000)
    with serving(saying(packed, Content_Encoding="gzip")) as server:
        assert client(transport).get(server.url).body == b"registry" * 10_000
    assert server.seen[0][2]["accept-encoding"] == "gzip"


@BOTH
def test_a_bomb_stops_at_the_limit(transport: str) -> None:
    packed = gzip.compress(b"0" * 50_000_000)
    with serving(saying(packed, Content_Encoding="gzip")) as server, pytest.raises(TooLarge):
        client(transport, max_bytes=100_000).get(server.url)


@BOTH
def test_an_answer_of_exactly_the_limit_is_taken(transport: str) -> None:
    for body, headers in ((b"x" * 1000, {}), (gzip.compress(b"x" * 1000), {"Content_Encoding": "gzip"})):
        with serving(saying(body, **headers)) as server:
            assert client(transport, max_bytes=1000).get(server.url).body == b"x" * 1000
            with pytest.raises(TooLarge):
                client(transport, max_bytes=999).get(server.url)


@pytest.mark.parametrize(
    ("body", "encoding", "what"),
    [
        (gzip.compress(b"x" * 100)[:-9], "gzip", "cut off inside"),
        (b"no gzip at all", "gzip", "damaged"),
        (b"x", "br", "was not asked for"),
        (gzip.compress(gzip.compress(b"x")), "gzip, gzip", "was not asked for"),
    ],
    ids=["cut off", "damaged", "other packing", "packed twice"],
)
@BOTH
def test_a_packing_that_is_damaged_or_was_not_asked_for_is_no_answer(
    transport: str, body: bytes, encoding: str, what: str
) -> None:
    with serving(saying(body, Content_Encoding=encoding)) as server, pytest.raises(Unreachable, match=what):
        client(transport).get(server.url)


@BOTH
def test_a_post_is_answered_by_its_status_whatever_its_body_is_packed_in(transport: str) -> None:
    for body, headers in ((b"", {"Content_Encoding": "gzip"}), (b"ok", {"Content_Encoding": "br"})):
        with serving(saying(body, **headers)) as server:
            answer = client(transport).post(server.url, b"{}")
        assert (answer.status, answer.body) == (200, b"")


@BOTH
def test_an_answer_shorter_than_announced_is_no_answer(transport: str) -> None:
    def short(handler: BaseHTTPRequestHandler) -> None:
        saying(b"half", Content_Length="8")(handler)
        handler.close_connection = True

    with serving(short) as server, pytest.raises(Unreachable):
        client(transport).get(server.url)


@pytest.mark.parametrize("length", ["\u00b2", "9" * 5_000, "some"])
@BOTH
def test_a_length_that_is_no_number_is_the_servers_slip_and_no_crash(transport: str, length: str) -> None:
    def odd(handler: BaseHTTPRequestHandler) -> None:
        saying(b"whole", Content_Length=length)(handler)
        handler.close_connection = True

    with serving(odd) as server, suppress(Unreachable):
        assert client(transport).get(server.url).body == b"whole"


def dripping(head: bytes, drop: bytes) -> Act:
    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head)
        for _ in range(1000):
            handler.wfile.write(drop)
            time.sleep(0.01)  # the server's, not the test's

    return act


@pytest.mark.parametrize(
    ("head", "drop", "begun"),
    [(b"HTTP/1.1 200 OK\r\n\r\n", b"x", True), (b"HTTP/1.1 200 OK\r\n", b"A: b\r\n", False)],
    ids=["body", "head"],
)
@BOTH
def test_a_server_that_drips_is_left_when_the_whole_time_is_up(
    transport: str, head: bytes, drop: bytes, begun: bool
) -> None:
    """Each drop comes in time, and all of them would: only the whole time ends it so."""
    with serving(dripping(head, drop)) as server, pytest.raises(TimedOut) as raised:
        client(transport, timeout=5, total=0.3).get(server.url)
    assert raised.value.begun == begun


def silent(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True
    time.sleep(0.5)  # the server's, not the test's


@BOTH
def test_a_silent_server_times_out(transport: str) -> None:
    with serving(silent) as server, pytest.raises(TimedOut) as raised:
        client(transport, timeout=0.1).get(server.url)
    assert not raised.value.begun


def waiting(head: bytes, drop: bytes, wait: float) -> tuple[Act, threading.Event]:
    """A server that would let its client wait for half a minute, and the event that it was asked."""
    asked = threading.Event()

    def act(handler: BaseHTTPRequestHandler) -> None:
        asked.set()
        handler.wfile.write(head)
        for _ in range(int(30 / wait)):
            handler.wfile.write(drop)
            time.sleep(wait)  # the server's, not the test's

    return act, asked


@pytest.mark.parametrize("secure", [False, True], ids=["plain", "TLS"])
@pytest.mark.parametrize("answer", [(b"", b"", 30), (b"HTTP/1.1 200 OK\r\n\r\n", b"x", 0.01)], ids=["silent", "drips"])
@BOTH
def test_told_to_stop_a_client_waits_no_longer_for_a_server(
    transport: str, answer: tuple[bytes, bytes, float], secure: bool, tmp_path: Path
) -> None:
    ca = trustme.CA()
    ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    act, asked = waiting(*answer)
    with serving(act, ca if secure else None) as server, pytest.raises(Halted):
        url = server.url.replace("http:", "https:") if secure else server.url
        client(transport, asked.is_set, ca_file=tmp_path / "ca.pem", timeout=20).get(url)


@BOTH
def test_told_to_stop_a_client_asks_nothing_more(transport: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        with pytest.raises(Halted):
            client(transport, lambda: True).get(f"http://127.0.0.1:{server.getsockname()[1]}/")
        server.setblocking(False)
        with pytest.raises(BlockingIOError):  # nobody has knocked
            server.accept()


@BOTH
def test_a_pause_that_is_longer_than_one_look_at_the_wish_to_stop_is_waited_out(transport: str) -> None:
    def late(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(3 * PIECE)  # the server's, not the test's
        saying(b"here I am")(handler)

    with serving(late) as server:
        assert client(transport).get(server.url).body == b"here I am"


@BOTH
def test_errors_name_the_host_and_not_the_url_for_that_may_hold_a_secret(transport: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        url = f"http://user:hunter2@127.0.0.1:{unused.getsockname()[1]}/T0K3N?key=s3cret"
    with pytest.raises(Unreachable) as raised:
        client(transport).get(url)
    assert "127.0.0.1" in str(raised.value)
    assert not any(secret in str(raised.value) for secret in ("hunter2", "T0K3N", "s3cret"))


@pytest.mark.parametrize(
    "url",
    ["ftp://example.org/", "file:///etc/passwd", "http://", "nonsense", "http://[::1", "http://a..b/", "http://xn--/"],
)
@BOTH
def test_what_is_no_http_address_is_unreachable(transport: str, url: str) -> None:
    with pytest.raises(NetworkError):
        client(transport).get(url)


@BOTH
def test_private_addresses_are_refused_before_a_byte_is_sent(transport: str) -> None:
    with serving(saying(b"")) as server, pytest.raises(AddressRefused):
        client(transport, allow_private=False).get(server.url)
    assert server.seen == []


@BOTH
def test_a_certificate_is_believed_only_from_an_authority_that_is_trusted(transport: str, tmp_path: Path) -> None:
    ca = trustme.CA()
    ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    with serving(saying(b"hello"), ca) as server:
        url = server.url.replace("http:", "https:")
        assert client(transport, ca_file=tmp_path / "ca.pem").get(url).body == b"hello"
        with pytest.raises(Unreachable, match=r"(?i)certificate"):
            client(transport).get(url)


@BOTH
def test_a_server_that_drips_is_left_over_tls_as_well(transport: str, tmp_path: Path) -> None:
    ca = trustme.CA()
    ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    with serving(dripping(b"HTTP/1.1 200 OK\r\n\r\n", b"x"), ca) as server, pytest.raises(TimedOut):
        client(transport, ca_file=tmp_path / "ca.pem", total=0.3).get(server.url.replace("http:", "https:"))


def test_the_tls_greeting_is_pythons_own() -> None:
    """Extension 49, post_handshake_auth, is what httpx leaves out and http.client offers."""

    def greeting(send: Callable[[int], object]) -> set[int]:
        with socket.create_server(("127.0.0.1", 0)) as server:
            thread = threading.Thread(target=lambda: _quietly(send, server.getsockname()[1]))
            thread.start()
            connection, _ = server.accept()
            hello = connection.recv(65536)
            connection.close()
            thread.join()
        return _extensions(hello)

    import http.client

    ours = greeting(lambda port: client().get(f"https://127.0.0.1:{port}/"))
    pythons = greeting(lambda port: http.client.HTTPSConnection("127.0.0.1", port, timeout=5).request("GET", "/"))
    assert 49 in ours
    assert ours == pythons


def _quietly(send: Callable[[int], object], port: int) -> None:
    with suppress(OSError, NetworkError):  # nobody shakes the hand that is held out
        send(port)


def _extensions(hello: bytes) -> set[int]:
    """The numbers of a ClientHello's extensions (RFC 8446, 4.1.2)."""
    at = 5 + 4 + 2 + 32
    at += 1 + hello[at]
    at += 2 + int.from_bytes(hello[at : at + 2])
    at += 1 + hello[at]
    end, at, found = at + 2 + int.from_bytes(hello[at : at + 2]), at + 2, set()
    while at < end:
        found.add(int.from_bytes(hello[at : at + 2]))
        at += 4 + int.from_bytes(hello[at + 2 : at + 4])
    return found


def test_connections_are_kept_and_a_kept_one_that_was_closed_is_noticed() -> None:
    ports = []

    def act(handler: BaseHTTPRequestHandler) -> None:
        ports.append(handler.client_address[1])
        saying(b"x")(handler)
        handler.close_connection = len(ports) == 2

    with serving(act) as server, client() as http:
        for _ in range(3):
            http.get(server.url)
    assert (ports[0] == ports[1], ports[1] == ports[2]) == (True, False)


def test_a_proxy_of_the_environment_is_used_only_where_private_addresses_are_allowed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    with serving(saying(b"by proxy")) as server:
        monkeypatch.setenv("HTTP_PROXY", server.url)
        monkeypatch.setenv("http_proxy", server.url)
        for transport in ("httpx", "urllib"):
            assert client(transport).get("http://registry.example/a").body == b"by proxy"
            with pytest.raises(NetworkError):
                client(transport, allow_private=False).get("http://registry.invalid/b")
    assert [path for _, path, _, _ in server.seen] == ["http://registry.example/a"] * 2


def test_a_proxy_of_another_kind_is_named_and_not_passed_by(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "socks5://user:hunter2@127.0.0.1:9")
    with pytest.raises(Unreachable, match="proxy by socks5") as raised:
        client().get("http://registry.invalid/")
    assert "hunter2" not in str(raised.value)


def test_auto_has_one_step_down_and_the_others_none() -> None:
    with serving(saying(b"")) as server, client("auto") as http:
        http.get(server.url)
        steps = [http.step_down(), http.step_down()]
        http.get(server.url)
    assert steps == [True, False]
    assert ["httpx" in headers["user-agent"] for _, _, headers, _ in server.seen] == [True, False]
    assert not client("httpx").step_down()
    assert not client("urllib").step_down()
