"""Two records that no registry would send, through all that reads, compares and words them: thousands in a minute."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from datetime import UTC, datetime
from random import Random

from rich.console import Console

from tests.proofs import mutate
from tests.support.house import record
from tests.support.trial import TRIAL
from watcher.errors import UnexpectedRecord
from watcher.meaning.canonical import canonical
from watcher.meaning.decide import decide
from watcher.meaning.edits import apply
from watcher.meaning.known import first_plan
from watcher.meaning.numbers import Numbers
from watcher.model import Known, Record, Update, UpdateMessage, Version
from watcher.registries.clinicaltrials_gov.believe import believe, readable
from watcher.registries.clinicaltrials_gov.pages import study
from watcher.render import html, markdown, slack, terminal, text
from watcher.render.json import log_row, payload_json

_NOW = datetime(2026, 3, 10, 15, 17, tzinfo=UTC)


def compare(random: Random) -> None:
    """AssertionError if the edits of two records that were believed do not lead from the one to the other."""
    first = mutate.content(random, record(TRIAL)) if random.random() < 0.5 else record(TRIAL)
    old = _believed(_packed(random, first))
    new = _believed(_packed(random, mutate.content(random, first)))
    if old is None or new is None:
        return
    previous = Version(random.choice((1, 2)), old, None, _NOW)
    decision = decide(Known(previous, first_plan(old.content)), new, _NOW, Numbers())
    if decision.update is not None and decision.update.changes:
        update = decision.update
        assert apply(update.edits, canonical(old.content)) == canonical(new.content), "the edits do not lead there"
        owned = sorted(edit for change in update.changes for edit in change.edits)
        assert owned == list(range(len(update.edits))), "an edit without a change, or with two"
        _word(update)


def _packed(random: Random, content: object) -> bytes:
    packed = json.dumps(content, ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")
    return mutate.raw(random, packed) if random.random() < 0.1 else packed


def _believed(raw: bytes) -> Record | None:
    try:
        believe(study(raw), TRIAL.id)
        readable(raw)
    except UnexpectedRecord:
        return None
    return Record(TRIAL, raw, "2026-03-10T09:00:05")


def _word(update: Update) -> None:
    """In every form; what is sent must be encodable."""
    message = UpdateMessage("id", update)
    for words in (text.text(message), text.subject_line(message), html.html(message), markdown.markdown(message)):
        words.encode()
    json.dumps([slack.blocks(message), payload_json(message)], ensure_ascii=False).encode()
    for change in update.changes:
        json.dumps(log_row(update, change, update.change_id(change)), ensure_ascii=False).encode()
    for is_terminal in (True, False):
        out = io.StringIO()
        with redirect_stdout(out):
            console = Console(file=out, force_terminal=is_terminal, width=120)
            terminal.diff(update, console)
        out.getvalue().encode()
