"""A list of trials as people keep it, text or CSV with a header, in; trials with their labels out. Pure."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct, field

from watcher.config.problems import did_you_mean
from watcher.config.vocabulary import ParseTrial
from watcher.errors import UsageError
from watcher.model import Trial

_ID_COLUMNS = ("nct_id", "nctid", "nct", "nct number", "nct_number", "trial", "trials", "id")
_EXPORTS_ID = "nct number"
# The other columns of a list that clinicaltrials.gov exports, today and before 2023: what it knows, it tells us itself.
_EXPORTS_OTHERS = frozenset({
    "rank", "title", "status", "study title", "study url", "acronym", "study status", "brief summary", "study results",
    "conditions", "interventions", "outcome measures", "primary outcome measures", "secondary outcome measures",
    "other outcome measures", "sponsor", "collaborators", "sponsor/collaborators", "sex", "gender", "age", "phases",
    "enrollment", "funder type", "funded bys", "study type", "study design", "study designs", "other ids", "start date",
    "primary completion date", "completion date", "first posted", "results first posted", "last update posted",
    "locations", "study documents", "url",
})  # fmt: skip
_MISSPELLED = re.compile(r"\d{6}")  # so many digits are no name of a column
_MOST = 10  # problems that are named
_LOOKED_AT = 50  # rows by which the column of the numbers is found


class Entry(Struct, frozen=True):
    trial: Trial
    labels: Mapping[str, str] = field(default_factory=dict)


class TrialList(Struct, frozen=True):
    entries: tuple[Entry, ...]
    problems: tuple[str, ...]  # "12: …", the line first
    duplicates: tuple[str, ...]


def decoded(body: bytes) -> tuple[str, str | None]:
    """The text, and what was guessed. Spreadsheets write UTF-16 with a mark, UTF-8, or the code page of Windows."""
    if body.startswith(b"PK\x03\x04"):
        raise UsageError("this is a workbook; save it as CSV")
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace"), None
    try:
        return body.decode("utf-8-sig"), None
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace"), "not UTF-8, so read as Windows-1252; look at the labels"


def read_list(text: str, parse_trial: ParseTrial, columns: Collection[str] = ()) -> TrialList:
    """Lines that begin with # are comments. Every other column of a CSV is a label in small letters, or those named."""
    entries: dict[Trial, tuple[int, Entry]] = {}
    problems, duplicates = [], []
    for number, name, labels in _rows(text, parse_trial, columns):
        try:
            trial = parse_trial(name)
        except UsageError as error:
            problems.append((number, str(error) if name.strip() else "the trial's number is missing in this row"))
            continue
        if trial in entries:
            duplicates.append((number, _twice(*entries[trial], labels)))
        else:
            entries[trial] = number, Entry(trial, labels)
    return TrialList(tuple(entry for _, entry in entries.values()), _said(problems), _said(duplicates))


def _twice(line: int, first: Entry, labels: Mapping[str, str]) -> str:
    """The first row wins; what the other says is not lost in silence."""
    said = f"{first.trial} stands there twice"
    return said if labels == first.labels else f"{said}, with other labels; those of line {line} count"


def _said(found: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    shown = [f"{number}: {text}" for number, text in found[:_MOST]]
    more = [f"{found[_MOST][0]}: and {len(found) - _MOST:,} more like this from here on"] if len(found) > _MOST else []
    return (*shown, *more)


_Row = tuple[int, str, Mapping[str, str]]


def _rows(text: str, parse_trial: ParseTrial, columns: Collection[str]) -> Iterator[_Row]:
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if _says_something(line)]
    table = _Table.of(lines, parse_trial)
    if table is None:
        if columns:
            raise UsageError("there are no columns to choose from: the list has no header")
        return _text_rows(lines)
    return table.rows(columns)


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _text_rows(lines: Sequence[tuple[int, str]]) -> Iterator[_Row]:
    """Several numbers on a line are fine, and so is a comment behind them."""
    for number, line in lines:
        for word in _words(line):
            yield number, word, {}


def _words(line: str) -> list[str]:
    return line.split("#", 1)[0].replace(",", " ").replace(";", " ").split()


