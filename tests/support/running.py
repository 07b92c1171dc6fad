"""A process while it runs: what it says on standard error is waited for, and it never outlives its test."""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from types import TracebackType
from typing import IO, Self

from tests.support.desk import Ran

_PATIENCE = 60.0  # seconds, however busy the machine


class Running:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout
        assert process.stderr
        self.process = process
        self._out: list[str] = []
        self._err: list[str] = []
        self._read = 0  # lines of standard error that were waited for
        self._said = threading.Condition()
        self._ears = [self._listen(process.stdout, self._out), self._listen(process.stderr, self._err)]

    def until(self, words: str) -> str:
        """The next line that holds these words. What was waited for before must be said again."""
        end = time.monotonic() + _PATIENCE
        with self._said:
            while self._said.wait_for(lambda: self._read < len(self._err), end - time.monotonic()):
                line = self._err[self._read]
                self._read += 1
                if words in line:
                    return line
        raise AssertionError(f"{words!r} was not said: {''.join(self._err)}")

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def end(self, seconds: float = _PATIENCE) -> Ran:
        """Wait until it has ended by itself, in so much time."""
        code = self.process.wait(seconds)
        for ear in self._ears:
            ear.join()
        return Ran(code, "".join(self._out), "".join(self._err))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()  # nothing, if it has ended
        self.end()

    def _listen(self, stream: IO[str], lines: list[str]) -> threading.Thread:
        def listen() -> None:
            with stream:
                for line in stream:
                    with self._said:
                        lines.append(line)
                        self._said.notify_all()

        ear = threading.Thread(target=listen)
        ear.start()
        return ear
