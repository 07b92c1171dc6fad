"""GitHub issues against a small server of the API's shape: one issue a trial, and no text twice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from msgspec.structs import replace
from pydantic import ValidationError
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tests.support.receivers import NOW, delivery_of, outside, target_of
from tests.support.updates import BLIND, EVIL, SITES, SLIPPED, change, digest, message, update
from watcher.channels.base import Channel
from watcher.channels.github import GithubSettings
from watcher.errors import DeliveryError
from watcher.model import Message

SLIP = message(SLIPPED)
OTHER = message(SITES, id="89abcdef0123456789abcdef")
BOT, STRANGER = {"id": 1, "login": "bot"}, {"id": 2, "login": "stranger"}


@dataclass
class Tracker:
    """The issues of one repository, as the API tells of them, a page of 100 at a time."""

    url: str = ""
    issues: list[dict[str, Any]] = field(default_factory=list)
    comments: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    status: int | None = None
    fails_on_page: str = ""
    garbage: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    grants_labels: bool = True

    def answer(self, request: Request) -> Response:
        self.requests.append((request.method, request.path, request.headers.get("Authorization", "")))
        if self.garbage:
            return _json({"unexpected": True})
        if request.args.get("page", "-") == self.fails_on_page:
            return _json({"message": "no"}, 502)
        if self.status is not None:
            return _json({"message": "no"}, self.status, self.headers)
        parts = request.path.removeprefix("/repos/me/trials/issues").strip("/").split("/")
        if request.method == "GET":
            return _json(_page(request, self.comments[int(parts[0])] if parts[0] else self._labelled(request)))
        body = json.loads(request.data)
        return self._comment(int(parts[0]), body) if parts[0] else self._open(body)

    def comment(self, number: int, body: str, user: dict[str, Any]) -> None:
        self.comments[number].append({"body": body, "user": user})

    def _labelled(self, request: Request) -> list[dict[str, Any]]:
        wanted = request.args["labels"]
        return [issue for issue in self.issues if {"name": wanted} in issue["labels"]]

    def _open(self, body: dict[str, Any]) -> Response:
        labels = [{"name": name} for name in body["labels"]] if self.grants_labels else []
        number = len(self.issues) + 1
        self.issues.append({"number": number, "user": BOT, **body, "labels": labels})
        self.comments[number] = []
        return _json(self.issues[-1], 201)

    def _comment(self, number: int, body: dict[str, Any]) -> Response:
        if number not in self.comments:
            return _json({"message": "Not Found"}, 404)
        self.comment(number, body["body"], BOT)
        return _json(self.comments[number][-1], 201)


def _json(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(json.dumps(value), status, headers, content_type="application/json")


def _page(request: Request, items: list[Any]) -> list[Any]:
    size, number = int(request.args["per_page"]), int(request.args["page"])
    return items[size * (number - 1) : size * number]


@pytest.fixture
def tracker(httpserver: HTTPServer) -> Iterator[Tracker]:
    found = Tracker(httpserver.url_for("").rstrip("/"))
    httpserver.expect_request(re.compile("/repos/me/trials/.*")).respond_with_handler(found.answer)
    yield found


def channel(tracker: Tracker | None = None, **given: Any) -> Channel:
    url = tracker.url if tracker else "https://api.github.com"
    fields = {"repo": "me/trials", "token": "ghs_secret", "api_url": url, "allow_private": True, "timeout": 5}
    return GithubSettings(**(fields | given)).open("issues", outside())


def send(channel: Channel, told: Message = SLIP) -> str:
    return channel.send(delivery_of(channel, told), NOW)


def refusal(channel: Channel, told: Message = SLIP) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        send(channel, told)
    return caught.value


def test_the_first_message_about_a_trial_opens_an_issue_and_the_next_comments_it(tracker: Tracker) -> None:
    me = channel(tracker)
    assert [send(me), send(me, OTHER)] == ["opened #1", "commented #1"]
    assert tracker.issues[0]["title"].startswith("NCT06455449 JASMINE: Anifrolumab or Placebo")
    assert "Primary completion moved 241 days later" in tracker.issues[0]["body"]
    assert "4 sites added" in tracker.comments[1][0]["body"]
    assert {token for _, _, token in tracker.requests} == {"Bearer ghs_secret"}


def test_another_process_finds_the_issue_again_also_behind_a_hundred_others(tracker: Tracker) -> None:
    for number in range(150):
        trial = replace(SLIPPED.subject.trial, id=f"NCT{number:08d}")
        other = update(change("date.moved", "dates", "moved"), subject=replace(SLIPPED.subject, trial=trial))
        send(channel(tracker), message(other, id=f"{number:024d}"))
    assert send(channel(tracker)) == "opened #151"
    assert send(channel(tracker), OTHER) == "commented #151"


def test_half_a_list_of_issues_opens_nothing(tracker: Tracker) -> None:
    send(channel(tracker))
    tracker.issues = [{**tracker.issues[0], "body": "someone else's", "number": n} for n in range(100)]
    tracker.fails_on_page = "2"
    me = channel(tracker)
    assert [refusal(me, told).unreachable for told in (SLIP, OTHER)] == [True, True]
    assert len(tracker.issues) == 100


def test_an_answer_that_is_no_list_of_issues_is_a_failed_attempt(tracker: Tracker) -> None:
    tracker.garbage = True
    assert "not what its API promises" in str(refusal(channel(tracker)))


@pytest.mark.parametrize("second", [SLIP, OTHER])
def test_a_repeat_finds_its_own_text_and_writes_nothing(tracker: Tracker, second: Message) -> None:
    send(channel(tracker))
    if second is OTHER:
        send(channel(tracker), OTHER)
    assert send(channel(tracker), second) == "#1 holds it already"
    assert len(tracker.issues) + len(tracker.comments[1]) == (1 if second is SLIP else 2)


def test_a_stranger_cannot_silence_an_alert_by_writing_its_mark(tracker: Tracker) -> None:
    send(channel(tracker))
    mark = f"<!-- clinical-trial-watcher thread=clinicaltrials.gov/NCT06455449 delivery={OTHER.id} -->"
    tracker.comment(1, mark, STRANGER)
    assert send(channel(tracker), OTHER) == "commented #1"


def test_digests_and_notices_have_issues_of_their_own(tracker: Tracker) -> None:
    me = channel(tracker)
    for told in (SLIP, digest(SLIP), BLIND, replace(BLIND, id="another")):
        send(me, told)
    assert [issue["title"] for issue in tracker.issues][1:] == [
        "Digests of what changed",
        "What the watcher says of itself",
    ]


def test_an_issue_that_was_deleted_is_opened_anew_by_the_next_attempt(tracker: Tracker) -> None:
    me = channel(tracker)
    send(me)
    tracker.issues.clear()
    del tracker.comments[1]
    tracker.comments[1] = []  # its comments can still be asked for, not written
    tracker.status = 410
    error = refusal(me, OTHER)
    tracker.status = None
    assert not error.permanent
    assert send(channel(tracker), OTHER) == "opened #1"


def test_a_label_that_was_not_granted_is_said(tracker: Tracker) -> None:
    tracker.grants_labels = False
    assert "bears no label" in send(channel(tracker))


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_what_the_token_may_not_waits_for_the_operator(tracker: Tracker, status: int) -> None:
    tracker.status = status
    error = refusal(channel(tracker))
    assert (error.permanent, error.unreachable) == (False, True)
    assert "ghs_secret" not in str(error)


def test_a_limit_on_requests_is_waited_for(tracker: Tracker) -> None:
    tracker.status, tracker.headers = 403, {"Retry-After": "60"}
    assert refusal(channel(tracker)).retry_after == 60


def test_what_github_cannot_read_is_given_up(tracker: Tracker) -> None:
    tracker.status = 422
    assert refusal(channel(tracker)).permanent


def test_a_text_fits_and_registry_text_is_neither_mention_nor_mark() -> None:
    many = (change("text.edited", "texts", f"{n}: {'x' * 900}", ordinal=n) for n in range(200))
    me = channel()
    for told in (message(update(*many)), message(EVIL)):
        body = json.loads(me.render(told, target_of(me)).body)["body"]
        assert len(body) <= 65_536
        assert body.count("<!--") == 1
        assert body.rstrip().endswith(f"delivery={told.id} -->")
        assert "@everyone" not in body and "<script" not in body


@pytest.mark.parametrize(
    "given", [{"repo": "trials"}, {"repo": "me/../you"}, {"label": "a,b"}, {"api_url": "file:///etc"}]
)
def test_a_wrong_setting_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        channel(**given)
