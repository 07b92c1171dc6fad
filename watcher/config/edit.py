"""The text of a config.toml and a wish in, the text with the wish fulfilled out: every comment stays where it was.

tomlkit edits the lists; whole blocks are put in and taken out by their lines, since tomlkit counts the comment above
the next table as part of this one. Whatever is done, the result is parsed and compared with what was meant.
"""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import tomlkit
from msgspec import Struct, field
from tomlkit.items import Array

from watcher.config.lines import header_lines, key_lines
from watcher.errors import UsageError

_ONE_LINE = 4  # more trials than this stand one a line


class NewWatch(Struct, frozen=True):
    name: str
    trials: Sequence[str]
    labels: Mapping[str, str] = field(default_factory=dict)


def add_watch(text: str, watch: NewWatch) -> str:
    """Below the last watch, or at the end."""
    block = [
        "[[watch]]",
        f"name = {_quoted(watch.name)}",
        f"trials = {_trials(watch.trials)}",
        *([f"labels = {_labels(watch.labels)}"] if watch.labels else []),
    ]
    lines = text.splitlines()
    count = len(tomllib.loads(text).get("watch", []))
    end = _end_of(text, count - 1) if count else len(lines)
    new = [*lines[:end], *([""] if end else []), *block, *lines[end:]]

    def meant(data: Any) -> None:
        table = {"name": watch.name, "trials": list(watch.trials)}
        data.setdefault("watch", []).append({**table, **({"labels": dict(watch.labels)} if watch.labels else {})})

    return _checked(text, "\n".join(new) + "\n", meant)


def extend_watch(text: str, index: int, trials: Sequence[str]) -> str:
    document = tomlkit.parse(text)
    watch: Any = document["watch"][index]
    if "trials" not in watch:
        new = _insert(text, index, f"trials = {_trials(trials)}")
    else:
        _append(watch["trials"], trials)
        new = tomlkit.dumps(document)
    return _checked(text, new, lambda data: data["watch"][index].setdefault("trials", []).extend(trials))


def remove_trials(text: str, index: int, positions: Sequence[int]) -> str:
    document = tomlkit.parse(text)
    trials: Any = document["watch"][index]["trials"]
    for position in sorted(positions, reverse=True):
        del trials[position]

    def meant(data: Any) -> None:
        for position in sorted(positions, reverse=True):
            del data["watch"][index]["trials"][position]

    return _checked(text, tomlkit.dumps(document), meant)


def remove_watch(text: str, index: int) -> str:
    """With the comment lines directly above it, which speak of it."""
    lines = text.splitlines()
    start = key_lines(text)["watch", index] - 1
    end = _end_of(text, index)
    while start and lines[start - 1].lstrip().startswith("#"):
        start -= 1
    while start and not lines[start - 1].strip() and (end == len(lines) or not lines[end].strip()):
        start -= 1

    def meant(data: Any) -> None:
        del data["watch"][index]
        if not data["watch"]:
            del data["watch"]

    return _checked(text, "\n".join([*lines[:start], *lines[end:]]) + "\n", meant)


def pause_watch(text: str, index: int, *, paused: bool) -> str:
    """To go on is to be paused no more: the key goes, unless something else stands in its line."""
    line = key_lines(text).get(("watch", index, "paused"))
    lines = text.splitlines()
    if line is None:
        return _checked(text, _insert(text, index, "paused = true"), _set_pause(index, True)) if paused else text
    alone = re.fullmatch(r"\s*paused\s*=\s*(true|false)\s*", lines[line - 1])
    if alone and not paused:
        del lines[line - 1]
        return _checked(text, "\n".join(lines) + "\n", _set_pause(index, None))
    lines[line - 1] = re.sub(r"(paused\s*=\s*)(true|false)", rf"\g<1>{str(paused).lower()}", lines[line - 1])
    return _checked(text, "\n".join(lines) + "\n", _set_pause(index, paused))


def _set_pause(index: int, paused: bool | None) -> Callable[[Any], object]:
    def meant(data: Any) -> None:
        data["watch"][index].pop("paused", None)
        if paused is not None:
            data["watch"][index]["paused"] = paused

    return meant


def _checked(text: str, new: str, meant: Callable[[Any], object]) -> str:
    """An edit that would change anything else is refused: better a person's hand than a wrong one."""
    wanted = copy.deepcopy(tomllib.loads(text))
    meant(wanted)
    try:
        done = tomllib.loads(new)
    except tomllib.TOMLDecodeError:
        done = {}
    if done != wanted:
        raise UsageError("this file is written in a way that cannot be edited safely; please change it by hand")
    return new


def _insert(text: str, index: int, line: str) -> str:
    """Below the watch's name, where a person would write it, or below its header."""
    places = key_lines(text)
    at = places.get(("watch", index, "name"), places["watch", index])
    lines = text.splitlines()
    return "\n".join([*lines[:at], line, *lines[at:]]) + "\n"


def _end_of(text: str, index: int) -> int:
    """How many lines there are up to the end of a watch. Comments above the next header belong to that."""
    lines = text.splitlines()
    start = key_lines(text)["watch", index]
    own = max(line for path, line in key_lines(text).items() if path[:2] == ("watch", index))
    end = min((line - 1 for line in header_lines(text) if line > max(start, own)), default=len(lines))
    while end > own and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return end


def _append(array: Array, trials: Sequence[str]) -> None:
    """One a line where they stand so."""
    in_lines = "\n" in array.as_string()
    for trial in trials:
        if in_lines:
            array.add_line(trial, indent="  ")
        else:
            array.append(trial)


def _trials(trials: Sequence[str]) -> str:
    if len(trials) <= _ONE_LINE:
        return f"[{', '.join(map(_quoted, trials))}]"
    return "\n".join(["[", *(f"  {_quoted(trial)}," for trial in trials), "]"])


def _labels(labels: Mapping[str, str]) -> str:
    return f"{{ {', '.join(f'{_key(key)} = {_quoted(value)}' for key, value in labels.items())} }}"


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _quoted(key)


def _quoted(text: str) -> str:
    return tomlkit.string(text).as_string()
