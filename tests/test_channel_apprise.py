"""Everything that has an Apprise URL, tried on Apprise's own JSON service against a real server."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
from pydantic import ValidationError
from pytest_httpserver import HTTPServer

from tests.support.receivers import NOW, closed_port, delivery_of, outside, target_of
from tests.support.updates import EVIL, SLIPPED, message
from watcher.channels.apprise_urls import AppriseSettings
from watcher.channels.base import Channel
from watcher.errors import DeliveryError
from watcher.model import Target

# Apprise itself imports what Python 3.13 drops, and ships its own stand-in.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")

SLIP = message(SLIPPED)
TELEGRAM = "tgram://123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


def channel(*urls: str) -> Channel:
    return AppriseSettings(url=urls, timeout=5).open("rest", outside())


def test_each_url_is_a_recipient_of_its_own_and_gets_title_and_text(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/one").respond_with_data("")
    httpserver.expect_request("/two").respond_with_data("")
    me = channel(*(f"json://127.0.0.1:{httpserver.port}/{name}" for name in ("one", "two")))
    assert len(set(me.recipients())) == 2
    delivery = delivery_of(me, SLIP)
    assert me.send(delivery, NOW) == "accepted"
    ((request, _),) = httpserver.log
    assert request.path == "/one"
    body = json.loads(request.data)
    assert body["title"].startswith("Primary completion moved 241 days later")
    assert "Planned enrollment changed from 240 to 264" in body["message"]


def test_a_service_that_refuses_or_is_dead_is_tried_again(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/hook").respond_with_data("", status=500)
    for port in (httpserver.port, closed_port()):
        me = channel(f"json://127.0.0.1:{port}/hook")
        with pytest.raises(DeliveryError, match="did not take it") as caught:
            me.send(delivery_of(me, SLIP), NOW)
        assert not caught.value.permanent


def test_a_text_fits_the_service_that_it_goes_to() -> None:
    me = channel(f"{TELEGRAM}/12315544/", "json://example.org/")
    for recipient in me.recipients():
        kept = json.loads(me.render(message(EVIL), Target("rest", recipient)).body)
        assert len(kept["title"]) + len(kept["body"]) <= 4096
        assert "\x1b" not in kept["body"]


def test_registry_text_cannot_ring_a_whole_room() -> None:
    me = channel("discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js/")
    kept = json.loads(me.render(message(EVIL), target_of(me)).body)
    assert "@\u200beveryone" in kept["body"]
    assert "@everyone" not in kept["body"] + kept["title"]


def test_nothing_of_the_url_is_kept() -> None:
    me = channel("json://user:hunter2@example.org/")
    payload = me.render(SLIP, target_of(me))
    assert b"hunter2" not in payload.body and "hunter2" not in "".join(me.recipients())


@pytest.mark.parametrize(
    ("url", "advice"),
    [
        ("nosuch://hunter2", "does not understand"),
        ("hunter2", "does not understand"),
        (f"{TELEGRAM}/11111/22222/", "names 2 targets"),
        ("macosx://_/?hunter2", "starts a program"),
    ],
)
def test_a_bad_url_is_refused_when_the_configuration_is_read(url: str, advice: str) -> None:
    with pytest.raises(ValidationError) as caught:
        channel(url)
    assert advice in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_without_the_extra_one_reads_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The import system is made to look as it does where the extra is not installed."""
    for name in [name for name in sys.modules if name == "apprise" or name.startswith("apprise.")]:
        monkeypatch.delitem(sys.modules, name)
    missing: Any = None
    monkeypatch.setitem(sys.modules, "apprise", missing)
    with pytest.raises(ValidationError, match=r"pip install 'clinical-trial-watcher\[notify\]'"):
        channel("json://example.org/")
