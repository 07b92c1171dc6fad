"""Slack, ntfy and standard output: what goes over the wire, and that registry text cannot do anything there."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from pydantic import ValidationError
from pytest_httpserver import HTTPServer

from tests.support.receivers import NOW, delivery_of, outside, target_of
from tests.support.updates import BLIND, EVIL, SITES, SLIPPED, change, digest, message, update
from watcher.channels.base import Channel
from watcher.channels.ntfy import NtfySettings
from watcher.channels.short import characters, octets, short
from watcher.channels.slack import SlackSettings
from watcher.channels.stdout import StdoutSettings
from watcher.errors import DeliveryError
from watcher.model import Message, Significance

SLIP = message(SLIPPED)
LONG = message(update(*(change("site.added", "sites", f"Site {n} added: {'x' * 300}", ordinal=n) for n in range(500))))
KINDS: list[Message] = [SLIP, message(SITES), message(EVIL), LONG, digest(SLIP, message(EVIL)), digest(), BLIND]


def slack(url: str = "https://hooks.slack.com/services/T/B/x") -> Channel:
    return SlackSettings(url=url, allow_private=True, timeout=5).open("team", outside())


def ntfy(url: str = "https://ntfy.sh/topic", **given: Any) -> Channel:
    return NtfySettings(url=url, allow_private=True, timeout=5, **given).open("phone", outside())


def kept(channel: Channel, told: Message) -> Any:
    return json.loads(channel.render(told, target_of(channel)).body)


def said(server: HTTPServer, number: int = 0) -> Any:
    return json.loads(server.log[number][0].data)


# --- Slack -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("told", KINDS)
def test_slack_gets_no_more_than_it_takes(told: Message) -> None:
    blocks = kept(slack(), told)["blocks"]
    assert 0 < len(blocks) <= 50
    for block in blocks:
        texts = [block["text"]] if "text" in block else block["elements"]
        assert all(0 < len(text["text"]) <= (150 if block["type"] == "header" else 3000) for text in texts)
        assert len(texts) <= 10


def test_slack_can_neither_mention_nor_link_what_the_registry_says() -> None:
    hostile = "<!channel> <@U1> <https://evil.example|click> & done"
    told = message(update(change("text.edited", "texts", hostile), headline=hostile))
    body = kept(slack(), told)
    marked = [body["text"]] + [
        text["text"]
        for block in body["blocks"]
        for text in ([block["text"]] if "text" in block else block["elements"])
        if text["type"] == "mrkdwn"
    ]
    links = {found for text in marked for found in re.findall(r"<[^|>]*", text)}
    assert links == {f"<{SLIPPED.subject.url}", f"<{SLIPPED.subject.compare_url}".replace("&", "&amp;")}
    assert "&lt;!channel&gt;" in body["text"]


def test_slack_is_sent_what_was_kept_and_a_repeat_says_so(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/services/x").respond_with_data("ok")
    team = slack(httpserver.url_for("/services/x"))
    assert team.send(delivery_of(team, SLIP), NOW) == "accepted"
    team.send(delivery_of(team, SLIP, may_repeat=True), NOW)
    first, second = said(httpserver), said(httpserver, 1)
    assert first == kept(team, SLIP)
    assert second["text"].startswith("This may be a repeat")
    assert second["blocks"] == first["blocks"]


def test_slacks_own_word_for_an_error_is_kept_and_no_other_text(httpserver: HTTPServer) -> None:
    for path, body in (("/word", "channel_is_archived"), ("/page", "<html>https://hooks.slack.com/secret</html>")):
        httpserver.expect_request(path).respond_with_data(body, status=410)
    errors = []
    for path in ("/word", "/page"):
        team = slack(httpserver.url_for(path))
        with pytest.raises(DeliveryError) as caught:
            team.send(delivery_of(team, SLIP), NOW)
        errors.append((str(caught.value), caught.value.permanent))
    assert errors == [("Slack answered 410 Gone channel_is_archived", True), ("Slack answered 410 Gone", True)]


# --- ntfy ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("told", KINDS)
def test_a_phone_gets_no_more_than_ntfy_takes_and_nothing_it_would_obey(told: Message) -> None:
    body = kept(ntfy(), told)
    assert 0 < len(body["message"].encode()) <= 4096
    assert 0 < len(body["title"]) <= 250
    assert not {"\x1b", "\u202e", "\u200b"} & set(body["message"] + body["title"])
    assert body.get("click", "https://").startswith("https://")


def test_ntfy_is_told_topic_title_text_loudness_and_where_to_read_on(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/", method="POST").respond_with_json({"id": "x"})
    phone = ntfy(httpserver.url_for("/my-topic"), token="tk_secret")
    assert phone.send(delivery_of(phone, SLIP), NOW) == "published"
    assert httpserver.log[0][0].headers["Authorization"] == "Bearer tk_secret"
    assert said(httpserver) == {
        "topic": "my-topic",
        "title": f"{SLIPPED.headline} · JASMINE (NCT06455449)",
        "message": "• Primary completion moved 241 days later, from 14 May 2027 to 10 Jan 2028 (estimated)\n"
        "• Planned enrollment changed from 240 to 264 (+10 %)",
        "priority": 5,
        "sequence_id": SLIP.id,
        "click": "https://clinicaltrials.gov/study/NCT06455449",
    }


def test_a_repeat_bears_the_same_id_so_that_the_phone_does_not_ring_twice(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_json({})
    phone = ntfy(httpserver.url_for("/my-topic"))
    phone.send(delivery_of(phone, SLIP), NOW)
    phone.send(delivery_of(phone, SLIP, may_repeat=True), NOW)
    assert said(httpserver, 1) == said(httpserver) | {"tags": ["may be a repeat"]}


@pytest.mark.parametrize(
    ("told", "priority"),
    [
        (message(replace(SLIPPED, significance=Significance.CRITICAL)), 5),
        (message(replace(SLIPPED, significance=Significance.MAJOR)), 4),
        (message(replace(SLIPPED, significance=Significance.MINOR)), 3),
        (message(replace(SLIPPED, significance=Significance.ADMINISTRATIVE)), 2),
        (digest(SLIP), 3),
        (BLIND, 4),
        (replace(BLIND, kind="test"), 3),
    ],
)
def test_what_matters_more_rings_louder(told: Message, priority: int) -> None:
    assert kept(ntfy(), told)["priority"] == priority


def test_the_topic_is_a_secret_and_is_not_kept() -> None:
    phone = ntfy("https://ntfy.sh/secret-topic")
    assert b"secret-topic" not in phone.render(SLIP, target_of(phone)).body
    with pytest.raises(ValidationError, match="ends with the topic"):
        ntfy("https://ntfy.sh/")


def test_a_phone_is_told_how_many_were_looked_at_when_nothing_changed() -> None:
    nothing = digest(title="Daily digest: no change")
    assert short(nothing, 4096, octets) == (
        "Daily digest: no change\n1,200 trials checked, 3 not seen; registry data of 13 Feb 2026."
    )


# --- the short form --------------------------------------------------------------------------------------------------


def test_a_long_message_ends_between_two_items_with_a_count_and_a_link() -> None:
    text = short(LONG, 4096, octets)
    *items, more, link = text.splitlines()
    assert len(text.encode()) <= 4096
    assert all(re.fullmatch(r"• Site \d+ added: x{300}", item) for item in items)
    assert more == f"… and {500 - len(items)} more changes"
    assert link == "https://clinicaltrials.gov/study/NCT06455449"


@given(st.integers(1, 3000), st.sampled_from([characters, octets]), st.integers(0, len(KINDS) - 1))
def test_the_short_form_keeps_every_limit(limit: int, size: Any, which: int) -> None:
    assert size(short(KINDS[which], limit, size)) <= limit


# --- standard output -------------------------------------------------------------------------------------------------


def printed(told: Message, encoding: str = "utf-8", **more: Any) -> str:
    buffer = io.BytesIO()
    terminal = StdoutSettings().open("stdout", outside(io.TextIOWrapper(buffer, encoding)))
    terminal.send(delivery_of(terminal, told, **more), NOW)
    return buffer.getvalue().decode(encoding)


def test_standard_output_shows_the_message_without_what_a_terminal_would_obey() -> None:
    text = printed(message(EVIL))
    assert "The brief summary changed" in text
    assert all(character.isprintable() or character == "\n" for character in text)


def test_a_terminal_that_knows_only_ascii_gets_the_message_all_the_same() -> None:
    assert "enrollment 240 ? 264" in " ".join(printed(SLIP, "ascii").split())


def test_a_printed_repeat_says_so() -> None:
    assert printed(SLIP, may_repeat=True).startswith("(This may be a repeat")


def test_a_closed_pipe_is_a_failed_delivery() -> None:
    class Closed(io.StringIO):
        def flush(self) -> None:
            raise BrokenPipeError(32, "Broken pipe")

    terminal = StdoutSettings().open("stdout", outside(Closed()))
    with pytest.raises(DeliveryError, match="Broken pipe"):
        terminal.send(delivery_of(terminal, SLIP), NOW)


def test_sites_that_did_the_same_are_a_line_by_country_and_not_forty_cities_in_a_row() -> None:
    assert short(message(SITES), 4096, octets).splitlines() == [
        "• 4 sites added: 3 not yet recruiting and 1 recruiting. Italy (3): Padova, Roma (2); South Korea (1): Seoul",
        "• 5 sites: not yet recruiting → recruiting. South Korea (5): Busan, Daegu, Seoul (3)",
        "• Italy is now among the countries",
    ]


def test_what_is_cut_off_is_counted_in_changes_not_in_lines() -> None:
    said = short(message(SITES), 200, octets).splitlines()
    assert (said[0][:15], said[1]) == ("• 4 sites added", "… and 6 more changes")
