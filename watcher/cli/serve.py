"""`serve`: the service. The same pass as `check`, with the configuration read again on SIGHUP."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from types import FrameType

import click
from msgspec.structs import replace

from watcher.cli import logs
from watcher.cli.check import print_pass
from watcher.cli.options import Asked, command, pass_asked
from watcher.cli.passes import Wishes, look
from watcher.cli.wiring import now, open_store, read_config
from watcher.config import Config
from watcher.errors import Locked
from watcher.serve import Signals, Systemd, Timetable
from watcher.serve import serve as run_service
from watcher.store import RunLock

_LOG = logging.getLogger(__name__)
_SLACK = 900.0  # seconds that delivering and publishing may take on top of the time budget


@command()
@click.option("--log-json", is_flag=True, help="Logs as JSON Lines, for machines that collect them.")
@click.option("--every", type=click.FloatRange(min=0.1), hidden=True, help="Seconds, instead of the schedule.")
@pass_asked
def serve(asked: Asked, log_json: bool, every: float | None) -> None:
    """Check by the clock, until told to stop: the schedule of the configuration, without cron.

    SIGTERM ends the check under way within seconds, and what it did not come to is due at the next start; SIGHUP
    reads the configuration again, all but store.path. Under systemd it tells when it is ready, what comes next, and
    feeds the watchdog.

    \b
    watcher serve
    watcher serve --log-json
    """
    job = _Service(asked, every, log_json)
    signals = Signals()
    _listen(signals)
    with _the_only_one(job.database):
        run_service(job, signals, now, Systemd(os.environ))


def _the_only_one(database: Path) -> ExitStack:
    """A lock of its own, held all the time, so that `watcher check` still works beside the service."""
    held = ExitStack()
    try:
        held.enter_context(RunLock(f"{database}.serve", now()))
    except Locked as error:
        raise Locked(
            f"Another `watcher serve` is at {database}; one is enough. `watcher status` says how it does."
        ) from error
    return held


class _Service:
    def __init__(self, asked: Asked, every: float | None, log_json: bool) -> None:
        self._asked = asked
        self._every = every
        self._log_json = log_json
        self._config = self._read()

    @property
    def database(self) -> Path:
        return self._config.database

    @property
    def timetable(self) -> Timetable:
        schedule = self._config.schedule
        return Timetable(self._config.cron, schedule.timezone, schedule.jitter, self._every)

    @property
    def patience(self) -> float:
        return self._config.registry.time_budget + _SLACK

    def last_run(self) -> datetime | None:
        """None also while a message waits that could be sent: a run that was cut short in sending is not over."""
        with open_store(self._config) as store:
            run = None if store.pending(now()) else store.last_complete_run()
        return run.started_at if run else None

    def run(self, stop: Callable[[], bool]) -> None:
        config = self._config
        passed = look(config, Wishes(stop=stop), lambda store, passed: print_pass(config, store, passed))
        run = passed.report.run
        _LOG.info(
            "check %s: %s due, %s seen, %s changed, %s not seen, registry data of %s",
            run.outcome, run.due, run.checked, run.changed, run.failed, run.release or "an unknown day",
        )  # fmt: skip

    def reload(self) -> None:
        """The database stays: the lock that makes this service the only one is beside it."""
        config, database = self._read(), self.database
        if config.database != database:
            _LOG.warning("store.path was changed: that takes a restart; until then %s stays the database", database)
        self._config = replace(config, database=database)

    def _read(self) -> Config:
        config = read_config(self._asked)
        level = logging.INFO if self._asked.verbosity == 0 else self._asked.level
        logs.begin(level, config.secrets, as_json=self._log_json)
        return config


def _listen(signals: Signals) -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        signals.ask_to_stop()

    def reload(_number: int, _frame: FrameType | None) -> None:
        signals.ask_to_reload()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if hasattr(signal, "SIGHUP"):  # Windows has none
        signal.signal(signal.SIGHUP, reload)
