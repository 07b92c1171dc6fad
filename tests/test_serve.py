"""`serve`: late is never dropped, two never overlap, and whatever the outside does is said and survived."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest

from tests.support.desk import Desk, desk
from tests.support.registry import trial
from tests.support.running import Running
from watcher.config.cron import Cron
from watcher.errors import ConfigError, Locked, WatcherError
from watcher.serve import Signals, Systemd, Timetable, missed_one, next_time, serve
from watcher.store import Store

MONDAY = datetime(2026, 3, 9, 12, 0, tzinfo=UTC)
NEVER_SOON = Timetable(Cron.parse("0 0 1 1 *"))


def _times(text: str, zone: str, after: datetime, count: int) -> list[str]:
    found = []
    for _ in range(count):
        after = next_time(Timetable(Cron.parse(text), zone), after)
        found.append(f"{after:%a %Y-%m-%d %H:%M}")
    return found


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("0 6 * * 1", "Mon 2026-03-16 06:00"),
        ("0 6 * * 0", "Sun 2026-03-15 06:00"),
        ("0 6 * * 7", "Sun 2026-03-15 06:00"),
        ("17 15 * * mon-fri", "Mon 2026-03-09 15:17"),
        ("@daily", "Tue 2026-03-10 00:00"),
        ("0 6 31 * *", "Tue 2026-03-31 06:00"),
    ],
)
def test_the_scheduler_means_what_crontab_means(text: str, first: str) -> None:
    assert _times(text, "UTC", MONDAY, 1) == [first]


def test_a_day_and_a_weekday_are_either_as_in_crontab() -> None:
    assert _times("0 6 11 * fri", "UTC", MONDAY, 3) == [
        "Wed 2026-03-11 06:00",
        "Fri 2026-03-13 06:00",
        "Fri 2026-03-20 06:00",
    ]


def test_an_hour_that_spring_leaves_out_is_not_left_out() -> None:
    before = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert _times("30 2 * * *", "Europe/Berlin", before, 2) == ["Sun 2026-03-29 01:30", "Mon 2026-03-30 00:30"]


def test_the_hour_that_autumn_repeats_is_at_most_checked_twice() -> None:
    before = datetime(2026, 10, 24, 12, tzinfo=UTC)
    assert _times("30 2 * * *", "Europe/Berlin", before, 3)[-1] == "Mon 2026-10-26 01:30"


@pytest.mark.parametrize(
    ("last", "missed"),
    [(None, True), (MONDAY - timedelta(days=3), True), (MONDAY - timedelta(hours=1), False)],
)
def test_a_run_that_was_due_while_nobody_was_there_is_known(last: datetime | None, missed: bool) -> None:
    daily = Timetable(Cron.parse("0 9 * * *"))
    assert missed_one(daily, last, MONDAY) is missed


def test_jitter_never_swallows_the_next_run() -> None:
    every_minute = Timetable(Cron.parse("* * * * *"), jitter=3600).trigger(MONDAY)
    for _ in range(50):
        late = every_minute.get_next_fire_time(None, MONDAY) - MONDAY
        assert timedelta(0) <= late <= timedelta(seconds=15)


class _Job:
    """A job whose runs a test holds in its hand."""

    patience = 60.0

    def __init__(self, timetable: Timetable = NEVER_SOON, last: datetime | None = None) -> None:
        self.timetable = timetable
        self.last = last
        self.begun = threading.Semaphore(0)
        self.may_end = threading.Event()
        self.may_end.set()
        self.running = self.most_at_once = self.ended = self.reloaded = 0
        self.error: Exception | None = None
        self.reload_error: ConfigError | None = None
        self.told_to_stop = False

    def last_run(self) -> datetime | None:
        return self.last

    def run(self, stop: Callable[[], bool]) -> None:
        self.running += 1
        self.most_at_once = max(self.most_at_once, self.running)
        self.begun.release()
        assert self.may_end.wait(30)
        self.told_to_stop = stop()
        self.running -= 1
        self.ended += 1
        if self.error is not None:
            raise self.error

    def reload(self) -> None:
        self.reloaded += 1
        if self.reload_error is not None:
            raise self.reload_error


class _Serving:
    def __init__(self, job: _Job, systemd: Systemd | None = None, clock: Callable[[], datetime] | None = None) -> None:
        self.job = job
        self.signals = Signals()
        now = clock or (lambda: datetime.now(UTC))
        parts = (job, self.signals, now, systemd or Systemd({}))
        self.thread = threading.Thread(target=serve, args=parts)
        self.thread.start()

    def stop(self) -> None:
        self.signals.ask_to_stop()
        self.job.may_end.set()
        self.thread.join(30)
        assert not self.thread.is_alive()


@pytest.fixture(autouse=True)
def _everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Whatever level a command that ran before in this process has left."""
    caplog.set_level(logging.INFO)


