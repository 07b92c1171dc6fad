"""The frame of the command line: which commands there are. Each module is imported when its command is asked for."""

from __future__ import annotations

import errno
from importlib import import_module
from typing import Any, NamedTuple

import click

from watcher import DOCS, __version__
from watcher.cli.options import common_options
from watcher.cli.output import PIPE_CLOSED, Unheard


class Entry(NamedTuple):
    module: str  # below watcher.cli
    help: str
    attribute: str = ""  # when the command's own name means something else to Python


# Headings and commands in the order in which people meet them.
COMMANDS: dict[str, dict[str, Entry]] = {
    "Watch": {
        "check": Entry("check", "Look once at everything that is due, record what changed, and tell who is to hear."),
        "deliver": Entry("check", "Send what waits."),
        "notify": Entry("notify", "Try the ways to reach you."),
        "serve": Entry("serve", "Check by the clock, until told to stop."),
    },
    "Look": {
        "list": Entry("listing", "What is watched.", "list_"),
        "log": Entry("history", "What changed, newest last."),
        "show": Entry("records", "One trial: what its record says, and which versions of it are kept."),
        "diff": Entry("records", "What differs between two versions of a trial, side by side."),
        "explain": Entry("history", "Why a change was rated as it was."),
        "note": Entry("note", "Write a note beside a change."),
        "status": Entry("state", "How the watcher does."),
    },
    "Set up": {
        "demo": Entry("demo", "Show it all in a few seconds."),
        "init": Entry("init", "Write a config.toml, answer by answer."),
        "add": Entry("trials", "Watch more trials."),
        "remove": Entry("trials", "Stop watching trials."),
        "pause": Entry("trials", "Leave a watch out of the checks for a while."),
        "resume": Entry("trials", "Take a paused watch up again."),
        "doctor": Entry("doctor", "Look at every part."),
        "completion": Entry("completion", "Print a script that makes your shell complete commands."),
        "config": Entry("config", "Show the configuration as read, or what may stand in it.", "config_"),
    },
    "Keep": {
        "publish": Entry("publish", "Write the log's views: a folder for each trial, and an index."),
        "dump": Entry("keep", "Write the whole memory as sorted text, one file a trial."),
        "load": Entry("keep", "Read a dump into an empty database: all of it or nothing."),
        "backup": Entry("keep", "Copy the database while it is in use."),
        "prune": Entry("keep", "Take away old attempts, runs and bodies of messages."),
        "vacuum": Entry("keep", "Give unused room in the database back to the disk."),
        "reclassify": Entry("rules", "Read the stored versions again with today's rules."),
        "rules": Entry("rules", "Try out the alert rules."),
    },
    "For GitHub Actions": {
        "actions": Entry("actions", "What the GitHub Action runs."),
    },
}


class _Watcher(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for entries in COMMANDS.values() for name in entries]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        for entries in COMMANDS.values():
            if cmd_name in entries:
                module = import_module(f"watcher.cli.{entries[cmd_name].module}")
                found: click.Command = getattr(module, entries[cmd_name].attribute or cmd_name)
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

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write(f"\nMore: {DOCS}\n")

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Unheard as error:
            if error.errno != errno.EPIPE:
                raise
            ctx.exit(PIPE_CLOSED)  # before click hears of it, which would give an exit code of its own


@click.group(
    cls=_Watcher,
    params=common_options(),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="watcher %(version)s")
def watcher() -> None:
    """Tells you what really changed in the registry record of a clinical trial.

    \b
    watcher init                  write a config.toml, answer by answer
    watcher check                 look once: for cron and for GitHub Actions
    watcher log                   what changed, since the first day
    """
