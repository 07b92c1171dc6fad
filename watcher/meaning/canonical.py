"""A record in, its canonical form out: what is left when everything that carries no meaning is dropped (law 2)."""

from __future__ import annotations

import hashlib
import re

import msgspec

from watcher.meaning.criteria import parse as parse_criteria
from watcher.meaning.record import CRITERIA, MISC
from watcher.model import Json

VERSION_HOLDER = f"{MISC}.versionHolder"
_HEALTHY_VOLUNTEERS = "protocolSection.eligibilityModule.healthyVolunteers"

# CommonMark: a backslash before ASCII punctuation stands for that character. v2 serves Markdown (registry.md, fact 11).
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ENCODER = msgspec.json.Encoder(order="sorted")


def text(value: str) -> str:
    """Markdown escapes undone, runs of Unicode white space made one space."""
    return " ".join((_ESCAPE.sub(r"\1", value) if "\\" in value else value).split())


def canonical(value: Json, path: str = "") -> Json:
    """Canonical form of the value at `path` (dotted, `[]` for list items); None where nothing is left."""
    if isinstance(value, dict):
        return _mapping(value, path)
    if isinstance(value, list):
        kept = [item for raw in value if (item := canonical(raw, f"{path}[]")) is not None]
        return sorted(kept, key=encode) or None
    if isinstance(value, str):
        if path == CRITERIA:
            return ordered(parse_criteria(value))
        return text(value) or None
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    # Absent = false for booleans, except where absent says "not stated".
    return None if value is False and path != _HEALTHY_VOLUNTEERS else value


def ordered(value: Json) -> Json:
    """Lists sorted and empty containers dropped, scalars left as they are: restores the order of a canonical form."""
    if isinstance(value, dict):
        return {key: inner for key, raw in value.items() if (inner := ordered(raw)) is not None} or None
    if isinstance(value, list):
        return sorted((inner for raw in value if (inner := ordered(raw)) is not None), key=encode) or None
    return None if value == "" else value


def _mapping(value: dict[str, Json], path: str) -> Json:
    prefix = f"{path}." if path else ""
    pairs = ((key, canonical(inner, prefix + key)) for key, inner in value.items() if prefix + key != VERSION_HOLDER)
    return {key: inner for key, inner in pairs if inner is not None} or None


def encode(value: Json) -> bytes:
    """Canonical bytes: sorted keys, no white space."""
    return _ENCODER.encode(value)


def fingerprint(value: Json) -> str:
    """16 hex digits that name a canonical value."""
    return hashlib.blake2b(encode(value), digest_size=8).hexdigest()
