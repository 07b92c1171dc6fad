"""A trial that somebody names: known and watched, or refused in words that say why nothing can be said of it."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

from watcher.cli.say import warn
from watcher.cli.wiring import read_store
from watcher.config import Config
from watcher.errors import UsageError
from watcher.meaning.telling.watched import Watched
from watcher.model import Trial, TrialState
from watcher.registries.clinicaltrials_gov.ids import parse as parse_trial
from watcher.store import Store
from watcher.store.watched import watched_by


def known(config: Config, store: Store, text: str) -> Trial:
    """UsageError for a slip of the pen: "no news" of a trial that nobody watches would be untrue."""
    trial = parse_trial(text)
    state = store.states([trial])[trial]
    if state == TrialState(trial):
        if not watched_by(store, config.watches).of_trial(trial):
            raise UsageError(f"{trial} is not watched, and nothing is kept of it; `watcher add {trial}` would do")
        warn(f"{trial} was not looked at yet; `watcher check` does")
    return trial


def to_be_checked(config: Config, texts: Iterable[str]) -> tuple[Trial, ...]:
    """UsageError for a trial that no watch asks for: to look at nothing and say nothing would read like no news."""
    trials = tuple(dict.fromkeys(map(parse_trial, texts)))
    watched = _watched(config) if trials else Watched.of(())
    for trial in trials:
        watches = watched.of_trial(trial)
        if not watches:
            raise UsageError(f"{trial} is not watched; `watcher add {trial}` would do")
        if all(watch.paused for watch in watches):
            name = watches[0].name
            raise UsageError(f"{trial} is paused with {name!r}; `watcher resume {shlex.quote(name)}` would do")
    return trials


def _watched(config: Config) -> Watched:
    if not config.database.exists():
        return Watched.of(config.watches)
    with read_store(config) as store:
        return watched_by(store, config.watches)
