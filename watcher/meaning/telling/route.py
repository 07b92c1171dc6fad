"""An update and the alert rules in, who hears what and when out. Rules never change what is stored.

A recipient hears of a change once: at the soonest moment that any of the rules which meet it asks for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import replace

from watcher.meaning.telling import near, slots
from watcher.meaning.telling.filters import admits, is_left_out
from watcher.meaning.telling.nearby import left_out, where_it_is
from watcher.meaning.telling.watched import bears, labels_of
from watcher.model import Alert, Change, Held, Target, Update, Watch

# Law 4: first sight tells nobody. A baseline that was cut off and is whole now is first sight, late.
QUIET_KINDS = frozenset({"watching", "baseline.replaced"})


class _Hit(Struct, frozen=True):
    """One change that one alert lets through to one target."""

    target: Target
    slot: str | None
    change: str  # its id
    alert: Alert
    is_near: bool  # a site that a place was asked about
    km: float | None
    left_out: frozenset[str]  # sites changed that may be anywhere, by the ids of their changes


def route(
    update: Update,
    watches: Sequence[Watch],
    alerts: Sequence[Alert],
    channels: Mapping[str, tuple[str, ...]],
    now: datetime,
    settled: datetime | None = None,
) -> tuple[Held, ...]:
    """`watches`: those that name this trial. `channels`: the keys of each channel's recipients.

    `settled`: until when digests are closed; one that came since takes what is found now.
    """
    active = [watch for watch in watches if not watch.paused]
    hits: dict[Target, list[_Hit]] = defaultdict(list)
    for alert in alerts:
        if meant(alert, active) and not _muted(alert, now):
            slot = slots.slot_of(alert.when, alert.timezone, now, settled)
            for hit in _hits(alert, update, channels, slot):
                hits[hit.target].append(hit)
    return tuple(
        _held(update, target, slot, mine, active)
        for target in sorted(hits, key=lambda target: (target.channel, target.recipient))
        for slot, mine in _by_moment(hits[target])
    )


def meant(alert: Alert, watches: Sequence[Watch]) -> list[Watch]:
    """The watches that an alert speaks of."""
    return [watch for watch in watches if _means(alert, watch)]


def _means(alert: Alert, watch: Watch) -> bool:
    """By name and label."""
    return (not alert.watches or watch.name in alert.watches) and bears(watch.labels, alert.labels.items())


def _muted(alert: Alert, now: datetime) -> bool:
    return alert.mute_until is not None and now < alert.mute_until


def _hits(alert: Alert, update: Update, channels: Mapping[str, tuple[str, ...]], slot: str | None) -> Iterator[_Hit]:
    told = [change for change in update.changes if change.kind not in QUIET_KINDS and admits(alert, update, change)]
    left_out = _left_out(alert, update, told)
    for change in told:
        is_near = alert.near is not None and near.is_site(change)
        km = near.km_from(alert.near, change) if alert.near is not None and is_near else None
        for channel in alert.channels:
            for recipient in channels.get(channel, ()):
                yield _Hit(Target(channel, recipient), slot, update.change_id(change), alert, is_near, km, left_out)


def _left_out(alert: Alert, update: Update, told: Sequence[Change]) -> frozenset[str]:
    """Only beside a site that is told: alone they are no news of a place."""
    if alert.near is None or not any(change.kind.startswith("site.") for change in told):
        return frozenset()
    return frozenset(update.change_id(change) for change in update.changes if is_left_out(alert, update, change))


def _by_moment(hits: Sequence[_Hit]) -> Iterator[tuple[str | None, list[_Hit]]]:
    """The hits of one target by the moment they are told at, soonest first, without what was told before.

    What another rule tells, at whatever moment, is left out by none.
    """
    moments: dict[str | None, list[_Hit]] = defaultdict(list)
    for hit in hits:
        moments[hit.slot].append(hit)
    told: set[str] = set()
    mentioned = {hit.change for hit in hits}
    for slot in sorted(moments, key=_moment):
        fresh = [replace(hit, left_out=hit.left_out - mentioned) for hit in moments[slot] if hit.change not in told]
        told |= {hit.change for hit in fresh}
        mentioned = mentioned.union(*(hit.left_out for hit in fresh))
        if fresh:
            yield slot, fresh


def _moment(slot: str | None) -> tuple[datetime, str]:
    return (datetime.min.replace(tzinfo=UTC), "") if slot is None else (slots.instant(slot), slot)


def _held(update: Update, target: Target, slot: str | None, hits: Sequence[_Hit], watches: Sequence[Watch]) -> Held:
    told = {hit.change for hit in hits}
    alerts = list({id(hit.alert): hit.alert for hit in hits}.values())
    return Held(
        update_id=update.id,
        target=target,
        changes=tuple(i for i in map(update.change_id, update.changes) if i in told),
        alerts=tuple(dict.fromkeys(alert.name for alert in alerts)),
        slot=slot,
        labels=labels_of([watch for watch in watches if any(_means(alert, watch) for alert in alerts)]),
        distances=_distances(hits),
        notes=(*_whereabouts(update, hits), *_unplaced(update, hits)),
        at_least=min((alert.at_least for alert in alerts), key=lambda significance: significance.rank),
    )


def _whereabouts(update: Update, hits: Sequence[_Hit]) -> Iterator[str]:
    """Who asks for sites near a place and hears of a status alone; where no site changed, the update says it itself."""
    told = {hit.change for hit in hits if hit.alert.near is not None}
    kinds = {change.kind for change in update.changes if update.change_id(change) in told}
    is_known = any(hit.is_near for hit in hits) or all(change.section != "sites" for change in update.changes)
    if "status.changed" in kinds and not is_known and (said := where_it_is(update)):
        yield said


def _unplaced(update: Update, hits: Sequence[_Hit]) -> Iterator[str]:
    unplaced = frozenset[str]().union(*(hit.left_out for hit in hits))
    if unplaced:
        yield left_out([change for change in update.changes if update.change_id(change) in unplaced])


def _distances(hits: Sequence[_Hit]) -> dict[str, float | None]:
    """To the nearest of somebody's places, in whole km, 0 for less than one: a dump may lie open to all."""
    found: dict[str, float | None] = {}
    for hit in hits:
        if hit.is_near:
            known = [km for km in (hit.km, found.get(hit.change)) if km is not None]
            found[hit.change] = _whole(min(known)) if known else None
    return found


def _whole(km: float) -> float:
    return 0.0 if km < 1 else float(round(km))
