"""watcher.env: what is secret beside a configuration, a NAME='value' a line, read by a shell and by systemd alike."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from watcher.files import write_whole


def open_names(path: Path, names: Sequence[str]) -> list[str]:
    """Those that the file leaves empty, or does not name."""
    text = _text(path)
    return [name for name in names if name not in _named(text) or _empty(name).search(text)]


def keep(path: Path, values: Mapping[str, str]) -> bool:
    """For its owner's eyes only. What stands there stays; a name that is left empty gets its value."""
    before = text = _text(path)
    for name, value in values.items():
        row = f"{name}={_quoted(value)}\n"
        if name not in _named(text):
            text += row if text.endswith("\n") or not text else f"\n{row}"
        else:
            text = row.join(_empty(name).split(text, maxsplit=1))
    if text != before:
        write_whole(path, text.encode(), through_links=True)
    return text != before


def _text(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


def _named(text: str) -> set[str]:
    return set(re.findall(r"(?m)^(?:export )?(\w+)=", text))


def _empty(name: str) -> re.Pattern[str]:
    return re.compile(rf"""(?m)^{name}=(?:''|"")?[ \t]*(?:\n|\Z)""")


def _quoted(value: str) -> str:
    """systemd joins no 'a'"'"'b' as a shell does; inside double quotes both undo the same escapes."""
    return f"'{value}'" if "'" not in value else '"' + re.sub(r'([\\"$`])', r"\\\1", value) + '"'
