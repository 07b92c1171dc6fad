"""Log rows as CSV that a spreadsheet opens as text: no cell of the registry's becomes a formula."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from watcher.render.words import clean_lines

COLUMNS = (
    "id",
    "trial",
    "from_version",
    "to_version",
    "registry_date",
    "detected_at",
    "significance",
    "section",
    "kind",
    "label",
    "item",
    "before",
    "after",
    "summary",
    "direction",
    "actor",
    "stage",
    "rule",
    "happened",
    "submitted",
    "lag_days",
    "headline",
    "notes",
)

# What makes a spreadsheet compute (OWASP, "CSV injection"); tabs and line ends before it are gone by then.
_FORMULA = ("=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠")


def lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """A header, then a line a row of `log_row`, each with its line end (RFC 4180)."""
    yield _line(COLUMNS)
    for row in rows:
        yield _line([cell(_noted(row["notes"]) if column == "notes" else row[column]) for column in COLUMNS])


def cell(value: Any) -> Any:
    """Numbers stay numbers; text that could compute gets an apostrophe, which spreadsheets do not show."""
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    shown = "\n".join(clean_lines(text))
    return f"'{shown}" if shown.startswith(_FORMULA) else shown


def _noted(notes: Iterable[Mapping[str, str]]) -> str:
    """What people wrote beside the change, a line a note."""
    return "\n".join(f"{note['mark']}: {note['text']}" for note in notes)


def _line(cells: Iterable[Any]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
