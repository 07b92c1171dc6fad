"""How commands speak: lines for people, JSON Lines for programs, and nothing that a terminal would obey."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import click

_GAP = 2  # between two columns
_NARROW = 6  # narrower, a column says nothing
_PUT_RIGHT = timedelta(minutes=5)


def line(text: str = "") -> None:
    click.echo(text)


def warn(text: str) -> None:
    click.echo(text, err=True)


def json_line(value: Mapping[str, Any]) -> None:
    """One object a line, UTF-8 whatever the terminal speaks: JSON knows no other encoding (RFC 8259, 8.1)."""
    import msgspec

    click.echo(msgspec.json.encode(value))


def to_people() -> bool:
    """False under cron, in a pipe, in a CI job."""
    return sys.stdout.isatty()


def columns(rows: Iterable[tuple[str, ...]]) -> None:
    """Aligned, the last column as long as it is."""
    rows = list(rows)
    _aligned(rows, _widths(rows))


def table(rows: Iterable[tuple[str, ...]], elastic: Collection[int]) -> None:
    """A row a line, headings first. On a terminal the widest of the elastic columns give way until it fits.

    A column with nothing below its heading is left out.
    """
    head, *body = rows
    kept = [index for index in range(len(head)) if not body or any(row[index] for row in body)]
    rows = [tuple(row[index] for index in kept) for row in (head, *body)]
    elastic = [place for place, index in enumerate(kept) if index in elastic]
    widths = _widths(rows)
    room = shutil.get_terminal_size().columns - _GAP * (len(widths) - 1) if to_people() else sum(widths)
    while sum(widths) > room and (widest := max(elastic, key=widths.__getitem__)) and widths[widest] > _NARROW:
        widths[widest] -= 1
    _aligned([tuple(map(_cut, row, widths)) for row in rows], widths)


def _cut(cell: str, width: int) -> str:
    return cell if len(cell) <= width else f"{cell[: width - 1].rstrip()}…"


def _widths(rows: Sequence[tuple[str, ...]]) -> list[int]:
    return [max(map(len, column)) for column in zip(*rows, strict=True)]


def _aligned(rows: Iterable[tuple[str, ...]], widths: Sequence[int]) -> None:
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row[:-1], widths[:-1], strict=True)]
        line((" " * _GAP).join([*cells, row[-1]]).rstrip())


def moment(at: datetime | None) -> str:
    from watcher.render.words import instant

    return instant(at) if at else "never"


def data_of(release: str) -> str:
    """The day of the registry's data, as people write it."""
    from watcher.render.words import moment as in_words

    return in_words(release)


def is_to_come(at: datetime, now: datetime) -> bool:
    """Something that was is dated ahead: the clock was wrong then, or is now. A few minutes it may be put right by."""
    return at - now > _PUT_RIGHT


def ago(at: datetime | None, now: datetime) -> str:
    """ "never", "5 minutes ago", "3 days ago"."""
    if at is None:
        return "never"
    if is_to_come(at, now):
        return f"at {moment(at)}, which is still to come"
    minutes = max(0, int((now - at).total_seconds() // 60))
    for size, unit in ((1440, "day"), (60, "hour")):
        if minutes >= 2 * size:
            return f"{minutes // size} {unit}s ago"
    return "just now" if minutes < 1 else f"{minutes} minute{'s' * (minutes > 1)} ago"
