"""A value in, the one way of writing it out: texts, order, bytes. What stands where is known to canonical.py."""

from __future__ import annotations

import hashlib
import re

import msgspec

from watcher.model import Json

# CommonMark: a backslash before ASCII punctuation stands for that character. v2 serves Markdown (fact 11).
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ENCODER = msgspec.json.Encoder(order="sorted")


def text(value: str) -> str:
    """Markdown escapes undone, runs of Unicode white space made one space."""
    return " ".join(unescaped(value).split())


def unescaped(value: str) -> str:
    """Markdown escapes undone, lines kept."""
    return _ESCAPE.sub(r"\1", value) if "\\" in value else value


def folded(word: str) -> str:
    """A word that was found whatever its case, as tables have it: for `re.IGNORECASE`, ı and İ are an i, ſ is an s."""
    return word.casefold().replace("ı", "i").replace("\u0307", "")


def ordered(value: Json) -> Json:
    """Lists sorted and empty containers dropped, scalars left as they are: restores the order of a canonical form."""
    if isinstance(value, dict):
        return {key: inner for key, raw in value.items() if (inner := ordered(raw)) is not None} or None
    if isinstance(value, list):
        return sorted((inner for raw in value if (inner := ordered(raw)) is not None), key=encode) or None
    return None if value == "" else value


def encode(value: Json) -> bytes:
    """Canonical bytes: sorted keys, no white space."""
    return _ENCODER.encode(value)


def fingerprint(value: Json) -> str:
    """16 hex digits that name a canonical value."""
    return hashlib.blake2b(encode(value), digest_size=8).hexdigest()
