"""The wire: the only package that imports the HTTP library, and only where a request is really made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watcher.net.guard import connect
from watcher.net.wire import Response, Wire

if TYPE_CHECKING:
    from watcher.net.client import Client

__all__ = ["Client", "Response", "Wire", "connect"]


def __getattr__(name: str) -> object:
    """`Client` on first use: it costs 150 ms, and who sends a mail or reads the help has no use for it."""
    if name != "Client":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from watcher.net.client import Client

    return Client
