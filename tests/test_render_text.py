"""A plain text mail: what it says, in which order, and that no machine's word is in it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.support.updates import (
    BLIND,
    CLOSED,
    EVIL,
    JASMINE,
    LARGER,
    SITES,
    SLIP,
    SLIPPED,
    TIGHTENED,
    added,
    change,
    digest,
    message,
    opened,
    renamed,
    step,
    update,
)
from watcher.model import Actor, ChangeDates, Confidence, Message, Significance
from watcher.render.text import subject_line, text

ALL: list[Message] = [message(told) for told in (SLIPPED, SITES, CLOSED, TIGHTENED, EVIL)]
ALL += [digest(step(1, SLIP)), digest(), BLIND]


def test_the_whole_mail_reads_as_meant() -> None:
    told = message(SLIPPED, labels={"asset": "anifrolumab"}, notes=("Distances are to the city.",))
    assert text(told) == (
        """\
Primary completion moved 241 days later, to 10 Jan 2028; enrollment 240 →
264

JASMINE · AstraZeneca · Phase 3 · recruiting · NCT06455449
Anifrolumab or Placebo, Added to Standard of Care, in Adults With
Polymyositis or Dermatomyositis

DATES
* Primary completion moved 241 days later, from 14 May 2027 to 10 Jan 2028
  (estimated)
    312 days later than planned at registration (4 Mar 2027)

ENROLLMENT
* Planned enrollment changed from 240 to 264 (+10 %)

Distances are to the city.

WHAT DID NOT CHANGE
* The status is still recruiting.
* 220 sites in 29 countries, as before.

WHOM TO ASK
  Study Information Center, 1-555-010-9479, information.center@example.org

Submitted 3 Feb 2026, posted 5 Feb 2026. Seen 9 Feb 2026, 15:17 UTC, in the
registry's data of 9 Feb 2026. Version 3 → 4.
The record: https://clinicaltrials.gov/study/NCT06455449
The registry's own comparison: https://clinicaltrials.gov/study/NCT06455449?a=3&b=4&tab=history

