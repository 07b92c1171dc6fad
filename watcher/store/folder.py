"""A folder of text files that is brought to a given state: each file all or nothing, and only where it differs."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from watcher.store.shape import FOLDERS, HEADER


class Folder:
    """Put every file, then finish(): what was not put is gone, and the header says that all is there."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._kept: set[Path] = set()

    def put(self, name: PurePosixPath | str, lines: Iterable[bytes]) -> None:
        """No file without lines."""
        text = b"".join(one + b"\n" for one in lines)
        if text:
            path = self._root / name
            self._kept.add(path)
            self._write(path, text)

    def finish(self, header: bytes) -> None:
        for path in self._files():
            if path not in self._kept:
                self._begin_changing()
                path.unlink()
                _remove_if_empty(path.parent)
        self._write(self._root / HEADER, header + b"\n")

    def _files(self) -> list[Path]:
        """Only what a dump writes: a folder may hold other things of its owner."""
        return [
            *self._root.glob("*.jsonl"),
            *(path for name in FOLDERS for path in self._root.glob(f"{name}/**/*.jsonl")),
        ]

    def _write(self, path: Path, text: bytes) -> None:
        if path.is_file() and path.read_bytes() == text:
            return
        self._begin_changing()
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise

    def _begin_changing(self) -> None:
        (self._root / HEADER).unlink(missing_ok=True)


def _remove_if_empty(folder: Path) -> None:
    if not any(folder.iterdir()):
        folder.rmdir()
