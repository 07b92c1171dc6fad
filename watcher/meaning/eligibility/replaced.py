"""A criterion that came or went whole, and the others that changed, whether one of them may say the same.

One condition more narrows and one less widens only where the condition is another one: "Age ≥ 18" that goes while
"Age ≥ 50" comes is neither, read for itself; nor is "Renal impairment" that comes while "Hepatic or renal impairment"
becomes "Hepatic impairment", nor "Pancreatitis" that goes while "Inflammation of the pancreas" comes.
"""

from __future__ import annotations

from collections.abc import Iterable

from watcher.meaning.draft import Pair
from watcher.meaning.eligibility.criteria import text_of
from watcher.meaning.eligibility.items import Criterion, sections
from watcher.meaning.eligibility.spelling import plain
from watcher.meaning.eligibility.subjects import about
from watcher.model import Json


def replaced(criteria: Iterable[Criterion]) -> set[int]:
    """The `id`s of those that came or went whole, and that another one may have taken in, or the place of."""
    words = [(item, about(f"{item.before or ''} {item.after or ''}")) for item in criteria]
    return {
        id(item)
        for item, own in words
        if _is_whole(item)
        and any(_may_be_told_by(item, other) or (own & theirs and _is_near(item, other)) for other, theirs in words)
    }


def repeated(pair: Pair, criteria: Iterable[Criterion]) -> set[int]:
    """The `id`s of those that came while the same words stood there already, or went while they stay."""
    whole = [item for item in criteria if _is_whole(item)]
    if not whole:
        return set()  # as on most days; all criteria of two records are many
    there, here = _said(pair.old), _said(pair.new)
    return {
        id(item)
        for item in whole
        if (item.section, plain(item.before or item.after or "")) in (there if item.old is None else here)
    }


def _said(record: Json) -> set[tuple[str, str]]:
    return {(name, plain(text_of(item))) for name, found in sections(record).items() for item in found}


def _is_whole(item: Criterion) -> bool:
    return (item.old is None) != (item.new is None)


def _may_be_told_by(item: Criterion, other: Criterion) -> bool:
    """The same in words of which none is shared, as an abbreviation would do: that takes knowledge of medicine."""
    return _is_opposite(item, other) and item.section == other.section


def _is_near(item: Criterion, other: Criterion) -> bool:
    return _is_opposite(item, other) or (not _is_whole(other) and item.section == other.section)


def _is_opposite(item: Criterion, other: Criterion) -> bool:
    return _is_whole(other) and (item.old is None) != (other.old is None)
