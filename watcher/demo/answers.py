"""What the little registry answers to a request: values in, a value out."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Literal

import msgspec
from msgspec import Struct

from watcher.demo.query import Refused, wanted

API = "/api/v2"
_NUMBER = re.compile(r"NCT0*[1-9]\d{0,7}", re.ASCII | re.IGNORECASE)

Moment = Literal["version", "first page", "later page", "single", "elsewhere"]


class Request(Struct, frozen=True):
    number: int  # from 1
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]  # names in lower case

    @property
    def moment(self) -> Moment:
        """Where in a run this request stands."""
        if self.path == f"{API}/version":
            return "version"
        if self.path == f"{API}/studies":
            return "later page" if "pageToken" in self.query else "first page"
        return "single" if self.path.startswith(f"{API}/studies/") else "elsewhere"


class Reply(Struct, frozen=True):
    status: int
    content_type: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


class Data(Struct, frozen=True):
    """One data release."""

    release: str
    records: Mapping[str, bytes]
    aliases: Mapping[str, str]  # old number → the number the trial is kept under


def reply(request: Request, data: Data) -> Reply:
    if request.moment == "version":
        return _json(msgspec.json.encode({"apiVersion": "2.0.5", "dataTimestamp": data.release}))
    if request.moment == "single":
        return _single(request.path.rpartition("/")[2], data)
    if request.moment == "elsewhere":
        return _html(404, "404 Not Found")
    try:
        return _json(_page(request.query, data))
    except Refused as refused:
        return _text(400, str(refused))


def _single(number: str, data: Data) -> Reply:
    if not _NUMBER.fullmatch(number):
        return _text(400, f"`{number}` has incorrect format")
    number = number.upper()
    if number in data.records:
        return _json(data.records[number])
    if number in data.aliases:
        return Reply(301, "text/plain", b"", (("Location", f"{API}/studies/{data.aliases[number]}"),))
    return _text(404, f"NCT number {number} not found")


def _page(query: Mapping[str, str], data: Data) -> bytes:
    found = _found(query, data)
    size = _size(query.get("pageSize", "10"))
    start = _start(query.get("pageToken"), data.release)
    body = b'{"studies":[' + b",\n".join(data.records[number] for number in found[start : start + size]) + b"]"
    if query.get("countTotal") == "true" and start == 0:
        body += b',"totalCount":%d' % len(found)
    if start + size < len(found):
        body += b',"nextPageToken":"%s"' % _token(start + size, data.release)
    return body + b"}"


def _found(query: Mapping[str, str], data: Data) -> list[str]:
    test = wanted(query)
    if "filter.ids" not in query:
        return [number for number, raw in data.records.items() if test(raw)]
    asked = [number.strip().upper() for number in re.split(r"[,|]", query["filter.ids"])]
    for number in asked:
        if not _NUMBER.fullmatch(number):
            raise Refused(f"Invalid value in parameter `filter.ids`: `{number}` has incorrect format")
    real = (number if number in data.records else data.aliases.get(number, number) for number in asked)
    return [number for number in dict.fromkeys(real) if number in data.records and test(data.records[number])]


def _size(asked: str) -> int:
    if not asked.isdecimal():
        raise Refused(f"Invalid value in parameter `pageSize`: `{asked}`")
    return min(int(asked) or 10, 1000)


def _token(start: int, release: str) -> bytes:
    return base64.urlsafe_b64encode(f"{release} {start}".encode())


def _start(token: str | None, release: str) -> int:
    """A token belongs to a data release and is refused afterwards."""
    if token is None:
        return 0
    try:
        of, start = base64.urlsafe_b64decode(token).decode().split(" ")
        if of == release:
            return int(start)
    except ValueError:
        pass  # no token of ours is one of another release
    raise Refused("Invalid value in parameter `pageToken`")


def _text(status: int, text: str) -> Reply:
    return Reply(status, "text/plain", text.encode())


def _html(status: int, text: str) -> Reply:
    page = f"<html><head><title>{text}</title></head><body><h1>{text}</h1></body></html>"
    return Reply(status, "text/html", page.encode())


def _json(body: bytes) -> Reply:
    return Reply(200, "application/json", body)
