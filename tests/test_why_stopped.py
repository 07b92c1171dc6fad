"""Why a trial stopped: negation first, the reason verbatim, and the words that decided."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.trial import changed, changes, only
from watcher.meaning.texts.reason import classify
from watcher.model import Direction, Significance

WHY = "statusModule.whyStopped"
CRITICAL, MAJOR, MINOR = Significance.CRITICAL, Significance.MAJOR, Significance.MINOR


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Safety concerns", "safety"),
        ("Two deaths in the high-dose arm", "safety"),
        ("Unacceptable toxicity was seen", "safety"),
        ("Slow accrual. Serious adverse events were seen as well", "safety"),
        ("Not for safety reasons", "safety denied"),
        ("Sponsor's decision, not driven by safety concerns as no new safety signals were seen", "safety denied"),
        ("The decision is not due to safety or efficacy concerns", "safety denied"),
        ("Not related to toxicity, adverse events or deaths", "safety denied"),
        ("Low enrollment; there were no safety issues", "safety denied"),
        ("The closure wasn't prompted by any safety finding", "safety denied"),
        ("Lack of efficacy", "efficacy or futility"),
        ("Futility at the interim analysis", "efficacy or futility"),
        ("The study did not meet its primary endpoint", "efficacy or futility"),
        ("No clinical benefit was seen", "efficacy or futility"),
        ("On the advice of the data safety monitoring board", "monitoring"),
        ("Recommended by the IDMC", "monitoring"),
        ("Drug supply; no safety issues or lack of efficacy", "safety denied"),
        ("No safety issues and lack of efficacy", "efficacy or futility"),
        ("Interim analysis showed superiority", "efficacy reached"),
        ("Stopped early for benefit", "efficacy reached"),
        ("Interim analysis did not show superiority", "efficacy or futility"),
        ("Interim analysis showed poor efficacy", "efficacy or futility"),
        ("Funding ended; the DMC had no concerns", "funding"),
        ("The DSMB did not identify any problem; slow recruitment", "accrual"),
        ("The DMC had no concerns about the data but recommended to stop", "monitoring"),
        ("The DMC found no benefit and recommended stopping", "efficacy or futility"),
        ("On hold due to lack of funding", "funding"),
        ("Hold enrollment because of COVID-19", "accrual"),
        ("License agreement ended", "other"),
        ("Placed on hold by the FDA", "regulatory"),
        ("Partial hold", "regulatory"),
        ("On hold at the request of the regulator", "regulatory"),
        ("The drug was not safe", "safety"),
        ("No longer safe to continue", "safety"),
        ("It was not well tolerated", "safety"),
        ("Low enrollment. No efficacy or safety concerns.", "safety denied"),
        ("The study was stopped for reasons other than safety", "safety denied"),
        ("Stopped because of safety concerns that were not related to the drug", "safety"),
        ("Not able to recruit due to toxicity concerns of investigators", "safety"),
        ("Not started due to safety concerns", "safety"),
        ("SUSAR", "safety"),
        ("Patients did not tolerate the drug", "safety"),
        ("Cardiac events", "safety"),
        ("Low enrollment and two deaths", "safety"),
        ("The safety profile was not acceptable", "safety"),
        ("There was no evidence of efficacy and safety issues", "efficacy or futility"),
        ("There was no evidence of efficacy or safety issues", "safety denied"),
        ("Business. There were no safety concerns, nor was there lack of efficacy.", "safety denied"),
        ("Other than safety: funding", "safety denied"),
        ("A safety concern did not lead to the termination", "safety denied"),
        ("Study was not stopped due to safety", "safety denied"),
        ("Safety was fine, recruitment slow", "accrual"),
        ("Recruitment slow. Safety profile acceptable", "accrual"),
        ("Funding ended despite a favourable safety profile", "funding"),
        ("Low number of cardiac events", "other"),
        ("Sponsor decided not to go on to phase 2 following completion of the safety run-in", "other"),
        ("Stopped by DSMB for benefit", "efficacy reached"),
        ("Stopped for the benefit of the patients", "other"),
        ("Death of the principal investigator", "logistics"),
        ("Death of a patient", "safety"),
        ("FDA", "regulatory"),
        ("Clinical hold", "regulatory"),
        ("The protocol was disapproved", "regulatory"),
        ("IRB decision", "regulatory"),
        ("Slow recruitment", "accrual"),
        ("Insufficient number of patients", "accrual"),
        ("Not enough volunteers", "accrual"),
        ("Lack of funding", "funding"),
        ("Budget was cut", "funding"),
        ("Business decision", "business"),
        ("Change of the company's strategy", "business"),
        ("PI left institution", "logistics"),
        ("COVID-19 pandemic", "logistics"),
        ("Drug supply ended", "logistics"),
        ("Completed primary objective", "completed objective"),
        ("Finished", "completed objective"),
        ("All tests were positive", "other"),
    ],
)
def test_each_reason_has_its_class(text: str, kind: str) -> None:
    assert classify(text).kind == kind


def test_the_words_that_decided_are_told_and_those_that_were_denied() -> None:
    reason = classify("Business decision, not due to efficacy; the FDA agreed")
    assert (reason.words, reason.denied) == (("FDA",), ("efficacy",))


@given(st.sampled_from(["safety", "toxicity", "adverse events", "deaths"]), st.sampled_from([" ", "\n", "  "]))
def test_a_denial_is_a_denial_in_any_case_and_spacing(word: str, space: str) -> None:
    denied = f"This was not due to {word}.".replace(" ", space)
    assert classify(denied).kind == classify(denied.upper()).kind == "safety denied"
    assert classify(f"This was due to {word}.".replace(" ", space)).kind == "safety"


@pytest.mark.parametrize(
    ("reason", "significance", "rule"),
    [
        ("FDA", CRITICAL, "why_stopped.regulator"),
        ("Safety", CRITICAL, "why_stopped.safety_or_efficacy"),
        ("Futility", CRITICAL, "why_stopped.safety_or_efficacy"),
        ("DSMB recommendation", CRITICAL, "why_stopped.safety_or_efficacy"),
        ("Interim analysis showed superiority", CRITICAL, "why_stopped.safety_or_efficacy"),
        ("On hold due to lack of funding", MAJOR, "why_stopped.other"),
        ("Business decision, not for safety reasons", MAJOR, "why_stopped.safety_denied"),
        ("Slow recruitment", MAJOR, "why_stopped.other"),
        ("Completed primary objective", MAJOR, "why_stopped.completed"),
    ],
)
def test_a_reason_is_rated_by_its_class_and_quoted_in_full(reason: str, significance: Significance, rule: str) -> None:
    change = only(changed(), changed(WHY, reason, submitted="2026-03-02"))
    assert (change.kind, change.significance, change.rule) == ("why_stopped.changed", significance, rule)
    assert change.summary == f"Reason given for stopping: “{reason}”"


def test_a_long_reason_is_never_cut() -> None:
    reason = "The sponsor has decided to stop. " * 40
    change = only(changed(), changed(WHY, reason))
    assert f"“{' '.join(reason.split())}”" in change.summary


def test_completion_is_neutral_and_safety_is_not() -> None:
    assert only(changed(), changed(WHY, "Completed primary objective")).direction is Direction.NEUTRAL
    assert only(changed(), changed(WHY, "Interim analysis showed superiority")).direction is Direction.NEUTRAL
    assert only(changed(), changed(WHY, "Safety")).direction is Direction.UNFAVOURABLE
    assert only(changed(), changed(WHY, "Not for safety reasons")).direction is Direction.NEUTRAL


def test_a_reason_reworded_is_minor_and_one_of_another_class_is_not() -> None:
    long = "The study was stopped early by the team at the site because of very slow recruitment of patients"
    old = changed(WHY, long)
    reworded = changed(WHY, long.replace("very slow", "slow"), submitted="2026-03-05")
    assert only(old, reworded).rule == "why_stopped.wording"
    assert only(old, changed(WHY, long.replace("recruitment of patients", "supply"), submitted="2026-03-05")).rule == (
        "why_stopped.other"
    )
    assert only(old, changed(WHY, f"{long}: safety", submitted="2026-03-05")).significance is CRITICAL


@pytest.mark.parametrize(
    ("before", "after", "significance"),
    [
        ("Slow enrolment", "Slow enrollment.", MINOR),
        ("FDA", "IRB", CRITICAL),
        ("2 deaths", "5 deaths", CRITICAL),
        ("Known side effects of the drug", "Unknown side effects of the drug", CRITICAL),
        ("Low supply", "Low support", MAJOR),
        ("Drug suply", "Drug supply", MINOR),
    ],
)
def test_a_spelling_is_minor_in_the_shortest_reason_and_another_number_or_word_is_not(
    before: str, after: str, significance: Significance
) -> None:
    old, new = changed(WHY, before), changed(WHY, after, submitted="2026-03-05")
    assert only(old, new).significance is only(new, old).significance is significance


def test_a_weighty_reason_that_a_corrected_spelling_shows_is_told_as_loudly_as_any() -> None:
    change = only(changed(WHY, "Safty concerns"), changed(WHY, "Safety concerns", submitted="2026-03-05"))
    assert (change.significance, change.rule) == (CRITICAL, "why_stopped.safety_or_efficacy")


def test_a_reason_that_is_taken_out_is_quoted_a_last_time() -> None:
    change = only(changed(WHY, "Safety"), changed(submitted="2026-03-05"))
    assert (change.summary, change.significance) == (
        "The reason for stopping is no longer given (before: “Safety”)",
        MAJOR,
    )


def test_white_space_and_escapes_are_no_other_reason() -> None:
    assert changes(changed(WHY, "R\\&D  strategy"), changed(WHY, "R&D\nstrategy")) == []
