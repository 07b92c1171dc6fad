"""An update in, its changes as two columns out: what stood before, what stands now, with the words that differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from watcher.meaning.words import date, number, plain, worded
from watcher.model import Change, Edit, Json, Significance, Update
from watcher.render.marks import Run, passages, word_diff
from watcher.render.words import clean, clean_lines, first_of, heading, section_order
from watcher.render.words import key as label

# A folded change (all sites at once, results) shows so many of its single differences.
_EDITS_SHOWN = 20
# Up to here a value is replaced as a whole: half a date is no difference that anybody looks for.
_FEW_WORDS = 3


class Pair(Struct, frozen=True):
    """One difference: a label, and the runs of both sides ("-" only on the left, "+" only on the right)."""

    label: str | None
    left: tuple[Run, ...]
    right: tuple[Run, ...]


class Row(Struct, frozen=True):
    """One change: the sentence, then its pairs."""

    summary: str
    rating: Significance
    details: tuple[str, ...]
    pairs: tuple[Pair, ...]
    more: str | None


class Block(Struct, frozen=True):
    heading: str
    rows: tuple[Row, ...]


def blocks(update: Update) -> tuple[Block, ...]:
    """By section, in the order of the record's own page rather than by weight: a comparison is read from the top."""
    sections = sorted({change.section for change in update.changes}, key=lambda s: (section_order(s), s))
    return tuple(
        Block(heading(section), tuple(_row(update, change) for change in update.changes if change.section == section))
        for section in sections
    )


def _row(update: Update, change: Change) -> Row:
    pairs, more = first_of(tuple(_pairs(update, change)), _EDITS_SHOWN)
    details = tuple(line for detail in change.details for line in clean_lines(detail))
    return Row(clean(change.summary), change.significance, details, pairs, more)


def _pairs(update: Update, change: Change) -> Iterator[Pair]:
    """The change's own two values, an object key by key; a fold has none and shows the edits that it owns."""
    before, after = change.before, change.after
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in {**before, **after}:
            if before.get(key) != after.get(key):
                yield _pair(label(str(key)), str(key), before.get(key), after.get(key))
        return
    if before is not None or after is not None:
        yield _pair(None, change.path, before, after)
        return
    for place in change.edits:
        if place < len(update.edits):
            edit = update.edits[place]
            yield _pair(_label(edit), edit.path, edit.before, edit.after)


def _label(edit: Edit) -> str:
    """The last word of where it stands, and which item: never the path itself."""
    field = label(edit.path.rsplit(".", 1)[-1].removesuffix("[]"))
    return clean(f"{field}, {edit.item}" if edit.item else field)


def _pair(label: str | None, field: str, before: Json, after: Json) -> Pair:
    old, new = value_text(before, field), value_text(after, field)
    is_prose = old and new and max(len(old.split()), len(new.split())) > _FEW_WORDS
    runs = passages(word_diff(old, new)) if is_prose else [("-", old), ("+", new)]
    return Pair(label, _without("+", runs), _without("-", runs))


def _without(op: str, runs: Sequence[Run]) -> tuple[Run, ...]:
    return tuple(run for run in runs if run[0] != op and run[1])


def value_text(value: Json, field: str = "") -> str:
    """Any value of a record as people read it; empty where there is nothing. `field`: its path, or the last key."""
    return "\n".join(_lines(value, field))


def _lines(value: Json, field: str) -> Iterator[str]:
    if value is None:
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _labelled(label(str(key)), list(_lines(inner, str(key))))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _lines(inner, field)
    elif isinstance(value, bool):
        yield plain(value)
    elif isinstance(value, int | float):
        yield number(value)
    else:
        day = date(str(value))
        yield from clean_lines(day if day != value else worded(field, value))


def _labelled(name: str, lines: Sequence[str]) -> Iterator[str]:
    if len(lines) == 1:
        yield f"{name}: {lines[0]}"
    elif lines:
        yield f"{name}:"
        yield from lines
