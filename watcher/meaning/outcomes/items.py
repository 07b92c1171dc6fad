"""Edits of the outcome lists in, outcomes out: each with its edits and with both of its versions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from msgspec import Struct

from watcher.meaning.draft import Pair
from watcher.meaning.record import OUTCOMES
from watcher.model import At, Edit, Json

# The lists of outcomes, the weightiest first, by what people call them.
_PATHS = {name: f"{OUTCOMES}.{name}Outcomes" for name in ("primary", "secondary", "other")}
RANKS = tuple(_PATHS)


class Item(Struct, frozen=True):
    rank: str
    path: str
    edits: tuple[Edit, ...]
    old: Json  # None: it was not there
    new: Json

    @property
    def is_whole(self) -> bool:
        return self.old is None or self.new is None

    def sides(self) -> tuple[Json, Json]:
        """What differs and only that: a leaf, or an object of leaves."""
        if len(self.edits) == 1:
            return self.edits[0].before, self.edits[0].after
        before = {edit.leaf: edit.before for edit in self.edits if edit.before is not None}
        after = {edit.leaf: edit.after for edit in self.edits if edit.after is not None}
        return before or None, after or None

    @property
    def fields(self) -> set[str]:
        return {edit.leaf for edit in self.edits}


def by_outcome(pair: Pair, edits: Sequence[Edit]) -> list[Item]:
    found = []
    for rank, path in _PATHS.items():
        groups: dict[At, list[Edit]] = defaultdict(list)
        for edit in edits:
            if edit.path.startswith(f"{path}[]"):
                groups[edit.at[0]].append(edit)
        if groups:
            found += [
                Item(rank, path, tuple(group), _one(pair, at.before), _one(pair, at.after))
                for at, group in groups.items()
            ]
    return found


def _one(pair: Pair, digest: str | None) -> Json:
    """What is no object is an outcome of which nothing is known."""
    found = pair.item(digest)
    return found if found is None or isinstance(found, dict) else {}
