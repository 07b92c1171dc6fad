"""The frame of the command line: which commands there are, and the options that all of them take.

A command's module is imported when the command is asked for, so that `--help` answers at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import click

CONFIG_VARIABLE = "WATCHER_CONFIG"
PIPE_CLOSED = 141  # 128 + SIGPIPE, as a shell would say it of `watcher log | head`


class Entry(NamedTuple):
    module: str  # below watcher.cli
    help: str


# Headings and commands in the order in which people meet them.
COMMANDS: dict[str, dict[str, Entry]] = {
    "Set up": {
        "config": Entry("config", "Show the configuration as read, or what may stand in it."),
    },
}


@dataclass
class Asked:
    """What was asked for beside the command itself. Filled while click reads the options, only read after that."""

    config: Path | None = None
    verbosity: int = 0

    @property
    def config_path(self) -> Path:
        return self.config or Path(os.environ.get(CONFIG_VARIABLE) or "config.toml")


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
        click.Option(["-q", "--quiet"], count=True, expose_value=False, callback=_quieter, help="Say less."),
    ]


def command(**settings: Any) -> Callable[[Callable[..., int | None]], click.Command]:
    """A command with the common options. What it returns is the exit code."""
    return click.command(cls=_Command, **settings)


def group(**settings: Any) -> Callable[[Callable[..., None]], _Group]:
    return click.group(cls=_Group, **settings)


class _Command(click.Command):
    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.params.extend(common_options())
        self.context_settings.setdefault("help_option_names", ["-h", "--help"])


class _Group(click.Group):
    """A command of several, such as `notify test`."""

    command_class = _Command


class _Watcher(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for entries in COMMANDS.values() for name in entries]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        for entries in COMMANDS.values():
            if cmd_name in entries:
                module = import_module(f"watcher.cli.{entries[cmd_name].module}")
                found: click.Command = getattr(module, cmd_name.replace("-", "_"))
                return found
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if not name.startswith("-") and name not in self.list_commands(ctx) and not ctx.resilient_parsing:
            raise click.NoSuchCommand(name, possibilities=self.list_commands(ctx), ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for heading, entries in COMMANDS.items():
            with formatter.section(heading):
                formatter.write_dl([(name, entry.help) for name, entry in entries.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            abandon_output()
            ctx.exit(PIPE_CLOSED)


def abandon_output() -> None:
    """Whoever read us has gone. What is left in the buffer must not fail again when the interpreter ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(
    cls=_Watcher,
    params=common_options(),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="clinical-trial-watcher", message="watcher %(version)s")
def watcher() -> None:
    """Tells you what really changed in the registry record of a clinical trial.

    \b
    watcher init                  write a config.toml, answer by answer
    watcher check                 look once: for cron and for GitHub Actions
    watcher log                   what changed, since the first day
    """


def _asked(ctx: click.Context) -> Asked:
    root = ctx.find_root()
    if root.obj is None:
        root.obj = Asked()
    assert isinstance(root.obj, Asked)
    return root.obj


def _keep_config(ctx: click.Context, _param: click.Parameter, value: Path | None) -> None:
    if value is not None:
        _asked(ctx).config = value


def _louder(ctx: click.Context, _param: click.Parameter, value: int) -> None:
    _asked(ctx).verbosity += value


def _quieter(ctx: click.Context, _param: click.Parameter, value: int) -> None:
    _asked(ctx).verbosity -= value


pass_asked = click.make_pass_decorator(Asked, ensure=True)
