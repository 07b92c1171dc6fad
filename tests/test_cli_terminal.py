"""On a real terminal: progress while one waits, a summary after, colour as wished, and questions that are asked."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import trustme

from tests.support.desk import ONE, TWO, Desk, desk
from tests.support.receivers import PASSWORD, USER, closed_port, mail_server, server_context

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
        .endswith("2 trials seen, 2 for the first time, 0 trials changed; registry data of 1 Mar 2026")
    )
    _, again = _on_terminal(my, "check")
    assert "nothing is due; all trials were seen in the registry's data of 1 Mar 2026" in again


def test_where_all_is_paused_a_check_says_why_it_looked_at_nothing(my: Desk) -> None:
    my.run("pause", "ours")
    assert "nothing was looked at: every watch is paused" in _on_terminal(my, "check")[1]


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
    code, shown = _on_terminal(
        my, "init", "--offline", answers=(f"{ONE.lower()}, {TWO}", "ana@gmail.com", "", "none", "")
    )
    assert code == 0
    for question in (
        "Which trials?",
        "E-mail address for alerts",
        "Where will it run?",
        "Your mail server",
        "SMTP_PASSWORD",
    ):
        assert question in shown
    text = my.config.read_text()
    assert 'url = "smtp+starttls://ana%40gmail.com:${SMTP_PASSWORD}@smtp.gmail.com:587"' in text
    my.environ["SMTP_PASSWORD"] = "x"
    assert [row["trial"] for row in my.run("list", "--json").rows] == [ONE, TWO]


def test_a_wrong_answer_is_refused_where_it_is_given_and_asked_for_again(my: Desk) -> None:
    my.config.unlink()
    good = (ONE, "ana@example.org", f"smtp://127.0.0.1:{closed_port()}", "none", "n")
    wrong = ("banana", "nobody", "https://mail.example.org", "moon")
    answers = [part for pair in zip(wrong, good, strict=False) for part in pair]
    code, shown = _on_terminal(my, "init", "--offline", answers=(*answers, good[-1]))
    assert code == 0, shown
    for said in ("names no trial", "one e-mail address was expected", "one of smtp://", "'moon' is no such place"):
        assert re.search(f"Error: .*{re.escape(said)}", shown)
    assert "config.toml:" not in shown, "no line of a file that was never written"
    assert "Send a test message now?" in shown


def test_a_test_message_is_sent_to_whom_it_pleases(my: Desk) -> None:
    my.config.unlink()
    address = ("--email", "ana@example.org", "--smtp", f"smtp://127.0.0.1:{closed_port()}")
    code, shown = _on_terminal(my, "init", ONE, "--offline", "--run", "none", *address, answers=("",))
    assert code == 1
    assert "mail: not delivered:" in shown
    code, shown = _on_terminal(my, "init", ONE, "--offline", "--run", "none", *address, "--no-test", "--force")
    assert code == 0
    assert "Send a test message" not in shown


def test_who_answers_with_the_password_gets_a_mail_at_once_and_it_stands_in_no_other_file(my: Desk) -> None:
    my.config.unlink()
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(my.folder / "authority.pem"))
    with mail_server(tls=server_context(authority), login=True) as box:
        url = f"smtp+starttls://{quote(USER)}:${{SMTP_PASSWORD}}@127.0.0.1:{box.port}"
        address = ("--email", "ana@example.org", "--smtp", url)
        wanted = ("init", ONE, "--offline", "--run", "none", *address)
        certificates = str(my.folder / "authority.pem")
        code, shown = _on_terminal(my, *wanted, answers=(PASSWORD, "y"), SSL_CERT_FILE=certificates)
    assert code == 0, shown
    assert (len(box.mails), PASSWORD in shown, PASSWORD in my.config.read_text()) == (1, False, False)
    kept = my.folder / "watcher.env"
    assert (kept.read_text("utf-8"), stat.S_IMODE(kept.stat().st_mode)) == (f"SMTP_PASSWORD='{PASSWORD}'\n", 0o600)


def test_a_trial_has_one_line_in_80_columns(my: Desk) -> None:
    my.run("check")
    labelled = f'"{"a watch of a long name, " * 3}"\nlabels = {{ asset = "anifrolumab" }}'
    my.config.write_text(my.config.read_text().replace('"ours"', labelled))
    for number in (ONE, TWO):
        my.publish(number, overallStatus="ACTIVE_NOT_RECRUITING")
    my.run("check")
    _, shown = _on_terminal(my, "list", COLUMNS="80")
    lines = shown.splitlines()
    assert [len(line) <= 80 for line in lines] == [True] * 3
    assert lines[1].startswith(f"{ONE}  active, not recruiting")
    assert lines[1].count("…") >= 2


def test_in_a_pipe_the_demo_breaks_no_sentence(my: Desk) -> None:
    ran = my.run("demo")
    assert ran.code == 0
    assert "Primary completion moved 241 days later, from 14 May 2027 to 10 Jan 2028 (estimated)\n" in ran.out


def test_the_demo_fits_a_terminal_of_80_columns_and_ends_with_lines_to_paste(my: Desk) -> None:
    code, shown = _on_terminal(my, "demo", COLUMNS="80")
    lines = _DRAWN.sub("", shown).splitlines()
    mail, look = lines.index("One of the mails, as it arrived"), lines.index("Look around")
    assert code == 0
    assert [line for line in (*lines[:mail], *lines[mail + 9 : look]) if len(line) > 80 and "http" not in line] == []
    pasted = [line.strip() for line in lines[look:] if "config.toml" in line]
    ran = subprocess.run(
        ["/bin/sh", "-c", pasted[0]], cwd=my.folder, env=my._environ({}), capture_output=True, check=False
    )
    assert (ran.returncode, b"Primary completion" in ran.stdout) == (0, True)
