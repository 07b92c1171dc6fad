"""What is said of a protocol, an analysis plan or a consent form that took the place of another one."""

from __future__ import annotations

from collections.abc import Sequence

from watcher.meaning.words import date, joined, quoted, words_of_key
from watcher.model import Edit, Json

_OF_THE_FILE = frozenset({"filename", "size", "uploadDate"})  # follow from another file, and tell no more than that


def changed(edits: Sequence[Edit]) -> str:
    """The version first, by the day that the document itself bears, then when it was uploaded."""
    moved = {edit.path.rpartition(".")[2]: (edit.before, edit.after) for edit in edits}
    dated, uploaded, label = moved.pop("date", None), moved.get("uploadDate"), moved.pop("label", None)
    parts = [f"now the version of {_day(dated[1])} (before: {_day(dated[0])})"] if dated else []
    parts += [f"uploaded {_day(uploaded[1])}"] if uploaded else []
    if not parts and _OF_THE_FILE & moved.keys():
        parts.append("the file was replaced")
    if label:
        parts.append(f"label changed from {_label(label[0])} to {_label(label[1])}")
    rest = sorted(moved.keys() - _OF_THE_FILE)
    parts += [f"{joined([words_of_key(name) for name in rest])} edited"] if rest else []
    return ", ".join(parts)


def _day(value: Json) -> str:
    """An upload has a time of day as well: 2024-05-01T10:00."""
    return date(value.partition("T")[0]) if isinstance(value, str) else date(value)


def _label(value: Json) -> str:
    return "none" if value is None else quoted(str(value), 80)
