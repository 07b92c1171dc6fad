"""A list of trials as people keep it, text or CSV with a header, in; trials with their labels out. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from watcher.config.vocabulary import ParseTrial
from watcher.errors import UsageError
from watcher.model import Trial

_ID_COLUMNS = ("nct_id", "nctid", "nct", "nct number", "nct_number", "trial", "trials", "id")


@dataclass(frozen=True)
class Entry:
    trial: Trial
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TrialList:
    entries: tuple[Entry, ...]
    problems: tuple[str, ...]  # "12: …", the line first
    duplicates: tuple[str, ...]


def read_list(text: str, parse_trial: ParseTrial) -> TrialList:
    """Lines that begin with # are comments. Every other column of a CSV is a label, when it holds something."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if _says_something(line)]
    rows = _csv_rows(lines) if lines and _is_csv(lines[0][1]) else _text_rows(lines)
    entries: dict[Trial, Entry] = {}
    problems, duplicates = [], []
    for number, name, labels in rows:
        try:
            trial = parse_trial(name)
        except UsageError as error:
            problems.append(f"{number}: {error}")
            continue
        if trial in entries:
            duplicates.append(f"{number}: {trial} stands there twice")
        else:
            entries[trial] = Entry(trial, labels)
    return TrialList(tuple(entries.values()), tuple(problems), tuple(duplicates))


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _is_csv(header: str) -> bool:
    names = [name.strip().lower() for name in next(csv.reader([header], delimiter=_delimiter(header)))]
    return any(name in _ID_COLUMNS for name in names)


def _delimiter(header: str) -> str:
    """A spreadsheet of a country with decimal commas separates by semicolons."""
    return max((",", ";", "\t"), key=header.count)


_Row = tuple[int, str, Mapping[str, str]]


def _csv_rows(lines: list[tuple[int, str]]) -> Iterator[_Row]:
    header = lines[0][1]
    reader = csv.reader(io.StringIO("\n".join(line for _, line in lines)), delimiter=_delimiter(header))
    names = [name.strip() for name in next(reader)]
    column = next(index for index, name in enumerate(names) if name.lower() in _ID_COLUMNS)
    for position, cells in enumerate(reader, 1):
        given = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name and cell.strip()}
        trial = given.pop(names[column], "")
        yield lines[min(position, len(lines) - 1)][0], trial, given


def _text_rows(lines: list[tuple[int, str]]) -> Iterator[_Row]:
    """Several numbers on a line are fine, and so is a comment behind them."""
    for number, line in lines:
        for word in line.split("#", 1)[0].replace(",", " ").replace(";", " ").split():
            yield number, word, {}
