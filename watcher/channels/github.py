"""GitHub: an issue a trial, opened by the first message and commented by the later ones.

The service has no id for a call of ours, so each text ends with a hidden mark, and is looked for before it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Literal, TypeVar

import msgspec
from msgspec import Struct
from pydantic import Field, SecretStr

from watcher.channels.base import Limits, Outside, WebAddress, recipient_key
from watcher.channels.http import HttpSettings, Receiver
from watcher.errors import DeliveryError
from watcher.model import Delivery, Digest, Json, Message, Payload, Target, UpdateMessage
from watcher.net import Response
from watcher.render.markdown import markdown
from watcher.render.words import clean, shortened

_Item = TypeVar("_Item")

_MARK = re.compile(r"<!-- clinical-trial-watcher thread=(\S+) delivery=(\S+) -->")
_ROOM_FOR_MARK = 200
_PAGE = 100  # the most that the API gives at once
# What the token or the repository's settings forbid is the operator's to mend: the message waits.
_MENDABLE = frozenset({401, 403, 404, 410})


class GithubSettings(HttpSettings):
    """An issue a trial in a GitHub repository. In GitHub Actions the job's own token will do (issues: write)."""

    kind: Literal["github"] = "github"
    repo: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$")
    """owner/name"""
    token: SecretStr
    """A token that may write issues: "${GITHUB_TOKEN}"."""
    api_url: WebAddress = "https://api.github.com"
    """Where the API is; other than api.github.com only for GitHub Enterprise."""
    label: str = Field(default="clinical-trial-watcher", min_length=1, max_length=50, pattern=r"^[^,\s][^,]*$")
    """The label by which the issues are found again. Leave it on them."""

    def open(self, name: str, outside: Outside) -> Github:
        return Github(name, self, outside)


class _User(msgspec.Struct, frozen=True):
    id: int


class _Label(msgspec.Struct, frozen=True):
    name: str


class _Comment(msgspec.Struct, frozen=True):
    user: _User
    body: str | None = None


class _Issue(msgspec.Struct, frozen=True):
    """As the API tells of it. A pull request is listed as an issue too."""

    number: int
    user: _User
    body: str | None = None
    labels: list[_Label] = []
    pull_request: msgspec.Raw | None = None


class _Thread(Struct, frozen=True):
    number: int
    author: int
    opened_by: str  # the delivery that opened it


class Github:
    kind = "github"
    limits = Limits(body=65_536, title=256)

    def __init__(self, name: str, settings: GithubSettings, outside: Outside) -> None:
        self.name = name
        self._issues_url = f"{settings.api_url.rstrip('/')}/repos/{settings.repo}/issues"
        self._label = settings.label
        self._headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {settings.token.get_secret_value()}",
            "Content-Type": "application/json",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        self._receiver = Receiver("GitHub", outside.http(settings.wire), mendable=_MENDABLE)
        self._known: dict[str, _Thread] | None = None  # asked for once, since only this run writes them

    def recipients(self) -> tuple[str, ...]:
        return (recipient_key(self.kind),)

    def render(self, message: Message, target: Target) -> Payload:
        assert self.limits.body is not None
        thread, title = _thread(message)
        body = markdown(message, self.limits.body - _ROOM_FOR_MARK)
        mark = f"<!-- clinical-trial-watcher thread={thread} delivery={message.id} -->"
        said = {"thread": thread, "title": shortened(title, 250), "body": f"{body.rstrip()}\n\n{mark}\n"}
        return Payload(msgspec.json.encode(said), "application/json")

    def send(self, delivery: Delivery, at: datetime) -> str:
        assert delivery.payload is not None
        said = msgspec.json.decode(delivery.payload.body)
        thread = self._threads(at).get(said["thread"])
        if thread is None:
            return self._open(said, delivery, at)
        if delivery.id == thread.opened_by or self._is_said(thread, delivery, at):
            return f"#{thread.number} holds it already"
        return self._comment(thread, said, at)

    def _open(self, said: Json, delivery: Delivery, at: datetime) -> str:
        wanted = {"title": said["title"], "body": said["body"], "labels": [self._label]}
        issue = self._receiver.read(self._post("", wanted, at), _Issue)
        self._threads(at)[said["thread"]] = _Thread(issue.number, issue.user.id, delivery.id)
        if _Label(self._label) not in issue.labels:
            return f"opened #{issue.number}, but it bears no label {self._label!r} and will not be found again"
        return f"opened #{issue.number}"

    def _comment(self, thread: _Thread, said: Json, at: datetime) -> str:
        try:
            self._post(f"/{thread.number}/comments", {"body": said["body"]}, at)
        except DeliveryError:
            self._known = None  # deleted or moved by someone meanwhile? The next attempt looks again
            raise
        return f"commented #{thread.number}"

    def _threads(self, at: datetime) -> dict[str, _Thread]:
        if self._known is None:
            wanted = {"labels": self._label, "state": "all", "direction": "asc"}
            found: dict[str, _Thread] = {}
            for issue in self._listed("", wanted, list[_Issue], at):
                mark = _MARK.search(issue.body or "")
                if mark and issue.pull_request is None:
                    found.setdefault(mark[1], _Thread(issue.number, issue.user.id, mark[2]))
            self._known = found  # only a whole list: from half of one, an issue would be opened twice
        return self._known

    def _is_said(self, thread: _Thread, delivery: Delivery, at: datetime) -> bool:
        """Only our own comments count: anyone may write one, also with a mark in it."""
        since = delivery.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        for comment in self._listed(f"/{thread.number}/comments", {"since": since}, list[_Comment], at):
            mark = _MARK.search(comment.body or "")
            if mark and mark[2] == delivery.id and comment.user.id == thread.author:
                return True
        return False

    def _listed(self, path: str, params: dict[str, str], shape: type[list[_Item]], at: datetime) -> Iterator[_Item]:
        for number in count(1):
            asked = {**params, "per_page": str(_PAGE), "page": str(number)}
            answer = self._receiver.get(self._issues_url + path, asked, self._headers, at)
            page = self._receiver.read(answer, shape)
            yield from page
            if len(page) < _PAGE:
                return

    def _post(self, path: str, body: Json, at: datetime) -> Response:
        return self._receiver.post(self._issues_url + path, msgspec.json.encode(body), self._headers, at)


def _thread(message: Message) -> tuple[str, str]:
    """Which issue, and its title if it is not open yet."""
    if isinstance(message, UpdateMessage):
        subject = message.update.subject
        name = f"{subject.trial.id} {subject.acronym}" if subject.acronym else subject.trial.id
        return f"{subject.trial.registry}/{subject.trial.id}", clean(f"{name}: {subject.title}")
    if isinstance(message, Digest):
        return "digests", "Digests of what changed"
    return "notices", "What the watcher says of itself"
