"""`add`, `remove`, `pause`, `resume`: the watch list is edited where it stands, or not at all."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.desk import ONE, TWO, Desk, desk
from tests.support.registry import RESET, at

THREE = "NCT00000003"


@pytest.fixture
def my(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as found:
        found.write("# a comment of mine\n")
        found.publish(ONE, TWO, THREE)
        yield found


def _watched(my: Desk) -> dict[str, list[str]]:
    return {row["trial"]: row["watches"] for row in my.run("list", "--json").rows}


def test_a_trial_is_added_with_what_the_registry_says_of_it(my: Desk) -> None:
    ran = my.run("add", TWO.lower())
    assert ran.code == 0
    assert ran.out.startswith(
        f"added {TWO}: Trial {TWO} (recruiting)\n2 trials watched now; expect about 7 updates a year"
    )
    assert _watched(my) == {ONE: ["ours"], TWO: [TWO]}
    assert "# a comment of mine" in my.config.read_text()


def test_a_trial_goes_into_the_watch_that_is_named(my: Desk) -> None:
    my.run("add", TWO, "--watch", "ours")
    my.run("add", THREE, "--watch", "rivals", "--label", "owner=ana")
    assert _watched(my) == {ONE: ["ours"], TWO: ["ours"], THREE: ["rivals"]}
    refused = my.run("add", "NCT00000004", "--watch", "ours", "--label", "owner=bo", "--offline")
    assert (refused.code, "has other labels" in refused.err) == (2, True)


def test_a_trial_that_the_registry_does_not_hold_is_refused(my: Desk) -> None:
    before = my.config.read_bytes()
    ran = my.run("add", "NCT00000009", TWO)
    assert ran.code == 2
    assert ran.err.startswith("watcher: nothing was added:\n")
    assert my.config.read_bytes() == before


def test_a_silent_registry_does_not_stand_in_the_way(my: Desk) -> None:
    my.registry.fault = at("any", RESET)
    ran = my.run("add", TWO)
    assert ran.code == 0
    assert "not checked with the registry" in ran.err
    assert TWO in _watched(my)


def test_a_list_is_added_whole_with_labels_from_its_columns(my: Desk) -> None:
    (my.folder / "list.csv").write_text(f"nct_id,owner\n{TWO},ana\n{THREE},bo\n{THREE},bo\n{ONE},ana\n")
    ran = my.run("add", "--from", "list.csv", "--watch", "rivals")
    assert ran.code == 0
    assert "list.csv:4: NCT00000003 stands there twice" in ran.err
    assert f"{ONE} is watched already, by 'ours'; its labels stay as they are, without owner=ana" in ran.err
    labels = {row["trial"]: row["labels"] for row in my.run("list", "--json").rows}
    assert labels == {ONE: {}, TWO: {"owner": "ana"}, THREE: {"owner": "bo"}}


@pytest.mark.parametrize("text", ["", "\n\n", "nct_id,owner\n", "# nothing yet\n"])
def test_an_empty_list_is_said_to_be_empty(my: Desk, text: str) -> None:
    (my.folder / "list.csv").write_text(text)
    ran = my.run("add", "--from", "list.csv")
    assert (ran.code, ran.err) == (2, "watcher: nothing was added: list.csv is empty, no line of it names a trial\n")


def test_the_first_watch_of_a_file_that_has_only_alerts_can_be_added(my: Desk) -> None:
    alerts = f"{my.config.read_text().split('[[watch]]')[0]}[[alert]]\nlabels = {{ owner = 'ana' }}\n"
    my.config.write_text(alerts)
    (my.folder / "list.csv").write_text(f"nct_id,owner\n{TWO},ana\n{THREE},ana\n")
    refused = my.run("add", ONE)
    assert (refused.code, "no watch has a label 'owner'" in refused.err) == (2, True)
    assert my.config.read_text() == alerts
    assert my.run("add", "--from", "list.csv").code == 0
    assert _watched(my) == {TWO: ["ana"], THREE: ["ana"]}
    assert my.run("remove", TWO).code == 0


def test_a_file_that_is_wrong_already_is_not_blamed_on_the_trial(my: Desk) -> None:
    my.config.write_text("[[watch]\n")
    ran = my.run("add", ONE)
    assert (ran.code, "config.toml:1:" in ran.err, "nothing was changed" in ran.err) == (2, True, False)


def test_a_list_with_a_mistake_adds_nothing_and_names_every_mistake(my: Desk) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "watcher", "add", "--from", "-"],
        cwd=my.folder,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
        input=f"{TWO} NCT1\n\nNCT2\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2
    assert "<stdin>:1: 'NCT1' has 1 digit," in ran.stderr
    assert "<stdin>:3: 'NCT2' has 1 digit," in ran.stderr
    assert _watched(my) == {ONE: ["ours"]}


def test_a_trial_is_taken_out_and_its_history_stays(my: Desk) -> None:
    my.run("add", TWO, "--offline")
    my.run("check")
    assert my.run("remove", ONE).code == 0
    assert _watched(my) == {TWO: [TWO]}
    assert ONE in my.run("log").out
    again = my.run("remove", ONE)
    assert (again.code, "stands in no trials" in again.err) == (2, True)


def test_the_only_trial_is_not_taken_out_but_may_be_paused(my: Desk) -> None:
    before = my.config.read_bytes()
    ran = my.run("remove", ONE)
    assert ran.code == 2
    assert "nothing was changed: this is all that is watched; `watcher pause ours` would pause it" in ran.err
    assert my.config.read_bytes() == before


def test_a_paused_watch_is_not_asked_for_and_tells_afterwards_what_changed(my: Desk) -> None:
    my.run("add", TWO)
    my.run("check")
    assert my.run("pause", "ours").code == 0
    my.publish(ONE, overallStatus="SUSPENDED")
    assert my.run("check").out == ""
    assert "(paused) ours" in my.run("list").out
    assert my.run("resume", "ours").code == 0
    assert my.run("check").out.startswith("Suspended")
    assert "paused" not in my.config.read_text()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("pause", "hours"), "no watch is called 'hours'; did you mean 'ours'?"),
        (("pause", TWO), "no watch names NCT00000002; give the name of a watch: ours"),
        (("add", "--label", "owner", TWO, "--offline"), "'owner' is no label"),
        (("add",), "no trial was named"),
    ],
)
def test_a_wish_that_cannot_be_met_says_what_would_do(my: Desk, asked: tuple[str, ...], said: str) -> None:
    ran = my.run(*asked)
    assert ran.code == 2
    assert said in ran.err


def test_who_may_read_the_file_stays_and_a_link_stays_a_link(my: Desk) -> None:
    real = my.folder / "real.toml"
    my.config.rename(real)
    my.config.symlink_to(real)
    real.chmod(0o640)
    my.run("add", TWO, "--offline")
    assert my.config.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert TWO in real.read_text()
    assert [path.name for path in my.folder.iterdir() if path.name.startswith(".")] == []


def test_a_list_of_the_registry_itself_is_one_watch(my: Desk) -> None:
    page = "https://clinicaltrials.gov/study"
    rows = "".join(f'{trial},"A Study, of {trial}",{page}/{trial},RECRUITING\n' for trial in (TWO, THREE))
    (my.folder / "export.csv").write_text(f"NCT Number,Study Title,Study URL,Study Status\n{rows}", "utf-8-sig")
    assert my.run("add", "--from", "export.csv", "--watch", "found").code == 0
    assert _watched(my) == {ONE: ["ours"], TWO: ["found"], THREE: ["found"]}


def test_a_list_of_another_encoding_is_read_and_what_was_guessed_is_said_once(my: Desk) -> None:
    (my.folder / "excel.csv").write_bytes(f"nct_id;owner;x\n{TWO};Müller;1\n{THREE};Müller;2\n".encode("cp1252"))
    ran = my.run("add", "--from", "excel.csv", "--columns", "owner")
    assert (ran.code, ran.err) == (0, "excel.csv: not UTF-8, so read as Windows-1252; look at the labels\n")
    labels = {row["trial"]: row["labels"] for row in my.run("list", "--json").rows}
    assert labels == {ONE: {}, TWO: {"owner": "Müller"}, THREE: {"owner": "Müller"}}
    (my.folder / "excel.xlsx").write_bytes(b"PK\x03\x04")
    refused = my.run("add", "--from", "excel.xlsx")
    assert (refused.code, "excel.xlsx: this is a workbook; save it as CSV" in refused.err) == (2, True)


def test_a_label_for_a_trial_that_is_watched_already_is_never_dropped_in_silence(my: Desk) -> None:
    before = my.config.read_bytes()
    ran = my.run("add", ONE, TWO, "--label", "owner=ana", "--offline")
    assert (ran.code, f"{ONE} is watched already, without owner=ana" in ran.err) == (2, True)
    assert my.config.read_bytes() == before
    assert my.run("add", TWO, "--label", "owner=ana", "--offline").code == 0
    again = my.run("add", TWO, "--label", "owner=ana", "--offline")
    assert (again.code, again.err) == (0, f"{TWO} is watched already, by {TWO!r}\n")


def test_a_trial_that_shares_its_watch_is_not_paused_and_what_would_do_does(my: Desk) -> None:
    my.run("add", TWO, "--watch", "ours", "--offline")
    refused = my.run("pause", TWO)
    assert refused.code == 2
    for command in re.findall(r"`watcher ([^`]+)`", refused.err):
        assert my.run(*command.split(), *(["--offline"] if command.startswith("add") else [])).code == 0
    assert my.run("pause", TWO).code == 0
