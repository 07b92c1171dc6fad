"""What reading the 39 real pairs taught, in hand-written pairs: the fact that a reader would have had to look up."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.trial import changed, changes, only, update
from watcher.meaning.known import first_plan
from watcher.meaning.rules.dates import RULES
from watcher.model import Change, Direction, Significance, Update, UpdateMessage
from watcher.render.text import text

MAJOR, MINOR = Significance.MAJOR, Significance.MINOR
ARMS, DRUGS = "armsInterventionsModule.armGroups", "armsInterventionsModule.interventions"
START, COMPLETION = "statusModule.startDateStruct", "statusModule.primaryCompletionDateStruct"
PLACEBO = {"label": "Placebo", "type": "PLACEBO_COMPARATOR", "description": "Placebo once weekly"}


def renamed(before: str, after: str) -> Change:
    arm, drug = {"type": "EXPERIMENTAL"}, {"type": "DRUG", "name": "Drug A"}
    old, new = (
        changed(ARMS, [{**arm, "label": name}, PLACEBO], DRUGS, [{**drug, "armGroupLabels": [name]}])
        for name in (before, after)
    )
    return only(old, new)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Positive cohort", "Positive or progressive cohort"),
        ("Recurrent disease", "Disease"),
        ("Cohort of adults", "Cohort of adults and adolescents"),
        ("Cohort 1, 2L", "Cohort 1, 2/3L"),
        ("First-line patients in Spain", "Patients in Spain"),
    ],
)
def test_an_arm_renamed_for_other_people_is_major(before: str, after: str) -> None:
    assert (renamed(before, after).rule, renamed(before, after).significance) == ("arm.population", MAJOR)
    assert renamed(after, before).significance is MAJOR


def test_an_arm_whose_people_are_called_otherwise_is_the_same_arm() -> None:
    told = renamed("Eligible patients", "Eligible participants")
    assert (told.kind, told.rule) == ("arm.edited", "arm.wording")


def test_an_arm_renamed_in_other_words_is_minor() -> None:
    told = renamed("Drug A arm", "Drug A group")
    assert (told.rule, told.significance) == ("arm.wording", MINOR)
    assert renamed("Group by progression-free survival", "Group by survival").significance is MINOR


def test_progression_in_the_description_of_an_arm_says_nothing_of_who_is_in_it() -> None:
    arm = {"label": "Drug A", "type": "EXPERIMENTAL", "description": "Drug A once weekly"}
    old = changed(ARMS, [arm, PLACEBO])
    new = changed(ARMS, [{**arm, "description": "Drug A once weekly until progression"}, PLACEBO])
    assert only(old, new).rule == "arm.wording"


def test_a_date_that_is_none_is_not_said_to_be_missing() -> None:
    old, new = (changed(COMPLETION, {"date": day, "type": "ESTIMATED"}) for day in ("2027-05-14", "soon"))
    assert only(old, new).summary == "Primary completion is now given as soon, which is no date (before: 14 May 2027)"


def test_a_description_that_loses_the_blinding_says_so() -> None:
    arm = {"label": "Drug A", "type": "EXPERIMENTAL", "description": "Double-blind Drug A once weekly"}
    old = changed(ARMS, [arm, PLACEBO])
    told = only(old, changed(ARMS, [{**arm, "description": "Drug A once weekly"}, PLACEBO]))
    assert told.significance is MAJOR
    assert told.summary == "Arm “Drug A”: description edited, no longer says “Double-blind”"


def of(kind: str, found: list[Change]) -> Change:
    return next(change for change in found if change.kind == kind)


def test_a_removed_arm_says_how_many_are_left_and_a_lost_comparison_what_the_design_still_claims() -> None:
    compared = [{"measure": "Response compared with placebo", "timeFrame": "Week 52"}]
    third = {"label": "Low dose", "type": "EXPERIMENTAL", "description": "Drug A 50 mg"}
    full = changed(
        "outcomesModule.primaryOutcomes", compared, f"{ARMS}", [{**PLACEBO, "label": "Drug A"}, PLACEBO, third]
    )
    told = changes(full, changed(ARMS, [{**PLACEBO, "label": "Drug A"}, third], record=full))
    assert of("arm.removed", told).details[-1] == "Arms listed: 3 → 2"
    assert of("consistency.opened", told).details == ("The design is still given as randomized, parallel",)


@pytest.mark.parametrize(
    ("measure", "label", "told"),
    [
        ("Response, Arm A vs Arm C", "Arm C: Drug A 50 mg", "arm c"),
        ("Response of Arm C versus Arm A", "Arm C - Drug A 50 mg", "arm c"),
        ("Response compared to observation", "Arm C (observation)", "observation"),
        ("Response compared with baseline", "Arm C: Drug A 50 mg", None),
        ("Graft-versus-host disease", "Arm C: Drug A 50 mg", None),
    ],
)
def test_a_comparison_names_its_lost_arm_by_its_short_name_or_by_a_word_of_its_own(
    measure: str, label: str, told: str | None
) -> None:
    arms = [{"label": name, "type": "EXPERIMENTAL"} for name in ("Arm A: Drug A 100 mg", "Arm B: placebo", label)]
    old = changed("outcomesModule.primaryOutcomes", [{"measure": measure, "timeFrame": "Week 52"}], ARMS, arms)
    opened = [c for c in changes(old, changed(ARMS, arms[:2], record=old)) if c.kind == "consistency.opened"]
    assert [change.after for change in opened] == (
        [f"a primary outcome compares with “{told}”, an arm that was removed"] if told else []
    )


def test_an_actual_count_so_far_is_no_shortfall() -> None:
    enrolled = ("designModule.enrollmentInfo", {"count": 7, "type": "ACTUAL"})
    paused = changes(changed(), changed(*enrolled, "statusModule.overallStatus", "SUSPENDED"))
    closed = changes(changed(), changed(*enrolled, "statusModule.overallStatus", "TERMINATED"))
    assert of("enrollment.changed", paused).direction is Direction.NEUTRAL
    assert of("enrollment.reached", closed).direction is Direction.UNFAVOURABLE


ENROLLED = "designModule.enrollmentInfo"


@pytest.mark.parametrize(
    ("plan", "count", "told"),
    [
        (240, 231, "Completed: 231 of 240 enrolled (96 %)"),
        (240, 239, "Completed: 239 of 240 enrolled (99.6 %)"),
        (99_999_999, 450, "Completed: 450 enrolled"),
        (240, 99_999_999, "Completed: number enrolled unknown"),
        (0, 50, "Completed: 50 enrolled"),
    ],
)
def test_the_headline_of_a_closed_trial_counts_only_what_is_known(plan: int, count: int, told: str) -> None:
    old = changed(ENROLLED, {"count": plan, "type": "ESTIMATED"}, submitted=None)
    new = changed("statusModule.overallStatus", "COMPLETED", ENROLLED, {"count": count, "type": "ACTUAL"}, record=old)
    found = update(old, new)
    assert found is not None
    assert found.headline.startswith(told)


@pytest.mark.parametrize(
    ("before", "headline"),
    [
        ("RECRUITING", "Recruitment closed (before: recruiting)"),
        ("COMPLETED", "Completed → active, not recruiting"),
        ("TERMINATED", "Terminated → active, not recruiting"),
    ],
)
def test_a_trial_that_had_ended_closes_nothing_by_being_active_again(before: str, headline: str) -> None:
    old = changed("statusModule.overallStatus", before, submitted=None)
    found = update(old, changed("statusModule.overallStatus", "ACTIVE_NOT_RECRUITING", record=old))
    assert found is not None
    assert found.headline.split("; ")[0] == headline


def test_a_last_known_status_that_moves_alone_closes_nothing() -> None:
    known = "statusModule.lastKnownStatus"
    old = changed("statusModule.overallStatus", "UNKNOWN", known, "RECRUITING", submitted=None)
    found = update(old, changed(known, "COMPLETED", record=old, submitted=None))
    assert found is not None
    assert found.headline == "Last known status recruiting → completed"


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ("2026-02", "as last estimated (Feb 2026)"),
        ("2026", "as last estimated (2026)"),
        ("2026-02-26", "as last estimated"),
    ],
)
def test_a_date_inside_the_month_or_year_estimated_came_neither_early_nor_late(before: str, words: str) -> None:
    old = changed(COMPLETION, {"date": before, "type": "ESTIMATED"}, submitted=None)
    told = only(old, changed(COMPLETION, {"date": "2026-02-26", "type": "ACTUAL"}, record=old))
    assert (told.direction, told.summary) == (
        Direction.NEUTRAL,
        f"Primary completion reached on 26 Feb 2026 (actual), {words}",
    )


@pytest.mark.parametrize(
    ("happened", "told"),
    [
        ("2025-11", ("Submitted about 4 months after it happened",)),
        ("2026-02-20", ("Submitted 10 days after it happened",)),
        ("2026-03", ()),
    ],
)
def test_how_late_a_date_was_submitted_is_told_as_exactly_as_the_date_is(happened: str, told: tuple[str, ...]) -> None:
    old = changed(START, {"date": "2026-01", "type": "ESTIMATED"}, submitted=None)
    assert only(old, changed(START, {"date": happened, "type": "ACTUAL"}, record=old)).details == told


def test_an_actual_count_that_is_a_plan_again_says_so_in_the_headline() -> None:
    old = changed(ENROLLED, {"count": 240, "type": "ACTUAL"}, submitted=None)
    found = update(old, changed(ENROLLED, {"count": 260, "type": "ESTIMATED"}, record=old))
    assert found is not None
    assert found.headline == "Enrollment an estimate again: 260 (before: 240, actual)"


def test_a_country_with_a_stray_blank_is_the_same_country() -> None:
    site = "contactsLocationsModule.locations.3"
    old = changed(submitted=None)
    found = changes(old, changed(f"{site}.country", "Belgium\u00a0", f"{site}.status", "COMPLETED", record=old))
    assert [change.kind for change in found] == ["site.status_changed"]


def test_a_notice_of_violation_says_when() -> None:
    notes = {"annotationModule": {"violationAnnotation": {"violationEvents": [
        {"type": "VIOLATION_IDENTIFIED", "description": "Failure to submit.", "issuedDate": "2026-02-20"}
    ]}}}  # fmt: skip
    new = {**changed(), "annotationSection": notes}
    told = of("annotation.changed", changes(changed(), new))
    assert told.summary == (
        "FDAAA violation notice added: violation identified (issued 20 Feb 2026), “Failure to submit.”"
    )


def test_a_threshold_that_a_date_given_anew_passes_is_left_for_the_next_slip() -> None:
    plan = first_plan(changed(submitted=None))
    gone = changed(COMPLETION, None, "statusModule.completionDateStruct.date", "2031-01-01", submitted=None)
    anew = changed(COMPLETION, {"date": "2028-06-14", "type": "ESTIMATED"}, record=gone)
    given = only(gone, anew, plan=plan)
    slip = only(anew, changed(COMPLETION, {"date": "2028-06-19", "type": "ESTIMATED"}, record=anew), plan=plan)
    assert (given.rule, given.inputs.get("crossed")) == ("date.added", None)
    assert slip.rule == "date.primary_completion.cumulative.critical"


@pytest.mark.parametrize(
    ("first", "meanwhile", "now", "said"),
    [
        ("2026-03-31", "2029-10-30", "2026-03-31", "As planned when watching began"),
        ("2027-09", "2028-09", "2027-09-30", "As planned when watching began (Sep 2027)"),
        ("2027-09-15", "2028-09", "2027-09", "As planned when watching began (15 Sep 2027)"),
        ("2027-09-14", "2028-09-01", "2027-09-15", "1 day later than planned when watching began (14 Sep 2027)"),
    ],
)
def test_a_date_that_returns_to_its_first_plan_is_as_planned(first: str, meanwhile: str, now: str, said: str) -> None:
    plan = first_plan(changed(f"{COMPLETION}.date", first, submitted=None))
    old = changed(f"{COMPLETION}.date", meanwhile, "statusModule.completionDateStruct.date", "2031-01", submitted=None)
    assert only(old, changed(f"{COMPLETION}.date", now, record=old), plan=plan).details == (said,)


def test_the_limit_of_a_critical_slip_is_not_said_to_be_that_of_a_major_one() -> None:
    sources = {rule.id: rule.source for rule in RULES if rule.id.startswith("date.primary_completion")}
    assert "30 days" in sources["date.primary_completion.later"]
    assert "30 days" not in sources["date.primary_completion.far_later"]


def test_a_new_part_of_the_derived_section_is_an_unknown_field() -> None:
    new = changed(submitted=None)
    new["derivedSection"] = {**new["derivedSection"], "newModule": {"word": "text"}}
    assert only(changed(submitted=None), new).kind == "field.changed"


@pytest.mark.parametrize(("day", "is_told"), [("2026-03-01", True), ("2026-03-02", False), ("2026-02", True)])
def test_a_date_that_moves_after_it_had_passed_says_so(day: str, is_told: bool) -> None:
    old = changed(COMPLETION, {"date": day, "type": "ESTIMATED"})
    told = only(old, changed(COMPLETION, {"date": "2026-10-01", "type": "ESTIMATED"}))
    assert ("The date given before had passed when this was submitted" in told.details) is is_told


def test_a_renamed_organization_beside_an_old_lead_sponsor_is_told_as_a_rename() -> None:
    name = "identificationModule.organization.fullName"
    told = only(changed(), changed(name, "Example Medicines"))
    assert (told.kind, told.details) == ("organization.renamed", ("The lead sponsor is still given as Example Pharma",))
    both = changed(name, "Example Medicines", "sponsorCollaboratorsModule.leadSponsor.name", "Example Medicines")
    assert [change.details for change in changes(changed(), both)] == [(), ()]


@pytest.mark.parametrize(
    ("reason", "is_terse"), [("FDA", True), ("Clinical hold", True), ("FDA put it on hold", False)]
)
def test_a_reason_of_a_word_or_two_is_all_that_is_known(reason: str, is_terse: bool) -> None:
    told = only(changed(), changed("statusModule.whyStopped", reason))
    assert ("The registry gives no more than this" in told.details) is is_terse


def test_an_outcome_edited_about_the_start_says_that_the_order_cannot_be_known() -> None:
    old = changed("statusModule.overallStatus", "NOT_YET_RECRUITING", START, {"date": "2026-03", "type": "ESTIMATED"})
    moved = ("outcomesModule.primaryOutcomes.0.timeFrame", "Week 24", START, {"date": "2026-02-20", "type": "ACTUAL"})
    told = changes(changed(record=old, submitted="2026-02-10"), changed(*moved, record=old))
    assert of("outcome.edited", told).details == (
        "Whether this came before or after the start (20 Feb 2026), the record does not tell",
    )


def test_of_many_numbers_nobody_is_told_which_became_which() -> None:
    path = "descriptionModule.briefSummary"
    one = only(changed(path, "About 200 people"), changed(path, "About 100 people"))
    many = only(changed(path, "Groups of people: 1, 2, 3 and 4"), changed(path, "Groups of people: 5, 6, 7 and 8"))
    assert one.summary == "Brief summary edited: a number changed from 200 to 100"
    assert many.summary == "Brief summary edited: several numbers changed"


def mail(found: Update | None) -> str:
    assert found is not None
    return text(UpdateMessage(id="0123456789abcdef01234567", update=found))


def test_a_mail_says_when_the_record_was_sent_before() -> None:
    assert "Submitted 2 Mar 2026 (before: 20 Jan 2026), posted 2 Mar 2026." in mail(
        update(changed(submitted=None), changed())
    )


def test_a_mail_says_how_many_sites_there_were_and_are() -> None:
    sites: list[dict[str, Any]] = changed()["protocolSection"]["contactsLocationsModule"]["locations"]
    fewer = changed("contactsLocationsModule.locations", sites[1:])
    closed = changed("contactsLocationsModule.locations.0.status", "COMPLETED")
    assert "\nSITES: 4 → 3\n" in mail(update(changed(), fewer))
    assert "\nSITES\n" in mail(update(changed(), closed))


OFFICIAL = {"name": "Jane Doe, MD", "affiliation": "University X", "role": "PRINCIPAL_INVESTIGATOR"}
CALL = {"name": "Call Center", "role": "CONTACT", "phone": "1-800-1", "email": "a@example.org"}
PEOPLE = "contactsLocationsModule"


@pytest.mark.parametrize(
    ("path", "before", "edited", "summary"),
    [
        (
            f"{PEOPLE}.overallOfficials",
            OFFICIAL,
            {"name": "Jane Doe, MD, PhD", "role": "STUDY_DIRECTOR"},
            "Official “Jane Doe, MD, PhD”: name changed from Jane Doe, MD to Jane Doe, MD, PhD; role changed from"
            " principal investigator to study director",
        ),
        (
            f"{PEOPLE}.overallOfficials",
            OFFICIAL,
            {"role": "STUDY_DIRECTOR", "affiliation": "Department of Long Names, " * 7},
            "Official “Jane Doe, MD”: role changed from principal investigator to study director; affiliation edited",
        ),
        (
            f"{PEOPLE}.centralContacts",
            CALL,
            {"phone": "1-800-2", "phoneExt": "17"},
            "Central contact “Call Center”: phone changed from 1-800-1 to 1-800-2; phone extension is now given, 17",
        ),
        (
            f"{PEOPLE}.locations.0.contacts",
            CALL,
            {"phone": "1-800-2", "phoneExt": "17"},
            "Contact edited at Roma, 00161 (Italy): phone of Call Center, 1-800-1 → 1-800-2; phone extension"
            " not stated → 17",
        ),
        (
            "referencesModule.references",
            {"citation": "Roe J. Title. Journal. 2020.", "type": "BACKGROUND"},
            {"pmid": "77", "type": "DERIVED"},
            "Reference “PMID 77”: PMID is now given, 77; type changed from background to derived",
        ),
    ],
)
def test_of_several_fields_of_one_thing_each_is_told_with_its_values(
    path: str, before: dict[str, str], edited: dict[str, str], summary: str
) -> None:
    old = changed(path, [before], submitted=None)
    assert only(old, changed(path, [{**before, **edited}], record=old)).summary == summary


def test_of_a_long_condition_the_words_spelled_anew_are_shown() -> None:
    path = "conditionsModule.conditions"
    name = f"Allergen Immunotherapy{', Immunological Mechanisms of Efficacy' * 3}, {{}} Patients"
    old = changed(path, [name.format("Polysensitised")], submitted=None)
    told = only(old, changed(path, [name.format("Polysensitized")], record=old))
    assert told.summary == (
        "Condition “… Efficacy, Immunological Mechanisms of Efficacy, Polysensitised Patients” is now written "
        "“… Efficacy, Immunological Mechanisms of Efficacy, Polysensitized Patients”"
    )


def test_a_condition_spelled_anew_is_one_sentence() -> None:
    path = "conditionsModule.conditions"
    old = changed(path, ["asthma", "Eczema"], submitted=None)
    told = only(old, changed(path, ["Eczema", "Asthma"], record=old))
    assert told.summary == "Condition “asthma” is now written “Asthma”"
