"""The state as text: out and in again it is the same, and what did not change does not move."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.support.history import histories
from tests.support.paths import needs_registry
from tests.support.stored import NOW, SITE, TRIAL, decision, delivery, held_for, sample_update, trial
from watcher.errors import DamagedDatabase, NewerDatabase, NotEmpty, StoreError, UsageError
from watcher.model import (
    Decision,
    Outcome,
    Plan,
    Quarantine,
    Record,
    Run,
    Trial,
    TrialCondition,
    TrialState,
    Version,
)
from watcher.store import Sought, Store, patch
from watcher.store.memory import SETTLED

# How a version is encoded is the store's own affair; its bytes are compared apart.
_CODING = {"base", "dictionary", "body"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "watcher.db") as opened:
        yield opened


def fill(store: Store) -> None:
    """Something in every table, and NULL where there may be NULL."""
    other = trial(2)
    store.watch([TRIAL, other], NOW)
    run = store.begin_run(NOW)
    for number in range(1, 5):
        recorded = decision(number)
        held = [held_for(recorded.update), held_for(recorded.update, slot="2026-04-01T08:00:00+02:00 daily 08:00")]
        store.record(recorded, held, TrialState(TRIAL, TrialCondition.OK, release_seen="2026-03-10"))
    plan = Decision(
        version=Version(1, Record(other, b'{"text":"\xc3\xa9\\u00e9"}', "r"), None, NOW),
        first_plan=Plan("watching", "2026-02-01", None, None, None, None),
        crossed=frozenset({"half", "double"}),
    )
    store.record(plan, [], TrialState(other, TrialCondition.OK, release_seen="2026-03-10"))
    doubt = Decision(quarantine=Quarantine("ab" * 16, NOW, "lost much"))
    store.record(doubt, [], TrialState(other, TrialCondition.QUARANTINED, release_seen=None, next_look_at=NOW))
    store.remember(
        TrialState(trial(3), TrialCondition.FAILED, "x", 0, "2026-03-09", 1, NOW, 1, NOW, NOW, "y", "z", (NOW,))
    )
    read_again = sample_update(3, 4, changes=(SITE,), ruleset="2")
    store.supersede(read_again)
    store.note(read_again.change_id(SITE), "yes", NOW, mark="intended")
    rows = [row.id for row in store.held(NOW)]
    store.enqueue(delivery("a"), "update", settles=rows[:1])
    store.enqueue(delivery("b", trial=None, created_at=NOW + timedelta(days=40), payload=None), "digest")
    store.enqueue(delivery("c", message="a"), "update", settles=rows[1:2])
    store.drop_held(rows[2:3], "too quiet")
    store.lease("a", NOW, timedelta(minutes=9))
    store.delivered("a", NOW, "250 ok")
    store.lease("c", NOW, timedelta(minutes=9))
    store.end_run(Run(run, NOW, NOW, "2026-03-10", 3, 2, 1, 1, Outcome.PARTIAL, "one failed"))
    itch = Sought("itch", {"like": other.id}, {"query.term": 'AREA[Condition]"Itch"'})
    for release, found in (("2026-03-09", (TRIAL, other)), ("2026-03-10", (TRIAL,))):
        store.begin_sweep(itch, release, NOW)
        store.found("itch", found, None, NOW)
        store.end_sweep("itch", NOW)
    store.begin_sweep(replace(itch, params={"query.term": 'AREA[Condition]"Pain"'}), "2026-03-11", NOW)
    store.found("itch", (other,), "a token", NOW)
    store.keep(SETTLED, NOW)


def everything(path: Path) -> dict[str, list[dict[str, Any]]]:
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        tables = [r[0] for r in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return {
            table: sorted(
                ({k: row[k] for k in row.keys() if k not in _CODING} for row in db.execute(f"SELECT * FROM {table}")),  # noqa: SIM118
                key=repr,
            )
            for table in tables
            if table not in ("_sqlite_migrations", "dictionaries")
        }


def bytes_of(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(file.relative_to(folder)): (file.read_bytes(), file.stat().st_mtime_ns)
        for file in folder.rglob("*")
        if file.is_file()
    }


def loaded(folder: Path, into: Path) -> Path:
    with Store.open(into) as store:
        store.load(folder)
    return into


def test_every_table_of_the_sample_holds_something(store: Store) -> None:
    fill(store)
    assert [table for table, rows in everything(store.path).items() if not rows] == []


def test_what_is_dumped_and_loaded_is_the_same_database(store: Store, tmp_path: Path) -> None:
    fill(store)
    store.dump(tmp_path / "dump")
    copy = loaded(tmp_path / "dump", tmp_path / "copy.db")
    assert everything(copy) == everything(store.path)
    with Store.open(copy) as other:
        assert [other.version(TRIAL, n) for n in (1, 2, 3, 4)] == [store.version(TRIAL, n) for n in (1, 2, 3, 4)]
        assert other.problems() == []
        assert list(other.changes()) == list(store.changes())
        assert other.pending(NOW + timedelta(days=1)) == store.pending(NOW + timedelta(days=1))


def test_a_second_dump_without_changes_touches_nothing(store: Store, tmp_path: Path) -> None:
    fill(store)
    store.dump(tmp_path / "dump")
    before = bytes_of(tmp_path / "dump")
    store.dump(tmp_path / "dump")
    assert bytes_of(tmp_path / "dump") == before


def test_a_dump_of_what_was_loaded_is_the_same_dump(store: Store, tmp_path: Path) -> None:
    fill(store)
    store.dump(tmp_path / "dump")
    with Store.open(loaded(tmp_path / "dump", tmp_path / "copy.db")) as copy:
        copy.dump(tmp_path / "again")
    assert {n: c for n, (c, _) in bytes_of(tmp_path / "again").items()} == {
        n: c for n, (c, _) in bytes_of(tmp_path / "dump").items()
    }


def test_a_new_release_without_changes_moves_the_header_only(store: Store, tmp_path: Path) -> None:
    trials = [trial(number) for number in range(1, 9)]
    store.watch(trials, NOW)
    store.unchanged(trials, "2026-03-10")
    store.dump(tmp_path / "dump")
    before = bytes_of(tmp_path / "dump")
    store.unchanged(trials, "2026-03-11")
    store.dump(tmp_path / "dump")
    after = bytes_of(tmp_path / "dump")
    assert [name for name in after if after[name] != before[name]] == ["dump.json"]


def test_a_new_version_adds_lines_and_changes_one(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "dump" / "trials" / "NCT00000" / "NCT00000001.jsonl"
    store.record(decision(1), [], TrialState(TRIAL))
    store.dump(tmp_path / "dump")
    before = set(file.read_text().splitlines())
    store.record(decision(2), [], TrialState(TRIAL))
    store.dump(tmp_path / "dump")
    after = set(file.read_text().splitlines())
    assert (len(before - after), len(after - before)) == (1, 3)  # the state; the state, a version, an update


def test_files_of_what_is_gone_are_gone_and_those_of_others_stay(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "dump"
    fill(store)
    store.dump(folder)
    mine = {
        "README.md",
        "mine.jsonl",
        "runs/experiment.jsonl",
        "trials/NCT00000/notes.jsonl",
        "outbox/old/2026-03.jsonl",
    }
    for name in mine:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("mine")
    with Store.open(tmp_path / "other.db") as other:
        other.watch([trial(7)], NOW)
        other.dump(folder)
    assert set(bytes_of(folder)) == {*mine, "dump.json", "trials/NCT00000/NCT00000007.jsonl"}
    with Store.open(tmp_path / "copy.db") as copy:
        copy.load(folder)
        assert copy.watched() == [trial(7)]


@pytest.mark.parametrize("name", ["mine.jsonl", "runs/2026.jsonl", "trials/NCT00000/NCT00000009.jsonl"])
def test_a_folder_of_other_things_is_refused_and_left_as_it_was(store: Store, tmp_path: Path, name: str) -> None:
    fill(store)
    (tmp_path / "data" / name).parent.mkdir(parents=True)
    (tmp_path / "data" / name).write_text("mine")
    before = bytes_of(tmp_path / "data")
    with pytest.raises(UsageError, match="holds other things than a dump"):
        store.dump(tmp_path / "data")
    assert bytes_of(tmp_path / "data") == before


def test_a_new_folder_under_git_is_a_place_for_a_dump(store: Store, tmp_path: Path) -> None:
    (tmp_path / "dump" / ".git").mkdir(parents=True)
    store.dump(tmp_path / "dump")
    assert (tmp_path / "dump" / "dump.json").is_file()


def test_a_store_that_holds_something_is_not_loaded_over_unless_asked(store: Store, tmp_path: Path) -> None:
    fill(store)
    store.dump(tmp_path / "dump")
    expected = everything(store.path)
    with Store.open(tmp_path / "other.db") as other:
        other.record(decision(9 - 8, trial=trial(5)), [], TrialState(trial(5)))
        with pytest.raises(NotEmpty, match="--replace"):
            other.load(tmp_path / "dump")
        other.load(tmp_path / "dump", replace=True)
    assert everything(tmp_path / "other.db") == expected


def test_a_dump_made_before_a_column_was_added_loads_with_its_default(store: Store, tmp_path: Path) -> None:
    fill(store)
    store.dump(tmp_path / "dump")
    file = tmp_path / "dump" / "trials" / "NCT00000" / "NCT00000001.jsonl"
    first, *rest = file.read_text().splitlines()
    state = json.loads(first)
    for column in ("stale_looks", "crossed", "missing_looks"):
        del state["trial"][column]
    file.write_text("\n".join([json.dumps(state), *rest]))
    assert everything(loaded(tmp_path / "dump", tmp_path / "copy.db")) == everything(store.path)


def test_a_file_in_the_place_of_the_folder_is_named_as_that_and_kept(store: Store, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(UsageError, match="is a file; a dump is a folder"):
        store.dump(tmp_path / "mine")
    assert (tmp_path / "mine").read_text() == "mine"


def test_a_link_in_a_dump_is_replaced_and_what_it_leads_to_is_kept(store: Store, tmp_path: Path) -> None:
    store.dump(tmp_path / "dump")
    (tmp_path / "mine").write_text("mine")
    header = tmp_path / "dump" / "channels.jsonl"
    header.symlink_to(tmp_path / "mine")
    fill(store)
    store.dump(tmp_path / "dump")
    assert (tmp_path / "mine").read_text() == "mine"
    assert not header.is_symlink()


def test_a_dump_that_was_cut_short_is_not_loaded(store: Store, tmp_path: Path) -> None:
    fill(store)
    store.dump(tmp_path / "dump")
    store.record(decision(5), [], TrialState(TRIAL))
    blocker = tmp_path / "dump" / "runs" / "2026.jsonl"
    blocker.unlink()
    blocker.mkdir()  # what stops the dump half way here is a folder in the place of a file
    with pytest.raises(StoreError, match="could not be written"):
        store.dump(tmp_path / "dump")
    with pytest.raises(UsageError, match="no finished dump"):
        loaded(tmp_path / "dump", tmp_path / "copy.db")
    blocker.rmdir()
    store.dump(tmp_path / "dump")
    assert everything(loaded(tmp_path / "dump", tmp_path / "copy.db")) == everything(store.path)
    assert not (tmp_path / "dump" / "dump.unfinished").exists()


def test_a_dump_of_a_newer_program_is_refused(store: Store, tmp_path: Path) -> None:
    store.dump(tmp_path / "dump")
    header = tmp_path / "dump" / "dump.json"
    header.write_text(header.read_text().replace('"format":1', '"format":2'))
    with pytest.raises(NewerDatabase):
        loaded(tmp_path / "dump", tmp_path / "copy.db")


def damage(line: dict[str, Any], how: str) -> None:
    version = line.get("version", {})
    match how:
        case "a text" if "text" in version:
            version["text"] = version["text"].replace("RECRUITING", "RECRUITED")
        case "a patch" if "patch" in version:
            version["patch"] = version["patch"][::-1]
        case "a patch of nothing" if "patch" in version:
            version["patch"] = [[None, {}], 3]
        case "a hash" if "version" in line:
            version["full_hash"] = "0" * 32
        case "an unknown column" if "trial" in line:
            line["trial"]["colour"] = "red"
        case "an unknown condition" if "trial" in line:
            line["trial"]["condition"] = "bored"
        case "an unknown significance" if "update" in line:
            line["changes"][0]["significance"] = "huge"
        case "a missing column" if "update" in line:
            del line["update"]["detected_at"]
        case "no time" if "update" in line:
            line["update"]["detected_at"] = "noon"
        case "a reference to nothing" if "held" in line:
            line["held"]["delivery"] = "nowhere"
        case "another type" if "trial" in line:
            line["trial"]["stale_looks"] = {"a": 1}
        case "an unknown kind" if "note" in line:
            line["joke"] = line.pop("note")


@pytest.mark.parametrize(
    "how",
    [
        "a text",
        "a patch",
        "a patch of nothing",
        "a hash",
        "an unknown column",
        "an unknown condition",
        "an unknown significance",
        "a missing column",
        "no time",
        "a reference to nothing",
        "another type",
        "an unknown kind",
    ],
)
def test_a_dump_that_was_tampered_with_is_refused_and_nothing_of_it_stays(
    store: Store, tmp_path: Path, how: str
) -> None:
    fill(store)
    store.dump(tmp_path / "dump")
    file = tmp_path / "dump" / "trials" / "NCT00000" / "NCT00000001.jsonl"
    lines = [json.loads(text) for text in file.read_text().splitlines()]
    for line in lines:
        damage(line, how)
    file.write_text("\n".join(json.dumps(line) for line in lines))
    with Store.open(tmp_path / "copy.db") as copy:
        with pytest.raises(DamagedDatabase, match="Nothing was loaded"):
            copy.load(tmp_path / "dump")
        assert copy.is_empty()


@pytest.mark.parametrize("name", ["trials/NCT00000/NCT00000001.jsonl", "outbox/2026-03.jsonl"])
def test_a_dump_with_a_file_less_is_refused(store: Store, tmp_path: Path, name: str) -> None:
    fill(store)
    store.dump(tmp_path / "dump")
    (tmp_path / "dump" / name).unlink()
    with pytest.raises(DamagedDatabase):
        loaded(tmp_path / "dump", tmp_path / "copy.db")


@pytest.mark.parametrize(
    "text", ["{}", "[]", "", "null", '{"memory":{}}', '{"memory":' + "[" * 9999, '{"search":{"name":"x"}}']
)
def test_a_line_that_no_dump_writes_is_refused_with_its_place(store: Store, tmp_path: Path, text: str) -> None:
    store.dump(tmp_path / "dump")
    (tmp_path / "dump" / "memory.jsonl").write_text(f"{text}\n")
    with pytest.raises(DamagedDatabase, match=r"memory\.jsonl, line 1"):
        loaded(tmp_path / "dump", tmp_path / "copy.db")


def test_a_folder_in_the_place_of_a_file_is_told(store: Store, tmp_path: Path) -> None:
    store.dump(tmp_path / "dump")
    (tmp_path / "dump" / "memory.jsonl").mkdir()
    with pytest.raises(StoreError, match=r"memory\.jsonl cannot be read"):
        loaded(tmp_path / "dump", tmp_path / "copy.db")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound")
    with Store.open(folder / "watcher.db") as store:
        fill(store)
        store.dump(folder / "dump")
    return folder / "dump"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_damage_to_a_dump_ends_in_anything_but_an_expected_error(sound: Path, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "dump")
        shutil.copytree(sound, folder)
        file = data.draw(st.sampled_from(sorted(path for path in folder.rglob("*") if path.is_file())), "file")
        content = bytearray(file.read_bytes())
        at = data.draw(st.integers(0, len(content) - 1), "at")
        content[at : at + data.draw(st.integers(0, 30), "gone")] = data.draw(st.binary(max_size=9), "instead")
        file.write_bytes(content)
        with Store.open(Path(scratch, "copy.db")) as copy:
            try:
                copy.load(folder)
            except StoreError:
                assert copy.is_empty()
            else:
                assert copy.problems() == []


def test_an_id_that_is_no_file_name_never_becomes_a_path(store: Store, tmp_path: Path) -> None:
    store.watch([Trial("ctgov", "../../evil")], NOW)
    with pytest.raises(StoreError, match="cannot be the name of a file"):
        store.dump(tmp_path / "dump")
    assert list(tmp_path.rglob("evil*")) == []


@given(st.text(alphabet='ab,{}[]"é', max_size=200), st.text(alphabet='ab,{}[]"é', max_size=200))
def test_a_patch_leads_from_any_text_to_any_other(old: str, new: str) -> None:
    assert patch.apply(old, json.loads(json.dumps(patch.make(old, new)))) == new


def test_a_patch_of_a_few_changes_is_short_and_can_be_read() -> None:
    old = '{"briefTitle":"A study of hands","date":"2026-02-01","sites":[{"city":"Roma"},{"city":"Padova"}]}'
    new = old.replace("02-01", "03-10").replace('{"city":"Roma"},', "")
    assert patch.make(old, new) == [[0, 33], '"date":"2026-03-10","sites":[', [78, 97]]


@needs_registry
def test_all_real_histories_come_back_byte_for_byte(store: Store, tmp_path: Path) -> None:
    with store.write():
        for name, shots in histories().items():
            one = Trial("clinicaltrials_gov", name)
            distinct = {shot.record.hash: shot.record for shot in shots}.values()
            for number, record in enumerate(distinct, start=1):
                recorded = Version(number, record, None, NOW)
                store.record(Decision(version=recorded), [], TrialState(one, TrialCondition.OK))
    store.dump(tmp_path / "dump")
    copy = loaded(tmp_path / "dump", tmp_path / "copy.db")
    assert everything(copy) == everything(store.path)
    with Store.open(copy) as other:
        for one in (Trial("clinicaltrials_gov", name) for name in histories()):
            for info in store.version_infos(one):
                assert other.version(one, info.number) == store.version(one, info.number)
        assert other.problems() == []
