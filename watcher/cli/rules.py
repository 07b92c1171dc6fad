"""`reclassify` and `rules test`: the past under today's rules and today's configuration. Neither tells anybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

import click

from watcher.cli import complete
from watcher.cli.options import Asked, command, group, pass_asked
from watcher.cli.say import line, moment
from watcher.cli.when import since_moment
from watcher.cli.wiring import now, open_channels, open_store, read_config, read_store, view_config
from watcher.meaning.telling import slots
from watcher.meaning.words import count
from watcher.model import Target, Trial, Update
from watcher.registries.clinicaltrials_gov.ids import parse as parse_trial
from watcher.reread import Difference, Rehearsal, differences, rehearse
from watcher.reread import reclassify as keep_readings
from watcher.store import RunLock, Store
from watcher.store.watched import watched_by


@command()
@click.argument("trials", nargs=-1, metavar="[TRIAL]...", shell_complete=complete.trials)
@click.option("--dry-run", is_flag=True, help="Only show what would be read otherwise.")
@pass_asked
def reclassify(asked: Asked, trials: tuple[str, ...], dry_run: bool) -> None:
    """Read the stored versions again with today's rules.

    Earlier readings are kept, so that ids in sent mails still resolve. Nobody is alerted.

    \b
    watcher reclassify --dry-run
    """
    config = view_config(asked)
    with RunLock(config.database, now()), open_store(config) as store:
        found = list(differences(store, _asked_or_all(store, trials), config.numbers))
        for difference in found:
            _show(difference)
        changed = 0 if dry_run else keep_readings(store, found)
    done = (
        f"{count(len(found), 'update')} would be read otherwise" if dry_run else f"{count(changed, 'update')} read anew"
    )
    line(done)


@group()
def rules() -> None:
    """Try out the alert rules."""


@rules.command()
@click.option("--since", required=True, metavar="WHEN", help="2026-03-01, or 30d for the last thirty days.")
@pass_asked
def test(asked: Asked, since: str) -> None:
    """What the configuration as it stands would have sent since then. Nothing is sent.

    \b
    watcher rules test --since 30d
    """
    config = read_config(asked)
    recipients = {name: channel.recipients() for name, channel in open_channels(config).items()}
    tried = _Tried()
    with read_store(config) as store:
        watched = watched_by(store, config.watches)
        for rehearsal in rehearse(store, since_moment(since, now()), watched, config.alerts, recipients):
            _tell(rehearsal)
            tried.add(rehearsal)
    alive = {channel for alert in config.alerts if alert.sign_of_life for channel in alert.channels}
    totals = [
        f"{channel}: {said}{', signs of life not counted' if channel in alive else ''}"
        for channel, said in tried.totals(config.delivery.summary_above)
    ]
    line("; ".join(totals) if totals else "nothing would have been sent")


class _Tried:
    """How many messages a rehearsal comes to: what a person asks who tries a rule out."""

    def __init__(self) -> None:
        self._at_once: Counter[tuple[Target, datetime | None]] = Counter()
        self._digests: set[tuple[Target, str]] = set()

    def add(self, rehearsal: Rehearsal) -> None:
        for held in rehearsal.held:
            if held.slot is None:
                self._at_once[held.target, rehearsal.after] += 1
            else:
                self._digests.add((held.target, held.slot))

    def totals(self, storm: int) -> Iterator[tuple[str, str]]:
        """By channel. More than `storm` at once for one recipient are one summary."""
        at_once: Counter[str] = Counter()
        for (target, _), number in self._at_once.items():
            at_once[target.channel] += number if number <= storm else 1
        digests = Counter(target.channel for target, _ in self._digests)
        for channel in sorted({*at_once, *digests}):
            said = (
                count(at_once[channel], "message") + " at once" if at_once[channel] else "",
                count(digests[channel], "digest") if digests[channel] else "",
            )
            yield channel, " and ".join(filter(None, said))


def _asked_or_all(store: Store, trials: Iterable[str]) -> list[Trial]:
    return [parse_trial(text) for text in trials] or store.watched()


def _show(difference: Difference) -> None:
    from watcher.render.words import clean

    update = difference.update
    line(f"{update.trial} {update.from_version or 0} → {update.to_version}")
    for sign, reading in (("-", difference.stored), ("+", difference.today)):
        if reading is not None:
            line(f"  {sign} {reading.significance.value}: {clean(reading.headline)} ({_kinds(reading)})")


def _kinds(update: Update) -> str:
    return ", ".join(dict.fromkeys(change.kind for change in update.changes))


def _tell(rehearsal: Rehearsal) -> None:
    from watcher.render.words import clean

    update = rehearsal.update
    line(f"{moment(update.detected_at)}: {update.trial} {update.significance.value}: {clean(update.headline)}")
    for held in rehearsal.held:
        when = "at once" if held.slot is None else slots.named(held.slot)
        line(f"  {held.target.channel}, {when}: {count(len(held.changes), 'change')} by {', '.join(held.alerts)}")
