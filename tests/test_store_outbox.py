"""The outbox: nothing unsent is lost, nothing is sent by two at once, and a repeat is known as one (law 7)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.support.stored import NOW, TRIAL, change, decision, delivery, held_for, sample_update, trial
from watcher.errors import StoreError
from watcher.model import Decision, Delivery, DeliveryState, Payload, Target, TrialState
from watcher.store import Attempt, ChannelState, HeldRow, Store

LATER = NOW + timedelta(hours=1)
TTL = timedelta(minutes=10)


@pytest.fixture
def store(tmp_path: Path):
    with Store.open(tmp_path / "watcher.db") as opened:
        yield opened


def kept(store: Store, delivery_id: str) -> Delivery:
    found = store.delivery(delivery_id)
    assert found is not None
    return found


def test_what_is_held_comes_back_with_its_update_when_its_time_has_come(store: Store) -> None:
    recorded = decision(1)
    now, tomorrow = held_for(recorded.update), held_for(recorded.update, slot="2026-03-11T08:00:00+01:00 daily 08:00")
    store.record(recorded, [now, tomorrow], TrialState(TRIAL))
    assert recorded.update is not None
    assert store.held(NOW) == [HeldRow(1, now, recorded.update, 1)]
    due = store.held(datetime(2026, 3, 11, 7, 0, tzinfo=UTC))
    assert [row.held for row in due] == [now, tomorrow]
    assert store.waiting() == 2


def test_a_message_and_the_rows_it_settles_are_one_transaction(store: Store) -> None:
    recorded = decision(1)
    store.record(recorded, [held_for(recorded.update)], TrialState(TRIAL))
    (row,) = store.held(NOW)
    with pytest.raises(RuntimeError), store.write():
        store.enqueue(delivery("a"), "update", settles=[row.id])
        raise RuntimeError
    assert (store.waiting(), store.pending(NOW)) == (1, [])
    assert store.enqueue(delivery("a"), "update", settles=[row.id])
    assert (store.waiting(), store.pending(NOW)) == (0, ["a"])
    assert recorded.update is not None
    (told, *_) = recorded.update.changes
    assert store.told_of(recorded.update.change_id(told)) == [delivery("a")]


def test_a_message_once_rendered_is_never_rendered_anew(store: Store) -> None:
    store.enqueue(delivery("a"), "update")
    again = delivery("a", payload=Payload(b"other words", "text/plain"))
    assert store.enqueue(again, "update") is False
    assert store.delivery("a") == delivery("a")


def test_dropped_rows_are_no_longer_held(store: Store) -> None:
    recorded = decision(1)
    store.record(recorded, [held_for(recorded.update)], TrialState(TRIAL))
    store.drop_held([row.id for row in store.held(NOW)], "below the alert's threshold")
    assert (store.held(NOW), store.waiting()) == ([], 0)


def test_what_is_pending_comes_in_the_order_of_its_making(store: Store) -> None:
    store.enqueue(delivery("third", created_at=LATER, sequence=1), "update")
    store.enqueue(delivery("second", sequence=2), "update")
    store.enqueue(delivery("first", sequence=1), "update")
    assert store.pending(LATER) == ["first", "second", "third"]


def test_a_delivery_is_leased_to_one_only(store: Store) -> None:
    store.enqueue(delivery("a"), "update")
    with Store.open(store.path) as other:
        leased = store.lease("a", NOW, TTL)
        assert leased == delivery("a", state=DeliveryState.LEASED, attempts=1)
        assert other.lease("a", NOW, TTL) is None
    assert store.pending(NOW) == []


def test_a_lease_that_ran_out_is_taken_again_and_says_that_it_may_repeat(store: Store) -> None:
    store.enqueue(delivery("a"), "update")
    store.lease("a", NOW, TTL)
    assert store.lease("a", NOW + TTL - timedelta(seconds=1), TTL) is None
    assert store.pending(NOW + TTL) == ["a"]
    again = store.lease("a", NOW + TTL, TTL)
    assert again is not None
    assert (again.may_repeat, again.attempts, again.payload) == (True, 2, delivery("a").payload)


def test_an_attempt_that_was_seen_to_fail_is_no_repeat_unless_it_may_have_arrived(store: Store) -> None:
    store.enqueue(delivery("a"), "update")
    for number, maybe_arrived in ((1, False), (2, True), (3, False)):
        leased = store.lease("a", NOW, TTL)
        assert leased is not None
        assert leased.may_repeat is (number == 3)
        store.retry_later("a", NOW, "reset", NOW, maybe_arrived=maybe_arrived)


def test_each_attempt_is_a_row_begun_before_and_ended_after(store: Store) -> None:
    store.enqueue(delivery("a"), "update")
    store.lease("a", NOW, TTL)
    store.retry_later("a", NOW + timedelta(seconds=2), "503", LATER)
    store.lease("a", LATER, TTL)
    assert store.attempts("a")[1] == Attempt(2, LATER, None, None, None, False)
    store.delivered("a", LATER + timedelta(seconds=3), "250 ok")
    assert store.attempts("a") == [
        Attempt(1, NOW, NOW + timedelta(seconds=2), None, "503", False),
        Attempt(2, LATER, LATER + timedelta(seconds=3), "250 ok", None, False),
    ]


def test_a_retry_waits_for_its_time(store: Store) -> None:
    store.enqueue(delivery("a"), "update")
    store.lease("a", NOW, TTL)
    store.retry_later("a", NOW, "503", LATER)
    assert (store.pending(NOW), store.lease("a", NOW, TTL)) == ([], None)
    assert store.pending(LATER) == ["a"]
    assert kept(store, "a").error == "503"


def test_who_holds_the_run_lock_may_hurry_what_waits_and_what_a_dead_process_held(store: Store) -> None:
    for name in ("waits", "held", "done"):
        store.enqueue(delivery(name), "update")
        store.lease(name, NOW, TTL)
    store.retry_later("waits", NOW, "503", LATER)
    store.delivered("done", NOW)
    store.hurry()
    assert [(name, kept(store, name).may_repeat) for name in store.pending(NOW)] == [("waits", False), ("held", True)]


def test_what_has_expired_is_handed_out_even_before_its_next_attempt(store: Store) -> None:
    store.enqueue(delivery("a", expires_at=LATER), "update")
    store.lease("a", NOW, TTL)
    store.retry_later("a", NOW, "503", NOW + timedelta(hours=20))
    assert store.pending(LATER - timedelta(seconds=1)) == []
    assert store.pending(LATER) == ["a"]
    store.expired("a", LATER)
    found = store.delivery("a")
    assert found is not None
    assert (found.state, found.error, store.pending(LATER)) == (DeliveryState.EXPIRED, "503", [])


@pytest.mark.parametrize("end", ["delivered", "failed", "expired"])
def test_an_end_is_final(store: Store, end: str) -> None:
    store.enqueue(delivery("a"), "update")
    store.lease("a", NOW, TTL)
    ends = {
        "delivered": lambda: store.delivered("a", NOW),
        "failed": lambda: store.failed("a", NOW, "410"),
        "expired": lambda: store.expired("a", NOW),
    }
    ends[end]()
    assert (store.pending(LATER + TTL), store.lease("a", LATER + TTL, TTL)) == ([], None)
    for another in (*ends.values(), lambda: store.retry_later("a", NOW, "x", NOW)):
        with pytest.raises(StoreError, match="not on its way"):
            another()
    found = store.delivery("a")
    assert found is not None
    assert found.state == end


def test_a_channel_counts_failures_in_a_row_and_forgets_them_when_it_works(store: Store) -> None:
    for name in ("a", "b"):
        store.enqueue(delivery(name), "update")
    assert store.channel_state("me") == ChannelState("me")
    for at in (NOW, LATER):
        store.lease("a", at, TTL)
        store.retry_later("a", at, "refused", at)
    store.channel_announced("me", LATER)
    assert store.channel_state("me") == ChannelState("me", 2, NOW, LATER, None, "refused")
    store.lease("b", LATER, TTL)
    store.delivered("b", LATER)
    assert store.channel_state("me") == ChannelState("me", 0, None, LATER, LATER, None)
    store.channel_announced("me", None)
    assert store.channel_state("me") == ChannelState("me", last_success=LATER)


def test_what_is_put_off_or_given_up_without_a_try_is_no_failure_of_the_channel(store: Store) -> None:
    for name in ("a", "b"):
        store.enqueue(delivery(name), "update")
    store.postpone("a", "me is down", LATER)
    store.given_up("b", NOW, "this recipient is no longer configured")
    assert store.channel_state("me") == ChannelState("me")
    assert (store.attempts("a"), store.pending(NOW), store.pending(LATER)) == ([], [], ["a"])
    assert kept(store, "a").error == "me is down"
    assert (kept(store, "b").state, kept(store, "b").error) == (
        DeliveryState.FAILED,
        "this recipient is no longer configured",
    )


def test_a_try_that_was_cut_short_is_no_failure_of_the_channel_when_its_recipient_has_left(store: Store) -> None:
    store.enqueue(delivery("a"), "update")
    store.lease("a", NOW, TTL)  # and the process was killed
    store.given_up("a", LATER, "this recipient is no longer configured")
    assert store.channel_state("me") == ChannelState("me")
    assert store.attempts("a") == [Attempt(1, NOW, None, None, None, False)]


def test_deliveries_are_counted_and_listed(store: Store) -> None:
    recorded = decision(1)
    store.record(recorded, [held_for(recorded.update)], TrialState(TRIAL))
    hook = Target("hook", "you")
    store.enqueue(delivery("a"), "update")
    store.enqueue(delivery("b", target=hook, trial=trial(2), created_at=LATER), "update")
    store.enqueue(delivery("c", target=hook, trial=None, created_at=LATER), "notice")
    store.lease("b", LATER, TTL)
    store.delivered("b", LATER)
    assert store.delivery_counts() == {
        ("me", DeliveryState.HELD): 1,
        ("me", DeliveryState.PENDING): 1,
        ("hook", DeliveryState.DELIVERED): 1,
        ("hook", DeliveryState.PENDING): 1,
    }
    assert store.oldest_pending() == NOW
    assert [d.id for d in store.deliveries()] == ["c", "b", "a"]
    assert [d.id for d in store.deliveries(channel="hook", limit=1)] == ["c"]
    assert [d.id for d in store.deliveries(state=DeliveryState.DELIVERED)] == ["b"]
    assert [d.id for d in store.deliveries(trial=trial(2))] == ["b"]


def test_nothing_pending_has_no_oldest(store: Store) -> None:
    assert store.oldest_pending() is None


def test_a_held_row_follows_its_update_when_that_is_read_again(store: Store) -> None:
    update = sample_update(1, 2)
    store.record(Decision(update=update), [held_for(update)], TrialState(TRIAL))
    read_again = replace(update, changes=(change("site.added"),), ruleset="2")
    store.supersede(read_again)
    assert [row.update for row in store.held(NOW)] == [read_again]
