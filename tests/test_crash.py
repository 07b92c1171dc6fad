"""SIGKILL to real processes: at each step of what they say, and at random. Nothing lost, nothing false (law 7)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.proofs.kills import tell
from tests.proofs.story import releases
from tests.proofs.verdict import judge
from tests.proofs.wire import Step
from tests.proofs.world import KILLED, World, world

# What a check says, in this order, when one trial changed; "asking" 1 of a mail is EHLO, then MAIL, RCPT, DATA, the
# text, QUIT.
_CHECK = [
    Step("registry", "connected"),
    *(Step("registry", moment, number) for number in (1, 2, 3) for moment in ("asking", "answering", "answered")),
]
_DELIVER = [
    Step("hook", "connected"),
    Step("hook", "asking"),
    Step("hook", "answering"),
    Step("hook", "answered"),
    Step("mail", "connected"),
    Step("mail", "answered", 1),  # the greeting
    *(Step("mail", "asking", number) for number in range(1, 7)),
    Step("mail", "answering", 6),  # the mail is taken, and we do not know
    Step("mail", "answered", 6),
    Step("flapping", "asking"),
    Step("flapping", "answering"),
    Step("flapping", "answered"),
]


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One world, its first release seen by the house that is to be killed and by its undisturbed twin."""
    with world(tmp_path_factory.mktemp("crash") / "killed") as made:
        made.look()
        made.look(twin(made))
        yield made


def twin(outside: World) -> Path:
    return outside.folder.parent / "twin"


_SCRIPT = releases(Random(4))


@pytest.mark.parametrize("step", [*_CHECK, *_DELIVER], ids=str)
def test_killed_at_any_step_of_a_check_all_is_told_and_a_repeat_says_so(outside: World, step: Step) -> None:
    outside.publish(*next(_SCRIPT))
    outside.look(twin(outside))
    assert outside.run_and_kill_at(step, "check") == KILLED
    assert (outside.run("check"), outside.run("deliver")) == (0, 0)
    assert judge(outside, twin(outside)).mistakes == ()


@pytest.mark.parametrize("step", _DELIVER, ids=str)
def test_killed_at_any_step_of_a_delivery_all_is_told_and_a_repeat_says_so(outside: World, step: Step) -> None:
    outside.publish(*next(_SCRIPT))
    outside.look(twin(outside))
    outside.look()
    assert outside.run_and_kill_at(step, "deliver") == KILLED
    assert outside.run("deliver") == 0
    assert judge(outside, twin(outside)).mistakes == ()


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.long
def test_killed_at_random_all_is_told_and_nothing_else(tmp_path: Path, seed: int) -> None:
    """Sixty kills in the three stories; thousands by `python -m tests.proofs.kills`."""
    story = tell(tmp_path, seed, kills=20)
    assert (story.kills, story.mistakes) == (20, ())
    assert story.arrived >= story.expected > 0


def test_a_check_keeps_to_the_wait_after_a_failure_and_deliver_does_not(tmp_path: Path) -> None:
    with world(tmp_path / "house", lambda: "refuses") as outside:
        outside.look()
        outside.publish(*next(releases(Random(1))))
        assert outside.run("check") == 1
        refused = outside.flapping.refused
        assert outside.run("check") == 1  # nothing is tried, and what waits is still not delivered
        assert outside.flapping.refused == refused
        outside.flapping.mood = lambda: "takes"
        assert outside.run("deliver") == 0
        assert outside.flapping.arrivals
