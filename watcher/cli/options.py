"""What all commands take: which configuration, how much to say. Before and after the command's name."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from watcher import DOCS
from watcher.cli import logs

CONFIG_VARIABLE = "WATCHER_CONFIG"


class Asked:
    """What was asked for beside the command itself. Filled while click reads the options, only read after that."""

    def __init__(self) -> None:
        self.config: Path | None = None
        self.verbosity = 0

    @property
    def level(self) -> int:
        """Commands say themselves what is wrong: the log adds to that only when asked."""
        usual = {-1: logging.ERROR, 0: logging.ERROR, 1: logging.INFO}
        return usual.get(self.verbosity, logging.DEBUG if self.verbosity > 0 else 60)

    @property
    def config_path(self) -> Path:
        return self.config or Path(os.environ.get(CONFIG_VARIABLE) or "config.toml")


pass_asked = click.make_pass_decorator(Asked, ensure=True)


def command(name: str | None = None, **settings: Any) -> Callable[[Callable[..., int | None]], click.Command]:
    """A command with the common options. What it returns is the exit code."""
    return click.command(name, cls=_Command, **settings)


def group(**settings: Any) -> Callable[[Callable[..., None]], _Group]:
    return click.group(cls=_Group, **settings)


def one_of(dest: str, value: str, help_: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`--value`, one of several flags that fill `dest`. Two of them are refused: one would be left out in silence."""

    def choose(ctx: click.Context, _param: click.Parameter, chosen: bool) -> None:
        before = ctx.params.get(dest)
        if chosen and before:
            raise click.UsageError(f"--{before} and --{value} are two answers to one question; one of them would do")
        ctx.params[dest] = value if chosen else before

    return click.option(f"--{value}", f"_{dest}_{value}", is_flag=True, expose_value=False, callback=choose, help=help_)


class _Command(click.Command):
    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.params.extend(common_options())
        self.context_settings.setdefault("help_option_names", ["-h", "--help"])

    def invoke(self, ctx: click.Context) -> Any:
        logs.begin(asked_of(ctx).level)
        return super().invoke(ctx)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Not wrapped: an address is one word."""
        if any("docs/" in (getattr(param, "help", None) or "") for param in self.params):
            formatter.write(f"\ndocs/ is at {DOCS}\n")


class _Group(click.Group):
    """A command of several, such as `notify test`."""

    command_class = _Command


def common_options() -> list[click.Option]:
    """Taken before and after the name of a command: nobody remembers which."""
    return [
        click.Option(
            ["-c", "--config"],
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            expose_value=False,
            callback=_keep_config,
            help=f"The configuration; ./config.toml or ${CONFIG_VARIABLE} when left out.",
        ),
        click.Option(["-v", "--verbose"], count=True, expose_value=False, callback=_louder, help="Say more."),
        click.Option(
            ["-q", "--quiet"], count=True, expose_value=False, callback=_quieter, help="Say less: only what went wrong."
        ),
    ]


def asked_of(ctx: click.Context) -> Asked:
    root = ctx.find_root()
    if root.obj is None:
        root.obj = Asked()
    assert isinstance(root.obj, Asked)
    return root.obj


def _keep_config(ctx: click.Context, _param: click.Parameter, value: Path | None) -> None:
    if value is not None:
        asked_of(ctx).config = value


def _louder(ctx: click.Context, _param: click.Parameter, value: int) -> None:
    asked_of(ctx).verbosity += value


def _quieter(ctx: click.Context, _param: click.Parameter, value: int) -> None:
    asked_of(ctx).verbosity -= value
