"""One round over the registry in one data release: trials by their numbers, searches page by page.

What came is recorded before more is asked for, so that a killed round goes on where it stopped, and holds no more
than a page in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from watcher.check import tallies
from watcher.check.chunks import chunks
from watcher.check.looks import Desk, announce, take
from watcher.check.orders import Registry
from watcher.check.report import Sight, Unseen
from watcher.check.searches import events_of, undecided
from watcher.errors import Outage, RegistryError, Stopped, UnexpectedRecord
from watcher.meaning.telling import looks
from watcher.model import Answer, End, Found, Trial, TrialState
from watcher.stop import Stop
from watcher.store import Sought, Sweep

_SLAB = 5_000  # trials whose states are held in memory at once


class Round:
    """What it saw grows with every question; nothing else in it changes."""

    def __init__(self, registry: Registry, desk: Desk, clock: Callable[[], datetime], deadline: float | None) -> None:
        self.sight = Sight()
        self.started = started = clock()
        self.moved = False  # the registry turned to another data release meanwhile
        self._registry = registry
        self._desk = desk
        self._clock = clock
        self._tally = tallies.tally_for(desk.store, desk.release, started)
        self._taken: set[Trial] = set()  # and would be asked for again: not all, for the registry is large
        self._deadline = deadline  # of the run, in POSIX seconds

    def look(self, due: Sequence[Trial]) -> None:
        """Chunk by chunk, each trial once a round: one that failed on a page or was stale there is not asked again."""
        fresh = [trial for trial in due if trial not in self._taken]
        for start in range(0, len(fresh), _SLAB):
            slab = fresh[start : start + _SLAB]
            states = self._desk.store.states(slab)
            answers = self._registry.fetch(slab, self._desk.release, self._deadline, _hashes(states))
            self._take(self._desk, _until_stopped(answers, slab, self._desk.orders.stop), states)

    def leave(self, waiting: Iterable[TrialState]) -> None:
        """These are in doubt, and their next look has not come: the run says so."""
        self.sight = self.sight.plus(doubts(waiting))

    def sweep(self, asked: Sought) -> bool:
        """Page by page. True: the search was answered to its end in this release, now or before."""
        store = self._desk.store
        sweep = store.begin_sweep(asked, self._desk.release, self._clock())
        if sweep.is_done:
            return True
        end = self._pages(asked, sweep)
        if end.complete:
            self._close(asked)
            return True
        self.moved = self.moved or end.moved
        error = end.error or Outage(end.reason)
        self.sight = self.sight.plus(Sight(incomplete={asked.name: error}))
        return False

    def _pages(self, asked: Sought, sweep: Sweep) -> End:
        store, stop = self._desk.store, self._desk.orders.stop
        # Who is new in the whole registry is told when it is met: there is no list to compare with at the end.
        desk = replace(self._desk, arrivals=asked.name) if asked.whole and not sweep.is_first else self._desk
        pages = self._registry.search(
            asked.params, desk.release, self._deadline, token=sweep.token, known=store.hash_of
        )
        for page in pages:
            if isinstance(page, End):
                return page
            trials = [answer.trial for answer in page.answers]
            # One that was watched by its number, or by this search in other words, may have changed meanwhile.
            self._page(replace(desk, watched=desk.watched.meeting(asked.name, trials)), page)
            store.found(asked.name, trials, page.next_token, self._clock(), named=not asked.whole)
            if stop():
                return End(complete=False, error=Stopped())
        return End(complete=False, reason="the registry's pages came to no end")

    def _page(self, desk: Desk, page: Found) -> None:
        """What another search or an earlier run was answered for in this release is not taken twice."""
        answers = [answer for answer in page.answers if answer.trial not in self._taken]
        states = desk.store.states(answer.trial for answer in answers)
        self._take(desk, (a for a in answers if states[a.trial].release_seen != desk.release), states)

    def _close(self, asked: Sought) -> None:
        """Members that are not found any more are looked at first: their records say why."""
        desk = self._desk
        lost = desk.store.lost(asked.name)
        self.look(desk.store.due(lost, desk.release, self._clock()))
        now = self._clock()  # what those looks found was seen before anybody left
        with desk.store.write():
            change = desk.store.end_sweep(asked.name, now, undecided(desk.store, lost, desk.release, now))
            updates = list(events_of(desk.store, asked, change, desk.release, now))
            self.sight = self.sight.plus(announce(desk, updates, now))

    def _take(self, desk: Desk, answers: Iterable[Answer], states: Mapping[Trial, TrialState]) -> None:
        for chunk in chunks(answers):
            now = self._clock()
            seen, self._tally = take(desk, chunk, states, self._tally, now)
            self.sight = self.sight.plus(seen)
            trials = [answer.trial for answer in chunk]
            self._taken.update(trials if desk.orders.force else desk.store.due(trials, desk.release, now))


def doubts(states: Iterable[TrialState]) -> Sight:
    sight = Sight()
    for state in states:
        unseen = Unseen(1, looks.waits(state), (state.trial,))
        sight = sight.plus(Sight(waiting={state.condition.value: unseen}))
    return sight


def _hashes(states: Mapping[Trial, TrialState]) -> Callable[[Trial], str | None]:
    return lambda trial: states[trial].hash


def _until_stopped(answers: Iterator[Answer], trials: Sequence[Trial], stop: Stop) -> Iterator[Answer]:
    """What was not come to is as due as before. A trial that was left without an answer all the same has failed."""
    left = dict.fromkeys(trials)
    error: RegistryError = UnexpectedRecord("the registry's answers came to an end without one for this trial")
    for answer in answers:
        left.pop(answer.trial, None)
        yield answer
        if stop():
            error = Stopped()
            break
    yield from (Answer(trial, error=error) for trial in left)
