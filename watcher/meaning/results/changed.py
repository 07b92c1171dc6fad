"""Edits of posted results in, one change for each table out: which values moved, in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from watcher.meaning.draft import Draft, Pair
from watcher.meaning.excerpt import differing
from watcher.meaning.record import RESULTS
from watcher.meaning.results import texts
from watcher.meaning.results.lines import Line
from watcher.meaning.results.table import Table, is_analysis, is_serious, place, tables
from watcher.meaning.words import constant, count, joined, quoted, sentence
from watcher.model import At, Edit, Json

_PARTS = {
    "participantFlowModule": "Participant flow",
    "baselineCharacteristicsModule": "Baseline characteristics",
    "outcomeMeasuresModule": "Outcome measures",
    "adverseEventsModule": "Adverse events",
    "moreInfoModule": "Further information on the results",
}
_WITHOUT_NUMBERS = "moreInfoModule"
_SHOWN = 5
_IN_LINE = 2  # values told in the sentence itself; more stand below it
_TOLD = 6  # values told one by one; more are counted by group


def fold_changed(pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    owned = [edit for edit in edits if edit.path.startswith(f"{RESULTS}.")]
    renames = _renames(owned)
    renamed = {id(edit) for found in renames.values() for edit in found}
    left = [edit for edit in owned if id(edit) not in renamed]
    return [
        *(_renamed(*names, tuple(found)) for names, found in renames.items()),
        *(_draft(table) for table in tables(pair, left)),
    ]


def _renames(edits: Sequence[Edit]) -> dict[tuple[str, str], list[Edit]]:
    """A group bears its name in every table: a new one is told once."""
    found: dict[tuple[str, str], list[Edit]] = defaultdict(list)
    for edit in edits:
        if edit.path.endswith(("groups[].title", "eventGroups[].title")) and edit.before and edit.after:
            found[str(edit.before), str(edit.after)].append(edit)
    return found


def _renamed(before: str, after: str, edits: tuple[Edit, ...]) -> Draft:
    shown = len({place(edit) for edit in edits})
    where = f" in {count(shown, 'table')}" if shown > 1 else ""
    old, new = differing(before, after)
    return Draft(
        kind="results.changed",
        path=RESULTS,
        label="Groups of the results",
        section="results",
        summary=f"Group of the results renamed{where}: {quoted(old, 200)} is now {quoted(new, 200)}",
        edits=edits,
        item=after,
        before=before,
        after=after,
        inputs={"part": "groups", "numbers": 0, "words": len(edits), "tables": shown},
    )


def _draft(table: Table) -> Draft:
    before, after = _sides(table)
    return Draft(
        kind="results.changed",
        path=table.path,
        label=_PARTS.get(table.part, "Results"),
        section="results",
        summary=f"{_subject(table)} {_verb(table)}",
        edits=table.edits,
        item=table.name,
        before=before,
        after=after,
        inputs={
            "part": table.part,
            "type": table.type,
            "numbers": len(table.numbers),
            "analyses": len(table.analyses),
            "serious": sum(map(is_serious, table.numbers)),
            "words": len(table.edits) - len(table.numbers),
            "reported": list(table.reported) if table.reported else None,
            "new": table.is_new,
            "gone": table.is_gone,
        },
        details=_details(table),
    )


def _sides(table: Table) -> tuple[Json, Json]:
    """What few edits took away and gave, by the names of their lines; of many, the edits alone tell."""
    if table.is_compound or len(table.values) > _TOLD:
        return None, None
    before = {line.name: line.before for line in table.lines if line.before not in (None, "")}
    after = {line.name: line.after for line in table.lines if line.after not in (None, "")}
    return before or None, after or None


def _subject(table: Table) -> str:
    if table.name is None:
        return f"{_PARTS.get(table.part, 'Results')}:"
    return f"Results of the {constant(table.type)} outcome {quoted(table.name, 160)}:"


def _verb(table: Table) -> str:
    if table.is_new:
        return "added"
    if table.is_gone:
        return "removed"
    if table.reported:
        before, after = table.reported
        return f"{constant(after)} now (before: {constant(before)})"
    if 0 < len(table.values) <= _IN_LINE:
        return "; ".join(line.words for line in table.values)
    values = [edit for edit in table.numbers if not is_analysis(edit)]
    parts = [*_moved(values, ""), *_moved(table.analyses, " of the statistical analysis")]
    return joined(parts) or f"{texts.told(table.words)}{_numbers_stay(table)}"


def _numbers_stay(table: Table) -> str:
    if table.part == _WITHOUT_NUMBERS:
        return ""
    return ", no value changed" if texts.are_numbers_moved(table.words) else ", the numbers stay"


def _moved(edits: Sequence[Edit], of: str) -> list[str]:
    """Values that changed, and rows that came, went, or took the place of one another."""
    rows = [edit for edit in edits if edit.path.endswith("[]")]
    gone = sum(edit.after is None for edit in rows)
    come = len(rows) - gone
    numbers = (
        (len(edits) - len(rows), "value", "changed"),
        (min(gone, come), "row", "replaced"),
        (come - min(gone, come), "row", "added"),
        (gone - min(gone, come), "row", "removed"),
    )
    return [f"{count(number, noun)}{of} {verb}" for number, noun, verb in numbers if number]


def _details(table: Table) -> tuple[str, ...]:
    """Few values one by one; many counted by their group, and rows of adverse events by their names."""
    if table.is_compound:
        return ()
    values = table.values
    also = (*((sentence(texts.told(table.words)),) if table.words and values else ()), *texts.each(table.words))
    if len(values) <= _IN_LINE:
        return also
    if len(values) <= _TOLD:
        return (*(sentence(line.words) for line in values), *also)
    return (*_by_group(values), *_events(table), *also)


def _by_group(lines: Sequence[Line]) -> Iterator[str]:
    counts = Counter(line.group for line in lines if not line.is_row)
    return (f"{group}: {count(number, 'value')} changed" for group, number in counts.most_common() if group)


def _events(table: Table) -> Iterator[str]:
    """Which rows of adverse events came, went or changed, by the names of the events."""
    for kind, name in (("Serious", ".seriousEvents[]"), ("Other", ".otherEvents[]")):
        rows = {edit.at[0]: line.row for edit, line in zip(table.edits, table.lines, strict=True) if name in edit.path}
        if rows:
            yield f"{kind} events: {_rows(rows)}"


def _rows(rows: Mapping[At, str | None]) -> str:
    verbs = (
        ("added", [name for at, name in rows.items() if at.before is None]),
        ("removed", [name for at, name in rows.items() if at.after is None]),
        ("changed", [name for at, name in rows.items() if at.before and at.after]),
    )
    return "; ".join(f"{count(len(names), 'row')} {verb}{_told(names)}" for verb, names in verbs if names)


def _told(names: Sequence[str | None]) -> str:
    """All by name, or none."""
    terms = [name.removesuffix(" (serious)") for name in names if name]
    return f": {joined(sorted(terms), _SHOWN)}" if len(terms) == len(names) else ""
