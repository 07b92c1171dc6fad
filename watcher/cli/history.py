"""`log`, `explain`: what changed since the first day, and why it was rated as it was."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import click
from msgspec.structs import asdict, replace

from watcher.cli import complete
from watcher.cli.console import console
from watcher.cli.known import known
from watcher.cli.labels import label, nobody_bears
from watcher.cli.options import Asked, command, one_of, pass_asked
from watcher.cli.say import json_line, line, warn
from watcher.cli.when import since as since_text
from watcher.cli.wiring import now, read_store, view_config
from watcher.config import Config
from watcher.config.words import unknown_kind
from watcher.errors import UsageError
from watcher.meaning.words import count
from watcher.model import Change, Json, LogFilter, Significance
from watcher.registries.clinicaltrials_gov.ids import parse as parse_trial
from watcher.store.watched import trials_of, watched_by

if TYPE_CHECKING:
    from watcher.store import LogEntry, Store

# People get the newest so many; programs and files get everything.
_NEWEST = 200

_SIGNIFICANCE = click.Choice([significance.value for significance in Significance])


@command()
@click.argument("trials", nargs=-1, metavar="[TRIAL]...", shell_complete=complete.trials)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    metavar="KIND",
    shell_complete=complete.kinds,
    help='As in docs/kinds.md; wildcards work: "site.*".',
)
@click.option("--at-least", type=_SIGNIFICANCE, default="administrative", help="The least significance.")
@click.option("--since", metavar="WHEN", help="2026-03-01, or 7d for the last seven days.")
@click.option("--until", metavar="WHEN", help="Up to and with this day.")
@click.option("--label", "labels", multiple=True, metavar="KEY=VALUE", help="Only trials with this label.")
@click.option("--text", metavar="WORDS", help="Only changes whose words hold this.")
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", help=f"The newest N changes, no update cut; else {_NEWEST}."
)
@click.option("--all", "everything", is_flag=True, help="Without any limit.")
@one_of("form", "json", "JSON Lines (docs/schemas/log-v1.json), complete.")
@one_of("form", "csv", "For a spreadsheet, complete.")
@one_of("form", "markdown", "One section an update, complete.")
@pass_asked
def log(
    asked: Asked, trials: tuple[str, ...], kinds: tuple[str, ...], at_least: str, since: str | None, until: str | None,
    labels: tuple[str, ...], text: str | None, limit: int | None, everything: bool, form: str | None,
) -> None:  # fmt: skip
    """What changed, newest last.

    \b
    watcher log
    watcher log NCT06455449 --since 30d --at-least major
    watcher log --kind "site.*" --json
    """
    config = view_config(asked)
    for unknown in filter(None, map(unknown_kind, kinds)):
        raise UsageError(unknown)
    asked_for = LogFilter(
        trials=tuple(sorted({parse_trial(text).id for text in trials})),
        kinds=kinds,
        at_least=Significance(at_least),
        since=since_text(since, now()) if since else None,
        until=since_text(until, now()) if until else None,
        text=text,
        limit=limit or (None if everything or form else _NEWEST),
    )
    wanted = list(map(label, labels))
    with read_store(config) as store:
        for trial in trials:
            known(config, store, trial)
        if wanted:
            asked_for = replace(asked_for, trials=_labelled(config, store, wanted, asked_for.trials))
        entries, is_cut = _newest(store, asked_for)
        if form == "markdown":
            _print_pages(store, asked_for, entries)
        elif form:
            _print_rows(entries, form)
        else:
            _print_log(list(entries), is_cut=is_cut)


@command()
@click.argument("change", metavar="CHANGE")
@pass_asked
def explain(asked: Asked, change: str) -> None:
    """Why a change was rated as it was.

    CHANGE is its id as the log shows it; the first digits are enough.

    \b
    watcher explain 3f9a01c2
    """
    from watcher.meaning.significance import rule
    from watcher.render.explain import Grounds
    from watcher.render.explain import explain as layout

    config = view_config(asked)
    with read_store(config) as store:
        found = store.find_change(change)
        found_rule = rule(found.change.rule)
        versions = {found.update.from_version, found.update.to_version}
        grounds = Grounds(
            reason=found_rule.reason if found_rule else "a rule of an earlier version of this program",
            source=found_rule.source if found_rule else f"rules, version {found.ruleset}",
            thresholds=_thresholds(found.change, config),
            together=_together(found.change),
            versions=[info for info in store.version_infos(found.update.trial) if info.number in versions],
            notes=[f"{note.text} ({note.mark})" for note in found.notes],
        )
        line(layout(found.update, found.change, grounds).rstrip("\n"))


def _labelled(
    config: Config, store: Store, wanted: Sequence[tuple[str, str]], named: Collection[str]
) -> tuple[str, ...]:
    """Labels belong to watches: they stand for the trials of these."""
    watched = watched_by(store, config.watches)
    found = [
        trial.id
        for trial in trials_of(store, watched)
        if watched.bears(trial, wanted) and (not named or trial.id in named)
    ]
    if not found:
        raise nobody_bears(wanted)
    return tuple(sorted(found))


def _newest(store: Store, asked_for: LogFilter) -> tuple[Iterable[LogEntry], bool]:
    """Newest last, no update cut; and whether older ones are left out."""
    if asked_for.limit is None:
        return store.changes(asked_for), False
    found = list(store.changes(replace(asked_for, limit=asked_for.limit + 1)))
    is_cut = len(found) > asked_for.limit
    return (_whole(store, asked_for, found[1:]) if is_cut else found), is_cut


def _whole(store: Store, asked_for: LogFilter, newest: list[LogEntry]) -> list[LogEntry]:
    """With all of the oldest update: its weightiest changes come first, and would be the ones that are cut off."""
    oldest = newest[0].update
    of_trial = store.changes(replace(asked_for, trials=(oldest.trial.id,), limit=None))
    first = [entry for entry in of_trial if entry.update.id == oldest.id]
    return [*first, *(entry for entry in newest if entry.update.id != oldest.id)]


def _print_rows(entries: Iterable[LogEntry], form: str) -> None:
    from watcher.render import csv
    from watcher.render.json import log_row

    rows = (log_row(entry.update, entry.change, entry.id, entry.notes) for entry in entries)
    if form == "json":
        for row in rows:
            json_line(row)
    else:
        for text in csv.lines(rows):
            click.echo(text.encode(), nl=False)


def _print_pages(store: Store, asked_for: LogFilter, entries: Iterable[LogEntry]) -> None:
    """Updates are shown whole, so the notes of all their changes are wanted."""
    from watcher.render import markdown

    beside = LogFilter(trials=asked_for.trials, since=asked_for.since, until=asked_for.until)
    notes = {entry.id: entry.notes for entry in store.changes(beside) if entry.notes}
    limit = None if asked_for.limit is None else len({entry.update.id for entry in entries})
    by_trial = sorted(store.updates(replace(asked_for, limit=limit)), key=lambda update: update.trial)
    for trial, updates in groupby(by_trial, key=lambda update: update.trial):
        line("\n".join([f"# {trial}\n", *(markdown.of_update(update, notes=notes) for update in updates)]))


def _print_log(shown: list[LogEntry], *, is_cut: bool) -> None:
    from watcher.render import terminal

    terminal.log(shown, console())
    if not shown:
        warn("nothing that was asked for has changed")
    elif is_cut:
        warn(f"the newest {count(len(shown), 'change')}; --all shows every change")


def _thresholds(change: Change, config: Config) -> dict[str, Json]:
    from watcher.meaning.thresholds import read_by

    numbers = asdict(config.numbers)
    rules = (change.rule, str(change.inputs.get("net_rule")))
    return {name: numbers[name] for rule in rules for name in read_by(rule, change.inputs.get("date"))}


def _together(change: Change) -> str | None:
    from watcher.meaning.significance import rule

    found = rule(str(change.inputs.get("net_rule")))
    return f"{change.inputs['net_significance']}, {found.id}: {found.reason}" if found else None
