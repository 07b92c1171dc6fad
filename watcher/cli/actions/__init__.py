"""`actions`: what the GitHub Action runs, in one process; action.yml holds no logic of its own."""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path

import click

from watcher.cli import DONE, FAILED, logs
from watcher.cli.actions import privacy
from watcher.cli.actions.branch import Pushed, Remote, StateBranch
from watcher.cli.actions.job import Ended, Workplace, rescue
from watcher.cli.actions.job import run as run_job
from watcher.cli.actions.runner import Runner
from watcher.cli.actions.summary import boxes, outputs, summary
from watcher.cli.options import Asked, group, pass_asked
from watcher.cli.passes import Wishes
from watcher.cli.say import line
from watcher.cli.stopping import stop_on_signals
from watcher.cli.wiring import read_config, view_config

_FOLDER = "clinical-trial-watcher"


@group()
def actions() -> None:
    """What the GitHub Action runs. The memory is kept on a branch; only what is saved there is told.

    \b
    watcher actions run
    """


def _where(command: click.Command) -> click.Command:
    """What both commands ask."""
    command.params += [
        click.Option(
            ["--branch"], default="watcher-state", show_default=True, envvar="WATCHER_BRANCH", metavar="NAME",
            help="The branch that holds the state; made when it is not there.",
        ),
        click.Option(["--remote"], metavar="URL", help="The repository, when it is not that of the job."),
        click.Option(
            ["--work"], type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
            help="A folder for the time of the job; below RUNNER_TEMP when left out.",
        ),
        click.Option(["--pause"], type=click.FloatRange(min=0), default=2.0, hidden=True, help="Seconds."),
    ]  # fmt: skip
    return command


@_where
@actions.command("run")
@click.option(
    "--fail-on",
    type=click.Choice(["partial", "failed", "never"]),
    default="partial",
    envvar="WATCHER_FAIL_ON",
    help="When the job is red: anything not seen or not delivered, nothing seen at all, or never. "
    "State that cannot be saved is always red.",
)
@pass_asked
def run(asked: Asked, fail_on: str, branch: str, remote: str | None, work: Path | None, pause: float) -> int:
    """Load the state, check, save, and only then send; save again.

    \b
    watcher actions run --config config.toml
    """
    runner = Runner(os.environ)
    with runner.errors_on_the_page():
        _begin(asked, runner)
        config = read_config(asked)
        place = _place(runner, branch, remote, work, pause)
        warnings = list(privacy.warnings(config, runner))
        with runner.without_commands(), stop_on_signals() as stop:
            ended = run_job(config, place, Wishes(stop=stop))
    for box in (*boxes(ended), *(box for box in warnings if box.level == "warning")):
        runner.annotate(box.level, box.title, box.text)
    runner.put_summary(summary(ended, warnings, place.branch.short))
    runner.put_outputs(outputs(ended))
    ended.passed.report.raise_broken()
    ended.passed.delivered.raise_broken()
    return FAILED if _is_failure(ended, fail_on) else DONE


@_where
@actions.command("save")
@pass_asked
def save(asked: Asked, branch: str, remote: str | None, work: Path | None, pause: float) -> int:
    """Save what a job that was killed had recorded. Sends nothing; with nothing to save, does nothing.

    \b
    watcher actions save --config config.toml
    """
    runner = Runner(os.environ)
    with runner.errors_on_the_page():
        _begin(asked, runner)
        saved = rescue(view_config(asked), _place(runner, branch, remote, work, pause))
    if saved is Pushed.OVERTAKEN:
        line("another job saved its state meanwhile; the next run goes on from there")
    if saved is Pushed.REFUSED:
        runner.annotate(
            "error", "Not saved", "The branch does not take what this job recorded; the next run looks anew."
        )
    return FAILED if saved is Pushed.REFUSED else DONE


def _begin(asked: Asked, runner: Runner) -> None:
    """The log of a job is read when something went wrong, so it says a little more than elsewhere."""
    logs.begin(asked.level if asked.verbosity else logging.WARNING, filter(None, [runner.token]))


def _place(runner: Runner, branch: str, remote: str | None, work: Path | None, pause: float) -> Workplace:
    folder = work or runner.temporary / _FOLDER
    where = Remote(remote or runner.remote(), branch, runner.token)
    return Workplace(folder, StateBranch(where, folder / "branch", time.sleep, pause))


def _is_failure(ended: Ended, fail_on: str) -> bool:
    if not ended.is_saved:
        return True
    if fail_on == "never":
        return False
    return ended.passed.saw_nothing if fail_on == "failed" else not ended.passed.ok
