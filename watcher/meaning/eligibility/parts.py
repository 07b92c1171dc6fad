"""An edited criterion in, whether one of its parts came or went whole: as weighty as a criterion of its own."""

from __future__ import annotations

from collections import Counter

from watcher.meaning.eligibility import notes
from watcher.meaning.eligibility.criteria import text_of
from watcher.meaning.eligibility.items import Criterion
from watcher.meaning.similarity import tokens
from watcher.model import Json

_ITS_OWN = 0.5  # of the words of a part: where more of them stay, they only stand elsewhere in the criterion


def has_part_more_or_less(item: Criterion) -> bool:
    if item.before is None or item.after is None:
        return False
    before, after = tokens(item.before), tokens(item.after)
    parts = [edit for edit in item.edits if edit.path.endswith(".parts[]")]
    return any(
        _is_among(edit.before, before - after) or _is_among(edit.after, after - before)
        for edit in parts
        if edit.before is None or edit.after is None
    )


def _is_among(part: Json, words: Counter[str]) -> bool:
    """Whether the words that one version has more than the other are those of this part."""
    if part is None or notes.is_note(text_of(part)):
        return False
    own = tokens(text_of(part))
    return (own & words).total() > _ITS_OWN * own.total()
