"""Folds of the eligibility criteria: one change for each top-level criterion, whatever moved inside it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from watcher.meaning.draft import Draft, Pair
from watcher.meaning.eligibility import bounds
from watcher.meaning.eligibility.criteria import text_of
from watcher.meaning.eligibility.items import Criterion, by_criterion
from watcher.meaning.fields.items import figures
from watcher.meaning.record import CRITERIA
from watcher.meaning.similarity import best_pairs, similarity
from watcher.meaning.texts import signals
from watcher.meaning.texts.signals import Signal
from watcher.meaning.words import count, joined, quoted, sentence
from watcher.model import Edit, Json

# Said of itself, not of who may take part.
_BOILERPLATE = re.compile(
    r"\b(?:other|additional|further) (?:protocol[- ](?:defined|specified) )?(?:inclusion|exclusion)\W+(?:and |or )?"
    r"(?:exclusion |inclusion )?criteria\b",
    re.IGNORECASE,
)
_MOVED = 0.9
_MANY = 3  # fewer criteria that change their section are told one by one
_LONGEST = 300  # characters of a criterion in a summary
_SECTION = {"inclusion": "inclusion", "exclusion": "exclusion", "other": "eligibility"}


_Move = tuple[Criterion, Criterion]


def fold_criteria(pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    found = by_criterion(pair, edits)
    headings = [item for item in found if item.section == "headings"]
    criteria = [item for item in found if item.section != "headings"]
    regrouped = [item for item in criteria if item.is_regrouped]
    unsectioned, moved = _split(_moves(criteria))
    folded = {id(item) for pair in unsectioned for item in pair}
    drafts = [
        _draft(item, moved.get(id(item))) for item in criteria if not item.is_regrouped and id(item) not in folded
    ]
    return [*drafts, *_sections(unsectioned), *_regrouped(regrouped), *_headings(headings)]


def _moves(criteria: Sequence[Criterion]) -> list[_Move]:
    """Those that left one section and stand in another with the same words."""
    gone = [item for item in criteria if item.after is None]
    come = [item for item in criteria if item.before is None]
    pairs = best_pairs([item.before or "" for item in gone], [item.after or "" for item in come], _MOVED)
    return [(gone[i], come[j]) for i, j in pairs if gone[i].section != come[j].section]


def _split(moves: Sequence[_Move]) -> tuple[list[_Move], dict[int, str]]:
    """Many that lost or found their section are one change: the heading. The rest by item, with its other section."""
    loose = [pair for pair in moves if "other" in {pair[0].section, pair[1].section}]
    if len(loose) < _MANY:
        loose = []
    other: dict[int, str] = {}
    for gone, come in moves:
        if (gone, come) not in loose:
            other |= {id(gone): come.section, id(come): gone.section}
    return loose, other


def _sections(moves: Sequence[_Move]) -> list[Draft]:
    groups: dict[tuple[str, str], list[_Move]] = defaultdict(list)
    for gone, come in moves:
        groups[gone.section, come.section].append((gone, come))
    return [_section(source, target, found) for (source, target), found in groups.items()]


def _section(source: str, target: str, moves: Sequence[_Move]) -> Draft:
    names = {"inclusion": "the inclusion criteria", "exclusion": "the exclusion criteria", "other": "no section"}
    return Draft(
        kind="criterion.edited",
        path=CRITERIA,
        label="Section of criteria",
        section="eligibility",
        summary=f"{count(len(moves), 'criterion', 'criteria')} moved from {names[source]} to {names[target]}; "
        "their words stay",
        edits=tuple(edit for pair in moves for item in pair for edit in item.edits),
        item=f"{source} → {target}",
        inputs={
            "criteria": target,
            "criteria_before": source,
            "moved_section": True,
            "widening": bounds.UNDECIDABLE,
            "numbers_changed": False,
        },
    )


def _draft(item: Criterion, moved: str | None) -> Draft:
    before, after = item.before, item.after
    verb = "added" if before is None else "removed" if after is None else "edited"
    found = [] if verb != "edited" else _signals(before or "", after or "", item.groups)
    noun = _noun(item.section)
    return Draft(
        kind=f"criterion.{verb}",
        path=item.path,
        label=noun,
        section="eligibility",
        summary=_summary(item, noun, verb, moved, found),
        edits=item.edits,
        item=item.name,
        before=before if verb != "edited" else _sides(item)[0],
        after=after if verb != "edited" else _sides(item)[1],
        inputs={
            "criteria": item.section,
            "cohort": item.cohort,
            "widening": _widening(item, moved),
            "moved": moved,
            "numbers_changed": figures(before) != figures(after),
            "boilerplate": bool(_BOILERPLATE.search(after or before or "")),
            "similarity": round(similarity(before or "", after or ""), 3),
            "signals": [signal.kind for signal in found],
            "gained": [word for signal in found for word in signal.gained],
            "lost": [word for signal in found for word in signal.lost],
        },
    )


def _noun(section: str) -> str:
    return f"{sentence(_SECTION[section])} criterion" if section in _SECTION else "Eligibility criterion"


def _sides(item: Criterion) -> tuple[Json, Json]:
    """The leaf that differs, or the whole text where several do."""
    if len(item.edits) == 1:
        return item.edits[0].before, item.edits[0].after
    return item.before, item.after


def _signals(before: str, after: str, groups: tuple[str | None, str | None]) -> list[Signal]:
    old, new = f"{groups[0] or ''} {before}", f"{groups[1] or ''} {after}"
    return [*signals.population(old, new), *signals.whole_group(old, new)]


def _widening(item: Criterion, moved: str | None) -> str:
    before, after = item.before, item.after
    is_whole = before is None or after is None
    # What one cohort asks for more, another may not ask at all.
    if moved or (is_whole and item.cohort):
        return bounds.UNDECIDABLE
    if before is None or after is None:
        return bounds.whole(item.section, after or before or "", is_added=before is None)
    return bounds.edited(item.section, before, after)


def _summary(item: Criterion, noun: str, verb: str, moved: str | None, found: Sequence[Signal]) -> str:
    before, after = item.before or "", item.after or ""
    of = f" ({item.cohort.rstrip(':')})" if item.cohort else ""
    if verb == "edited":
        says = signals.says(found)
        return f"{noun}{of} {_edited(item)}{f'; {joined(says)}' if says else ''}"
    if moved:
        way = f"from {moved} to {item.section}" if verb == "added" else f"from {item.section} to {moved}"
        return f"Criterion moved {way}: {quoted(after or before, _LONGEST)}"
    return f"{noun}{of} {verb}: {quoted(after or before, _LONGEST)}"


def _edited(item: Criterion) -> str:
    old, new = _sides(item)
    if old is None:
        return f"{quoted(item.name, _LONGEST)} now includes {_quoted(new)}"
    if new is None:
        return f"{quoted(item.name, _LONGEST)} no longer includes {_quoted(old)}"
    return f"changed from {_quoted(old)} to {_quoted(new)}"


def _quoted(value: Json) -> str:
    return quoted(text_of(value), _LONGEST)


def _regrouped(criteria: Sequence[Criterion]) -> list[Draft]:
    """A heading that was renamed is one change, however many criteria stand under it."""
    groups: dict[tuple[str, str | None, str | None], list[Criterion]] = defaultdict(list)
    for item in criteria:
        groups[(item.section, *item.groups)].append(item)
    return [_renamed(section, old, new, found) for (section, old, new), found in groups.items()]


def _renamed(section: str, old: str | None, new: str | None, criteria: Sequence[Criterion]) -> Draft:
    found = _signals("", "", (old, new))
    under = count(len(criteria), "criterion", "criteria")
    if old and new:
        summary = f"Heading of {under} changed from {quoted(old)} to {quoted(new)}"
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
            "numbers_changed": figures(old) != figures(new),
            "signals": [signal.kind for signal in found],
        },
    )


def _headings(headings: Sequence[Criterion]) -> list[Draft]:
    """Headings that only open a section ("Key Inclusion Criteria:"): all of them are one change."""
    if not headings:
        return []
    edits = tuple(edit for item in headings for edit in item.edits)
    before = [str(edit.before) for edit in edits if edit.before is not None]
    after = [str(edit.after) for edit in edits if edit.after is not None]
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
