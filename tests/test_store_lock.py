"""One run at a time; and a dead one holds nothing (docs/design.md, state)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.stored import NOW
from watcher.errors import Locked
from watcher.store import RunLock

_HOLD = """
import sys
from datetime import datetime, timezone
from watcher.store import RunLock
with RunLock(sys.argv[1], datetime(2026, 3, 10, 15, 17, tzinfo=timezone.utc)):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_process_holding(database: Path) -> Iterator[subprocess.Popen[str]]:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    try:
        yield holder
    finally:
        holder.stdout.close()
        if holder.stdin is not None:
            holder.stdin.close()
        holder.wait()


def test_who_holds_the_lock_is_named_to_whom_is_refused(tmp_path: Path) -> None:
    database = tmp_path / "watcher.db"
    with (
        another_process_holding(database) as holder,
        pytest.raises(Locked, match=rf"process {holder.pid}, since 2026-03-10T15:17:00\+00:00"),
        RunLock(database, NOW),
    ):
        pass


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    database = tmp_path / "watcher.db"
    with another_process_holding(database) as holder:
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
        with RunLock(database, NOW):
            pass


def test_a_lock_can_be_asked_about_and_is_not_taken_by_it(tmp_path: Path) -> None:
    database = tmp_path / "watcher.db"
    assert not RunLock.is_held(database), "nobody ever ran"
    with another_process_holding(database) as holder:
        assert RunLock.is_held(database)
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
        assert not RunLock.is_held(database)
    with RunLock(database, NOW):
        pass
    assert not RunLock.is_held(database)


def test_a_lock_that_is_held_for_a_moment_only_is_waited_for(tmp_path: Path) -> None:
    database = tmp_path / "watcher.db"
    with another_process_holding(database) as holder:
        ended = []

        def let_go(_seconds: float) -> None:
            assert holder.stdin is not None
            holder.stdin.close()
            ended.append(holder.wait())

        with RunLock(database, NOW, pause=let_go):
            assert ended == [0]


def test_a_lock_let_go_can_be_taken_again_and_forgets_its_holder(tmp_path: Path) -> None:
    for _ in range(2):
        with RunLock(tmp_path / "watcher.db", NOW):
            pass
    assert (tmp_path / "watcher.db.lock").read_bytes() == b""


def test_an_error_inside_lets_the_lock_go(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), RunLock(tmp_path / "watcher.db", NOW):
        raise RuntimeError
    with RunLock(tmp_path / "watcher.db", NOW):
        pass
