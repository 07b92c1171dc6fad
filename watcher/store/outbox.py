"""What was recorded with an update for each recipient, and the messages it is settled into. Nothing is sent here."""

# ruff: noqa: S608 - what is put together are constants of these modules; every value is bound
from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from watcher.model import Delivery, DeliveryState, Held, Payload, Significance, Target, Trial, Update
from watcher.store import columns, filters
from watcher.store.log import Log
from watcher.store.moments import as_moment, as_moment_or_none, as_text, as_text_or_none, slot_start
from watcher.store.values import HeldRow

_HOLD = """
    INSERT INTO held (update_n, channel, recipient, slot, slot_at, at_least, changes, alerts, labels, distances, notes)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

_HELD = """
    SELECT * FROM held WHERE state = 'held' AND (slot_at IS NULL OR slot_at <= ?) ORDER BY n
"""

_SETTLE = "UPDATE held SET state = 'settled', delivery = ? WHERE n = ? AND state = 'held'"
_DROP = "UPDATE held SET state = 'dropped', reason = ? WHERE n = ? AND state = 'held'"

_ENQUEUE = """
    INSERT INTO deliveries (id, message, channel, recipient, trial, sequence, state, created_at, next_attempt_at,
                            expires_at, attempts, error, content_type, payload)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO NOTHING
"""

DELIVERIES = """
    SELECT d.*, t.registry, t.registry_id,
           EXISTS (SELECT 1 FROM attempts AS a WHERE a.delivery = d.n AND (a.ended_at IS NULL OR a.maybe_arrived))
               AS may_repeat
    FROM deliveries AS d LEFT JOIN trials AS t ON t.id = d.trial
