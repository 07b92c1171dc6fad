"""After posting, one edit hits two places: the protocol's outcome and the results' outcome measure."""

from __future__ import annotations

from collections.abc import Sequence

from watcher.meaning.normal import encode
from watcher.meaning.record import OUTCOME_MEASURES, OUTCOMES
from watcher.model import Edit

# A field of the results' measure and its twin in the protocol.
_TWIN = {"title": "measure", "description": "description", "timeFrame": "timeFrame"}
_Key = tuple[str, bytes, bytes]


def mirrored(edits: Sequence[Edit]) -> list[Edit]:
    """The results edits that say what an edit of the protocol's outcomes says already."""
    said = {_key(edit) for edit in edits if edit.path.startswith(f"{OUTCOMES}.") and _is_leaf(edit)}
    return [edit for edit in edits if edit.path.startswith(f"{OUTCOME_MEASURES}[].") and _twin(edit) in said]


def echoes(owned: Sequence[Edit], mirror: Sequence[Edit]) -> tuple[Edit, ...]:
    """Those of `mirror` that repeat one of `owned`."""
    said = {_key(edit) for edit in owned if _is_leaf(edit)}
    return tuple(edit for edit in mirror if _twin(edit) in said)


def _is_leaf(edit: Edit) -> bool:
    return len(edit.at) == 1 and not edit.path.endswith("[]")


def _key(edit: Edit) -> _Key:
    return _keyed(edit.path.rpartition(".")[2], edit)


def _twin(edit: Edit) -> _Key | None:
    field = _TWIN.get(edit.path.rpartition(".")[2])
    return _keyed(field, edit) if field and _is_leaf(edit) else None


def _keyed(field: str, edit: Edit) -> _Key:
    """A registry may put a list where a text was."""
    return field, encode(edit.before), encode(edit.after)
