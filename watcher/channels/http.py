"""HTTP as channels see it: an answer that means yes, or a DeliveryError that says what may be hoped of another try."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec
from pydantic import Field

from watcher.channels.base import ChannelSettings
from watcher.errors import AddressRefused, DeliveryError, NetworkError
from watcher.net import Response, Wire
from watcher.net.retry_after import asked_wait

if TYPE_CHECKING:
    from watcher.net import Client

Shape = TypeVar("Shape")

# Another attempt may do better. With the second sort the whole server is meant, and one attempt a run is enough.
_PASSING = frozenset({408, 425, *range(500, 600)})
_OVERLOADED = frozenset({429, 502, 503, 504})
# A gateway that lost its way back, a server that fell after it had stored: the message may be there (RFC 9110, 15.6).
_MAY_HAVE_ARRIVED = frozenset({500, 502, 504})


class HttpSettings(ChannelSettings):
    """What every channel over HTTP can be told."""

    allow_private: bool = False
    """true: the address may be a loopback or private one (a server of your own)."""
    ca_file: Path | None = None
    """Certificates to trust besides the system's, for a server of your own."""
    timeout: float = Field(default=30.0, gt=0, le=600)
    """Seconds to wait for an answer."""

    @property
    def wire(self) -> Wire:
        return Wire(timeout=self.timeout, allow_private=self.allow_private, ca_file=self.ca_file)


def _no_words(body: bytes) -> str:
    """An unknown server may answer with our own URL or secret in it, and answers are kept."""
    return ""


class Receiver:
    """One service. `mendable`: statuses that the operator can mend, for which a message waits instead of failing."""

    def __init__(
        self,
        name: str,
        client: Client,
        *,
        mendable: frozenset[int] = frozenset(),
        words: Callable[[bytes], str] = _no_words,
    ) -> None:
        self._name = name
        self._client = client
        self._mendable = mendable
        self._words = words

    def post(self, url: str, body: bytes, headers: Mapping[str, str], at: datetime) -> Response:
        return self._answered(lambda: self._client.post(url, body, headers), at)

    def get(self, url: str, params: Mapping[str, str], headers: Mapping[str, str], at: datetime) -> Response:
        return self._answered(lambda: self._client.get(url, params, headers), at)

    def read(self, response: Response, shape: type[Shape]) -> Shape:
        try:
            return msgspec.json.decode(response.body, type=shape)
        except msgspec.DecodeError as error:
            raise DeliveryError(f"{self._name}: the answer is not what its API promises", unreachable=True) from error

    def _answered(self, ask: Callable[[], Response], at: datetime) -> Response:
        try:
            response = ask()
        except NetworkError as error:
            raise DeliveryError(
                f"{self._name}: {error}", unreachable=True, maybe_arrived=_may_have_arrived(error)
            ) from error
        if 200 <= response.status < 300:
            return response
        raise self._refusal(response, at)

    def _refusal(self, response: Response, at: datetime) -> DeliveryError:
        status = response.status
        said = " ".join(part for part in (str(status), _phrase(status), self._words(response.body)) if part)
        waits = status in self._mendable or status in _OVERLOADED
        asked = asked_wait(response.headers.get("retry-after", ""), at)
        return DeliveryError(
            f"{self._name} answered {said}",
            permanent=not (waits or status in _PASSING),
            retry_after=None if asked is None else asked.total_seconds(),
            unreachable=waits,
            maybe_arrived=status in _MAY_HAVE_ARRIVED,
        )


def _may_have_arrived(error: NetworkError) -> bool:
    """Without an answer nobody knows, unless there never was a connection."""
    return not (error.unsent or isinstance(error, AddressRefused))


def _phrase(status: int) -> str:
    if 300 <= status < 400:
        return "(a redirect, which is not followed; the final address would do)"
    with suppress(ValueError):  # a number of the server's own making
        return HTTPStatus(status).phrase
    return ""
