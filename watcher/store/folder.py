"""A folder of text files that is brought to a given state: each file all or nothing, and only where it differs.

    dump.json          all is there
    dump.unfinished    a dump is being written here, or was cut short

Only a folder that is empty, or that has one of the two, is a dump's to change; and of what such a folder holds, only
the files that a dump writes.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from watcher.errors import UsageError
from watcher.files import says, write_whole
from watcher.store.shape import HEADER, UNFINISHED, files_of


class Folder:
    """Put every file, then finish(): what was not put is gone, and the header says that all is there."""

    def __init__(self, root: Path) -> None:
        """UsageError for a folder with other things in it: it is somebody's, and was named by mistake."""
        try:
            root.mkdir(parents=True, exist_ok=True)
        except FileExistsError as error:
            raise UsageError(f"{root} is a file; a dump is a folder: name an empty one or a new one") from error
        if not _is_a_dump(root) and any(not path.name.startswith(".") for path in root.iterdir()):
            raise UsageError(
                f"{root} holds other things than a dump, so nothing was written; name an empty folder or a new one"
            )
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
        for path in files_of(self._root):
            if path not in self._kept:
                self._begin_changing()
                path.unlink()
                _remove_if_empty(path.parent)
        self._write(self._root / HEADER, header + b"\n")
        (self._root / UNFINISHED).unlink(missing_ok=True)

    def _write(self, path: Path, text: bytes) -> None:
        if not says(path, text):
            self._begin_changing()
            write_whole(path, text)

    def _begin_changing(self) -> None:
        (self._root / UNFINISHED).touch()
        (self._root / HEADER).unlink(missing_ok=True)


def _is_a_dump(root: Path) -> bool:
    return (root / HEADER).is_file() or (root / UNFINISHED).is_file()


def _remove_if_empty(folder: Path) -> None:
    if not any(folder.iterdir()):
        folder.rmdir()
