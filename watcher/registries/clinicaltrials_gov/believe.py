"""Is this the record that was asked for, and a whole one? Only then may it become a version (law 5)."""

from __future__ import annotations

import re

import msgspec

from watcher.errors import UnexpectedRecord
from watcher.registries.clinicaltrials_gov.pages import Study
from watcher.registries.clinicaltrials_gov.quote import quoted
from watcher.registries.clinicaltrials_gov.shape import fits

DEEPEST = 64  # real records nest 7 deep; all that walks a record afterwards may recurse

_STRING = re.compile(rb'"[^"]*"')
_NOT_STRUCTURE = bytes(set(range(256)) - set(b'"{}[]'))
_ONE_KIND = bytes.maketrans(b"[]", b"{}")


def believe(study: Study, asked: str, moved_to: str | None = None) -> str | None:
    """None for the record of the number asked; else the number under which the registry keeps the trial now.

    `moved_to` is the number that the registry itself redirected to. UnexpectedRecord says what was found instead.
    """
    if study.id is None:
        raise UnexpectedRecord(f"asked for {asked}, found no study record: {quoted(study.raw)}")
    if study.id != asked and asked not in study.aliases and study.id != moved_to:
        raise UnexpectedRecord(f"asked for {asked}, found the record of {quoted(study.id.encode())}")
    if not study.status:
        raise UnexpectedRecord(f"asked for {asked}, found a record without overallStatus: {quoted(study.raw)}")
    return None if study.id == asked else study.id


def readable(raw: bytes) -> None:
    """UnexpectedRecord unless everything in the record can be read, and has the type that the registry documents."""
    try:
        content = msgspec.json.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnexpectedRecord(f"found a record that cannot be read: {error}") from error
    if deeper(raw, DEEPEST):
        raise UnexpectedRecord(f"found a record nested more than {DEEPEST} deep")
    fits(content)


def deeper(raw: bytes, most: int) -> bool:
    """Peel the innermost brackets off, level by level, with the strings taken out before."""
    bare = raw.replace(rb"\\", b"").replace(rb"\"", b"").translate(_ONE_KIND, _NOT_STRUCTURE)
    bare = _STRING.sub(b"", bare)
    for _ in range(most):
        bare = bare.replace(b"{}", b"")
        if not bare:
            return False
    return True
