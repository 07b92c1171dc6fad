"""What the log says of each trial in, INDEX.md out: a table of all trials, the last that moved first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from watcher.meaning.words import constant, count
from watcher.model import Subject, Trial, Update
from watcher.publish.series import PRIMARY_COMPLETION, series
from watcher.render.markdown import escaped
from watcher.render.words import clean, day_of, shortened

_TITLE, _HEADLINE = 80, 160  # characters
_COLUMNS = ("Trial", "Title", "Status", "Sponsor", "Last change", "Primary completion, where it moved")


class Line(Struct, frozen=True):
    trial: Trial
    moved: str  # ISO instant of the last update, to sort by
    cells: tuple[str, ...]


def line(trial: Trial, updates: Sequence[Update]) -> Line:
    """`updates` oldest first, at least one."""
    last = updates[-1]
    shift = series(PRIMARY_COMPLETION, updates)
    cells = (
        f"[{escaped(_name(last.subject))}]({trial.id}/CHANGES.md)",
        _text(last.subject.title, _TITLE),
        _text(constant(last.subject.status) if last.subject.status else "", _TITLE),
        _text(last.subject.sponsor or "", _TITLE),
        f"{day_of(last.detected_at)}: {_text(last.headline, _HEADLINE)}",
        escaped(shift.ends) if shift else "",
    )
    return Line(trial, last.detected_at.isoformat(), cells)


def document(lines: Iterable[Line]) -> str:
    ordered = sorted(sorted(lines, key=lambda line: line.trial.id), key=lambda line: line.moved, reverse=True)
    rows = [_COLUMNS, tuple("---" for _ in _COLUMNS), *(line.cells for line in ordered)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"# Clinical trials\n\n{count(len(ordered), 'trial')} in the log.\n\n{table}\n"


def _name(subject: Subject) -> str:
    return f"{subject.trial.id} {clean(subject.acronym)}" if subject.acronym else subject.trial.id


def _text(text: str, limit: int) -> str:
    return escaped(shortened(clean(text), limit))
