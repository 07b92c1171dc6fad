"""All trials that a search finds, page by page, and at the end whether that was really all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from watcher.errors import RegistryError, UnexpectedRecord
from watcher.model import Answer, Trial
from watcher.registries.clinicaltrials_gov.chain import Question, pages
from watcher.registries.clinicaltrials_gov.fetch import Aim, answered, value_of
from watcher.registries.clinicaltrials_gov.ids import NAME, is_number
from watcher.registries.clinicaltrials_gov.line import Line
from watcher.registries.clinicaltrials_gov.pages import Page
from watcher.registries.clinicaltrials_gov.quote import quoted
from watcher.registries.clinicaltrials_gov.version import data_timestamp


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a search."""

    answers: tuple[Answer, ...]
    next_token: str | None  # where to go on, on the same data release; None: this was the last page
    total: int | None  # how many the search finds, when the registry says so


@dataclass(frozen=True, slots=True)
class End:
    """The last word of a search. Only after a complete one may a trial be said to have left it."""

    complete: bool  # every page came, all of one data release
    reason: str = ""
    error: RegistryError | None = None


class Search:
    def __init__(self, line: Line, aim: Aim) -> None:
        self._line = line
        self._aim = aim
        self._seen: set[str] = set()
        self._nameless = 0

    def found(self, params: Mapping[str, str], token: str | None = None) -> Iterator[Found | End]:
        """Without parameters the whole registry. Each trial once, even when the chain had to begin again."""
        question = Question({**params, "countTotal": "true"}, self._aim.deadline, token=token)
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
            elif study.id not in self._seen:
                self._seen.add(study.id)
                trial = Trial(NAME, study.id)
                try:
                    yield answered(trial, study, self._aim)
                except UnexpectedRecord as error:
                    yield Answer(trial, error=value_of(error))

    def _end(self, release: str, total: int | None) -> End:
        if release != self._aim.release:
            return End(complete=False, reason=f"the registry moved on to its data of {quoted(release.encode())}")
        if self._nameless:
            return End(complete=False, reason=f"{self._nameless} studies came without a number")
        if total is not None and len(self._seen) < total:
            return End(complete=False, reason=f"the registry counts {total} trials, {len(self._seen)} came")
        return End(complete=True)
