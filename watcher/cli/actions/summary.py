"""What a job says on its page: a summary in Markdown, boxes, and the outputs for the steps after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from watcher.cli.actions.branch import Pushed
from watcher.cli.actions.job import Ended
from watcher.cli.actions.runner import SUMMARY_LIMIT, Level
from watcher.errors import Blocked
from watcher.meaning.words import count
from watcher.model import DeliveryState, Significance, Update
from watcher.render.markdown import escaped
from watcher.render.outline import links
from watcher.render.words import clean, shortened

_BOXES = 10  # of one kind GitHub shows no more on a step
_CELL = 300  # characters
_REFUSED = (
    "ClinicalTrials.gov refuses the address of this runner (403), as it does with some data centres. Nothing is lost, "
    "and no trial vanished. The next run comes from another address; if it stays so, run the workflow on a runner of "
    "your own (`runs-on: self-hosted`), or run `watcher` by cron elsewhere."
)
_NOT_SAVED = (
    "What was found could not be saved on the branch, so nothing was sent. The next run finds it again. May the job "
    "write? It needs `permissions: contents: write`, and no rule may protect the branch."
)
_NOT_MARKED = (
    "What was sent could not be noted on the branch. The next run sends it again: the same messages with the same ids, "
    "marked as a possible repeat."
)


class Box(Struct, frozen=True):
    level: Level
    title: str
    text: str


def outputs(ended: Ended) -> Mapping[str, str]:
    """Of what was saved: a step that follows `changed` never speaks of what will be found again."""
    trials = {finding.trial for finding in ended.changed}
    first = next(iter(ended.changed), None)
    return {
        "changed": "true" if trials else "false",
        "count": str(len(trials)),
        "headline": f"{first.trial.id}: {clean(first.headline)}" if first else "",
    }


def boxes(ended: Ended) -> Iterator[Box]:
    """Failures first; changes as far as GitHub shows them."""
    run = ended.passed.report.run
    bad = ended.passed.saw_nothing or ended.passed.report.sight.broken
    blind: Level = "error" if bad else "warning"
    if _is_blocked(ended):
        yield Box(blind, "The registry refuses this runner", _REFUSED)
    elif run.message:
        yield Box(blind, "Not everything was seen", clean(run.message))
    if ended.found is not Pushed.SAVED:
        yield Box("error", "Nothing was sent", _NOT_SAVED)
    elif ended.told is not Pushed.SAVED:
        yield Box("error", "Sent, but not noted", _NOT_MARKED)
    for problem in ended.passed.told.problems():
        yield Box("warning", "Not delivered", clean(problem))
    for finding in ended.changed[:_BOXES]:
        yield Box("notice", f"{finding.trial.id}, {finding.significance.value}", clean(finding.headline))


def summary(ended: Ended, warnings: Iterable[Box], commit: str) -> str:
    trials = len({finding.trial for finding in ended.changed})
    heading = f"{count(trials, 'trial')} changed" if trials else "No change"
    if not ended.passed.saw_everything or ended.found is not Pushed.SAVED:
        heading = f"{heading} among what was seen" if not ended.passed.saw_nothing else "Nothing was seen"
    told = [box for box in boxes(ended) if box.level != "notice"]
    tail = [*(f"**{box.title}.** {escaped(box.text)}" for box in (*told, *warnings)), _account(ended, commit)]
    return _fitting(f"## Clinical trials: {heading}", _table(ended), "\n\n".join(tail))


def _table(ended: Ended) -> list[str]:
    rows = [row for update in ended.updates for row in _rows(update)]
    return ["| Trial | Rating | What changed |", "| --- | --- | --- |", *rows] if rows else []


def _rows(update: Update) -> Iterator[str]:
    """A row a change, the weightiest first, bookkeeping left out."""
    link = next((link.url for link in links(update.subject)), None)
    name = f"[{escaped(update.trial.id)}]({link})" if link else escaped(update.trial.id)
    loud = [change for change in update.changes if change.significance is not Significance.ADMINISTRATIVE]
    for change in sorted(loud, key=lambda change: -change.significance.rank):
        yield f"| {name} | {change.significance.value} | {escaped(shortened(clean(change.summary), _CELL))} |"


def _fitting(head: str, table: list[str], tail: str) -> str:
    """Rows that do not fit are left out whole, and counted."""
    room = SUMMARY_LIMIT - len(f"{head}{tail}".encode()) - 200
    kept: list[str] = []
    for row in table:
        room -= len(row.encode()) + 1
        if room < 0:
            kept.append(f"\n*… and {count(len(table) - len(kept), 'more change')}; the state's branch holds them all*")
            break
        kept.append(row)
    return "\n\n".join(part for part in (head, "\n".join(kept), tail) if part) + "\n"


def _account(ended: Ended, commit: str) -> str:
    run, sight = ended.passed.report.run, ended.passed.report.sight
    parts = [f"{count(sight.checked, 'trial')} looked at"]
    if sight.baselines:
        parts.append(f"{sight.baselines:,} for the first time")
    if ended.quiet:
        parts.append(f"{ended.quiet:,} with bookkeeping only")
    if sight.not_seen:
        parts.append(f"{sight.not_seen:,} not seen")
    parts.append(count(ended.passed.delivered.count(DeliveryState.DELIVERED), "message") + " delivered")
    data = f"; registry data of {run.release}" if run.release else ""
    saved = f" Saved as `{commit}`." if ended.is_saved else ""
    return f"{', '.join(parts)}{data}.{saved}"


def _is_blocked(ended: Ended) -> bool:
    return Blocked.kind in ended.passed.report.sight.unseen
