"""The one line of an update: what weighs most, joined, and in it what happened to sites and countries."""

from __future__ import annotations

import pytest

from tests.support.trial import base, changed, headline_of

_LOCATIONS = "contactsLocationsModule.locations"
_OVERALL = "statusModule.overallStatus"


@pytest.mark.parametrize(
    ("status", "first"),
    [("ACTIVE_NOT_RECRUITING", "Recruitment closed"), ("SUSPENDED", "Suspended"), ("TERMINATED", "Terminated")],
)
def test_a_trial_that_closes_and_leaves_a_country_says_both(status: str, first: str) -> None:
    line = headline_of(base(), changed(_OVERALL, status, f"{_LOCATIONS}.3", None))
    assert line == (
        f"{first} (before: recruiting); 1 site removed: Ghent (Belgium); no site left in Belgium; now 3 in 2 countries"
    )


def test_statuses_that_are_hidden_by_the_closing_are_no_fact_of_their_own() -> None:
    new = changed(
        _OVERALL, "COMPLETED", *(step for place in range(4) for step in (f"{_LOCATIONS}.{place}.status", None))
    )
    assert headline_of(base(), new) == "Completed (before: recruiting)"


def test_a_name_of_a_place_keeps_its_capital_within_theheadline_of() -> None:
    new = changed(
        *(step for n, name in enumerate(["Rome", "Rome", "Seoul", "Gent"]) for step in (f"{_LOCATIONS}.{n}.city", name))
    )
    assert headline_of(base(), new) == (
        "Ghent is now written Gent: 1 site in Belgium, no site moved; "
        "Roma is now written Rome: 2 sites in Italy, no site moved"
    )


def test_a_country_that_bears_an_article_bears_it_within_a_sentence() -> None:
    city, country = f"{_LOCATIONS}.3.city", f"{_LOCATIONS}.3.country"
    old = changed(city, "Saint Louis", country, "United States", submitted=None)
    assert headline_of(old, changed(city, "St Louis", record=old)) == (
        "Saint Louis is now written St Louis: 1 site in the United States, no site moved"
    )


def test_a_site_that_is_told_second_begins_without_a_capital() -> None:
    new = changed(f"{_LOCATIONS}.0.facility", "Policlinico Umberto I", f"{_LOCATIONS}.3.city", "Gent")
    assert headline_of(base(), new) == (
        "Ghent is now written Gent: 1 site in Belgium, no site moved; "
        "site name now given: Policlinico Umberto I, Roma (Italy) (was “Research Site”)"
    )
