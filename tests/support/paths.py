"""Where the real records are, when they are there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REGISTRY = Path(os.environ.get("WATCHER_TEST_REGISTRY", ROOT.parent / "shared" / "registry"))

needs_registry = pytest.mark.skipif(
    not (REGISTRY / "histories").is_dir(),
    reason=f"real registry records are not at {REGISTRY}; set WATCHER_TEST_REGISTRY to where they are",
)
