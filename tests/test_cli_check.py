"""`check` and `deliver`: silent when nothing happened, plain when something did, and honest in the exit code."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.support.desk import ONE, TWO, Desk, Ran, desk, fits
from tests.support.receivers import closed_port
from tests.support.registry import FORBIDDEN, HTML_200, RESET, TEXT_404, at
from watcher.demo.registry import Request
from watcher.store import RunLock


@pytest.fixture
def my(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as found:
        found.write()
        found.publish()
        yield found


def test_nothing_is_said_when_nothing_happened(my: Desk) -> None:
    first, second = my.process("check"), my.run("check")
    assert (first.code, first.out, first.err) == (0, "", "")
    assert (second.code, second.out, second.err) == (0, "", "")


def test_a_quiet_check_loads_nothing_that_only_a_change_needs(my: Desk) -> None:
    """Two thirds of its time is loading: docs/performance.md."""
    my.run("check")
    code = "import sys; from watcher.cli import run; run(['check']); print(*sys.modules)"
    command = [sys.executable, "-c", code]
    loaded = subprocess.run(command, cwd=my.folder, capture_output=True, text=True, check=True).stdout.split()
    assert "watcher.check.job" in loaded
    late = ("watcher.meaning.fold", "watcher.meaning.eligibility", "watcher.render.text", "concurrent.futures.process")
    assert [name for name in loaded if name.startswith(late)] == []


def test_a_change_is_told_once_and_plainly(my: Desk) -> None:
    my.run("check")
    my.publish(overallStatus="SUSPENDED", whyStopped="FDA")
    told, again = my.run("check"), my.run("check")
    assert told.code == 0
    assert told.out.splitlines()[0].startswith("Suspended")
    assert told.out.count("Message ") == 1
    assert again.out == ""


def test_nobody_gets_a_mail_from_cron_because_of_bookkeeping_and_with_q_of_nothing_but_trouble(my: Desk) -> None:
    my.write(f'[channels.hook]\nkind = "webhook"\nurl = "http://127.0.0.1:{closed_port()}"\nallow_private = true')
    my.run("check")
    my.publish()
    assert my.run("check") == Ran(0, "", ""), "its submission moved, and nothing else"
    my.publish(overallStatus="SUSPENDED")
    listed = my.run("check", "--no-deliver")
    assert listed.out.startswith(f"{ONE}  critical  Suspended")
    my.publish(overallStatus="TERMINATED")
    quiet = my.run("check", "-q")
    assert (quiet.code, quiet.out) == (1, "")
    assert "hook: 1 message not delivered" in quiet.err


def test_a_check_between_two_looks_at_a_missing_trial_says_that_it_is_missing(my: Desk) -> None:
    my.run("check")
    my.registry.withdraw(ONE)
    my.publish(TWO)
    first, second = my.run("check"), my.run("check")
    assert (first.code, second.code) == (1, 1)
    assert "1 of 1 trials not seen. NCT00000001: missing" in second.err
    assert "It is looked at again when its time has come" in second.err


def test_a_folder_that_cannot_be_is_the_configurations_mistake(my: Desk) -> None:
    my.write('[store]\npath = "config.toml/w.db"')
    ran = my.run("check")
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert ran.err.endswith("Check store.path.\n")
    assert "look at store.path" in my.run("log").err


def test_a_check_that_meets_damage_does_not_say_that_it_changed_nothing(my: Desk) -> None:
    """It has written down that it began; what it was writing when it met the damage is undone."""
    my.write('[store]\npath = "w.db"')
    my.run("check")
    with closing(sqlite3.connect(my.folder / "w.db")) as database, database:
        database.execute("UPDATE versions SET body = x'00'")
    my.publish(overallStatus="SUSPENDED")
    ran = my.run("check")
    assert ran.code == 1
    assert "Nothing was changed" not in ran.err
    assert "What was being written was undone; restore a backup or load a dump" in ran.err
    assert "the last check failed: It broke off" in my.run("status").out


def test_changes_can_show_in_the_exit_code_and_a_first_sight_is_none(my: Desk) -> None:
    assert my.run("check", "--exit-code").code == 0
    my.publish(overallStatus="COMPLETED")
    assert my.run("check", "--exit-code").code == 10
    assert my.run("check", "--exit-code").code == 0


def test_json_is_a_line_a_change_and_last_the_run(my: Desk) -> None:
    my.run("check")
    my.publish(overallStatus="COMPLETED")
    ran = my.run("check", "--json")
    *changes, run = ran.rows
    assert all(fits(change, "log-v1.json") for change in changes)
    assert {change["kind"] for change in changes} == {"status.changed", "verified"}
    assert fits(run, "run-v1.json")
    assert (run["outcome"], run["changed"]) == ("complete", 1)
    assert "Completed" in ran.err  # the alert itself: standard output is taken


@pytest.mark.parametrize("fault", [FORBIDDEN, RESET, HTML_200], ids=lambda fault: fault.name)
def test_a_registry_that_cannot_be_seen_is_a_failure_with_advice(my: Desk, fault: object) -> None:
    my.registry.fault = at("any", fault)  # type: ignore[arg-type]
    ran = my.run("check", "--exit-code")
    assert ran.code == 1
    assert ran.err.startswith("watcher: 1 of 1 trials not seen. NCT00000001:")
    assert len(ran.err.splitlines()) == 2  # what was found, and what would do
    assert my.run("status").code == 1


def test_what_makes_the_job_red_can_be_chosen(my: Desk) -> None:
    my.write(trials=(ONE, TWO))
    assert my.run("check").code == 1  # TWO is not there
    assert my.run("check", "--force", "--fail-on", "failed").code == 0
    my.registry.fault = at("any", RESET)
    assert my.run("check", "--force", "--fail-on", "failed").code == 1
    assert my.run("check", "--force", "--fail-on", "never").code == 0


def test_only_the_trials_asked_for_are_looked_at(my: Desk) -> None:
    my.write(trials=(ONE, TWO))
    my.publish(ONE, TWO)
    assert my.run("check", TWO).code == 0
    assert [row["trial"] for row in my.run("log", "--json").rows] == [TWO]
    refused = my.run("check", "NCT00000003")
    assert (refused.code, "watcher add NCT00000003" in refused.err) == (2, True)


def test_a_second_run_at_once_is_refused(my: Desk) -> None:
    with RunLock(my.folder / "snapshots" / "watcher.db", datetime.now(UTC)):
        for command in ("check", "deliver"):
            ran = my.run(command)
            assert ran.code == 3
            assert "Another run is at it" in ran.err


def test_delivering_can_wait(my: Desk) -> None:
    my.run("check")
    my.publish(overallStatus="COMPLETED")
    assert my.run("check", "--no-deliver").out == ""
    assert "1 waiting" in my.run("status").out
    assert my.run("deliver").out.startswith("Completed")
    assert my.run("deliver").out == ""


def test_a_message_that_cannot_be_delivered_is_a_failure(my: Desk) -> None:
    my.write(f'[channels.me]\nkind = "email"\nto = "a@example.org"\nurl = "smtp://127.0.0.1:{closed_port()}"')
    my.run("check")
    my.publish(overallStatus="COMPLETED")
    ran = my.run("check", "--exit-code")
    assert ran.code == 1
    assert ran.out == f"{ONE}  major  Completed (before: recruiting)\n"
    assert "me: 1 message not delivered yet" in ran.err


def test_a_dead_mans_switch_hears_how_each_run_ended(my: Desk, httpserver: HTTPServer) -> None:
    for path in ("/uuid", "/uuid/start", "/uuid/fail"):
        httpserver.expect_request(path).respond_with_data("OK")
    my.write(f'[ping]\nurl = "{httpserver.url_for("/uuid")}"\nallow_private = true')
    my.run("check")
    my.registry.fault = at("any", RESET)
    my.run("check", "--force")
    assert [request.path for request, _ in httpserver.log] == ["/uuid/start", "/uuid", "/uuid/start", "/uuid/fail"]


def test_a_ping_that_fails_is_said_and_fails_nothing(my: Desk) -> None:
    my.write(f'[ping]\nurl = "http://127.0.0.1:{closed_port()}/s3cret-uuid"\nallow_private = true')
    ran = my.run("check")
    assert ran.code == 0
    assert "ping" in ran.err
    assert "s3cret-uuid" not in ran.err


def test_no_log_line_shows_a_secret(my: Desk) -> None:
    my.environ["HOOK"] = f"http://127.0.0.1:{closed_port()}/hooks/s3cret"
    my.write('[channels.hook]\nkind = "webhook"\nurl = "${HOOK}"\nallow_private = true')
    my.run("check")
    my.publish(overallStatus="COMPLETED")
    ran = my.run("check", "-vv")
    assert ran.code == 1
    assert "not delivered" in ran.err
    assert "s3cret" not in ran.out + ran.err


def test_a_check_that_is_told_to_stop_ends_at_a_trials_border_and_goes_on_next_time(my: Desk) -> None:
    trials = tuple(f"NCT{number:08}" for number in range(1, 6))
    my.write("", trials=trials)
    text = my.config.read_text().replace("pace = 0", "pace = 0\nbatch = 1")
    my.config.write_text(text)
    my.publish(*trials)
    asked, told = threading.Event(), threading.Event()

    def gate(request: Request) -> None:
        if request.moment == "first page" and len(my.registry.requests) >= 4:  # the version, and the third batch
            asked.set()
            told.wait(30)

    my.registry.fault = gate
    process = my.start("check")
    assert asked.wait(30)
    process.send_signal(signal.SIGTERM)
    told.set()
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "NCT00000005: stopped, the check was told to stop" in said
    assert 1 <= len(my.run("log", "--json").rows) < len(trials)
    my.registry.fault = lambda request: None
    assert my.run("check").code == 0
    rows = my.run("log", "--json").rows
    assert sorted(row["trial"] for row in rows) == sorted(trials)


def test_a_trial_that_the_registry_does_not_hold_is_named_with_advice(my: Desk) -> None:
    my.registry.fault = at("single", TEXT_404)
    my.write(trials=(ONE, TWO))
    ran = my.run("check")
    assert ran.code == 1
    assert "1 of 2 trials not seen. NCT00000002: not found" in ran.err
    assert "Check the number." in ran.err


def test_a_change_held_for_a_channel_that_is_not_configured_shows_in_the_exit_code_of_check_and_of_deliver(
    my: Desk,
) -> None:
    hook = f'[channels.hook]\nkind = "webhook"\nurl = "http://127.0.0.1:{closed_port()}"\nallow_private = true'
    weekly = '[[alert]]\nwhen = "weekly mon 08:00"'
    my.write(hook, weekly)
    my.run("check")
    my.publish(overallStatus="SUSPENDED")
    assert my.run("check").code == 0
    my.write(hook.replace("hook", "renamed", 1), weekly)
    held = "hook: 1 change held for a channel that is not configured\n"
    assert my.run("check") == Ran(1, "", held)
    assert my.run("deliver") == Ran(1, "", held)
