"""Edits of posted results in, the tables that they are in out: an outcome measure is one, and so is each other part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from msgspec import Struct

from watcher.meaning.draft import Pair
from watcher.meaning.record import OUTCOME_MEASURES, RESULTS
from watcher.meaning.results.lines import Line, Sections, line
from watcher.model import At, Edit, Json

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
Place = tuple[str, At | None]


class Table(Struct, frozen=True):
    part: str
    path: str
    name: str | None  # of the outcome measure
    type: str | None
    edits: tuple[Edit, ...]
    lines: tuple[Line, ...]  # of the edits, one each
    is_new: bool = False
    is_gone: bool = False

    @property
    def values(self) -> list[Line]:
        return [line for edit, line in zip(self.edits, self.lines, strict=True) if not _is_words(edit)]

    @property
    def numbers(self) -> list[Edit]:
        return [edit for edit in self.edits if not _is_words(edit)]

    @property
    def analyses(self) -> list[Edit]:
        return [edit for edit in self.numbers if is_analysis(edit)]

    @property
    def words(self) -> list[tuple[Edit, Line]]:
        return [(edit, line) for edit, line in zip(self.edits, self.lines, strict=True) if _is_words(edit)]

    @property
    def is_compound(self) -> bool:
        """Came, went or was filled as a whole: its single values are no news of their own."""
        return self.is_new or self.is_gone or self.reported is not None

    @property
    def reported(self) -> tuple[Json, Json] | None:
        """NOT_POSTED → POSTED: data that were announced have come."""
        found = next((edit for edit in self.edits if edit.path.endswith(".reportingStatus")), None)
        return (found.before, found.after) if found else None


def tables(pair: Pair, edits: Sequence[Edit]) -> list[Table]:
    if not edits:
        return []
    found: dict[Place, list[Edit]] = defaultdict(list)
    for edit in edits:
        found[place(edit)].append(edit)
    sections = Sections.of(pair)
    return [_table(part, at, tuple(inside), sections) for (part, at), inside in found.items()]


def place(edit: Edit) -> Place:
    """Which table an edit is in: each outcome measure is one, and so is each other part."""
    return edit.path.split(".")[1], edit.at[0] if edit.path.startswith(f"{OUTCOME_MEASURES}[]") else None


def _table(part: str, at: At | None, edits: tuple[Edit, ...], sections: Sections) -> Table:
    steps = [sections.steps(edit) for edit in edits]
    measure = steps[0][0].item if at and isinstance(steps[0][0].item, dict) else {}
    groups = sections.groups(part, measure)
    depth = 1 if at else 0  # the outcome measure itself is the table
    lines = (line(edit, found[depth:], groups) for edit, found in zip(edits, steps, strict=True))
    if at is None:
        return Table(part, f"{RESULTS}.{part}", None, None, edits, tuple(lines))
    return Table(
        part,
        OUTCOME_MEASURES,
        str(measure.get("title") or "without a title"),
        measure.get("type"),
        edits,
        tuple(lines),
        is_new=at.before is None,
        is_gone=at.after is None,
    )


def _is_words(edit: Edit) -> bool:
    """Items that come or go carry numbers; a group's or a milestone's title does not."""
    return not edit.path.endswith("[]") and edit.path.rpartition(".")[2] in _WORDS


def is_analysis(edit: Edit) -> bool:
    return ".analyses[]" in edit.path


def is_serious(edit: Edit) -> bool:
    leaf = edit.path.rpartition(".")[2]
    return not _is_words(edit) and (".seriousEvents[]" in edit.path or leaf.startswith(_SERIOUS))
