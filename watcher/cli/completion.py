"""`completion`: the line that makes a shell complete this command."""

from __future__ import annotations

import click

from watcher.cli.options import command
from watcher.errors import UsageError

_SHELLS = ("bash", "zsh", "fish")


@command()
@click.argument("shell", type=click.Choice(_SHELLS))
def completion(shell: str) -> None:
    """Print a script that makes your shell complete commands and options.

    \b
    mkdir -p ~/.local/share/bash-completion/completions ~/.zfunc ~/.config/fish/completions
    watcher completion bash > ~/.local/share/bash-completion/completions/watcher
    watcher completion zsh > ~/.zfunc/_watcher
    watcher completion fish > ~/.config/fish/completions/watcher.fish
    """
    from click.shell_completion import get_completion_class

    from watcher.cli.frame import watcher

    found = get_completion_class(shell)
    if found is None:
        raise UsageError(f"no completion for {shell}; known: {', '.join(_SHELLS)}")
    click.echo(found(watcher, {}, "watcher", "_WATCHER_COMPLETE").source())
