"""Real `watcher` processes, born in milliseconds: forked from one that has all modules loaded and has done nothing yet.

An interpreter needs a second to load them, the work itself a tenth of that: started each time anew, nine of ten random
kills would hit the loading. What runs in the child is `watcher.cli.main` with the command line it was given.
"""

from __future__ import annotations

import gc
import json
import os
import pkgutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO

from tests.support.paths import ROOT

PATIENCE = 120.0  # seconds: a process that is not killed has ended long before, however busy the machine


class Child:
    """Its number is not given to another process before the next child is asked for: killing it late hits nobody."""

    def __init__(self, pid: int, ended: SimpleQueue[int]) -> None:
        self.pid = pid
        self._ended = ended
        self._code: int | None = None
        self._lock = threading.Lock()

    def kill(self) -> None:
        """Who has ended meanwhile is spared."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def wait(self, seconds: float = PATIENCE) -> int:
        """The exit code, negative for a signal. TimeoutError: it lives."""
        with self._lock:
            if self._code is None:
                try:
                    self._code = self._ended.get(timeout=seconds)
                except Empty:
                    raise TimeoutError from None
            return self._code


class Nursery:
    """One child at a time."""

    def __init__(self, mother: subprocess.Popen[str]) -> None:
        assert mother.stdin is not None and mother.stdout is not None
        self._orders: IO[str] = mother.stdin
        self._news: IO[str] = mother.stdout

    def start(self, arguments: Sequence[str], said: Path) -> Child:
        print(json.dumps([list(arguments), str(said)]), file=self._orders, flush=True)
        ended: SimpleQueue[int] = SimpleQueue()
        child = Child(int(self._news.readline()), ended)
        threading.Thread(target=lambda: ended.put(int(self._news.readline())), daemon=True).start()
        return child


@contextmanager
def nursery() -> Iterator[Nursery]:
    command = [sys.executable, "-m", "tests.proofs.nursery"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as mother:
        yield Nursery(mother)


def _mother() -> None:
    """Orders on standard input; the number of each child, and its exit code, on standard output."""
    _load_everything()
    gc.freeze()
    unreaped: int | None = None
    for line in sys.stdin:
        if unreaped is not None:
            os.waitpid(unreaped, 0)
        arguments, said = json.loads(line)
        unreaped = os.fork()
        if unreaped == 0:
            _child(arguments, said)
        print(unreaped, flush=True)
        end = os.waitid(os.P_PID, unreaped, os.WEXITED | os.WNOWAIT)
        assert end is not None
        print(end.si_status if end.si_code == os.CLD_EXITED else -end.si_status, flush=True)


def _load_everything() -> None:
    import watcher

    for module in pkgutil.walk_packages(watcher.__path__, "watcher."):
        if module.name != "watcher.__main__":
            import_module(module.name)


def _child(arguments: Sequence[str], said: str) -> None:
    paper = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for here, there in ((nothing, 0), (paper, 1), (paper, 2)):
        os.dup2(here, there)
    from watcher.cli import main

    main(arguments)


if __name__ == "__main__":
    _mother()
