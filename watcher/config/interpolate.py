"""`${VAR}`, `${VAR:-default}` and `*_file` twins in, plain values out: the environment's only way in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from watcher.config.lines import KeyPath
from watcher.config.problems import Problems, why_unreadable

_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_REFERENCE = re.compile(rf"\$\$\{{|\$\{{(?P<name>{_NAME})(?::-(?P<default>[^}}]*))?\}}|\$\{{[^}}]*\}}?")
_FILE = "_file"


def variables(text: str) -> list[str]:
    """The variables that a file needs: those that it names without a default, outside comments."""
    return named_variables(tomllib.loads(text))


def named_variables(data: Any) -> list[str]:
    found: dict[str, None] = {}
    left: list[Any] = [data]
    while left:
        value = left.pop(0)
        if isinstance(value, dict | list):
            left.extend(value.values() if isinstance(value, dict) else value)
        elif isinstance(value, str):
            found |= {m["name"]: None for m in _REFERENCE.finditer(value) if m["name"] and m["default"] is None}
    return list(found)


class Outside(Struct, frozen=True):
    """Where values may come from besides the file itself."""

    environ: Mapping[str, str]
    folder: Path

    def fill(self, value: Any, path: KeyPath, problems: Problems) -> Any:
        """The value with every reference replaced. `$${` stands for `${` itself."""
        if isinstance(value, dict):
            return {key: self.fill(item, (*path, key), problems) for key, item in value.items()}
        if isinstance(value, list):
            return [self.fill(item, (*path, index), problems) for index, item in enumerate(value)]
        return self._text(value, path, problems) if isinstance(value, str) and "${" in value else value

    def _text(self, text: str, path: KeyPath, problems: Problems) -> str:
        filled = _REFERENCE.sub(lambda found: self._reference(found, path, problems), text)
        problems.secrets[path] = filled
        return filled

    def _reference(self, found: re.Match[str], path: KeyPath, problems: Problems) -> str:
        if found.group() == "$${":
            return "${"
        name, default = found["name"], found["default"]
        if name is None:
            problems.give_up(path, f"{found.group()!r} is not understood; ${{NAME}} or ${{NAME:-default}} would do")
            return ""
        # Empty counts as missing, as in a shell's ${VAR:-default}: an unset secret of a CI job arrives as "".
        given = self.environ.get(name) or default
        if given is None:
            problems.miss(path, f"the variable {name} is not set or empty; set it, or write ${{{name}:-default}}")
        return given or ""

    def read_twins(
        self, table: dict[str, Any], secrets: Collection[str], path: KeyPath, problems: Problems
    ) -> dict[str, Any]:
        """`secret_file = "hook.secret"` stands for `secret`: what the file holds, without the line's end."""
        read: dict[str, Any] = {}
        for key, value in table.items():
            name = key.removesuffix(_FILE)
            if not key.endswith(_FILE) or name not in secrets:
                read[key] = value
            elif name in table:
                problems.add((*path, key), f"both {name} and {key} are given; one of them would do")
            else:
                read[name] = self._read(value, (*path, key), (*path, name), problems)
        return read

    def _read(self, file: Any, here: KeyPath, twin: KeyPath, problems: Problems) -> str:
        try:
            text: str = (self.folder / file).read_text("utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError, TypeError) as error:
            why = "the name of a file would do" if isinstance(error, TypeError) else why_unreadable(error)
            problems.miss(here, f"cannot read {file!r}: {why}")
            problems.broken.add(twin)
            return ""
        problems.secrets[twin] = text
        return text
