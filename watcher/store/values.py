"""What the store hands out besides the nouns of the model."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from watcher.model import Change, Held, Trial, Update


class Watching(Struct, frozen=True):
    """How the set of watched trials moved."""

    new: tuple[Trial, ...]
    again: tuple[Trial, ...]  # watched before, left out for a while, and named again
    left: tuple[Trial, ...]  # no longer named; everything known of them is kept


class VersionInfo(Struct, frozen=True):
    """A version without its bytes."""

    number: int
    hash: str
    registry_date: str | None
    first_seen_at: datetime
    release: str
    size: int  # bytes as sent
    stored: int  # bytes in the database


class Note(Struct, frozen=True):
    """What a person wrote beside a change. `mark`: note, intended or wrong."""

    change_id: str
    mark: str
    text: str
    at: datetime


class LogEntry(Struct, frozen=True):
    """One change of the log. `update` is its header: without changes and edits."""

    update: Update
    sequence: int
    change: Change
    id: str
    ruleset: str
    current: bool  # False: an earlier reading, kept beside the one that holds now
    notes: tuple[Note, ...] = ()


class HeldRow(Struct, frozen=True):
    id: int
    held: Held
    update: Update
    sequence: int  # of the update, among those of its trial


class Attempt(Struct, frozen=True):
    """One try to deliver. Without an end: the process died, or is at it."""

    number: int
    started_at: datetime
    ended_at: datetime | None
    answer: str | None
    error: str | None
    maybe_arrived: bool


class ChannelState(Struct, frozen=True):
    """How a channel has done of late."""

    name: str
    failures: int = 0  # attempts in a row
    failing_since: datetime | None = None
    announced_at: datetime | None = None
    last_success: datetime | None = None
    error: str | None = None


class Sought(Struct, frozen=True):
    """The search of a watch: as its owner wrote it, which makes it this search, and as the registry is asked today."""

    name: str  # of the watch
    words: Mapping[str, str]
    params: Mapping[str, str]  # the registry's own terms
    whole: bool = False  # the whole registry


class Sweep(Struct, frozen=True):
    """How far the pages of a search were gone through in a data release."""

    is_first: bool  # there was no complete answer yet: nobody is told who is in it
    is_done: bool
    token: str | None = None  # where it goes on


class Membership(Struct, frozen=True):
    """How the answer to a search differs from the last one."""

    first: bool  # the quiet baseline: nobody is told
    entered: tuple[Trial, ...] = ()
    returned: tuple[Trial, ...] = ()  # those among entered that had been members before
    left: tuple[Trial, ...] = ()
    asked_before: Mapping[str, str] | None = None  # what the last answer was an answer to, where that was other terms


class Pruned(Struct, frozen=True):
    """Rows taken away by an explicit prune."""

    attempts: int
    runs: int
    payloads: int
    versions: int
