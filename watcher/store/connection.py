"""One connection to one database file: opened with care, written to in transactions, its errors in plain words."""

from __future__ import annotations

import errno
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from watcher.errors import DamagedDatabase, StoreError, UsageError
from watcher.store import schema

_BUSY_SECONDS = 20.0

# SQLite's primary result codes that a person can do something about (https://sqlite.org/rescode.html).
_ADVICE: dict[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_CORRUPT: (
        DamagedDatabase,
        # Not "nothing was changed": what a run committed before it met the damage stays.
        "is damaged. What was being written was undone; restore a backup or load a dump before you go on.",
    ),
    sqlite3.SQLITE_NOTADB: (DamagedDatabase, "is no SQLite database. Nothing was changed: is store.path right?"),
    sqlite3.SQLITE_FULL: (
        StoreError,
        "cannot grow: the disk is full. Nothing was half written; make room and run again.",
    ),
    sqlite3.SQLITE_IOERR: (StoreError, "cannot be read or written: the disk reports an error."),
    sqlite3.SQLITE_READONLY: (
        StoreError,
        "may not be written to. Check the owner and rights of the file and its folder.",
    ),
    sqlite3.SQLITE_CANTOPEN: (StoreError, "cannot be opened. Check the owner and rights of the file and its folder."),
    sqlite3.SQLITE_PERM: (StoreError, "cannot be opened. Check the owner and rights of the file and its folder."),
    sqlite3.SQLITE_BUSY: (
        StoreError,
        "is being written to by another program, and did not come free. Run again later.",
    ),
}


class Connected:
    """What the chapters of the store share. Each public method that writes is a transaction, or joins the caller's."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._db = connection
        self.path = path

    @classmethod
    def open(cls, path: Path | str, *, read_only: bool = False) -> Self:
        """A missing database is made; a newer, damaged, emptied or foreign one is refused and left as it is."""
        path = Path(path)
        with plain_errors(path):
            if not read_only and not path.exists():
                _make(path)
            connection = _connect(path, read_only=read_only)
            try:
                schema.refuse_if_not_ours(connection, path)
                _settle_in(connection, path, read_only=read_only)
            except BaseException:
                connection.close()
                raise
        return cls(connection, path)

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def write(self) -> Iterator[None]:
        """All or nothing. An inner write() joins the outer; if it fails and the outer goes on, only it is undone."""
        inner = self._db.in_transaction
        with plain_errors(self.path):
            # A deferred BEGIN that reads first and writes later fails at once when another process wrote in between.
            self._db.execute("SAVEPOINT inner_write" if inner else "BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("RELEASE inner_write" if inner else "COMMIT")
            except BaseException:
                self._undo(inner=inner)
                raise

    @contextmanager
    def read(self) -> Iterator[None]:
        """What is read inside is of one moment, whatever others write meanwhile."""
        if self._db.in_transaction:
            yield
            return
        with plain_errors(self.path):
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                self._db.execute("COMMIT")

    def _undo(self, *, inner: bool) -> None:
        # A full disk may have ended the transaction already; a second rollback would hide the first error.
        if not self._db.in_transaction:
            return
        if inner:
            self._db.execute("ROLLBACK TO inner_write")
            self._db.execute("RELEASE inner_write")
        else:
            self._db.execute("ROLLBACK")

    def _run(self, sql: str, *values: Any, **named: Any) -> sqlite3.Cursor:
        with plain_errors(self.path):
            return self._db.execute(sql, named or values)

    def _each(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        with plain_errors(self.path):
            self._db.executemany(sql, rows)

    def _all(self, sql: str, *values: Any, **named: Any) -> list[sqlite3.Row]:
        with plain_errors(self.path):
            return self._db.execute(sql, named or values).fetchall()

    def _one(self, sql: str, *values: Any, **named: Any) -> sqlite3.Row | None:
        with plain_errors(self.path):
            row: sqlite3.Row | None = self._db.execute(sql, named or values).fetchone()
            return row

    def _stream(self, sql: str, *values: Any, **named: Any) -> Iterator[sqlite3.Row]:
        with plain_errors(self.path):
            # Not `yield from`: left in the middle, it would close the cursor, perhaps after the database.
            for row in self._db.execute(sql, named or values):  # noqa: UP028
                yield row


@contextmanager
def plain_errors(path: Path) -> Iterator[None]:
    """What the machine did to the file becomes a StoreError; our own mistakes stay loud."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        known = _ADVICE.get(code & 0xFF) if code is not None else None
        if known is None:
            raise
        kind, advice = known
        raise kind(f"{path} {advice} (SQLite: {error})") from error


def _connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    if sqlite3.sqlite_version_info < (3, 37):
        raise StoreError(f"SQLite {sqlite3.sqlite_version} is too old; 3.37 (November 2021) or newer is needed.")
    if read_only and not path.exists():
        raise not_there(path)
    try:
        os.close(os.open(path, os.O_RDONLY if read_only else os.O_RDWR))
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "it is a folder")
    except OSError as error:
        doing = "reading" if read_only else "writing"
        raise StoreError(f"{path} cannot be opened for {doing}: {error.strerror}. Check store.path.") from error
    return sqlite3.connect(
        f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rw'}",
        uri=True,
        isolation_level=None,  # transactions are begun by write() alone
        timeout=_BUSY_SECONDS,
    )


def not_there(path: Path) -> UsageError:
    return UsageError(f"There is no database at {path} yet. Run `watcher check` first, or look at store.path.")


def _make(path: Path) -> None:
    """Whole or not at all: under another name first, so that an empty file is never one that we left behind.

    SQLite gives its -wal and -shm files the mode of the database: 0600 on all three.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise StoreError(f"{path} cannot be opened for writing: {error.strerror}. Check store.path.") from error
    os.close(handle)
    made = Path(name)
    try:
        connection = _connect(made, read_only=False)
        try:
            _settle_in(connection, made, read_only=False)
        finally:
            connection.close()
        with suppress(FileExistsError):  # another program was faster, and its database is as good
            _put_in_place(made, path)
    finally:
        for left in (name, f"{name}-wal", f"{name}-shm"):
            Path(left).unlink(missing_ok=True)


def _put_in_place(made: Path, path: Path) -> None:
    """FileExistsError rather than over one that is there."""
    try:
        path.hardlink_to(made)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if path.exists():
            raise FileExistsError(path) from None
        made.rename(path)


def _settle_in(connection: sqlite3.Connection, path: Path, *, read_only: bool) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    # SQLite's own lower() knows the letters of ASCII only: Zürich and ZÜRICH would be two cities.
    connection.create_function("casefold", 1, str.casefold, deterministic=True)
    if not read_only:
        schema.choose_page_size(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
    if schema.is_old(connection):
        if read_only:
            raise UsageError(
                f"{path} was written by an older program. Run `watcher check` once to bring it up to date."
            )
        from watcher.store import migrations  # brings sqlite-utils along: 0.2 s, needed once a release

        migrations.bring_up_to_date(connection)
    schema.refuse_if_torn(connection, path)
    connection.row_factory = sqlite3.Row
