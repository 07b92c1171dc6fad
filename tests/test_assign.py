"""The assignment is the cheapest there is; scipy is the oracle."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from watcher.meaning.sites.assign import assign

MATRICES = st.tuples(st.integers(1, 9), st.integers(1, 9)).flatmap(
    lambda shape: st.lists(
        st.lists(st.floats(-50, 50, allow_nan=False, width=32), min_size=shape[1], max_size=shape[1]),
        min_size=shape[0],
        max_size=shape[0],
    )
)


@given(MATRICES)
@settings(max_examples=400)
def test_the_assignment_costs_what_scipy_says_is_the_least(costs: list[list[float]]) -> None:
    pairs = assign(costs)
    rows, columns = linear_sum_assignment(np.array(costs))
    ours = sum(costs[row][column] for row, column in pairs)
    least = float(np.array(costs)[rows, columns].sum())
    assert abs(ours - least) <= 1e-6 * (1 + abs(least))


@given(MATRICES)
def test_every_row_and_column_is_used_at_most_once_and_the_shorter_side_wholly(costs: list[list[float]]) -> None:
    pairs = assign(costs)
    assert len(pairs) == min(len(costs), len(costs[0]))
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)


def test_nothing_is_assigned_to_nothing() -> None:
    assert assign([]) == assign([[], []]) == []


def test_beyond_three_hundred_a_side_the_nearest_are_taken_first() -> None:
    size = 301
    costs = [[float((row - column) % size) for column in range(size)] for row in range(size)]
    assert assign(costs) == [(place, place) for place in range(size)]
