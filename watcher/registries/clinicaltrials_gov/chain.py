"""All pages of one question, to the end and once round at most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from watcher.errors import BadRequest, Outage, UnexpectedRecord
from watcher.net.wire import Response
from watcher.registries.clinicaltrials_gov.line import Line, TooHeavy
from watcher.registries.clinicaltrials_gov.pages import Page, WrongType, cut

_RESTARTS = 2  # a token belongs to a data release and is refused when the release moves
_EMPTY_PAGES = 10  # in a row; a page may be empty (the API's documents), but one that never ends would eat the run
_SLOW_ANSWERS = 2  # each has cost the full time of a request


class Question(Struct, frozen=True):
    params: Mapping[str, str]  # repeated on every page
    deadline: float | None = None  # POSIX seconds
    studies: int = 1_000_000  # the most that can answer it
    token: str | None = None  # go on from here


def pages(line: Line, question: Question) -> Iterator[Page]:
    """A chain that had to begin again gives its first pages again. The end is the absence of a next token."""
    token, seen = question.token, set[str]()
    restarts = slow = empty = 0
    while True:
        try:
            page = _page(line, question, token)
        except TooHeavy as error:
            slow += error.slow
            smaller = _shrink(line, question.studies)
            if slow > _SLOW_ANSWERS or not (smaller or error.slow):
                raise
            continue
        except BadRequest as error:
            if token is None:
                raise
            restarts += 1
            if restarts > _RESTARTS:
                raise Outage(f"the registry refuses the page tokens it gives: {error}") from error
            token, seen = None, set()
            continue
        yield page
        token = page.next_token
        if token is None:
            return
        empty = 0 if page.raws else empty + 1
        if token in seen or len(seen) > 2 * question.studies + 10:
            raise UnexpectedRecord("the registry's pages go round in circles")
        if empty > _EMPTY_PAGES:
            raise UnexpectedRecord(f"the registry gave {empty} pages without a study, one after the other")
        seen.add(token)


def _page(line: Line, question: Question, token: str | None) -> Page:
    """Asked once more when what came is no page: one cut-off answer is no reason to ask for each trial alone."""
    try:
        return cut(_asked(line, question, token))
    except (WrongType, UnexpectedRecord):
        return cut(_asked(line, question, token))


def _asked(line: Line, question: Question, token: str | None) -> Response:
    params = dict(question.params) | {"pageSize": str(line.page_size), "format": "json"}
    if token is not None:
        params["pageToken"] = token
    return line.ask("/studies", params, question.deadline)


def _shrink(line: Line, studies: int) -> bool:
    """Half of what the page can have held. False: it held one study."""
    held = min(line.page_size, studies)
    line.page_size = max(1, held // 2)
    return held > 1
