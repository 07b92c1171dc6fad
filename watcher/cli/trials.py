"""`add`, `remove`, `pause`, `resume`: the watch list, edited where it stands and with every comment kept."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import Struct

from watcher.cli import complete
from watcher.cli.labels import label
from watcher.cli.options import Asked, command, pass_asked
from watcher.cli.say import line, warn
from watcher.cli.wanted import from_list, list_name, refuse_other_labels, wanted, watched_already
from watcher.cli.wiring import open_registry, parse_config
from watcher.config import Config, read
from watcher.config.lists import Entry
from watcher.config.watchlist import Listed, added, paused, removed
from watcher.errors import ConfigError, NotFound, RegistryError, UsageError
from watcher.files import write_whole
from watcher.registries.clinicaltrials_gov.ids import parse as parse_trial

if TYPE_CHECKING:
    from watcher.model import Answer, Trial

# 66 changes of content in 4,563 consecutive looks at real records, one look a working day (docs/performance.md has
# the series); 250 working days a year.
_UPDATES_A_YEAR = 66 / 4563 * 250
LIST = click.Path(exists=True, dir_okay=False, allow_dash=True)
NAMED = 20  # trials shown one by one


class _Opened(Struct, frozen=True, dict=True):
    path: Path
    text: str

    @classmethod
    def at(cls, asked: Asked, *, may_be_empty: bool = False) -> _Opened:
        """A file that is wrong already is refused, and not blamed on the edit."""
        opened = cls(asked.config_path, read(asked.config_path))
        if not (may_be_empty and opened.listed.is_empty):
            parse_config(opened.path, opened.text, os.environ, to_look=True)
        return opened

    @cached_property
    def listed(self) -> Listed:
        return Listed(self.text, parse_trial)

    def after(self, text: str) -> Config:
        """What the edit would make of it: only what can be read again is written."""
        try:
            return parse_config(self.path, text, os.environ, to_look=True)
        except ConfigError as error:
            raise UsageError(f"nothing was changed, since {self.path} could not be read after it:\n{error}") from error

    def save(self, text: str) -> None:
        self.after(text)
        write_whole(self.path, text.encode(), through_links=True)


@command()
@click.argument("trials", nargs=-1, metavar="[TRIAL]...")
@click.option("--from", "source", type=LIST, metavar="FILE", help="A list; - is standard input.")
@click.option(
    "--watch",
    metavar="NAME",
    shell_complete=complete.watches,
    help="Into this watch; a new one if there is none of that name.",
)
@click.option("--columns", metavar="NAMES", help="Only these columns of a CSV become labels: owner,asset.")
@click.option("--label", "labels", multiple=True, metavar="KEY=VALUE", help="A label for these trials.")
@click.option("--offline", is_flag=True, help="Do not ask the registry about them.")
@pass_asked
def add(
    asked: Asked, trials: tuple[str, ...], source: str | None, watch: str | None, columns: str | None,
    labels: tuple[str, ...], offline: bool,
) -> None:  # fmt: skip
    """Watch more trials.

    A list is NCT numbers, one a line or separated by blanks or commas, or CSV with a header: every other column becomes
    a label, but for those of a list that ClinicalTrials.gov exports. All of it is checked before anything is written,
    and the registry is asked about each trial when it answers.

    \b
    watcher add NCT06455449
    watcher add --from trials.csv --watch rivals --columns owner,asset
    """
    opened = _Opened.at(asked, may_be_empty=True)
    given = dict(map(label, labels))
    entries = wanted(trials, from_list(source, columns), given)
    refuse_other_labels(opened.listed, entries, given)
    fresh = [entry for entry in entries if not opened.listed.places(entry.trial)]
    for entry in entries:
        if opened.listed.places(entry.trial):
            warn(watched_already(opened.listed, entry))
    text = added(opened.listed, fresh, watch, usual=list_name(source))
    config = opened.after(text)
    about = {} if offline or not fresh else ask_registry(config, [entry.trial for entry in fresh])
    opened.save(text)
    _tell(fresh, about, config)


@command()
@click.argument("trials", nargs=-1, required=True, metavar="TRIAL...", shell_complete=complete.trials)
@pass_asked
def remove(asked: Asked, trials: tuple[str, ...]) -> None:
    """Stop watching trials. What is known of them stays in the database.

    \b
    watcher remove NCT06455449
    """
    opened = _Opened.at(asked)
    text = removed(opened.listed, [parse_trial(text) for text in trials])
    if opened.listed.after(text).is_empty:
        calls = " and ".join(f"`watcher pause {shlex.quote(name)}`" for name in opened.listed.names())
        raise UsageError(f"nothing was changed: this is all that is watched; {calls} would pause it")
    opened.save(text)
    line(f"no longer watched: {', '.join(parse_trial(text).id for text in trials)}. Their history stays.")


@command()
@click.argument("watch", metavar="WATCH", shell_complete=complete.watches)
@pass_asked
def pause(asked: Asked, watch: str) -> None:
    """Leave a watch out of the checks for a while.

    Nothing is lost: the first check after `watcher resume` tells what changed meanwhile, in one update.

    \b
    watcher pause jasmine
    """
    opened = _Opened.at(asked)
    opened.save(paused(opened.listed, watch, pause=True))
    line(f"paused: {watch}")


@command()
@click.argument("watch", metavar="WATCH", shell_complete=complete.watches)
@pass_asked
def resume(asked: Asked, watch: str) -> None:
    """Take a paused watch up again.

    \b
    watcher resume jasmine
    """
    opened = _Opened.at(asked)
    opened.save(paused(opened.listed, watch, pause=False))
    line(f"watched again: {watch}")


def ask_registry(config: Config, trials: list[Trial]) -> dict[Trial, Answer]:
    """What the registry says of each. A trial that it does not hold is refused; a registry that is silent is not."""
    try:
        with open_registry(config) as registry:
            answers = {answer.trial: answer for answer in registry.fetch(trials, registry.release())}
    except RegistryError as error:
        warn(f"not checked with the registry: {error}")
        return {}
    unknown = [answer for answer in answers.values() if isinstance(answer.error, NotFound)]
    if unknown:
        raise UsageError("nothing was added:\n" + "\n".join(str(answer.error) for answer in unknown))
    return answers


def _tell(entries: list[Entry], about: Mapping[Trial, Answer], config: Config) -> None:
    for entry in entries[:NAMED]:
        answer = about.get(entry.trial)
        line(f"added {entry.trial}{described(answer) if answer else ''}")
    if len(entries) > NAMED:
        line(f"… and {len(entries) - NAMED:,} more")
    if entries:
        from watcher.meaning.telling.watched import Watched
        from watcher.meaning.words import count

        watched = len(Watched.of(config.watches).active())
        a_year = max(1, round(watched * _UPDATES_A_YEAR))
        line(f"{count(watched, 'trial')} watched now; expect about {count(a_year, 'update')} a year while under way")


def described(answer: Answer) -> str:
    from watcher.meaning.subject import subject
    from watcher.meaning.words import constant
    from watcher.render.words import clean

    if answer.record is None:
        return f" (not seen: {answer.error})"
    known = subject(answer.trial, answer.record.content)
    moved = f" (the registry keeps it as {answer.alias})" if answer.alias else ""
    facts = [constant(known.status) if known.status else None, known.phase, known.sponsor]
    return clean(f"{moved}: {known.title} ({', '.join(fact for fact in facts if fact)})")
