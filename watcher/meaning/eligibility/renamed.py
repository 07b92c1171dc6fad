"""Folds of the headings of the criteria: renamed, added, dropped, while the criteria below them stay."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher

from watcher.meaning.draft import Draft, Pair
from watcher.meaning.eligibility import bounds
from watcher.meaning.eligibility.items import Criterion, sections
from watcher.meaning.eligibility.limits import numbers
from watcher.meaning.eligibility.spelling import is_spelling
from watcher.meaning.excerpt import from_to
from watcher.meaning.record import CRITERIA
from watcher.meaning.texts import signals
from watcher.meaning.words import count, joined, quoted, sentence
from watcher.model import Json

_LONGEST, _NAMED = 100, 3  # characters of a criterion that went to another heading; how many of them are named
_COHORT = re.compile(
    r"\b(?:cohorts?|arms?|groups?|parts?|phases?|strat(?:um|a)|controls?|modules?|only)\b", re.IGNORECASE
)
_ALL = re.compile(r"\b(?:all|both|each|every|common)\b", re.IGNORECASE)
_NUMBERED = re.compile(r"\b(?:cohort|arm|group|part|phase|stratum|module)s? \d\w*", re.IGNORECASE)
_SPELLING = 0.85  # "Ecclusion Criteria:" and "Exclusion Criteria:"


def fold_regrouped(pair: Pair, criteria: Sequence[Criterion]) -> list[Draft]:
    """A heading that was renamed is one change, however many criteria stand under it; so is one that they left."""
    if not criteria:
        return []  # as on most days; all headings of two records are many
    groups: dict[tuple[str, str | None, str | None], list[Criterion]] = defaultdict(list)
    for item in criteria:
        groups[(item.section, *item.groups)].append(item)
    there, here = _titled(pair.old), _titled(pair.new)
    return [
        _regrouped(
            section, old, new, found, is_move=not (old and new) or (section, new) in there or (section, old) in here
        )
        for (section, old, new), found in groups.items()
    ]


def _titled(record: Json) -> set[tuple[str, Json]]:
    """The headings of cohorts and topics that the record has, each with its section."""
    return {
        (name, item.get("group"))
        for name, found in sections(record).items()
        for item in found
        if isinstance(item, dict)
    }


def _regrouped(
    section: str, old: str | None, new: str | None, criteria: Sequence[Criterion], *, is_move: bool
) -> Draft:
    found = signals.population(old or "", new or "") + signals.whole_group(old or "", new or "")
    return Draft(
        kind="criterion.edited",
        path=f"{CRITERIA}.{section}",
        label="Heading of criteria",
        section="eligibility",
        summary=_says(old, new, criteria, is_move=is_move),
        edits=tuple(edit for item in criteria for edit in item.edits),
        item=criteria[0].name if is_move and len(criteria) == 1 else new or old,
        before=old,
        after=new,
        inputs={
            "criteria": section,
            "heading": True,
            "widening": bounds.UNDECIDABLE,
            "numbers_changed": not is_move and _are_other_numbers(old or "", new or ""),
            "other_cohort": is_move and any(map(_names_a_cohort, (old or "", new or ""))),
            "spelling_only": bool(old and new) and is_spelling(old or "", new or ""),
            "signals": [signal.kind for signal in found],
        },
    )


def _names_a_cohort(title: str) -> bool:
    return bool(_COHORT.search(title)) and not _ALL.search(title)


def _says(old: str | None, new: str | None, criteria: Sequence[Criterion], *, is_move: bool) -> str:
    under = count(len(criteria), "criterion", "criteria")
    if old and new and not is_move:
        return f"Heading of {under} changed {from_to(old, new)}"
    names = joined([quoted(item.name, _LONGEST) for item in criteria], _NAMED)
    if old and new:
        return f"{sentence(under)} moved from the heading {_titled_as(old)} to {_titled_as(new)}: {names}"
    if new:
        return f"{sentence(under)} now under the heading {_titled_as(new)}: {names}"
    return f"{sentence(under)} no longer under the heading {_titled_as(old or '')}: {names}"


def _titled_as(title: str) -> str:
    return quoted(title.rstrip(" :"))


def _are_other_numbers(old: str, new: str) -> bool:
    """ "Cohort A" that is called "Part 1" now has no number more: that number is a name."""
    if bool(_NUMBERED.search(old)) != bool(_NUMBERED.search(new)):
        old, new = _NUMBERED.sub(" ", old), _NUMBERED.sub(" ", new)
    return numbers(old) != numbers(new)


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
