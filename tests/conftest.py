"""For all tests: no example is timed, since speed is measured in benchmarks/ and nowhere else."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
