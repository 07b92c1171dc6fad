"""A record in, its canonical form out: what is left when everything that carries no meaning is dropped (law 2)."""

from __future__ import annotations

from functools import lru_cache

from watcher.meaning.eligibility.criteria import parse as parse_criteria
from watcher.meaning.normal import encode, ordered, text
from watcher.meaning.record import CRITERIA, MISC
from watcher.model import Json

VERSION_HOLDER = f"{MISC}.versionHolder"
_HEALTHY_VOLUNTEERS = "protocolSection.eligibilityModule.healthyVolunteers"
# The places whose values are read in their own way, and all that is above them.
_TELLING = frozenset(
    ".".join(keys[:depth])
    for keys in (path.split(".") for path in (VERSION_HOLDER, CRITERIA, _HEALTHY_VOLUNTEERS))
    for depth in range(len(keys) + 1)
)


def canonical(value: Json, path: str = "") -> Json:
    """Canonical form of the value at `path` (dotted, `[]` for list items); None where nothing is left."""
    if path not in _TELLING:
        return _plain(value)
    if path == VERSION_HOLDER:
        return None
    if isinstance(value, dict):
        prefix = f"{path}." if path else ""
        return {key: kept for key, raw in value.items() if (kept := canonical(raw, prefix + key)) is not None} or None
    if path == CRITERIA and isinstance(value, str):
        return _criteria(value)
    return value if path == _HEALTHY_VOLUNTEERS and value is False else _plain(value)


def _plain(value: Json) -> Json:
    """Of all but the few places where it matters where a value stands."""
    if isinstance(value, str):
        return text(value) or None
    if isinstance(value, dict):
        return {key: kept for key, raw in value.items() if (kept := _plain(raw)) is not None} or None
    if isinstance(value, list):
        items = [item for raw in value if (item := _plain(raw)) is not None]
        return (sorted(items, key=encode) if len(items) > 1 else items) or None
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    # Absent = false for booleans, except where absent says "not stated".
    return None if value is False else value


# Asked for when two records are compared, and again by whoever looks a criterion up. Not to be written to.
@lru_cache(maxsize=4)
def _criteria(value: str) -> Json:
    return ordered(parse_criteria(value))
