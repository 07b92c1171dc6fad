"""Each fault of a channel against real servers: others are not touched, and once it is mended nothing was lost."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tests.support.paths import ROOT
from tests.support.receivers import (
    Mailbox,
    closed_port,
    mail_server,
    outside,
    raw_server,
    server_context,
)
from tests.support.updates import SLIPPED, message
from watcher.channels.base import Channel, ChannelSettings
from watcher.channels.email import EmailSettings
from watcher.channels.stdout import StdoutSettings
from watcher.channels.webhook import WebhookSettings
from watcher.deliver import DeliverReport, Policy, deliver
from watcher.model import Delivery, DeliveryState, Message, Target
from watcher.store import Store

START = datetime(2026, 2, 9, 15, 30, tzinfo=UTC)
FAILED, PENDING, DELIVERED = DeliveryState.FAILED, DeliveryState.PENDING, DeliveryState.DELIVERED


@dataclass
class Office:
    """A store with a channel under test and a healthy one beside it, each with two messages."""

    store: Store
    out: io.StringIO
    now: datetime = START

    def open(self, settings: ChannelSettings) -> dict[str, Channel]:
        healthy = StdoutSettings().open("healthy", outside(self.out))
        return {"tested": settings.open("tested", outside()), "healthy": healthy}

    def put(self, channels: dict[str, Channel]) -> None:
        for channel in channels.values():
            for number in (1, 2):
                self._enqueue(channel, message(SLIPPED, id=f"{channel.name}-{number}"))

    def _enqueue(self, channel: Channel, told: Message) -> None:
        target = Target(channel.name, channel.recipients()[0])
        self.store.enqueue(
            Delivery(
                id=told.id, target=target, message=told.id, state=PENDING, payload=channel.render(told, target),
                attempts=0, created_at=self.now, next_attempt_at=None, expires_at=self.now + timedelta(days=7),
            ),
            "update",
        )  # fmt: skip

    def deliver(self, channels: dict[str, Channel]) -> DeliverReport:
        return deliver(self.store, channels, lambda: self.now, Policy(announce_after=99))

    def states(self) -> list[DeliveryState]:
        found = [self.store.delivery(f"tested-{number}") for number in (1, 2)]
        return [one.state for one in found if one is not None]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with Store.open(tmp_path / "watcher.db") as store:
        yield Office(store, io.StringIO())


def hook(port: int, scheme: str = "http", timeout: float = 0.5) -> ChannelSettings:
    return WebhookSettings(url=f"{scheme}://127.0.0.1:{port}/", allow_private=True, timeout=timeout)


def mail(port: int, scheme: str = "smtp", timeout: float = 0.5) -> ChannelSettings:
    return EmailSettings(url=f"{scheme}://localhost:{port}", to="ann@example.org", timeout=timeout)


@contextmanager
def answering(status: int, **headers: str) -> Iterator[int]:
    with HTTPServer() as server:
        server.expect_request("/").respond_with_data("", status=status, headers=headers)
        yield server.port


@contextmanager
def over_tls(authority: trustme.CA) -> Iterator[int]:
    with HTTPServer(ssl_context=server_context(authority)) as server:
        yield server.port


@contextmanager
def refusing(**answers: str) -> Iterator[int]:
    with mail_server() as box:
        box.answers.update(answers)
        yield box.port


@contextmanager
def dropping() -> Iterator[int]:
    with mail_server() as box:
        box.drop_after_data = True
        yield box.port


@contextmanager
def mail_over_tls(authority: trustme.CA) -> Iterator[int]:
    with mail_server(tls=server_context(authority)) as box:
        yield box.port


@contextmanager
def nobody() -> Iterator[int]:
    yield closed_port()


SLOW = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"


@dataclass(frozen=True)
class Fault:
    name: str
    server: Callable[..., Any]  # one that does so
    settings: Callable[..., ChannelSettings]  # the channel to it
    attempts: int  # in one run with two messages: a dead server costs one
    state: DeliveryState  # of both messages after it
    words: str  # in the report


FAULTS = [
    Fault("webhook refused", nobody, hook, 1, PENDING, "refused"),
    Fault("webhook silent", raw_server, hook, 1, PENDING, "in time"),
    Fault("webhook reset", lambda: raw_server(reset=True), hook, 1, PENDING, "127.0.0.1"),
    Fault("webhook 400", lambda: answering(400), hook, 2, FAILED, "400 Bad Request"),
    Fault("webhook 404", lambda: answering(404), hook, 2, FAILED, "404 Not Found"),
    Fault("webhook 500", lambda: answering(500), hook, 2, PENDING, "500 Internal Server Error"),
    Fault("webhook 503", lambda: answering(503), hook, 1, PENDING, "503 Service Unavailable"),
    Fault("webhook 429", lambda: answering(429, **{"Retry-After": "60"}), hook, 1, PENDING, "429 Too Many"),
    Fault("webhook far off", lambda: answering(429, **{"Retry-After": "9" * 30}), hook, 1, PENDING, "429 Too Many"),
    Fault("webhook redirect", lambda: answering(302, Location="/x"), hook, 2, FAILED, "not followed"),
    Fault("webhook slow body", lambda: raw_server(SLOW, b".", wait=0.05), hook, 1, PENDING, "in time"),
    Fault("webhook TLS", over_tls, lambda port: hook(port, "https"), 1, PENDING, "certificate"),
    Fault("SMTP refused", nobody, mail, 1, PENDING, "refused"),
    Fault("SMTP silent", raw_server, mail, 1, PENDING, "no answer within 0.5 s"),
    Fault("SMTP greylisting", lambda: refusing(RCPT="450 later"), mail, 2, PENDING, "450 later"),
    Fault("SMTP no such user", lambda: refusing(RCPT="550 no such user"), mail, 2, FAILED, "550 no such user"),
    Fault("SMTP temporary", lambda: refusing(DATA="451 disk full"), mail, 2, PENDING, "451 disk full"),
    Fault("SMTP permanent", lambda: refusing(DATA="554 no"), mail, 2, FAILED, "554 no"),
    Fault("SMTP lost after DATA", dropping, mail, 1, PENDING, "may have arrived"),
    Fault("SMTP TLS", mail_over_tls, lambda port: mail(port, "smtp+starttls"), 1, PENDING, "certificate"),
    Fault("SMTP no STARTTLS", refusing, lambda port: mail(port, "smtp+starttls"), 1, PENDING, "no STARTTLS"),
]
TLS = {over_tls, mail_over_tls}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_touches_no_other_channel_and_loses_nothing(office: Office, fault: Fault) -> None:
    with ExitStack() as stack:
        port = stack.enter_context(fault.server(trustme.CA()) if fault.server in TLS else fault.server())
        channels = office.open(fault.settings(port))
        office.put(channels)
        report = office.deliver(channels)
    tried = [len(office.store.attempts(f"tested-{number}")) for number in (1, 2)]
    assert (sum(tried), office.states()) == (fault.attempts, [fault.state, fault.state])
    assert fault.words in "\n".join(report.problems())
    assert office.out.getvalue().count("Message healthy-") == 2

    mended = Receiver(is_mail=isinstance(fault.settings(port), EmailSettings))
    with mended.running() as port:
        office.now += timedelta(days=1)
        office.deliver(office.open(mended.settings(port)))
    assert mended.ids() == (["tested-1", "tested-2"] if fault.state is PENDING else [])
    assert office.out.getvalue().count("Message healthy-") == 2, "nobody is told twice"


class Receiver:
    """A server of the same kind that works."""

    def __init__(self, *, is_mail: bool) -> None:
        self.is_mail = is_mail
        self.box: Mailbox | None = None
        self.server: HTTPServer | None = None

    @contextmanager
    def running(self) -> Iterator[int]:
        if self.is_mail:
            with mail_server() as box:
                self.box = box
                yield box.port
        else:
            with HTTPServer() as server:
                self.server = server
                server.expect_request("/").respond_with_data("")
                yield server.port

    def settings(self, port: int) -> ChannelSettings:
        return mail(port, timeout=20) if self.is_mail else hook(port, timeout=20)

    def ids(self) -> list[str]:
        if self.box is not None:
            return [str(one.parsed["Message-ID"])[1:].partition("@")[0] for one in self.box.mails]
        assert self.server is not None
        return [request.headers["webhook-id"] for request, _ in self.server.log]


# --- killed ----------------------------------------------------------------------------------------------------------

DELIVER = """
import sys
from datetime import UTC, datetime
from watcher.channels.base import Outside
from watcher.channels.webhook import WebhookSettings
from watcher.deliver import Policy, deliver
from watcher.net import Client
from watcher.store import Store

