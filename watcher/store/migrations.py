"""The steps from each schema to the next, run by sqlite-utils; each once, each all or nothing."""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database, Migrations

from watcher.store import schema, views

steps = Migrations("watcher")


def bring_up_to_date(connection: sqlite3.Connection) -> None:
    """One transaction for all steps: two programs that open a new database at once do not meet half way."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        if schema.is_old(connection):
            steps.apply(Database(connection, strict=True, execute_plugins=False))
            connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {schema.VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@steps()
def m001_tables(db: Database) -> None:
    for statement in (*schema.TABLES, *schema.INDEXES):
        db.execute(statement)
    for name, query in views.VIEWS.items():
        db.create_view(name, query)


@steps()
def m002_words_of_searches(db: Database) -> None:
    for statement in schema.SEARCH_COLUMNS:
        db.execute(statement)
