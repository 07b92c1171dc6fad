"""All trials that a search finds, page by page, and at the end whether that was really all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from watcher.errors import RegistryError, UnexpectedRecord
from watcher.model import Answer, End, Found, Trial
from watcher.registries.clinicaltrials_gov.chain import Question, pages
from watcher.registries.clinicaltrials_gov.fetch import Aim, answered, value_of
from watcher.registries.clinicaltrials_gov.ids import NAME, is_number
from watcher.registries.clinicaltrials_gov.line import Line
from watcher.registries.clinicaltrials_gov.pages import Page
from watcher.registries.clinicaltrials_gov.quote import quoted
from watcher.registries.clinicaltrials_gov.version import data_timestamp


class Search:
    def __init__(self, line: Line, aim: Aim) -> None:
        self._line = line
        self._aim = aim
        self._seen = _Numbers()
        self._nameless = 0
        self._resumed = False

    def found(self, params: Mapping[str, str], token: str | None = None) -> Iterator[Found | End]:
        """Without parameters the whole registry. Each trial once, even when the chain had to begin again."""
        question = Question({**params, "countTotal": "true"}, self._aim.deadline, token=token)
        self._resumed = token is not None
        total = None
        try:
            for page in pages(self._line, question):
                total = page.total if page.total is not None else total
                yield Found(tuple(self._answers(page)), page.next_token, total)
            now = data_timestamp(self._line, self._aim.deadline)
        except RegistryError as error:
            yield End(complete=False, reason=str(error), error=value_of(error))
            return
        yield self._end(now, total if token is None else None)

    def _answers(self, page: Page) -> Iterator[Answer]:
        for study in page.studies():
            if study.id is None or not is_number(study.id):
                self._nameless += 1
            elif self._seen.add(study.id):
                trial = Trial(NAME, study.id)
                try:
                    yield answered(trial, study, self._aim)
                except UnexpectedRecord as error:
                    yield Answer(trial, error=value_of(error))

    def _end(self, release: str, total: int | None) -> End:
        if release != self._aim.release:
            moved = f"the registry moved on to its data of {quoted(release.encode())}"
            return End(complete=False, reason=moved, moved=True)
        if self._nameless:
            return End(complete=False, reason=f"{self._nameless} studies came without a number")
        if total is None and not self._resumed and not len(self._seen):
            # An empty object with the right key: nobody counted, so nobody says that the search finds nothing.
            return End(complete=False, reason="no trial came, and the registry does not say how many there are")
        if total is not None and len(self._seen) < total:
            return End(complete=False, reason=f"the registry counts {total} trials, {len(self._seen)} came")
        return End(complete=True)


class _Numbers:
    """A set of NCT numbers, one bit each: the whole registry in the 12.5 MB that a small search hardly touches."""

    def __init__(self) -> None:
        self._bits = bytearray(10**8 // 8)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, number: str) -> bool:
        """False: it was there."""
        place, bit = divmod(int(number[3:]), 8)
        if self._bits[place] & (1 << bit):
            return False
        self._bits[place] |= 1 << bit
        self._count += 1
        return True
