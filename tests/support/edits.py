"""Edits in, the edits that lead back out."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from watcher.model import At, Edit


def inverted(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    return tuple(
        replace(
            edit,
            before=edit.after,
            after=edit.before,
            at=tuple(At(before=at.after, after=at.before, ordinal=at.ordinal) for at in edit.at),
        )
        for edit in edits
    )
