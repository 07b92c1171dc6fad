"""A digest tells the net effect of a period: what lasted, what was reverted, and what was not seen."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.support.updates import JASMINE, LARGER, SLIP, added, change, digest, opened, renamed, slip, status, step
from watcher.model import Significance
from watcher.render.markdown import markdown
from watcher.render.net import chains
from watcher.render.sheet import sheet
from watcher.render.slack import blocks
from watcher.render.text import text

OPAL = renamed(JASMINE, "NCT00000002", "OPAL")
RUBY = renamed(JASMINE, "NCT00000003", "RUBY")


def test_there_and_back_is_told_as_reverted() -> None:
    told = text(digest(step(1, status("RECRUITING", "SUSPENDED")), step(2, status("SUSPENDED", "RECRUITING"))))
    assert "Recruiting → suspended; since reverted\n" in told
    assert "* Recruitment status: recruiting → suspended → recruiting (reverted)\n" in told


def test_several_moves_of_one_date_are_first_to_last() -> None:
    moves = [("2027-05-14", "2027-08-01"), ("2027-08-01", "2027-09"), ("2027-09", "2028-01-10")]
    told = text(digest(*(step(n, slip(*move)) for n, move in enumerate(moves, 1))))
    assert (
        "* Primary completion: 14 May 2027 → 10 Jan 2028\n    In 3 steps, by way of 1 Aug 2027 and Sep 2027\n" in told
    )


def test_the_updates_are_told_in_their_order_whatever_order_they_come_in() -> None:
    first, second = step(1, slip("2027-05-14", "2027-08-01")), step(2, slip("2027-08-01", "2028-01-10"))
    assert text(digest(first, second)) == text(digest(second, first))


def test_a_single_update_keeps_its_own_headline_and_is_not_said_twice() -> None:
    told = text(digest(step(1, LARGER)))
    assert told.count("Planned enrollment changed from 240 to 264 (+10 %)") == 1


def test_what_does_not_follow_on_is_no_chain() -> None:
    """A version in between was not heard of (another alert's threshold): nothing is claimed of it."""
    net = chains([step(1, slip("2027-05-14", "2027-08-01")), step(3, slip("2027-10-01", "2027-05-14"))])
    assert [len(chain.changes) for chain in net] == [1, 1]


def test_the_headline_of_several_updates_leaves_out_what_was_reverted() -> None:
    entries = (
        sheet(
            digest(
                step(1, status("RECRUITING", "SUSPENDED"), slip("2027-05-14", "2027-08-01")),
                step(2, status("SUSPENDED", "RECRUITING"), slip("2027-08-01", "2028-01-10")),
            )
        )
        .groups[0]
        .entries
    )
    assert [entry.headline for entry in entries] == ["Primary completion: 14 May 2027 → 10 Jan 2028"]


def test_a_long_text_that_changed_twice_shows_the_words_from_first_to_last() -> None:
    texts = [f"The study follows adults with a rare disease of the muscles for {n} weeks in all." for n in (48, 50, 52)]
    edits = [
        change("text.edited", "texts", "The brief summary was edited", label="Brief summary", before=old, after=new)
        for old, new in pairwise(texts)
    ]
    told = " ".join(text(digest(*(step(n, edit) for n, edit in enumerate(edits, 1)))).split())
    assert "Brief summary changed 2 times" in told
    assert "[-48-] {+52+}" in told


def test_trials_are_grouped_by_their_label_the_weightiest_first() -> None:
    told = sheet(
        digest(
            step(1, LARGER, subject=OPAL, labels={"asset": "zibotentan"}),
            step(1, SLIP, labels={"asset": "anifrolumab", "owner": "Ann"}),
            step(1, LARGER, subject=RUBY),
        )
    )
    assert [(group.heading, [entry.about[0] for entry in group.entries]) for group in told.groups] == [
        ("anifrolumab", ["JASMINE"]),
        ("zibotentan", ["OPAL"]),
        ("Other trials", ["RUBY"]),
    ]


def test_without_labels_there_is_one_group_without_a_heading() -> None:
    told = sheet(digest(step(1, LARGER, subject=OPAL), step(1, SLIP)))
    assert [(group.heading, len(group.entries)) for group in told.groups] == [(None, 2)]
    assert told.groups[0].entries[0].rating is Significance.CRITICAL


def test_the_closing_line_says_what_was_looked_at_and_what_was_not() -> None:
    assert "1,200 trials checked, 3 not seen; registry data of 13 Feb 2026.\n" in text(digest(step(1, LARGER)))


def test_a_digest_of_nothing_is_a_sign_of_life() -> None:
    told = text(digest())
    assert "Nothing new, 9 Feb 2026 to 16 Feb 2026.\n" in told
    assert "1,200 trials checked, 3 not seen" in told


def test_a_storm_is_a_list_of_headlines() -> None:
    subjects = [renamed(JASMINE, f"NCT{n:08d}", None) for n in range(1, 251)]
    told = text(digest(*(step(1, SLIP, LARGER, subject=subject) for subject in subjects), brief=True))
    assert "250 updates of 250 trials" in told
    assert told.count("\nThe record: ") == 200
    assert "… and 50 more trials" in told
    assert "DATES" not in told


def test_no_site_is_missing_from_a_headline_that_stands_for_several_updates() -> None:
    """Four sites were added; two cities by name, and nothing of the others, was half the truth."""
    first = step(1, *(added(city, "Taiwan") for city in ("Kaohsiung", "Changhua", "Taipei")))
    second = step(2, added("Taoyuan", "Taiwan"), *(opened(city, "Spain") for city in ("Madrid", "Vigo")))
    for brief in (True, False):
        (entry,) = sheet(digest(first, second, brief=brief)).groups[0].entries
        assert entry.headline == "4 sites added in 1 country; 2 sites now recruiting"


def test_what_a_headline_of_several_updates_has_no_room_for_is_counted() -> None:
    texts = [change("text.edited", "texts", f"Text {n} was edited", path=f"text{n}") for n in range(6)]
    (entry,) = sheet(digest(step(1, SLIP, *texts), step(2, LARGER), brief=True)).groups[0].entries
    assert entry.headline == f"{SLIP.summary}; Text 0 was edited; Text 1 was edited; 5 more"


def test_a_digest_of_headlines_says_that_it_is_one_and_where_the_rest_is() -> None:
    said = "That is much, so here are headlines alone: `watcher log --since 2026-02-09` shows every change."
    assert said in sheet(digest(step(1, SLIP), brief=True)).lead
    assert said not in sheet(digest(step(1, SLIP))).lead


def test_a_digest_in_plain_text_says_in_words_what_is_critical_and_what_is_major() -> None:
    grown = replace(LARGER, significance=Significance.MAJOR)
    told = digest(step(1, SLIP), step(1, grown, subject=OPAL), step(1, LARGER, subject=RUBY), brief=True)
    lines = [line for line in text(told).splitlines() if " · " in line]
    assert [line.split(" · ")[0] for line in lines] == ["critical", "major", "RUBY"]
    assert "critical · JASMINE" in markdown(told)
    assert "critical · JASMINE" in str(blocks(told))


def test_a_digest_of_one_day_names_the_day_once() -> None:
    assert "1 update of 1 trial, 9 Feb 2026." in text(digest(step(1, LARGER), until="2026-02-09T15:17:00+00:00"))


def test_what_was_not_asked_for_may_take_back_what_was_told() -> None:
    """240 planned, 231 enrolled, 240 planned again: the way back, +3.9 %, was too little to be asked for."""
    reached = change("enrollment.reached", "enrollment", "231 of 240 enrolled", path="count", before=240, after=231)
    back = replace(reached, kind="enrollment.changed", summary="Back to 240", before=231, after=240)
    closed, open_again = status("RECRUITING", "ACTIVE_NOT_RECRUITING"), status("ACTIVE_NOT_RECRUITING", "RECRUITING")
    told = digest(step(1, closed, reached), step(2, open_again, unasked=(back,)))
    (entry,) = sheet(told).groups[0].entries
    assert entry.headline == "Recruiting → active_not_recruiting; since reverted"
    assert "* Enrollment: 240 → 231 → 240 (reverted)\n" in text(told)


def test_what_nobody_asked_for_is_told_to_nobody() -> None:
    told = text(digest(step(1, SLIP, unasked=(LARGER,)), step(2, status("RECRUITING", "SUSPENDED"))))
    assert "264" not in told


def test_a_storm_names_a_hold_that_was_lifted_and_its_reason() -> None:
    reason = change("why_stopped.changed", "status", "A reason", path="whyStopped", after="FDA clinical hold")
    stopped = step(1, status("RECRUITING", "SUSPENDED"), reason)
    resumed = step(2, status("SUSPENDED", "RECRUITING"), replace(reason, before=reason.after, after=None))
    (entry,) = sheet(digest(stopped, resumed, brief=True)).groups[0].entries
    assert entry.headline == "Recruiting → suspended (reason given: “FDA clinical hold”); since reverted"
    grown = step(3, LARGER)
    (entry,) = sheet(digest(stopped, resumed, grown, brief=True)).groups[0].entries
    assert entry.headline == (
        f"{LARGER.summary}; Recruiting → suspended (reason given: “FDA clinical hold”); since reverted"
    )


def test_a_hold_that_was_lifted_is_not_buried_under_what_is_smaller() -> None:
    subjects = [renamed(JASMINE, f"NCT{n:08d}", None) for n in range(1, 251)]
    held = (step(1, status("RECRUITING", "SUSPENDED")), step(2, status("SUSPENDED", "RECRUITING")))
    told = sheet(digest(*(step(1, LARGER, subject=subject) for subject in subjects), *held, brief=True))
    assert told.groups[0].entries[0].headline == "Recruiting → suspended; since reverted"


@given(st.lists(st.sampled_from("ABC"), min_size=2, max_size=8))
def test_a_chain_leads_from_the_first_value_to_the_last(values: list[str]) -> None:
    moves = [(old, new) for old, new in pairwise(values) if old != new]
    (*net,) = chains([step(n, status(*move)) for n, move in enumerate(moves, 1)])
    assert len(net) == (1 if moves else 0)
    for chain in net:
        assert (chain.changes[0].before, chain.changes[-1].after) == (values[0], values[-1])
        assert chain.is_reverted == (values[0] == values[-1])
