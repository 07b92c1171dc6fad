"""`doctor`: every part looked at, by the same code that a run uses."""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click
from msgspec import Struct
from msgspec.structs import asdict, replace

from watcher.cli import DONE, FAILED
from watcher.cli.broken import broken
from watcher.cli.options import Asked, command, pass_asked
from watcher.cli.say import ago, columns, data_of, is_to_come, json_line, moment
from watcher.cli.state import homeless, waiting_for_it
from watcher.cli.wiring import now, open_channels, open_registry, read_store, view_config
from watcher.config import Config
from watcher.errors import RegistryError, StoreError
from watcher.meaning.dates import PartialDate
from watcher.meaning.telling.watched import Watched
from watcher.meaning.words import count
from watcher.model import LogFilter, Outcome
from watcher.store.watched import trials_of, watched_by

if TYPE_CHECKING:
    from watcher.store import Store

DOCTOR = "watcher.doctor/1"
_ROOM = 500_000_000  # bytes free on the disk, below which it is said
_RELAY = re.compile(r"smtp[a-z+]*://[^@]*")  # a mail server without a login: nothing to steal
_OLD_RELEASE = timedelta(days=6)  # the registry publishes on working days; Easter is its longest pause


class Finding(Struct, frozen=True):
    part: str
    ok: bool
    found: str
    advice: str = ""


@command()
@click.option("--offline", is_flag=True, help="Do not ask the registry.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines, a part a line (docs/schemas/doctor-v1.json).")
@pass_asked
def doctor(asked: Asked, offline: bool, as_json: bool) -> int:
    """Look at every part: configuration, database, clock, registry, channels, outbox, schedule.

    Exits with 1 when one of them is not well.

    \b
    watcher doctor
    """
    config = view_config(asked)
    findings = list(_findings(config, now(), offline=offline))
    if as_json:
        for finding in findings:
            json_line({"schema": DOCTOR, **asdict(finding)})
    else:
        columns((("ok" if f.ok else "NOT WELL"), f.part, _sentence(f)) for f in findings)
    return DONE if all(finding.ok for finding in findings) else FAILED


def _sentence(finding: Finding) -> str:
    from watcher.render.words import clean

    return clean(f"{finding.found}. {finding.advice}" if finding.advice else finding.found)


def _findings(config: Config, at: datetime, *, offline: bool) -> Iterator[Finding]:
    yield _configuration(config)
    yield from _database(config, at)
    if not offline:
        yield _registry(config, at)
    yield _disk(config)
    yield _schedule(config, at)


def _configuration(config: Config) -> Finding:
    searches = {watch.name for watch in config.watches if watch.search or watch.like or watch.all}
    parts = [
        count(len(Watched.of(config.watches).active()), "trial"),
        *([count(len(searches), "search", "searches")] if searches else []),
        count(config.alerts_written, "alert"),
        count(len(config.channels), "channel"),
    ]
    found = f"{config.path}: {', '.join(parts)}"
    if config.missing:
        return Finding("configuration", False, f"{found}; {'; '.join(config.missing)}", "No check begins without it.")
    if os.name == "posix" and config.secrets and config.path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        advice = (
            f"It may hold secrets and others may read it: chmod 600 {config.path}, or take them from ${{VARIABLES}}."
        )
        return Finding("configuration", _secrets_elsewhere(config), found, "" if _secrets_elsewhere(config) else advice)
    return Finding("configuration", True, found)


def _secrets_elsewhere(config: Config) -> bool:
    text = config.path.read_text("utf-8")
    return not any(secret in text for secret in config.secrets if not _RELAY.fullmatch(secret))


def _database(config: Config, at: datetime) -> Iterator[Finding]:
    if not config.database.exists():
        yield Finding("database", True, f"{config.database} is not there yet; the first check makes it")
        return
    try:
        with read_store(config) as store:
            yield _whole(config, store)
            for part in (_clock, _runs, _trials, _outbox, _unknown):
                yield part(config, store, at)
            yield from _channels(config, store, at)
    except StoreError as error:
        yield Finding("database", False, str(error))


def _whole(config: Config, store: Store) -> Finding:
    problems = store.problems()
    size = config.database.stat().st_size / 1e6
    return Finding(
        "database", not problems, "; ".join(problems) or f"{config.database}, {size:,.1f} MB, every version whole"
    )