class _Table(Struct, frozen=True):
    """CSV with a header, taken apart."""

    names: Sequence[str]
    body: Sequence[tuple[int, Sequence[str]]]  # the number of the line, its cells
    column: int  # where the trials are

    @classmethod
    def of(cls, lines: Sequence[tuple[int, str]], parse_trial: ParseTrial) -> _Table | None:
        """None: plain text. A header holds no number; it names the column, or has several of which one holds some."""
        cells = list(_cells(lines))
        if not cells or any(_is_trial(word, parse_trial) for cell in cells[0][1] for word in (cell, *_words(cell))):
            return None
        names = [name.strip() for name in cells[0][1]]
        named = [name.lower() in _ID_COLUMNS for name in names]
        hits = _hits(cells[1 : _LOOKED_AT + 1], len(names), parse_trial)
        if not any(named) and (len(names) == 1 or not any(hits)):
            _refuse_without_numbers(names, cells)
            return None
        column = max(range(len(names)), key=lambda index: (_is_meant(names[index], hits[index]), hits[index], -index))
        if not named[column] and _MISSPELLED.search(names[column]):
            return None
        return cls(names, cells[1:], column)

    def rows(self, columns: Collection[str]) -> Iterator[_Row]:
        wanted = self._labels(columns)
        for number, cells in self.body:
            if not any(map(str.strip, cells)):
                continue  # a spreadsheet's empty row: ",,,"
            given = {name: " ".join(cell.split()) for name, cell in zip(self.names, cells, strict=False)}
            trial = cells[self.column] if self.column < len(cells) else ""
            yield number, trial, {name.lower(): given[name] for name in wanted if given.get(name)}

    def _labels(self, columns: Collection[str]) -> list[str]:
        others = [name for index, name in enumerate(self.names) if name and index != self.column]
        if columns:
            by_word = {name.lower(): name for name in others}
            for unknown in (name for name in columns if name.lower() not in by_word):
                raise UsageError(f"the list has no column {unknown!r}{did_you_mean(unknown, others)}")
            return [by_word[name.lower()] for name in columns]
        export = self.names[self.column].lower() == _EXPORTS_ID
        return [name for name in others if not (export and name.lower() in _EXPORTS_OTHERS)]


def _refuse_without_numbers(names: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]]) -> None:
    """A table of which nothing looks like a number is a wrong one, not a list of so many misspelled trials."""
    if len(names) > 1 and not any(_MISSPELLED.search(cell) for _, row in rows for cell in row):
        found = ", ".join(filter(None, names))
        raise UsageError(f"no column holds NCT numbers; found: {found}. One called nct_id would do")


def _hits(rows: Sequence[tuple[int, Sequence[str]]], width: int, parse_trial: ParseTrial) -> list[int]:
    """How many trials stand in each column."""
    hits = [0] * width
    for _, row in rows:
        for index, cell in enumerate(row[:width]):
            hits[index] += _is_trial(cell, parse_trial)
    return hits


def _is_meant(name: str, hits: int) -> bool:
    """Many a list has an `id` or a `trial` of its own: such a name counts where a trial stands below it."""
    return name.lower() in _ID_COLUMNS and (hits > 0 or name.lower().startswith("nct"))


def _cells(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[int, Sequence[str]]]:
    """A row has the number of its first line, though a cell in quotes may go on over several."""
    if not lines:
        return
    header = lines[0][1]
    delimiter = max((",", ";", "\t"), key=header.count)  # where commas are decimal, a spreadsheet writes semicolons
    reader = csv.reader(io.StringIO("\n".join(line for _, line in lines)), delimiter=delimiter)
    begin = 0
    try:
        for row in reader:
            yield lines[begin][0], row
            begin = min(reader.line_num, len(lines) - 1)
    except csv.Error as error:
        raise UsageError(f"line {lines[begin][0]}: this is no CSV: {error}") from error


def _is_trial(cell: str, parse_trial: ParseTrial) -> bool:
    try:
        parse_trial(cell)
    except UsageError:
        return False
    return True
