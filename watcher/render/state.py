"""Runs, trials and channels as JSON values: `check --json` (docs/schemas/run-v1.json) and `status --json`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from watcher.model import DeliveryState, Run, TrialState
from watcher.render.json import instant

RUN = "watcher.run/1"
STATUS = "watcher.status/1"


class ChannelHealth(Protocol):
    """How a channel has done of late: the store's ChannelState, or anything of its shape."""

    @property
    def name(self) -> str: ...
    @property
    def failures(self) -> int: ...
    @property
    def failing_since(self) -> datetime | None: ...
    @property
    def last_success(self) -> datetime | None: ...
    @property
    def error(self) -> str | None: ...


def run_row(run: Run, not_seen: Iterable[TrialState] = ()) -> dict[str, Any]:
    """One run in a line, with the trials that it did not see and why (law 12)."""
    return {
        "schema": RUN,
        "id": run.id,
        "started_at": instant(run.started_at),
        "ended_at": _moment(run.ended_at),
        "release": run.release,
        "outcome": run.outcome.value if run.outcome else None,
        "due": run.due,
        "checked": run.checked,
        "changed": run.changed,
        "failed": run.failed,
        "message": run.message,
        "not_seen": [
            {
                "trial": state.trial.id,
                "condition": state.condition.value,
                "kind": state.error_kind,
                "error": state.error,
            }
            for state in not_seen
        ],
    }


def status_row(
    at: datetime, last: Run | None, last_complete: Run | None, deliveries: Mapping[DeliveryState, int]
) -> dict[str, Any]:
    """The first line of `status --json`; a line a trial and a line a channel follow."""
    return {
        "schema": STATUS,
        "of": "watcher",
        "at": instant(at),
        "last_run": run_row(last) if last else None,
        "last_complete_run": run_row(last_complete) if last_complete else None,
        "deliveries": {state.value: deliveries.get(state, 0) for state in DeliveryState},
    }


def trial_row(state: TrialState) -> dict[str, Any]:
    return {
        "schema": STATUS,
        "of": "trial",
        "trial": state.trial.id,
        "registry": state.trial.registry,
        "condition": state.condition.value,
        "versions": state.versions,
        "release_seen": state.release_seen,
        "next_look_at": _moment(state.next_look_at),
        "failures": state.failures,
        "failing_since": _moment(state.failing_since),
        "kind": state.error_kind,
        "error": state.error,
        "alias": state.alias,
    }


def channel_row(channel: ChannelHealth) -> dict[str, Any]:
    return {
        "schema": STATUS,
        "of": "channel",
        "channel": channel.name,
        "failures": channel.failures,
        "failing_since": _moment(channel.failing_since),
        "last_success": _moment(channel.last_success),
        "error": channel.error,
    }


def _moment(moment: datetime | None) -> str | None:
    return instant(moment) if moment else None
