"""One run at a time: a lock of the operating system beside the database, gone when its process is."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import Self

import msgspec

from watcher.errors import Locked, StoreError

# Windows locks bytes, and nobody can read what is locked: a byte far behind the text, where no text ever is.
_LOCKED_BYTE = 1 << 30
_PATIENCE = 1.0  # seconds


class RunLock:
    """`with RunLock(path, now):` where path is the database's. The file stays: to delete it would race with others."""

    def __init__(self, database: Path | str, now: datetime, *, pause: Callable[[float], object] = sleep) -> None:
        self.path = Path(f"{database}.lock")
        self._now = now
        self._pause = pause
        self._file: int | None = None

    @staticmethod
    def is_held(database: Path | str) -> bool:
        """Asked without waiting. A holder's name in the file is no proof: who was killed left it there."""
        try:
            file = os.open(f"{database}.lock", os.O_RDWR)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise StoreError(
                f"The lock {database}.lock cannot be opened: {error.strerror}. Check store.path."
            ) from error
        try:
            # A file without a holder's name is free, or will be named in a moment: it is not touched.
            if not os.read(file, 1):
                return False
            free = _try_lock(file)
            if free:
                _unlock(file)
            return not free
        finally:
            os.close(file)

    def __enter__(self) -> Self:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise _not_opened(str(self.path), error) from error
        try:
            self._take(self._file)
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._file is not None
        _write(self._file, b"")
        _unlock(self._file)
        self._close()

    def _take(self, file: int) -> None:
        if not _lock_soon(file, self._pause):
            raise Locked(
                f"Another run is at it ({_holder(file)}). It holds {self.path} and lets go by itself; run again later."
            )
        since = self._now.isoformat(timespec="seconds")
        try:
            _write(file, msgspec.json.encode(_Holder(os.getpid(), since)))
        except OSError as error:
            raise StoreError(f"The lock {self.path} cannot be written: {error.strerror}.") from error

    def _close(self) -> None:
        assert self._file is not None
        os.close(self._file)
        self._file = None


def _lock_soon(file: int, pause: Callable[[float], object]) -> bool:
    """Who only asks whether it is held (`is_held`) has it for a moment himself, and is no run."""
    end = monotonic() + _PATIENCE
    while not _try_lock(file):
        if monotonic() >= end:
            return False
        pause(_PATIENCE / 50)
    return True


class _Holder(msgspec.Struct, frozen=True):
    pid: int
    since: str


def _not_opened(path: str, error: OSError) -> StoreError:
    return StoreError(f"The lock {path} cannot be opened: {error.strerror}. Check store.path.")


def _holder(file: int) -> str:
    os.lseek(file, 0, os.SEEK_SET)
    try:
        holder = msgspec.json.decode(os.read(file, 200), type=_Holder)
    except msgspec.DecodeError:  # read while the other writes, it may be empty or cut
        return "process unknown"
    return f"process {holder.pid}, since {holder.since}"


def _write(file: int, text: bytes) -> None:
    os.lseek(file, 0, os.SEEK_SET)
    os.ftruncate(file, 0)
    os.write(file, text)


if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: int) -> bool:
        os.lseek(file, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(file: int) -> None:
        os.lseek(file, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