@pytest.fixture
def serving() -> Iterator[Callable[..., _Serving]]:
    begun: list[_Serving] = []

    def begin(*parts: object) -> _Serving:
        begun.append(_Serving(*parts))  # type: ignore[arg-type]
        return begun[-1]

    yield begin
    for one in begun:
        one.stop()


def test_what_is_overdue_is_run_at_once_and_what_is_not_waits(serving: Callable[..., _Serving]) -> None:
    overdue, in_time = _Job(), _Job(last=datetime.now(UTC))
    serving(overdue)
    waiting = serving(in_time)
    assert overdue.begun.acquire(timeout=30)
    waiting.stop()
    assert in_time.ended == 0


def test_two_runs_never_overlap_and_the_one_left_out_is_said(
    serving: Callable[..., _Serving], caplog: pytest.LogCaptureFixture
) -> None:
    job = _Job(Timetable(Cron.parse("* * * * *"), every=0.1))
    job.may_end.clear()
    service = serving(job)
    assert job.begun.acquire(timeout=30)
    _until(lambda: "still running" in caplog.text)
    job.may_end.set()
    assert job.begun.acquire(timeout=30)
    service.stop()
    assert job.most_at_once == 1


def test_the_run_under_way_ends_before_the_service_does(serving: Callable[..., _Serving]) -> None:
    job = _Job()
    job.may_end.clear()
    service = serving(job)
    assert job.begun.acquire(timeout=30)
    service.signals.ask_to_stop()
    assert service.thread.is_alive()
    service.stop()
    assert (job.ended, job.told_to_stop) == (1, True)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Locked("another run"), "skipped: another run"),
        (WatcherError("the disk is full"), "check failed: the disk is full"),
        (ZeroDivisionError("a bug"), "an error that nobody expected"),
    ],
)
def test_a_run_that_fails_is_said_and_the_next_one_comes(
    serving: Callable[..., _Serving], caplog: pytest.LogCaptureFixture, error: Exception, said: str
) -> None:
    job = _Job(Timetable(Cron.parse("* * * * *"), every=0.1))
    job.error = error
    serving(job)
    assert job.begun.acquire(timeout=30)
    assert job.begun.acquire(timeout=30)
    _until(lambda: said in caplog.text)


def test_a_bad_configuration_is_said_and_the_old_one_stays(
    serving: Callable[..., _Serving], caplog: pytest.LogCaptureFixture
) -> None:
    job = _Job(last=datetime.now(UTC))
    job.reload_error = ConfigError(["config.toml:1: a mistake"])
    service = serving(job)
    service.signals.ask_to_reload()
    _until(lambda: "the old one stays" in caplog.text)
    assert "config.toml:1: a mistake" in caplog.text
    job.reload_error = None
    service.signals.ask_to_reload()
    _until(lambda: "the configuration was read again" in caplog.text)
    assert job.reloaded == 2


def test_a_clock_that_is_set_back_does_not_put_the_next_run_off(
    serving: Callable[..., _Serving], caplog: pytest.LogCaptureFixture
) -> None:
    clock = [datetime.now(UTC) + timedelta(days=400)]
    job = _Job(Timetable(Cron.parse("0 9 * * *")), last=clock[0])
    service = serving(job, None, lambda: clock[0])
    _until(lambda: "next check at " in caplog.text)
    clock[0] = datetime.now(UTC)
    service.signals.tell_of_a_run()  # wakes the loop, and plans nothing
    _until(lambda: "the clock was set back" in caplog.text)
    service.stop()
    last = [words for words in caplog.messages if words.startswith("next check at ")][-1]
    planned = datetime.strptime(last, "next check at %Y-%m-%d %H:%M:%S %Z").replace(tzinfo=UTC)
    assert planned - clock[0] <= timedelta(days=1)
    assert job.ended == 0


