"""Contradictions are looked for only where something moved: so a check must read no more than it says."""

from __future__ import annotations

from typing import Any

import msgspec

from tests.support.history import read
from tests.support.paths import REGISTRY, needs_registry
from tests.test_pairs import PAIRS
from watcher.meaning.consistency import CHECKS
from watcher.meaning.record import get


def _only(content: Any, paths: tuple[str, ...]) -> Any:
    """The record without all that is not at the paths."""
    kept: dict[str, Any] = {}
    for path in paths:
        *above, last = path.split(".")
        inner = kept
        for key in above:
            inner = inner.setdefault(key, {})
        inner[last] = get(content, path)
    return kept


@needs_registry
def test_a_check_reads_nothing_beside_what_it_names() -> None:
    records = [record for row in PAIRS for record in (row.old, row.new)]
    records += [msgspec.json.decode(read(path)) for path in sorted((REGISTRY / "records").glob("*.json*"))]
    for check in CHECKS:
        found = [list(check.find(record)) for record in records]
        assert any(found), check.rule
        assert [list(check.find(_only(record, check.reads))) for record in records] == found