"""


class Outbox(Log):
    def held(self, now: datetime) -> list[HeldRow]:
        """What waits to be settled: all that is for now, and the digests whose slot has come; oldest first."""
        rows = self._all(_HELD, as_text(now))
        updates = self._updates_by_row({row["update_n"] for row in rows})
        return [HeldRow(row["n"], _held(row, *updates[row["update_n"]]), *updates[row["update_n"]]) for row in rows]

    def held_beyond(self, at: datetime) -> list[tuple[int, str]]:
        """Row and slot of what waits for a digest later than that."""
        rows = self._all("SELECT n, slot FROM held WHERE state = 'held' AND slot_at > ? ORDER BY n", as_text(at))
        return [(row["n"], row["slot"]) for row in rows]

    def put_off(self, row: int, slot: str) -> None:
        """A held row waits for this slot from now on."""
        with self.write():
            self._run("UPDATE held SET slot = ?, slot_at = ? WHERE n = ?", slot, slot_start(slot), row)

    def waiting(self) -> int:
        """How many held rows there are, those of later slots included."""
        return sum(self.waiting_for().values())

    def waiting_for(self) -> dict[str, int]:
        """The same by channel."""
        rows = self._all("SELECT channel, count(*) AS waiting FROM held WHERE state = 'held' GROUP BY channel")
        return {row["channel"]: row["waiting"] for row in rows}

    def next_digest(self) -> datetime | None:
        """When the earliest digest that is held is due; it may be past, and goes with the next run."""
        row = self._one("SELECT min(slot_at) AS at FROM held WHERE state = 'held'")
        return as_moment_or_none(row["at"]) if row else None

    def enqueue(self, delivery: Delivery, kind: str, *, settles: Iterable[int] = ()) -> bool:
        """A message joins the outbox and the held rows that it says are settled, together.

        False if the id is there already: it stays as it was first rendered, whatever is given now (law 7).
        """
        with self.write():
            created_at = as_text(delivery.created_at)
            self._run(
                "INSERT INTO messages (id, kind, created_at) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING",
                delivery.message,
                kind,
                created_at,
            )
            payload = delivery.payload
            cursor = self._run(
                _ENQUEUE, delivery.id, delivery.message, delivery.target.channel, delivery.target.recipient,
                None if delivery.trial is None else self._ensure_trial(delivery.trial), delivery.sequence,
                delivery.state.value, created_at, as_text_or_none(delivery.next_attempt_at),
                as_text_or_none(delivery.expires_at), delivery.attempts, delivery.error,
                None if payload is None else payload.content_type, None if payload is None else payload.body,
            )  # fmt: skip
            self._each(_SETTLE, [(delivery.id, n) for n in settles])
        return cursor.rowcount == 1

    def drop_held(self, ids: Iterable[int], reason: str) -> None:
        """Held rows that become no message of their own, and why."""
        with self.write():
            self._each(_DROP, [(reason, n) for n in ids])

    def told_of(self, change_id: str) -> list[Delivery]:
        """Whose message held this change; oldest first."""
        rows = self._all(
            f"{DELIVERIES} WHERE d.id IN (SELECT h.delivery FROM held AS h, json_each(h.changes) AS c "
            "WHERE c.value = ?) ORDER BY d.n",
            change_id,
        )
        return [read_delivery(row) for row in rows]

    def deliveries(
        self,
        *,
        state: DeliveryState | None = None,
        channel: str | None = None,
        trial: Trial | None = None,
        limit: int | None = None,
    ) -> list[Delivery]:
        """Newest first."""
        rows = self._all(
            f"{DELIVERIES} WHERE (:state IS NULL OR d.state = :state) AND (:channel IS NULL OR d.channel = :channel) "
            "AND (:id IS NULL OR t.registry_id = :id AND t.registry = :registry) ORDER BY d.n DESC LIMIT :limit",
            state=state.value if state else None,
            channel=channel,
            id=trial.id if trial else None,
            registry=trial.registry if trial else None,
            limit=-1 if limit is None else limit,
        )
        return [read_delivery(row) for row in rows]

    def delivery(self, delivery_id: str) -> Delivery | None:
        row = self._one(f"{DELIVERIES} WHERE d.id = ?", delivery_id)
        return None if row is None else read_delivery(row)

    def _hold(self, update_n: int, held: Sequence[Held]) -> None:
        self._each(
            _HOLD,
            [
                (
                    update_n, one.target.channel, one.target.recipient, one.slot, slot_start(one.slot),
                    one.at_least.value, columns.write(one.changes), columns.write(one.alerts),
                    columns.write_sorted(one.labels), columns.write_sorted(one.distances), columns.write(one.notes),
                )
                for one in held
            ],
        )  # fmt: skip

    def _updates_by_row(self, wanted: set[int]) -> dict[int, tuple[Update, int]]:
        """Updates and their sequence numbers."""
        rows = self._all(
            f"{filters.UPDATES} WHERE u.n IN (SELECT value FROM json_each(?))", columns.write(list(wanted))
        )
        return {row["n"]: (update, row["sequence"]) for row, update in zip(rows, self._whole(rows), strict=True)}


def read_delivery(row: sqlite3.Row) -> Delivery:
    return Delivery(
        id=row["id"],
        target=Target(row["channel"], row["recipient"]),
        message=row["message"],
        state=DeliveryState(row["state"]),
        payload=None if row["payload"] is None else Payload(row["payload"], row["content_type"]),
        attempts=row["attempts"],
        created_at=as_moment(row["created_at"]),
        next_attempt_at=as_moment_or_none(row["next_attempt_at"]),
        expires_at=as_moment_or_none(row["expires_at"]),
        error=row["error"],
        trial=None if row["registry"] is None else Trial(row["registry"], row["registry_id"]),
        sequence=row["sequence"],
        may_repeat=bool(row["may_repeat"]),
    )


def _held(row: sqlite3.Row, update: Update, _sequence: int) -> Held:
    return Held(
        update_id=update.id,
        target=Target(row["channel"], row["recipient"]),
        changes=columns.read_texts(row["changes"]),
        alerts=columns.read_texts(row["alerts"]),
        slot=row["slot"],
        labels=columns.read_labels(row["labels"]),
        distances=columns.read_distances(row["distances"]),
        notes=columns.read_texts(row["notes"]),
        at_least=Significance(row["at_least"]),
    )
