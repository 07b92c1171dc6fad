"""Deliveries on their way: leased, tried, ended; and how each channel does meanwhile.

pending ─lease─▶ leased ─delivered─▶ delivered       an attempt row is begun before anything is sent, and ended after;
   ▲                │ └──failed────▶ failed           one without an end was cut short, and may have arrived
   └──retry_later───┘ └──expired───▶ expired
"""

# ruff: noqa: S608 - what is put together are constants of these modules; every value is bound
from __future__ import annotations

from datetime import datetime, timedelta

from watcher.errors import StoreError
from watcher.model import Delivery, DeliveryState
from watcher.store.moments import as_moment, as_moment_or_none, as_text, as_text_or_none, far_ahead
from watcher.store.outbox import DELIVERIES, Outbox, read_delivery
from watcher.store.values import Attempt, ChannelState

# What could be tried at :now. An expired lease is of a process that died, and so is one that lasts too long.
_FREE = """
    (d.state = 'pending' AND (d.next_attempt_at IS NULL OR d.next_attempt_at <= :now OR d.next_attempt_at > :far)
     OR d.state = 'leased' AND (d.leased_until <= :now OR d.leased_until > :far))
"""

_PENDING = f"""
    SELECT d.id FROM deliveries AS d
    WHERE d.state IN ('pending', 'leased') AND ({_FREE} OR d.state = 'pending' AND d.expires_at <= :now)
    ORDER BY d.created_at, d.sequence, d.n
"""

_RESTING = """
    SELECT id, channel FROM deliveries
    WHERE state = 'pending' AND next_attempt_at > :now AND next_attempt_at <= :far ORDER BY n
"""

_LEASE = f"""
    UPDATE deliveries AS d SET state = 'leased', leased_until = :until, attempts = attempts + 1
    WHERE id = :id AND {_FREE}
"""

_HURRY = """
    UPDATE deliveries SET state = 'pending', next_attempt_at = NULL, leased_until = NULL
    WHERE state IN ('pending', 'leased')
"""

_END_ATTEMPT = """
    UPDATE attempts SET ended_at = :now, answer = :answer, error = :error, maybe_arrived = :maybe
    WHERE delivery = (SELECT n FROM deliveries WHERE id = :id) AND ended_at IS NULL
      AND number = (SELECT attempts FROM deliveries WHERE id = :id)
"""

_CHANNEL_FAILED = """
    INSERT INTO channels (name, failures, failing_since, error) SELECT channel, 1, :now, :error
    FROM deliveries WHERE id = :id
    ON CONFLICT (name) DO UPDATE SET
        failures = failures + 1, failing_since = coalesce(failing_since, excluded.failing_since), error = excluded.error
"""

_CHANNEL_WORKED = """
    INSERT INTO channels (name, last_success) SELECT channel, :now FROM deliveries WHERE id = :id
    ON CONFLICT (name) DO UPDATE SET
        failures = 0, failing_since = NULL, error = NULL, last_success = excluded.last_success
"""

_ANNOUNCED = """
    INSERT INTO channels (name, announced_at) VALUES (?, ?)
    ON CONFLICT (name) DO UPDATE SET announced_at = excluded.announced_at
"""


