"""Held rows with their updates in, messages for people out: merged, without drift, folded when too many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from watcher.meaning.telling import drift, nearby, slots
from watcher.meaning.telling.drift import Drift
from watcher.meaning.telling.share import share
from watcher.meaning.words import count, sentence
from watcher.model import (
    Alert,
    Change,
    Digest,
    Held,
    Message,
    Significance,
    Target,
    Trial,
    Update,
    UpdateMessage,
    digest,
)

K = TypeVar("K")
V = TypeVar("V")

_SUMMARY = "summary:"  # in the place of a slot, of what is told at once and is too much


class Row(Struct, frozen=True):
    """A held outbox row: one recipient's share of an update that was recorded and is not yet a message."""

    id: int
    held: Held
    update: Update
    sequence: int = 0  # of the update among those of its trial


class Scope(Struct, frozen=True):
    """The trials that an alert speaks of."""

    watched: frozenset[Trial]
    answered: frozenset[Trial]  # those of them that the registry gave in this release


class Situation(Struct, frozen=True):
    """What settling must know besides the rows."""

    now: datetime
    release: str
    watched: int
    answered: int  # of the watched trials, those that the registry gave in this release
    drifts: tuple[Drift, ...] = ()
    alerts: tuple[Alert, ...] = ()  # for the slots that came, and for signs of life
    scopes: tuple[Scope | None, ...] = ()  # of these alerts, in their order; None, or none at all: every trial
    channels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    last_settled: datetime | None = None  # digests are due for slots after this
    storm: int = 20  # more updates than this for one recipient at once are one summary


class Outgoing(Struct, frozen=True):
    """One message for one recipient, and the held rows that it settles."""

    message: Message
    target: Target
    rows: tuple[int, ...] = ()


class Settlement(Struct, frozen=True):
    outgoing: tuple[Outgoing, ...]
    dropped: tuple[int, ...]  # rows of which drift left nothing above their threshold


def settle(rows: Iterable[Row], situation: Situation) -> Settlement:
    """Rows of slots that have not come yet are left alone: they stay held."""
    due = [row for row in rows if row.held.slot is None or slots.instant(row.held.slot) <= situation.now]
    wanted = [_without_drift(row, situation.drifts) for row in due]
    kept = [row for row in wanted if row.held.changes]
    return Settlement(
        outgoing=tuple(_outgoing(kept, situation)),
        dropped=tuple(row.id for row in wanted if not row.held.changes),
    )


def delivery_id(update: Update, target: Target, *, slot: str | None = None) -> str:
    """Law 7. Inside a digest the same share has an id of its own: what is not the same message has not the same id."""
    return digest(
        "delivery", update.trial.registry, update.trial.id, update.from_version, update.from_hash, update.to_hash,
        update.mark, target.channel, target.recipient, *([slot] if slot else []),
    )  # fmt: skip


def digest_id(target: Target, slot: str) -> str:
    return digest("digest", target.channel, target.recipient, slot)


def _without_drift(row: Row, drifts: Sequence[Drift]) -> Row:
    """The row with today's rating of its update, less what drift took below the row's threshold."""
    update = drift.demoted(row.update, drifts) or row.update
    lost = {update.change_id(c) for c in update.changes if c.rule in drift.QUIET and not _loud(c, row.held.at_least)}
    changes = tuple(change for change in row.held.changes if change not in lost)
    return replace(row, held=replace(row.held, changes=changes), update=update)


def _loud(change: Change, at_least: Significance) -> bool:
    return change.significance.at_least(at_least)


def _outgoing(rows: Sequence[Row], situation: Situation) -> Iterator[Outgoing]:
    shares = _grouped(rows, lambda row: (row.held.target, row.held.slot and slots.schedule_of(row.held.slot)))
    came = _grouped(_came(situation), lambda call: (call.target, slots.schedule_of(call.slot)))
    for (target, schedule), mine in shares.items():
        if schedule is None:
            yield from _at_once(target, mine, situation)
        else:
            yield _digest(target, _latest(mine, came.get((target, schedule), ())), mine, situation)
    for (target, schedule), calls in came.items():
        signs = [call for call in calls if call.is_sign_of_life]
        if signs and (target, schedule) not in shares:
            yield _digest(target, _latest((), signs), (), _within(situation, [sign.scope for sign in signs]))


def _latest(rows: Sequence[Row], calls: Sequence[_Call]) -> str:
    """Digests that were missed are one, the last of them: what all of them hold is told now."""
    named = [row.held.slot for row in rows if row.held.slot] + [call.slot for call in calls]
    return max(named, key=lambda slot: (slots.instant(slot), slot))


