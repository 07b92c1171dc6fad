"""The laws of the loop over the outbox: nothing lost, nothing blocked by another's failure, failures said elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.channels.base import Limits
from watcher.deliver import DeliverReport, Policy, deliver, deliver_one
from watcher.deliver.announce import give_up
from watcher.errors import DeliveryError
from watcher.model import Delivery, DeliveryState, Message, Notice, Payload, Target, Trial
from watcher.stop import Stop, never
from watcher.store import Store

START = datetime(2026, 2, 9, 15, 30, tzinfo=UTC)
TRIAL = Trial("clinicaltrials_gov", "NCT06455449")
DOWN = DeliveryError("connection refused", unreachable=True)
GONE = DeliveryError("404 Not Found", permanent=True)
BUSY = DeliveryError("450 come back later")


@dataclass
class Fake:
    """A channel with verbs: `refuse(error)` until `mend()`."""

    name: str
    people: tuple[str, ...] = ("ann",)
    error: DeliveryError | None = None
    errors: dict[str, DeliveryError] = field(default_factory=dict)  # for single deliveries
    got: list[tuple[str, bytes, bool]] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    kind: str = "fake"
    limits: Limits = Limits()  # noqa: RUF009 - frozen

    def recipients(self) -> tuple[str, ...]:
        return self.people

    def render(self, message: Message, target: Target) -> Payload:
        assert isinstance(message, Notice)
        return Payload("\n".join([message.title, *message.lines]).encode(), "text/plain")

    def send(self, delivery: Delivery, at: datetime) -> str:
        self.tried.append(delivery.id)
        error = self.errors.get(delivery.id, self.error)
        if error is not None:
            raise error
        assert delivery.payload is not None
        self.got.append((delivery.id, delivery.payload.body, delivery.may_repeat))
        return "250 OK"

    def refuse(self, error: DeliveryError) -> None:
        self.error = error

    def mend(self) -> None:
        self.error = None

    @property
    def ids(self) -> list[str]:
        return [one for one, _, _ in self.got]

    @property
    def notices(self) -> list[str]:
        return [body.decode() for one, body, _ in self.got if one.startswith("channel-")]


@dataclass
class Post:
    """A store, its channels, and a clock that only the test moves."""

    store: Store
    channels: Mapping[str, Fake]
    policy: Policy = Policy()  # noqa: RUF009 - frozen
    now: datetime = START

    def put(self, name: str, channel: str = "me", recipient: str = "ann", **more: Any) -> None:
        fields: dict[str, Any] = {
            "id": name, "target": Target(channel, recipient), "message": name, "state": DeliveryState.PENDING,
            "payload": Payload(f"the text of {name}".encode(), "text/plain"), "attempts": 0, "created_at": self.now,
            "next_attempt_at": None, "expires_at": self.now + timedelta(days=7), "trial": TRIAL, "sequence": 1,
        }  # fmt: skip
        self.store.enqueue(Delivery(**(fields | more)), "update")

    def deliver(self, stop: Stop = never) -> DeliverReport:
        return deliver(self.store, self.channels, lambda: self.now, self.policy, stop=stop)

    def later(self, **more: float) -> DeliverReport:
        self.now += timedelta(**more)
        return self.deliver()

    def state(self, name: str) -> DeliveryState:
        found = self.store.delivery(name)
        assert found is not None
        return found.state


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with Store.open(tmp_path / "watcher.db") as store:
        yield Post(store, {name: Fake(name) for name in ("me", "hook", "chat")})


# --- each on its own -------------------------------------------------------------------------------------------------


def test_what_waits_is_sent_once_in_the_order_of_its_making(post: Post) -> None:
    for name in ("a", "b", "c"):
        post.put(name)
    assert post.deliver().ok
    assert post.deliver().outcomes == ()
    assert post.channels["me"].got == [(n, f"the text of {n}".encode(), False) for n in ("a", "b", "c")]


def test_told_to_stop_the_message_under_way_is_the_last_and_the_others_wait_for_the_next_run(post: Post) -> None:
    for name, channel in (("a", "me"), ("b", "me"), ("c", "hook")):
        post.put(name, channel)
    stopped = post.deliver(stop=lambda: post.channels["me"].ids == ["a"])
    assert stopped.problems() == (
        "me: 1 further message left for the next run",
        "hook: 1 further message left for the next run",
    )
    assert post.deliver().ok
    assert (post.channels["me"].got, post.channels["hook"].ids) == (
        [(name, f"the text of {name}".encode(), False) for name in ("a", "b")],
        ["c"],
    )


@pytest.mark.parametrize("error", [DOWN, GONE, BUSY])
def test_a_channel_that_fails_neither_stops_nor_repeats_another(post: Post, error: DeliveryError) -> None:
    for name, channel in (("a", "hook"), ("b", "me"), ("c", "hook"), ("d", "chat")):
        post.put(name, channel)
    post.channels["hook"].refuse(error)
    assert not post.deliver().ok
    post.later(days=1)
    assert post.channels["me"].ids.count("b") == post.channels["chat"].ids.count("d") == 1


def test_a_failure_is_tried_again_with_the_same_bytes_until_it_works(post: Post) -> None:
    post.put("a")
    post.channels["me"].refuse(DOWN)
    assert post.deliver().problems() == ("me: 1 message not delivered yet: connection refused",)
    post.channels["me"].mend()
    assert post.later(hours=1).ok
    assert post.channels["me"].got == [("a", b"the text of a", False)]


def test_an_answer_that_was_lost_makes_the_next_attempt_a_possible_repeat(post: Post) -> None:
    post.put("a")
    post.channels["me"].refuse(DeliveryError("lost", unreachable=True, maybe_arrived=True))
    post.deliver()
    post.channels["me"].mend()
    post.later(hours=1)
    assert post.channels["me"].got == [("a", b"the text of a", True)]


def test_an_attempt_that_was_killed_is_made_again_and_says_that_it_may_be_a_repeat(post: Post) -> None:
    post.put("a")
    assert post.store.lease("a", post.now, post.policy.lease) is not None  # and here the process died
    assert post.deliver().ok
    assert post.channels["me"].got == [("a", b"the text of a", True)]


# --- dead servers and patience ---------------------------------------------------------------------------------------


def test_a_dead_server_costs_one_attempt_a_run(post: Post) -> None:
    for name in ("a", "b", "c"):
        post.put(name)
    post.channels["me"].refuse(DOWN)
    report = post.deliver()
    assert post.channels["me"].tried == ["a"]
    assert report.left == {"me": 2}
    post.deliver()
    assert post.channels["me"].tried == ["a", "b"], "the first one waits for its time, the next has its turn"


def test_one_refused_message_does_not_hold_up_the_others(post: Post) -> None:
    for name in ("a", "b", "c"):
        post.put(name)
    post.channels["me"].errors = {"a": GONE, "b": BUSY}
    post.deliver()
    assert [post.state(name) for name in ("a", "b", "c")] == [
        DeliveryState.FAILED,
        DeliveryState.PENDING,
        DeliveryState.DELIVERED,
    ]


def test_a_receiver_that_asks_for_patience_gets_it_for_all_that_waits(post: Post) -> None:
    post.put("a")
    post.put("b")
    post.channels["me"].refuse(DeliveryError("429", unreachable=True, retry_after=3600))
    post.deliver()
    post.channels["me"].mend()
    post.later(minutes=59)
    assert post.channels["me"].got == []
    post.later(minutes=2)
    assert post.channels["me"].ids == ["a", "b"]


@given(st.text(st.characters(codec="ascii"), max_size=40), st.integers(1, 500), st.floats(0, allow_nan=False))
def test_waits_grow_to_a_ceiling_and_are_never_shorter_than_asked_for(name: str, attempt: int, asked: float) -> None:
    policy = Policy()
    wait = policy.wait(name, attempt, None)
    doubled = min(policy.first_wait * 2 ** min(attempt - 1, 20), policy.longest_wait)
    assert 0.8 * doubled <= wait <= 1.2 * doubled
    assert wait == policy.wait(name, attempt, None), "no chance in it: a run can be repeated"
    assert policy.wait(name, attempt, asked) >= timedelta(seconds=min(asked, 86_400))


def test_not_all_come_back_at_the_same_moment() -> None:
    assert len({Policy().wait(str(n), 1, None) for n in range(100)}) > 90


# --- the end of waiting ----------------------------------------------------------------------------------------------


def test_what_could_not_be_delivered_in_time_expires_loudly(post: Post) -> None:
    post.put("a", "hook")
    post.channels["hook"].refuse(DOWN)
    post.deliver()
    report = post.later(days=7)
    assert post.state("a") is DeliveryState.EXPIRED
    assert report.problems() == ("hook: 1 message expired: connection refused",)
    for other in ("me", "chat"):
        (notice,) = post.channels[other].notices
        assert "1 message could not be delivered on the channel 'hook'" in notice
        assert "NCT06455449: expired, connection refused" in notice


def test_what_waited_while_nobody_ran_is_tried_once_more_before_it_expires(post: Post) -> None:
    for name in ("a", "b"):
        post.put(name, "hook")
    post.channels["hook"].refuse(DOWN)
    post.deliver()
    post.channels["hook"].mend()
    assert post.later(days=30).ok
    assert post.channels["hook"].ids == ["a", "b"]


def test_what_waits_for_a_dead_channel_expires_with_it_by_one_attempt(post: Post) -> None:
    for name in ("a", "b"):
        post.put(name, "hook")
    post.channels["hook"].refuse(DOWN)
    assert post.later(days=7).problems() == ("hook: 2 messages expired: connection refused",)
    assert (post.channels["hook"].tried, post.store.attempts("b")) == (["a"], [])


def test_what_is_refused_for_good_is_said_on_the_other_channels_once(post: Post) -> None:
    for number in range(12):
        post.put(f"row {number:02}", "hook")
    post.channels["hook"].refuse(GONE)
    post.deliver()
    post.later(days=1)
    undelivered = [notice for notice in post.channels["me"].notices if "could not be delivered" in notice]
    assert len(undelivered) == 1
    assert undelivered[0].startswith("12 messages could not be delivered on the channel 'hook'")
    assert "… and 2 more messages" in undelivered[0]


def test_a_crash_between_giving_up_and_saying_so_forgets_nothing(post: Post) -> None:
    post.put("a", "hook")
    post.channels["hook"].refuse(GONE)
    leased = post.store.lease("a", post.now, post.policy.lease)
    assert leased is not None
    give_up(post.store, leased, "404", DeliveryState.FAILED, post.now, tried=True)  # and here the process died
    post.deliver()
    assert len(post.channels["me"].notices) == 1


def test_a_notice_that_cannot_be_delivered_is_not_announced_by_another(post: Post) -> None:
    post.put("a", "hook")
    for channel in post.channels.values():
        channel.refuse(GONE)
    for _ in range(5):
        post.later(days=1)
    assert len(post.store.deliveries(channel="me")) <= 3, "one of the row, one of each channel that fails"


# --- channels and people who come and go -----------------------------------------------------------------------------


def test_a_message_for_a_renamed_channel_waits_and_is_reported(post: Post) -> None:
    post.put("a", "old name")
    report = post.deliver()
    assert report.problems() == ("old name: 1 message waits for a channel that is no longer configured",)
    assert post.state("a") is DeliveryState.PENDING
    post.channels = {**post.channels, "old name": Fake("old name")}
    assert post.deliver().ok
    assert post.channels["old name"].ids == ["a"]


def test_a_message_for_a_channel_that_never_comes_back_expires_loudly(post: Post) -> None:
    post.put("a", "old name")
    report = post.later(days=7)
    assert report.problems() == ("old name: 1 message expired: there is no channel 'old name' any more",)
    assert "old name" in post.channels["me"].notices[0]


def test_who_is_no_longer_configured_gets_nothing_more(post: Post) -> None:
    post.put("a", recipient="left")
    report = post.deliver()
    assert post.channels["me"].tried == []
    assert report.problems() == ("me: 1 message given up: this recipient is no longer configured",)


# --- failure as a state ----------------------------------------------------------------------------------------------


def test_a_failing_channel_is_announced_once_reminded_of_and_its_recovery_told(post: Post) -> None:
    post.policy = Policy(expire_after=timedelta(days=60))
    post.put("a", "hook", expires_at=START + timedelta(days=60))
    post.channels["hook"].refuse(DOWN)
    titles = []
    for day in range(1, 19):
        post.later(days=1)
        titles.append([f"day {day}: {notice.splitlines()[0]}" for notice in post.channels["me"].notices])
    post.channels["hook"].mend()
    post.later(days=1)
    post.later(days=1)
    assert [notice.splitlines()[0] for notice in post.channels["me"].notices] == [
        "The channel 'hook' fails",
        "The channel 'hook' still fails",
        "The channel 'hook' still fails",
        "The channel 'hook' works again",
    ]
    assert titles[1] == [] and titles[2] == ["day 3: The channel 'hook' fails"]
    assert "connection refused" in post.channels["me"].notices[0]
    assert post.channels["hook"].ids == ["a"]


def test_a_channel_that_nothing_waits_for_any_more_is_said_to_fail_once_and_in_every_exit_code(post: Post) -> None:
    post.channels["hook"].refuse(GONE)
    for name in ("a", "b", "c"):
        post.put(name, "hook")
        post.later(days=1)
    said = [notice for notice in post.channels["me"].notices if notice.startswith("The channel")]
    for _ in range(4):
        assert post.later(days=7).problems() == (
            "hook: the last 3 attempts failed: 404 Not Found; once it is mended: watcher notify test hook",
        )
    assert [notice for notice in post.channels["me"].notices if notice.startswith("The channel")] == said
    [failing] = said
    assert failing.splitlines()[-1] == (
        "No message waits for it any more; what they said is in the log: watcher log. "
        "Once it is mended: watcher notify test hook"
    )
    post.channels["hook"].mend()
    post.put("d", "hook")
    assert post.deliver().ok


def test_one_message_that_was_refused_for_good_makes_no_channel_that_fails(post: Post) -> None:
    post.put("a", "hook")
    post.channels["hook"].refuse(GONE)
    assert not post.deliver().ok
    assert post.later(days=1).ok


def test_a_failure_that_was_not_announced_has_no_recovery_to_announce(post: Post) -> None:
    post.put("a", "hook")
    post.channels["hook"].refuse(DOWN)
    post.deliver()
    post.channels["hook"].mend()
    post.later(hours=1)
    assert post.channels["me"].notices == []


def test_only_the_operators_hear_of_failures(post: Post) -> None:
    post.policy = Policy(operators=("chat",))
    post.put("a", "hook")
    post.channels["hook"].refuse(GONE)
    post.deliver()
    assert len(post.channels["chat"].notices) == 1
    assert post.channels["me"].notices == []


def test_each_operator_is_told_under_an_id_of_his_own(post: Post) -> None:
    post.channels["me"].people = ("ann", "bob")
    post.put("a", "hook")
    post.channels["hook"].refuse(GONE)
    post.deliver()
    assert len(set(post.channels["me"].ids)) == 2


def test_with_one_channel_only_the_exit_code_can_tell(post: Post) -> None:
    post.channels = {"me": Fake("me", error=GONE)}
    post.put("a")
    assert not post.deliver().ok
    assert len(post.store.deliveries()) == 1


def test_an_unexpected_error_of_a_channel_stops_no_other_is_loud_at_the_end_and_the_row_is_tried_again(
    post: Post,
) -> None:
    post.put("a")
    post.put("b", "hook")
    broken = Fake("me")
    broken.send = lambda delivery, at: 1 / 0  # type: ignore[assignment, method-assign, return-value]
    report = deliver(post.store, {**post.channels, "me": broken}, lambda: post.now)
    assert (post.channels["hook"].ids, report.ok) == (["b"], False)
    with pytest.raises(ZeroDivisionError):
        report.raise_broken()
    post.later(hours=1)
    assert post.channels["me"].got == [("a", b"the text of a", True)]


def test_what_waits_for_another_attempt_is_said_until_it_is_delivered(post: Post) -> None:
    post.put("a")
    post.channels["me"].refuse(BUSY)
    post.deliver()
    said = post.deliver().problems()
    assert said == ("me: 1 message waits for another attempt; watcher status says why",)
    post.channels["me"].mend()
    assert post.later(hours=1).problems() == ()


def test_one_row_can_be_sent_alone(post: Post) -> None:
    post.put("a")
    post.put("b")
    outcome = deliver_one(post.store, post.channels["me"], "b", lambda: post.now)
    assert (outcome.state, post.channels["me"].ids) == (DeliveryState.DELIVERED, ["b"])
