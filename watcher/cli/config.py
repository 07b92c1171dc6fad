"""`watcher config`: the file as the program reads it, and what may stand in it."""

from __future__ import annotations

import click

from watcher.cli.options import Asked, command, one_of, pass_asked
from watcher.cli.say import warn


@command("config")
@one_of("form", "schema", "The JSON Schema of config.toml, for editors.")
@one_of("form", "reference", "The reference as a Markdown page.")
@pass_asked
def config_(asked: Asked, form: str | None) -> None:
    """Show the configuration as read, or what may stand in it.

    Secrets are masked. A file with problems shows all of them, with their lines.

    \b
    watcher config
    watcher config --schema > config-v1.json
    """
    from watcher.channels import KINDS
    from watcher.config import reference

    if form == "schema":
        click.echo(reference.schema(KINDS), nl=False)
    elif form == "reference":
        click.echo(reference.reference(KINDS), nl=False)
    else:
        from watcher.cli.wiring import view_config
        from watcher.config.shown import shown

        config = view_config(asked)
        for problem in config.missing:
            warn(problem)
        click.echo(shown(config), nl=False)
