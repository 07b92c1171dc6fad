"""What `add` is asked for, from the command line and from a list; and what is watched already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from watcher.cli.labels import words
from watcher.cli.say import warn
from watcher.config.lists import Entry, TrialList, decoded, read_list
from watcher.config.watchlist import Listed
from watcher.errors import UsageError
from watcher.meaning.telling.watched import bears
from watcher.model import Trial
from watcher.registries.clinicaltrials_gov.ids import parse as parse_trial


def from_list(source: str | None, columns: str | None) -> tuple[str, TrialList] | None:
    """The name to tell of it, and what it holds."""
    if source is None:
        if columns is not None:
            raise UsageError("--columns chooses from those of a list; --from names one")
        return None
    name = "<stdin>" if source == "-" else source
    try:
        with click.open_file(source, "rb") as file:
            text, guessed = decoded(file.read())
        wanted = [name.strip() for name in (columns or "").split(",") if name.strip()]
        listed = read_list(text, parse_trial, wanted)
    except UsageError as error:
        raise UsageError(f"nothing was added: {name}: {error}") from error
    if guessed:
        warn(f"{name}: {guessed}")
    return name, listed


def list_name(source: str | None) -> str:
    """rivals.csv → "rivals"."""
    return Path(source).stem if source and source != "-" else ""


def wanted(trials: Iterable[str], listed: tuple[str, TrialList] | None, labels: Mapping[str, str]) -> list[Entry]:
    typed = read_list(" ".join(trials), parse_trial)
    problems = [problem.split(": ", 1)[1] for problem in typed.problems]
    entries = list(typed.entries)
    if listed is not None:
        name, from_file = listed
        problems += [f"{name}:{problem}" for problem in from_file.problems]
        named = {entry.trial for entry in entries}
        entries += [entry for entry in from_file.entries if entry.trial not in named]
        for duplicate in from_file.duplicates:
            warn(f"{name}:{duplicate}")
    if problems:
        raise UsageError("nothing was added:\n" + "\n".join(problems))
    if listed is not None and not entries:
        raise UsageError(f"nothing was added: {listed[0]} is empty, no line of it names a trial")
    if not entries:
        raise UsageError("no trial was named; `watcher add NCT06455449`, or a list with --from, would do")
    return [Entry(entry.trial, {**labels, **entry.labels}) for entry in entries]


def refuse_other_labels(listed: Listed, entries: Iterable[Entry], labels: Mapping[str, str]) -> None:
    """A label belongs to a whole watch; to leave it out in silence would let an alert by labels stay silent, too."""
    for entry in entries:
        watches = _watches(listed, entry.trial)
        if watches and not any(bears(watch.get("labels", {}), labels.items()) for watch in watches.values()):
            name = next(iter(watches))
            raise UsageError(
                f"{entry.trial} is watched already, without {words(labels)}. A label is its whole watch's: write it "
                f"into the [[watch]] {name!r}, or `watcher remove {entry.trial}` and add it again"
            )


def watched_already(listed: Listed, entry: Entry) -> str:
    watches = _watches(listed, entry.trial)
    has = any(bears(watch.get("labels", {}), entry.labels.items()) for watch in watches.values())
    said = f"{entry.trial} is watched already, by {', '.join(map(repr, watches))}"
    return said if has else f"{said}; its labels stay as they are, without {words(entry.labels)}"


def _watches(listed: Listed, trial: Trial) -> dict[str, Mapping[str, Any]]:
    return {listed.name(index): listed.tables[index] for index, _ in listed.places(trial)}
