"""Many trials asked for, one answer for each: a believed record, or an error in its place.

In batches; what a batch does not answer is asked for alone. A batch refused with 400 is halved until the culprit is
named. Nothing here goes on asking a registry that does not answer.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from msgspec import Struct

from watcher.errors import BadRequest, NotFound, Outage, RegistryError, TooSlow, UnexpectedRecord
from watcher.model import Answer, Record, Trial
from watcher.registries.clinicaltrials_gov.believe import believe, readable
from watcher.registries.clinicaltrials_gov.chain import Question, pages
from watcher.registries.clinicaltrials_gov.ids import is_number
from watcher.registries.clinicaltrials_gov.line import Line
from watcher.registries.clinicaltrials_gov.pages import Study, WrongType, single
from watcher.registries.clinicaltrials_gov.quote import quoted

Known = Callable[[Trial], str | None]
Waiting = dict[str, Trial]  # by number: asked for and not yet answered

MOST_IN_A_URL = 250  # numbers; 14 bytes each keep the URL below 4 kB
_FAILED_BATCHES = 2  # in a row: then the registry is down
_FAILED_SINGLES = 3  # in a row: then the rest of the batch is not asked for alone
_REFUSALS = 12  # in a row: one bad number among 250 takes 9 to find

_DAMAGED = (
    "The answer was cut off or damaged, at the registry or on its way here. Nothing of it was stored. "
    "The next run tries again."
)


def nothing_known(trial: Trial) -> None:
    return None


class Aim(Struct, frozen=True):
    """What one run wants of the registry."""

    release: str
    batch: int
    deadline: float | None = None  # POSIX seconds
    known: Known = nothing_known  # hash of the record last believed


class Fetch:
    def __init__(self, line: Line, aim: Aim) -> None:
        self._line = line
        self._aim = aim
        self._refusals = 0

    def answers(self, trials: Sequence[Trial]) -> Iterator[Answer]:
        failed = 0
        asked = list(dict.fromkeys(trials))
        for trial in asked:
            if not is_number(trial.id):
                yield Answer(trial, error=BadRequest(f"{trial.id[:100]!r} is no NCT number; it was not asked for"))
        for batch in _batches([t for t in asked if is_number(t.id)], min(self._aim.batch, MOST_IN_A_URL)):
            reached, last = False, None
            for answer in self._batch({t.id: t for t in batch}):
                reached, last = reached or _reached(answer), answer.error
                yield answer
            failed = 0 if reached else failed + 1
            if failed == _FAILED_BATCHES and last is not None:
                self._line.close(last)

    def _batch(self, waiting: Waiting) -> Iterator[Answer]:
        if not waiting:
            return  # an empty filter would ask for the whole registry
        try:
            yield from self._from_pages(waiting)
        except BadRequest as error:
            yield from self._halves(waiting, error)
            return
        except (WrongType, UnexpectedRecord):
            pass  # no page, twice: one study may have spoiled it for all, so each is asked for alone
        except RegistryError as error:
            yield from (Answer(trial, error=value_of(error)) for trial in waiting.values())
            return
        yield from self._one_by_one(waiting)

    def _from_pages(self, waiting: Waiting) -> Iterator[Answer]:
        """Take out of `waiting` what the pages answer, page by page; a record's own number goes before its aliases."""
        question = Question({"filter.ids": "|".join(waiting)}, self._aim.deadline, len(waiting))
        aliased: dict[str, Study] = {}
        for page in pages(self._line, question):
            self._refusals = 0
            for study in page.studies():
                aliased |= {alias: study for alias in study.aliases if alias in waiting}
                if study.id in waiting:
                    yield from self._taken(waiting, study.id, study)
        for number, study in aliased.items():
            if number in waiting:
                yield from self._taken(waiting, number, study)

    def _taken(self, waiting: Waiting, number: str, study: Study) -> Iterator[Answer]:
        """A record that is not believed leaves its trial waiting: it is asked for once more, alone."""
        try:
            answer = answered(waiting[number], study, self._aim)
        except UnexpectedRecord:
            return
        del waiting[number]
        yield answer

    def _halves(self, waiting: Waiting, error: BadRequest) -> Iterator[Answer]:
        self._refusals += 1
        kept: RegistryError = value_of(error)
        if self._refusals > _REFUSALS:
            kept = Outage(f"the registry refuses one request after the other: {error}")
        if len(waiting) == 1 or self._refusals > _REFUSALS:
            yield from (Answer(trial, error=kept) for trial in waiting.values())
            return
        half = len(waiting) // 2
        yield from self._batch(dict(islice(waiting.items(), half)))
        yield from self._batch(dict(islice(waiting.items(), half, None)))

    def _one_by_one(self, waiting: Waiting) -> Iterator[Answer]:
        failed = 0
        for trial in waiting.values():
            if failed < _FAILED_SINGLES:
                answer = self._single(trial)
                failed = 0 if _reached(answer) else failed + 1
            else:
                answer = Answer(trial, error=answer.error)
            yield answer

    def _single(self, trial: Trial) -> Answer:
        """Aliases are redirected by the registry; the number it sends us to is then the trial's."""
        try:
            response = self._line.ask(f"/studies/{trial.id}", {"format": "json"}, self._aim.deadline)
            moved_to = response.url.partition("?")[0].rpartition("/")[2]
            return answered(trial, single(response), self._aim, moved_to)
        except RegistryError as error:
            return Answer(trial, error=value_of(error))


def answered(trial: Trial, study: Study, aim: Aim, moved_to: str | None = None) -> Answer:
    """UnexpectedRecord when the study is not to be believed."""
    if study.flaw is not None:
        found = f"asked for {trial.id}, found what cannot be read ({study.flaw}): {quoted(study.raw)}"
        raise UnexpectedRecord(found, advice=_DAMAGED)
    alias = believe(study, trial.id, moved_to)
    record = Record(trial, study.raw, aim.release)
    # The same bytes were read to the end when they were new.
    if record.hash != aim.known(trial):
        readable(study.raw)
    return Answer(trial, record=record, alias=alias)


def _batches(trials: Sequence[Trial], size: int) -> Iterator[Sequence[Trial]]:
    for start in range(0, len(trials), size):
        yield trials[start : start + size]


def _reached(answer: Answer) -> bool:
    """Whether the registry answered the question, be it with no."""
    return answer.error is None or isinstance(answer.error, NotFound | BadRequest | TooSlow)


def value_of(error: RegistryError) -> RegistryError:
    """Without traceback and cause: they would keep whole pages in memory for as long as the answer lives."""
    return copy.copy(error)
