"""The webhook against a real HTTP server, its signatures checked by the reference implementation."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme
from jsonschema import Draft202012Validator
from msgspec.structs import replace
from pydantic import ValidationError
from pytest_httpserver import HTTPServer
from referencing import Registry, Resource
from standardwebhooks.webhooks import Webhook as Reference
from standardwebhooks.webhooks import WebhookVerificationError
from werkzeug import Request, Response

from tests.support.paths import ROOT
from tests.support.receivers import (
    NOW,
    closed_port,
    delivery_of,
    outside,
    raw_server,
    server_context,
    target_of,
)
from tests.support.updates import BLIND, EVIL, SLIPPED, digest, message
from watcher.channels.base import Channel
from watcher.channels.webhook import WebhookSettings
from watcher.errors import DeliveryError
from watcher.model import Message

SLIP = message(SLIPPED)
PERMANENT, TRANSIENT, DEAD, LOST, FALLEN = (
    (True, False, False),
    (False, False, False),
    (False, True, False),
    (False, True, True),
    (False, False, True),
)


def fate(error: DeliveryError) -> tuple[bool, bool, bool]:
    return error.permanent, error.unreachable, error.maybe_arrived


def new_secret(size: int = 32) -> str:
    return "whsec_" + base64.b64encode(os.urandom(size)).decode()


def channel(url: str, **given: Any) -> Channel:
    return WebhookSettings(**({"url": url, "allow_private": True, "timeout": 5} | given)).open("hook", outside())


def send(channel: Channel, told: Message = SLIP, at: datetime = NOW, **more: Any) -> str:
    return channel.send(delivery_of(channel, told, **more), at)


def refusal(channel: Channel, at: datetime = NOW) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        send(channel, at=at)
    return caught.value


def calls(server: HTTPServer) -> list[Request]:
    return [request for request, _ in server.log]


@pytest.fixture
def hook(httpserver: HTTPServer) -> HTTPServer:
    httpserver.expect_request("/hook", method="POST").respond_with_data("", status=204)
    return httpserver


# --- what arrives ----------------------------------------------------------------------------------------------------


def test_a_call_carries_id_time_and_body_and_no_signature_without_a_secret(hook: HTTPServer) -> None:
    assert send(channel(hook.url_for("/hook"))) == "204"
    (call,) = calls(hook)
    assert call.headers["webhook-id"] == SLIP.id
    assert call.headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert call.headers["Content-Type"] == "application/json"
    assert "webhook-signature" not in call.headers and "watcher-repeat" not in call.headers
    body = json.loads(call.data)
    assert (body["type"], body["timestamp"]) == ("trial.updated", "2026-02-09T15:17:00+00:00")
    assert body["data"]["headline"] == SLIPPED.headline


def test_the_reference_implementation_accepts_our_signature_and_no_other(hook: HTTPServer) -> None:
    secret = new_secret()
    send(channel(hook.url_for("/hook"), secret=secret), at=datetime.now(UTC))
    (call,) = calls(hook)
    headers = {name.lower(): value for name, value in call.headers.items()}
    assert Reference(secret).verify(call.data, headers)["type"] == "trial.updated"
    for other in (Reference(new_secret()), Reference(secret)):
        with pytest.raises(WebhookVerificationError):
            other.verify(call.data + b" ", headers)


def test_while_secrets_are_exchanged_both_verify(hook: HTTPServer) -> None:
    old, new = new_secret(24), new_secret(64)
    send(channel(hook.url_for("/hook"), secret=[new, old]), at=datetime.now(UTC))
    (call,) = calls(hook)
    headers = {name.lower(): value for name, value in call.headers.items()}
    for secret in (old, new):
        Reference(secret).verify(call.data, headers)


def test_a_later_attempt_has_the_same_id_and_bytes_and_a_time_and_signature_of_its_own(hook: HTTPServer) -> None:
    me = channel(hook.url_for("/hook"), secret=new_secret())
    send(me)
    send(me, at=NOW + timedelta(hours=1), may_repeat=True)
    first, second = calls(hook)
    assert (first.data, first.headers["webhook-id"]) == (second.data, second.headers["webhook-id"])
    assert first.headers["webhook-timestamp"] != second.headers["webhook-timestamp"]
    assert first.headers["webhook-signature"] != second.headers["webhook-signature"]
    assert second.headers["watcher-repeat"] == "possible"


def _validator() -> Draft202012Validator:
    folder = ROOT / "docs" / "schemas"
    schemas = [json.loads((folder / name).read_text()) for name in ("webhook-v1.json", "message-v1.json")]
    registry = Registry().with_resources((schema["$id"], Resource.from_contents(schema)) for schema in schemas)
    return Draft202012Validator(schemas[0], registry=registry)


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (SLIP, "trial.updated"),
        (message(EVIL), "trial.updated"),
        (digest(SLIP), "digest"),
        (digest(until=None), "digest"),
        (BLIND, "notice"),
        (replace(BLIND, kind="test"), "test"),
    ],
)
def test_every_body_has_the_published_shape(told: Message, kind: str) -> None:
    me = channel("https://hooks.example.org")
    body = json.loads(me.render(told, target_of(me)).body)
    assert body["type"] == kind
    assert not list(_validator().iter_errors(body))


def test_the_published_shape_refuses_what_is_no_message() -> None:
    me = channel("https://hooks.example.org")
    body = json.loads(me.render(SLIP, target_of(me)).body)
    assert list(_validator().iter_errors(body | {"type": "digest"}))
    assert list(_validator().iter_errors(body | {"type": "trial.deleted"}))


def test_what_is_kept_holds_neither_the_url_nor_the_secret_and_is_the_same_each_time() -> None:
    secret = new_secret()
    me = channel("https://hooks.example.org/secret-path", secret=secret)
    first, again = me.render(SLIP, target_of(me)), me.render(SLIP, target_of(me))
    assert first == again
    assert b"hooks.example.org" not in first.body and secret.encode() not in first.body


def test_a_mended_url_gets_what_waited_for_the_wrong_one() -> None:
    assert channel("https://wrong.example").recipients() == channel("https://right.example").recipients()


# --- answers and faults ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (301, PERMANENT),
        (400, PERMANENT),
        (401, PERMANENT),
        (404, PERMANENT),
        (410, PERMANENT),
        (408, TRANSIENT),
        (425, TRANSIENT),
        (500, FALLEN),
        (429, DEAD),
        (502, LOST),
        (503, DEAD),
        (504, LOST),
        (599, TRANSIENT),
    ],
)
def test_what_an_answer_means(httpserver: HTTPServer, status: int, expected: tuple[bool, bool, bool]) -> None:
    httpserver.expect_request("/hook").respond_with_data("https://echoed.example/?token=hunter2", status=status)
    error = refusal(channel(httpserver.url_for("/hook") + "?token=hunter2"))
    assert fate(error) == expected
    assert str(status) in str(error)
    assert "hunter2" not in str(error), "a body may hold our own secrets, and errors are kept"


def test_a_redirect_is_not_followed(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/hook").respond_with_data("", status=307, headers={"Location": "/inside"})
    error = refusal(channel(httpserver.url_for("/hook")))
    assert fate(error) == PERMANENT
    assert "redirect" in str(error)
    assert [call.path for call in calls(httpserver)] == ["/hook"]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("Mon, 09 Feb 2026 16:30:00 GMT", 3600.0),
        ("Mon, 09 Feb 2026 14:30:00 GMT", 0.0),
        ("soon", None),
        ("100000000000000", 86_400.0),
        ("9" * 5_000, 86_400.0),
    ],
)
def test_the_wait_that_a_receiver_asks_for_is_understood(
    httpserver: HTTPServer, value: str, seconds: float | None
) -> None:
    httpserver.expect_request("/hook").respond_with_data("", status=429, headers={"Retry-After": value})
    assert refusal(channel(httpserver.url_for("/hook"))).retry_after == seconds


def test_a_refused_connection_cannot_have_arrived() -> None:
    assert fate(refusal(channel(f"http://127.0.0.1:{closed_port()}/"))) == DEAD


def test_an_unknown_name_cannot_have_arrived() -> None:
    assert fate(refusal(channel("http://nowhere.invalid/"))) == DEAD


def test_a_connection_reset_after_the_call_may_have_arrived() -> None:
    with raw_server(reset=True) as port:
        assert fate(refusal(channel(f"http://127.0.0.1:{port}/"))) == LOST


def test_a_silent_server_is_left_in_time_and_may_have_heard() -> None:
    with raw_server() as port:
        assert fate(refusal(channel(f"http://127.0.0.1:{port}/", timeout=0.2))) == LOST


def test_a_body_that_drips_is_left_in_time() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
    with raw_server(head, b".", wait=0.05) as port:
        assert fate(refusal(channel(f"http://127.0.0.1:{port}/", timeout=0.15))) == LOST


@pytest.fixture
def tls_hook(tmp_path: Path) -> Iterator[Callable[..., Channel]]:
    authority = trustme.CA()
    ca_file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    with HTTPServer(host="localhost", ssl_context=server_context(authority)) as server:
        server.expect_request("/hook").respond_with_handler(lambda request: Response(status=200))
        yield lambda **given: channel(server.url_for("/hook"), **({"ca_file": ca_file} | given))


def test_an_own_certificate_authority_is_trusted_when_named(tls_hook: Callable[..., Channel]) -> None:
    assert send(tls_hook()) == "200"


def test_an_unknown_certificate_is_refused(tls_hook: Callable[..., Channel]) -> None:
    error = refusal(tls_hook(ca_file=None))
    assert fate(error) == DEAD
    assert "certificate" in str(error).lower()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "10.0.0.1", "0.0.0.0"])
def test_no_private_address_is_called_unless_allowed(hook: HTTPServer, host: str) -> None:
    error = refusal(channel(f"http://{host}:{hook.port}/hook", allow_private=False))
    assert fate(error) == DEAD
    assert "allow_private = true" in str(error)
    assert not calls(hook)


# --- settings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "advice"),
    [
        ({"url": "ftp://hunter2.example.org"}, "https://example.org/hook"),
        ({"url": "https://"}, "https://example.org/hook"),
        ({"secret": "hunter2"}, "begins with whsec_"),
        ({"secret": "whsec_hunter2!"}, "base64"),
        ({"secret": new_secret(8)}, "24 to 64 bytes, this one 8"),
        ({"secret": [new_secret(), "hunter2"]}, "begins with whsec_"),
        ({"redirects": "hunter2"}, "Extra inputs"),
    ],
)
def test_a_wrong_setting_is_refused_with_advice_and_without_its_secret(given: dict[str, Any], advice: str) -> None:
    with pytest.raises(ValidationError) as caught:
        WebhookSettings(**({"url": "https://example.org/"} | given))
    assert advice in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["https://example.org:99999/s3cret", "https://example.org:s3cret", "https://s3cret..org"]
)
def test_an_address_that_can_never_be_called_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(ValidationError) as refused:
        WebhookSettings(url=url)
    assert "s3cret" not in str(refused.value)
