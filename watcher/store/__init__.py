"""The only package that knows SQL: every version, the log, the outbox and the runs in one SQLite file."""

from watcher.store.lock import RunLock
from watcher.store.store import Store
from watcher.store.values import (
    Attempt,
    ChannelState,
    HeldRow,
    LogEntry,
    Membership,
    Note,
    Pruned,
    Sought,
    Sweep,
    VersionInfo,
    Watching,
)

__all__ = [
    "Attempt",
    "ChannelState",
    "HeldRow",
    "LogEntry",
    "Membership",
    "Note",
    "Pruned",
    "RunLock",
    "Sought",
    "Store",
    "Sweep",
    "VersionInfo",
    "Watching",
]
