"""Folds of the eligibility criteria: one change for each top-level criterion, whatever moved inside it."""

from __future__ import annotations

from collections.abc import Sequence

from watcher.meaning.draft import Draft, Pair
from watcher.meaning.eligibility import bounds, notes, sense
from watcher.meaning.eligibility.criteria import text_of
from watcher.meaning.eligibility.items import Criterion, by_criterion
from watcher.meaning.eligibility.limits import numbers
from watcher.meaning.eligibility.moved import fold_moves, moves
from watcher.meaning.eligibility.parts import has_part_more_or_less
from watcher.meaning.eligibility.renamed import fold_headings, fold_regrouped, is_below_the_same
from watcher.meaning.eligibility.replaced import repeated, replaced
from watcher.meaning.excerpt import from_to
from watcher.meaning.similarity import similarity
from watcher.meaning.texts import signals
from watcher.meaning.texts.signals import Signal
from watcher.meaning.words import joined, quoted
from watcher.model import Edit, Json

_LONGEST = 300  # characters of a criterion in a summary
_NAMED = 40  # of its beginning, where only a later stretch of it is shown
_NOUNS = {"inclusion": "Inclusion criterion", "exclusion": "Exclusion criterion"}


def fold_criteria(pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    found = by_criterion(pair, edits)
    headings = [item for item in found if item.section == "headings"]
    criteria = [item for item in found if item.section != "headings"]
    moved = moves(criteria)
    folded = {id(item) for move in moved for item in move}
    still = [move for move in moved if is_below_the_same(move[0].groups[0], move[1].groups[1], headings)]
    regrouped = [item for item in criteria if item.is_regrouped]
    below = [item for item in regrouped if is_below_the_same(*item.groups, headings)]
    left = [item for item in criteria if not item.is_regrouped and id(item) not in folded]
    undecidable = replaced(left) | repeated(pair, left)
    drafts = [_draft(item, bounds.UNDECIDABLE if id(item) in undecidable else _widening(item)) for item in left]
    return [
        *drafts,
        *fold_moves([move for move in moved if move not in still]),
        *fold_regrouped(pair, [item for item in regrouped if item not in below]),
        *fold_headings(headings, [*below, *(item for move in still for item in move)]),
    ]


def _draft(item: Criterion, widening: str) -> Draft:
    before, after = item.before, item.after
    verb = "added" if before is None else "removed" if after is None else "edited"
    found = [] if verb != "edited" else _signals(item)
    noun = _NOUNS.get(item.section, "Eligibility criterion")
    sides = (before, after) if verb != "edited" else _sides(item)
    return Draft(
        kind=f"criterion.{verb}",
        path=item.path,
        label=noun,
        section="eligibility",
        summary=_summary(item, noun, verb, widening, found),
        edits=item.edits,
        item=item.name,
        before=sides[0],
        after=sides[1],
        inputs={
            "criteria": item.section,
            "cohort": item.cohort,
            "widening": widening,
            "numbers_changed": numbers(before) != numbers(after),
            "spelling_only": item.is_only_spelled_otherwise,
            "part": has_part_more_or_less(item),
            "reversed": any(signal.kind == sense.KIND for signal in found),
            "boilerplate": notes.is_note(after or before or ""),
            "similarity": round(similarity(before or "", after or ""), 3),
            "signals": [signal.kind for signal in found],
            "gained": [word for signal in found for word in signal.gained],
            "lost": [word for signal in found for word in signal.lost],
        },
    )


def _sides(item: Criterion) -> tuple[Json, Json]:
    """The leaf that differs, or the whole text where several do."""
    if len(item.edits) == 1:
        return item.edits[0].before, item.edits[0].after
    return item.before, item.after


def _signals(item: Criterion) -> list[Signal]:
    old, new = (
        f"{group or ''} {text or ''}" for group, text in zip(item.groups, (item.before, item.after), strict=True)
    )
    turned = [found for edit in item.edits for found in _turned(edit)]
    return [*turned[:1], *signals.population(old, new), *signals.whole_group(old, new)]


def _turned(edit: Edit) -> list[Signal]:
    is_reworded = isinstance(edit.before, str) and isinstance(edit.after, str) and not edit.path.endswith(".group")
    return sense.turned(edit.before, edit.after) if is_reworded else []


def _widening(item: Criterion) -> str:
    before, after = item.before, item.after
    if before is None or after is None:
        # What one cohort asks for more, another may not ask at all.
        is_added = before is None
        return (
            bounds.UNDECIDABLE if item.cohort else bounds.whole(item.section, after or before or "", is_added=is_added)
        )
    old, new = _sides(item)
    if not isinstance(old, str) or not isinstance(new, str):
        return bounds.UNDECIDABLE
    return bounds.edited(item.section, old, new, above="" if old == before else item.name)


def _summary(item: Criterion, noun: str, verb: str, widening: str, found: Sequence[Signal]) -> str:
    of = f" ({item.cohort.rstrip(':')})" if item.cohort else ""
    effect = "" if widening == bounds.UNDECIDABLE else f" (eligibility {widening})"
    if verb == "edited":
        says = signals.says(found)
        return f"{noun}{of} {_edited(item, effect)}{f'; {joined(says)}' if says else ''}"
    return f"{noun}{of} {verb}{effect}: {quoted(item.after or item.before or '', _LONGEST)}"


def _edited(item: Criterion, effect: str) -> str:
    old, new = _sides(item)
    if old is None:
        return f"{quoted(item.name, _LONGEST)} now includes {_quoted(new)}"
    if new is None:
        return f"{quoted(item.name, _LONGEST)} no longer includes {_quoted(old)}"
    told = from_to(text_of(old), text_of(new), _LONGEST)
    named = f"{quoted(item.name, _NAMED)} " if told.startswith("from “…") else ""
    return f"{named}changed{effect} {told}"


def _quoted(value: Json) -> str:
    return quoted(text_of(value), _LONGEST)
