"""A database is made when there is none; it is never made anew where there is one that cannot be read."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.stored import NOW, TRIAL, decision
from watcher.errors import DamagedDatabase, NewerDatabase, StoreError, UsageError
from watcher.model import TrialState
from watcher.store import Store, migrations, schema


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "watcher.db"


def refused(path: Path, error: type[StoreError], match: str) -> None:
    before = path.read_bytes()
    with pytest.raises(error, match=match):
        Store.open(path)
    assert path.read_bytes() == before


def test_a_new_database_has_strict_tables_only_and_one_migration_for_each_schema(path: Path) -> None:
    Store.open(path).close()
    with sqlite3.connect(path) as db:
        tables = dict(db.execute("SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND schema = 'main'"))
        assert {name for name, strict in tables.items() if not strict} == {"sqlite_schema"}
        assert db.execute("SELECT count(*) FROM _sqlite_migrations").fetchone() == (schema.VERSION,)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_database_that_is_up_to_date_is_opened_without_the_migrations_library(path: Path) -> None:
    Store.open(path).close()
    code = (
        "import sys\nfrom watcher.store import Store\nfrom pathlib import Path\n"
        f"Store.open(Path({str(path)!r})).close()\nassert 'sqlite_utils' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_database_of_a_newer_program_is_refused(path: Path) -> None:
    Store.open(path).close()
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    db.close()
    refused(path, NewerDatabase, "update clinical-trial-watcher")


@pytest.mark.parametrize("content", [b"this is a text file\n" * 99, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    refused(path, DamagedDatabase, "store.path|damaged")


def test_the_database_of_another_program_is_refused(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE recipes (name TEXT)")
    db.close()
    refused(path, DamagedDatabase, "another program")


def test_a_damaged_page_is_told_as_damage(path: Path) -> None:
    with Store.open(path) as store:
        for number in (1, 2):
            store.record(decision(number), [], TrialState(TRIAL))
    content = bytearray(path.read_bytes())
    content[2048:] = b"\xa5" * (len(content) - 2048)
    path.write_bytes(content)
    undone = "What was being written was undone; restore a backup"
    with pytest.raises(DamagedDatabase, match=undone), Store.open(path) as store:
        store.known(TRIAL)


def test_an_emptied_database_is_refused_and_not_begun_anew(path: Path) -> None:
    path.touch()
    refused(path, DamagedDatabase, "what it held is lost")
    with pytest.raises(DamagedDatabase, match="what it held is lost"):
        Store.open(path, read_only=True)


def test_a_database_without_one_of_its_tables_is_refused(path: Path) -> None:
    Store.open(path).close()
    with sqlite3.connect(path) as db:
        db.execute("DROP TABLE attempts")
    db.close()
    refused(path, DamagedDatabase, "attempts is missing")


def test_making_a_database_leaves_nothing_else_in_its_folder(path: Path) -> None:
    Store.open(path).close()
    assert [found.name for found in path.parent.iterdir()] == ["watcher.db"]
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("read_only", [True, False])
def test_a_folder_in_the_place_of_a_database_is_told_so(path: Path, read_only: bool) -> None:
    path.mkdir()
    with pytest.raises(StoreError, match=r"(?i)folder|directory"):
        Store.open(path, read_only=read_only)


def test_without_a_database_a_reader_is_told_what_to_do(path: Path) -> None:
    with pytest.raises(UsageError, match="watcher check"):
        Store.open(path, read_only=True)
    assert not path.exists()


def test_a_reader_sees_all_and_writes_nothing(path: Path) -> None:
    with Store.open(path) as store:
        store.record(decision(1), [], TrialState(TRIAL))
        with Store.open(path, read_only=True) as reader:
            assert reader.latest(TRIAL) == decision(1).version
            with pytest.raises(StoreError, match="may not be written"):
                reader.begin_run(NOW)


def test_an_older_database_is_brought_up_to_date_and_keeps_what_it_holds(path: Path) -> None:
    older = sqlite3.connect(path)
    migrations.bring_up_to_date(older)
    older.execute("INSERT INTO runs (started_at) VALUES ('2026-03-10T00:00:00.000000Z')")
    older.execute(f"PRAGMA user_version = {schema.VERSION - 1}")
    older.commit()
    older.close()
    with pytest.raises(UsageError, match="older program"):
        Store.open(path, read_only=True)
    with Store.open(path) as store:
        assert len(store.runs()) == 1
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)


def test_a_database_of_schema_1_keeps_its_searches(path: Path) -> None:
    Store.open(path).close()
    with closing(sqlite3.connect(path)) as older, older:
        for column in ("words", "answered"):
            older.execute(f"ALTER TABLE searches DROP COLUMN {column}")
        older.execute("DELETE FROM _sqlite_migrations WHERE name <> 'm001_tables'")
        older.execute("INSERT INTO searches (name, terms, since) VALUES ('itch', '{}', '2026-03-10')")
        older.execute("PRAGMA user_version = 1")
    Store.open(path).close()
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT name, terms, words, answered FROM searches").fetchall() == [
            ("itch", "{}", None, None)
        ]


def test_a_folder_that_cannot_be_made_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match=r"store\.path"):
        Store.open(tmp_path / "file" / "watcher.db")


_OPEN = """
import sys
from watcher.store import Store
with Store.open(sys.argv[1]) as store:
    print(store.runs())
"""


def test_two_programs_may_make_the_same_new_database_at_once(path: Path) -> None:
    started = [subprocess.Popen([sys.executable, "-c", _OPEN, str(path)], stdout=subprocess.PIPE) for _ in range(3)]
    assert [(p.communicate()[0], p.returncode) for p in started] == [(b"[]\n", 0)] * 3


_FILL = """
import resource, sys
from tests.support.stored import TRIAL, decision
from watcher.errors import StoreError
from watcher.model import TrialState
from watcher.store import Store
store = Store.open(sys.argv[1])
store.record(decision(1), [], TrialState(TRIAL))
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try:
    with store.write():
        for number in range(2, 2000):
            store.record(decision(number), [], TrialState(TRIAL))
except StoreError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit of the file size")
def test_a_disk_without_room_is_told_and_nothing_is_half_written(path: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", _FILL, str(path)], capture_output=True, text=True, check=False)
    assert str(path) in ran.stdout, ran.stderr
    with Store.open(path) as store:
        assert [v.number for v in store.version_infos(TRIAL)] == [1]
