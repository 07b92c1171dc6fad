"""The real histories, with faults in every fifth request and every fifth call: the truth does not depend on luck."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from msgspec.structs import replace

from tests.proofs.receivers import Hook, Mood, hook_server
from tests.proofs.story import told
from tests.support.history import histories
from tests.support.paths import needs_registry
from tests.support.registry import FAULTS, TEXT_404
from tests.support.replay import Replay
from watcher.cli.passes import Passed, Wishes, look
from watcher.config import Config
from watcher.demo.registry import Fault, Registry, Request
from watcher.model import DeliveryState, Outcome, Trial
from watcher.store import Store

pytestmark = [needs_registry, pytest.mark.long]

_SHARE = 0.2
_LOOKS = 40  # at one release: so many in a row cannot all meet a fault
_REFUSALS: tuple[Mood, ...] = ("refuses", "takes and hangs up")


@dataclass
class _Unlucky(Replay):
    """A replay in many small requests; what is not seen whole is looked at again a minute later."""

    def config(self) -> Config:
        config = super().config()
        small = {"page_size": 10, "batch": 20, "timeout": 0.3}
        return replace(config, registry=config.registry.model_copy(update=small))

    def run(self) -> None:
        for date, snapshots in self.releases():
            self.publish(date, snapshots)
            at = datetime.fromisoformat(f"{date}T15:17:00+00:00")
            for number in range(_LOOKS):
                if self._look(at + timedelta(minutes=number)).report.run.outcome is Outcome.COMPLETE:
                    break
            else:
                raise AssertionError(f"the release of {date} was never seen whole")

    def _look(self, at: datetime) -> Passed:
        return look(self.config(), Wishes(clock=lambda: at), lambda store, passed: None)

    def last_look(self) -> None:
        """A day later, when whatever waited may be tried again."""
        date = list(self.releases())[-1][0]
        self._look(datetime.fromisoformat(f"{date}T15:17:00+00:00") + timedelta(days=1))


def _faults(random: Random, met: list[str]) -> Any:
    """Any fault, but one: the registry's own word that it has no such record is no fault of the way to it."""

    def what(request: Request) -> Fault | None:
        if random.random() >= _SHARE:
            return None
        fault = random.choice([one for one in FAULTS if one is not TEXT_404 or request.moment != "single"])
        met.append(fault.name)
        return fault

    return what


@contextmanager
def _replayed(folder: Path, kind: type[Replay] = Replay) -> Iterator[tuple[Replay, Hook]]:
    with Registry() as registry, hook_server() as hook:
        folder.mkdir()
        yield kind(folder, registry, f"http://127.0.0.1:{hook.port}/"), hook


def _told(store: Store) -> dict[str, object]:
    return told(store, tuple(Trial("clinicaltrials_gov", number) for number in histories()))


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    with _replayed(tmp_path_factory.mktemp("truth") / "calm") as (replay, _):
        replay.run()
        with replay.store() as store:
            return _told(store)


@pytest.mark.parametrize("seed", [1, 2])
def test_with_faults_in_every_fifth_request_the_story_told_is_the_same(
    tmp_path: Path, seed: int, truth: dict[str, object]
) -> None:
    met: list[str] = []
    with _replayed(tmp_path / "unlucky", _Unlucky) as (replay, hook):
        assert isinstance(replay, _Unlucky)
        random = Random(seed)
        replay.registry.fault = _faults(random, met)
        hook.mood = lambda: random.choice(_REFUSALS) if random.random() < _SHARE else "takes"
        replay.run()
        replay.registry.fault = lambda request: None
        hook.mood = lambda: "takes"
        replay.last_look()
        with replay.store() as store:
            assert _told(store) == truth
            sent = {one.id for one in store.deliveries() if one.trial}
            assert {one.state for one in store.deliveries()} == {DeliveryState.DELIVERED}
        assert len(met) > 20
        assert sent <= {arrival.id for arrival in hook.arrivals}
