"""How far a check is, for a person who waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from watcher.check import Registry
from watcher.cli.console import console
from watcher.model import Answer, Trial


class Counted:
    """A registry whose answers are counted as they come."""

    def __init__(self, registry: Registry, asked: Callable[[int], None], answered: Callable[[], None]) -> None:
        self._registry = registry
        self._asked = asked
        self._answered = answered

    @property
    def name(self) -> str:
        return self._registry.name

    def release(self) -> str:
        return self._registry.release()

    def fetch(
        self, trials: Sequence[Trial], release: str, deadline: float | None, known: Callable[[Trial], str | None]
    ) -> Iterator[Answer]:
        self._asked(len(trials))
        for answer in self._registry.fetch(trials, release, deadline, known):
            yield answer
            self._answered()


@contextmanager
def shown(registry: Registry, *, show: bool) -> Iterator[Registry]:
    """A bar on standard error with the rate and the time left, gone when it is done."""
    if not show:
        yield registry
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("looking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as progress:
        task = progress.add_task("looking", total=0)

        def asked(count: int) -> None:
            progress.update(task, total=(progress.tasks[0].total or 0) + count)

        yield Counted(registry, asked, lambda: progress.advance(task))
