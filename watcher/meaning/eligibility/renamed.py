"""Folds of the headings of the criteria: renamed, added, dropped, while the criteria below them stay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher

from watcher.meaning.draft import Draft
from watcher.meaning.eligibility import bounds
from watcher.meaning.eligibility.items import Criterion
from watcher.meaning.eligibility.limits import numbers
from watcher.meaning.excerpt import from_to
from watcher.meaning.record import CRITERIA
from watcher.meaning.texts import signals
from watcher.meaning.words import count, joined, quoted, sentence

_SPELLING = 0.85  # "Ecclusion Criteria:" and "Exclusion Criteria:"


def fold_regrouped(criteria: Sequence[Criterion]) -> list[Draft]:
    """A heading that was renamed is one change, however many criteria stand under it."""
    groups: dict[tuple[str, str | None, str | None], list[Criterion]] = defaultdict(list)
    for item in criteria:
        groups[(item.section, *item.groups)].append(item)
    return [_renamed(section, old, new, found) for (section, old, new), found in groups.items()]


def _renamed(section: str, old: str | None, new: str | None, criteria: Sequence[Criterion]) -> Draft:
    found = signals.population(old or "", new or "") + signals.whole_group(old or "", new or "")
    under = count(len(criteria), "criterion", "criteria")
    if old and new:
        summary = f"Heading of {under} changed {from_to(old, new)}"
    elif new:
        summary = f"{sentence(under)} now under the heading {quoted(new)}"
    else:
        summary = f"{sentence(under)} no longer under the heading {quoted(old or '')}"
    return Draft(
        kind="criterion.edited",
        path=f"{CRITERIA}.{section}",
        label="Heading of criteria",
        section="eligibility",
        summary=summary,
        edits=tuple(edit for item in criteria for edit in item.edits),
        item=new or old,
        before=old,
        after=new,
        inputs={
            "criteria": section,
            "heading": True,
            "widening": bounds.UNDECIDABLE,
            "numbers_changed": numbers(old) != numbers(new),
            "signals": [signal.kind for signal in found],
        },
    )


def is_below_the_same(old: str | None, new: str | None, headings: Sequence[Criterion]) -> bool:
    """The heading that these criteria stand below was mistyped or mended: it is read as a title on one side only."""
    if (old is None) == (new is None):
        return False
    others = [heading.after if new is None else heading.before for heading in headings]
    return any(_reads_like(old or new or "", other) for other in others if other)


def _reads_like(one: str, other: str) -> bool:
    first, second = sorted((one.lower(), other.lower()))  # difflib is not symmetric
    return first[:1] == second[:1] and SequenceMatcher(None, first, second).ratio() >= _SPELLING


def fold_headings(headings: Sequence[Criterion], below: Sequence[Criterion] = ()) -> list[Draft]:
    """Headings that only open a section ("Key Inclusion Criteria:"): all of them are one change.

    `below`: the criteria of a heading that was mistyped or mended.
    """
    if not headings:
        return []
    edits = tuple(edit for item in (*headings, *below) for edit in item.edits)
    titles = [item.groups for item in below]
    before = list(filter(None, dict.fromkeys([*(item.before for item in headings), *(old for old, _ in titles)])))
    after = list(filter(None, dict.fromkeys([*(item.after for item in headings), *(new for _, new in titles)])))
    return [
        Draft(
            kind="criterion.edited",
            path=f"{CRITERIA}.headings",
            label="Headings of the criteria",
            section="eligibility",
            summary=_reworded(joined([quoted(h) for h in before]), joined([quoted(h) for h in after])),
            edits=edits,
            before=before or None,
            after=after or None,
            inputs={"criteria": "headings", "section_heading": True, "widening": bounds.UNDECIDABLE},
        )
    ]


def _reworded(before: str, after: str) -> str:
    if before and after:
        return f"Headings of the criteria reworded: {before} became {after}"
    return f"Heading of criteria added: {after}" if after else f"Heading of criteria dropped: {before}"
