"""`init`: from an empty folder to a first alert, and never over something that is there."""

from __future__ import annotations

import shlex
import stat
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from tests.support.desk import ONE, TWO, Desk, desk
from tests.support.paths import ROOT
from tests.support.receivers import closed_port
from watcher.cli.env_file import keep, open_names
from watcher.cli.first_config import Answers, first_config
from watcher.cli.places import cron_line, systemd_unit


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as found:
        yield found


def test_the_usual_answers_make_a_file_that_works(empty: Desk) -> None:
    ran = empty.run("init", ONE, TWO, "--offline")
    assert ran.code == 0
    assert [row["trial"] for row in empty.run("list", "--json").rows] == [ONE, TWO]
    assert stat.S_IMODE(empty.config.stat().st_mode) == 0o600


def test_a_file_that_is_there_is_never_replaced_unasked(empty: Desk) -> None:
    empty.config.write_text("mine")
    ran = empty.run("init", ONE, "--offline")
    assert (ran.code, "is there already" in ran.err) == (2, True)
    assert empty.config.read_text() == "mine"
    assert empty.run("init", ONE, "--offline", "--force").code == 0


HANDWRITTEN = """# mine
[channels.me]
kind = "email"
to = "ana@example.org"
url = "smtp://ana:${SMTP_PASSWORD}@127.0.0.1"

[[watch]]
name = "all of one sponsor"
search = { sponsor = "Acme" }
"""


@pytest.mark.parametrize(
    ("place", "made", "holds"),
    [
        ("cron", "watcher.env", "SMTP_PASSWORD=''"),
        ("systemd", "home/.config/systemd/user/clinical-trial-watcher.service", "/watcher.env"),
        ("github", ".github/workflows/clinical-trials.yml", "${{ secrets.SMTP_PASSWORD }}"),
    ],
)
def test_a_configuration_that_is_there_is_left_as_it_is_and_gets_what_its_place_needs(
    empty: Desk, place: str, made: str, holds: str
) -> None:
    empty.environ["HOME"] = str(empty.folder / "home")
    empty.config.write_text(HANDWRITTEN)
    assert empty.run("init", "--run", place).code == 0
    assert holds in (empty.folder / made).read_text()
    assert empty.config.read_text() == HANDWRITTEN


def test_the_way_to_you_is_tried_by_the_channel_that_the_file_names(empty: Desk) -> None:
    empty.config.write_text(HANDWRITTEN)
    assert "watcher notify test me\n" in empty.run("init", "--run", "none").out


def test_a_unit_that_is_there_is_never_replaced_unasked(empty: Desk) -> None:
    empty.config.write_text(HANDWRITTEN)
    (empty.folder / "clinical-trial-watcher.service").write_text("mine")
    ran = empty.run("init", "--run", "systemd", "--units", ".")
    assert (ran.code, "service is there already" in ran.err) == (2, True)


def _cron(said: str) -> list[str]:
    """The line's five fields, and its command."""
    (line,) = [line.strip() for line in said.splitlines() if "* *" in line]
    return line.split(None, 5)


def test_cron_gets_a_line_with_whole_paths_and_no_full_hour(empty: Desk) -> None:
    minute, *_, command = _cron(empty.run("init", ONE, "--offline", "--run", "cron").out)
    assert int(minute) > 0
    assert command.endswith(f"check -q --config {empty.config.resolve()}")
    assert Path(shlex.split(command)[0]).is_absolute()


