"""The short form of what scale promises: few requests, the same changes, and a sweep that no kill can spoil."""

from __future__ import annotations

import random
import re
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from deepdiff import DeepDiff

from benchmarks.templates import World
from tests.support.desk import desk
from tests.support.house import House, Notebook, house, record
from tests.support.paths import needs_registry
from tests.support.registry import client_of, trial
from watcher.check import Orders, check
from watcher.demo.registry import Registry
from watcher.errors import UnexpectedRecord
from watcher.model import Trial, Watch, record_hash
from watcher.registries.clinicaltrials_gov.fetch import Aim, answered, nothing_known
from watcher.registries.clinicaltrials_gov.pages import study
from watcher.store import Store

_MANY = [trial(n) for n in range(1, 1001)]
_HOLDER = "root['derivedSection']['miscInfoModule']['versionHolder']"


@pytest.fixture(scope="module")
def thousand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("thousand"), *_MANY) as made:
        made.publish("2026-03-09", *map(record, _MANY))
        made.check()
        yield made


def test_a_thousand_unchanged_trials_are_eleven_requests_and_on_the_same_release_one(thousand: House) -> None:
    thousand.publish("2026-03-10")
    thousand.asked()
    report = thousand.check()
    assert (report.run.checked, report.run.changed, thousand.asked()) == (1000, 0, 11)
    report = thousand.check()
    assert (report.run.due, thousand.asked()) == (0, 1)


def test_an_unchanged_record_is_not_read_again() -> None:
    """One that reading would refuse shows it: believed once, it costs a hash."""
    raw = msgspec.json.encode(record() | {"deep": msgspec.Raw(b"[" * 100 + b"]" * 100)})
    known, unknown = (Aim("r", 100, None, knows) for knows in (lambda trial: record_hash(raw), nothing_known))
    assert answered(trial(1), study(raw), known).record is not None
    with pytest.raises(UnexpectedRecord):
        answered(trial(1), study(raw), unknown)


@needs_registry
def test_the_same_fields_change_as_a_plain_comparison_finds(tmp_path: Path) -> None:
    """Positional comparison sees the truth here, as every edit of these trials leaves the order alone."""
    world = World(40, per_mille=400)
    numbers = [world.number(place).decode() for place in range(world.trials)]
    before, after = ([world.record(place, wave, wave) for place in range(world.trials)] for wave in (0, 1))
    with house(tmp_path, *map(trial, numbers)) as made:
        for raws, day in ((before, "2026-03-02"), (after, "2026-03-03")):
            made.registry.publish(dict(zip(numbers, raws, strict=True)), f"{day}T09:00:05")
            made.check()
        ours = {(u.trial.id, edit.path) for u in made.store.updates() for edit in u.edits}
    assert ours == {
        (number, path)
        for number, old, new in zip(numbers, before, after, strict=True)
        for path in _plainly(msgspec.json.decode(old), msgspec.json.decode(new))
    }
    assert len({number for number, _ in ours}) >= 12


def _plainly(old: Any, new: Any) -> set[str]:
    found = DeepDiff(old, new, exclude_paths=[_HOLDER], view="tree")
    paths = (re.sub(r"\['([^']*)'\]", r".\1", item.path()) for items in found.values() for item in items)
    return {re.sub(r"\[\d+\]", "[]", path.removeprefix("root.")) for path in paths}


class Killed(BaseException):
    pass


class Dying:
    """A clock that kills whoever reads it once too often."""

    def __init__(self, at: datetime, breath: int) -> None:
        self.at = at
        self.breath = breath

    def __call__(self) -> datetime:
        self.breath -= 1
        if self.breath < 0:
            raise Killed
        return self.at


_SWEPT = [trial(n) for n in range(1, 61)]
_WATCHES = (Watch("everything", (), all=True), Watch("late", (), search={"term": "phase", "status": "recruiting"}))


@contextmanager
def _swept(path: Path) -> Iterator[House]:
    """Pages of five trials; the whole registry and a search over it."""
    orders = Orders(watches=_WATCHES, channels={"me": Notebook()})
    with Registry() as registry, client_of(registry, page_size=5) as client, Store.open(path) as store:
        yield House(registry, client, path, store, orders)


def _story(path: Path, chance: random.Random | None) -> tuple[int, dict[str, list[tuple[Any, ...]]]]:
    """Three releases; with a chance, every check is killed at random until one gets through. Kills, and the end."""
    kills = 0
    with _swept(path) as made:
        for day, records in (
            ("2026-03-09", [record(t) for t in _SWEPT]),
            ("2026-03-10", [record(t, overallStatus="SUSPENDED") for t in _SWEPT[::7]] + [record(trial(99))]),
            ("2026-03-11", [record(t, overallStatus="RECRUITING") for t in _SWEPT[::14]]),
        ):
            made.publish(day, *records)
            while chance is not None:
                try:
                    check(made.client, made.store, made.orders, Dying(made.now, chance.randint(2, 16)))
                    break
                except Killed:
                    kills += 1
                    made.restart()
            else:
                made.check()
        made.store.close()
    return kills, _end(path)


