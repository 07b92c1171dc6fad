"""Edits of posted results in, one change for each table: participant flow, baseline, each outcome, adverse events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from watcher.meaning.canonical import canonical, fingerprint
from watcher.meaning.draft import Draft, Pair
from watcher.meaning.outcomes.mirror import OUTCOME_MEASURES
from watcher.meaning.record import RESULTS, items
from watcher.meaning.words import constant, count, joined, quoted
from watcher.model import At, Edit, Json

_PARTS = {
    "participantFlowModule": "Participant flow",
    "baselineCharacteristicsModule": "Baseline characteristics",
    "outcomeMeasuresModule": "Outcome measures",
    "adverseEventsModule": "Adverse events",
    "moreInfoModule": "Further information on the results",
}
# Leaves that are words about the numbers, and not the numbers.
_WORDS = frozenset(
    (
        "title", "description", "populationDescription", "comment", "timeFrame", "notes", "statisticalComment",
        "estimateComment", "pValueComment", "groupDescription", "otherAnalysisDescription", "nonInferiorityComment",
        "ciLowerLimitComment", "ciUpperLimitComment", "allCauseMortalityComment", "preAssignmentDetails",
        "recruitmentDetails", "anticipatedPostingDate", "sourceVocabulary", "organSystem", "term",
    )
)  # fmt: skip
_SERIOUS = ("serious", "deaths")  # beginnings of counts in the event groups
_SHOWN = 5


@dataclass(frozen=True)
class _Table:
    part: str
    path: str
    name: str | None  # of the outcome measure
    type: str | None
    edits: tuple[Edit, ...]
    is_new: bool = False
    is_gone: bool = False

    @property
    def numbers(self) -> list[Edit]:
        return [edit for edit in self.edits if not _is_words(edit)]

    @property
    def analyses(self) -> list[Edit]:
        return [edit for edit in self.numbers if _is_analysis(edit)]

    @property
    def reported(self) -> tuple[Json, Json] | None:
        """NOT_POSTED → POSTED: data that were announced have come."""
        found = next((edit for edit in self.edits if edit.path.endswith(".reportingStatus")), None)
        return (found.before, found.after) if found else None


def fold_changed(pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    groups: dict[tuple[str, At | None], list[Edit]] = defaultdict(list)
    for edit in edits:
        if edit.path.startswith(f"{RESULTS}."):
            part = edit.path.split(".")[1]
            groups[part, edit.at[0] if edit.path.startswith(f"{OUTCOME_MEASURES}[]") else None].append(edit)
    measures = _measures(pair) if any(at for _, at in groups) else {}
    return [_draft(_table(part, at, tuple(found), measures)) for (part, at), found in groups.items()]


def _measures(pair: Pair) -> dict[str, Json]:
    """Outcome measures of both records by their digest, which is all that an edit tells of its outermost item."""
    path = f"{OUTCOME_MEASURES}[]"
    values = (canonical(raw, path) for content in (pair.old, pair.new) for raw in items(content, OUTCOME_MEASURES))
    return {fingerprint(value): value for value in values if value is not None}


def _table(part: str, at: At | None, edits: tuple[Edit, ...], measures: dict[str, Json]) -> _Table:
    if at is None:
        return _Table(part, f"{RESULTS}.{part}", None, None, edits)
    measure = measures.get(at.after or at.before or "", {})
    return _Table(
        part,
        OUTCOME_MEASURES,
        str(measure.get("title") or "without a title"),
        measure.get("type"),
        edits,
        is_new=at.before is None,
        is_gone=at.after is None,
    )


def _is_words(edit: Edit) -> bool:
    """Items that come or go carry numbers; a group's or a milestone's title does not."""
    return not edit.path.endswith("[]") and edit.path.rpartition(".")[2] in _WORDS


def _is_analysis(edit: Edit) -> bool:
    return ".analyses[]" in edit.path


def _is_serious(edit: Edit) -> bool:
    leaf = edit.path.rpartition(".")[2]
    return not _is_words(edit) and (".seriousEvents[]" in edit.path or leaf.startswith(_SERIOUS))


def _draft(table: _Table) -> Draft:
    serious = [edit for edit in table.numbers if _is_serious(edit)]
    name = table.name
    return Draft(
        kind="results.changed",
        path=table.path,
        label=_PARTS.get(table.part, "Results"),
        section="results",
        summary=f"{_subject(table)} {_verb(table)}",
        edits=table.edits,
        item=name,
        inputs={
            "part": table.part,
            "type": table.type,
            "numbers": len(table.numbers),
            "analyses": len(table.analyses),
            "serious": len(serious),
            "words": len(table.edits) - len(table.numbers),
            "reported": list(table.reported) if table.reported else None,
            "new": table.is_new,
            "gone": table.is_gone,
        },
        details=_details(table),
    )


def _subject(table: _Table) -> str:
    if table.name is None:
        return f"{_PARTS.get(table.part, 'Results')}:"
    return f"Results of the {constant(table.type)} outcome {quoted(table.name, 160)}:"


def _verb(table: _Table) -> str:
    if table.is_new:
        return "added"
    if table.is_gone:
        return "removed"
    if table.reported:
        before, after = table.reported
        return f"{constant(after)} now (before: {constant(before)})"
    values = [edit for edit in table.numbers if not _is_analysis(edit)]
    parts = [*_moved(values, ""), *_moved(table.analyses, " of the statistical analysis")]
    return joined(parts or ["wording edited, the numbers stay"])


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


def _details(table: _Table) -> tuple[str, ...]:
    """Which rows of the table of adverse events came, went or changed, by the names of the events."""
    if table.part != "adverseEventsModule":
        return ()
    return tuple(
        f"{kind} events: {said}"
        for kind, name in (("Serious", ".seriousEvents[]"), ("Other", ".otherEvents[]"))
        if (said := _rows([edit for edit in table.edits if name in edit.path]))
    )


def _rows(edits: Sequence[Edit]) -> str:
    rows: dict[At, str | None] = {}
    for edit in edits:
        rows[edit.at[0]] = rows.get(edit.at[0]) or _term(edit)
    verbs = (
        ("added", [name for at, name in rows.items() if at.before is None]),
        ("removed", [name for at, name in rows.items() if at.after is None]),
        ("changed", [name for at, name in rows.items() if at.before and at.after]),
    )
    return "; ".join(f"{count(len(names), 'row')} {verb}{_told(names)}" for verb, names in verbs if names)


def _term(edit: Edit) -> str | None:
    """The name of the event; an edit deeper in its row bears another name, and a row may have none."""
    if len(edit.at) > 1:
        return None
    row = edit.before if edit.after is None else edit.after
    if edit.path.endswith("[]") and isinstance(row, dict):
        return str(row["term"]) if row.get("term") else None
    return edit.item


def _told(names: Sequence[str | None]) -> str:
    """All by name, or none."""
    terms = [name for name in names if name]
    return f": {joined(sorted(terms), _SHOWN)}" if len(terms) == len(names) else ""
