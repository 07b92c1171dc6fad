"""What is known and what the registry says now in, a decision out. The heart; it knows no store and no clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import get_args

from msgspec.structs import replace

from watcher.meaning.dates import PartialDate
from watcher.meaning.draft import Draft, Pair
from watcher.meaning.edits import difference
from watcher.meaning.fold import fold
from watcher.meaning.guard import SECOND_LOOK, doubt, is_torn_baseline
from watcher.meaning.headline import headline
from watcher.meaning.known import first_plan
from watcher.meaning.numbers import Numbers
from watcher.meaning.record import STATUS, SUBMITTED, get
from watcher.meaning.rules import RULESET
from watcher.meaning.significance import rate
from watcher.meaning.sites.fold import sites_sentence, update_significance
from watcher.meaning.stage import stage
from watcher.meaning.standing import unchanged
from watcher.meaning.subject import subject
from watcher.meaning.words import constant
from watcher.model import (
    Actor,
    Change,
    ChangeDates,
    Decision,
    Edit,
    Known,
    Quarantine,
    Record,
    RecordSection,
    Significance,
    Update,
    Version,
)

_DATES = ("Primary completion", "Study completion", "Study start")
_SECTIONS = get_args(RecordSection)


def decide(known: Known, record: Record, now: datetime, numbers: Numbers) -> Decision:
    """At most one version and one update. The same inputs give the same decision, whenever and wherever."""
    previous = known.previous
    if previous is None:
        return _baseline(record, now)
    if record.hash == previous.record.hash:
        return Decision(first_plan=known.first_plan, crossed=known.crossed)
    reason = doubt(previous.record, record, numbers.quarantine_lost_share)
    if reason and not _is_confirmed(known.quarantine, record, now):
        return Decision(
            quarantine=_quarantine(known.quarantine, record, now, reason),
            first_plan=known.first_plan,
            crossed=known.crossed,
        )
    return _compared(known, previous, _version(previous.number + 1, record, now), numbers)


def reread(known: Known, version: Version, numbers: Numbers) -> Decision:
    """A stored version under today's rules. It was believed once, so the guard is not asked again."""
    if known.previous is None:
        return _baseline(version.record, version.first_seen_at)
    return _compared(known, known.previous, version, numbers)


def _is_confirmed(held: Quarantine | None, record: Record, now: datetime) -> bool:
    return held is not None and held.hash == record.hash and now - held.since >= SECOND_LOOK


def _quarantine(held: Quarantine | None, record: Record, now: datetime, reason: str) -> Quarantine:
    """The hour until the second look begins anew where it had begun under a clock that was ahead."""
    same = held is not None and held.hash == record.hash
    return Quarantine(record.hash, min(held.since, now) if held is not None and same else now, reason)


def _version(number: int, record: Record, now: datetime) -> Version:
    submitted = get(record.content, SUBMITTED)
    return Version(number, record, submitted if isinstance(submitted, str) else None, now)


def _baseline(record: Record, now: datetime) -> Decision:
    """First sight tells nobody; the log says that watching began (law 4)."""
    version = _version(1, record, now)
    words = f"Now watching: {constant(get(record.content, f'{STATUS}.overallStatus'))}"
    draft = Draft(
        kind="watching",
        path=f"{STATUS}.overallStatus",
        label="Watching",
        section="record",
        summary=words,
        after=get(record.content, f"{STATUS}.overallStatus"),
        actor=Actor.SPONSOR,
    )
    pair = Pair(record.content, record.content, Known(), stage(record.content, record.content), None, None)
    change = _rated(draft, pair, {}, _instant(now))
    update = Update(
        trial=record.trial,
        from_version=None,
        to_version=1,
        from_hash=None,
        to_hash=record.hash,
        registry_date=version.registry_date,
        detected_at=now,
        release=record.release,
        subject=subject(record.trial, record.content),
        headline=words,
        significance=Significance.ADMINISTRATIVE,
        changes=(change,),
        ruleset=RULESET,
    )
    return Decision(version=version, update=update, first_plan=first_plan(record.content))


