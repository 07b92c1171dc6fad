"""The tables, and how a database is told to be ours, too new, or too old."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from watcher.errors import DamagedDatabase, NewerDatabase

VERSION = 2  # kept in PRAGMA user_version; the number of migrations
APPLICATION_ID = 0x63747761  # "ctwa", in PRAGMA application_id: tells our files from other SQLite files

# Smaller than SQLite's default: compressed records of 4 kB waste 13 % in pages of 4096 bytes and 4 % in these.
_PAGE_SIZE = 2048

TRIALS = """
CREATE TABLE trials (
    id INTEGER PRIMARY KEY,
    registry TEXT NOT NULL,
    registry_id TEXT NOT NULL,            -- the trial's number there
    watched_since TEXT,
    unwatched_at TEXT,                    -- set: no watch names it at present
    condition TEXT NOT NULL DEFAULT 'new',
    hash TEXT,                            -- record hash of the last version
    versions INTEGER NOT NULL DEFAULT 0,  -- number of the last version
    release_seen TEXT,
    stale_looks INTEGER NOT NULL DEFAULT 0,
    next_look_at TEXT,
    failures INTEGER NOT NULL DEFAULT 0,
    failing_since TEXT,
    announced_at TEXT,
    error_kind TEXT,
    error TEXT,
    missing_looks TEXT NOT NULL DEFAULT '[]',  -- JSON
    alias TEXT,
    first_plan TEXT,                      -- JSON
    crossed TEXT NOT NULL DEFAULT '[]',   -- JSON
    quarantine TEXT,                      -- JSON
    UNIQUE (registry, registry_id)
) STRICT
"""

DICTIONARIES = """
CREATE TABLE dictionaries (
    id INTEGER PRIMARY KEY,
    body BLOB NOT NULL                    -- zstd, trained on first versions of this very store
) STRICT
"""

VERSIONS = """
CREATE TABLE versions (
    trial INTEGER NOT NULL REFERENCES trials (id),
    number INTEGER NOT NULL,
    hash TEXT NOT NULL,                   -- versionHolder blanked
    full_hash TEXT NOT NULL,              -- of the bytes as sent; checked at each reading
    registry_date TEXT,
    first_seen_at TEXT NOT NULL,
    release TEXT NOT NULL,
    size INTEGER NOT NULL,                -- bytes as sent
    base INTEGER,                         -- the version this one is a difference from; NULL: it stands alone
    dictionary INTEGER REFERENCES dictionaries (id),
    body BLOB NOT NULL,                   -- zstd
    UNIQUE (trial, number)
) STRICT
"""

UPDATES = """
CREATE TABLE updates (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    trial INTEGER NOT NULL REFERENCES trials (id),
    sequence INTEGER NOT NULL,            -- 1, 2, 3 … for each trial
    from_version INTEGER,
    to_version INTEGER,
    from_hash TEXT,
    to_hash TEXT,
    registry_date TEXT,
    detected_at TEXT NOT NULL,
    release TEXT NOT NULL,
    mark TEXT NOT NULL,
    reading INTEGER NOT NULL DEFAULT 1,   -- which reading of edits and changes holds now
    ruleset TEXT NOT NULL,
    headline TEXT NOT NULL,
    significance TEXT NOT NULL,
    subject TEXT NOT NULL,                -- JSON
    unchanged TEXT NOT NULL,              -- JSON
    UNIQUE (trial, sequence)
) STRICT
"""

EDITS = """
CREATE TABLE edits (
    update_n INTEGER NOT NULL REFERENCES updates (n),
    reading INTEGER NOT NULL,
    position INTEGER NOT NULL,
    path TEXT NOT NULL,
    item TEXT,
    before TEXT,                          -- JSON
    after TEXT,                           -- JSON
    at TEXT NOT NULL,                     -- JSON
    PRIMARY KEY (update_n, reading, position)
) STRICT, WITHOUT ROWID
"""

CHANGES = """
CREATE TABLE changes (
    update_n INTEGER NOT NULL REFERENCES updates (n),
    reading INTEGER NOT NULL,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,                     -- the same in each reading that finds it
    ruleset TEXT NOT NULL,
    kind TEXT NOT NULL,
    path TEXT NOT NULL,
    item TEXT,
    ordinal INTEGER NOT NULL,
    label TEXT NOT NULL,
    section TEXT NOT NULL,
    significance TEXT NOT NULL,
    direction TEXT NOT NULL,
    actor TEXT NOT NULL,
    stage TEXT NOT NULL,
    rule TEXT NOT NULL,
    summary TEXT NOT NULL,
    before TEXT,                          -- JSON
    after TEXT,                           -- JSON
    rest TEXT NOT NULL                    -- JSON: inputs, details, dates, confidence, edits
) STRICT
"""

NOTES = """
CREATE TABLE notes (
    n INTEGER PRIMARY KEY,
    change_id TEXT NOT NULL,
    mark TEXT NOT NULL,
    text TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT
"""

HELD = """
CREATE TABLE held (
    n INTEGER PRIMARY KEY,
    update_n INTEGER NOT NULL REFERENCES updates (n),
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    slot TEXT,
    slot_at TEXT,                         -- the slot's instant
    at_least TEXT NOT NULL,
    changes TEXT NOT NULL,                -- JSON
    alerts TEXT NOT NULL,                 -- JSON
    labels TEXT NOT NULL,                 -- JSON
    distances TEXT NOT NULL,              -- JSON: km by change
    notes TEXT NOT NULL,                  -- JSON
    state TEXT NOT NULL DEFAULT 'held',   -- held, settled, dropped
    delivery TEXT REFERENCES deliveries (id),
    reason TEXT                           -- why it was dropped
) STRICT
"""

MESSAGES = """
CREATE TABLE messages (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT
"""

DELIVERIES = """
CREATE TABLE deliveries (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    message TEXT NOT NULL REFERENCES messages (id),
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    trial INTEGER REFERENCES trials (id),
    sequence INTEGER NOT NULL,
    state TEXT NOT NULL,
    created_at TEXT NOT NULL,
    next_attempt_at TEXT,
    expires_at TEXT,
    leased_until TEXT,
    ended_at TEXT,                        -- delivered, failed or expired
    attempts INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    content_type TEXT,
    payload BLOB                          -- rendered once, sent as kept
) STRICT
"""

ATTEMPTS = """
CREATE TABLE attempts (
    delivery INTEGER NOT NULL REFERENCES deliveries (n),
    number INTEGER NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT,                        -- NULL: its end was not seen
    maybe_arrived INTEGER NOT NULL DEFAULT 0,
    answer TEXT,
    error TEXT,
    PRIMARY KEY (delivery, number)
) STRICT, WITHOUT ROWID
"""

CHANNELS = """
CREATE TABLE channels (
    name TEXT PRIMARY KEY,
    failures INTEGER NOT NULL DEFAULT 0,
    failing_since TEXT,
    announced_at TEXT,
    last_success TEXT,
    error TEXT
) STRICT
"""

RUNS = """
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    started_at TEXT NOT NULL,
    ended_at TEXT,
    release TEXT,
    due INTEGER NOT NULL DEFAULT 0,
    checked INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    outcome TEXT,                         -- complete, limited, partial, failed; NULL: killed, or at it
    message TEXT NOT NULL DEFAULT ''
) STRICT
"""

SEARCHES = """
CREATE TABLE searches (
    name TEXT PRIMARY KEY,
    terms TEXT NOT NULL,                  -- JSON: the search as the registry is asked
    since TEXT NOT NULL,
    release TEXT,                         -- of the last complete answer; NULL: there was none yet
    sweep TEXT,                           -- the release that is being gone through, page by page
    token TEXT                            -- where that goes on
) STRICT
"""

# Schema 2. Both JSON; `words` NULL: the row is of schema 1, which took the terms for the search itself.
SEARCH_COLUMNS = (
    "ALTER TABLE searches ADD COLUMN words TEXT",  # the search as its owner wrote it: other words are another search
    "ALTER TABLE searches ADD COLUMN answered TEXT",  # the terms of the last complete answer, once others are asked
)

MEMBERS = """
CREATE TABLE members (
    search TEXT NOT NULL REFERENCES searches (name),
    trial INTEGER NOT NULL REFERENCES trials (id),
    since TEXT NOT NULL,
    left_at TEXT,
    seen INTEGER NOT NULL DEFAULT 1,      -- 0: the sweep that is under way has not found it yet
    told INTEGER NOT NULL DEFAULT 0,      -- 0: found since the last complete answer, and not yet said to be there
    PRIMARY KEY (search, trial)
) STRICT, WITHOUT ROWID
"""

MEMORY = """
CREATE TABLE memory (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL                   -- JSON
) STRICT, WITHOUT ROWID
"""

TABLES = (
    TRIALS, DICTIONARIES, VERSIONS, UPDATES, EDITS, CHANGES, NOTES, MESSAGES, DELIVERIES, ATTEMPTS, HELD, CHANNELS,
    RUNS, SEARCHES, MEMBERS, MEMORY,
)  # fmt: skip

_NAMES = frozenset(statement.split()[2] for statement in TABLES)

INDEXES = (
    "CREATE INDEX updates_detected_at ON updates (detected_at, n)",
    # Kind and significance stand in the index so that the log's filters need not touch the rows they leave out.
    "CREATE UNIQUE INDEX changes_of_update ON changes (update_n, reading, position, kind, significance)",
    "CREATE INDEX changes_id ON changes (id)",
    "CREATE INDEX notes_change_id ON notes (change_id)",
    "CREATE INDEX held_waiting ON held (slot_at, n) WHERE state = 'held'",
    "CREATE INDEX held_update ON held (update_n)",
    "CREATE INDEX deliveries_open ON deliveries (created_at, sequence) WHERE state IN ('pending', 'leased')",
    "CREATE INDEX deliveries_trial ON deliveries (trial)",
)


def refuse_if_not_ours(connection: sqlite3.Connection, path: Path) -> None:
    """One that was emptied is not begun anew: what changed since would be first sight, and told to nobody."""
    if _pragma(connection, "application_id") != APPLICATION_ID:
        if connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
            raise DamagedDatabase(
                f"{path} is the database of another program. Nothing was changed: is store.path right?"
            )
        raise DamagedDatabase(
            f"{path} is empty: what it held is lost. Restore a backup or load a dump before you go on; "
            "if it never held anything, delete it, and the next check begins anew."
        )
    found = _pragma(connection, "user_version")
    if found > VERSION:
        raise NewerDatabase(
            f"{path} was written by a newer program (schema {found}, this one knows {VERSION}). "
            "Nothing was changed: update clinical-trial-watcher, or restore a backup made before."
        )


def refuse_if_torn(connection: sqlite3.Connection, path: Path) -> None:
    """A table that is not there is damage, whoever took it out."""
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    missing = sorted(_NAMES - there)
    if missing:
        raise DamagedDatabase(
            f"{path} is damaged: {', '.join(missing)} is missing. Restore a backup or load a dump before you go on."
        )


def is_old(connection: sqlite3.Connection) -> bool:
    return _pragma(connection, "user_version") < VERSION


def choose_page_size(connection: sqlite3.Connection) -> None:
    """Heard only by a database without a page, so before WAL is switched on."""
    connection.execute(f"PRAGMA page_size = {_PAGE_SIZE}")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
