"""The service: a scheduler that calls the pass, and a loop that listens to signals, the clock and systemd.

A late run is run, never dropped; two never overlap; whatever goes wrong with a run is said and the next one comes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from queue import Empty, SimpleQueue
from typing import Protocol

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.schedulers.background import BackgroundScheduler

from watcher.errors import ConfigError, Locked, WatcherError
from watcher.serve.systemd import Systemd
from watcher.serve.times import Timetable, missed_one, next_time

_LOG = logging.getLogger(__name__)

_JOB = "check"
_TICK = 15.0  # seconds between two looks at the clock
_SKEW = timedelta(minutes=1)


class Job(Protocol):
    @property
    def timetable(self) -> Timetable: ...

    @property
    def patience(self) -> float:
        """Seconds that one run may take before it counts as hung."""
        ...

    def last_run(self) -> datetime | None: ...

    def run(self, stop: Callable[[], bool]) -> None:
        """One pass, soon over when `stop` says so. Expected errors are raised as WatcherError."""
        ...

    def reload(self) -> None:
        """Read the configuration again. ConfigError leaves everything as it was."""
        ...


class Signals:
    """What the outside wants. A SimpleQueue, since a handler may put into it whatever the main thread was doing;
    threading.Event would deadlock when the signal comes at the wrong moment.
    """

    def __init__(self) -> None:
        self.stopping = False
        self._wishes: SimpleQueue[str] = SimpleQueue()

    def ask_to_stop(self) -> None:
        self.stopping = True
        self._wishes.put("stop")

    def ask_to_reload(self) -> None:
        self._wishes.put("reload")

    def tell_of_a_run(self) -> None:
        self._wishes.put("ran")

    def wait(self, seconds: float) -> str:
        """The next wish; "" when none came in that time."""
        try:
            return self._wishes.get(timeout=seconds)
        except Empty:
            return ""

    def is_stopping(self) -> bool:
        return self.stopping


def serve(job: Job, signals: Signals, clock: Callable[[], datetime], systemd: Systemd) -> None:
    """Returns when told to stop and the run under way has ended."""
    service = _Service(job, signals, clock, systemd)
    service.start()
    while not signals.is_stopping():
        service.tick()
    service.drain()


class _Service:
    def __init__(self, job: Job, signals: Signals, clock: Callable[[], datetime], systemd: Systemd) -> None:
        self._job = job
        self._signals = signals
        self._clock = clock
        self._systemd = systemd
        self._running_since: datetime | None = None
        # Late is better than never, several late ones are one, and two at once are none.
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        self._scheduler = BackgroundScheduler(timezone=UTC, job_defaults=defaults)
        self._scheduler.add_listener(self._loudly, EVENT_JOB_MISSED | EVENT_JOB_ERROR | EVENT_JOB_MAX_INSTANCES)

    def start(self) -> None:
        now = self._clock()
        overdue = missed_one(self._job.timetable, self._job.last_run(), now)
        trigger = self._job.timetable.trigger(now)
        first = now if overdue else trigger.get_next_fire_time(None, now)
        self._scheduler.add_job(self._run, trigger, id=_JOB, next_run_time=first)
        self._scheduler.start()
        self._say_next("READY=1")

    def tick(self) -> None:
        wish = self._signals.wait(min(_TICK, self._systemd.watchdog_seconds or _TICK))
        if wish == "reload":
            self._reload()
        elif wish == "ran":
            self._say_next()
        self._look_at_the_clock()
        if self._is_alive():
            self._systemd.say("WATCHDOG=1")

    def drain(self) -> None:
        """The run under way ends soon; what it did not come to is due at the next start."""
        self._systemd.say("STOPPING=1")
        if self._running_since is not None:
            _LOG.info("stopping as soon as the check under way has ended")
        self._scheduler.shutdown(wait=True)
        _LOG.info("stopped")

    def _run(self) -> None:
        self._running_since = self._clock()
        try:
            self._job.run(self._signals.is_stopping)
        except Locked as error:
            _LOG.warning("skipped: %s", error)
        except WatcherError as error:
            _LOG.error("check failed: %s", error)
        finally:
            self._running_since = None
            # Not said here: the scheduler's lock is held while it waits for this very run to end.
            self._signals.tell_of_a_run()

    def _reload(self) -> None:
        self._systemd.say("RELOADING=1")
        try:
            self._job.reload()
        except ConfigError as error:
            _LOG.error("the configuration was not read again, the old one stays:\n%s", error)
        else:
            self._scheduler.reschedule_job(_JOB, trigger=self._job.timetable.trigger(self._clock()))
            _LOG.info("the configuration was read again")
        self._say_next("READY=1")

    def _look_at_the_clock(self) -> None:
        """A scheduler waits by a clock that stands still while the machine sleeps, and knows none that is set back."""
        planned = self._next()
        now = self._clock()
        if planned is not None and self._running_since is None:
            latest = next_time(self._job.timetable, now) + timedelta(seconds=self._job.timetable.jitter) + _SKEW
            if self._job.timetable.every is None and planned > latest:
                _LOG.warning("the clock was set back; the next check is planned anew")
                self._scheduler.reschedule_job(_JOB, trigger=self._job.timetable.trigger(now))
                self._say_next()
        self._scheduler.wakeup()

    def _is_alive(self) -> bool:
        since = self._running_since
        return since is None or (self._clock() - since).total_seconds() < self._job.patience

    def _loudly(self, event: JobEvent) -> None:
        if event.code == EVENT_JOB_MAX_INSTANCES:
            _LOG.warning("the last check is still running; this one is left out")
        elif event.code == EVENT_JOB_MISSED:
            _LOG.error("a check was missed: it was planned for %s", event.scheduled_run_time)
        else:
            _LOG.critical("a check ended with an error that nobody expected", exc_info=event.exception)

    def _say_next(self, *states: str) -> None:
        planned = self._next()
        words = f"next check at {planned.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if planned else "no check is planned"
        _LOG.info("%s", words)
        self._systemd.say(*states, f"STATUS={words}")

    def _next(self) -> datetime | None:
        found = self._scheduler.get_job(_JOB)
        return found.next_run_time if found is not None else None