def _compared(known: Known, previous: Version, version: Version, numbers: Numbers) -> Decision:
    old, new = previous.record.content, version.record.content
    edits, items = difference(old, new)
    if not edits:
        return Decision(version=version, first_plan=known.first_plan, crossed=known.crossed)
    pair = Pair(old, new, known, stage(old, new), previous.registry_date, version.registry_date, numbers, items)
    if previous.number == 1 and is_torn_baseline(previous.record, version.record, numbers.quarantine_lost_share):
        drafts = [_replaced(edits)]
        plan = first_plan(new)
    else:
        drafts = fold(pair, edits)
        plan = known.first_plan or first_plan(old)
    update = _update(pair, previous, version, edits, drafts)
    crossed = {name for change in update.changes for name in change.inputs.get("crossed", ())}
    return Decision(version=version, update=update, first_plan=plan, crossed=known.crossed | crossed)


def _replaced(edits: Sequence[Edit]) -> Draft:
    return Draft(
        kind="baseline.replaced",
        path="",
        label="First version",
        section="record",
        summary="The first version was a part of the record only; the whole one takes its place",
        edits=tuple(edits),
        actor=Actor.REGISTRY,
    )


def _update(
    pair: Pair, previous: Version, version: Version, edits: tuple[Edit, ...], drafts: Sequence[Draft]
) -> Update:
    places = {id(edit): place for place, edit in enumerate(edits)}
    seen = _instant(version.first_seen_at)
    rated = [_rated(draft, pair, places, seen) for draft in drafts]
    changes = _ordered(rated)
    net = update_significance(pair, drafts)
    if net:
        changes = tuple(_with_net(change, net[0], net[1]) for change in changes)
    ratings = [change.significance for change in changes] + ([net[0]] if net else [])
    return Update(
        trial=version.record.trial,
        from_version=previous.number,
        to_version=version.number,
        from_hash=previous.record.hash,
        to_hash=version.record.hash,
        registry_date=version.registry_date,
        detected_at=version.first_seen_at,
        release=version.record.release,
        subject=subject(version.record.trial, pair.new),
        headline=headline(changes, sites_sentence(pair, drafts)),
        significance=max(ratings, key=lambda rating: rating.rank),
        changes=changes,
        edits=edits,
        unchanged=unchanged(changes, pair),
        ruleset=RULESET,
    )


def _with_net(change: Change, significance: Significance, rule: str) -> Change:
    """All sites together rate the update, not a change (docs/rating.md); each site says so for the alerts."""
    if change.section != "sites":
        return change
    return replace(change, inputs={**change.inputs, "net_significance": significance.value, "net_rule": rule})


def _instant(now: datetime) -> str:
    return now.astimezone(UTC).isoformat()


def _rated(draft: Draft, pair: Pair, places: Mapping[int, int], seen: str) -> Change:
    """`places`: where each edit, by its identity, stands in the update."""
    rating = rate(draft, pair)
    inputs = {**draft.inputs, "modifier": rating.modifier} if rating.modifier else draft.inputs
    return Change(
        kind=draft.kind,
        path=draft.path,
        item=draft.item,
        label=draft.label,
        before=draft.before,
        after=draft.after,
        significance=rating.significance,
        direction=draft.direction,
        actor=draft.actor or pair.actor,
        stage=pair.stage,
        rule=rating.rule,
        section=draft.section,
        summary=draft.summary,
        inputs=inputs,
        details=draft.details,
        dates=_dates(draft, pair, seen),
        confidence=draft.confidence,
        edits=tuple(sorted(places[id(edit)] for edit in draft.edits)),
    )


def _dates(draft: Draft, pair: Pair, seen: str) -> ChangeDates:
    submitted = pair.submitted if pair.submitted != pair.submitted_before else None
    happened, sent = PartialDate.parse(draft.happened), PartialDate.parse(submitted)
    lag = (sent.last - happened.last).days if happened and sent and happened.is_day else None
    return ChangeDates(happened=draft.happened, submitted=submitted, seen=seen, lag_days=lag)


def _ordered(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Weightiest first, then by section; equal ones are numbered, so that each has an identity (law 8)."""
    ranked = sorted(
        changes,
        key=lambda change: (
            -change.significance.rank,
            _SECTIONS.index(change.section) if change.section in _SECTIONS else len(_SECTIONS),
            _DATES.index(change.label) if change.label in _DATES else len(_DATES),
            change.path,
            change.kind,
            change.item or "",
            change.edits,
        ),
    )
    seen: Counter[tuple[str, str, str | None]] = Counter()
    numbered = []
    for change in ranked:
        key = (change.kind, change.path, change.item)
        numbered.append(replace(change, ordinal=seen[key]) if seen[key] else change)
        seen[key] += 1
    return tuple(numbered)
