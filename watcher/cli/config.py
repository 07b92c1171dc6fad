"""`watcher config`: the file as the program reads it, and what may stand in it."""

from __future__ import annotations

import click

from watcher.cli.options import Asked, command, pass_asked


@command()
@click.option("--schema", "form", flag_value="schema", help="The JSON Schema of config.toml, for editors.")
@click.option("--reference", "form", flag_value="reference", help="The reference as a Markdown page.")
@pass_asked
def config(asked: Asked, form: str | None) -> None:
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
        from watcher.cli.wiring import read_config
        from watcher.config.shown import shown

        click.echo(shown(read_config(asked)), nl=False)