@pytest.mark.parametrize("secrets", ["SMTP_PASSWORD='two words'\n", ""])
def test_the_line_for_cron_runs_as_it_stands_where_no_variable_is_set(empty: Desk, secrets: str) -> None:
    wanted = ("init", ONE, "--offline", "--run", "cron", "--email", "ana@example.org", "--smtp")
    ran = empty.run(*wanted, f"smtp://ana:${{SMTP_PASSWORD}}@127.0.0.1:{closed_port()}")
    assert ran.code == 0
    assert stat.S_IMODE((empty.folder / "watcher.env").stat().st_mode) == 0o600
    with (empty.folder / "watcher.env").open("a") as file:
        file.write(secrets)
    ours = f"[registry]\nbase_url = '{empty.registry.url}'"
    empty.config.write_text(empty.config.read_text().replace("[registry]", ours))
    empty.publish(ONE)
    environ = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)}
    called = subprocess.run(
        ["/bin/sh", "-c", _cron(ran.out)[-1]], cwd="/", env=environ, capture_output=True, text=True, check=False
    )
    assert (called.returncode, called.stdout) == ((0, "") if secrets else (2, ""))
    assert ("variable SMTP_PASSWORD is not set" in called.stderr) is not bool(secrets)


@pytest.mark.parametrize(
    ("zone", "when"),
    [
        ("UTC", "15 * * 1-5"),
        ("Europe/Berlin", "17 * * 1-5"),  # in summer; in winter an hour later by the sun
        ("America/New_York", "11 * * 1-5"),
        ("Asia/Kolkata", "20 * * 1-5"),
        ("Pacific/Auckland", "4 * * 2-6"),  # the next day
    ],
)
def test_the_hour_is_that_of_the_machine_and_so_are_the_days(empty: Desk, zone: str, when: str) -> None:
    ran = empty.process("init", ONE, "--offline", "--run", "cron", TZ=zone)
    assert " ".join(_cron(ran.out)[1:5]) == when


def test_a_path_with_spaces_and_percent_signs_is_one_path_to_cron_and_to_systemd() -> None:
    config = Path('/home/ann/My 100% "Trials"/config.toml')
    line = cron_line(config, 5, timedelta(), secrets=False)
    assert line.count("%") == line.count(r"\%") == 1, "a bare % would end the command"
    assert shlex.split(line.replace(r"\%", "%"))[-2:] == ["--config", str(config)]
    settings = dict(row.split("=", 1) for row in systemd_unit(config).splitlines() if "ann" in row)
    folder = r"/home/ann/My 100%% \"Trials\""
    assert settings["ExecStart"].endswith(f' serve --config "{folder}/config.toml"')
    assert settings["EnvironmentFile"] == '-/home/ann/My 100%% "Trials"/watcher.env', "the rest of the line as it is"
    assert settings["ReadWritePaths"] == f'"{folder}"'


def test_systemd_gets_a_unit_that_notifies_and_keeps_secrets_apart(empty: Desk) -> None:
    ran = empty.run("init", ONE, "--offline", "--run", "systemd", "--units", "units")
    unit = (empty.folder / "units" / "clinical-trial-watcher.service").read_text()
    assert ran.code == 0
    assert f"serve --config {empty.config.resolve()}" in unit
    assert "Type=notify" in unit
    assert f"EnvironmentFile=-{empty.folder.resolve()}/watcher.env" in unit
    assert "@" not in unit


def test_github_needs_no_secret_at_all(empty: Desk) -> None:
    ran = empty.run("init", ONE, "--offline", "--run", "github")
    flow = yaml.safe_load((empty.folder / ".github" / "workflows" / "clinical-trials.yml").read_text())
    assert "gh secret set" not in ran.out
    assert ran.out.endswith("next: commit both files, push, then: gh workflow run clinical-trials.yml\n")
    assert flow["permissions"] == {}
    assert flow["jobs"]["watch"]["permissions"] == {"contents": "write", "issues": "write"}
    assert not flow[True]["schedule"][0]["cron"].startswith("0 ")
    empty.environ |= {"GITHUB_REPOSITORY": "me/mine", "GITHUB_TOKEN": "t0ken"}
    assert 'kind = "github"' in empty.run("config").out


def test_github_gets_only_the_secrets_that_the_file_names(empty: Desk) -> None:
    ran = empty.run("init", ONE, "--offline", "--run", "github", "--email", "ana@gmail.com")
    text = (empty.folder / ".github" / "workflows" / "clinical-trials.yml").read_text()
    assert "  gh secret set SMTP_PASSWORD\n" in ran.out
    assert yaml.safe_load(text)["jobs"]["watch"]["steps"][1]["env"] == {"SMTP_PASSWORD": "${{ secrets.SMTP_PASSWORD }}"}


