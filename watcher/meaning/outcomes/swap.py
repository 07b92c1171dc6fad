"""Outcomes that were edited in place in, those told apart out that in truth changed lists.

Each list is paired for itself, and two alike measures that change places would read as two rewordings. An exact
measure in the other list says more than a similar one in the same (docs/rating.md, correction 5).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from msgspec.structs import replace

from watcher.meaning.outcomes.items import Item
from watcher.meaning.similarity import similarity
from watcher.model import Json

_SAME = 0.95  # of the words of two measures


def untangled(things: Sequence[Item]) -> list[Item]:
    """The same outcomes; what left its place for another list, and what came there, are items of their own."""
    parts: list[Item] = []
    taken: set[int] = set()
    for one, other in combinations(things, 2):
        if one.rank == other.rank or {id(one), id(other)} & taken:
            continue
        if found := [*_parts(one, other)]:
            parts += found
            taken |= {id(one), id(other)}
    return [*(item for item in things if id(item) not in taken), *parts]


def _parts(one: Item, other: Item) -> Iterator[Item]:
    """Nothing where the two lists exchanged nothing."""
    if not one.is_whole and not other.is_whole:
        if _is_move(one, other) and _is_move(other, one):
            yield from (*_split(one), *_split(other))
        return
    edited, whole = (other, one) if one.is_whole else (one, other)
    if edited.is_whole:
        return
    if _is_move(whole, edited):
        yield from (*_split(edited, gone_owns=True), whole)
    elif _is_move(edited, whole):
        yield from (*_split(edited), whole)


def _is_move(source: Item, target: Item) -> bool:
    """What one list lost is what the other got, and more so than what each of them had or has in its place."""
    return (
        _are_one(source.old, target.new)
        and not _are_one(source.old, source.new)
        and not _are_one(target.old, target.new)
    )


def _are_one(before: Json, after: Json) -> bool:
    if not isinstance(before, dict) or not isinstance(after, dict):
        return False
    old, new = str(before.get("measure") or ""), str(after.get("measure") or "")
    return bool(old and new) and similarity(old, new) >= _SAME


def _split(item: Item, *, gone_owns: bool = False) -> tuple[Item, Item]:
    """An edit has one owner: of the two halves, the one that no whole item stands for."""
    gone, come = (item.edits, ()) if gone_owns else ((), item.edits)
    return replace(item, edits=gone, new=None), replace(item, edits=come, old=None)
