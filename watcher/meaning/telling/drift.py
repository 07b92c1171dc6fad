"""The updates of one data release in, what the registry did to many records at once out.

One path that appears, vanishes or is written anew in many trials whose sponsors submitted nothing is a change of the
registry's format, told once to the operator; a sponsor that stops its whole programme is news (docs/rating.md,
correction 14).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from watcher.meaning.numbers import Numbers
from watcher.meaning.record import SUBMITTED
from watcher.meaning.telling.share import retold
from watcher.model import Actor, Change, Edit, Json, Notice, Significance, Update, digest

RULE = "registry.format"
RENAMED = "organization.renamed.several"
QUIET = frozenset({RULE, RENAMED})
_EXAMPLE_LENGTH = 60

# What the registry routinely says of one trial on its own is news of that trial, however many trials share the day.
_NEWS = (
    "status.changed", "why_stopped.changed", "reference.", "results.", "annotation.", "record.", "search.",
    "sites.status_", "watching",
)  # fmt: skip

# One organization's name, wherever a record holds it; two trials are enough (docs/rating.md, correction 12).
_NAMES = frozenset(
    {
        "protocolSection.sponsorCollaboratorsModule.leadSponsor.name",
        "protocolSection.identificationModule.organization.fullName",
    }
)
_RENAMINGS = frozenset({"sponsor.changed", "organization.renamed"})
_SEVERAL = 2
_NAMES_KEPT = 500  # from release to release; those met last


class Shift(Struct, frozen=True):
    """What happened to one path, whatever the trial; or to one name, whatever the path."""

    path: str
    way: str  # "appeared", "vanished", "written anew", "renamed"
    before: str | None = None  # of names only
    after: str | None = None


class Count(Struct, frozen=True):
    """In how many trials a shift was met, with an example of it."""

    shift: Shift
    trials: int
    before: Json
    after: Json


class Tally(Struct, frozen=True):
    """What one data release has brought so far, over however many runs: small enough to be kept with every commit."""

    release: str
    since: str = ""  # when this release was first met, ISO, UTC
    answered: int = 0  # records that the registry gave
    submitted: int = 0  # of which the submission date moved
    counts: tuple[Count, ...] = ()  # the one met last stands last
    data_date: str | None = None  # the newest versionHolder met in this release
    date_before: str | None = None  # and in the release before it

    def plus(self, updates: Iterable[Update], answered: int) -> Tally:
        counts = {count.shift: count for count in self.counts}
        submitted = self.submitted
        for update in updates:
            moved = not _unmoved(update)
            submitted += moved
            formats = () if moved else _countable(update)
            for shift, edit in ({_shift(edit): edit for edit in formats} | _renames(update)).items():
                known = counts.pop(shift, None) or Count(shift, 0, _short(edit.before), _short(edit.after))
                counts[shift] = replace(known, trials=known.trials + 1)
        return replace(self, answered=self.answered + answered, submitted=submitted, counts=tuple(counts.values()))

    def dated(self, data_date: str | None) -> Tally:
        # The registry turned to its next release under a search: that one's date is not this one's.
        if data_date is not None and data_date > self.release[: len(data_date)]:
            return self
        return replace(self, data_date=max(filter(None, (self.data_date, data_date)), default=None))

    def is_stale(self, data_date: str | None) -> bool:
        """The record was not rebuilt for this release: its data date is not newer than the release before."""
        return data_date is not None and self.date_before is not None and data_date <= self.date_before

    def next(self, release: str, since: str) -> Tally:
        """What is known when another release is met. Trials of one sponsor are renamed one after the other."""
        names = [count for count in self.counts if count.shift.way == "renamed"]
        return Tally(release, since, counts=tuple(names[-_NAMES_KEPT:]), date_before=self.data_date or self.date_before)


class Drift(Struct, frozen=True):
    """One shift that reached enough trials."""

    release: str
    count: Count
    of: int  # trials answered for this release whose submission date did not move


def find(tally: Tally, numbers: Numbers) -> tuple[Drift, ...]:
    silent = tally.answered - tally.submitted
    enough = max(numbers.drift_minimum, numbers.drift_share_percent / 100 * silent)
    found = [count for count in tally.counts if count.shift.way != "renamed" and count.trials >= enough]
    return tuple(
        Drift(tally.release, count, silent) for count in sorted(found, key=lambda c: (c.shift.path, c.shift.way))
    )


def renamed(tally: Tally) -> tuple[Drift, ...]:
    """Names that became the same other name in two or more trials (docs/rating.md, correction 12)."""
    found = (count for count in tally.counts if count.shift.way == "renamed" and count.trials >= _SEVERAL)
    return tuple(Drift(tally.release, count, tally.answered) for count in found)


def demoted(update: Update, drifts: Iterable[Drift]) -> Update | None:
    """The update with what drift explains made administrative; None where it explains nothing."""
    shifts = {drift.count.shift for drift in drifts}
    changes = _without_format(update, shifts) if _unmoved(update) else update.changes
    changes = tuple(
        _administrative(change, RENAMED) if _is_renamed(update, change, shifts) else change for change in changes
    )
    return None if changes == update.changes else retold(update, changes)


def _without_format(update: Update, shifts: set[Shift]) -> tuple[Change, ...]:
    explained = [_explained(update, change, shifts) for change in update.changes]
    if not any(explained):
        return update.changes
    pairs = list(zip(explained, update.changes, strict=True))
    # A summary without edits of its own goes with what it sums up.
    whole = all(known or not change.edits or change.kind == "verified" for known, change in pairs)
    return tuple(_administrative(change, RULE) if known or whole else change for known, change in pairs)


def notice(drifts: Sequence[Drift], at: str) -> Notice:
    """One for a release, however many paths moved in it. Its id holds what moved: a later, wider shift is told too."""
    release = drifts[0].release
    moved = "; ".join(f"{drift.count.shift.path} {drift.count.shift.way}" for drift in drifts)
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


def _unmoved(update: Update) -> bool:
    """Nobody submitted anything: only then can it be drift."""
    return not any(edit.path == SUBMITTED for edit in update.edits)


def _countable(update: Update) -> Iterable[Edit]:
    news = {i for change in update.changes if change.kind.startswith(_NEWS) for i in change.edits}
    return (edit for i, edit in enumerate(update.edits) if i not in news)


def _shift(edit: Edit) -> Shift:
    if edit.before is None:
        return Shift(edit.path, "appeared")
    return Shift(edit.path, "vanished" if edit.after is None else "written anew")


def _renames(update: Update) -> dict[Shift, Edit]:
    return {shift: edit for edit in update.edits if (shift := _rename(edit)) is not None}


def _rename(edit: Edit) -> Shift | None:
    if edit.path not in _NAMES or not isinstance(edit.before, str) or not isinstance(edit.after, str):
        return None
    return Shift("organization", "renamed", edit.before, edit.after)


def _is_renamed(update: Update, change: Change, shifts: set[Shift]) -> bool:
    edits = [update.edits[i] for i in change.edits]
    return change.kind in _RENAMINGS and bool(edits) and all(_rename(edit) in shifts for edit in edits)


def _explained(update: Update, change: Change, shifts: set[Shift]) -> bool:
    """Every edit of it is drift: a change that holds anything else stays what it was."""
    if change.kind.startswith(_NEWS) or not change.edits:
        return False
    return all(_shift(update.edits[i]) in shifts for i in change.edits)


def _administrative(change: Change, rule: str) -> Change:
    if change.significance is Significance.ADMINISTRATIVE:
        return change
    return replace(
        change,
        significance=Significance.ADMINISTRATIVE,
        actor=Actor.REGISTRY if rule == RULE else change.actor,
        rule=rule,
        inputs={**change.inputs, "rated_before": str(change.significance), "rule_before": change.rule},
    )


def _line(drift: Drift) -> str:
    shift = drift.count.shift
    name = shift.path.rsplit(".", 1)[-1].removesuffix("[]")
    trials = f"{drift.count.trials:,} of {drift.of:,} trials without a new submission"
    if shift.way != "written anew":
        return f"{name} {shift.way} in {trials}"
    return f"{name} is written anew in {trials}, for example {drift.count.before} → {drift.count.after}"


def _short(value: Json) -> Json:
    if value is None:
        return None
    words = str(value)
    return words if len(words) <= _EXAMPLE_LENGTH else f"{words[:_EXAMPLE_LENGTH]}…"
