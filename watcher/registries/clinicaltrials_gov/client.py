"""ClinicalTrials.gov as a check sees it: which data release is on, and the records of these trials."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from watcher.errors import RegistryError, UnexpectedRecord
from watcher.model import Answer, Trial
from watcher.net.client import Client
from watcher.net.pace import Pace
from watcher.net.wire import Response
from watcher.registries.clinicaltrials_gov import ids
from watcher.registries.clinicaltrials_gov.fetch import Aim, Fetch, Known
from watcher.registries.clinicaltrials_gov.line import Line
from watcher.registries.clinicaltrials_gov.pages import WrongType
from watcher.registries.clinicaltrials_gov.quote import quoted
from watcher.registries.clinicaltrials_gov.settings import RegistrySettings

# Compared as text, never reckoned with: the registry does not say which zone it means.
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d[\d:.Z+-]*", re.ASCII)


def _now() -> datetime:
    return datetime.now(UTC)


def _none_known(trial: Trial) -> None:
    return None


class ClinicalTrialsGov:
    """A run begins with `release`. After a 403, or two failed batches in a row, nothing more is asked in that run."""

    name = ids.NAME

    def __init__(
        self,
        http: Client,
        settings: RegistrySettings,
        pace: Pace | None = None,
        clock: Callable[[], datetime] = _now,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings = settings
        self._line = Line(http, settings, pace or Pace(settings.pace, sleep=sleep), clock, sleep)

    def release(self) -> str:
        """The dataTimestamp of today's data. RegistryError, and then `fetch` answers with it as well."""
        self._line.open()
        try:
            return self._timestamp()
        except RegistryError as error:
            self._line.close(error)
            raise

    def fetch(
        self, trials: Sequence[Trial], release: str, deadline: float | None = None, known: Known = _none_known
    ) -> Iterator[Answer]:
        """Exactly one answer for each trial, page by page as they come.

        `deadline` in POSIX seconds of the clock given. `known` tells the hash of the record last believed, so that
        an unchanged one costs no parsing.
        """
        aim = Aim(release, self._settings.batch, deadline, known)
        return Fetch(self._line, aim).answers(trials)

    def _timestamp(self) -> str:
        try:
            return _read(self._line.ask("/version"))
        except (WrongType, UnexpectedRecord):
            return _read(self._line.ask("/version"))


def _read(response: Response) -> str:
    if not response.is_json:
        raise WrongType(f"asked which data release is on, found {response.content_type}: {quoted(response.body)}")
    try:
        version: Any = msgspec.json.decode(response.body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnexpectedRecord(f"asked which data release is on, found {quoted(response.body)} ({error})") from error
    timestamp = version.get("dataTimestamp") if isinstance(version, dict) else None
    if not isinstance(timestamp, str) or not _TIMESTAMP.fullmatch(timestamp):
        raise UnexpectedRecord(f"asked which data release is on, found no dataTimestamp: {quoted(response.body)}")
    return timestamp
