"""`note`: what a person has to say of a change; and what follows when it was wrong."""

from __future__ import annotations

import click

from watcher.check import correct
from watcher.cli.options import Asked, command, one_of, pass_asked
from watcher.cli.passes import Wishes, orders_of
from watcher.cli.say import line
from watcher.cli.wiring import kept_store, now, read_config, view_config
from watcher.errors import UsageError
from watcher.meaning.words import count


@command()
@click.argument("change", metavar="CHANGE")
@click.argument("text", metavar="TEXT")
@one_of("mark", "intended", "It was done on purpose: an alert to expect.")
@one_of("mark", "wrong", "It is no change, or is rated wrongly.")
@pass_asked
def note(asked: Asked, change: str, text: str, mark: str | None) -> None:
    """Write a note beside a change. It is kept, and shown in the log and its exports.

    Where a change marked as wrong was sent already, whoever heard of it gets one correction, with the next delivery.

    \b
    watcher note 3f9a01c2 "agreed with the ethics board" --intended
    watcher note 3f9a01c2 "the registry's own slip" --wrong
    """
    if not text.strip():
        raise UsageError('a note has words; `watcher note 3f9a01c2 "as agreed"` would do')
    config = read_config(asked) if mark == "wrong" else view_config(asked)
    with kept_store(config) as store:
        kept = store.note(change, text, now(), mark=mark or "note")
        entry = store.find_change(kept.change_id)
        corrections = correct(store, orders_of(config, Wishes()), entry, text, now()) if mark == "wrong" else 0
    line(f"noted beside {kept.change_id}")
    if corrections:
        line(f"{count(corrections, 'correction')} will be sent; `watcher deliver` sends at once")
