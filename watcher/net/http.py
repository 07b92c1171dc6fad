"""The only place that imports httpx, so that its successor would be one line (docs/decisions.md)."""

from __future__ import annotations

import sys
from types import ModuleType


def _no_command_line() -> ModuleType:
    """httpx loads a command line of its own wherever click, rich and pygments are there: 50 ms of each check."""
    module = ModuleType("httpx._main")
    module.main = _no_command_line  # type: ignore[attr-defined]  # what httpx takes from it, and nobody calls
    return module


sys.modules.setdefault("httpx._main", _no_command_line())

import httpx  # noqa: E402 - after what it would import

__all__ = ["httpx"]
