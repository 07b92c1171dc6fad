"""Failure as a state (law 12): what is remembered of failing trials and runs in, notices and what to remember out.

Announced once after N looks in a row, reminded every M days, and recovery is told only to who heard of the failure.
A registry that cannot be seen at all is one notice for the run, not one a trial.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from watcher.meaning.words import count
from watcher.model import Notice, TrialCondition, TrialState, digest

_ONE_BY_ONE = 5  # more trials than this in one state at once are one notice
_NAMED = 10  # trials named in such a notice
_FAILING = frozenset({TrialCondition.FAILED, TrialCondition.QUARANTINED})

# What the registry does, by the class of the error; any other class is said as it is.
_DOES = {
    "blocked": "the registry refuses this address (403)",
    "outage": "the registry gives no answer that can be read",
    "rate limited": "the registry asks for fewer requests (429)",
    "too slow": "the time of a check was used up",
}
_NEXT = "Next try: with the next check. What changed meanwhile is told then; messages that wait are sent as usual."


class Patience(Struct, frozen=True):
    """When failure is said: after so many looks in a row, again after so many days."""

    after: int = 3
    remind_days: float = 7.0


class Trouble(Struct, frozen=True):
    """A run-wide failure that lasts: the registry was not seen, or not to the end."""

    kind: str  # the class of the error in a word: "blocked", "outage", "too slow"
    runs: int  # in a row
    since: datetime
    error: str
    advice: str
    unseen: int = 0
    watched: int = 0
    announced_at: datetime | None = None
    kinds: tuple[tuple[str, int], ...] = ()  # of all its runs: each class, and how often


def of_trials(
    states: Iterable[TrialState], patience: Patience, now: datetime
) -> tuple[tuple[Notice, ...], tuple[TrialState, ...]]:
    """Of the trials that fail or were said to fail: what is to be said now, and the states to remember with it."""
    said: dict[tuple[str, str], list[TrialState]] = defaultdict(list)
    for state in states:
        way = _way(state, patience, now)
        if way is not None:
            said[way, state.error_kind or ""].append(state)
    notices = [notice for (way, kind), found in said.items() for notice in _notices(way, kind, found, now)]
    remembered = [
        replace(state, announced_at=None, error_kind=None, error=None, failing_since=None)
        if way == "recovered"
        else replace(state, announced_at=now)
        for (way, _), found in said.items()
        for state in found
    ]
    return tuple(notices), tuple(remembered)


def is_notable(state: TrialState, patience: Patience, now: datetime) -> bool:
    """Would `of_trials` say something of it?"""
    return _way(state, patience, now) is not None


def of_run(
    before: Trouble | None, found: Trouble | None, patience: Patience, now: datetime
) -> tuple[Notice | None, Trouble | None]:
    """`found`: what this run met, as if it were the first; None when it saw. The trouble to remember comes back."""
    if found is None:
        return (None if before is None or before.announced_at is None else _seen_again(before, now)), None
    if before is not None:
        found = replace(
            found,
            runs=before.runs + 1,
            since=before.since,
            announced_at=before.announced_at,
            kinds=_counted(before, found.kind),
        )
    if not _is_due(found.runs, found.announced_at, patience, now):
        return None, found
    return _trouble(found, now), replace(found, announced_at=now)


def _way(state: TrialState, patience: Patience, now: datetime) -> str | None:
    if state.condition is TrialCondition.OK:
        return None if state.announced_at is None else "recovered"
    if state.condition not in _FAILING:
        return None
    if not _is_due(state.failures, state.announced_at, patience, now):
        return None
    return "still" if state.announced_at else "failing"


def _is_due(failures: int, announced_at: datetime | None, patience: Patience, now: datetime) -> bool:
    if announced_at is None:
        return failures >= patience.after
    # However the clock was wrong in between: the next reminder is not put off until the day that it showed.
    return abs(now - announced_at) >= timedelta(days=patience.remind_days)


def _notices(way: str, kind: str, states: Sequence[TrialState], now: datetime) -> Iterator[Notice]:
    if len(states) <= _ONE_BY_ONE:
        yield from (_of_one(way, state, now) for state in states)
    else:
        yield _of_many(way, kind, states, now)


def _of_one(way: str, state: TrialState, now: datetime) -> Notice:
    since = (
        f"Since {_day(state.failing_since)}, {count(state.failures, 'look')} in a row." if state.failing_since else ""
    )
    titles = {
        "failing": f"{state.trial} cannot be read: {state.error_kind}",
        "still": f"{state.trial} still cannot be read: {state.error_kind}",
        "recovered": f"{state.trial} can be read again",
    }
    lines = (
        ("What changed in between is told as usual.",)
        if way == "recovered"
        else (since, state.error or "", "Nothing is said about this trial's record until it can be read.")
    )
    return Notice(
        id=digest("notice", f"trial.{way}", state.trial.registry, state.trial.id, now.isoformat()),
        kind=f"trial.{way}",
        title=titles[way],
        lines=tuple(line for line in lines if line),
        at=now.isoformat(),
        trial=state.trial,
    )


def _of_many(way: str, kind: str, states: Sequence[TrialState], now: datetime) -> Notice:
    ids = sorted(str(state.trial) for state in states)
    more = f" and {len(ids) - _NAMED:,} more" if len(ids) > _NAMED else ""
    titles = {
        "failing": f"{len(ids):,} trials cannot be read: {kind}",
        "still": f"{len(ids):,} trials still cannot be read: {kind}",
        "recovered": f"{len(ids):,} trials can be read again",
    }
    return Notice(
        id=digest("notice", f"trials.{way}", kind, *ids, now.isoformat()),
        kind=f"trial.{way}",
        title=titles[way],
        lines=(
            f"{', '.join(ids[:_NAMED])}{more}.",
            *([states[0].error] if way != "recovered" and states[0].error else []),
        ),
        at=now.isoformat(),
    )


def _counted(before: Trouble, kind: str) -> tuple[tuple[str, int], ...]:
    counts = Counter(dict(before.kinds or ((before.kind, before.runs),)))
    return tuple((counts + Counter([kind])).items())


def _trouble(trouble: Trouble, now: datetime) -> Notice:
    blind = trouble.unseen >= trouble.watched
    return Notice(
        id=digest("notice", "run.blind" if blind else "run.partial", trouble.since.isoformat(), now.isoformat()),
        kind="blind" if blind else "partial",
        title=f"{'BLIND' if blind else 'Not seen'}: {_does(trouble.kind)}; {trouble.unseen:,} of "
        f"{trouble.watched:,} trials not checked since {_day(trouble.since)}",
        lines=(
            trouble.error,
            f"{_runs(trouble)}. No trial is said to have changed or vanished.",
            _NEXT,
            f"What to do: {trouble.advice}",
        ),
        at=now.isoformat(),
    )


def _seen_again(trouble: Trouble, now: datetime) -> Notice:
    return Notice(
        id=digest("notice", "run.recovered", trouble.since.isoformat(), now.isoformat()),
        kind="recovery",
        title="The registry can be seen again",
        lines=(
            f"It could not from {_day(trouble.since)} on. {_runs(trouble)}.",
            "What changed in between is told as usual.",
        ),
        at=now.isoformat(),
    )


def _does(kind: str) -> str:
    return _DOES.get(kind, kind)


def _runs(trouble: Trouble) -> str:
    """How many, and of which class: what was met last is not what was met each time."""
    found = Counter(dict(trouble.kinds or ((trouble.kind, trouble.runs),))).most_common()
    each = [_does(kind) if len(found) == 1 else f"{times} × {_does(kind)}" for kind, times in found]
    return f"{count(trouble.runs, 'run')} in a row: {'; '.join(each)}"


def _day(at: datetime | None) -> str:
    return f"{at.day} {at:%b %Y %H:%M} UTC" if at else "?"
