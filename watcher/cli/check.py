"""`check` and `deliver`: one pass for cron and for people; silent when nothing happened and nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from functools import partial

import click
from msgspec.structs import replace

from watcher.check import Finding
from watcher.cli import CHANGED, DONE, FAILED, complete
from watcher.cli.known import to_be_checked
from watcher.cli.options import Asked, command, pass_asked
from watcher.cli.passes import Passed, Wishes, look, send
from watcher.cli.say import columns, data_of, json_line, line, to_people, warn
from watcher.cli.stopping import stop_on_signals
from watcher.cli.wiring import read_config
from watcher.config import Config
from watcher.errors import in_words
from watcher.meaning.words import count
from watcher.model import DeliveryState, Significance, Trial, TrialCondition, TrialState
from watcher.store import Store
from watcher.store.watched import trials_of, watched_by

_BOOKKEEPING = Significance.ADMINISTRATIVE
_NOT_SEEN = (TrialCondition.FAILED, TrialCondition.QUARANTINED, TrialCondition.MISSING)


@command()
@click.argument("trials", nargs=-1, metavar="[TRIAL]...", shell_complete=complete.trials)
@click.option("--no-deliver", is_flag=True, help="Record and prepare the messages; `watcher deliver` sends them.")
@click.option("--exit-code", is_flag=True, help="Exit with 10 when changes were found.")
@click.option(
    "--fail-on",
    type=click.Choice(["partial", "failed", "never"]),
    default="partial",
    help="When to exit with 1: anything not seen or not delivered (as usual), nothing seen at all, or never.",
)
@click.option("--force", is_flag=True, help="Look also at trials that are not due.")
@click.option("--workers", type=click.IntRange(min=1), default=1, metavar="N", help="Processes that compare records.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: a line a change, and last the run (run-v1.json).")
@pass_asked
def check(
    asked: Asked, trials: tuple[str, ...], no_deliver: bool, exit_code: bool, fail_on: str, force: bool, workers: int,
    as_json: bool,
) -> int:  # fmt: skip
    """Look once at everything that is due, record what changed, and tell who is to hear.

    Silent when nothing happened and nobody watches: made for cron. With trials, only these are looked at.

    \b
    watcher check
    watcher check NCT06455449 --force
    watcher check --no-deliver --json
    """
    config = read_config(asked)
    only = to_be_checked(config, trials)
    with stop_on_signals() as stop:
        wishes = Wishes(
            only=only,
            force=force,
            workers=workers,
            deliver=not no_deliver,
            progress=to_people() and not as_json and asked.verbosity >= 0,
            out=sys.stderr if as_json else None,
            stop=stop,
        )
        teller = partial(_as_json, only) if as_json else print_pass if asked.verbosity >= 0 else _quietly
        passed = look(config, wishes, lambda store, passed: teller(config, store, passed))
    if _is_failure(passed, fail_on):
        return FAILED
    return CHANGED if exit_code and _changes(passed) else DONE


@command()
@pass_asked
def deliver(asked: Asked) -> int:
    """Send what waits: messages of earlier checks, and digests whose time has come.

    Also what failed a moment ago: a check lets it wait for a while, this command tries it at once.

    \b
    watcher deliver
    """
    config = read_config(asked)
    told = send(config)
    problems = told.problems()
    for problem in problems:
        warn(problem)
    delivered = told.delivered.count(DeliveryState.DELIVERED)
    if to_people() and asked.verbosity >= 0:
        line(f"{count(delivered, 'message')} delivered")
    return FAILED if problems else DONE


def _is_failure(passed: Passed, fail_on: str) -> bool:
    if fail_on == "never":
        return False
    return passed.saw_nothing if fail_on == "failed" else not passed.ok


def _changes(passed: Passed) -> list[Finding]:
    """First sights are no changes (law 4)."""
    return [finding for finding in passed.report.sight.findings if finding.kinds != ("watching",)]


def _as_json(only: tuple[Trial, ...], config: Config, store: Store, passed: Passed) -> None:
    from watcher.render.json import log_row
    from watcher.render.state import run_row

    for finding in passed.report.sight.findings:
        update = store.update(finding.update_id)
        for change in update.changes if update else ():
            assert update is not None
            json_line(log_row(update, change, update.change_id(change)))
    json_line(run_row(passed.report.run, _not_seen(only, config, store, passed)))


def _not_seen(only: tuple[Trial, ...], config: Config, store: Store, passed: Passed) -> Iterator[TrialState]:
    watched = watched_by(store, config.watches)
    broken = {broken.trial: broken.error for broken in passed.report.sight.broken}
    for trial, state in store.states(watched.active(only or trials_of(store, watched))).items():
        if trial in broken:
            yield replace(state, error_kind="not decided", error=in_words(broken[trial]))
        elif state.condition in _NOT_SEEN:
            yield state


def _quietly(_config: Config, _store: Store, passed: Passed) -> None:
    for problem in _problems(passed):
        warn(problem)


def print_pass(config: Config, store: Store, passed: Passed) -> None:
    """Where alerts are printed anyway, the changes are not listed a second time; nobody gets a mail of bookkeeping."""
    from watcher.render.words import clean

    changes = [finding for finding in _changes(passed) if to_people() or finding.significance is not _BOOKKEEPING]
    if changes and not any(channel.kind == "stdout" for channel in config.channels.values()):
        columns((finding.trial.id, finding.significance.value, clean(finding.headline)) for finding in changes)
    if to_people():
        line(_summary(passed))
    _quietly(config, store, passed)


def _summary(passed: Passed) -> str:
    run, sight = passed.report.run, passed.report.sight
    if run.due == 0:
        if run.release:
            return f"nothing is due; all trials were seen in the registry's data of {data_of(run.release)}"
        return "" if run.message else "nothing was looked at: every watch is paused; `watcher resume WATCH` ends that"
    parts = [f"{count(sight.checked, 'trial')} seen"]
    if sight.baselines:
        parts.append(f"{sight.baselines:,} for the first time")
    parts.append(count(len({finding.trial for finding in _changes(passed)}), "trial") + " changed")
    if sight.not_seen:
        parts.append(f"{sight.not_seen:,} not seen")
    if delivered := passed.delivered.count(DeliveryState.DELIVERED):
        parts.append(f"{count(delivered, 'message')} delivered")
    return f"{', '.join(parts)}; registry data of {data_of(run.release or 'an unknown day')}"


def _problems(passed: Passed) -> Iterable[str]:
    """What was not seen or not delivered, and what would do about it."""
    run, sight = passed.report.run, passed.report.sight
    if run.message:
        yield f"watcher: {run.message}"
        yield from dict.fromkeys(error.advice for error in sight.errors)
    yield from passed.told.problems()
