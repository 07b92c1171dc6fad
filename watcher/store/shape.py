"""How a dump is laid out: which file holds what, and how a row becomes a line. Shared by dump and load.

    dump.json                            format, counts, and the release that most trials were last answered for
    trials/NCT06455/NCT06455449.jsonl    one trial: its state, versions, updates, what is held for whom, notes
    outbox/2026-03.jsonl                 the deliveries made in that month, with their attempts
    runs/2026.jsonl                      the runs begun in that year
    channels.jsonl  searches.jsonl  memory.jsonl
    dump.unfinished                      in the place of dump.json while the files do not fit together yet

Each line is an object; its first key says the kind of row and holds the columns by name, without those that are NULL.
A version is its text, or a patch of the text before it (patch.py). Lines are added and hardly ever change, which git
keeps small. Channels and recipients are the keys of the configuration: the database holds no address and no secret.
"""

from __future__ import annotations

import base64
import re
import sqlite3
from collections.abc import Collection, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec
from msgspec import Struct

from watcher.errors import StoreError
from watcher.files import is_safe_name
from watcher.model import Trial

FORMAT = 1
HEADER = "dump.json"
UNFINISHED = "dump.unfinished"

_PLACES = ("trials/*/*.jsonl", "outbox/*.jsonl", "runs/*.jsonl", "*.jsonl")
_NAMES = re.compile(
    r"trials/(?P<head>[\w.-]{1,8})/(?P=head)[\w.-]*\.jsonl"
    r"|outbox/\d{4}-\d\d\.jsonl|runs/\d{4}\.jsonl|(channels|searches|memory)\.jsonl",
    re.ASCII,
)


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """Written last and removed first: a dump without it is unfinished, and is not loaded."""

    format: int
    schema: int
    release_seen: str | None
    trials: int
    versions: int
    updates: int
    deliveries: int


class Kind(Struct, frozen=True):
    table: str
    json: frozenset[str] = frozenset()  # columns that hold JSON, and stand in the line as such


KINDS = {
    "trial": Kind("trials", frozenset({"missing_looks", "first_plan", "crossed", "quarantine"})),
    "version": Kind("versions"),
    "update": Kind("updates", frozenset({"subject", "unchanged"})),
    "edits": Kind("edits", frozenset({"before", "after", "at"})),
    "changes": Kind("changes", frozenset({"before", "after", "rest"})),
    "held": Kind("held", frozenset({"changes", "alerts", "labels", "distances", "notes"})),
    "note": Kind("notes"),
    "message": Kind("messages"),
    "delivery": Kind("deliveries"),
    "attempts": Kind("attempts"),
    "channel": Kind("channels"),
    "run": Kind("runs"),
    "search": Kind("searches", frozenset({"terms", "words", "answered"})),
    "members": Kind("members"),
    "memory": Kind("memory", frozenset({"value"})),
}


def trial_file(trial: Trial) -> PurePosixPath:
    """At most a thousand in a folder. An id is looked at before it becomes a path."""
    if not is_safe_name(trial.id):
        raise StoreError(f"{trial.id!r} cannot be the name of a file, so this trial cannot be dumped.")
    return PurePosixPath("trials", trial.id[:8], f"{trial.id}.jsonl")


def files_of(root: Path) -> list[Path]:
    """What has the name of a file that a dump writes; the folder may hold other things of its owner."""
    found = (path for place in _PLACES for path in sorted(root.glob(place)))
    return [path for path in found if _NAMES.fullmatch(path.relative_to(root).as_posix())]


def content(kind: str, row: sqlite3.Row, *, without: Collection[str] = ()) -> dict[str, Any]:
    """The columns of a row as they stand in a line, in the order of their names."""
    json = KINDS[kind].json
    return {
        name: msgspec.Raw(row[name].encode()) if name in json else shown(row[name])
        for name in sorted(row.keys())
        if row[name] is not None and name not in without
    }


def shown(value: Any) -> Any:
    """Bytes as text where they are text, which registry records and messages always are."""
    if not isinstance(value, bytes):
        return value
    try:
        return value.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(value).decode()}


def columns_of(kind: str, found: Mapping[str, msgspec.Raw]) -> dict[str, Any]:
    """The way back from content()."""
    json = KINDS[kind].json
    return {name: bytes(raw).decode() if name in json else msgspec.json.decode(raw) for name, raw in found.items()}


def as_bytes(value: str | dict[str, str] | None) -> bytes | None:
    """The way back from shown(), where bytes are wanted."""
    if value is None or isinstance(value, str):
        return None if value is None else value.encode()
    return base64.b64decode(value["base64"], validate=True)
