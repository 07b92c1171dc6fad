"""A registry that misbehaves on demand, records of the smallest size, and a client that does not wait.

registry.fault = at("first page", HTML_200)            every time
registry.fault = at("single", RESET, times=(2,))       the second time only
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any

from msgspec.structs import replace

from watcher.demo.registry import Fault, Registry, Reply, Request
from watcher.model import Answer, Trial
from watcher.net.client import Client
from watcher.registries.clinicaltrials_gov.client import ClinicalTrialsGov
from watcher.registries.clinicaltrials_gov.ids import NAME
from watcher.registries.clinicaltrials_gov.settings import RegistrySettings

RELEASE = "2026-03-09T09:00:05"
QUICK = 0.3  # seconds until a hanging server counts as one
PATIENT = 20.0  # seconds: nothing that answers at all is late, however busy the machine

_MAINTENANCE = b"<!DOCTYPE html><html><head><title>Maintenance</title></head><body>We will be back soon.</body></html>"


def _html(status: int, **headers: str) -> Callable[[Reply], Reply]:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return lambda reply: Reply(status, "text/html", _MAINTENANCE, named)


def _body(body: bytes) -> Callable[[Reply], Reply]:
    return lambda reply: replace(reply, status=200, content_type="application/json", body=body)


def _other_record(reply: Reply) -> Reply:
    """Every number in the answer is another trial's."""
    content = json.loads(reply.body) if reply.content_type == "application/json" else {}
    studies = content.get("studies", [content])
    for study in studies:
        study.setdefault("protocolSection", {}).setdefault("identificationModule", {})["nctId"] = "NCT99999999"
    return replace(reply, status=200, content_type="application/json", body=json.dumps(content).encode())


def _deep(reply: Reply) -> Reply:
    return _body(b'{"studies":' + b"[" * 100_000 + b"]" * 100_000 + b"}")(reply)


def _bomb(reply: Reply) -> Reply:
    """100 MB of blanks in 100 kB."""
    return Reply(200, "application/json", _packed_blanks(), (("Content-Encoding", "gzip"),))


@cache
def _packed_blanks() -> bytes:
    return gzip.compress(b" " * 100_000_000, 1)


FORBIDDEN = Fault("403", _html(403))
TEXT_404 = Fault("404 text", lambda reply: Reply(404, "text/plain", b"NCT number not found"))
HTML_404 = Fault("404 HTML", _html(404))
TOO_MANY = Fault("429", _html(429, Retry_After="1"))
BROKEN = Fault("500", _html(500))
UNAVAILABLE = Fault("503", _html(503))
CUT_JSON = Fault("cut-off JSON", lambda reply: replace(reply, body=reply.body[: len(reply.body) // 2]))
CUT_WIRE = Fault("connection lost halfway", wire="cut")
HTML_200 = Fault("HTML with 200", _html(200))
EMPTY_OBJECT = Fault("{}", _body(b"{}"))
OTHER_RECORD = Fault("another trial's record", _other_record)
HANG = Fault("timeout", wire="hang")
RESET = Fault("reset", wire="reset")
DRIP = Fault("slow drip", wire="drip")
BOMB = Fault("gzip bomb", _bomb)
DEEP = Fault("deep JSON", _deep)
WRONG_TYPE = Fault("wrong content type", lambda reply: replace(reply, content_type="text/csv"))

FAULTS = (
    FORBIDDEN, TEXT_404, HTML_404, TOO_MANY, BROKEN, UNAVAILABLE, CUT_JSON, CUT_WIRE, HTML_200, EMPTY_OBJECT,
    OTHER_RECORD, HANG, RESET, DRIP, BOMB, DEEP, WRONG_TYPE,
)  # fmt: skip


def at(moment: str, fault: Fault, times: Collection[int] | None = None) -> Callable[[Request], Fault | None]:
    """This fault at "version", "first page", "later page", "single" or "any": always, or the first, third … time."""
    seen: Counter[str] = Counter()

    def what(request: Request) -> Fault | None:
        if moment not in ("any", request.moment):
            return None
        seen[moment] += 1
        return fault if times is None or seen[moment] in times else None

    return what


def trial(number: str | int) -> Trial:
    return Trial(NAME, number if isinstance(number, str) else f"NCT{number:08d}")


def record(number: str, status: str = "RECRUITING", **identification: Any) -> dict[str, Any]:
    """The smallest record that is believed."""
    return {
        "protocolSection": {
            "identificationModule": {"nctId": number, "briefTitle": f"Trial {number}", **identification},
            "statusModule": {"overallStatus": status},
        },
        "derivedSection": {"miscInfoModule": {"versionHolder": "2026-03-09"}},
        "hasResults": False,
    }


@contextmanager
def client_of(registry: Registry, **settings: Any) -> Iterator[ClinicalTrialsGov]:
    """The real client, without pauses."""
    chosen = RegistrySettings(**{"base_url": registry.url, "pace": 0, "timeout": PATIENT} | settings)
    with Client(chosen.wire) as http:
        yield ClinicalTrialsGov(http, chosen, clock=lambda: datetime.now(UTC))


def by_number(answers: Iterator[Answer]) -> dict[str, Answer]:
    """Fails on a second answer for one trial."""
    found: dict[str, Answer] = {}
    for answer in answers:
        assert answer.trial.id not in found, f"two answers for {answer.trial}"
        found[answer.trial.id] = answer
    return found


def asked(registry: Registry) -> list[str]:
    """The moments of all requests, in order."""
    return [request.moment for request in registry.requests]