def _end(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    asked = {
        "versions": "SELECT t.registry_id, v.number, v.full_hash FROM versions AS v JOIN trials AS t ON t.id = v.trial",
        "changes": "SELECT u.id, c.id, c.kind FROM changes AS c JOIN updates AS u ON u.n = c.update_n",
        "members": "SELECT m.search, t.registry_id, m.left_at IS NULL, m.seen, m.told FROM members AS m "
        "JOIN trials AS t ON t.id = m.trial",
        "trials": "SELECT registry_id, condition, release_seen, unwatched_at FROM trials",
        "searches": "SELECT name, terms, release, sweep, token FROM searches",
    }
    with sqlite3.connect(path) as db:
        return {name: sorted(db.execute(sql).fetchall(), key=repr) for name, sql in asked.items()}


def test_a_sweep_killed_again_and_again_ends_as_an_undisturbed_one(tmp_path: Path) -> None:
    _, undisturbed = _story(tmp_path / "calm.db", None)
    assert len(undisturbed["versions"]) > len(_SWEPT)
    assert {kind for _, _, kind in undisturbed["changes"]} >= {"search.entered", "search.left", "status.changed"}
    kills = 0
    for seed in range(3):
        more, end = _story(tmp_path / f"killed {seed}.db", random.Random(seed))
        assert end == undisturbed
        kills += more
    assert kills >= 10


def _processes(folder: Path, chance: random.Random | None) -> tuple[int, dict[str, list[tuple[Any, ...]]]]:
    """The whole registry in two releases, by real processes; with a chance, five of each are killed on a request."""
    folder.mkdir()
    kills = 0
    with desk(folder) as made:
        made.config.write_text(
            f'[registry]\nbase_url = "{made.registry.url}"\npace = 0\npage_size = 5\n\n'
            '[store]\npath = "w.db"\n\n[[watch]]\nname = "everything"\nall = true\n'
        )
        for day, records in (
            ("2026-03-09", [record(t) for t in _SWEPT]),
            ("2026-03-10", [record(t, overallStatus="SUSPENDED") for t in _SWEPT[::7]]),
        ):
            named = {r["protocolSection"]["identificationModule"]["nctId"]: r for r in records}
            made.registry.publish(named, f"{day}T09:00:05")
            for _ in range(5 if chance else 0):
                process = made.start("check", "-q")
                last = len(made.registry.requests) + chance.randint(1, 6)
                made.registry.fault = lambda _, process=process, last=last: (  # type: ignore[misc]
                    process.kill() if len(made.registry.requests) >= last else None
                )
                process.communicate(timeout=60)
                kills += process.returncode == -signal.SIGKILL
            made.registry.fault = lambda _: None
            assert made.process("check", "-q").code == 0
    return kills, _end(folder / "w.db")


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_sweep_whose_processes_are_killed_ends_as_an_undisturbed_one(tmp_path: Path) -> None:
    _, undisturbed = _processes(tmp_path / "calm", None)
    kills, killed = _processes(tmp_path / "killed", random.Random(1))
    assert killed == undisturbed
    assert kills >= 8


def test_a_sweep_goes_on_at_the_page_it_was_killed_on(tmp_path: Path) -> None:
    with _swept(tmp_path / "watcher.db") as made:
        made.publish("2026-03-09", *(record(t) for t in _SWEPT))
        whole = Orders(watches=_WATCHES[:1])
        with pytest.raises(Killed):
            check(made.client, made.store, whole, Dying(made.now, 13))
        before = made.asked()
        made.restart()
        check(made.client, made.store, whole, lambda: made.now)
        assert before > 3
        assert before + made.asked() <= 12 + 2 * 2 + 1  # pages, the releases asked for twice, the page of the kill
        assert {state.release_seen for state in made.store.states(_SWEPT).values()} == {"2026-03-09T09:00:05"}


def test_a_trial_found_by_two_searches_is_taken_once(tmp_path: Path) -> None:
    both = (Watch("a", (), search={"term": "drug"}), Watch("b", (), search={"term": "placebo"}))
    with house(tmp_path, watches=both) as made:
        made.publish("2026-03-09", record(Trial("clinicaltrials_gov", "NCT00000001")))
        assert made.check().run.checked == 1
        assert (made.store.members("a"), made.store.members("b")) == ((trial(1),), (trial(1),))