-- \n\
You get this because the alert “team” covers JASMINE (NCT06455449), asset
anifrolumab.
Message 0123456789abcdef01234567
"""
    )


@pytest.mark.parametrize("told", ALL)
def test_a_line_is_at_most_78_columns_unless_it_is_a_link(told: Message) -> None:
    assert [line for line in text(told).splitlines() if len(line) > 78 and "https://" not in line] == []


@pytest.mark.parametrize("told", ALL)
def test_no_path_of_the_record_is_in_a_mail(told: Message) -> None:
    assert not [word for word in ("protocolSection", "Module", "locations[", "Struct") if word in text(told)]


@pytest.mark.parametrize("told", ALL)
def test_a_subject_is_one_short_line(told: Message) -> None:
    line = subject_line(told)
    assert line == " ".join(line.split())
    assert 0 < len(line) <= 150


def test_a_long_headline_leaves_room_for_the_trial_in_the_subject() -> None:
    line = subject_line(message(replace(SLIPPED, headline="word " * 100)))
    assert len(line) <= 150
    assert line.endswith("word … · JASMINE (NCT06455449)")


def test_a_trial_without_an_acronym_is_its_number() -> None:
    assert subject_line(message(update(LARGER, subject=renamed(JASMINE, "NCT00000002", None)))).endswith(
        " · NCT00000002"
    )


def test_the_weightiest_section_comes_first_and_in_it_the_weightiest_change() -> None:
    minor = change("date.refined", "dates", "Study start given more exactly")
    told = text(message(update(minor, LARGER, SLIP, headline="Three things")))
    assert told.index("DATES") < told.index("Primary completion moved") < told.index("Study start given")
    assert told.index("Study start given") < told.index("ENROLLMENT")


def test_many_sites_that_did_the_same_are_told_by_country() -> None:
    told = text(message(SITES))
    assert "* 4 sites added: 3 not yet recruiting and 1 recruiting\n    Italy (3): Padova, Roma (2)\n" in told
    assert "* 5 sites: not yet recruiting → recruiting\n    South Korea (5): Busan, Daegu, Seoul (3)\n" in told


def test_few_enough_sites_are_named_and_nameless_ones_told_by_their_city() -> None:
    named = [added("Roma", "Italy", inputs={"facility": name}) for name in ("Policlinico", "Ospedale A", "Ospedale B")]
    told = " ".join(text(message(update(*named, added("Padova", "Italy")))).split())
    assert "Italy (4): Ospedale A, Roma; Ospedale B, Roma; Padova; Policlinico, Roma" in told


def test_a_crowd_of_sites_names_thirty_places_and_counts_the_rest() -> None:
    told = text(message(update(*(added(f"City {n:02}", "Italy") for n in range(40)))))
    assert "Italy (40): City 00" in told
    assert "City 29 … and 10 more" in " ".join(told.split())
    assert "City 30" not in told


def test_hidden_statuses_are_told_by_country_once() -> None:
    told = text(message(CLOSED))
    assert told.count("South Korea: 55 recruiting, 15 not yet recruiting") == 1
    assert told.count("Last shown: 205 recruiting, 15 not yet recruiting") == 1


def test_few_sites_are_told_one_by_one() -> None:
    told = text(message(update(*(added(city, "Italy", summary=f"Site added: {city}") for city in ("Padova", "Roma")))))
    assert "* Site added: Padova\n* Site added: Roma\n" in told


def test_a_site_that_says_more_of_itself_stays_alone() -> None:
    special = opened("Jeju", "South Korea", summary="Jeju opened", details=("It was suspended before it opened",))
    unsure = opened("Ulsan", "South Korea", summary="1 of 2 sites in Ulsan opened", confidence=Confidence.AMBIGUOUS)
    told = text(message(update(*SITES.changes, special, unsure)))
    assert "* Jeju opened\n    It was suspended before it opened\n" in told
    assert "* 1 of 2 sites in Ulsan opened\n" in told
    assert "5 sites: not yet recruiting → recruiting" in told


def test_long_texts_show_the_changed_words_only() -> None:
    told = " ".join(text(message(TIGHTENED)).split())
    assert "[-Interstitial-]{+Any history of interstitial+} lung disease [-that required-] {+irrespective of+}" in told
    assert "Time frame: From baseline up to the visit at week [-52-] {+48+}" in told
    assert "confirmed by the central reader" not in told
    assert "Measure" not in told


def test_what_the_summary_quotes_is_not_shown_again() -> None:
    quoted = change(
        "title.changed",
        "texts",
        "From “A trial of it” to “A study of it”",
        before="A trial of it",
        after="A study of it",
    )
    assert "[-" not in text(message(update(quoted)))


def test_codes_are_not_compared_word_by_word() -> None:
    assert "[-" not in text(message(CLOSED))


def test_a_text_that_came_whole_is_shown_up_to_a_length() -> None:
    long = change("criterion.added", "eligibility", "A criterion was added", after="word " * 500)
    told = text(message(update(long)))
    assert "{+word word" in told
    assert "…+}" in told
    assert len(told) < 2000


def test_the_sponsor_is_never_said_to_have_done_what_the_registry_did() -> None:
    by_registry = replace(LARGER, actor=Actor.REGISTRY, dates=ChangeDates())
    told = " ".join(text(message(update(by_registry))).split())
    assert "The registry did this, not the sponsor; the record was last submitted 3 Feb 2026." in told
    assert "Submitted" not in told


def test_an_event_without_versions_names_none() -> None:
    gone = change("record.vanished", "record", "The registry no longer holds this record", dates=ChangeDates())
    told = text(message(update(gone, from_version=None, to_version=None, registry_date=None, release="")))
    assert "Version" not in told
    assert "Its submission date is unknown. Seen 9 Feb 2026, 15:17 UTC.\n" in told


def test_a_correction_says_so_first_and_names_what_it_corrects() -> None:
    told = message(SLIPPED, correction_of="ab" * 12)
    assert subject_line(told).startswith("Correction: Primary completion moved")
    assert f"This corrects message {'ab' * 12}." in text(told)


def test_what_a_correction_takes_back_stands_under_a_word_that_says_so() -> None:
    told = text(message(SLIPPED, correction_of="ab" * 12, notes=("What was said here before was wrong: a slip",)))
    assert told.index("What was said here before was wrong") < told.index("WITHDRAWN\n* Primary completion moved")
    assert "DATES" not in told


def test_two_alerts_are_both_named() -> None:
    assert "alerts “near” and “team” cover JASMINE" in " ".join(text(message(SLIPPED, alerts=("near", "team"))).split())


def test_without_an_alert_the_watch_is_the_reason() -> None:
    assert "You get this because you watch JASMINE (NCT06455449)." in text(message(SLIPPED, alerts=()))


def test_a_link_that_is_none_is_not_offered() -> None:
    assert "javascript" not in text(message(EVIL))


def test_a_notice_says_what_happened_line_by_line() -> None:
    assert text(BLIND) == (
        """\
The registry refuses this address (403): 2,000 of 2,000 trials were not
checked

This is no outage, and no trial vanished.

Nothing is waiting to be sent.

Run from another network.

-- \n\
Notice of 9 Feb 2026, 15:17 UTC (blind)
Message 0f0f0f0f0f0f0f0f0f0f0f0f
"""
    )


def test_the_rating_of_a_crowd_is_that_of_its_weightiest_site() -> None:
    sites = [added("Roma", "Italy") for _ in range(4)]
    loud = update(LARGER, *sites[:3], replace(sites[3], significance=Significance.CRITICAL))
    assert text(message(loud)).index("SITES") < text(message(loud)).index("ENROLLMENT")


def test_a_country_that_is_a_city_is_named_once() -> None:
    told = text(message(update(*(added("Hong Kong", "Hong Kong", ordinal=n) for n in range(4)))))
    assert "    Hong Kong (4)\n" in told
