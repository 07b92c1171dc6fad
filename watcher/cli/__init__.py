"""The command line: the only place where the parts are put together, and where errors become words and exit codes.

0 done · 1 something failed or was not seen · 2 usage or configuration · 3 another run holds the lock · 10 changes
found, only with --exit-code; 1 wins over 10.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Sequence

from watcher.cli import output

DONE, FAILED, WRONG_USE, LOCKED, CHANGED = 0, 1, 2, 3, 10
_INTERRUPTED = 130  # 128 + SIGINT, as shells say it


def main(arguments: Sequence[str] | None = None) -> None:
    """The console script. Never shows a traceback for an expected error, always for an unexpected one."""
    # Loading and walking records makes next to no circles of objects: to look for them after each 700 new ones is a
    # twentieth of a check's time.
    gc.set_threshold(50_000)
    output.prepare()
    try:
        code = run(arguments)
        sys.stdout.flush()
    except output.Unheard as error:
        code = _unheard(error)
    output.abandon()
    sys.exit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    # Plugins of other packages would be loaded with every model and see every secret; looking for them takes time too.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

    import click

    from watcher.cli.frame import watcher
    from watcher.errors import ConfigError, Locked, RegistryError, UsageError, WatcherError

    try:
        code = watcher.main(arguments, prog_name="watcher", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return _say("stopped", _INTERRUPTED)
    except (ConfigError, UsageError) as error:
        return _say(error, WRONG_USE)
    except Locked as error:
        return _say(error, LOCKED)
    except WatcherError as error:
        return _say(f"{error}\n{error.advice}" if isinstance(error, RegistryError) else error, FAILED)
    return code if isinstance(code, int) else DONE


def _unheard(error: OSError) -> int:
    """`watcher log | head` has what it wanted; a full disk has not."""
    if error.errno == errno.EPIPE:
        return output.PIPE_CLOSED
    return _say(f"the output cannot be written: {error.strerror}", FAILED)


def _say(text: object, code: int) -> int:
    output.say(text)
    return code
