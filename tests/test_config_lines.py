"""Every key is found on the line where it stands, however the file is written."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterator
from typing import Any

import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from watcher.config.lines import KeyPath, key_lines, line_of

TEXT = """\
# a comment with [brackets] and "quotes"
top = 1

[registry]
contact = "x # not a comment"   # ["a"]
notes = '''
[not.a.header]
x = 1
'''
"quoted key" = true
a.b.c = 2026-01-02 03:04:05

[[watch]]
name = "one"
trials = [
  "NCT00000001",  # first
  "NCT00000002",
]
labels = { asset = "x", owner = "y" }

[[watch]]
name = "two"
[watch.labels]
asset = "z"
"""


def test_each_key_and_item_has_its_line() -> None:
    lines = key_lines(TEXT)
    assert lines[("top",)] == 2
    assert lines[("registry",)] == 4
    assert lines[("registry", "contact")] == 5
    assert lines[("registry", "quoted key")] == 10
    assert lines[("registry", "a", "b", "c")] == 11
    assert lines[("watch", 0, "trials", 1)] == 17
    assert lines[("watch", 0, "labels", "owner")] == 19
    assert lines[("watch", 1)] == 21
    assert lines[("watch", 1, "labels", "asset")] == 24


def test_what_has_no_line_has_that_of_its_parent() -> None:
    lines = key_lines(TEXT)
    assert line_of(lines, ("watch", 1, "trials", 7)) == 21
    assert line_of(lines, ("nowhere",)) is None


_keys = st.text(string.ascii_letters + string.digits + "_- .#[]", min_size=1, max_size=6)
_scalars = st.one_of(
    st.integers(-9, 9), st.booleans(), st.text("ab \"'\\#[]{}=,.\n", max_size=6), st.floats(allow_nan=False, width=16)
)
_values = st.recursive(
    _scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_keys, inner, max_size=3)),
    max_leaves=8,
)


@given(st.dictionaries(_keys, _values, max_size=5))
def test_every_key_of_any_file_has_the_line_that_names_it(data: dict[str, Any]) -> None:
    text = tomlkit.dumps(data)
    read = tomllib.loads(text)
    lines = key_lines(text)
    rows = text.split("\n")
    for path in _paths(read, ()):
        assert path in lines
        if isinstance(path[-1], str) and '"' not in path[-1]:
            assert path[-1] in rows[lines[path] - 1]


def _paths(value: Any, path: KeyPath) -> Iterator[KeyPath]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*path, key)
        yield from _paths(item, (*path, key))
