"""How commands speak: lines for people, JSON Lines for programs, and nothing that a terminal would obey."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import click


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
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row[:-1], widths[:-1], strict=True)]
        line("  ".join([*cells, row[-1]]).rstrip())


def moment(at: datetime | None) -> str:
    from watcher.render.words import instant

    return instant(at) if at else "never"


def data_of(release: str) -> str:
    """The day of the registry's data, as people write it."""
    from watcher.render.words import moment as in_words

    return in_words(release)


def ago(at: datetime | None, now: datetime) -> str:
    """ "never", "5 minutes ago", "3 days ago"."""
    if at is None:
        return "never"
    minutes = max(0, int((now - at).total_seconds() // 60))
    for size, unit in ((1440, "day"), (60, "hour")):
        if minutes >= 2 * size:
            return f"{minutes // size} {unit}s ago"
    return "just now" if minutes < 1 else f"{minutes} minute{'s' * (minutes > 1)} ago"
