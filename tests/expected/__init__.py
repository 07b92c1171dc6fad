"""What is said of each real pair, as it was checked by eye against the two records and the table of significance.

`python -m tests.expected` drafts a file for each pair that has none, `--all` for every pair. A draft is no proof: read
it beside both records before it is committed. Records are not copied: long texts stand as a digest and their first
words, sites as their place, and whom to ring is not repeated.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from tests.support.history import Snapshot
from watcher.model import Change, Update

FOLDER = Path(__file__).parent
_LONG = 80  # characters of a registry text that stands as it is
_FIRST = 5  # words of a longer one
_PLACE = ("facility", "city", "country", "status")
_PEOPLE = ("contact.", "official.")


def path(old: Snapshot, new: Snapshot) -> Path:
    return FOLDER / f"{new.trial}_{old.data_date}_{new.data_date}.json"


def shown(update: Update) -> dict[str, Any]:
    """Everything that must hold of an update; its changes share one stage."""
    (stage,) = {change.stage.value for change in update.changes}
    return {
        "headline": update.headline,
        "significance": update.significance.value,
        "stage": stage,
        "changes": [_change(change) for change in update.changes],
        "unchanged": list(update.unchanged),
    }


def _change(change: Change) -> dict[str, Any]:
    of_people = change.kind.startswith(_PEOPLE)
    return {
        "kind": change.kind,
        "item": _digest(change.item) if of_people else _value(change.item),
        "before": _digest(change.before) if of_people else _value(change.before),
        "after": _digest(change.after) if of_people else _value(change.after),
        "significance": change.significance.value,
        "direction": change.direction.value,
        "actor": change.actor.value,
        "rule": change.rule,
        "confidence": change.confidence.value,
    }


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        kept = _PLACE if "facility" in value and "country" in value else value
        return {name: _value(value[name]) for name in kept if value.get(name) is not None}
    if isinstance(value, list):
        return [_value(item) for item in value]
    if isinstance(value, str) and len(value) > _LONG:
        return f"{' '.join(value.split()[:_FIRST])} … {_digest(value)}"
    return value


def _digest(value: Any) -> str | None:
    """Enough to see that a text is another one, and none of it."""
    if value is None:
        return None
    written = json.dumps(value, sort_keys=True, ensure_ascii=False).encode()
    return f"#{hashlib.blake2b(written, digest_size=6).hexdigest()}"


def written(expected: dict[str, Any]) -> str:
    """One line a change, so that a difference is read as one."""
    lines = [
        f"{json.dumps(name)}: {_lines(value) if name in {'changes', 'unchanged'} else _line(value)}"
        for name, value in expected.items()
    ]
    return "{\n  " + ",\n  ".join(lines) + "\n}\n"


def _lines(values: list[Any]) -> str:
    return "[\n    " + ",\n    ".join(map(_line, values)) + "\n  ]" if values else "[]"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
