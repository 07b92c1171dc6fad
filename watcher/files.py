"""A file is written whole or not at all, and a registry's text is looked at before it names one."""

from __future__ import annotations

import os
import re
import stat
import tempfile
from pathlib import Path

_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}")


def is_safe_name(text: str) -> bool:
    """It leads nowhere but into the folder it is put in, on any system."""
    return _SAFE_NAME.fullmatch(text) is not None


def says(path: Path, body: bytes) -> bool:
    """The file is there and holds just this: who writes it again would wake everyone who watches it."""
    return path.is_file() and path.read_bytes() == body


def write_whole(
    path: Path, body: bytes, *, mode: int = 0o600, durable: bool = True, through_links: bool = False
) -> None:
    """`mode` is for a new file: its owner's only, since secrets find their way into configurations.

    Not `durable`: for what can be made again at any time, and is many files.
    `through_links`: for what people place themselves. The file behind a link is replaced and the link stays; else the
    link is replaced, as nobody knows where it leads.
    """
    target = path.resolve() if through_links else path
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() and not target.is_symlink() else mode
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    if durable:
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
