"""What a shell may do with our output: close it, cut it off, send it to a full disk. Never a traceback."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.desk import ONE, Desk, desk

pytestmark = pytest.mark.skipif(shutil.which("sh") is None, reason="there is no such shell on this system")

needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")


@pytest.fixture(scope="module")
def my(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("output")) as found:
        found.write()
        for status in ("RECRUITING", "SUSPENDED", "RECRUITING"):
            found.publish(overallStatus=status)
            found.run("check", "-q")
        yield found


@pytest.fixture(params=["", "1"], ids=["buffered", "unbuffered"], autouse=True)
def buffering(my: Desk, request: pytest.FixtureRequest) -> None:
    my.environ["PYTHONUNBUFFERED"] = request.param


def in_shell(my: Desk, line: str) -> tuple[int, str]:
    """Exit code and standard error of a line in which `watcher` is the command."""
    ran = subprocess.run(
        ["sh", "-c", f'watcher() {{ "{sys.executable}" -m watcher "$@"; }}; {line}'],
        cwd=my.folder,
        env=my._environ({}),
        capture_output=True,
        text=True,
        timeout=60,
    )
    return ran.returncode, ran.stderr


@pytest.mark.parametrize("command", ["log --json", "log --csv", "log", "config --reference"])
def test_who_reads_only_the_first_line_hears_no_complaint(my: Desk, command: str) -> None:
    assert in_shell(my, f"watcher {command} | head -n 1") == (0, "")


@needs_full
@pytest.mark.parametrize("command", ["log", "log --json", "list", "status", "show " + ONE, "config", "check --json"])
def test_output_that_cannot_be_written_is_said_in_a_line(my: Desk, command: str) -> None:
    code, said = in_shell(my, f"watcher {command} > /dev/full")
    assert (code, said) == (1, "watcher: the output cannot be written: No space left on device\n")


@needs_full
def test_words_that_nobody_can_hear_end_nothing(my: Desk) -> None:
    assert in_shell(my, "watcher chekc 2> /dev/full")[0] == 1
    assert in_shell(my, "watcher log > /dev/full 2> /dev/full")[0] == 1


@pytest.mark.parametrize("command", ["list", "log", "check --json", "check --force", "doctor --offline", "--help"])
@pytest.mark.parametrize("closed", [">&-", "<&-", ">&- 2>&- <&-"])
def test_a_closed_stream_is_no_reason_to_fall_over(my: Desk, command: str, closed: str) -> None:
    assert in_shell(my, f"watcher {command} {closed}") == (0, "")


def test_no_database_takes_the_place_of_a_closed_stream(my: Desk) -> None:
    assert in_shell(my, "watcher check --force --json >&- 2>&-")[0] == 0
    assert my.run("doctor", "--offline").code == 0
