"""Folds of criteria that left one section and stand in another with the same words, each or all of them together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from watcher.meaning.draft import Draft
from watcher.meaning.eligibility import bounds
from watcher.meaning.eligibility.headings import EXCLUSION, INCLUSION
from watcher.meaning.eligibility.items import Criterion
from watcher.meaning.eligibility.limits import numbers
from watcher.meaning.excerpt import from_to
from watcher.meaning.record import CRITERIA
from watcher.meaning.similarity import best_pairs
from watcher.meaning.words import count, quoted
from watcher.model import Edit, Json

Move = tuple[Criterion, Criterion]

_MOVED = 0.9
_MANY = 3  # fewer criteria that lost or found their section are told one by one
_LONGEST = 300  # characters of a criterion in a summary
_SIDES = {INCLUSION, EXCLUSION}


def moves(criteria: Sequence[Criterion]) -> list[Move]:
    gone = [item for item in criteria if item.after is None]
    come = [item for item in criteria if item.before is None]
    pairs = best_pairs([item.before or "" for item in gone], [item.after or "" for item in come], _MOVED)
    return [(gone[i], come[j]) for i, j in pairs if gone[i].section != come[j].section]


def fold_moves(found: Sequence[Move]) -> list[Draft]:
    """Many that lost or found their section are one change: the heading. From one side to the other, each is told."""
    groups: dict[tuple[str, str], list[Move]] = defaultdict(list)
    for gone, come in found:
        groups[gone.section, come.section].append((gone, come))
    drafts: list[Draft] = []
    for sections, group in groups.items():
        if len(group) >= _MANY and set(sections) != _SIDES:
            drafts.append(_section(*sections, group))
        else:
            drafts += [_one(*move) for move in group]
    return drafts


def _section(source: str, target: str, found: Sequence[Move]) -> Draft:
    names = {INCLUSION: "the inclusion criteria", EXCLUSION: "the exclusion criteria"}
    way = f"from {names.get(source, 'no section')} to {names.get(target, 'no section')}"
    return Draft(
        kind="criterion.edited",
        path=CRITERIA,
        label="Section of criteria",
        section="eligibility",
        summary=f"{count(len(found), 'criterion', 'criteria')} moved {way}; their words stay",
        edits=_edits(found),
        item=f"{source} → {target}",
        inputs=_inputs(source, target, numbers_changed=False),
    )


def _one(gone: Criterion, come: Criterion) -> Draft:
    before, after = gone.before or "", come.after or ""
    way = f"from {_named(gone.section)} to {_named(come.section)}"
    is_same = before == after
    told = f": {quoted(after, _LONGEST)}" if is_same else (
        f" and edited, {from_to(before, after, _LONGEST)}"
    )  # fmt: skip
    return Draft(
        kind="criterion.edited",
        path=come.path,
        label="Criterion",
        section="eligibility",
        summary=f"Criterion moved {way}{told}",
        edits=_edits([(gone, come)]),
        item=come.name,
        before=None if is_same else before,
        after=None if is_same else after,
        inputs=_inputs(gone.section, come.section, numbers_changed=numbers(before) != numbers(after)),
    )


def _named(section: str) -> str:
    return section if section in _SIDES else "no section"


def _edits(found: Sequence[Move]) -> tuple[Edit, ...]:
    return tuple(edit for move in found for item in move for edit in item.edits)


def _inputs(source: str, target: str, *, numbers_changed: bool) -> dict[str, Json]:
    return {
        "criteria": target,
        "criteria_before": source,
        "moved_section": True,
        "changed_sides": {source, target} == _SIDES,
        "widening": bounds.UNDECIDABLE,
        "numbers_changed": numbers_changed,
    }
