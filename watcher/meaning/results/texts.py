"""Edits of words about the numbers of a table in, what is said of them out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from watcher.meaning.excerpt import differing
from watcher.meaning.figures import FIGURE, plain
from watcher.meaning.results.lines import Line
from watcher.meaning.words import joined, quoted, sentence, words_of_key
from watcher.model import Edit

_SHOWN = 5
_QUOTED = 200  # characters of a side: more is shown by marks, below
_WHOLE = 300  # characters of a text that came or went
_FIGURE = re.compile(FIGURE)
_ROWS = (".classes[]", ".categories[]", ".measures[]", ".periods[]")  # a title below them is not that of the table
_NAMES = frozenset({"term", "title"})

Words = Sequence[tuple[Edit, Line]]


def told(words: Words) -> str:
    """One text by what it said and says; several, or a long one, by which came, went or were edited."""
    if len(words) == 1 and (moved := _moved(*words[0])):
        return moved
    verbs: dict[str, list[str]] = {"added": [], "removed": [], "edited": []}
    for edit, _ in words:
        verbs[_verb(edit)].append(_called(edit))
    return joined([f"{joined(sorted(set(names)), _SHOWN)} {verb}" for verb, names in verbs.items() if names])


def _moved(edit: Edit, line: Line) -> str | None:
    """None where a side would have to be cut."""
    if not edit.before or not edit.after:
        return None
    sides = differing(str(edit.before), str(edit.after))
    if max(map(len, sides)) > _QUOTED:
        return None
    of = f"{line.row}, " if line.row and edit.path.rpartition(".")[2] not in _NAMES else ""
    return f"{of}{_called(edit)} changed from {quoted(sides[0], _QUOTED)} to {quoted(sides[1], _QUOTED)}"


def are_numbers_moved(words: Words) -> bool:
    """A time frame has numbers of its own."""
    return any(_figures(edit.before) != _figures(edit.after) for edit, _ in words if edit.before and edit.after)


def _figures(text: object) -> list[str]:
    return list(map(plain, _FIGURE.findall(str(text))))


def each(words: Words) -> Iterator[str]:
    """The texts that came or went, which no comparison shows, and each of several that were edited; none of many."""
    for edit, line in words if len(words) <= _SHOWN else ():
        if _verb(edit) != "edited":
            before = ", before" if edit.after is None else ""
            yield f"{sentence(_called(edit))}{before}: {quoted(str(edit.before or edit.after), _WHOLE)}"
        elif len(words) > 1 and (moved := _moved(edit, line)):
            yield sentence(moved)


def _verb(edit: Edit) -> str:
    return "added" if edit.before is None else "removed" if edit.after is None else "edited"


def _called(edit: Edit) -> str:
    holder, _, leaf = edit.path.rpartition(".")
    if holder.endswith(".limitationsAndCaveats"):
        return words_of_key(holder.rpartition(".")[2])
    return "name of a row" if leaf == "title" and holder.endswith(_ROWS) else words_of_key(leaf)
