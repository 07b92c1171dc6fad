"""Small facts that must outlive a run: what was announced, and when."""

from __future__ import annotations

from watcher.model import Json
from watcher.store import columns
from watcher.store.connection import Connected


class Memory(Connected):
    def recall(self, key: str) -> Json:
        """None: nothing is kept under this key."""
        row = self._one("SELECT value FROM memory WHERE key = ?", key)
        return None if row is None else columns.read_optional(row["value"])

    def keep(self, key: str, value: Json) -> None:
        with self.write():
            self._run(
                "INSERT INTO memory (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                key,
                columns.write(value),
            )

    def forget(self, key: str) -> None:
        with self.write():
            self._run("DELETE FROM memory WHERE key = ?", key)

    def recall_all(self, prefix: str) -> dict[str, Json]:
        """All that is kept under keys that begin so."""
        rows = self._all("SELECT key, value FROM memory WHERE substr(key, 1, length(?1)) = ?1 ORDER BY key", prefix)
        return {row["key"]: columns.read_optional(row["value"]) for row in rows}
