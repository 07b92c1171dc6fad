"""A matrix of costs in, the cheapest one-to-one assignment of rows to columns out. Pure Python, as it is small.

scipy would cost half a second of import and 170 MB of disk for groups that normally have one to four members.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

# Above this many cells the Hungarian method takes seconds (218 x 218: 0.14 s, 500 x 500: 1.1 s).
_EXACT_CELLS = 300 * 300


def assign(costs: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Pairs (row, column), as many as the shorter side has, sorted by row. Optimal up to 300 x 300, then greedy."""
    if not costs or not costs[0]:
        return []
    if len(costs) * len(costs[0]) > _EXACT_CELLS:
        return _greedy(costs)
    if len(costs) > len(costs[0]):
        turned = [list(column) for column in zip(*costs, strict=True)]
        return sorted((row, column) for column, row in _Hungarian(turned).pairs())
    return sorted(_Hungarian(costs).pairs())


def _greedy(costs: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    cells = sorted((cost, row, column) for row, line in enumerate(costs) for column, cost in enumerate(line))
    rows: set[int] = set()
    columns: set[int] = set()
    pairs = []
    for _, row, column in cells:
        if row not in rows and column not in columns:
            rows.add(row)
            columns.add(column)
            pairs.append((row, column))
    return sorted(pairs)


class _Hungarian:
    """Shortest augmenting paths with prices (Jonker and Volgenant 1987); needs rows <= columns.

    Row and column 0 are a border: `row_of[0]` is the row that looks for a place.
    """

    def __init__(self, costs: Sequence[Sequence[float]]) -> None:
        self.costs = costs
        self.width = len(costs[0]) + 1
        self.row_price = [0.0] * (len(costs) + 1)
        self.column_price = [0.0] * self.width
        self.row_of = [0] * self.width

    def pairs(self) -> list[tuple[int, int]]:
        for row in range(1, len(self.row_price)):
            self._seat(row)
        return [(row - 1, column - 1) for column, row in enumerate(self.row_of) if row and column]

    def _seat(self, row: int) -> None:
        """Give one more row a column; those already seated may have to move along the cheapest path."""
        self.row_of[0] = row
        distance, came_from, is_settled = [inf] * self.width, [0] * self.width, [False] * self.width
        column = 0
        while self.row_of[column]:
            is_settled[column] = True
            column = self._nearest(column, distance, came_from, is_settled)
        while column:
            self.row_of[column] = self.row_of[came_from[column]]
            column = came_from[column]

    def _nearest(self, column: int, distance: list[float], came_from: list[int], is_settled: list[bool]) -> int:
        """The nearest column not yet settled, once the paths over `column` are known; moves the prices by as much."""
        row, nearest, step = self.row_of[column], 0, inf
        line, price = self.costs[row - 1], self.row_price[row]
        for other in range(1, self.width):
            if is_settled[other]:
                continue
            reduced = line[other - 1] - price - self.column_price[other]
            if reduced < distance[other]:
                distance[other], came_from[other] = reduced, column
            if distance[other] < step:
                step, nearest = distance[other], other
        for other in range(self.width):
            if is_settled[other]:
                self.row_price[self.row_of[other]] += step
                self.column_price[other] -= step
            else:
                distance[other] -= step
        return nearest
