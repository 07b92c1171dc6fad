"""Which data release the registry shows."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from watcher.errors import UnexpectedRecord
from watcher.net.wire import Response
from watcher.registries.clinicaltrials_gov.line import Line, TooHeavy
from watcher.registries.clinicaltrials_gov.pages import WrongType
from watcher.registries.clinicaltrials_gov.quote import quoted

# Compared as text, never reckoned with: the registry does not say which zone it means.
_ANOTHER = (
    "Damaged on its way, or not the registry that answers: check registry.base_url. Nothing was asked besides, and "
    "nothing has changed. The next run tries again."
)
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d[\d:.Z+-]*", re.ASCII)


def data_timestamp(line: Line, deadline: float | None = None) -> str:
    """Asked once more when what came cannot be read, or did not come whole."""
    try:
        return _read(line.ask("/version", deadline=deadline))
    except (WrongType, UnexpectedRecord, TooHeavy):
        return _read(line.ask("/version", deadline=deadline))


def _read(response: Response) -> str:
    if not response.is_json:
        raise WrongType(f"asked which data release is on, found {response.content_type}: {quoted(response.body)}")
    try:
        version: Any = msgspec.json.decode(response.body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        found = f"asked which data release is on, found {quoted(response.body)} ({error})"
        raise UnexpectedRecord(found, advice=_ANOTHER) from error
    timestamp = version.get("dataTimestamp") if isinstance(version, dict) else None
    if not isinstance(timestamp, str) or not _TIMESTAMP.fullmatch(timestamp):
        found = f"asked which data release is on, found no dataTimestamp: {quoted(response.body)}"
        raise UnexpectedRecord(found, advice=_ANOTHER)
    return timestamp
