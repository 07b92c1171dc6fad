"""Writes a file whole or not at all, and keeps who may read it."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path


def write_atomically(path: Path, text: str, mode: int = 0o600) -> None:
    """`mode` is for a new file: its owner's only, since secrets find their way into configurations."""
    target = path.resolve()  # behind a link, the file itself is replaced and the link stays
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else mode
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _keep_the_name(target.parent)


def _keep_the_name(folder: Path) -> None:
    """The rename itself reaches the disk. Windows has no such handle and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
