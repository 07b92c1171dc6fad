"""One question at a time to the registry: in its pace, with patience, and every refusal an error of ours."""

from __future__ import annotations

import copy
import logging
import math
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from msgspec.structs import replace

from watcher.errors import (
    BadRequest,
    Blocked,
    Halted,
    NetworkError,
    NotFound,
    Outage,
    RateLimited,
    RegistryError,
    Stopped,
    TimedOut,
    TooLarge,
    TooSlow,
)
from watcher.net.client import Client
from watcher.net.pace import Pace
from watcher.net.retry import Patience, Timer, patiently
from watcher.net.wire import Response
from watcher.registries.clinicaltrials_gov.quote import quoted
from watcher.registries.clinicaltrials_gov.settings import RegistrySettings

log = logging.getLogger(__name__)

API = "/api/v2"
_REDIRECTS = 3
_MOVED = (301, 302, 303, 307, 308)
_NO_API = "Nothing of ClinicalTrials.gov's API is there: check registry.base_url. The next run tries again."
_SENT_AWAY = (
    "A network that wants you to log in first answers so, and a proxy: open the address in a browser. "
    "The next run tries again."
)
_NOT_REACHED = (
    "Check the network of this machine and its proxy, and registry.base_url if it was never reached. "
    "The next run tries again."
)
_STUDIES = re.compile(rf"{API}/studies(/\w+)?$")


class TooHeavy(Outage):
    """The answer was too large, or did not end in time: a smaller page may come whole."""

    def __init__(self, message: str, *, slow: bool = False, advice: str | None = None) -> None:
        super().__init__(message, advice=advice)
        self.slow = slow


class Line:
    """Once closed, it gives its closing error to every further question, without a request, until it is opened."""

    def __init__(
        self,
        http: Client,
        settings: RegistrySettings,
        pace: Pace,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None],
    ) -> None:
        self._http = http
        self._settings = settings
        self._pace = pace
        self._timer = Timer(clock, sleep)
        self._closed: RegistryError | None = None
        self.page_size = settings.page_size

    def open(self) -> None:
        """A new run: pace and page size as asked for."""
        self._closed = None
        self._pace.restore()
        self.page_size = self._settings.page_size

    def close(self, error: RegistryError) -> None:
        self._closed = copy.copy(error)

    def ask(self, path: str, params: Mapping[str, str] | None = None, deadline: float | None = None) -> Response:
        """An answer with status 200, of whatever type; RegistryError for all others. `deadline` in POSIX seconds."""
        url = f"{self._settings.base_url.rstrip('/')}{API}{path}"
        for _ in range(_REDIRECTS + 1):
            response = self._answer(url, params, deadline)
            if response.status not in _MOVED:
                return self._good(response)
            url, params = self._followed(url, response), None
        raise Outage(f"{_place(url)}: the registry sends us round in circles")

    def _answer(self, url: str, params: Mapping[str, str] | None, deadline: float | None) -> Response:
        if self._closed is not None:
            raise copy.copy(self._closed)
        patience = Patience(unit=self._settings.pace)
        patience = replace(patience, whole=min(patience.whole, self._left(deadline)))
        try:
            return patiently(lambda: self._once(url, params, deadline), patience, self._timer)
        except Halted as error:
            raise Stopped from error
        except NetworkError as error:
            self._left(deadline)  # it was cut off by the end of the run, and by nobody else
            said = f"{urlsplit(url).path}: {error}"
            slow = isinstance(error, TimedOut) and error.begun
            if slow or isinstance(error, TooLarge):
                raise TooHeavy(said, slow=slow) from error
            raise Outage(said, advice=_NOT_REACHED) from error

    def _left(self, deadline: float | None) -> float:
        """Seconds; TooSlow when they are used up."""
        seconds = math.inf if deadline is None else deadline - self._timer.clock().timestamp()
        if seconds <= 0:
            raise TooSlow("the time budget of this run is used up")
        return seconds

    def _once(self, url: str, params: Mapping[str, str] | None, deadline: float | None) -> Response:
        self._pace.wait()
        response = self._http.get(url, params, {"Accept": "application/json"}, seconds=self._left(deadline))
        if response.status == 429:
            self._pace.slow_down()
        if response.status == 403 and not response.is_json and self._http.step_down():
            log.info("the registry refused this client (403); asking once more by the other transport")
            return self._once(url, params, deadline)
        return response

    def _good(self, response: Response) -> Response:
        if response.status == 200:
            return response
        error = _refusal(response)
        if isinstance(error, Blocked):
            # Asking again and again is what gets an address blocked for good.
            self.close(error)
        raise error

    def _followed(self, url: str, response: Response) -> str:
        """Only to the same host: an answer from elsewhere would not be the registry's."""
        location = response.headers.get("location", "")
        try:
            target = urljoin(url, location)
            if urlsplit(target)[:2] == urlsplit(url)[:2]:
                return target
        except ValueError:
            pass  # no address at all
        said = f"{_place(url)}: sent us to {quoted(location.encode())}, which is not the registry"
        raise Outage(said, advice=_SENT_AWAY)


def _refusal(response: Response) -> RegistryError:
    asked = _STUDIES.search(urlsplit(response.url).path)
    said = f"{_place(response.url)}: {response.status}, {quoted(response.body)}"
    if response.status == 403:
        return Blocked(said)
    if response.status == 429:
        return RateLimited(said)
    if response.status == 400 and asked:
        return BadRequest(said)
    # A page of HTML says that the place is not there, not that the trial is not (docs/registry.md, fact 13).
    if response.status == 404 and response.content_type == "text/plain" and asked and asked[1]:
        return NotFound(said)
    return Outage(said, advice=_NO_API if response.status == 404 else None)


def _place(url: str) -> str:
    """Host and path; never a password that stands before the host."""
    parts = urlsplit(url)
    return f"{parts.netloc.rpartition('@')[2]}{parts.path}"
