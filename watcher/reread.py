"""The past under today's rules: what `watcher reclassify` and `watcher rules test` show. Nothing here tells anybody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from watcher.meaning.decide import reread
from watcher.meaning.numbers import Numbers
from watcher.meaning.telling.route import route
from watcher.meaning.telling.watched import Watched
from watcher.model import Alert, Decision, Held, Known, LogFilter, Trial, Update, Version, Watch
from watcher.store import Store


class Difference(Struct, frozen=True):
    """One update as it is stored and as it would be read today; None where there is none."""

    stored: Update | None
    today: Update | None

    @property
    def update(self) -> Update:
        found = self.today or self.stored
        assert found is not None
        return found


def differences(store: Store, trials: Iterable[Trial], numbers: Numbers) -> Iterator[Difference]:
    """Updates that today's rules read otherwise, trial by trial, oldest first."""
    for trial in trials:
        stored = {
            update.to_version: update
            for update in store.updates(LogFilter(trials=(trial.id,)))
            if update.to_version is not None and update.mark == ""
        }
        for number, decision in decisions(store, trial, numbers):
            before, after = stored.get(number), decision.update
            if (before or after) and (before is None or after is None or _reads_otherwise(before, after)):
                yield Difference(before, after)


def decisions(store: Store, trial: Trial, numbers: Numbers) -> Iterator[tuple[int, Decision]]:
    """The fold over a trial's versions: each is decided with what the earlier ones left to remember.

    A version whose predecessor was pruned cannot be decided again: what it left to remember is read from the log.
    """
    known = Known()
    for info in store.version_infos(trial):
        version = store.version(trial, info.number)
        if _follows(known.previous, version):
            decision = reread(known, version, numbers)
            yield info.number, decision
            known = Known(previous=version, first_plan=decision.first_plan, crossed=decision.crossed)
        else:
            known = _as_recorded(store, version)


def _follows(previous: Version | None, version: Version) -> bool:
    return version.number == (1 if previous is None else previous.number + 1)


def _as_recorded(store: Store, version: Version) -> Known:
    trial = version.record.trial
    earlier = (
        update
        for update in store.updates(LogFilter(trials=(trial.id,)))
        if update.to_version is not None and update.to_version <= version.number
    )
    crossed = {name for update in earlier for change in update.changes for name in change.inputs.get("crossed", ())}
    return Known(previous=version, first_plan=store.known(trial).first_plan, crossed=frozenset(crossed))


def _reads_otherwise(stored: Update, today: Update) -> bool:
    return (stored.changes, stored.headline, stored.significance) != (today.changes, today.headline, today.significance)


def reclassify(store: Store, found: Iterable[Difference]) -> int:
    """Keeps today's reading beside the older ones, whose ids still resolve: all of it or nothing.

    Returns how many updates were re-read.
    """
    count = 0
    with store.write():
        for difference in found:
            count += 1
            _keep(store, difference)
    return count


def _keep(store: Store, difference: Difference) -> None:
    if difference.stored is None:
        assert difference.today is not None
        states = store.states([difference.today.trial])
        store.record(Decision(update=difference.today), (), states[difference.today.trial])
    else:
        store.supersede(difference.today or _emptied(difference.stored))


def _emptied(update: Update) -> Update:
    """What today's rules see no change in."""
    return replace(update, changes=(), edits=())


class Rehearsal(Struct, frozen=True):
    """What an update would have led to under the alerts given."""

    update: Update
    held: tuple[Held, ...]
    after: datetime | None  # the end of the run before: what was found after it was told together


def rehearse(
    store: Store,
    since: datetime,
    watched: Watched,
    alerts: Sequence[Alert],
    recipients: Mapping[str, tuple[str, ...]],
) -> Iterator[Rehearsal]:
    """What the configuration as it stands would have sent since then; nothing is sent."""
    former = [(watch, store.former_members(watch.name)) for watch in watched.watches if watch.search or watch.like]
    for update in store.updates(LogFilter(since=since.isoformat())):
        holders = watched.of_update(update)
        holders += tuple(watch for watch in _held_then(former, update) if watch not in holders)
        after = store.last_end(update.detected_at)
        held = route(update, holders, alerts, recipients, update.detected_at, settled=after)
        if held:
            yield Rehearsal(update, held, after)


def _held_then(former: Iterable[tuple[Watch, Mapping[Trial, datetime]]], update: Update) -> Iterator[Watch]:
    """Whose search still found the trial: the update by which it left is told to those who asked for the search."""
    if any(change.kind.startswith("search.") for change in update.changes):
        return
    for watch, left in former:
        if update.trial in left and update.detected_at <= left[update.trial]:
            yield watch
