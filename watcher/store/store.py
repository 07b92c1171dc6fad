"""The database of the watcher as one object: its chapters put together."""

from __future__ import annotations

from watcher.store.dump import Dumping
from watcher.store.load import Loading
from watcher.store.record import Recording
from watcher.store.searches import Searches
from watcher.store.upkeep import Upkeep


class Store(Recording, Searches, Dumping, Loading, Upkeep):
    """`with Store.open(path) as store:` Whatever belongs together goes into one `with store.write():`."""
