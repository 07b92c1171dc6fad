"""The log and a comparison on a terminal; into a pipe the same as plain text, unwrapped and uncoloured.

`console` is a rich Console; nothing here reads rich's markup, so no registry text can speak it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from watcher.meaning.words import date
from watcher.model import Significance, Update
from watcher.render import outline as shape
from watcher.render import sides
from watcher.render.json import Entry
from watcher.render.marks import Run
from watcher.render.text import marked
from watcher.render.words import clean, instant

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

STYLES = {
    Significance.CRITICAL: "bold red",
    Significance.MAJOR: "yellow",
    Significance.MINOR: "",
    Significance.ADMINISTRATIVE: "dim",
}
_RATING = max(len(significance.value) for significance in Significance)
_ID = 8  # digits of an id that are enough for `watcher explain`
_NARROW = 100  # columns; below, two sides do not fit beside each other


def log(entries: Iterable[Entry], console: Console) -> None:
    """A tree: each update and under it its changes, written as they come."""
    for _, group in groupby(entries, key=lambda entry: entry.update.id):
        of_one = list(group)
        lines = [*_head(of_one), *(line for entry in of_one for line in _entry(entry))]
        if console.is_terminal:
            for line in lines:
                console.print(_rich_line(line))
        else:
            console.file.writelines("  ".join(words for words, _ in line).rstrip() + "\n" for line in lines)


def diff(told: Update, console: Console) -> None:
    """Both sides of every change, the words that differ marked; one below the other where the terminal is narrow."""
    if not console.is_terminal:
        console.file.writelines(f"{line}\n" for line in _plain_diff(told))
        return
    for part in _diff(told, beside=console.width >= _NARROW):
        console.print(part)


# A line is words, each with its style, the last one wrapping under itself: both ways of writing it read from there.
_Line = Sequence[tuple[str, str]]


def _head(entries: Sequence[Entry]) -> Iterator[_Line]:
    """Which trial and when; and what it comes to, where there is more than one change to sum up."""
    told = entries[0].update
    submitted = next((entry.change.dates.submitted for entry in entries if entry.change.dates.submitted), None)
    versions = f"version {told.from_version} → {told.to_version}" if told.from_version else ""
    facts = (instant(told.detected_at), versions, f"submitted {clean(date(submitted))}" if submitted else "")
    yield (clean(told.trial.id), "bold cyan"), (" · ".join(filter(None, facts)), "bold")
    if len(entries) > 1:
        yield ("", ""), (clean(told.headline), "bold")


def _entry(entry: Entry) -> Iterator[_Line]:
    rating = entry.change.significance
    style = STYLES[rating]
    yield (f"  {entry.id[:_ID]}", "dim"), (rating.value.ljust(_RATING), style), (clean(entry.change.summary), style)
    for note in entry.notes:
        words = "" if note.mark == "note" else f" ({note.mark})"
        yield (" " * (_ID + 2), ""), ("note".ljust(_RATING), "dim"), (f"{clean(note.text)}{words}", "italic")


def _rich_line(line: _Line) -> RenderableType:
    from rich.table import Table as Grid

    grid = Grid.grid(padding=(0, 2, 0, 0))
    for place in range(len(line)):
        grid.add_column(no_wrap=place < len(line) - 1, overflow="fold")
    grid.add_row(*(_text(words, style) for words, style in line))
    return grid


def _diff(told: Update, *, beside: bool) -> Iterator[RenderableType]:
    yield _text(f"{clean(told.trial.id)} · {' '.join(shape.of_update(told).dates)}", "bold")
    for block in sides.blocks(told):
        yield _text(f"\n{block.heading}", "bold underline")
        for row in block.rows:
            yield _text(row.summary, STYLES[row.rating] or "bold")
            yield from (_indented(_text(detail, "dim"), "  ") for detail in row.details)
            for pair in row.pairs:
                yield _beside(pair) if beside else _below(pair)
            if row.more:
                yield _indented(_text(row.more, "dim"), "  ")


def _beside(pair: sides.Pair) -> RenderableType:
    from rich.table import Table as Grid

    grid = Grid(show_header=False, expand=True, box=None, padding=(0, 1), title_justify="left")
    grid.add_column(ratio=1, overflow="fold")
    grid.add_column(ratio=1, overflow="fold")
    if pair.label:
        grid.add_row(_text(pair.label, "dim"), _text(""))
    grid.add_row(_runs(pair.left), _runs(pair.right))
    return grid


def _below(pair: sides.Pair) -> RenderableType:
    from rich.console import Group

    label = [_indented(_text(pair.label, "dim"), "  ")] if pair.label else []
    shown = [_indented(_runs(runs), sign) for runs, sign in ((pair.left, "- "), (pair.right, "+ ")) if runs]
    return Group(*label, *shown)


def _plain_diff(told: Update) -> Iterator[str]:
    yield f"{clean(told.trial.id)}: {' '.join(shape.of_update(told).dates)}"
    for block in sides.blocks(told):
        yield from ("", block.heading.upper())
        for row in block.rows:
            yield f"* {row.summary}"
            yield from (f"    {detail}" for detail in row.details)
            for pair in row.pairs:
                yield from (f"    {pair.label}:",) if pair.label else ()
                for runs, sign in ((pair.left, "-"), (pair.right, "+")):
                    yield from (f"    {sign} {line}" for line in marked(runs).splitlines())
            yield from (f"    {row.more}",) if row.more else ()


def _runs(runs: Sequence[Run]) -> Text:
    """Struck or underlined as well as coloured: colour is never the only cue."""
    shown = _text("")
    for op, words in runs:
        shown.append(words, {"-": "red strike", "+": "green underline"}.get(op, ""))
    return shown


def _indented(shown: RenderableType, sign: str) -> RenderableType:
    from rich.table import Table as Grid

    grid = Grid.grid()
    grid.add_row(_text(sign), shown)
    return grid


def _text(words: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(words, style=style)
