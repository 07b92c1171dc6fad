"""Who watches what: watches and what their searches found in, each trial with the watches that hold it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType

from msgspec import Struct

from watcher.model import Trial, Update, Watch

_NONE: Mapping[str, Sequence[Trial]] = MappingProxyType({})


class Watched(Struct, frozen=True, dict=True):
    """Each trial once, however many watches hold it (law 4): by its number, by their search, or with all others."""

    watches: tuple[Watch, ...]  # in the order of the file
    by_trial: Mapping[Trial, tuple[Watch, ...]]  # those that name or found it

    @classmethod
    def of(cls, watches: Iterable[Watch], members: Mapping[str, Sequence[Trial]] = _NONE) -> Watched:
        """`members`: what a search found, by the name of its watch. A trial that others shall be like is held too."""
        watches = tuple(watches)
        found: dict[Trial, list[Watch]] = {}
        for watch in watches:
            model = (watch.like,) if watch.like else ()
            for trial in dict.fromkeys((*watch.trials, *model, *members.get(watch.name, ()))):
                found.setdefault(trial, []).append(watch)
        return cls(watches, {trial: tuple(holders) for trial, holders in found.items()})

    def meeting(self, search: str, trials: Iterable[Trial]) -> Watched:
        """As it is for these, on a page of the search: who stands there is held by it from now on."""
        finders = tuple(watch for watch in self.watches if watch.name == search)
        held = {trial: self.by_trial.get(trial, ()) for trial in trials}
        also = {trial: tuple(watch for watch in finders if watch not in by) for trial, by in held.items()}
        return Watched(self.watches, {trial: held[trial] + also[trial] for trial in held})

    @cached_property
    def everywhere(self) -> tuple[Watch, ...]:
        """These watch the whole registry."""
        return tuple(watch for watch in self.watches if watch.all)

    def trials(self) -> list[Trial]:
        """Those that are named or found; of the whole registry there is no list here."""
        return list(self.by_trial)

    def of_trial(self, trial: Trial) -> tuple[Watch, ...]:
        return (*(watch for watch in self.by_trial.get(trial, ()) if not watch.all), *self.everywhere)

    def of_update(self, update: Update) -> tuple[Watch, ...]:
        """That a search found a trial, or does no more, concerns those alone who asked for the search."""
        searches = {change.item for change in update.changes if change.kind.startswith("search.")}
        if searches:
            return tuple(watch for watch in self.watches if watch.name in searches)
        return self.of_trial(update.trial)

    def active(self, only: Iterable[Trial] = ()) -> list[Trial]:
        """Of these, or of all, those that a watch asks for today: a pause loses nothing, it only waits."""
        asked = dict.fromkeys(only) or self.by_trial
        return [trial for trial in asked if any(not watch.paused for watch in self.of_trial(trial))]

    def labels_of(self, trial: Trial) -> Mapping[str, str]:
        return labels_of(self.of_trial(trial))

    def bears(self, trial: Trial, wanted: Iterable[tuple[str, str]]) -> bool:
        """One watch bears all of these: an alert speaks of watches, and to ask for labels is to ask as it does."""
        return any(bears(watch.labels, wanted) for watch in self.of_trial(trial))


def labels_of(watches: Sequence[Watch]) -> Mapping[str, str]:
    """To show them. Where two watches disagree, the first one wins."""
    return {key: text for watch in reversed(watches) for key, text in watch.labels.items()}


def bears(labels: Mapping[str, str], wanted: Iterable[tuple[str, str]]) -> bool:
    """All of these, however their values are capitalised."""
    return all(labels.get(key, "").casefold() == value.casefold() for key, value in wanted)
