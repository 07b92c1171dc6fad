"""Folds of the outcomes: added, removed, promoted, demoted, edited; many alike edits are one change."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from watcher.meaning.draft import Draft, Pair
from watcher.meaning.outcomes.items import RANKS, Item, by_outcome
from watcher.meaning.outcomes.match import match_outcomes as match_outcomes  # the matcher of these lists
from watcher.meaning.outcomes.match import pair_up
from watcher.meaning.outcomes.mirror import echoes, mirrored
from watcher.meaning.outcomes.shift import fold_shifts
from watcher.meaning.outcomes.swap import untangled
from watcher.meaning.outcomes.words import edited, named, whole
from watcher.meaning.record import OUTCOMES, RESULTS, STATUS, get
from watcher.meaning.words import count, date, joined
from watcher.model import Edit, Json, Stage


def fold_outcomes(pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    drafts = _drafts(pair, edits)
    if not drafts:
        return []
    if posts_results(pair):
        return [_as_reported(drafts)]
    first, *others = _with_echoes(drafts, mirrored(edits))
    return [replace(first, details=(*first.details, *_unplaced(pair))), *others]


# What may have come before the edit or after it, since the last submission.
_STRADDLED = {
    Stage.STRADDLES_START: ("startDateStruct", "start"),
    Stage.STRADDLES_PCD: ("primaryCompletionDateStruct", "primary completion"),
}


def _unplaced(pair: Pair) -> tuple[str, ...]:
    """An outcome edited before the start is a plan, afterwards a switch: where it cannot be known, that is said."""
    if pair.stage not in _STRADDLED:
        return ()
    name, event = _STRADDLED[pair.stage]
    when = date(get(pair.new, f"{STATUS}.{name}.date"))
    return (f"Whether this came before or after the {event} ({when}), the record does not tell",)


def posts_results(pair: Pair) -> bool:
    """The newer version is the one in which results appear."""
    return not get(pair.old, RESULTS) and bool(get(pair.new, RESULTS))


def _drafts(pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    things = untangled(by_outcome(pair, edits))
    moved, rest = _moves(things)
    shifts, rest = fold_shifts(pair, rest)
    return [*moved, *shifts, *(_whole(item) if item.is_whole else _edited(item) for item in rest)]


def _moves(things: Sequence[Item]) -> tuple[list[Draft], list[Item]]:
    """What left one list and entered another."""
    drafts: list[Draft] = []
    left = list(things)
    for source in RANKS:
        for target in RANKS:
            gone = [item for item in left if item.rank == source and item.new is None]
            come = [item for item in left if item.rank == target and item.old is None]
            if source == target or not gone or not come:
                continue
            for i, j in pair_up([item.old for item in gone], [item.new for item in come]):
                drafts.append(_moved(gone[i], come[j]))
                left = [item for item in left if item is not gone[i] and item is not come[j]]
    return drafts, left


def _moved(gone: Item, come: Item) -> Draft:
    is_up = RANKS.index(come.rank) < RANKS.index(gone.rank)
    verb = "promoted" if is_up else "demoted"
    changed = edited(gone.old, come.new)
    return Draft(
        kind=f"outcome.{verb}",
        path=come.path if is_up else gone.path,
        label=f"{come.rank.capitalize()} outcome",
        section="outcomes",
        summary=f"{named(come.new)} {verb} from {gone.rank} to {come.rank} outcome"
        + (f"; {joined(changed.phrases)}" if changed.phrases else ""),
        edits=(*gone.edits, *come.edits),
        item=_handle(come, come.new),
        before=gone.old,
        after=come.new,
        inputs={"list": come.rank, "list_before": gone.rank, **changed.inputs},
    )


def _handle(item: Item, outcome: Json) -> str | None:
    """As edits name it; of two that changed places, the edits bear each other's names."""
    found = outcome.get("measure") if isinstance(outcome, dict) else None
    return str(found) if found else item.edits[0].item


def _whole(item: Item) -> Draft:
    verb, value = ("added", item.new) if item.old is None else ("removed", item.old)
    return Draft(
        kind=f"outcome.{verb}",
        path=item.path,
        label=f"{item.rank.capitalize()} outcome",
        section="outcomes",
        summary=f"{item.rank.capitalize()} outcome {verb}: {whole(value)}",
        edits=item.edits,
        item=_handle(item, value),
        before=item.old,
        after=item.new,
        inputs={"list": item.rank},
    )


def _edited(item: Item) -> Draft:
    changed = edited(item.old, item.new)
    before, after = item.sides()
    return Draft(
        kind="outcome.edited",
        path=item.path,
        label=f"{item.rank.capitalize()} outcome",
        section="outcomes",
        summary=f"{item.rank.capitalize()} outcome {named(item.old)}: {joined(changed.phrases)}",
        edits=item.edits,
        item=item.edits[0].item,
        before=before,
        after=after,
        inputs={"list": item.rank, **changed.inputs},
    )


def _with_echoes(drafts: Sequence[Draft], mirror: Sequence[Edit]) -> list[Draft]:
    """One edit that stands in protocol and results is one change."""
    left = list(mirror)
    folded = []
    for draft in drafts:
        found = echoes(draft.edits, left)
        left = [edit for edit in left if not any(edit is taken for taken in found)]
        folded.append(replace(draft, edits=(*draft.edits, *found)) if found else draft)
    return folded


def _as_reported(drafts: Sequence[Draft]) -> Draft:
    """One change, not one for each outcome (correction 5): results are written anew when they are posted."""
    counts: dict[str, int] = {}
    for draft in drafts:
        verb = draft.kind.partition(".")[2]
        number = draft.inputs.get("outcomes", 1)
        counts[verb] = counts.get(verb, 0) + (number if isinstance(number, int) else 1)
    swapped = [d for d in drafts if d.kind != "outcome.edited" and "primary" in _lists(d)]
    phrases = [f"{count(number, 'outcome')} {verb}" for verb, number in sorted(counts.items())]
    return Draft(
        kind="outcome.edited",
        path=OUTCOMES,
        label="Outcomes as reported",
        section="outcomes",
        summary=f"The outcomes as reported differ from the last version before the results: {joined(phrases)}",
        edits=tuple(edit for draft in drafts for edit in draft.edits),
        details=tuple(draft.summary for draft in drafts),
        inputs={"as_reported": True, "primary_replaced": len(swapped), **counts},
    )


def _lists(draft: Draft) -> set[Json]:
    return {draft.inputs.get("list"), draft.inputs.get("list_before")}