database, url = sys.argv[1:]
outside = Outside(http=Client, stdout=sys.stdout)
hook = WebhookSettings(url=url, allow_private=True).open("tested", outside)
with Store.open(database) as store:
    deliver(store, {"tested": hook}, lambda: datetime.now(UTC), Policy())
"""


def test_killed_while_the_receiver_has_it_the_same_bytes_come_again_and_say_so(tmp_path: Path) -> None:
    """The worst moment: the receiver took the message, and we never learned."""
    database = tmp_path / "watcher.db"
    taken, calls = threading.Event(), list[Request]()
    killed = threading.Event()

    def take(request: Request) -> Response:
        request.get_data()
        calls.append(request)
        taken.set()
        killed.wait(20)
        return Response(status=204)

    with HTTPServer(threaded=True) as server, Store.open(database) as store:
        server.expect_request("/").respond_with_handler(take)
        office = Office(store, io.StringIO(), datetime.now(UTC))
        channels = office.open(hook(server.port))
        del channels["healthy"]
        office.put(channels)
        command = [sys.executable, "-c", DELIVER, str(database), server.url_for("/")]
        first = subprocess.Popen(command, cwd=ROOT)
        assert taken.wait(20)
        first.send_signal(signal.SIGKILL)
        first.wait(20)
        killed.set()
        subprocess.run(command, cwd=ROOT, check=True, timeout=60)
        assert office.states() == [DELIVERED, DELIVERED]
    assert Counter(call.headers["webhook-id"] for call in calls) == {"tested-1": 2, "tested-2": 1}
    first_call, repeat = (call for call in calls if call.headers["webhook-id"] == "tested-1")
    assert first_call.get_data() == repeat.get_data()
    assert [call.headers.get("watcher-repeat") for call in (first_call, repeat)] == [None, "possible"]
    assert json.loads(repeat.get_data())["data"]["id"] == "tested-1"
