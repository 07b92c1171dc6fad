"""Laws of registry drift: what the registry does to many records at once is no trial's news."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from tests.support.told import (
    JASMINE,
    NOW,
    OXFORD_READING,
    WATCH,
    alert,
    change,
    respelled,
    row,
    site,
    submitted,
    trials,
    update,
)
from watcher.meaning.numbers import Numbers
from watcher.meaning.telling import drift
from watcher.meaning.telling.drift import Drift, Tally
from watcher.meaning.telling.route import route
from watcher.meaning.telling.settle import Situation, settle
from watcher.model import Actor, Edit, Significance, Update

RELEASE = "2026-03-20T09:00:05"


def found(updates: list[Update], answered: int, **numbers: Any) -> tuple[Drift, ...]:
    return drift.find(Tally(RELEASE).plus(updates, answered), Numbers(**numbers))


def test_a_city_written_anew_in_a_third_of_the_trials_is_drift() -> None:
    [one] = found([respelled(trial) for trial in trials(5)], 15)
    assert (one.count.shift.way, one.count.trials, one.of) == ("written anew", 5, 15)


@pytest.mark.parametrize(("changed", "answered"), [(4, 4), (4, 8), (29, 100)])
def test_fewer_than_five_or_than_thirty_percent_are_no_drift(changed: int, answered: int) -> None:
    assert found([respelled(trial) for trial in trials(changed)], answered) == ()


def test_thirty_percent_exactly_are_drift() -> None:
    assert len(found([respelled(trial) for trial in trials(30)], 100)) == 1


def test_a_sponsor_that_stops_its_programme_is_news() -> None:
    assert found([submitted(respelled(trial)) for trial in trials(10)], 10) == ()


def test_trials_that_were_submitted_anew_do_not_count_against_the_share() -> None:
    ids = trials(25)
    updates = [respelled(trial) for trial in ids[:5]] + [submitted(respelled(trial)) for trial in ids[5:]]
    assert [one.of for one in found(updates, 36)] == [16]


@pytest.mark.parametrize("kind", ["status.changed", "reference.added", "results.submitted", "record.vanished"])
def test_what_the_registry_says_of_single_trials_is_news_however_many_share_the_day(kind: str) -> None:
    one = change(kind, edits=(0,))
    edit = Edit("protocolSection.statusModule.overallStatus", None, "RECRUITING", "UNKNOWN")
    updates = [update(one, trial=trial, edits=(edit,)) for trial in trials(10)]
    assert found(updates, 10) == ()


def test_one_trial_counts_once_however_many_of_its_sites_are_written_anew() -> None:
    many = respelled(trials(1)[0])
    assert found([replace(many, edits=many.edits * 50)], 1) == ()


def test_a_release_taken_in_over_several_runs_is_tallied_as_one() -> None:
    updates = [respelled(trial) for trial in trials(9)]
    halves = Tally(RELEASE).plus(updates[:4], 5).plus(updates[4:], 10)
    assert halves == Tally(RELEASE).plus(updates, 15)
    assert drift.find(halves, Numbers())[0].of == 15


def test_the_same_path_appearing_here_and_vanishing_there_are_two_things() -> None:
    ids = trials(8)
    path = "derivedSection.conditionBrowseModule.browseLeaves[]"
    derived = change("registry.derived", "administrative", edits=(0,))
    updates = [update(derived, trial=trial, edits=(Edit(path, None, None, "x"),)) for trial in ids[:5]]
    updates += [update(derived, trial=trial, edits=(Edit(path, None, "x", None),)) for trial in ids[5:]]
    assert [(one.count.shift.way, one.count.trials) for one in found(updates, 8)] == [("appeared", 5)]


def test_drift_makes_the_single_changes_administrative_and_the_registrys_and_keeps_their_identity() -> None:
    updates = [respelled(trial) for trial in trials(5)]
    one = drift.demoted(updates[0], found(updates, 5))
    assert one is not None
    [was], [is_now] = updates[0].changes, one.changes
    assert (is_now.significance, is_now.actor, is_now.rule) == (
        Significance.ADMINISTRATIVE,
        Actor.REGISTRY,
        "registry.format",
    )
    assert is_now.inputs == {"rated_before": "minor", "rule_before": "test"}
    assert (one.significance, one.id) == (Significance.ADMINISTRATIVE, updates[0].id)
    assert one.change_id(is_now) == updates[0].change_id(was)


def test_a_change_that_holds_more_than_drift_stays_what_it_was() -> None:
    updates = [respelled(trial) for trial in trials(5)]
    path = "protocolSection.contactsLocationsModule.locations[].status"
    both = replace(
        updates[0],
        edits=(*updates[0].edits, Edit(path, "a site", "RECRUITING", "SUSPENDED")),
        changes=(change("site.edited", "minor", edits=(0, 1)),),
    )
    assert drift.demoted(both, found(updates, 5)) is None


def test_a_summary_without_edits_goes_with_what_it_sums_up_and_stays_with_what_stays() -> None:
    updates = [respelled(trial) for trial in trials(5)]
    drifts = found(updates, 5)
    summary = change("country.entered", "major")
    only_drift = replace(updates[0], changes=(*updates[0].changes, summary))
    news = change("contact.edited", "minor", edits=(1,))
    more = replace(
        only_drift,
        edits=(*only_drift.edits, Edit("a.b", None, 1, 2)),
        changes=(*only_drift.changes, news),
    )
    after, with_news = drift.demoted(only_drift, drifts), drift.demoted(more, drifts)
    assert after is not None
    assert with_news is not None
    assert [str(c.significance) for c in after.changes] == ["administrative", "administrative"]
    assert [str(c.significance) for c in with_news.changes] == ["administrative", "major", "minor"]


def test_an_update_already_demoted_is_not_demoted_again() -> None:
    updates = [respelled(trial) for trial in trials(5)]
    drifts = found(updates, 5)
    once = drift.demoted(updates[0], drifts)
    assert once is not None
    assert drift.demoted(once, drifts) is None


def test_one_notice_names_all_that_moved_in_a_release() -> None:
    notice = drift.notice(found([respelled(trial) for trial in trials(6)], 15), NOW.isoformat())
    assert (notice.kind, notice.lines) == (
        "registry.format",
        (
            "city is written anew in 6 of 15 trials without a new submission, for example Napoli → Naples",
            f"Registry data of {RELEASE}. These changes are kept as administrative.",
        ),
    )


def test_the_notice_of_one_drift_has_one_id_however_often_it_is_found() -> None:
    early = drift.notice(found([respelled(trial) for trial in trials(5)], 5), "2026-03-20T10:00:00+00:00")
    late = drift.notice(found([respelled(trial) for trial in trials(9)], 20), "2026-03-20T12:00:00+00:00")
    assert early.id == late.id


def test_nobody_is_written_to_because_of_drift_unless_he_asked_for_everything() -> None:
    updates = [respelled(trial) for trial in trials(5)]
    situation = Situation(NOW, RELEASE, 5, 5, drifts=found(updates, 5))
    minor = [row(n, one) for n, one in enumerate(updates)]
    everything = [row(n, one, at_least="administrative") for n, one in enumerate(updates)]
    assert settle(minor, situation).outgoing == ()
    assert settle(minor, situation).dropped == (0, 1, 2, 3, 4)
    assert len(settle(everything, situation).outgoing) == 5


def test_news_beside_drift_is_told_without_it() -> None:
    updates = [respelled(trial) for trial in trials(5)]
    news = change("contact.edited", "minor", edits=(1,))
    both = replace(updates[0], edits=(*updates[0].edits, Edit("a.b", None, 1, 2)), changes=(*updates[0].changes, news))
    [out] = settle([row(1, both)], Situation(NOW, RELEASE, 5, 5, drifts=found(updates, 5))).outgoing
    assert [c.kind for c in out.message.update.changes] == ["contact.edited"]  # type: ignore[union-attr]


def test_what_waits_for_a_digest_is_dropped_too_once_the_store_knows_of_the_drift() -> None:
    updates = [respelled(trial) for trial in trials(5)]
    demoted = drift.demoted(updates[0], found(updates, 5))
    assert demoted is not None
    waited = row(1, demoted, slot="2026-03-09T08:00:00+00:00 daily 08:00")
    assert settle([waited], Situation(NOW, RELEASE, 5, 5)).dropped == (1,)


def test_what_a_rule_let_in_for_being_near_is_no_drift() -> None:
    study = update(site(), trial=JASMINE)
    [held] = route(study, [WATCH], [alert(at_least="critical", near=OXFORD_READING)], {"me": ("k1",)}, NOW)
    raised = row(1, study, at_least="critical")
    assert held.at_least is Significance.CRITICAL
    assert len(settle([raised], Situation(NOW, RELEASE, 1, 1)).outgoing) == 1


def test_names_are_remembered_from_release_to_release_and_not_for_good() -> None:
    def renaming(number: int) -> Update:
        path = "protocolSection.sponsorCollaboratorsModule.leadSponsor.name"
        return update(change("sponsor.changed", edits=(0,)), edits=(Edit(path, None, f"A{number}", "B"),))

    tally = Tally("1").plus([renaming(number) for number in range(600)], 600).plus([renaming(0)], 1)
    for release in ("2", "3"):
        tally = tally.next(release, "")
    assert len(tally.counts) == 500
    assert tally.counts[-1].shift.before == "A0", "the one met last"
    assert tally.counts[-1].trials == 2
