"""Who watches what, by the watches of the configuration and by what their searches have found so far."""

from __future__ import annotations

from collections.abc import Iterable

from watcher.meaning.telling.watched import Watched
from watcher.model import Trial, Watch
from watcher.store.store import Store


def watched_by(store: Store, watches: Iterable[Watch]) -> Watched:
    watches = tuple(watches)
    searches = {watch.name for watch in watches if watch.search or watch.like}
    return Watched.of(watches, {search: store.members(search) for search in searches})


def trials_of(store: Store, watched: Watched) -> list[Trial]:
    """All of them by name: of the whole registry those that were met."""
    met = store.watched() if watched.everywhere else []
    return list(dict.fromkeys([*watched.trials(), *met]))