def test_a_clock_that_jumps_ahead_makes_one_run_at_once_of_all_that_were_missed(
    serving: Callable[..., _Serving], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine that slept from Monday to Friday. The scheduler reads the machine's own clock, here one of ours."""
    clock = [MONDAY]

    class Machine(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return clock[0].astimezone(tz)

    monkeypatch.setattr("apscheduler.schedulers.base.datetime", Machine)
    job = _Job(Timetable(Cron.parse("0 9 * * *")), last=MONDAY)
    service = serving(job, None, lambda: clock[0])
    _until(lambda: "next check at 2026-03-10 09:00:00 UTC" in caplog.text)
    clock[0] = MONDAY + timedelta(days=4)
    service.signals.tell_of_a_run()  # wakes the loop, and plans nothing
    assert job.begun.acquire(timeout=30)
    _until(lambda: "next check at 2026-03-14 09:00:00 UTC" in caplog.text)
    service.stop()
    assert job.ended == 1


def test_systemd_hears_that_it_is_ready_what_comes_next_and_that_it_stops(
    serving: Callable[..., _Serving],
) -> None:
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        address = f"{folder}/notify"
        ear.bind(address)
        ear.settimeout(30)
        job = _Job(last=datetime.now(UTC))
        systemd = Systemd({"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "200000"})
        service = serving(job, systemd)
        said = [ear.recv(1000).decode() for _ in range(2)]
        assert said[0].startswith("READY=1\nSTATUS=next check at ")
        assert said[1] == "WATCHDOG=1"
        service.stop()
        while said[-1] != "STOPPING=1":
            said.append(ear.recv(1000).decode())


def test_a_run_that_hangs_lets_the_watchdog_bark(serving: Callable[..., _Serving]) -> None:
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(f"{folder}/notify")
        ear.settimeout(0.5)
        job = _Job()
        job.patience = -1.0
        job.may_end.clear()
        serving(job, Systemd({"NOTIFY_SOCKET": f"{folder}/notify", "WATCHDOG_USEC": "100000"}))
        assert job.begun.acquire(timeout=30)
        heard = []
        with pytest.raises(TimeoutError):
            while True:
                heard.append(ear.recv(1000).decode())
        job.may_end.set()
        assert ear.recv(1000).decode()


@pytest.fixture
def my(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as found:
        found.write("[schedule]\njitter = 0")
        found.publish()
        yield found


def test_the_service_checks_reads_again_and_stops_as_a_process(my: Desk) -> None:
    with Running(my.start("serve", "--every", "0.2", "--log-json")) as service:
        service.until('"check complete: 1 due, 1 seen, 0 changed')
        before = my.config.read_text()
        my.config.write_text(before + "[nonsense]\n")
        service.send(signal.SIGHUP)
        service.until("the old one stays")
        my.config.write_text(before)
        service.send(signal.SIGHUP)
        service.until("the configuration was read again")
        my.config.write_text(before + '\n[store]\npath = "other.db"\n')
        service.send(signal.SIGHUP)
        service.until("store.path was changed: that takes a restart")
        service.until('"check complete')
        assert not (my.folder / "other.db").exists()
        my.config.write_text(before)
        second = my.process("serve")
        assert (second.code, "Another `watcher serve` is at" in second.err) == (3, True)
        my.publish(overallStatus="SUSPENDED")
        service.until("1 changed")
        service.send(signal.SIGTERM)
        ended = service.end()
    assert ended.code == 0
    assert ended.out.count("Suspended (before") == 1
    assert '"message": "stopped"' in ended.err


def test_what_waits_to_be_sent_is_sent_at_the_start_and_not_at_the_next_turn(my: Desk) -> None:
    my.write('[schedule]\ncron = "0 0 1 1 *"\njitter = 0')
    my.run("check")
    my.publish(overallStatus="SUSPENDED")
    my.run("check", "--no-deliver")
    with Running(my.start("serve")) as service:
        service.until("delivered on stdout")
        service.send(signal.SIGTERM)
        assert service.end().out.count("Suspended (before") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit of the file size that is set from outside")
def test_a_full_disk_is_said_in_a_line_and_with_room_again_all_is_stored_and_told_once(my: Desk) -> None:
    trials = [f"NCT{number:08}" for number in range(1, 61)]
    my.write("[schedule]\njitter = 0\n[delivery]\nsummary_above = 100", trials=tuple(trials))
    my.publish(*trials)
    database = my.folder / "snapshots" / "watcher.db"
    with Running(my.start("serve", "--every", "0.2")) as service:
        service.until("check complete: 60 due, 60 seen")
        _leave_room(service, database.stat().st_size)
        my.publish(*trials, overallStatus="SUSPENDED")
        failed = [service.until("check failed: ") for _ in range(2)]
        with Store.open(database, read_only=True) as store:
            assert {version.number for t in trials for version in store.version_infos(trial(t))} == {1}
            assert any(run.message.startswith("It broke off: ") for run in store.runs())
        _leave_room(service)
        service.until("check complete: 60 due, 60 seen, 60 changed")
        service.send(signal.SIGTERM)
        ended = service.end()
    assert all("watcher.db cannot be read or written: the disk reports an error" in line for line in failed)
    assert (ended.code, "Traceback" in ended.err) == (0, False)
    assert ended.out.count("Suspended (before") == 60


def _leave_room(service: Running, size: int | None = None) -> None:
    """No file of this process may grow beyond this size: to SQLite that is as a disk that takes no more."""
    import resource  # there is none on Windows

    _, most = resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (most if size is None else size, most))


def _until(so: Callable[[], bool]) -> None:
    """Other threads take their time; half a minute is a failure."""
    end = time.monotonic() + 30
    while not so():
        assert time.monotonic() < end
        os.sched_yield()
