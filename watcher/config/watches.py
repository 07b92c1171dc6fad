"""`[[watch]]` tables in, watches out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from pydantic import ValidationError

from watcher.config.lines import KeyPath
from watcher.config.lists import Entry, decoded, read_list
from watcher.config.problems import Problems, why_unreadable
from watcher.config.sections import WatchSection
from watcher.config.vocabulary import ParseTrial, Vocabulary
from watcher.errors import UsageError
from watcher.model import Trial, Watch

_EXAMPLE = '[[watch]] with trials = ["NCT06455449"] would do'


def read_watches(tables: Any, folder: Path, vocabulary: Vocabulary, problems: Problems) -> tuple[Watch, ...]:
    """A watch whose file gives its trials different labels becomes several of one name, one for each set of labels."""
    if not tables:
        problems.add((), f"nothing is watched; {_EXAMPLE}")
        return ()
    if not isinstance(tables, list):
        problems.add(("watch",), "double brackets would do: [[watch]]")
        return ()
    reader = _Reader(folder, vocabulary, problems)
    return tuple(watch for index, table in enumerate(tables) for watch in reader.watches(table, ("watch", index)))


def parse_trials(texts: Iterable[str], path: KeyPath, parse_trial: ParseTrial, problems: Problems) -> list[Trial]:
    trials = []
    for index, text in enumerate(texts):
        try:
            trials.append(parse_trial(text))
        except UsageError as error:
            problems.add((*path, index), str(error))
    return trials


class _Reader(Struct):
    folder: Path
    vocabulary: Vocabulary
    problems: Problems
    names: set[str] = field(default_factory=set)

    def watches(self, table: Any, path: KeyPath) -> Iterator[Watch]:
        try:
            section = WatchSection.model_validate(table)
        except ValidationError as error:
            self.problems.add_invalid(error, WatchSection, path)
            # The name is kept, so that an alert that names this watch is not called wrong as well.
            name = table.get("name") if isinstance(table, dict) else None
            yield Watch(name=name if isinstance(name, str) else "", trials=())
            return
        self._check(section, path)
        groups = self._groups(section, path)
        name = self._name(section, path, groups)
        for labels, trials in groups:
            yield Watch(
                name=name,
                trials=trials,
                labels=labels,
                paused=section.paused,
                search=section.search,
                like=self._like(section, path),
                all=section.all,
            )

    def _check(self, section: WatchSection, path: KeyPath) -> None:
        if not (section.trials or section.file or section.search or section.like or section.all):
            self.problems.add(path, f"watches nothing; {_EXAMPLE}")
        if section.search:
            try:
                self.vocabulary.check_search(section.search)
            except UsageError as error:
                self.problems.add((*path, "search"), str(error))
        if section.name is None and (section.search or section.like or section.all):
            self.problems.add(path, 'a search needs a name, under which its members are remembered: name = "lupus"')

    def _groups(self, section: WatchSection, path: KeyPath) -> list[tuple[Mapping[str, str], tuple[Trial, ...]]]:
        named = parse_trials(section.trials, (*path, "trials"), self.vocabulary.parse_trial, self.problems)
        groups: dict[tuple[tuple[str, str], ...], dict[Trial, None]] = {
            tuple(sorted(section.labels.items())): dict.fromkeys(named)
        }
        for entry in self._listed(section, path):
            if entry.trial not in named:
                labels = {**section.labels, **entry.labels}
                groups.setdefault(tuple(sorted(labels.items())), {})[entry.trial] = None
        filled = {labels: trials for labels, trials in groups.items() if trials} or groups
        return [(dict(labels), tuple(trials)) for labels, trials in filled.items()]

    def _listed(self, section: WatchSection, path: KeyPath) -> tuple[Entry, ...]:
        if section.file is None:
            return ()
        here = (*path, "file")
        try:
            text, _ = decoded((self.folder / section.file).read_bytes())
            listed = read_list(text, self.vocabulary.parse_trial)
        except (OSError, UsageError) as error:
            why = why_unreadable(error) if isinstance(error, OSError) else error
            self.problems.add(here, f"cannot read {section.file!r}: {why}")
            return ()
        for problem in listed.problems:
            self.problems.add(here, f"{section.file}:{problem}")
        if not listed.entries and not listed.problems:
            self.problems.add(here, f"{section.file} names no trial")
        return listed.entries

    def _like(self, section: WatchSection, path: KeyPath) -> Trial | None:
        if section.like is None:
            return None
        found = parse_trials((section.like,), (*path, "like"), self.vocabulary.parse_trial, self.problems)
        return found[0] if found else None

    def _name(
        self, section: WatchSection, path: KeyPath, groups: list[tuple[Mapping[str, str], tuple[Trial, ...]]]
    ) -> str:
        trials = groups[0][1]
        name = section.name or (trials[0].id if trials else f"watch {path[-1]}")
        if name in self.names:
            self.problems.add((*path, "name"), f"a watch before this one is called {name!r} too; another name would do")
        self.names.add(name)
        return name
