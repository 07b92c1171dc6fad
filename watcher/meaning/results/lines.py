"""Edits inside the results in, what each of them says out: whose value, in which row, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct, field

from watcher.meaning.canonical import canonical
from watcher.meaning.draft import Pair
from watcher.meaning.normal import fingerprint
from watcher.meaning.record import RESULTS, get, items
from watcher.meaning.results.rows import VALUES, figures
from watcher.meaning.words import plain, worded, words_of_key
from watcher.model import Edit, Json

# What a leaf is called behind the names of its group and row; "" where these say it all.
_LEAVES = {
    **dict.fromkeys(VALUES, ""),
    "numEvents": "events",
    "numAtRisk": "participants at risk",
    "deathsNumAffected": "deaths",
    "deathsNumAtRisk": "deaths, participants at risk",
    "seriousNumAffected": "serious adverse events",
    "seriousNumAtRisk": "serious adverse events, participants at risk",
    "otherNumAffected": "other adverse events",
    "otherNumAtRisk": "other adverse events, participants at risk",
    "frequencyThreshold": "threshold of frequency (%)",
    "pValue": "p-value",
    "ciLowerLimit": "lower confidence limit",
    "ciUpperLimit": "upper confidence limit",
    "ciPctValue": "confidence level (%)",
    "ciNumSides": "sides of the confidence interval",
    "paramType": "kind of estimate",
    "groupIds": "groups compared",
    "piSponsorEmployee": "principal investigator employed by the sponsor",
}
# The lists of a table, by what names one of their items among the others.
_NAMED_BY = {
    "classes": "title",
    "categories": "title",
    "measures": "title",
    "periods": "title",
    "analyses": "statisticalMethod",
    "seriousEvents": "term",
    "otherEvents": "term",
    "milestones": "type",
    "dropWithdraws": "type",
    "denoms": "units",
}
_SHAPES = {"seriousEvents": "{} (serious)", "dropWithdraws": "not completed, {}", "denoms": "{} analyzed"}
_ALONE_UNNAMED = frozenset({"periods", "analyses"})  # where there is one, its name tells nothing apart


class Step(NamedTuple):
    """A list on the way to an edit, and the item that the edit is in: as it is now, or was last."""

    list: str
    item: Json
    is_alone: bool


class Line(Struct, frozen=True):
    group: str | None
    row: str | None
    name: str  # group, row and leaf
    before: Json
    after: Json
    is_row: bool  # came or went with all that is in it

    @property
    def words(self) -> str:
        if self.is_row:
            return f"{self.name} {'added' if self.before is None else 'removed'}{self._told()}"
        return f"{self.name}: {_given(self.before)} → {_given(self.after)}"

    def _told(self) -> str:
        counts = self.after if self.before is None else self.before
        return f" ({counts})" if counts else ""


def _given(value: Json) -> str:
    return "not given" if value is None else plain(value)


class Sections(Struct, frozen=True):
    """The results of both records; built once for all edits, for an item is found by its digest only."""

    old: Json
    new: Json
    _by_digest: dict[int, dict[str, Json]] = field(default_factory=dict)

    @classmethod
    def of(cls, pair: Pair) -> Sections:
        return cls(*(canonical(get(content, RESULTS), RESULTS) or {} for content in (pair.old, pair.new)))

    def steps(self, edit: Edit) -> list[Step]:
        before, after = self.old, self.new
        steps = []
        lists = edit.path.removeprefix(f"{RESULTS}.").split("[]")
        for path, at in zip(lists, edit.at, strict=False):
            old, new = (_list(side, path.removeprefix(".")) for side in (before, after))
            before, after = self._item(old, at.before), self._item(new, at.after)
            name = path.rpartition(".")[2]
            steps.append(Step(name, before if after is None else after, max(len(old), len(new)) == 1))
        return steps

    def _item(self, found: Sequence[Json], digest: str | None) -> Json:
        if digest is None:
            return None
        if id(found) not in self._by_digest:
            self._by_digest[id(found)] = {fingerprint(item): item for item in found}
        return self._by_digest[id(found)].get(digest)

    def groups(self, part: str, measure: Json) -> dict[str, str]:
        """Of a table, the titles of its groups by their ids: the newer record's win."""
        sides = (measure,) if measure else (get(self.old, part), get(self.new, part))
        return {
            str(group.get("id")): str(group["title"])
            for side in sides
            for name in ("groups", "eventGroups")
            for group in items(side, name)
            if group.get("title")
        }


_EMPTY: tuple[Json, ...] = ()


def _list(side: Json, path: str) -> Sequence[Json]:
    found = get(side, path)
    return found if isinstance(found, list) else _EMPTY


def line(edit: Edit, steps: Sequence[Step], groups: dict[str, str]) -> Line:
    """`steps`: below the table itself, which its change names."""
    leaf = edit.path.rpartition(".")[2]
    inner = steps[-1].item if steps else None
    group = _group(steps, groups)
    named = [words for step in steps if (words := _row(step))]
    row = ", ".join(named) or None
    is_item = leaf.endswith("[]") and isinstance(inner, dict)
    if leaf == "analyses[]":
        named = [_analysis(inner)]
    elif not is_item:
        named += [words] if (words := _leaf(leaf.removesuffix("[]"), inner)) else []
    name = ", ".join([group, *named] if group else named) or "a row without a name"
    value = next((key for key in VALUES if isinstance(inner, dict) and key in inner), None) if is_item else None
    before, after = (_side(side, leaf, value, groups) for side in (edit.before, edit.after))
    return Line(group, row, name, before, after, is_row=is_item and value is None)


def _group(steps: Sequence[Step], groups: dict[str, str]) -> str | None:
    for step in reversed(steps):
        item = step.item if isinstance(step.item, dict) else {}
        if step.list in {"groups", "eventGroups"} or "groupId" in item:
            return groups.get(str(item.get("groupId", item.get("id"))))
    return None


def _row(step: Step) -> str | None:
    key = _NAMED_BY.get(step.list)
    if key is None or not isinstance(step.item, dict) or (step.is_alone and step.list in _ALONE_UNNAMED):
        return None
    name = step.item.get(key)
    if not name:
        return None
    # STARTED, NOT COMPLETED: the registry's own among the milestones that a sponsor names.
    lowered = step.list in {"milestones", "denoms"} and (step.list == "denoms" or str(name).isupper())
    return _SHAPES.get(step.list, "{}").format(str(name).lower() if lowered else name)


def _analysis(analysis: Json) -> str:
    """One that came or went, alone or not; of a value in it the method is said only where there are several."""
    method = analysis.get("statisticalMethod") if isinstance(analysis, dict) else None
    return f"statistical analysis ({method})" if method else "statistical analysis"


def _leaf(leaf: str, inner: Json) -> str:
    if leaf == "paramValue":
        return str(inner.get("paramType") or "estimate") if isinstance(inner, dict) else "estimate"
    return _LEAVES.get(leaf, words_of_key(leaf).strip())


def _side(side: Json, leaf: str, value: str | None, groups: dict[str, str]) -> Json:
    if side is None:
        return None
    if isinstance(side, dict):
        return side.get(value) if value else figures(side, groups)
    if leaf == "groupIds[]":
        return groups.get(str(side), side)
    return side if isinstance(side, int | float) and not isinstance(side, bool) else worded(leaf, side)
