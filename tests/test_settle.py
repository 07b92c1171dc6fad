"""Laws of settling: held rows become messages, once, without drift, not too many."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.support.told import JASMINE, ME, NOW, WATCH, alert, change, row, site, trials, update
from watcher.meaning.telling import slots
from watcher.meaning.telling.route import route
from watcher.meaning.telling.settle import Outgoing, Row, Scope, Settlement, Situation, delivery_id, settle
from watcher.model import Digest, Significance, Target, UpdateMessage

SLOT = "2026-03-10T08:00:00+00:00 daily 08:00"
TOMORROW = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)


def situation(**more: Any) -> Situation:
    fields: dict[str, Any] = {"now": NOW, "release": "2026-03-09T09:00:05", "watched": 3, "answered": 3}
    return Situation(**{**fields, **more})


def digests(settlement: Settlement) -> list[Digest]:
    return [out.message for out in settlement.outgoing if isinstance(out.message, Digest)]


def test_one_row_is_one_message_with_only_the_changes_asked_for() -> None:
    loud, quiet = change("status.changed", "critical"), change("oversight.changed", "minor")
    study = update(loud, quiet)
    told = replace(study, changes=(quiet,), significance=Significance.MINOR, headline="Oversight.changed happened")
    [out] = settle([row(7, study, [quiet], labels={"asset": "x"}, notes=("12 km",))], situation()).outgoing
    assert out == Outgoing(
        UpdateMessage(
            id=delivery_id(study, ME),
            update=told,
            labels={"asset": "x"},
            alerts=("all",),
            notes=("12 km",),
        ),
        ME,
        (7,),
    )


def test_a_share_that_leaves_out_only_bookkeeping_keeps_headline_and_weight() -> None:
    many = site(inputs={"net_significance": "major"})
    study = update(many, change("verified", "administrative"), significance=Significance.MAJOR)
    [out] = settle([row(1, study, [study.changes[0]])], situation()).outgoing
    assert isinstance(out.message, UpdateMessage)
    told = out.message.update
    assert (told.headline, told.significance, len(told.changes)) == (study.headline, Significance.MAJOR, 1)


def test_the_headline_of_a_share_tells_of_nothing_that_is_not_in_it() -> None:
    places = [site(city="Seoul", after={"city": "Seoul", "country": "South Korea"}), site(city="Reading", after={})]
    closed = site("site.status_changed", after="SUSPENDED")
    study = update(change("status.changed", "critical"), *places, closed, headline="Suspended; and much else")
    [out] = settle([row(1, study, [*places, closed])], situation()).outgoing
    assert isinstance(out.message, UpdateMessage)
    assert out.message.update.headline.startswith("2 sites added: Seoul (South Korea), ")
    assert out.message.update.headline.endswith("; 1 site now suspended")


def test_the_headline_of_a_share_names_the_country_that_its_sites_left() -> None:
    gone = [
        site("site.removed", before={"city": city, "country": "Greece"}, after=None) for city in ("Athens", "Patras")
    ]
    left = change("country.left", "major", item="Greece", path=gone[0].path)
    study = update(change("status.changed", "critical"), *gone, left, headline="Suspended; and much else")
    [out] = settle([row(1, study, [*gone, left])], situation()).outgoing
    assert isinstance(out.message, UpdateMessage)
    assert out.message.update.headline.endswith("; no site left in Greece")


def test_two_rows_of_one_update_for_one_person_are_one_message() -> None:
    loud, quiet = change("status.changed", "critical"), change("text.edited", "minor")
    study = update(loud, quiet)
    settlement = settle([row(1, study, [quiet], alerts=("b",)), row(2, study, [loud], alerts=("a",))], situation())
    [out] = settlement.outgoing
    assert isinstance(out.message, UpdateMessage)
    assert (out.rows, out.message.alerts, out.message.update) == ((1, 2), ("b", "a"), study)


def test_the_id_is_the_recipients_own_and_does_not_hang_on_the_day_or_the_rule() -> None:
    study = update()
    later = replace(study, detected_at=NOW + timedelta(days=3), headline="said better")
    other = Target("me", "k2")
    [first] = settle([row(1, study)], situation()).outgoing
    [again] = settle([row(9, later, alerts=("another",))], situation()).outgoing
    [theirs] = settle([row(2, study, target=other)], situation()).outgoing
    assert first.message.id == again.message.id != theirs.message.id


def test_a_flap_has_four_ids() -> None:
    there, back = ("A", "B"), ("B", "A")
    updates = [update(number=n, from_hash=h[0], to_hash=h[1]) for n, h in enumerate([there, back, there, back], 1)]
    settlement = settle([row(n, u) for n, u in enumerate(updates)], situation())
    assert len({out.message.id for out in settlement.outgoing}) == 4


def test_a_digest_waits_for_its_slot() -> None:
    waiting = row(1, update(), slot=SLOT)
    assert settle([waiting], situation(now=TOMORROW - timedelta(seconds=1))) == Settlement((), ())
    assert len(settle([waiting], situation(now=TOMORROW)).outgoing) == 1


def test_a_digest_holds_all_of_its_slot_most_significant_first_and_says_what_was_seen() -> None:
    ids = trials(3)
    minor = update(change("text.edited", "minor"), trial=ids[0])
    critical = update(change("status.changed", "critical"), trial=ids[1])
    rows = [row(1, minor, slot=SLOT), row(2, critical, slot=SLOT)]
    [digest] = digests(settle(rows, situation(now=TOMORROW, watched=10, answered=9)))
    assert [message.update.trial for message in digest.updates] == [ids[1], ids[0]]
    assert (digest.title, digest.checked, digest.not_seen, digest.release) == (
        "Daily digest of 10 Mar 2026: 2 trials changed",
        9,
        1,
        "2026-03-09T09:00:05",
    )


def test_a_digests_id_is_channel_recipient_and_slot_whatever_is_in_it() -> None:
    one = digests(settle([row(1, update(), slot=SLOT)], situation(now=TOMORROW)))
    two = digests(settle([row(5, update(number=8), slot=SLOT)], situation(now=TOMORROW + timedelta(hours=3))))
    other = digests(settle([row(1, update(), target=Target("hook", "k1"), slot=SLOT)], situation(now=TOMORROW)))
    assert one[0].id == two[0].id != other[0].id


def test_a_share_inside_a_digest_never_bears_the_id_of_the_message_told_at_once() -> None:
    study = update(change("status.changed", "critical"), change("text.edited", "minor"))
    rows = [row(1, study, [study.changes[0]]), row(2, study, [study.changes[1]], slot=SLOT)]
    now, later = settle(rows, situation(now=TOMORROW)).outgoing
    assert isinstance(later.message, Digest)
    assert now.message.id != later.message.updates[0].id


def test_more_than_twenty_updates_for_one_person_at_once_are_one_summary() -> None:
    rows = [row(n, update(trial=trial)) for n, trial in enumerate(trials(21))]
    [out] = settle(rows, situation()).outgoing
    assert isinstance(out.message, Digest)
    assert (out.message.title, len(out.message.updates), len(out.rows)) == ("21 trials changed", 21, 21)
    assert settle(list(reversed(rows)), situation()).outgoing[0].message.id == out.message.id


def test_above_how_many_updates_a_digest_is_brief_is_one_number_and_the_users() -> None:
    rows = [row(n, update(trial=trial), slot=SLOT) for n, trial in enumerate(trials(21))]
    assert [d.brief for d in digests(settle(rows, situation(now=TOMORROW, storm=20)))] == [True]
    assert [d.brief for d in digests(settle(rows, situation(now=TOMORROW, storm=21)))] == [False]


def test_a_digest_knows_what_it_does_not_tell_for_its_net_effect_and_a_message_at_once_does_not() -> None:
    loud, quiet = change("status.changed", "critical"), change("text.edited", "administrative")
    study = update(loud, quiet)
    [later] = digests(settle([row(1, study, [loud], slot=SLOT)], situation(now=TOMORROW)))
    [now] = settle([row(1, study, [loud])], situation()).outgoing
    assert isinstance(now.message, UpdateMessage)
    assert (later.updates[0].update.changes, later.updates[0].unasked) == ((loud,), (quiet,))
    assert now.message.unasked == ()


def test_twenty_are_twenty_messages() -> None:
    rows = [row(n, update(trial=trial)) for n, trial in enumerate(trials(20))]
    assert len(settle(rows, situation()).outgoing) == 20


def test_one_persons_storm_is_no_other_persons_summary() -> None:
    other = Target("hook", "k2")
    rows = [row(n, update(trial=trial)) for n, trial in enumerate(trials(21))]
    settlement = settle([*rows, row(99, rows[0].update, target=other)], situation())
    assert [type(out.message) for out in settlement.outgoing] == [Digest, UpdateMessage]


def test_every_row_that_is_due_is_settled_once_or_dropped() -> None:
    rows: list[Row] = [row(n, update(trial=trial), slot=SLOT if n % 3 else None) for n, trial in enumerate(trials(50))]
    settlement = settle(rows, situation(now=TOMORROW))
    assert sorted([n for out in settlement.outgoing for n in out.rows] + list(settlement.dropped)) == list(range(50))


LIFE = alert("life", when="daily 08:00", sign_of_life=True)
BREATHING: dict[str, Any] = {"alerts": (LIFE,), "channels": {"me": ("k1",)}, "last_settled": NOW, "now": TOMORROW}


def test_a_sign_of_life_comes_when_nothing_changed() -> None:
    [digest] = digests(settle([], situation(**BREATHING)))
    assert (digest.slot, digest.title, digest.updates) == (
        SLOT,
        "Daily digest of 10 Mar 2026: nothing new in the 3 trials of this alert",
        (),
    )


def test_a_sign_of_life_from_a_run_that_did_not_see_all_says_so() -> None:
    [digest] = digests(settle([], situation(**BREATHING, watched=10, answered=9)))
    assert digest.title == ("Daily digest of 10 Mar 2026: nothing new in the 9 of 10 trials that were seen")


def test_a_sign_of_life_speaks_of_the_trials_of_its_alert_and_of_no_other() -> None:
    mine, gone, *_ = trials(30)
    scope = Scope(frozenset({mine}), frozenset({mine}))
    wider = Scope(frozenset({mine, gone}), frozenset({mine}))
    around: dict[str, Any] = {**BREATHING, "watched": 30, "answered": 30}
    [quiet] = digests(settle([], situation(**around, scopes=(scope,))))
    assert (quiet.title.split(": ")[1], quiet.checked, quiet.not_seen) == (
        "nothing new in the 1 trial of this alert",
        1,
        0,
    )
    [both] = digests(settle([], situation(**{**around, "alerts": (LIFE, LIFE)}, scopes=(scope, wider))))
    assert (both.checked, both.not_seen) == (1, 1)
    [all_] = digests(settle([], situation(**{**around, "alerts": (LIFE, LIFE)}, scopes=(scope, None))))
    assert (all_.checked, all_.not_seen) == (30, 0)


def test_a_sign_of_life_comes_once_a_slot_and_not_beside_a_digest() -> None:
    assert len(settle([row(1, update(), slot=SLOT)], situation(**BREATHING)).outgoing) == 1
    assert settle([], situation(**{**BREATHING, "last_settled": TOMORROW})).outgoing == ()
    assert settle([], situation(**{**BREATHING, "last_settled": None})).outgoing == ()


def test_a_muted_rule_gives_no_sign_of_life() -> None:
    muted = replace(LIFE, mute_until=TOMORROW + timedelta(days=1))
    assert settle([], situation(**{**BREATHING, "alerts": (muted,)})).outgoing == ()


def test_a_sign_of_life_claims_no_more_than_that_there_is_nothing_new() -> None:
    """What changed may have been told at once by another alert, or wait for its digest."""
    weekly = row(1, update(), slot="2026-03-16T08:00:00+00:00 weekly mon 08:00")
    [digest] = digests(settle([weekly], situation(**BREATHING)))
    assert (digest.title.split(": ")[1], digest.updates) == ("nothing new in the 3 trials of this alert", ())


WEEK: dict[str, Any] = {**BREATHING, "now": TOMORROW + timedelta(days=3)}
FRIDAY = "2026-03-13T08:00:00+00:00 daily 08:00"


def test_digests_that_were_missed_are_one_the_last_of_them() -> None:
    first, second, *_ = trials(2)
    rows = [row(1, update(trial=first), slot=SLOT), row(2, update(trial=second), slot=FRIDAY)]
    [out] = settle(rows, situation(now=WEEK["now"])).outgoing
    assert isinstance(out.message, Digest)
    assert (out.message.slot, len(out.message.updates), out.rows) == (FRIDAY, 2, (1, 2))


def test_a_digest_that_was_missed_is_the_last_that_came_and_no_sign_of_life_stands_beside_it() -> None:
    [missed] = digests(settle([row(1, update(), slot=SLOT)], situation(**WEEK)))
    assert (missed.slot, missed.title) == (FRIDAY, "Daily digest of 13 Mar 2026: 1 trial changed")


def test_a_daily_and_a_weekly_digest_that_were_missed_stay_two() -> None:
    first, second, *_ = trials(2)
    weekly = "2026-03-11T08:00:00+00:00 weekly wed 08:00"
    rows = [row(1, update(trial=first), slot=SLOT), row(2, update(trial=second), slot=weekly)]
    assert [one.slot for one in digests(settle(rows, situation(now=WEEK["now"])))] == [SLOT, weekly]


def test_a_digest_reaches_to_what_was_found_last_in_it() -> None:
    late = replace(update(), detected_at=TOMORROW + timedelta(hours=7))
    [one] = digests(settle([row(1, late, slot=SLOT)], situation(now=late.detected_at)))
    assert (one.since, one.until) == ("2026-03-10T15:00:00+00:00", "2026-03-10T15:00:00+00:00")


ALERTS = (LIFE, alert("week", at_least="administrative", when="weekly wed 08:00"), alert("now", at_least="critical"))


@given(st.lists(st.tuples(st.integers(1, 40), st.sampled_from(["major", "critical", None]), st.booleans())))
def test_each_change_is_told_once_to_each_person_however_runs_fall_and_are_killed(
    runs: list[tuple[int, str | None, bool]],
) -> None:
    """A run: so many hours after the last, what it found, and whether it was killed before it settled."""
    now, settled, held, told = NOW, NOW, list[Row](), list[Outgoing]()
    for number, (hours, found, killed) in enumerate(runs):
        now += timedelta(hours=hours)
        if found is not None:
            study = update(change(significance=found), number=number, detected_at=now)
            rows = route(study, [WATCH], ALERTS, {"me": ("k1",)}, now, settled)
            held += [Row(number, one, study) for one in rows]
        if not killed:
            around = situation(now=now, alerts=ALERTS, channels={"me": ("k1",)}, last_settled=settled)
            told += (done := settle(held, around).outgoing)
            waits = [one for one in held if one.held.slot and slots.schedule_of(one.held.slot) == "daily 08:00"]
            signs = [out for out in done if isinstance(out.message, Digest) and not out.message.updates]
            assert not (signs and waits)
            settled, held = now, [one for one in held if one.id not in {n for out in done for n in out.rows}]
    ids = [out.message.id for out in told]
    assert len(ids) == len(set(ids))
    said = sorted(n for out in told for n in out.rows) + [one.id for one in held]
    assert sorted(said) == [n for n, (_, found, _) in enumerate(runs) if found]


def test_an_event_that_is_no_difference_of_two_records_has_an_id_by_its_mark() -> None:
    gone = [update(change("record.vanished", "critical"), trial=JASMINE, mark=f"vanished {day}") for day in (1, 2)]
    ids = {out.message.id for out in settle([row(n, u) for n, u in enumerate(gone)], situation()).outgoing}
    assert len(ids) == 2
