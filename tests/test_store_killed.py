"""SIGKILL in the middle of writing: each transaction is there whole, or not at all (law 7)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.stored import NOW, TRIAL, decision, held_for
from watcher.store import Store

_WRITE_FOREVER = """
import sys
from tests.support.stored import TRIAL, decision, held_for
from watcher.model import TrialCondition, TrialState
from watcher.store import Store

store = Store.open(sys.argv[1])
for number in range(1, 100_000):
    recorded = decision(number)
    with store.write():
        store.record(recorded, [held_for(recorded.update)], TrialState(TRIAL, TrialCondition.OK))
        print(number, "inside", flush=True)
    print(number, "done", flush=True)
"""


@pytest.mark.parametrize("words", range(1, 31, 4))
def test_killed_at_any_step_a_decision_is_recorded_whole_or_not_at_all(tmp_path: Path, words: int) -> None:
    path = tmp_path / "watcher.db"
    writer = subprocess.Popen([sys.executable, "-c", _WRITE_FOREVER, str(path)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    said = [writer.stdout.readline() for _ in range(words)]
    os.kill(writer.pid, signal.SIGKILL)
    rest = writer.communicate()[0].splitlines()
    promised = sum("done" in line for line in (*said, *rest))
    with Store.open(path) as store:
        versions = [info.number for info in store.version_infos(TRIAL)]
        assert len(versions) >= promised
        assert versions == list(range(1, len(versions) + 1))
        assert store.updates() == [decision(n).update for n in versions]
        assert [row.held for row in store.held(NOW)] == [held_for(decision(n).update) for n in versions]
        assert store.states([TRIAL])[TRIAL].versions == len(versions)
        assert store.problems() == []
