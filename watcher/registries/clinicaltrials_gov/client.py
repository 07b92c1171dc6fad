"""ClinicalTrials.gov as a check sees it: which data release is on, and the records of these trials."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from watcher.errors import RegistryError
from watcher.model import Answer, End, Found, Json, Trial
from watcher.net.client import Client
from watcher.net.pace import Pace
from watcher.registries.clinicaltrials_gov import ids, terms
from watcher.registries.clinicaltrials_gov.fetch import Aim, Fetch, Known, nothing_known
from watcher.registries.clinicaltrials_gov.like import like
from watcher.registries.clinicaltrials_gov.line import Line
from watcher.registries.clinicaltrials_gov.search import Search
from watcher.registries.clinicaltrials_gov.settings import RegistrySettings
from watcher.registries.clinicaltrials_gov.version import data_timestamp


class ClinicalTrialsGov:
    """A run begins with `release`. After a 403, or two failed batches in a row, nothing more is asked in that run."""

    name = ids.NAME

    def __init__(
        self,
        http: Client,
        settings: RegistrySettings,
        pace: Pace | None = None,
        *,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings = settings
        self._line = Line(http, settings, pace or Pace(settings.pace, sleep=sleep), clock, sleep)

    def release(self, deadline: float | None = None) -> str:
        """The dataTimestamp of today's data. RegistryError, and then `fetch` answers with it as well."""
        self._line.open()
        try:
            return data_timestamp(self._line, deadline)
        except RegistryError as error:
            self._line.close(error)
            raise

    def fetch(
        self, trials: Sequence[Trial], release: str, deadline: float | None = None, known: Known = nothing_known
    ) -> Iterator[Answer]:
        """Exactly one answer for each trial, page by page as they come.

        `deadline` in POSIX seconds of the clock given. `known` tells the hash of the record last believed, so that
        an unchanged one costs no parsing.
        """
        aim = Aim(release, self._settings.batch, deadline, known)
        return Fetch(self._line, aim).answers(trials)

    def terms(self, search: Mapping[str, str]) -> Mapping[str, str]:
        """A search in people's words, or a pasted address, as `search` takes it. UsageError if it is not understood."""
        return terms.params(search)

    def like(self, content: Json) -> Mapping[str, str]:
        """The search for the trials of the same condition, drug or sponsor as this record's."""
        return like(content)

    def search(
        self,
        params: Mapping[str, str],
        release: str,
        deadline: float | None = None,
        *,
        token: str | None = None,
        known: Known = nothing_known,
    ) -> Iterator[Found | End]:
        """Pages as they come, then one End. `params` as `terms.params` gives them; none: the whole registry.

        `token` goes on where a run on the same data release stopped.
        """
        return Search(self._line, Aim(release, self._settings.batch, deadline, known)).found(params, token)