def test_github_finds_its_workflow_at_the_top_of_the_repository(empty: Desk) -> None:
    (empty.folder / ".git").mkdir()
    ran = empty.run("init", ONE, "--offline", "--run", "github", "--config", "lung/early/config.toml")
    flow = yaml.safe_load((empty.folder / ".github" / "workflows" / "clinical-trials.yml").read_text())
    assert ran.code == 0
    assert flow["jobs"]["watch"]["steps"][1]["with"]["config"] == "lung/early/config.toml"


@pytest.mark.parametrize(("host", "warned"), [("10.0.0.1", True), ("localhost:8080", True), ("example.org", False)])
def test_an_address_inside_the_network_is_warned_of_at_once(empty: Desk, host: str, warned: bool) -> None:
    ran = empty.run("init", ONE, "--offline", "--webhook", f"http://{host}/hook")
    assert ran.code == 0
    assert ("allow_private = true" in ran.err) is warned


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ((), "no trial was named"),
        (("banana",), "names no trial of ClinicalTrials.gov"),
        ((ONE, "--webhook", "ftp://example.org"), "--webhook: an address as https://example.org/hook would do"),
        ((ONE, "--email", "nobody"), "--email: one e-mail address was expected"),
        ((ONE, "--email", "a@example.org", "--smtp", "https://${X}@b.example"), "--smtp: url: one of smtp://"),
        ((ONE, "--smtp", "smtp://localhost"), "--smtp is a way to nobody; --email ADDRESS says to whom"),
        ((ONE, "--run", "moon"), "'moon' is not one of"),
    ],
)
def test_a_wrong_answer_says_what_would_do_and_writes_nothing(empty: Desk, asked: tuple[str, ...], said: str) -> None:
    ran = empty.run("init", "--offline", *asked)
    assert ran.code == 2
    assert said in ran.err
    assert "config.toml" not in ran.err, "it was never written"
    assert list(empty.folder.iterdir()) == []


def test_a_file_that_stands_in_the_way_stops_everything(empty: Desk) -> None:
    (empty.folder / "clinical-trial-watcher.service").write_text("mine")
    ran = empty.run("init", ONE, "--offline", "--run", "systemd", "--units", ".")
    assert ran.code == 2
    assert not empty.config.exists()


def test_a_test_message_waits_for_its_secrets(empty: Desk) -> None:
    ran = empty.run("init", ONE, "--offline", "--email", "ana@example.org", "--test")
    assert ran.code == 1
    assert "as SMTP_PASSWORD='…'" in ran.out
    assert "no test message was sent: SMTP_PASSWORD is not set here" in ran.err
    printed = empty.run("init", ONE, "--offline", "--test", "--force")
    assert (printed.code, "This is a test" in printed.out) == (0, True)


