"""How far a check is, for a person who waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from watcher.check import Registry
from watcher.cli.console import console

if TYPE_CHECKING:
    from watcher.model import Answer, End, Found, Json, Trial


class Counted:
    """A registry whose answers are counted as they come. `expected` and `came` are told how many."""

    def __init__(self, registry: Registry, expected: Callable[[int], None], came: Callable[[int], None]) -> None:
        self._registry = registry
        self._expected = expected
        self._came = came

    def release(self, deadline: float | None = None) -> str:
        return self._registry.release(deadline)

    def terms(self, search: Mapping[str, str]) -> Mapping[str, str]:
        return self._registry.terms(search)

    def like(self, content: Json) -> Mapping[str, str]:
        return self._registry.like(content)

    def fetch(
        self, trials: Sequence[Trial], release: str, deadline: float | None, known: Callable[[Trial], str | None]
    ) -> Iterator[Answer]:
        self._expected(len(trials))
        for answer in self._registry.fetch(trials, release, deadline, known):
            yield answer
            self._came(1)

    def search(
        self, params: Mapping[str, str], release: str, deadline: float | None, **how: Any
    ) -> Iterator[Found | End]:
        """Only the first page says how many there are."""
        from watcher.model import Found

        told = False
        for part in self._registry.search(params, release, deadline, **how):
            if isinstance(part, Found):
                if part.total is not None and not told:
                    self._expected(part.total)
                told = told or part.total is not None
                yield part
                self._came(len(part.answers))
            else:
                yield part


@contextmanager
def shown(registry: Registry, *, show: bool) -> Iterator[Registry]:
    """A bar on standard error with the rate and the time left, gone when it is done."""
    if not show:
        yield registry
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    rate = TextColumn("{task.fields[rate]} a second,")
    left = (TimeRemainingColumn(), TextColumn("left"))
    columns = (TextColumn("looking"), BarColumn(), MofNCompleteColumn(), rate, *left)
    with Progress(*columns, console=console(stderr=True), transient=True) as progress:
        task = progress.add_task("looking", total=0, rate="0")

        def expected(count: int) -> None:
            progress.update(task, total=(progress.tasks[0].total or 0) + count)

        def came(count: int) -> None:
            progress.update(task, advance=count, rate=f"{progress.tasks[0].speed or 0:,.0f}")

        yield Counted(registry, expected, came)
