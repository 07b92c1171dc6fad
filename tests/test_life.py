"""What becomes of a trial whose watching is broken off and taken up again, and of a database that is set back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.desk import ONE, TWO, Desk, desk


@pytest.fixture
def my(tmp_path: Path) -> Iterator[Desk]:
    """Two trials seen once; alerts go to standard output."""
    with desk(tmp_path) as found:
        found.write('[store]\npath = "w.db"', trials=(ONE, TWO))
        found.publish(ONE, TWO)
        assert found.run("check").code == 0
        yield found


def told(my: Desk) -> list[str]:
    """The headlines of what a check tells, each of which has a line of its own."""
    ran = my.run("check", "-q")
    assert ran.code == 0, ran.err
    return [
        line for line in ran.out.splitlines() if line.endswith("(before: recruiting)") or "suspended →" in line.lower()
    ]


def kinds(my: Desk, trial: str) -> list[str]:
    return [row["kind"] for row in my.run("log", trial, "--json").rows if row["kind"] != "verified"]


def test_what_changed_while_a_trial_was_taken_out_is_told_when_it_is_added_again(my: Desk) -> None:
    assert my.run("remove", TWO).code == 0
    my.publish(TWO, overallStatus="SUSPENDED")
    assert told(my) == []
    my.publish(TWO, overallStatus="TERMINATED")
    assert told(my) == []
    assert my.run("add", TWO, "--watch", "ours").code == 0
    assert told(my) == ["Terminated (before: recruiting)"]
    assert sorted(kinds(my, TWO)) == ["status.changed", "watching"]


def test_an_old_backup_goes_on_from_where_it_was_made_and_repeats_nothing_that_still_holds(my: Desk) -> None:
    assert my.run("backup", "old.db").code == 0
    my.publish(ONE, overallStatus="SUSPENDED")
    assert told(my) == ["Suspended (before: recruiting)"]
    my.publish(ONE, overallStatus="RECRUITING")
    my.publish(TWO, overallStatus="COMPLETED")
    assert len(told(my)) == 2
    for name in ("w.db", "w.db-wal", "w.db-shm"):
        (my.folder / name).unlink(missing_ok=True)
    shutil.copy(my.folder / "old.db", my.folder / "w.db")
    assert told(my) == ["Completed (before: recruiting)"]
    assert (kinds(my, ONE), sorted(kinds(my, TWO))) == (["watching"], ["status.changed", "watching"])
