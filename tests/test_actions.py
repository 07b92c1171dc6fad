"""What a job says on its page and to the steps after it, what it warns of, and what it leaves alone."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from msgspec.structs import replace
from pytest_httpserver import HTTPServer

from tests.support.desk import ONE, TWO, Desk, Ran, desk
from tests.support.hub import Hub
from tests.support.paths import ROOT
from tests.support.receivers import closed_port
from tests.support.registry import FORBIDDEN, at, record, trial
from watcher.check import Finding, Posted, Report, Sight
from watcher.cli.actions.branch import Pushed, Remote, StateBranch
from watcher.cli.actions.job import Ended, Workplace
from watcher.cli.actions.job import run as run_job
from watcher.cli.actions.runner import Runner
from watcher.cli.actions.summary import boxes
from watcher.cli.first_config import Answers, first_config
from watcher.cli.passes import Passed, Wishes
from watcher.cli.places import workflow
from watcher.cli.wiring import VOCABULARY
from watcher.config import load
from watcher.model import DeliveryState, Outcome, Run, Significance
from watcher.store import Store
from watcher.store.memory import SETTLED

NOW = datetime(2026, 3, 9, 15, 17, tzinfo=UTC)


@dataclass
class Job:
    """A desk whose `watcher actions run` believes to be on GitHub."""

    desk: Desk
    hub: Hub
    folder: Path
    private: bool | None = True
    runs: int = 0

    def run(self, *options: str) -> Ran:
        self.runs += 1
        machine = self.folder / f"machine-{self.runs}"
        machine.mkdir()
        (machine / "event.json").write_text(json.dumps({"repository": {"private": self.private}}))
        self.desk.environ |= {
            "GITHUB_ACTIONS": "true",
            "GITHUB_REPOSITORY": "ana/trials",
            "GITHUB_EVENT_PATH": str(machine / "event.json"),
            "GITHUB_OUTPUT": str(machine / "outputs"),
            "GITHUB_STEP_SUMMARY": str(machine / "summary.md"),
            "GITHUB_TOKEN": "t0ken",
            "RUNNER_TEMP": str(machine),
        }
        return self.desk.run("actions", "run", "--remote", self.hub.url, "--pause", "0", *options)

    @property
    def machine(self) -> Path:
        return self.folder / f"machine-{self.runs}"

    @property
    def summary(self) -> str:
        return (self.machine / "summary.md").read_text("utf-8")

    @property
    def outputs(self) -> dict[str, str]:
        return dict(line.split("=", 1) for line in (self.machine / "outputs").read_text("utf-8").splitlines())


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    with desk(tmp_path) as found:
        found.write()
        found.publish()
        yield Job(found, Hub(tmp_path / "hub.git"), tmp_path)


def test_a_first_run_makes_the_branch_and_tells_of_no_change(job: Job) -> None:
    ran = job.run()
    assert (ran.code, ran.err) == (0, "")
    assert job.outputs == {"changed": "false", "count": "0", "headline": ""}
    assert job.summary.startswith("## Clinical trials: No change\n\n1 trial looked at, 1 for the first time")
    assert "state/dump.json" in job.hub.files()


def test_a_change_is_in_the_summary_the_outputs_and_a_box(job: Job) -> None:
    job.run()
    job.desk.publish(overallStatus="SUSPENDED", whyStopped="FDA")
    ran = job.run()
    assert ran.code == 0
    assert job.outputs["changed"] == "true"
    assert job.outputs["count"] == "1"
    assert job.outputs["headline"].startswith(f"{ONE}: Suspended")
    assert f"| [{ONE}](https://clinicaltrials.gov/study/{ONE}) | critical | Status changed" in job.summary
    assert f"::notice title={ONE}%2C critical::Suspended" in ran.out


def test_the_memory_is_taken_home_as_the_page_says_and_without_secrets(job: Job) -> None:
    job.run()
    job.desk.publish(overallStatus="SUSPENDED")
    job.run()
    job.hub.commit("config.toml", first_config(Answers(trials=[ONE], issues="${GITHUB_REPOSITORY}")))
    (job.folder / "trials.git").symlink_to(job.hub.path)
    (job.folder / "watcher").write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m watcher "$@"\n')
    (job.folder / "watcher").chmod(0o755)
    (shown,) = re.findall(r"```sh\n(git clone.*?)```", (ROOT / "docs" / "actions.md").read_text("utf-8"), re.DOTALL)
    script = shown.replace("https://github.com/you/", f"{job.folder}/")
    environ = {"PATH": f"{job.folder}:{os.environ['PATH']}"}
    command = ["/bin/sh", "-ec", f"mkdir home; cd home; {script}"]
    ran = subprocess.run(command, cwd=job.folder, env=environ, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "Suspended" in ran.stdout


def test_an_update_of_bookkeeping_only_is_no_change_to_the_steps_after(job: Job) -> None:
    job.run()
    job.desk.publish()
    job.run()
    assert job.outputs["changed"] == "false"
    assert "1 with bookkeeping only" in job.summary


def test_overtaken_after_it_told_a_job_still_tells_its_page_what_it_found_and_sent(job: Job) -> None:
    job.run()
    job.desk.publish(overallStatus="COMPLETED")
    job.hub.plan({2: "overtaken"})
    ran = job.run()
    assert (ran.code, ran.out.count("\nMessage ")) == (0, 1)
    assert (job.outputs["count"], "1 message delivered" in job.summary) == ("1", True)


def test_registry_text_is_never_a_command_a_table_cell_or_an_output_of_its_own(job: Job) -> None:
    evil = "x | y\n::error::owned\nchanged=false\n<img src=x> [a](javascript:b) @everyone 100%25"
    job.run()
    job.desk.publish(overallStatus="SUSPENDED", whyStopped=evil)
    ran = job.run()
    lines = ran.out.splitlines()
    begin, end = (next(i for i, line in enumerate(lines) if test(line)) for test in (_stops, _goes_on))
    assert lines[end] == f"::{lines[begin].removeprefix('::stop-commands::')}::"
    assert not [line for line in (*lines[:begin], *lines[end + 1 :]) if line.startswith("::error")]
    assert sorted(job.outputs) == ["changed", "count", "headline"]
    assert job.outputs["changed"] == "true"
    assert "<img" not in job.summary
    assert "x \\| y" in job.summary
    assert "owned\nchanged" not in job.summary


def _stops(line: str) -> bool:
    return line.startswith("::stop-commands::")


def _goes_on(line: str) -> bool:
    return re.fullmatch("::[0-9a-f]{32}::", line) is not None


def test_every_run_leaves_a_commit_so_that_github_never_switches_the_schedule_off(job: Job) -> None:
    for _ in range(3):
        assert job.run().code == 0
    assert len(job.hub.subjects()) == 3


def test_a_registry_that_refuses_the_runner_is_told_with_what_would_do(job: Job) -> None:
    job.run()
    job.desk.publish()
    job.desk.registry.fault = at("any", FORBIDDEN)
    ran = job.run()
    assert ran.code == 1
    assert "::error title=The registry refuses this runner::ClinicalTrials.gov refuses the address" in ran.out
    assert job.summary.startswith("## Clinical trials: Nothing was seen")
    assert len(job.hub.subjects()) == 2  # what was not seen is remembered, too


def test_a_partial_run_need_not_be_red(job: Job) -> None:
    job.desk.write(trials=(ONE, TWO))  # the registry holds no TWO
    assert job.run().code == 1
    job.desk.publish()
    ran = job.run("--fail-on", "failed")
    assert (ran.code, "::warning title=Not everything was seen::" in ran.out) == (0, True)
    job.desk.registry.fault = at("any", FORBIDDEN)
    assert job.run("--fail-on", "failed").code == 1
    assert job.run("--fail-on", "never").code == 0


def test_a_job_between_two_attempts_of_a_message_is_red_as_a_check_is(job: Job) -> None:
    job.desk.write(f'[channels.me]\nkind = "email"\nto = "a@example.org"\nurl = "smtp://127.0.0.1:{closed_port()}"')
    job.run()
    job.desk.publish(overallStatus="SUSPENDED")
    tried, waiting = job.run(), job.run()
    assert (tried.code, waiting.code) == (1, 1)
    assert "::warning title=Not delivered::me: 1 message waits for another attempt" in waiting.out


def test_a_trial_that_breaks_our_rules_makes_the_job_red_and_the_others_are_saved_and_told(job: Job) -> None:
    job.desk.write(trials=(ONE, TWO))
    records = {name: record(name) for name in (ONE, TWO)}
    people = {"enrollmentInfo": {"count": 240, "type": "ESTIMATED"}}
    records[TWO]["protocolSection"]["designModule"] = people
    job.desk.registry.publish(records, "2026-03-02T09:00:05")
    job.run()
    records[ONE]["protocolSection"]["statusModule"]["overallStatus"] = "SUSPENDED"
    people["enrollmentInfo"]["count"] = 1
    job.desk.registry.publish(records, "2026-03-03T09:00:05")
    config = load(job.desk.config, {}, VOCABULARY)
    bad = replace(config.numbers, enrollment_critical_percent=None)  # type: ignore[arg-type]
    branch = StateBranch(Remote(job.hub.url, "watcher-state", ""), job.folder / "work" / "branch", lambda _: None, 0)
    ended = run_job(replace(config, numbers=bad), Workplace(job.folder / "work", branch), Wishes())
    assert ended.is_saved
    assert ended.passed.delivered.count(DeliveryState.DELIVERED) == 1
    assert [(box.level, box.title) for box in boxes(ended)] == [
        ("error", "Not everything was seen"),
        ("notice", f"{ONE}, critical"),
    ]
    with pytest.raises(TypeError):
        ended.passed.report.raise_broken()


def test_what_two_rounds_found_is_told_with_the_weightiest_first() -> None:
    minor, critical = (
        Finding(weight.value, trial(1), weight, weight.value, ())
        for weight in (Significance.MINOR, Significance.CRITICAL)
    )
    run = Run(1, NOW, NOW, None, 1, 1, 1, 0, Outcome.COMPLETE)
    passed = Passed(Report(run, Sight(), Posted()))
    first, second = (Ended(passed, (found,), (), 0, Pushed.SAVED, Pushed.SAVED) for found in (minor, critical))
    assert second.after(first).changed == (critical, minor) == first.after(second).changed


def test_state_that_cannot_be_saved_is_always_red_and_nothing_is_sent(job: Job) -> None:
    job.run()
    job.desk.publish(overallStatus="COMPLETED")
    job.hub.plan(dict.fromkeys(range(1, 6), "refused"))
    ran = job.run("--fail-on", "never")
    assert ran.code == 1
    assert "Completed" not in ran.out  # the channel without configuration is standard output
    assert "Nothing was sent" in job.summary
    assert job.outputs["changed"] == "false"


def test_a_branch_that_cannot_be_asked_for_is_no_empty_memory(job: Job) -> None:
    job.run()
    job.hub.path.rename(job.hub.path.with_name("gone"))
    ran = job.run()
    assert (ran.code, "::error title=The watcher could not run::The branch" in ran.out) == (1, True)
    assert not (job.machine / "clinical-trial-watcher" / "watcher.db").exists()


def test_anothers_branch_is_left_alone(job: Job, tmp_path: Path) -> None:
    job.run()
    with_readme = job.hub.check_out(tmp_path / "copy")
    shutil.rmtree(with_readme / "state")
    _commit(with_readme, "site")
    ran = job.run("--branch", "site")
    assert ran.code == 2
    assert "holds something else than a watcher's state" in ran.err


def _commit(folder: Path, branch: str) -> None:
    git = ["git", "-C", str(folder), "-c", "user.name=me", "-c", "user.email=me@example.org"]
    subprocess.run([*git, "commit", "--quiet", "--all", "--message", "a site"], check=True)
    subprocess.run([*git, "push", "--quiet", "origin", f"HEAD:refs/heads/{branch}"], check=True)


def test_a_damaged_state_is_not_written_over(job: Job, tmp_path: Path) -> None:
    job.run()
    copy = job.hub.check_out(tmp_path / "copy")
    (trial,) = (copy / "state").glob("trials/*/*.jsonl")
    trial.write_text("{broken\n")
    _commit(copy, "watcher-state")
    before = job.hub.subjects()
    assert job.run().code == 1
    assert job.hub.subjects() == before


def test_the_job_never_touches_the_database_of_the_configuration(job: Job) -> None:
    job.desk.run("check")
    before = (job.desk.folder / "snapshots" / "watcher.db").read_bytes()
    job.run()
    assert (job.desk.folder / "snapshots" / "watcher.db").read_bytes() == before


def test_the_state_can_be_taken_home(job: Job, tmp_path: Path) -> None:
    job.run()
    copy = job.hub.check_out(tmp_path / "copy")
    assert job.desk.run("load", str(copy / "state")).code == 0
    assert [row["versions"] for row in job.desk.run("list", "--json").rows] == [1]


def test_views_stand_beside_the_state_when_they_are_wanted(job: Job) -> None:
    job.desk.write("[publish]\nenabled = true")
    job.run()
    assert f"snapshots/{ONE}/CHANGES.md" in job.hub.files()


def test_saving_with_nothing_to_save_does_nothing(job: Job) -> None:
    job.run()
    options = ("--remote", job.hub.url, "--pause", "0")
    assert job.desk.run("actions", "save", *options).code == 0
    shutil.rmtree(job.machine / "clinical-trial-watcher")
    assert job.desk.run("actions", "save", *options).code == 0
    assert len(job.hub.subjects()) == 1


def test_half_of_a_memory_is_never_saved(job: Job) -> None:
    job.run()
    place = job.machine / "clinical-trial-watcher"
    (place / "watcher.db").rename(place / "loading.db")
    with Store.open(place / "loading.db") as store:
        store.forget(SETTLED)
    assert job.desk.run("actions", "save", "--remote", job.hub.url, "--pause", "0").code == 0
    assert len(job.hub.subjects()) == 1


NEAR = '[[alert]]\nnear = "51.75,-1.26"'


@pytest.mark.parametrize(
    ("private", "more", "said"),
    [
        (False, "", []),
        (False, NEAR, ["Everyone can read your place"]),
        (False, '# ana@firm.org\n[channels.x]\nkind = "stdout"', []),
        (True, NEAR, []),
    ],
)
def test_a_public_repository_is_warned_of_what_everyone_could_read(
    job: Job, private: bool, more: str, said: list[str]
) -> None:
    job.private = private
    job.desk.write(more)
    ran = job.run()
    titles = [line.split("title=")[1].split("::")[0] for line in ran.out.splitlines() if "::warning" in line]
    assert titles == said
    assert ("names, telephone numbers" in job.summary) is not private


def test_an_address_in_a_public_configuration_is_warned_of_without_repeating_it(job: Job) -> None:
    job.private = False
    job.desk.write('[channels.me]\nkind = "email"\nto = "ana@firm.org"\nurl = "smtp://127.0.0.1:9"')
    ran = job.run()
    assert "::warning title=Everyone can read an address::" in ran.out
    assert "ana@firm.org" not in ran.out + job.summary


def test_what_cannot_be_told_counts_as_public(job: Job) -> None:
    job.private = None  # the event says nothing
    job.desk.environ["GITHUB_API_URL"] = "http://127.0.0.1:9"
    job.desk.write(NEAR)
    assert "::warning title=Everyone can read your place::" in job.run().out


def test_the_dead_mans_switch_hears_of_a_job_that_could_not_save(job: Job, httpserver: HTTPServer) -> None:
    httpserver.expect_request(re.compile("/ping.*")).respond_with_data("ok")
    job.desk.write(f'[ping]\nurl = "{httpserver.url_for("/ping")}"\nallow_private = true')
    job.run()
    job.hub.plan(dict.fromkeys(range(1, 6), "refused"))
    job.run()
    assert [request.path for request, _ in httpserver.log] == ["/ping/start", "/ping", "/ping/start", "/ping/fail"]


def test_a_job_that_is_told_to_stop_saves_what_it_saw_and_sends_nothing_more(job: Job) -> None:
    trials = (ONE, TWO, "NCT00000003")
    job.desk.write(trials=trials)
    job.desk.config.write_text(job.desk.config.read_text().replace("pace = 0", "pace = 0\nbatch = 1"))
    job.desk.publish(*trials)
    job.run()
    job.desk.publish(*trials, overallStatus="COMPLETED")
    # The version, the first trial, and while the second is asked for:
    job.desk.registry.fault = lambda request: os.kill(os.getpid(), signal.SIGTERM) if request.number == 3 else None
    job.desk.registry.requests.clear()
    stopped = job.run()
    assert (stopped.code, "\nMessage " in stopped.out) == (1, False)
    job.desk.registry.fault = lambda request: None
    job.desk.registry.requests.clear()
    told = job.run()
    assert (told.out.count("\nMessage "), "may be a repeat" in told.out) == (3, False)
    assert ONE not in {request.query.get("filter.ids") for request in job.desk.registry.requests}


def test_outside_of_github_the_repository_must_be_named(tmp_path: Path) -> None:
    with desk(tmp_path) as found:
        found.write()
        ran = found.run("actions", "run", "--work", "w")
    assert (ran.code, "--remote URL" in ran.err) == (2, True)


def test_the_token_is_in_no_file_and_no_command_line(job: Job) -> None:
    job.run()
    place = job.machine / "clinical-trial-watcher"
    assert not [path for path in place.rglob("*") if path.is_file() and b"t0ken" in path.read_bytes()]


def test_the_remote_is_that_of_the_job() -> None:
    assert Runner({"GITHUB_REPOSITORY": "ana/trials"}).remote() == "https://github.com/ana/trials.git"


# --- the files that GitHub reads -------------------------------------------------------------------------------------

ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
WATCH = yaml.safe_load((ROOT / ".github" / "workflows" / "watch.yml").read_text())


def test_the_action_keeps_what_is_chosen_outside_out_of_its_shell() -> None:
    assert not [step for step in ACTION["runs"]["steps"] if "${{" in step.get("run", "")]


def test_the_work_of_a_killed_job_is_saved_all_the_same() -> None:
    last = ACTION["runs"]["steps"][-1]
    assert "always()" in last["if"]
    assert last["run"].endswith("actions save")
    assert all(step["run"].startswith("exec ") for step in ACTION["runs"]["steps"][-2:])  # signals reach the program


def test_the_tools_own_repository_and_its_forks_stay_off_unless_a_variable_is_set() -> None:
    assert WATCH["jobs"]["watch"]["if"] == "vars.WATCH_TRIALS == 'true'"
    assert (WATCH["permissions"], WATCH["concurrency"]["cancel-in-progress"]) == ({}, False)


def test_what_init_writes_asks_for_no_more_than_it_needs() -> None:
    flow = yaml.safe_load(workflow(Path("odd: name.toml"), 17, ["SMTP_PASSWORD"], issues=False))
    job = flow["jobs"]["watch"]
    assert job["permissions"] == {"contents": "write"}
    assert job["steps"][1]["with"]["config"] == "odd: name.toml"
    assert flow["concurrency"]["cancel-in-progress"] is False


def _beside_python(tool: str) -> str | None:
    """A tool of the environment that the tests run in, whether or not that is switched on."""
    return shutil.which(tool, path=str(Path(sys.executable).parent)) or shutil.which(tool)


ZIZMOR, HADOLINT = _beside_python("zizmor"), _beside_python("hadolint")


@pytest.mark.skipif(HADOLINT is None, reason="hadolint comes with the extra test on Linux only")
def test_a_linter_of_dockerfiles_finds_nothing() -> None:
    ran = subprocess.run([str(HADOLINT), str(ROOT / "Dockerfile")], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.skipif(ZIZMOR is None, reason="zizmor is not installed; it comes with the extra test")
def test_a_linter_of_workflows_finds_nothing(tmp_path: Path) -> None:
    written = tmp_path / ".github" / "workflows" / "clinical-trials.yml"
    written.parent.mkdir(parents=True)
    written.write_text(workflow(Path("config.toml"), 17, ["SMTP_PASSWORD"], issues=True))
    read = [str(ROOT / "action.yml"), str(ROOT / ".github" / "workflows"), str(written)]
    ran = subprocess.run([str(ZIZMOR), "--offline", "--no-progress", *read], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
