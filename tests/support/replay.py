"""The real histories replayed release by release: HTTP → check → store, by the code that `watcher check` runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.support.history import Snapshot, histories
from watcher.cli.passes import Passed, Wishes, look
from watcher.cli.wiring import VOCABULARY
from watcher.config import Config, load
from watcher.demo.registry import Registry
from watcher.store import Store

_CONFIG = """
[registry]
base_url = "{url}"
pace = 0

[store]
path = "watcher.db"

[channels.hook]
kind = "webhook"
url = "{hook}"
allow_private = true

[[watch]]
name = "all"
trials = [{trials}]
"""


@dataclass
class Replay:
    """All histories, one data release after the other; between them the store may be looked at."""

    folder: Path
    registry: Registry
    hook: str

    def config(self) -> Config:
        path = self.folder / "config.toml"
        if not path.exists():
            trials = ", ".join(f'"{trial}"' for trial in histories())
            path.write_text(_CONFIG.format(url=self.registry.url, hook=self.hook, trials=trials))
        return load(path, {}, VOCABULARY)

    def store(self) -> Store:
        return Store.open(self.config().database, read_only=True)

    def releases(self) -> Iterator[tuple[str, list[Snapshot]]]:
        """The first release holds every trial, or those that come later would be missing until then."""
        found = histories().values()
        first = min(series[0].data_date for series in found)
        by_date: dict[str, list[Snapshot]] = {first: [series[0] for series in found]}
        for series in found:
            for snapshot in series[1:]:
                by_date.setdefault(snapshot.data_date, []).append(snapshot)
        yield from sorted(by_date.items())

    def publish(self, date: str, snapshots: list[Snapshot]) -> None:
        self.registry.publish({s.trial: s.raw for s in snapshots}, f"{date}T09:00:05")

    def look(self, date: str, tell: Callable[[Store, Passed], None] = lambda store, passed: None) -> Passed:
        at = datetime.fromisoformat(f"{date}T15:17:00").replace(tzinfo=UTC)
        return look(self.config(), Wishes(clock=lambda: at), tell)

    def run(self) -> None:
        for date, snapshots in self.releases():
            self.publish(date, snapshots)
            self.look(date)
