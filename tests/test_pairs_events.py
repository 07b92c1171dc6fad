"""What is no difference of two records, what needs several of them, and what must hold for all pairs together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from tests.pairs.events import EVENTS, LATER, Event, look, torn
from tests.pairs.row import PHASE_2, PHASE_NA
from tests.support.trial import SEEN, base, changed, put
from tests.support.trial import update as compared
from tests.test_pairs import PAIRS, is_told
from watcher.meaning.decide import decide
from watcher.meaning.kinds import KINDS
from watcher.meaning.known import first_plan
from watcher.meaning.numbers import Numbers
from watcher.meaning.significance import rule
from watcher.meaning.telling import drift
from watcher.meaning.telling.drift import Tally
from watcher.model import Change, Known, Record, Significance, Stage, Trial, Update, Version
from watcher.render.when import dates_of

_PLACES = "contactsLocationsModule.locations"
_AT_LEAST = 3


# --- events ----------------------------------------------------------------------------------------------------------


def _name(event: Event) -> str:
    return event.name


@pytest.mark.parametrize("event", EVENTS, ids=_name)
def test_an_event_is_one_change_told_as_the_documents_ask_for(event: Event) -> None:
    update = event.happens()
    assert update is not None
    [change] = [change for change in update.changes if change.kind != "verified"]
    assert is_told(change, event.told), change
    assert update.significance == event.told.significance


_OURS = r"Last submitted \d+ \w{3} 2026\."
_THEIRS = r"The registry did this, not the sponsor; the record was last submitted \d+ \w{3} 2026\."


@pytest.mark.parametrize("event", [e for e in EVENTS if e.told.kind.startswith(("record.", "search."))], ids=_name)
def test_an_event_is_dated_by_the_known_record_and_what_a_search_sees_is_nobodys_doing(event: Event) -> None:
    update = event.happens()
    assert update is not None
    assert re.fullmatch(_OURS if event.told.kind.startswith("search.") else _THEIRS, dates_of(update)[0])


def test_an_event_of_a_record_without_a_date_of_submission_still_says_whose_doing_it_is() -> None:
    event = next(event for event in EVENTS if event.told.kind == "record.vanished")
    update = event.happens()
    assert update is not None
    assert dates_of(replace(update, registry_date=None))[0] == "The registry did this, not the sponsor."


_NO_SITES = changed(_PLACES, None, submitted=None)


@pytest.mark.parametrize("new", [torn(), _NO_SITES, put(torn(), "statusModule.overallStatus", "COMPLETED")])
def test_a_record_that_lost_too_much_is_held_back_until_a_look_an_hour_later_shows_the_same(new: Any) -> None:
    first = look(base(), new, number=2)
    assert (first.version, first.update) == (None, None)
    assert first.quarantine is not None
    too_soon = look(base(), new, number=2, held=first.quarantine, at=SEEN + timedelta(minutes=59))
    assert (too_soon.update, too_soon.quarantine) == (None, first.quarantine)
    believed = look(base(), new, number=2, held=first.quarantine, at=LATER)
    assert believed.quarantine is None
    assert believed.update is not None


def test_all_sites_gone_is_critical_once_it_is_believed() -> None:
    held = look(base(), _NO_SITES, number=2).quarantine
    believed = look(base(), _NO_SITES, number=2, held=held, at=LATER).update
    assert believed is not None
    assert believed.significance is Significance.CRITICAL
    assert Counter(change.kind for change in believed.changes) == {"site.removed": 4, "country.left": 3}


@pytest.mark.parametrize(
    "steps",
    [
        ("statusModule.statusVerifiedDate", "2026-03"),
        ("statusModule.studyFirstSubmitQcDate", "2025-01-12"),
        (),
    ],
)
def test_bookkeeping_alone_is_one_administrative_change_that_owns_it_all(steps: tuple[Any, ...]) -> None:
    update = compared(base(), changed(*steps))
    assert update is not None
    [change] = update.changes
    assert (change.kind, change.significance, change.rule) == ("verified", "administrative", "verified")
    assert sorted(change.edits) == list(range(len(update.edits)))


# --- one after the other ---------------------------------------------------------------------------------------------


def _told(contents: list[Any]) -> Iterator[list[Change]]:
    """What is told of each step, with all that was known by then."""
    known = Known(Version(1, _record(contents[0]), None, SEEN), first_plan(contents[0]))
    for number, content in enumerate(contents[1:], 2):
        decision = decide(known, _record(content), SEEN, Numbers())
        assert decision.version is not None
        known = Known(replace(decision.version, number=number), decision.first_plan, decision.crossed)
        yield [c for c in decision.update.changes if c.kind != "verified"] if decision.update else []


def _record(content: Any, trial: str = "NCT01234567") -> Record:
    return Record(Trial("clinicaltrials_gov", trial), msgspec.json.encode(content), "2026-03-10T09:00:05")


def _slipping(field: str, values: list[Any]) -> list[str]:
    """The ratings of one value moved again and again, a month between two submissions."""
    start = changed(*PHASE_2, "statusModule.completionDateStruct", {"date": "2031-01-01"}, field, values[0])
    contents = [changed(field, v, record=start, submitted=f"2026-{n:02}-20") for n, v in enumerate(values, 1)]
    return [str(change.significance) for [change] in _told(contents)]


_DAYS = ["2027-05-14", "2027-06-11", "2027-07-09", "2027-08-06", "2027-09-03", "2027-10-01", "2027-10-29", "2027-11-26"]


def test_twelve_slips_of_28_days_are_told_as_half_a_year_once() -> None:
    days = [*_DAYS, "2027-12-24", "2028-01-21", "2028-02-18", "2028-03-17", "2028-04-14"]
    assert _slipping("statusModule.primaryCompletionDateStruct.date", days) == [*["minor"] * 6, "major", *["minor"] * 5]


def test_the_fourteenth_slip_passes_a_year_and_is_told_as_a_year_once() -> None:
    # Two slips a month from here on; what counts are the days since the first plan.
    days = [_DAYS[0], _DAYS[-1], "2027-12-24", "2028-03-17", "2028-04-14", "2028-05-12", "2028-06-09", "2028-07-07"]
    assert _slipping("statusModule.primaryCompletionDateStruct.date", days) == [
        "major", "minor", "minor", "minor", "minor", "critical", "minor",
    ]  # fmt: skip


def test_a_threshold_that_was_passed_is_not_told_again_after_a_way_back() -> None:
    days = ["2027-05-14", *_DAYS[1:], "2027-10-29", "2027-11-26"]
    assert _slipping("statusModule.primaryCompletionDateStruct.date", days)[6:] == ["major", "minor", "minor"]


def test_enrollment_that_shrinks_little_by_little_is_told_at_a_fifth_and_at_half_once_each() -> None:
    counts = [1000, 960, 925, 890, 855, 820, 790, 760, 730, 700, 670, 640, 610, 580, 555, 530, 505, 485, 465]
    levels = _slipping_counts(counts)
    assert [counts[n + 1] for n, level in enumerate(levels) if level == "major"] == [790]
    assert [counts[n + 1] for n, level in enumerate(levels) if level == "critical"] == [485]


def _slipping_counts(counts: list[int]) -> list[str]:
    field = "designModule.enrollmentInfo.count"
    contents = [
        changed(*PHASE_NA, field, n, submitted=f"2026-{1 + i // 2:02}-{1 + i % 2}0") for i, n in enumerate(counts)
    ]
    return [str(change.significance) for [change] in _told(contents)]


def test_a_status_that_goes_back_and_forth_is_told_each_time() -> None:
    words = ["RECRUITING", "SUSPENDED", "RECRUITING", "SUSPENDED"]
    contents = [
        changed("statusModule.overallStatus", word, submitted=f"2026-02-0{n}") for n, word in enumerate(words, 1)
    ]
    assert [(c.before, c.after) for [c] in _told(contents)] == list(pairwise(words))


# --- many trials at once ---------------------------------------------------------------------------------------------


def _released(
    steps: tuple[Any, ...], *, trials: int, submitted: str | None, given: tuple[Any, ...] = ()
) -> list[Update]:
    old = changed(*given, submitted=None)
    new = changed(*steps, record=old, submitted=submitted)
    found = []
    for number in range(1, trials + 1):
        trial = f"NCT{number:08d}"
        known = Known(Version(2, _record(old, trial), "2026-01-20", SEEN), first_plan(old))
        update = decide(known, _record(new, trial), SEEN, Numbers()).update
        assert update is not None
        found.append(update)
    return found


_UNHEARD = ("designModule.nobodyKnows", "new")
_FORMATS = [(_UNHEARD, ()), ((f"{_UNHEARD[0]}", None), _UNHEARD), ((_UNHEARD[0], "other"), _UNHEARD)]


@pytest.mark.parametrize(("steps", "given"), _FORMATS, ids=["appears", "vanishes", "is written anew"])
def test_what_happens_to_many_records_that_nobody_submitted_is_one_notice(steps: Any, given: Any) -> None:
    updates = _released(steps, trials=5, submitted=None, given=given)
    drifts = drift.find(Tally("2026-03-10").plus(updates, 12), Numbers())
    assert drift.notice(drifts, SEEN.isoformat()).kind == "registry.format"
    calmer = [drift.demoted(update, drifts) for update in updates]
    assert {change.significance for update in calmer if update for change in update.changes} == {"administrative"}
    assert None not in calmer


@pytest.mark.parametrize(
    ("trials", "answered", "submitted"),
    [(5, 5, "2026-03-02"), (4, 4, None), (5, 17, None)],
    ids=["a sponsor's whole programme", "fewer than five", "fewer than three in ten"],
)
def test_what_sponsors_submit_and_what_is_rare_is_no_drift(trials: int, answered: int, submitted: str | None) -> None:
    stopped = ("statusModule.overallStatus", "TERMINATED") if submitted else _UNHEARD
    updates = _released(stopped, trials=trials, submitted=submitted)
    assert drift.find(Tally("2026-03-10").plus(updates, answered), Numbers()) == ()


_LEAD = "sponsorCollaboratorsModule.leadSponsor.name"
_ORG = "identificationModule.organization.fullName"


def _named(path: str, name: str, trials: int) -> list[Update]:
    return _released((path, name), trials=trials, submitted="2026-03-02")


@pytest.mark.parametrize("path", [_LEAD, _ORG])
def test_one_name_that_becomes_another_in_two_trials_is_an_organization_renamed(path: str) -> None:
    updates = _named(path, "Renamed Pharma", 2)
    quiet = drift.renamed(Tally("2026-03-10").plus(updates, 2))
    for update in updates:
        calmer = drift.demoted(update, quiet)
        assert calmer is not None
        [change] = [change for change in calmer.changes if change.kind != "verified"]
        assert (change.significance, change.rule) == ("administrative", "organization.renamed.several")
        assert (change.actor, calmer.significance) == ("sponsor", "administrative")
        assert rule(change.rule) is not None


def test_the_second_trial_may_be_renamed_in_a_later_release() -> None:
    first, second = _named(_LEAD, "Renamed Pharma", 2)
    tally = Tally("2026-03-10").plus([first], 2)
    assert drift.renamed(tally) == ()
    later = tally.next("2026-03-11", SEEN.isoformat()).plus([second], 2)
    assert drift.demoted(second, drift.renamed(later)) is not None


def test_two_trials_that_go_to_two_sponsors_are_two_changes_of_sponsor() -> None:
    updates = [_named(_LEAD, name, 1)[0] for name in ("Other Biotech", "Third Biotech")]
    tally = Tally("2026-03-10").plus(updates, 2)
    assert (drift.renamed(tally), drift.find(tally, Numbers())) == ((), ())
    assert {update.significance for update in updates} == {Significance.CRITICAL}


# --- all pairs together ----------------------------------------------------------------------------------------------


def _shown(update: Update) -> Iterator[str]:
    yield update.headline
    for change in update.changes:
        yield from (change.summary, change.label, *change.details)


# Correction 16: facts, and no verdict on them and no counsel.
_JUDGES = re.compile(
    r"\b(?:overdue|too late|belated|fail\w*|should|must|ought|unfortunately|worr\w+|suspicious|misconduct|good news"
    r"|bad news|promising|disappointing|alarming|surprising\w*|violat(?:es|ed)|breach\w*|recommend\w*|advis\w+)\b",
    re.IGNORECASE,
)
_PATHS = re.compile(r"\b\w+(?:Module|Section|Struct|Info)\b|\[\]|\b[A-Z]{3,}_[A-Z_]{3,}\b")


@pytest.mark.parametrize("row", [row for row in PAIRS if row.told], ids=lambda row: row.name)
def test_no_verdict_no_path_and_no_constant_is_in_what_people_read(row: Any) -> None:
    update = compared(row.old, row.new, plan=row.plan, crossed=row.crossed)
    assert update is not None
    given = str([change.before for change in update.changes] + [change.after for change in update.changes])
    for text in _shown(update):
        assert [word for word in _JUDGES.findall(text) if word not in given] == [], text
        assert [word for word in _PATHS.findall(text) if word not in given or "_" in word] == [], text


@pytest.mark.parametrize("country", ["Germany", "Norway", "South Korea", "United States"])
def test_a_new_site_is_told_alike_inside_the_eu_and_outside(country: str) -> None:
    sites = [{"facility": f"Hospital of {city}", "city": city, "country": country} for city in ("Here", "There")]
    update = compared(changed(_PLACES, sites[:1], submitted=None), changed(_PLACES, sites))
    assert update is not None
    [change] = [change for change in update.changes if change.kind == "site.added"]
    assert (change.significance, change.rule) == ("minor", "site.added")
    assert not any("substantial" in text or "EU" in text for text in _shown(update))
    source = rule("site.added")
    assert source is not None
    assert "for sites in the EU and EEA" in source.source


def test_each_kind_has_at_least_three_pairs() -> None:
    told = Counter(told.kind for row in PAIRS for told in {t.kind: t for t in row.told}.values())
    told.update(event.told.kind for event in EVENTS)
    # Held by tests of their own above: `verified` is in nearly every pair, `registry.format` is a notice.
    told.update({"verified": _AT_LEAST, "registry.format": len(_FORMATS)})
    assert {kind: told[kind] for kind in KINDS if told[kind] < _AT_LEAST} == {}


def test_each_correction_has_at_least_three_pairs() -> None:
    about = Counter(number for row in PAIRS for number in row.corrections)
    # 14 is about many trials, 16 about the words of every pair, 17 about the source of a rule: tested above.
    own = {14, 16, 17}
    assert {number: about[number] for number in range(1, 18) if number not in own and about[number] < _AT_LEAST} == {}


def test_each_stage_is_that_of_a_pair() -> None:
    assert {row.stage for row in PAIRS if row.told} == {str(stage) for stage in Stage}
