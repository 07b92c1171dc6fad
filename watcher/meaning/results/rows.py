"""A row of the results that came or went in, the figures that came or went with it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from watcher.meaning.words import joined
from watcher.model import Json

VALUES = ("value", "numSubjects", "numAffected")  # the figure that a row of a group is about


def figures(row: Json, groups: Mapping[str, str]) -> str:
    """Of an analysis, what it found; of a row of counts, one in each group; where a group has several, nothing."""
    if found := ", ".join(_found(row)):
        return found
    counts = [(str(cell["groupId"]), cell[key]) for cell in _cells(row) for key in VALUES if cell.get(key) is not None]
    if len({group for group, _ in counts}) < len(counts):
        return ""
    return joined([f"{groups[group]}: {value}" for group, value in counts if group in groups])


def _found(analysis: Json) -> Iterator[str]:
    if analysis.get("pValue"):
        yield f"p-value {analysis['pValue']}"
    if analysis.get("paramValue"):
        yield f"{analysis.get('paramType') or 'estimate'} {analysis['paramValue']}"
    level = f"{analysis['ciPctValue']} % " if analysis.get("ciPctValue") else ""
    lower, upper = analysis.get("ciLowerLimit"), analysis.get("ciUpperLimit")
    if lower and upper:
        yield f"{level}confidence interval {lower} to {upper}"
    elif lower or upper:  # of one side
        yield f"{'lower' if lower else 'upper'} {level}confidence limit {lower or upper}"


def _cells(row: Json) -> Iterator[dict[str, Json]]:
    """What stands for one group, however deep."""
    if isinstance(row, dict):
        if "groupId" in row:
            yield row
        for inner in row.values():
            yield from _cells(inner)
    elif isinstance(row, list):
        for inner in row:
            yield from _cells(inner)