def _clock(_config: Config, store: Store, at: datetime) -> Finding:
    last = store.last_run()
    if last is not None and is_to_come(last.started_at, at):
        found = f"it is {moment(at)}, but the last check began at {moment(last.started_at)}"
        advice = "One of them is wrong: set the clock of this machine, or, if it is right now, `watcher check`."
        return Finding("clock", False, found, advice)
    return Finding("clock", True, moment(at))


def _runs(_config: Config, store: Store, at: datetime) -> Finding:
    newest = store.last_run()
    failed = f"the last check failed: {newest.message}" if newest and newest.outcome is Outcome.FAILED else ""
    wrong = [*broken(store), *filter(None, [failed])]
    if wrong:
        return Finding("checks", False, "; ".join(wrong), "`watcher check` looks now, and says what it meets.")
    last = store.last_complete_run()
    found = f"last complete check {ago(last.started_at if last else None, at)}"
    if last is not None and is_to_come(last.started_at, at):
        return Finding("checks", False, found, "It does not count: `watcher check` looks now.")
    late = last is not None and at - last.started_at > _OLD_RELEASE
    return Finding("checks", not late, found, "Is cron, the service or the workflow still on?" if late else "")


def _trials(config: Config, store: Store, _at: datetime) -> Finding:
    watched = watched_by(store, config.watches)
    every = trials_of(store, watched)
    states = store.states(watched.active(every)).values()
    troubled = [state for state in states if state.error_kind]
    named = ", ".join(f"{state.trial} ({state.error_kind})" for state in troubled[:5])
    found = (
        f"{len(troubled):,} of {len(states):,} cannot be seen: {named}" if troubled else f"{len(states):,}, all well"
    )
    paused = len(every) - len(states)
    return Finding("trials", not troubled, f"{found}; {paused:,} paused" if paused else found)


def _outbox(_config: Config, store: Store, at: datetime) -> Finding:
    oldest = store.oldest_pending()
    late = oldest is not None and at - oldest > timedelta(days=1)
    found = f"the oldest message waits since {moment(oldest)}" if oldest else "nothing waits"
    return Finding("outbox", not late, found, "`watcher deliver` tries now; `watcher status` says why." if late else "")


def _unknown(_config: Config, store: Store, _at: datetime) -> Finding:
    """The registry's format moves on: what no rule knows is told all the same, and counted here."""
    number = sum(1 for _ in store.changes(LogFilter(kinds=("field.changed",))))
    found = f"{count(number, 'change')} of fields that no rule knows"
    return Finding("rules", True, found, "A newer version may know them." if number else "")


def _channels(config: Config, store: Store, at: datetime) -> Iterator[Finding]:
    whole = {name: channel for name, channel in config.channels.items() if channel.settings}
    for name, channel in open_channels(replace(config, channels=whole)).items():
        state = store.channel_state(name)
        recipients = count(len(channel.recipients()), "recipient")
        found = f"{recipients}, last success {ago(state.last_success, at)}"
        if state.failures:
            found += f", {count(state.failures, 'attempt')} failed since: {state.error}"
        advice = "" if state.last_success else f"Try it: watcher notify test {name}"
        yield Finding(f"channel {name}", not state.failures, found, advice)
    for name, number in homeless(config, store).items():
        advice = f"Put it back into the configuration; after {config.delivery.expire_days} days what waits expires."
        yield Finding(f"channel {name}", False, f"no longer configured, {waiting_for_it(number)}", advice)


def _registry(config: Config, at: datetime) -> Finding:
    try:
        with open_registry(config) as registry:
            release = registry.release()
    except RegistryError as error:
        return Finding("registry", False, str(error), error.advice)
    day = PartialDate.parse(release)  # None: the registry's own words, which need not be a day of the calendar
    age = at.date() - day.last if day else timedelta()
    found = f"{config.registry.base_url} answers; its data is of {data_of(release)}"
    if age <= _OLD_RELEASE:
        return Finding("registry", True, found)
    advice = "It publishes on working days: something is wrong there, or with the clock of this machine."
    return Finding("registry", False, f"{found}, {count(age.days, 'day')} old", advice)


def _disk(config: Config) -> Finding:
    folder = next(parent for parent in config.database.resolve().parents if parent.exists())
    free = shutil.disk_usage(folder).free
    return Finding("disk", free >= _ROOM, f"{free / 1e9:,.1f} GB free where the database is")


def _schedule(config: Config, at: datetime) -> Finding:
    from watcher.serve import Timetable, next_time

    planned = next_time(Timetable(config.cron, config.schedule.timezone), at)
    found = f"{config.schedule.cron} {config.schedule.timezone}: `watcher serve` would check next at {moment(planned)}"
    return Finding("schedule", True, found)
