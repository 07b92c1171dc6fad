"""`list`, `status`, `doctor`, `notify test`, and the owner's commands: how the watcher does, said without varnish."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.desk import ONE, TWO, Desk, desk, fits
from tests.support.receivers import closed_port
from tests.support.registry import FORBIDDEN, RESET, at


@pytest.fixture
def my(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as found:
        found.write('labels = { asset = "x" }', trials=(ONE, TWO))
        found.publish(ONE, TWO)
        yield found


def test_what_is_watched_is_listed_before_the_first_look_and_after(my: Desk) -> None:
    before = my.run("list", "--json").rows
    my.run("check")
    after = my.run("list", "--json").rows
    assert all(fits(row, "list-v1.json") for row in (*before, *after))
    assert [(row["condition"], row["status"]) for row in before] == [("new", None)] * 2
    assert [(row["condition"], row["status"]) for row in after] == [("ok", "RECRUITING")] * 2
    assert f"{ONE}  recruiting  1     ours   asset=x  Trial {ONE}" in my.run("list").out


def test_trials_are_listed_by_their_labels(my: Desk) -> None:
    my.run("add", "NCT00000003", "--label", "owner=ana", "--offline")
    assert [row["trial"] for row in my.run("list", "--json", "--label", "owner=Ana").rows] == ["NCT00000003"]
    refused = my.run("list", "--label", "owner=bo")
    assert (refused.code, "no watched trial has the label owner=bo" in refused.err) == (2, True)


def test_a_watcher_that_does_well_says_so(my: Desk) -> None:
    my.run("check")
    ran = my.run("status", "--max-age", "36h")
    assert ran.code == 0
    assert "Trials: 2 ok" in ran.out
    rows = my.run("status", "--json").rows
    assert all(fits(row, "status-v1.json") for row in rows)
    assert [row["of"] for row in rows] == ["watcher", "trial", "trial", "channel"]


def test_a_check_that_is_too_old_is_a_problem(my: Desk) -> None:
    my.run("check")
    ran = my.run("status", "--max-age", "0h")
    assert ran.code == 1
    assert "! the last complete check was just now, more than 0h" in ran.out
    refused = my.run("status", "--max-age", "soon")
    assert (refused.code, "36h, 7d or 2w would do" in refused.err) == (2, True)


def test_a_slip_of_the_pen_in_an_age_is_refused_though_there_was_no_complete_check(my: Desk) -> None:
    my.registry.fault = at("any", FORBIDDEN)
    my.run("check")
    assert "! there was no complete check yet" in my.run("status", "--max-age", "1h").out
    assert my.run("status", "--max-age", "soon").code == 2


def test_what_cannot_be_seen_shows_until_it_is_seen_again(my: Desk) -> None:
    my.write(trials=(ONE, "NCT00000009"))
    my.run("check")
    ran = my.run("status")
    assert ran.code == 1
    assert "! the last check was partial: 1 of 2 trials not seen" in ran.out
    assert "! NCT00000009: not found" in ran.out
    my.publish("NCT00000009")
    my.run("check", "--force")
    assert my.run("status").code == 0


def test_a_paused_trial_is_no_problem_and_is_said_to_be_paused(my: Desk) -> None:
    my.write(trials=(ONE,))
    my.run("add", "NCT00000009", "--offline")
    my.run("check")
    my.run("pause", "NCT00000009")
    my.run("check")
    ran = my.run("status")
    assert (ran.code, "Trials: 1 ok, 1 paused" in ran.out) == (0, True)
    assert re.search(r"trials +1, all well; 1 paused", my.run("doctor", "--offline").out)


def test_a_check_of_some_trials_is_said_to_be_none_of_all(my: Desk) -> None:
    my.run("check")
    my.run("check", ONE)
    assert re.search(r"Last check: .*, not of all that is watched", my.run("status").out)


def test_when_what_is_held_goes_is_said(my: Desk) -> None:
    my.write('[[alert]]\nwhen = "weekly mon 08:00"')
    my.run("check")
    my.publish(ONE, overallStatus="SUSPENDED")
    my.run("check")
    assert re.search(r"0 waiting; 1 held for a digest, the next due \d+ \w+ \d{4}, 08:00 UTC\n", my.run("status").out)


def test_a_column_with_nothing_in_it_is_left_out_of_the_list(my: Desk) -> None:
    my.write()
    my.run("check")
    assert my.run("list").out.splitlines()[0].split() == ["TRIAL", "STATUS", "VERS", "WATCH", "TITLE"]


def test_a_channel_that_fails_shows_until_it_works_again(my: Desk) -> None:
    my.write(f'[channels.me]\nkind = "email"\nto = "a@example.org"\nurl = "smtp://127.0.0.1:{closed_port()}"')
    tried = my.run("notify", "test", "me")
    assert (tried.code, tried.out) == (1, "")
    assert "me: not delivered:" in tried.err
    my.run("check")
    ran = my.run("status")
    assert ran.code == 1
    assert "! channel me:" in ran.out


def test_what_waits_for_a_channel_that_is_no_longer_configured_is_named(my: Desk) -> None:
    dead = f'[channels.old]\nkind = "email"\nto = "a@example.org"\nurl = "smtp://127.0.0.1:{closed_port()}"'
    digest = '[[alert]]\nchannels = ["old"]\nwhen = "weekly mon 08:00"'
    my.write(dead)
    my.run("check")
    my.publish(ONE, overallStatus="SUSPENDED")
    my.run("check")
    my.write(dead, digest)
    my.publish(ONE, overallStatus="RECRUITING")
    my.run("check")
    my.write()
    for command in ("status", "doctor"):
        ran = my.run(command, *(["--offline"] if command == "doctor" else []))
        assert ran.code == 1
        assert "2 messages wait for it" in ran.out
    assert "! channel old is no longer configured: 2 messages wait for it\n" in my.run("status").out


def test_a_test_message_goes_the_real_way_and_is_marked(my: Desk) -> None:
    ran = my.run("notify", "test")
    assert ran.code == 0
    assert "This is a test" in ran.out
    assert "stdout: delivered (printed)" in ran.out
    refused = my.run("notify", "test", "stdut")
    assert (refused.code, "did you mean 'stdout'?" in refused.err) == (2, True)


def test_the_doctor_looks_at_every_part(my: Desk) -> None:
    my.run("check")
    my.days = 19  # data of today, as far as a test can say it
    rows = my.run("doctor", "--json", "--offline").rows
    assert all(fits(row, "doctor-v1.json") for row in rows)
    assert {row["part"] for row in rows} == {
        "configuration", "database", "clock", "checks", "trials", "outbox", "rules", "channel stdout", "disk",
        "schedule",
    }  # fmt: skip
    assert all(row["ok"] for row in rows)


@pytest.mark.parametrize(("fault", "advice"), [(FORBIDDEN, "Run from another network"), (RESET, "The next run tries")])
def test_the_doctor_says_what_would_help_when_the_registry_is_not_seen(my: Desk, fault: object, advice: str) -> None:
    my.registry.fault = at("any", fault)  # type: ignore[arg-type]
    ran = my.run("doctor")
    assert ran.code == 1
    (line,) = [line for line in ran.out.splitlines() if "registry" in line]
    assert line.startswith("NOT WELL")
    assert advice in line


def test_a_data_release_of_a_day_that_never_was_is_shown_as_it_is(my: Desk) -> None:
    my.registry.publish({}, "2026-02-31T09:00:05")
    assert "its data is of 2026-02-31T09:00:05" in my.run("doctor").out


def test_data_that_is_too_old_is_said_to_be_so(my: Desk) -> None:
    my.registry.publish({}, "2026-03-02T09:00:05")
    (line,) = [line for line in my.run("doctor").out.splitlines() if "registry" in line]
    assert line.startswith("NOT WELL")
    assert re.search(r"its data is of 2 Mar 2026, \d+ days old\. It publishes on working days", line)


def test_an_alert_by_a_preset_is_one_alert(my: Desk) -> None:
    my.write('[[alert]]\npreset = "ci"', '[[alert]]\nat_least = "critical"')
    assert "1 trial, 2 alerts, 1 channel" in my.run("doctor", "--offline").out


def test_the_doctor_sees_a_secret_that_others_may_read(my: Desk) -> None:
    my.write('[channels.hook]\nkind = "webhook"\nurl = "https://example.org/hooks/s3cret"')
    my.config.chmod(0o644)
    ran = my.run("doctor", "--offline")
    assert "chmod 600" in ran.out
    assert ran.code == 1
    my.config.chmod(0o600)
    assert my.run("doctor", "--offline").code == 0


def test_the_doctor_takes_a_relay_without_a_login_for_no_secret(my: Desk) -> None:
    mail = '[channels.me]\nkind = "email"\nto = "a@example.org"\nurl = "smtp://{}localhost"'
    for login, code in (("", 0), ("ana:s3cret@", 1)):
        my.write(mail.format(login))
        my.config.chmod(0o644)
        assert my.run("doctor", "--offline").code == code


def test_the_doctor_sees_a_damaged_database(my: Desk) -> None:
    my.run("check")
    (my.folder / "snapshots" / "watcher.db").write_bytes(b"no database at all" * 100)
    ran = my.run("doctor", "--offline")
    assert ran.code == 1
    assert "is no SQLite database" in ran.out
    check = my.run("check")
    assert check.code == 1
    assert "Traceback" not in check.err


def test_the_memory_goes_out_as_text_and_comes_back(my: Desk) -> None:
    my.run("check")
    before = my.run("log", "--json").out
    assert my.run("dump", "state").code == 0
    shutil.rmtree(my.folder / "snapshots")
    assert my.run("load", "state").out == "loaded: 2 watched trials\n"
    assert my.run("log", "--json").out == before
    refused = my.run("load", "state")
    assert (refused.code, "--replace" in refused.err) == (1, True)
    assert my.run("load", "state", "--replace").code == 0


def test_a_backup_is_a_database_of_its_own(my: Desk) -> None:
    my.run("check")
    before = my.run("log", "--json").out
    assert my.run("backup", "copy.db").code == 0
    my.config.write_text(my.config.read_text() + '\n[store]\npath = "copy.db"\n')
    assert my.run("log", "--json").out == before


def test_pruning_keeps_the_log(my: Desk) -> None:
    my.run("check")
    before = my.run("log", "--json").out
    assert my.run("prune", "--before", "0h").code == 0
    assert " MB → " in my.run("vacuum").out
    assert my.run("log", "--json").out == before


@pytest.mark.parametrize(
    "asked",
    ["vacuum", "prune --before 1d", "reclassify", "reclassify --dry-run", "note 3f9a01c2 x", "log", "backup copy.db"],
)
def test_what_tidies_up_makes_no_database_where_the_path_is_wrong(my: Desk, asked: str) -> None:
    my.write('[store]\npath = "elsewhere/watcher.db"')
    ran = my.run(*asked.split())
    assert (ran.code, ran.out) == (2, "")
    assert "There is no database at" in ran.err and not (my.folder / "elsewhere").exists()


def test_what_would_destroy_or_mean_nothing_is_refused_with_what_would_do(my: Desk) -> None:
    my.run("check")
    change = my.run("log", "--json").rows[0]["id"]
    assert my.run("backup", "copy.db").code == 0
    for asked, said in (
        (("backup", "copy.db"), "copy.db is there already; another name, or --replace, would do"),
        (("backup", "config.toml"), "config.toml is there already"),
        (("prune", "--before", "2999-01-01"), "2999-01-01 is still to come"),
        (("note", change, " "), "a note has words"),
        (("note", change, "x", "--wrong", "--intended"), "--wrong and --intended are two answers"),
        (("log", "--json", "--csv"), "--json and --csv are two answers"),
        (("config", "--reference", "--schema"), "--reference and --schema are two answers"),
    ):
        ran = my.run(*asked)
        assert (ran.code, ran.out) == (2, ""), asked
        assert said in ran.err
    assert my.run("backup", "copy.db", "--replace").code == 0