class Sending(Outbox):
    def pending(self, now: datetime) -> list[str]:
        """The ids of what may be tried now, and of what has expired; in the order of its making."""
        return [row["id"] for row in self._all(_PENDING, now=as_text(now), far=far_ahead(now))]

    def resting(self, now: datetime) -> list[tuple[str, str]]:
        """Id and channel of what failed and waits for its next attempt."""
        return [(row["id"], row["channel"]) for row in self._all(_RESTING, now=as_text(now), far=far_ahead(now))]

    def hurry(self) -> None:
        """What waits for a later attempt may be tried at once, and so may what a dead process held.

        Only the holder of the run lock may ask: it knows that nobody else is sending.
        """
        with self.write():
            self._run(_HURRY)

    def lease(self, delivery_id: str, now: datetime, ttl: timedelta) -> Delivery | None:
        """Take one delivery for an attempt, which is begun here. None: another took it, or its time has not come."""
        with self.write():
            times = {"now": as_text(now), "far": far_ahead(now), "until": as_text(now + ttl)}
            if self._run(_LEASE, id=delivery_id, **times).rowcount != 1:
                return None
            row = self._one(
                f"{DELIVERIES} WHERE d.id = ?", delivery_id
            )  # before the attempt row: may_repeat is of earlier ones
            assert row is not None
            self._run(
                "INSERT INTO attempts (delivery, number, started_at) VALUES (?, ?, ?)",
                row["n"],
                row["attempts"],
                as_text(now),
            )
        return read_delivery(row)

    def delivered(self, delivery_id: str, now: datetime, answer: str | None = None) -> None:
        with self.write():
            self._end_attempt(delivery_id, now, answer=answer)
            self._move(delivery_id, DeliveryState.DELIVERED, ended_at=now)
            self._run(_CHANNEL_WORKED, id=delivery_id, now=as_text(now))

    def retry_later(
        self,
        delivery_id: str,
        now: datetime,
        error: str,
        next_attempt_at: datetime,
        *,
        maybe_arrived: bool = False,
    ) -> None:
        with self.write():
            self._end_attempt(delivery_id, now, error=error, maybe_arrived=maybe_arrived)
            self._move(delivery_id, DeliveryState.PENDING, error=error, next_attempt_at=next_attempt_at)
            self._run(_CHANNEL_FAILED, id=delivery_id, now=as_text(now), error=error)

    def postpone(self, delivery_id: str, error: str, next_attempt_at: datetime) -> None:
        """Not tried, because its channel is known to be dead: no attempt, no failure of the channel."""
        with self.write():
            self._move(delivery_id, DeliveryState.PENDING, error=error, next_attempt_at=next_attempt_at)

    def failed(self, delivery_id: str, now: datetime, error: str) -> None:
        """Tried, and for good: no further attempt could do better."""
        with self.write():
            self._end_attempt(delivery_id, now, error=error)
            self._run(_CHANNEL_FAILED, id=delivery_id, now=as_text(now), error=error)
            self._move(delivery_id, DeliveryState.FAILED, error=error, ended_at=now)

    def given_up(self, delivery_id: str, now: datetime, why: str) -> None:
        """Not tried, for good: no failure of the channel. An attempt that was cut short stays one without an end."""
        with self.write():
            self._move(delivery_id, DeliveryState.FAILED, error=why, ended_at=now)

    def expired(self, delivery_id: str, now: datetime) -> None:
        """Its time ran out; the error of the last attempt stays beside it."""
        with self.write():
            self._move(delivery_id, DeliveryState.EXPIRED, ended_at=now)

    def attempts(self, delivery_id: str) -> list[Attempt]:
        rows = self._all(
            "SELECT a.* FROM attempts AS a JOIN deliveries AS d ON d.n = a.delivery WHERE d.id = ? ORDER BY a.number",
            delivery_id,
        )
        return [
            Attempt(
                row["number"], as_moment(row["started_at"]), as_moment_or_none(row["ended_at"]), row["answer"],
                row["error"], bool(row["maybe_arrived"]),
            )
            for row in rows
        ]  # fmt: skip

    def delivery_counts(self) -> dict[tuple[str, DeliveryState], int]:
        """By channel and state; held rows count as HELD."""
        rows = self._all(
            "SELECT channel, state, count(*) AS count FROM deliveries GROUP BY channel, state "
            "UNION ALL SELECT channel, state, count(*) FROM held WHERE state = 'held' GROUP BY channel, state"
        )
        return {(row["channel"], DeliveryState(row["state"])): row["count"] for row in rows}

    def made_since(self, state: DeliveryState, since: datetime) -> int:
        """How many that are in this state now were made since then."""
        row = self._one(
            "SELECT count(*) AS count FROM deliveries WHERE state = ? AND created_at >= ?", state.value, as_text(since)
        )
        return int(row["count"]) if row else 0

    def oldest_pending(self) -> datetime | None:
        """When the oldest message that is neither delivered nor given up was made."""
        row = self._one("SELECT min(created_at) AS oldest FROM deliveries WHERE state IN ('pending', 'leased')")
        return None if row is None else as_moment_or_none(row["oldest"])

    def last_attempt(self, channel: str) -> datetime | None:
        """When something was tried on it last, however that ended."""
        row = self._one(
            "SELECT max(a.started_at) AS last FROM attempts AS a JOIN deliveries AS d ON d.n = a.delivery "
            "WHERE d.channel = ?",
            channel,
        )
        return None if row is None else as_moment_or_none(row["last"])

    def channel_state(self, name: str) -> ChannelState:
        row = self._one("SELECT * FROM channels WHERE name = ?", name)
        if row is None:
            return ChannelState(name)
        return ChannelState(
            name, row["failures"], as_moment_or_none(row["failing_since"]), as_moment_or_none(row["announced_at"]),
            as_moment_or_none(row["last_success"]), row["error"],
        )  # fmt: skip

    def channel_announced(self, name: str, at: datetime | None) -> None:
        """The failure was announced; None: its recovery was."""
        with self.write():
            self._run(_ANNOUNCED, name, as_text_or_none(at))

    def _move(
        self,
        delivery_id: str,
        state: DeliveryState,
        *,
        error: str | None = None,
        next_attempt_at: datetime | None = None,
        ended_at: datetime | None = None,
    ) -> None:
        moved = self._run(
            "UPDATE deliveries SET state = ?, error = coalesce(?, error), next_attempt_at = ?, ended_at = ?, "
            "leased_until = NULL WHERE id = ? AND state IN ('pending', 'leased')",
            state.value,
            error,
            as_text_or_none(next_attempt_at),
            as_text_or_none(ended_at),
            delivery_id,
        ).rowcount
        if moved != 1:
            raise StoreError(f"Delivery {delivery_id} is not on its way, so it cannot become {state}.")

    def _end_attempt(
        self,
        delivery_id: str,
        now: datetime,
        *,
        answer: str | None = None,
        error: str | None = None,
        maybe_arrived: bool = False,
    ) -> None:
        self._run(_END_ATTEMPT, id=delivery_id, now=as_text(now), answer=answer, error=error, maybe=int(maybe_arrived))
