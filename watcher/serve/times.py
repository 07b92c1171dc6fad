"""A timetable in, the moments it means out. With loop.py the only place that knows APScheduler.

APScheduler 3 numbers weekdays from Monday and wants day AND weekday to fit, where crontab counts from Sunday and is
content with either. So it is handed names and written-out lists only, and two triggers where both are restricted.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from msgspec import Struct

from watcher.config.cron import Cron

_SHARE_OF_GAP = 4  # jitter is at most a quarter of the time between two runs


class Timetable(Struct, frozen=True):
    cron: Cron
    timezone: str = "UTC"
    jitter: int = 0  # seconds at most
    every: float | None = None  # seconds; instead of the cron expression, for trying things out

    def trigger(self, now: datetime, *, jitter: bool = True) -> BaseTrigger:
        if self.every is not None:
            return IntervalTrigger(seconds=self.every, timezone=UTC)
        cron = self._cron_trigger(None)
        return self._cron_trigger(self._bounded_jitter(cron, now)) if jitter and self.jitter else cron

    def _cron_trigger(self, jitter: float | None) -> BaseTrigger:
        cron, zone = self.cron, ZoneInfo(self.timezone)
        common = {
            "minute": _listed(cron.minutes),
            "hour": _listed(cron.hours),
            "month": _listed(cron.months),
            "timezone": zone,
        }
        by_day = {"day": _listed(cron.days)} if cron.days is not None else {}
        by_weekday = {"day_of_week": ",".join(cron.weekdays)} if cron.weekdays is not None else {}
        if by_day and by_weekday:
            return OrTrigger([CronTrigger(**common, **by_day), CronTrigger(**common, **by_weekday)], jitter=jitter)
        return CronTrigger(**common, **by_day, **by_weekday, jitter=jitter)

    def _bounded_jitter(self, trigger: BaseTrigger, now: datetime) -> float:
        """A run that comes so late that the next one is due would swallow it."""
        first = trigger.get_next_fire_time(None, now)
        second = trigger.get_next_fire_time(first, first)
        gap = (second - first).total_seconds() if second else float(self.jitter * _SHARE_OF_GAP)
        return min(float(self.jitter), gap / _SHARE_OF_GAP)


def next_time(timetable: Timetable, after: datetime) -> datetime:
    """Without jitter. `Cron.parse` refuses expressions that never come."""
    found: datetime = timetable.trigger(after, jitter=False).get_next_fire_time(None, after + timedelta(microseconds=1))
    return found.astimezone(UTC)


def missed_one(timetable: Timetable, last_run: datetime | None, now: datetime) -> bool:
    """A run was due while nobody was there to run it; or there never was one."""
    return last_run is None or next_time(timetable, last_run) <= now


def _listed(numbers: tuple[int, ...]) -> str:
    return ",".join(map(str, numbers))
