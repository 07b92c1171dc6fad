"""The text of a config.toml and a change of the watch list in, the new text and what was done out."""

from __future__ import annotations

import shlex
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from watcher.config.edit import NewWatch, add_watch, extend_watch, pause_watch, remove_trials, remove_watch
from watcher.config.lists import Entry
from watcher.config.problems import did_you_mean
from watcher.config.vocabulary import ParseTrial
from watcher.errors import UsageError
from watcher.meaning.words import shortened
from watcher.model import Trial

_LONGEST_NAME = 60  # characters; a column of remarks is a label, too


class Listed(Struct, frozen=True, dict=True):
    """What is in the file: the tables as written, and which trial stands where."""

    text: str
    parse_trial: ParseTrial

    @property
    def is_empty(self) -> bool:
        """Nothing is watched yet. What is no TOML at all, whoever reads it whole will say better."""
        try:
            return not self.tables
        except tomllib.TOMLDecodeError:
            return False

    @cached_property
    def tables(self) -> Sequence[Mapping[str, Any]]:
        found: Sequence[Mapping[str, Any]] = tomllib.loads(self.text).get("watch", [])
        return found

    def names(self) -> list[str]:
        return [self.name(index) for index in range(len(self.tables))]

    def name(self, index: int) -> str:
        table = self.tables[index]
        return str(table.get("name") or next(iter(table.get("trials", [])), f"watch {index}"))

    def places(self, trial: Trial) -> list[tuple[int, int]]:
        """Which watch, and where in its list."""
        return self._places.get(trial, [])

    @cached_property
    def _places(self) -> Mapping[Trial, list[tuple[int, int]]]:
        """Each number is read once, however many are asked for."""
        found: dict[Trial, list[tuple[int, int]]] = {}
        for index, table in enumerate(self.tables):
            for position, text in enumerate(table.get("trials", [])):
                found.setdefault(self.parse_trial(text), []).append((index, position))
        return found

    def after(self, text: str) -> Listed:
        return replace(self, text=text)


def added(listed: Listed, entries: Iterable[Entry], name: str | None, *, usual: str = "") -> str:
    """Entries with the same labels become one watch; a watch of that name takes them all.

    `usual` names several trials that have neither a name nor labels.
    """
    entries = tuple(entries)
    if not entries:
        return listed.text
    if name is not None and name in listed.names():
        index = listed.names().index(name)
        _refuse_other_labels(name, listed.tables[index], entries)
        return extend_watch(listed.text, index, [entry.trial.id for entry in entries])
    text = listed.text
    for watch in _new_watches(entries, name, usual, set(listed.names())):
        text = add_watch(text, watch)
    return text


def removed(listed: Listed, trials: Iterable[Trial]) -> str:
    """A watch that loses its last trial, and finds none by itself, goes too."""
    for trial in trials:
        places = listed.places(trial)
        if not places:
            raise UsageError(
                f"{trial} stands in no trials = […] of the configuration; `watcher list` shows what is watched"
            )
        for index, position in reversed(places):
            table = listed.tables[index]
            lonely = len(table["trials"]) == 1 and not any(table.get(key) for key in ("file", "search", "like", "all"))
            text = remove_watch(listed.text, index) if lonely else remove_trials(listed.text, index, [position])
            listed = listed.after(text)
    return listed.text


def paused(listed: Listed, what: str, *, pause: bool) -> str:
    """A watch by its name, or the one that holds nothing but this trial."""
    return pause_watch(listed.text, _index(listed, what), paused=pause)


def _index(listed: Listed, what: str) -> int:
    if what in listed.names():
        return listed.names().index(what)
    try:
        places = listed.places(listed.parse_trial(what))
    except UsageError:
        raise UsageError(f"no watch is called {what!r}{did_you_mean(what, listed.names())}") from None
    if len(places) != 1:
        found = "no watch names" if not places else f"{len(places)} watches name"
        raise UsageError(f"{found} {what}; give the name of a watch: {', '.join(listed.names())}")
    index = places[0][0]
    if len(listed.tables[index]["trials"]) > 1:
        name = shlex.quote(listed.name(index))
        raise UsageError(
            f"{what} is one of several trials of a watch. `watcher pause {name}` pauses them all; "
            f"`watcher remove {what}` and `watcher add {what}` give it a watch of its own"
        )
    return index


def _refuse_other_labels(name: str, table: Mapping[str, Any], entries: Sequence[Entry]) -> None:
    for entry in entries:
        if entry.labels and dict(entry.labels) != dict(table.get("labels", {})):
            raise UsageError(f"the watch {name!r} has other labels than {entry.trial}; another --watch would do")


def _new_watches(entries: Sequence[Entry], name: str | None, usual: str, taken: set[str]) -> Iterable[NewWatch]:
    groups: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for entry in entries:
        groups.setdefault(tuple(sorted(entry.labels.items())), []).append(entry.trial.id)
    for labels, trials in groups.items():
        bears = " ".join(value for _, value in labels)
        if name:
            called = name if len(groups) == 1 else f"{name} {bears}".rstrip()
        else:
            called = trials[0] if len(trials) == 1 else bears or usual or trials[0]
        watch = NewWatch(_free(shortened(called, _LONGEST_NAME), taken), trials, dict(labels))
        taken.add(watch.name)
        yield watch


def _free(name: str, taken: set[str]) -> str:
    number = 2
    free = name
    while free in taken:
        free, number = f"{name} {number}", number + 1
    return free
