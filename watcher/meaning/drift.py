"""Updates of one data release in, what the registry did to many records at once out.

One path that appears, vanishes or is written anew in many trials whose sponsors submitted nothing is a change of the
registry's format, told once to the operator; a sponsor that stops its whole programme is news (significance.md,
correction 14).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from watcher.meaning.numbers import Numbers
from watcher.meaning.record import SUBMITTED
from watcher.model import Actor, Change, Edit, Json, Notice, Significance, Trial, Update, digest

RULE = "registry.format"
_EXAMPLE_LENGTH = 60

# What the registry routinely says of one trial on its own is news of that trial, however many trials share the day.
_NEWS = (
    "status.changed", "why_stopped.changed", "reference.", "results.", "annotation.", "record.", "search.",
    "sites.status_", "watching",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shift:
    """What happened to one path, whatever the trial."""

    path: str
    way: str  # "appeared", "vanished", "written anew"


@dataclass(frozen=True)
class Drift:
    """One shift that reached enough trials, with an example."""

    shift: Shift
    release: str
    trials: int
    of: int  # watched trials answered for this release whose submission date did not move
    example: Edit


def unmoved(update: Update) -> bool:
    """Did nobody submit anything? Only such updates can be drift."""
    return not any(edit.path == SUBMITTED for edit in update.edits)


def find(updates: Iterable[Update], release: str, answered: int, numbers: Numbers) -> tuple[Drift, ...]:
    """`updates`: all of one release. `answered`: the watched trials that the registry answered for in it."""
    trials: dict[Shift, set[Trial]] = defaultdict(set)
    examples: dict[Shift, Edit] = {}
    submitted: set[Trial] = set()
    for update in updates:
        if not unmoved(update):
            submitted.add(update.trial)
            continue
        for edit in _countable(update):
            trials[_shift(edit)].add(update.trial)
            examples.setdefault(_shift(edit), edit)
    silent = answered - len(submitted)
    enough = max(numbers.drift_minimum, numbers.drift_share_percent / 100 * silent)
    return tuple(
        Drift(shift, release, len(found), silent, examples[shift])
        for shift, found in sorted(trials.items(), key=lambda pair: (pair[0].path, pair[0].way))
        if len(found) >= enough
    )


def demoted(update: Update, drifts: Iterable[Drift]) -> Update | None:
    """The update with what drift explains made administrative; None where it explains nothing."""
    shifts = {drift.shift for drift in drifts}
    if not shifts or not unmoved(update):
        return None
    explained = [_explained(update, change, shifts) for change in update.changes]
    if not any(explained):
        return None
    pairs = list(zip(explained, update.changes, strict=True))
    # A summary without edits of its own goes with what it sums up.
    whole = all(known or not change.edits or change.kind == "verified" for known, change in pairs)
    changes = tuple(_administrative(change) if known or whole else change for known, change in pairs)
    if changes == update.changes:
        return None
    return replace(update, changes=changes, significance=max((c.significance for c in changes), key=lambda s: s.rank))


def notice(drifts: Sequence[Drift], at: str) -> Notice:
    """One for a release, however many paths moved in it. Its id holds what moved: a later, wider shift is told too."""
    release = drifts[0].release
    moved = "; ".join(f"{drift.shift.path} {drift.shift.way}" for drift in drifts)
    return Notice(
        id=digest("notice", RULE, release, moved),
        kind=RULE,
        title="The registry changed its format; no trial changed",
        lines=(
            *(_line(drift) for drift in drifts),
            f"Registry data of {release}. These changes are kept as administrative.",
        ),
        at=at,
    )


def _countable(update: Update) -> Iterable[Edit]:
    news = {i for change in update.changes if change.kind.startswith(_NEWS) for i in change.edits}
    return (edit for i, edit in enumerate(update.edits) if i not in news)


def _shift(edit: Edit) -> Shift:
    if edit.before is None:
        return Shift(edit.path, "appeared")
    return Shift(edit.path, "vanished" if edit.after is None else "written anew")


def _explained(update: Update, change: Change, shifts: set[Shift]) -> bool:
    """Every edit of it is drift: a change that holds anything else stays what it was."""
    if change.kind.startswith(_NEWS) or not change.edits:
        return False
    return all(_shift(update.edits[i]) in shifts for i in change.edits)


def _administrative(change: Change) -> Change:
    if change.significance is Significance.ADMINISTRATIVE:
        return change
    return replace(
        change,
        significance=Significance.ADMINISTRATIVE,
        actor=Actor.REGISTRY,
        rule=RULE,
        inputs={**change.inputs, "rated_before": str(change.significance), "rule_before": change.rule},
    )


def _line(drift: Drift) -> str:
    name = drift.shift.path.rsplit(".", 1)[-1].removesuffix("[]")
    count = f"{drift.trials:,} of {drift.of:,} trials without a new submission"
    if drift.shift.way != "written anew":
        return f"{name} {drift.shift.way} in {count}"
    return (
        f"{name} is written anew in {count}, for example {_short(drift.example.before)} → {_short(drift.example.after)}"
    )


def _short(value: Json) -> str:
    words = str(value)
    return words if len(words) <= _EXAMPLE_LENGTH else f"{words[:_EXAMPLE_LENGTH]}…"
