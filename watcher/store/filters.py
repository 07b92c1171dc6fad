"""A filter of the log in, the SQL that answers it out."""

# ruff: noqa: S608 - what is put together are constants of these modules; every value is bound
from __future__ import annotations

from msgspec import Struct

from watcher.model import LogFilter, Significance
from watcher.store import columns
from watcher.store.moments import lower_bound, upper_bound


class Query(Struct, frozen=True):
    sql: str
    values: tuple[object, ...]


# Read by position (log.py): looking up 40 columns by name in each of 200,000 rows takes most of the time.
_UPDATE_COLUMNS = """
    u.n, u.sequence, t.registry, t.registry_id, u.from_version, u.to_version, u.from_hash, u.to_hash, u.registry_date,
    u.detected_at, u.release, u.subject, u.headline, u.significance, u.unchanged, u.mark, u.ruleset
"""
UPDATE_WIDTH = _UPDATE_COLUMNS.count(",") + 1

_CHANGE_COLUMNS = """
    c.kind, c.path, c.item, c.label, c.before, c.after, c.significance, c.direction, c.actor, c.stage, c.rule,
    c.section, c.summary, c.rest, c.ordinal
"""

UPDATES = f"SELECT {_UPDATE_COLUMNS} FROM updates AS u JOIN trials AS t ON t.id = u.trial"

# CROSS JOIN keeps SQLite on the order of time: it then neither sorts nor waits for the last row to hand out the first.
_ENTRIES = f"""
    SELECT {_UPDATE_COLUMNS}, c.id, c.ruleset, c.reading = u.reading, {_CHANGE_COLUMNS}
    FROM updates AS u CROSS JOIN trials AS t ON t.id = u.trial CROSS JOIN changes AS c ON c.update_n = u.n
"""

EVERY_READING = f"{_ENTRIES} ORDER BY u.n, c.reading, c.position"

BY_ID = f"{_ENTRIES} WHERE c.id = ? ORDER BY c.reading = u.reading DESC, c.reading DESC LIMIT 1".replace(
    "CROSS JOIN", "JOIN"
)

IDS_THAT_BEGIN = "SELECT DISTINCT id FROM changes WHERE id >= ? AND id < ? ORDER BY id LIMIT ?"

CHANGES_OF = f"""
    SELECT c.update_n, {_CHANGE_COLUMNS}
    FROM changes AS c JOIN updates AS u ON u.n = c.update_n AND u.reading = c.reading
    WHERE u.n IN (SELECT value FROM json_each(?)) ORDER BY c.update_n, c.position
"""

EDITS_OF = """
    SELECT e.* FROM edits AS e JOIN updates AS u ON u.n = e.update_n AND u.reading = e.reading
    WHERE u.n IN (SELECT value FROM json_each(?)) ORDER BY e.update_n, e.position
"""


def query(asked: LogFilter) -> Query:
    """Changes, oldest first; with a limit the newest so many, newest first."""
    of_update, values = _of_update(asked)
    of_change, more = _of_change(asked)
    where = " AND ".join(["c.reading = u.reading", *of_update, *of_change])
    turn = "" if asked.limit is None else "DESC"
    order = f"u.detected_at {turn}, u.n {turn}, c.position {turn}"
    return _limited(f"{_ENTRIES} WHERE {where} ORDER BY {order}", [*values, *more], asked.limit)


def update_query(asked: LogFilter) -> Query:
    """Updates in the same order; those with at least one change that passes."""
    conditions, values = _of_update(asked)
    of_change, more = _of_change(asked)
    if of_change:
        inner = " AND ".join(["c.update_n = u.n", "c.reading = u.reading", *of_change])
        conditions.append(f"EXISTS (SELECT 1 FROM changes AS c WHERE {inner})")
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    turn = "" if asked.limit is None else "DESC"
    return _limited(f"{UPDATES}{where} ORDER BY u.detected_at {turn}, u.n {turn}", [*values, *more], asked.limit)


def _limited(sql: str, values: list[object], limit: int | None) -> Query:
    if limit is None:
        return Query(sql, tuple(values))
    return Query(f"{sql} LIMIT ?", (*values, limit))


def _of_update(asked: LogFilter) -> tuple[list[str], list[object]]:
    if asked.labels:
        raise ValueError("labels belong to watches: the caller turns them into trials")
    conditions: list[str] = []
    values: list[object] = []
    if asked.trials:
        conditions.append("u.trial IN (SELECT id FROM trials WHERE registry_id IN (SELECT value FROM json_each(?)))")
        values.append(columns.write(asked.trials))
    if asked.since:
        conditions.append("u.detected_at >= ?")
        values.append(lower_bound(asked.since))
    if asked.until:
        conditions.append("u.detected_at < ?")
        values.append(upper_bound(asked.until))
    return conditions, values


def _of_change(asked: LogFilter) -> tuple[list[str], list[object]]:
    conditions: list[str] = []
    values: list[object] = []
    if asked.kinds:
        conditions.append("(" + " OR ".join("c.kind GLOB ?" for _ in asked.kinds) + ")")
        values.extend(asked.kinds)
    if asked.at_least is not Significance.ADMINISTRATIVE:
        loud = [s.value for s in Significance if s.at_least(asked.at_least)]
        conditions.append(f"c.significance IN ({', '.join('?' for _ in loud)})")
        values.extend(loud)
    if asked.text:
        searched = "c.label || ' ' || coalesce(c.item, '') || ' ' || c.summary"
        conditions.append(f"instr(casefold({searched}), ?) > 0")
        values.append(asked.text.casefold())
    return conditions, values