def _at_once(target: Target, rows: Sequence[Row], situation: Situation) -> Iterator[Outgoing]:
    updates = _grouped(rows, lambda row: row.update.id)
    if len(updates) > situation.storm:
        yield _digest(target, _SUMMARY + digest(*sorted(updates)), rows, situation)
        return
    for mine in updates.values():
        yield Outgoing(_message(target, None, mine), target, tuple(row.id for row in mine))


def _message(target: Target, slot: str | None, rows: Sequence[Row]) -> UpdateMessage:
    """What all rows of one update ask for, once."""
    update = rows[0].update
    asked = {change for row in rows for change in row.held.changes}
    unasked = (change for change in update.changes if update.change_id(change) not in asked)
    told = share(update, asked)
    distances = {change: km for row in rows for change, km in row.held.distances.items() if change in asked}
    held_notes = (note for row in rows for note in row.held.notes)
    return UpdateMessage(
        id=delivery_id(update, target, slot=slot),
        update=nearby.retold(told, distances) if distances else told,
        labels={key: value for row in reversed(rows) for key, value in row.held.labels.items()},
        sequence=rows[0].sequence,
        alerts=tuple(dict.fromkeys(alert for row in rows for alert in row.held.alerts)),
        notes=tuple(dict.fromkeys((*nearby.notes(told, distances), *held_notes))),
        unasked=() if slot is None else tuple(unasked),
    )


def _digest(target: Target, slot: str, rows: Sequence[Row], situation: Situation) -> Outgoing:
    messages = [_message(target, slot, mine) for mine in _grouped(rows, lambda row: row.update.id).values()]
    messages.sort(key=lambda m: (-m.update.significance.rank, m.update.trial, m.sequence, m.id))
    seen = [message.update.detected_at for message in messages]
    message = Digest(
        id=digest_id(target, slot),
        slot=slot,
        title=_title(slot, len({message.update.trial for message in messages}), situation),
        updates=tuple(messages),
        since=min(seen).isoformat() if seen else None,
        until=max([*seen, *([] if slot.startswith(_SUMMARY) else [slots.instant(slot)])]).isoformat(),
        checked=situation.answered,
        not_seen=situation.watched - situation.answered,
        release=situation.release,
        brief=len(messages) > situation.storm,
    )
    return Outgoing(message, target, tuple(row.id for row in rows))


def _title(slot: str, trials: int, situation: Situation) -> str:
    """Of a digest of nothing: what changed may have been told at once, or wait for another alert's digest."""
    found = f"{count(trials, 'trial')} changed" if trials else f"nothing new in {_looked_at(situation)}"
    if slot.startswith(_SUMMARY):
        return found
    return f"{sentence(slots.named(slot))}: {found}"


def _looked_at(situation: Situation) -> str:
    if situation.answered < situation.watched:
        return f"the {situation.answered:,} of {situation.watched:,} trials that were seen"
    return f"the {count(situation.watched, 'trial')} of this alert"


class _Call(Struct, frozen=True):
    """A rule's digest for a target has come at this slot, since the last settling."""

    target: Target
    slot: str
    scope: Scope | None
    is_sign_of_life: bool  # it is to be sent even of nothing


def _within(situation: Situation, scopes: Sequence[Scope | None]) -> Situation:
    """As it is for the trials of these alerts: whoever hears that nothing is new hears it of his own trials alone."""
    known = [scope for scope in scopes if scope is not None]
    if len(known) < len(scopes):
        return situation
    watched = {trial for scope in known for trial in scope.watched}
    answered = {trial for scope in known for trial in scope.answered}
    return replace(situation, watched=len(watched), answered=len(answered))


def _came(situation: Situation) -> Iterator[_Call]:
    """Once for each alert and target."""
    for alert, scope in zip_longest(situation.alerts, situation.scopes):
        slot = slots.come_slot(alert.when, alert.timezone, situation.now, situation.last_settled)
        if slot is not None and (alert.mute_until is None or alert.mute_until <= situation.now):
            targets = (Target(c, recipient) for c in alert.channels for recipient in situation.channels.get(c, ()))
            yield from (_Call(target, slot, scope, alert.sign_of_life) for target in dict.fromkeys(targets))


def _grouped(items: Iterable[V], key: Callable[[V], K]) -> Mapping[K, Sequence[V]]:
    groups: dict[K, list[V]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups
