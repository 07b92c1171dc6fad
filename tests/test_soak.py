"""The short forms of the long proofs of `python -m tests.proofs.soak`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.proofs.soak import serve, soak

pytestmark = pytest.mark.long


def test_sixty_releases_in_two_processes_leave_memory_as_it_was_and_miss_nothing(tmp_path: Path) -> None:
    soaked = soak(tmp_path, 60, lives=2)
    assert [len(life) for life in soaked.lives] == [30, 30]
    assert soaked.mistakes == ()


def test_the_service_ticks_without_overlap_or_unnoticed_miss_and_stops_cleanly(tmp_path: Path) -> None:
    served = serve(tmp_path, ticks=5, every=0.5)
    assert len(served.runs) >= 5
    assert served.mistakes == ()
