"""A trial that somebody names: known, or refused in words that say why nothing can be said of it."""

from __future__ import annotations

from watcher.cli.say import warn
from watcher.config import Config
from watcher.errors import UsageError
from watcher.model import Trial, TrialState
from watcher.registries.clinicaltrials_gov.ids import parse as parse_trial
from watcher.store import Store


def known(config: Config, store: Store, text: str) -> Trial:
    """UsageError for a slip of the pen: "no news" of a trial that nobody watches would be untrue."""
    trial = parse_trial(text)
    state = store.states([trial])[trial]
    if state == TrialState(trial):
        if trial not in config.trials:
            raise UsageError(f"{trial} is not watched, and nothing is kept of it; `watcher add {trial}` would do")
        warn(f"{trial} was not looked at yet; `watcher check` does")
    return trial
