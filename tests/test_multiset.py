"""Lists are multisets: equal items cancel, wherever they stand (law 2)."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.meaning.multiset import uncancelled

_LISTS = st.lists(st.integers(0, 6), max_size=20)


@given(_LISTS, _LISTS)
def test_of_each_list_is_left_what_the_other_one_has_not(old: list[int], new: list[int]) -> None:
    left_old, left_new = uncancelled(old, new)
    assert Counter(left_old) == Counter(old) - Counter(new)
    assert Counter(left_new) == Counter(new) - Counter(old)


@pytest.mark.parametrize(
    ("old", "new", "left"),
    [
        ("abcdefgh", "abcdefgh", ("", "")),
        ("abcdefgh", "abxcdefgh", ("", "x")),
        ("abcdefgh", "agh", ("bcdef", "")),
        ("abcdefgh", "abXdeYgh", ("cf", "XY")),
        ("abcdefgh", "hgfedcba", ("", "")),
        ("aab", "ab", ("a", "")),
    ],
)
def test_what_came_went_or_changed_is_left_in_its_order(old: str, new: str, left: tuple[str, str]) -> None:
    left_old, left_new = uncancelled(list(old), list(new))
    assert ("".join(left_old), "".join(left_new)) == left
