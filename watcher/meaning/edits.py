"""Two records in, their edits out, and back: `apply(diff(old, new), old)` is `new`, canonically.

Lists are multisets: equal items cancel first, what is left is paired by the matcher of that list, so that the cost
follows what differs and not how long the list is (docs/decisions.md, "Libraries and their traps", 2).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from watcher.meaning.canonical import VERSION_HOLDER, canonical
from watcher.meaning.eligibility.criteria import same_but_for_space
from watcher.meaning.matching import handle, matcher
from watcher.meaning.multiset import uncancelled
from watcher.meaning.normal import fingerprint, ordered
from watcher.meaning.record import CRITERIA
from watcher.model import At, Edit, Json


class Difference(NamedTuple):
    """Edits, and the items of lists that they are in: canonical, by the digests that their `at` names them by."""

    edits: tuple[Edit, ...]
    items: Mapping[str, Json]


class _Place(NamedTuple):
    path: str
    items: dict[str, Json]  # those passed so far, anywhere in the record
    item: str | None = None
    at: tuple[At, ...] = ()
    is_canonical: bool = False  # below a list or the criteria, values are canonical already

    def canonical(self, value: Json, suffix: str = "") -> Json:
        return value if self.is_canonical else canonical(value, self.path + suffix)

    def key(self, key: str) -> _Place:
        path = f"{self.path}.{key}" if self.path else key
        return _Place(path, self.items, self.item, self.at, self.is_canonical)

    def digest(self, item: Json) -> str | None:
        if item is None:
            return None
        found = fingerprint(item)
        self.items[found] = item
        return found


def diff(old: Json, new: Json) -> tuple[Edit, ...]:
    """Complete, minimal, symmetric; in the order of the paths. Takes records as the registry sent them."""
    return difference(old, new).edits


def difference(old: Json, new: Json) -> Difference:
    place = _Place("", {})
    return Difference(tuple(_values(old, new, place)), place.items)


def _values(old: Json, new: Json, place: _Place) -> Iterable[Edit]:
    if place.path == CRITERIA and not place.is_canonical:
        return _criteria(old, new, place)
    if _is(dict, old, new):
        return _mappings(old or {}, new or {}, place)
    if _is(list, old, new):
        return _lists(old or [], new or [], place)
    before, after = place.canonical(old), place.canonical(new)
    is_same = before == after and isinstance(before, bool) == isinstance(after, bool)
    return () if is_same else (Edit(place.path, place.item, before, after, place.at),)


def _is(kind: type, old: Json, new: Json) -> bool:
    """Both are of the kind, or one is and the other is absent."""
    if old is None:
        return isinstance(new, kind)
    return isinstance(old, kind) and (new is None or isinstance(new, kind))


def _mappings(old: Mapping[str, Json], new: Mapping[str, Json], place: _Place) -> Iterator[Edit]:
    for key in sorted(old.keys() | new.keys()):
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        inner = place.key(key)
        if inner.path != VERSION_HOLDER:
            yield from _values(before, after, inner)


def _criteria(old: Json, new: Json, place: _Place) -> Iterable[Edit]:
    if isinstance(old, str) and isinstance(new, str) and same_but_for_space(old, new):
        return ()
    before, after = canonical(old, CRITERIA), canonical(new, CRITERIA)
    return _values(before, after, place._replace(is_canonical=True))


def _lists(old: Sequence[Json], new: Sequence[Json], place: _Place) -> Iterator[Edit]:
    old, new = uncancelled(old, new)
    if not place.is_canonical:
        old = [item for raw in old if (item := place.canonical(raw, "[]")) is not None]
        new = [item for raw in new if (item := place.canonical(raw, "[]")) is not None]
        old, new = uncancelled(old, new)
    path = f"{place.path}[]"
    seen: Counter[tuple[str | None, str | None]] = Counter()
    for before, after in matcher(place.path)(old, new):
        key = (place.digest(before), place.digest(after))
        at = At(*key, ordinal=seen[key])
        seen[key] += 1
        item = handle(place.path, before if after is None else after)
        inner = _Place(path, place.items, item, (*place.at, at), is_canonical=True)
        if isinstance(before, dict) and isinstance(after, dict):
            yield from _mappings(before, after, inner)
        else:
            yield Edit(path, inner.item, before, after, inner.at)


def apply(edits: Iterable[Edit], old: Json) -> Json:
    """The canonical form that the edits lead to from `old`. KeyError where they do not fit."""
    steps = [_Step(tuple(edit.path.split(".")), edit.at, edit) for edit in edits]
    return ordered(_applied(canonical(old) or {}, steps))


class _Step(NamedTuple):
    keys: tuple[str, ...]
    at: tuple[At, ...]
    edit: Edit


def _applied(node: Mapping[str, Json], steps: Iterable[_Step]) -> dict[str, Json]:
    changed = dict(node)
    for key, inside in _grouped(steps).items():
        name = key.removesuffix("[]")
        if key.endswith("[]"):
            changed[name] = _items(changed.get(name) or [], inside)
        elif len(inside) == 1 and not inside[0].keys:
            changed[name] = inside[0].edit.after
        else:
            changed[name] = _applied(changed.get(name) or {}, inside)
    return changed


def _grouped(steps: Iterable[_Step]) -> dict[str, list[_Step]]:
    groups: dict[str, list[_Step]] = defaultdict(list)
    for step in steps:
        groups[step.keys[0]].append(step._replace(keys=step.keys[1:]))
    return groups


def _items(items: Sequence[Json], steps: Iterable[_Step]) -> list[Json]:
    left = list(items)
    names = [fingerprint(item) for item in left]
    by_item: dict[At, list[_Step]] = defaultdict(list)
    for step in steps:
        by_item[step.at[0]].append(step._replace(at=step.at[1:]))
    added = []
    for at, inside in by_item.items():
        item = None
        if at.before is not None:
            position = names.index(at.before)
            item, _ = left.pop(position), names.pop(position)
        if inside[0].keys:
            added.append(_applied(item or {}, inside))
        elif inside[0].edit.after is not None:
            added.append(inside[0].edit.after)
    return left + added
