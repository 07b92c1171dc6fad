"""On a real terminal: progress while one waits, a summary after, colour as wished, and questions that are asked."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.desk import ONE, TWO, Desk, desk

pty = pytest.importorskip("pty", reason="there are no such terminals on this system")

_DRAWN = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


@pytest.fixture
def my(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as found:
        found.write(trials=(ONE, TWO))
        found.publish(ONE, TWO)
        yield found


def _on_terminal(my: Desk, *arguments: str, answers: tuple[str, ...] = (), **environ: str) -> tuple[int, str]:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "watcher", *arguments],
        cwd=my.folder,
        env=my._environ({"TERM": "xterm-256color", "COLUMNS": "120", **environ}),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown = ""
    waiting = list(answers)
    while part := _read(ours):
        shown += part
        if waiting and shown.rstrip(" ").endswith(":"):  # a question
            os.write(ours, f"{waiting.pop(0)}\n".encode())
            shown += "\n"
    os.close(ours)
    return process.wait(timeout=60), shown


def _read(terminal: int) -> str:
    try:
        return os.read(terminal, 65536).decode()
    except OSError:  # Linux says so when the other side has gone
        return ""


def test_who_waits_sees_how_far_it_is_and_what_came_of_it(my: Desk) -> None:
    code, shown = _on_terminal(my, "check")
    assert code == 0
    assert "looking" in shown
    assert (
        _DRAWN.sub("", shown)
        .strip()
        .endswith("2 trials seen, 2 for the first time, 0 trials changed; registry data of 2026-03-01T09:00:05")
    )
    _, again = _on_terminal(my, "check")
    assert "nothing is due; all trials were seen in the registry's data of 2026-03-01T09:00:05" in again


def test_who_wants_quiet_has_it(my: Desk) -> None:
    assert _on_terminal(my, "check", "-q") == (0, "")


def test_colours_are_left_out_on_wish(my: Desk) -> None:
    my.run("check")
    my.publish(ONE, overallStatus="SUSPENDED")
    my.run("check")
    _, coloured = _on_terminal(my, "log")
    _, plain = _on_terminal(my, "log", NO_COLOR="1")
    assert "\x1b[1;31m" in coloured
    assert "\x1b" not in plain, "neither colour nor bold nor dim"
    assert _DRAWN.sub("", coloured) == _DRAWN.sub("", plain)


def test_the_demo_is_shown_in_colour_unless_nobody_wants_it(my: Desk) -> None:
    code, coloured = _on_terminal(my, "demo")
    _, plain = _on_terminal(my, "demo", NO_COLOR="1")
    assert code == 0
    assert "critical" in coloured
    assert "\x1b[1;31m" in coloured
    assert "\x1b" not in plain, "neither colour nor bold nor dim"


def test_each_question_is_asked_with_its_usual_answer(my: Desk) -> None:
    my.config.unlink()
    code, shown = _on_terminal(my, "init", "--offline", answers=(f"{ONE.lower()}, {TWO}", "ana@gmail.com", "none", ""))
    assert code == 0
    for question in ("Which trials?", "E-mail address for alerts", "Where will it run?", "Your mail server"):
        assert question in shown
    text = my.config.read_text()
    assert 'url = "smtp+starttls://ana%40gmail.com:${SMTP_PASSWORD}@smtp.gmail.com:587"' in text
    my.environ["SMTP_PASSWORD"] = "x"
    assert [row["trial"] for row in my.run("list", "--json").rows] == [ONE, TWO]
