"""The same pass as `check`, by the clock: a schedule in, passes at their time out, until told to stop."""

from watcher.serve.loop import Job, Signals, serve
from watcher.serve.systemd import Systemd
from watcher.serve.times import Timetable, missed_one, next_time

__all__ = ["Job", "Signals", "Systemd", "Timetable", "missed_one", "next_time", "serve"]
