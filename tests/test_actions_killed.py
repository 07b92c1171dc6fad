"""A job killed between any two steps, refused, overtaken: nothing is lost, and no alert is sent without memory of it.

Real processes against a local repository, registry, webhooks and mail server; each job on a machine of its own, as on
GitHub. The long form with random moments is the crash test; here the moments are a table.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.proofs.story import TRIALS, day_of
from tests.proofs.verdict import judge
from tests.proofs.wire import Step
from tests.proofs.world import KILLED, World, world
from tests.support.house import record
from tests.support.hub import Hub, Trouble
from tests.support.paths import ROOT
from watcher.store import Store


@dataclass
class Shop:
    """A world whose watcher lives on machines that are thrown away, and remembers by a branch."""

    world: World
    hub: Hub
    machines: Iterator[Path]
    machine: Path = field(init=False)

    @property
    def twin(self) -> Path:
        return self.world.folder / "twin"

    def publish(self) -> None:
        """A release; the undisturbed twin has a look at it."""
        self.world.publish(*_release(self.world.release))
        self.world.look(self.twin)

    def new_machine(self) -> None:
        self.machine = next(self.machines)

    def options(self, command: str) -> tuple[str, ...]:
        return (command, "--remote", self.hub.url, "--work", str(self.machine), "--pause", "0")

    def run(self, *more: str, command: str = "run") -> int:
        """To its end, on whatever machine we have; pushes go as planned."""
        child = self.world.start("actions", *self.options(command), *more)
        self.hub.aim(child.pid)
        return child.wait()

    def run_and_kill_at(self, step: Step | Trouble) -> int:
        if isinstance(step, Step):
            return self.world.run_and_kill_at(step, "actions", *self.options("run"))
        return self.run()

    def recover(self) -> None:
        """The next job, on a new machine, undisturbed; then the state as anyone would load it."""
        self.hub.plan({})
        self.new_machine()
        assert self.run() == 0, self.world.said()
        for path in self.world.folder.glob("watcher.db*"):
            path.unlink()
        with Store.open(self.world.folder / "watcher.db") as store:
            store.load(self.hub.check_out(self.machine / "copy") / "state")

    def mistakes(self) -> tuple[str, ...]:
        found = judge(self.world, self.twin).mistakes
        return found if self.hub.is_linear() else (*found, "the history is not linear")

    @property
    def config(self) -> Path:
        return self.world.config(self.world.folder)

    def arrived(self) -> int:
        return sum(map(len, self.world.arrivals().values()))

    def repeats(self) -> int:
        return judge(self.world, self.twin).repeats


def _release(number: int) -> list[dict[str, Any]]:
    """Two trials that each move in a way everyone wants to hear of."""
    day = str(day_of(number))
    status = "SUSPENDED" if number % 2 else "RECRUITING"
    people = {"count": 200 + 100 * (number % 7), "type": "ESTIMATED"}
    return [
        record(TRIALS[0], overallStatus=status, lastUpdateSubmitDate=day),
        record(TRIALS[1], "designModule.enrollmentInfo", people, lastUpdateSubmitDate=day),
    ]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with world(tmp_path / "world") as outside:
        machines = (tmp_path / f"machine-{number}" for number in count())
        made = Shop(outside, Hub(tmp_path / "hub.git"), machines)
        outside.look(made.twin)
        made.recover()
        yield made


STEPS: dict[str, tuple[Step | Trouble, int]] = {
    "loaded, not looked": (Step("registry", "asking", 1), 0),
    "half looked": (Step("registry", "answered", 2), 0),
    "looked, not saved": ("killed before", 1),
    "saved, not told": ("killed after", 1),
    "one told, not marked": (Step("hook", "answering", 1), 0),
    "one mailed, not marked": (Step("mail", "answering", 5), 0),
    "one told and marked": (Step("hook", "answered", 1), 0),
    "told, not saved": ("killed before", 2),
    "told and saved": ("killed after", 2),
}


@pytest.mark.parametrize(("rescued", "most"), [(False, 12), (True, 3)], ids=["machine lost", "machine saved its work"])
def test_killed_between_any_two_steps_nothing_is_lost_and_repeats_say_so(shop: Shop, rescued: bool, most: int) -> None:
    for name, (step, push) in STEPS.items():
        shop.publish()
        shop.new_machine()
        shop.hub.plan({push: step} if isinstance(step, str) else {})
        assert shop.run_and_kill_at(step) == KILLED, name
        if rescued:
            shop.hub.plan({})
            assert shop.run(command="save") == 0, name
        shop.recover()
        assert shop.mistakes() == (), name
    assert 1 <= shop.repeats() <= most


@dataclass(frozen=True)
class Case:
    """What the pushes of a job met, and what became of it: its exit code, messages sent by it, and said again later."""

    pushes: dict[int, Trouble]
    code: int = 0
    sent: int = 6  # two trials, three channels
    repeats: int = 0


CASES = {
    "refused three times": Case(dict.fromkeys((1, 2, 3), "refused")),
    "refused for good": Case(dict.fromkeys(range(1, 6), "refused"), code=1, sent=0),
    "the answer to the first push lost": Case({1: "answer lost"}),
    "the answer to the last push lost": Case({2: "answer lost"}),
    "overtaken before anything was told": Case({1: "overtaken"}),
    "overtaken after all was told": Case({2: "overtaken"}),
    "overtaken again and again": Case(dict.fromkeys(range(1, 6), "overtaken"), code=1, sent=0),
    "told, and the push after it refused for good": Case(dict.fromkeys(range(2, 7), "refused"), code=1, repeats=6),
}


def test_whatever_a_push_meets_only_what_is_saved_is_told(shop: Shop) -> None:
    for name, case in CASES.items():
        shop.publish()
        shop.new_machine()
        shop.hub.plan(case.pushes)
        arrived, repeated = shop.arrived(), shop.repeats()
        assert (shop.run(), shop.arrived() - arrived) == (case.code, case.sent), f"{name}: {shop.world.said()}"
        shop.recover()
        assert (shop.mistakes(), shop.repeats() - repeated) == ((), case.repeats), name


@pytest.mark.parametrize(("push", "repeats"), [(1, 0), (2, 6)], ids=["before it told", "after it told"])
def test_another_job_in_the_middle_of_ours_costs_at_most_repeats(shop: Shop, push: int, repeats: int) -> None:
    shop.publish()
    shop.new_machine()
    rival = [sys.executable, "-m", "watcher", "actions", *shop.options("run"), "--config", str(shop.config)]
    shop.new_machine()
    shop.hub.plan_rival(push, rival, shop.world.folder)
    assert shop.run() == 0
    shop.recover()
    assert (shop.mistakes(), shop.repeats()) == ((), repeats)


def test_two_jobs_at_once_end_as_one_would(shop: Shop) -> None:
    shop.publish()
    command = [sys.executable, "-m", "watcher", "actions"]
    jobs = []
    for _ in range(2):
        shop.new_machine()
        jobs.append(subprocess.Popen([*command, *shop.options("run"), "--config", str(shop.config)], cwd=ROOT))
    assert [job.wait(timeout=120) for job in jobs] == [0, 0]
    shop.recover()
    assert shop.mistakes() == ()