@pytest.mark.parametrize(
    ("address", "server", "said"),
    [
        ("ana@gmail.com", "smtp+starttls://ana%40gmail.com:${SMTP_PASSWORD}@smtp.gmail.com:587", ""),
        ("ana@Yahoo.de", "smtps://ana%40Yahoo.de:${SMTP_PASSWORD}@smtp.mail.yahoo.com:465", ""),
        ("ana@yahoo.co.uk", "smtps://ana%40yahoo.co.uk:${SMTP_PASSWORD}@smtp.mail.yahoo.com:465", ""),
        ("ana@gmx.de", "smtp+starttls://ana%40gmx.de:${SMTP_PASSWORD}@mail.gmx.net:587", ""),
        ("ana@web.de", "smtp+starttls://ana%40web.de:${SMTP_PASSWORD}@smtp.web.de:587", ""),
        ("ana@t-online.de", "smtps://ana%40t-online.de:${SMTP_PASSWORD}@securesmtp.t-online.de:465", ""),
        ("ana@outlook.com", "smtp+starttls://ana%40outlook.com@smtp-mail.outlook.com:587", "no password, only a token"),
        ("ana@hotmail.fr", "smtp+starttls://ana%40hotmail.fr@smtp-mail.outlook.com:587", "no password, only a token"),
        ("ana@proton.me", "smtp+starttls://ana%40proton.me:${SMTP_PASSWORD}@127.0.0.1:1025", "from its Bridge"),
        (
            "bo@live.clinic.example",
            "smtp+starttls://bo%40live.clinic.example:${SMTP_PASSWORD}@mail.live.clinic.example:587",
            "mail.live.clinic.example:587 is a guess; check it",
        ),
    ],
)
def test_the_mail_server_is_the_published_one_or_said_to_be_a_guess(
    empty: Desk, address: str, server: str, said: str
) -> None:
    ran = empty.run("init", ONE, "--offline", "--email", address)
    assert ran.code == 0
    assert f'url = "{server}"' in empty.config.read_text()
    assert said in ran.err and bool(said) is bool(ran.err)


def test_where_only_a_token_is_taken_the_file_asks_for_one(empty: Desk) -> None:
    empty.run("init", ONE, "--offline", "--email", "ana@outlook.com")
    assert 'token = "${SMTP_TOKEN}"' in empty.config.read_text()
    assert (empty.folder / "watcher.env").read_text() == "SMTP_TOKEN=''\n"


def test_a_first_file_is_made_from_a_list_with_a_watch_for_each_set_of_labels(empty: Desk) -> None:
    (empty.folder / "rivals.csv").write_text(f"nct_id,owner\n{TWO},ana\nNCT00000003,ana\nNCT00000004,\nNCT00000005,\n")
    ran = empty.run("init", ONE, "--from", "rivals.csv", "--offline", "--run", "none")
    assert ran.code == 0
    watches = {row["trial"]: (row["watches"], row["labels"]) for row in empty.run("list", "--json").rows}
    ana, others = (["ana"], {"owner": "ana"}), (["rivals"], {})
    assert watches == {ONE: ([ONE], {}), TWO: ana, "NCT00000003": ana, "NCT00000004": others, "NCT00000005": others}


def test_a_first_file_needs_no_other_trial_than_those_of_its_list(empty: Desk) -> None:
    (empty.folder / "trials.txt").write_text(f"{ONE}\n")
    assert empty.run("init", "--from", "trials.txt", "--offline").code == 0
    assert [row["trial"] for row in empty.run("list", "--json").rows] == [ONE]


@pytest.mark.parametrize("value", ["plain", "two words", "it's", 'a"b$HOME`x`\\', "'\"$\\"])
def test_a_secret_is_read_back_by_a_shell_as_it_was_given(tmp_path: Path, value: str) -> None:
    path = tmp_path / "watcher.env"
    path.write_text("# mine\nOTHER='x'\nSMTP_PASSWORD=''\nLAST='y'")
    assert open_names(path, ["OTHER", "SMTP_PASSWORD", "NEW"]) == ["SMTP_PASSWORD", "NEW"]
    keep(path, {"OTHER": "not this", "SMTP_PASSWORD": value, "NEW": "z"})
    shown = subprocess.run(
        ["/bin/sh", "-c", f'. {path}; printf "%s|" "$OTHER" "$SMTP_PASSWORD" "$LAST" "$NEW"'],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert shown.stdout == f"x|{value}|y|z|"
    assert path.read_text().startswith("# mine\n")


def test_whatever_the_answers_the_file_is_readable(empty: Desk) -> None:
    odd = Answers(
        trials=[ONE], titles=['A "quoted" title # with signs'], name='my "own"\\', webhook="https://x.example/é"
    )
    empty.config.write_text(first_config(odd), "utf-8")
    (row,) = empty.run("list", "--json").rows
    assert row["watches"] == ['my "own"\\']
