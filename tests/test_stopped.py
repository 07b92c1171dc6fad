"""SIGTERM to a real check and a real service while the registry lets them wait: soon, whole, and nothing is lost."""

from __future__ import annotations

import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.desk import Desk, desk
from tests.support.registry import DRIP, HANG, trial
from tests.support.running import Running
from watcher.demo.registry import Fault, Reply, Request
from watcher.model import Outcome, Trial, TrialCondition
from watcher.store import Store

TRIALS = tuple(f"NCT{number:08}" for number in range(1, 6))
SOON = 20.0  # seconds, on a machine however busy; the registry would let a check wait for longer
LATER = Fault("429", lambda reply: Reply(429, "text/plain", b"later", (("Retry-After", "50"),)))
COMMANDS = {"check": ("check",), "serve": ("serve", "--every", "0.2")}
ENDINGS = {"check": (1, "NCT00000005: stopped, the check was told to stop"), "serve": (0, "INFO stopped\n")}


@pytest.fixture
def my(tmp_path: Path) -> Iterator[Desk]:
    """Five trials, each asked for by a request of its own, all seen once and all suspended since."""
    with desk(tmp_path) as found:
        found.write("[schedule]\njitter = 0", trials=TRIALS)
        found.config.write_text(found.config.read_text().replace("pace = 0", "pace = 0.01\nbatch = 1"))
        found.publish(*TRIALS)
        assert found.run("check").code == 0
        found.publish(*TRIALS, overallStatus="SUSPENDED")
        yield found


def _third(fault: Fault, asked: threading.Event) -> Callable[[Request], Fault | None]:
    """From the third trial on, whatever is asked."""

    def what(request: Request) -> Fault | None:
        if request.query.get("filter.ids", "") < TRIALS[2]:
            return None
        asked.set()
        return fault

    return what


def _store(my: Desk) -> Store:
    return Store.open(my.folder / "snapshots" / "watcher.db", read_only=True)


def _suspended(my: Desk) -> set[Trial]:
    with _store(my) as store:
        return {update.trial for update in store.updates() if "status.changed" in {c.kind for c in update.changes}}


@pytest.mark.parametrize("fault", [HANG, DRIP, LATER], ids=["hangs", "drips", "asks for patience"])
@pytest.mark.parametrize("command", COMMANDS)
def test_told_to_stop_it_ends_soon_and_what_is_left_is_told_once_by_the_next(
    my: Desk, command: str, fault: Fault
) -> None:
    asked = threading.Event()
    my.registry.fault = _third(fault, asked)
    with Running(my.start(*COMMANDS[command])) as process:
        assert asked.wait(SOON)
        process.send(signal.SIGTERM)
        stopped = process.end(SOON)
    assert stopped.code == ENDINGS[command][0]
    assert ENDINGS[command][1] in stopped.err
    assert _suspended(my) == {trial(1), trial(2)}
    with _store(my) as store:
        run = store.last_run()
        assert run is not None
        assert (run.outcome, run.checked, run.failed) == (Outcome.PARTIAL, 2, 3)
        assert {state.condition for state in store.states(map(trial, TRIALS)).values()} == {TrialCondition.OK}
    with closing(sqlite3.connect(my.folder / "snapshots" / "watcher.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    my.registry.fault = lambda request: None
    assert (stopped.out + my.run("check").out).count("Suspended (before") == len(TRIALS)
    assert _suspended(my) == set(map(trial, TRIALS))


def test_a_tick_that_comes_while_the_last_check_runs_is_said_once_and_in_our_words(my: Desk) -> None:
    my.registry.fault = _third(HANG, threading.Event())
    with Running(my.start("serve", "--every", "0.2")) as service:
        service.until("the last check is still running; this one is left out")
        service.until("the last check is still running; this one is left out")
        service.send(signal.SIGTERM)
        assert "maximum number of running instances" not in service.end(SOON).err
