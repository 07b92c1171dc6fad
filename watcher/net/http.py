"""The only place that imports httpx, so that its successor would be one line (docs/decisions.md)."""

from __future__ import annotations

import sys

# httpx loads a command line of its own wherever click, rich and pygments are there: 50 ms of each check. None makes the
# import of that one module fail, and httpx go on without.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # what the import system documents (5.3.1)

import httpx  # noqa: E402 - after what it would import

__all__ = ["httpx"]
