"""What a shell may offer in place of a trial, a watch, a channel or a kind. A broken file offers nothing."""

from __future__ import annotations

from collections.abc import Iterable

import click
from click.shell_completion import CompletionItem

from watcher.cli.options import asked_of
from watcher.config import Config
from watcher.errors import WatcherError

_Items = list[CompletionItem]


def trials(ctx: click.Context, _param: click.Parameter, begun: str) -> _Items:
    config = _config(ctx)
    watches = config.watches if config else ()
    named = {trial.id: watch.name for watch in reversed(watches) for trial in watch.trials}
    return [CompletionItem(trial, help=named[trial]) for trial in sorted(named) if trial.startswith(begun.upper())]


def watches(ctx: click.Context, _param: click.Parameter, begun: str) -> _Items:
    config = _config(ctx)
    return _beginning(begun, (watch.name for watch in config.watches) if config else ())


def channels(ctx: click.Context, _param: click.Parameter, begun: str) -> _Items:
    config = _config(ctx)
    return _beginning(begun, config.channels if config else ())


def kinds(_ctx: click.Context, _param: click.Parameter, begun: str) -> _Items:
    from watcher.meaning.kinds import KINDS

    return _beginning(begun, KINDS)


def _config(ctx: click.Context) -> Config | None:
    from watcher.cli.wiring import view_config

    try:
        return view_config(asked_of(ctx))
    except WatcherError:
        return None


def _beginning(begun: str, names: Iterable[str]) -> _Items:
    return [CompletionItem(name) for name in dict.fromkeys(names) if name.startswith(begun)]
