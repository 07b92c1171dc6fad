"""What is said of changed sites: one change a site, what the registry does never laid on the sponsor."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.site_pairs import A, C, N, R, S, W, contact, kinds, pair, record, seoul, site, told, told_of
from watcher.meaning.draft import Draft
from watcher.meaning.edits import diff
from watcher.meaning.sites import fold_sites
from watcher.model import Actor, Confidence

MD_ANDERSON = site("Houston", "United States", facility="MD Anderson Cancer Center", state="Texas", zip="77030")
OXFORD = site("Oxford", "United Kingdom", N, zip="OX4 6LB", geoPoint={"lat": 51.75222, "lon": -1.25596})
PADUA = site("Padua", "Italy", zip="35128")
HOST = [site(f"City {number}", "Italy", zip=str(20_100 + number)) for number in range(12)]


def _only(drafts: list[Draft]) -> Draft:
    assert len(drafts) == 1, [draft.summary for draft in drafts]
    return drafts[0]


def _with(place: dict[str, Any], **more: Any) -> dict[str, Any]:
    """None takes a field out."""
    return {key: value for key, value in {**place, **more}.items() if value is not None}


# --- added and removed -----------------------------------------------------------------------------------------------


def test_an_added_site_is_named_with_its_status() -> None:
    draft = _only(told_of([PADUA, _with(OXFORD, zip="OX3 7LE")], [PADUA, _with(OXFORD, zip="OX3 7LE"), OXFORD]))
    assert (draft.kind, draft.item) == ("site.added", "Research Site, Oxford, OX4 6LB, United Kingdom")
    assert draft.summary == "Site added: Oxford, OX4 6LB (United Kingdom); not yet recruiting"
    assert (draft.before, draft.after) == (None, OXFORD)
    assert draft.inputs == {
        "facility": "Research Site", "city": "Oxford", "state": None, "zip": "OX4 6LB", "country": "United Kingdom",
        "status": N, "lat": 51.75222, "lon": -1.25596, "first_in_country": False, "net": 1, "net_percent": 50.0,
        "sites_before": 2, "sites_after": 3, "countries_before": 2, "countries_after": 2,
    }  # fmt: skip


def test_a_named_site_is_called_by_its_name() -> None:
    draft = _only(told_of([MD_ANDERSON, _with(MD_ANDERSON, zip="77054", facility="Harris")], [MD_ANDERSON]))
    assert draft.summary == "Site removed: Harris, Houston, Texas (United States); was recruiting"
    assert (draft.item, draft.after) == ("Harris, Houston, Texas, 77054, United States", None)


def test_one_of_several_alike_is_removed_and_nobody_knows_which() -> None:
    draft = _only(told_of(seoul("RRNR"), seoul("RNR")))
    assert (draft.summary, draft.confidence) == (
        "Site removed: 1 of 4 sites in Seoul (South Korea); was recruiting",
        Confidence.AMBIGUOUS,
    )


def test_the_only_one_of_its_status_is_known_although_others_share_its_address() -> None:
    assert _only(told_of(seoul("RRNR"), seoul("RRR"))).confidence is Confidence.CERTAIN


def test_a_site_that_went_where_one_came_may_be_the_same_and_that_is_said() -> None:
    old, new = site("Madison", zip="53705"), site("Madison", zip="53792")
    removed, added = told_of([old, PADUA], [new, PADUA])
    assert removed.details == (
        "In the same version a site in the same city was added: Madison, 53792 (South Korea). "
        "The record does not say whether the two are one site.",
    )
    assert added.details[0].startswith("In the same version a site in the same city was removed: Madison, 53705")


def test_two_plainly_different_hospitals_are_not_brought_together() -> None:
    old, new = site("Manila", facility="Makati Medical Centre"), site("Manila", facility="Santo Tomas Hospital")
    assert [draft.details for draft in told_of([old, PADUA], [new, PADUA])] == [(), ()]


def test_city_state_and_country_of_one_name_are_not_said_twice() -> None:
    draft = _only(told_of([site("Hong Kong", "Hong Kong", zip="1")], [site("Hong Kong", "Hong Kong", zip="1"),
                          site("Hong Kong", "Hong Kong", None, facility="Queen Mary Hospital")]))  # fmt: skip
    assert draft.summary == "Site added: Queen Mary Hospital, Hong Kong"


# --- status of single sites ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "summary"),
    [
        (N, R, "Site now recruiting (was not yet recruiting): Padua, 35128 (Italy)"),
        (R, C, "Site now completed (was recruiting): Padua, 35128 (Italy)"),
        (N, S, "Site suspended before it opened: Padua, 35128 (Italy)"),
        (N, W, "Site withdrawn before it opened: Padua, 35128 (Italy)"),
        (S, R, "Site now recruiting (was suspended): Padua, 35128 (Italy)"),
        (None, R, "Site now recruiting (was without a status): Padua, 35128 (Italy)"),
        (R, None, "Site no longer shown with a status (was recruiting): Padua, 35128 (Italy)"),
    ],
)
def test_a_site_that_changed_its_status(before: str | None, after: str | None, summary: str) -> None:
    draft = _only(told_of([_with(PADUA, status=before), *HOST], [_with(PADUA, status=after), *HOST]))
    assert (draft.kind, draft.before, draft.after, draft.summary) == ("site.status_changed", before, after, summary)
    assert draft.inputs["suspended_before_opening"] is (before == N and after == S)
    assert draft.confidence is Confidence.CERTAIN


def test_one_of_four_alike_closes_and_nobody_knows_which() -> None:
    draft = _only(told_of(seoul("RRNR"), seoul("RANR")))
    assert (draft.summary, draft.confidence) == (
        "1 of 4 sites in Seoul (South Korea) now active, not recruiting (was recruiting)",
        Confidence.AMBIGUOUS,
    )
    assert draft.details == (
        "The record gives these sites one name and one address: how many changed is known, which ones is not.",
    )


def test_three_of_four_alike_open_in_three_changes_of_one_wording() -> None:
    drafts = told_of(seoul("NNNN"), seoul("RNRR"))
    assert {draft.summary for draft in drafts} == {
        "3 of 4 sites in Seoul (South Korea) now recruiting (was not yet recruiting)"
    }
    assert [(draft.before, draft.after, len(draft.edits)) for draft in drafts] == [(N, R, 1)] * 3


def test_when_all_of_one_address_open_nothing_is_ambiguous() -> None:
    drafts = told_of(seoul("NNNN"), seoul("RRRR"))
    assert [(draft.before, draft.after, draft.confidence) for draft in drafts] == [(N, R, Confidence.CERTAIN)] * 4


def test_a_city_that_goes_by_two_names_is_not_counted_as_one_in_silence() -> None:
    old = [site("Hanoi", "Vietnam"), site("Hanoi", "Vietnam"), site("Hà Nội", "Vietnam", zip="100000")]
    new = [site("Hanoi", "Vietnam", A), *old[1:]]
    assert (
        "The record lists this city also as Hà Nội; those sites are not counted here."
        in _only(told_of(old, new)).details
    )


def test_contacts_that_go_when_a_site_closes_are_part_of_its_closing() -> None:
    draft = _only(told_of([_with(PADUA, contacts=[contact()]), *HOST], [_with(PADUA, status=A), *HOST]))
    assert (draft.kind, len(draft.edits), draft.details) == (
        "site.status_changed", 2, ("Its contacts are no longer listed.",)
    )  # fmt: skip


def test_contacts_that_come_when_a_site_opens_are_told_with_it() -> None:
    opened = _with(PADUA, contacts=[contact(email="nurse@example.org")])
    draft = _only(told_of([_with(PADUA, status=N), *HOST], [opened, *HOST]))
    assert draft.details == ("Contact: Trial Nurse, 555-0100, nurse@example.org",)


def test_one_site_renamed_and_opened_at_once_is_two_changes() -> None:
    old = site("Suresnes", "France", N, facility="Hopital Foch", zip="92151")
    new = site("Suresnes", "France", R, facility="Hôpital Foch", zip="92151")
    assert kinds(told_of([old], [new])) == ["site.edited", "site.status_changed"]


# --- hidden and shown by the registry --------------------------------------------------------------------------------


def test_statuses_and_contacts_hidden_when_recruitment_closes_are_one_change_of_the_registry() -> None:
    old = record([*seoul("RRN"), _with(PADUA, contacts=[contact()])], central=[contact("Center")])
    new = record([*[site(status=None)] * 3, _with(PADUA, status=None)], A, "2026-02-10")
    draft = _only(told(old, new))
    assert (draft.kind, draft.actor, len(draft.edits)) == ("sites.status_withheld", Actor.REGISTRY, 6)
    assert draft.summary == (
        "The registry no longer shows the status of 4 sites and the contacts, as always while a trial is "
        "active, not recruiting"
    )
    assert draft.details == (
        "Last shown: 3 recruiting, 1 not yet recruiting",
        "Italy: 1 recruiting",
        "South Korea: 2 recruiting, 1 not yet recruiting",
        "The contacts are hidden by the registry; this does not say that anybody removed them.",
    )
    assert (draft.before, draft.after) == ({R: 3, N: 1}, None)


def test_the_status_of_a_single_site_is_hidden_in_the_same_way() -> None:
    draft = _only(told(record([MD_ANDERSON]), record([_with(MD_ANDERSON, status=None)], S, "2026-02-10")))
    assert draft.summary == "The registry no longer shows the status of the site, as always while a trial is suspended"
    assert draft.details == ("Last shown: recruiting",)


def test_a_site_added_while_statuses_are_hidden_is_told_beside_it() -> None:
    drafts = told(record([PADUA]), record([_with(PADUA, status=None), _with(OXFORD, status=None)], A, "2026-02-10"))
    assert kinds(drafts) == ["country.entered", "site.added", "sites.status_withheld"]


def test_statuses_shown_when_recruitment_opens_are_one_change_of_the_registry() -> None:
    old = record([site(status=None), _with(PADUA, status=None)], N)
    new = record([site(), _with(PADUA, status=N, contacts=[contact()])], R, "2026-02-10", central=[contact("Center")])
    draft = _only(told(old, new))
    assert (draft.kind, draft.actor, len(draft.edits)) == ("sites.status_shown", Actor.REGISTRY, 4)
    assert draft.summary == (
        "The registry now shows the status of 2 sites and the contacts: 1 not yet recruiting, 1 recruiting"
    )


def test_a_status_shown_at_one_site_among_many_is_no_bulk_flip() -> None:
    assert kinds(told_of([_with(PADUA, status=None), *HOST], [PADUA, *HOST])) == ["site.status_changed"]


def test_without_sites_the_hidden_central_contacts_are_one_quiet_change_of_the_registry() -> None:
    old = record([], N, central=[contact("A"), contact("B")])
    draft = _only(told(old, record([], W, "2026-02-10")))
    assert (draft.kind, draft.actor, draft.section) == ("contact.removed", Actor.REGISTRY, "people")
    assert draft.summary == "The registry no longer shows 2 contacts, as always while a trial is withdrawn"


def test_central_contacts_removed_while_recruiting_are_left_to_who_knows_people() -> None:
    old, new = record([PADUA], central=[contact("A")]), record([PADUA], submitted="2026-02-10")
    assert told(old, new) == []


def test_a_central_contact_replaced_while_statuses_are_hidden_is_not_hidden_with_them() -> None:
    old = record([PADUA], central=[contact("A")])
    new = record([_with(PADUA, status=None)], A, "2026-02-10", central=[contact("B", phone="555-0199")])
    assert all("centralContacts" not in edit.path for edit in _only(told(old, new)).edits)


# --- names and addresses ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "summary", "inputs"),
    [
        (
            {"facility": "Research Site"},
            "Site name now hidden: MD Anderson Cancer Center, Houston, Texas (United States) "
            "is listed as “Research Site”",
            ("hidden", False),
        ),
        (
            {"facility": "M. D. Anderson Cancer Center"},
            "Site name edited in Houston (United States): “MD Anderson Cancer Center” is now "
            "“M. D. Anderson Cancer Center”",
            ("edited", False),
        ),
        (
            {"zip": "77054"},
            "Site address edited: MD Anderson Cancer Center, Houston, Texas (United States); postal code 77030 → 77054",
            (None, False),
        ),
        (
            {"city": "Katy", "state": None},
            "Site address edited: MD Anderson Cancer Center, Houston, Texas (United States); "
            "city Houston → Katy and state no longer given",
            (None, True),
        ),
    ],
)
def test_a_site_whose_listing_was_edited(change: Any, summary: str, inputs: tuple[Any, bool]) -> None:
    draft = _only(told_of([MD_ANDERSON], [_with(MD_ANDERSON, **change)]))
    assert (draft.kind, draft.summary) == ("site.edited", summary)
    assert (draft.inputs["name"], draft.inputs["moved"]) == inputs


def test_a_hidden_name_that_is_revealed_takes_its_contacts_along() -> None:
    hidden = site("Iowa City", "United States", facility="Local Institution - 0062", zip="52242")
    named = _with(hidden, facility="University of Iowa", contacts=[contact()])
    draft = _only(told_of([hidden], [named]))
    assert draft.summary == (
        "Site name now given: University of Iowa, Iowa City (United States) (was “Local Institution - 0062”)"
    )
    assert (len(draft.edits), draft.details) == (2, ("Its contacts changed along with it.",))


CITIES = ("Bangkok", "Chiang Mai", "Lampang")
NAMED = [site(city, "Thailand", None, facility=f"{city} Hospital {letter}") for city in CITIES for letter in "AB"]
NAMELESS = [site(city, "Thailand", None) for city in CITIES]


def test_names_hidden_at_many_sites_at_once_are_one_change_and_no_removal() -> None:
    draft = _only(told(record(NAMED, A), record(NAMELESS, A, "2026-06-10")))
    assert (draft.kind, draft.before, draft.after, len(draft.edits)) == ("sites.anonymised", 6, 3, 9)
    assert draft.summary == (
        "6 named sites are now 3 entries without names; the number of sites before and after cannot be compared"
    )
    assert draft.inputs["net"] == 0


def test_a_site_removed_in_a_city_of_its_own_is_still_told_beside_the_hidden_names() -> None:
    lone = site("Phuket", "Thailand", None, facility="Vachira Hospital")
    assert kinds(told(record([*NAMED, lone], A), record(NAMELESS, A, "2026-06-10"))) == [
        "site.removed", "sites.anonymised"
    ]  # fmt: skip


def test_two_hidden_names_are_no_mass() -> None:
    drafts = told(record(NAMED, A), record([*NAMED[2:], NAMELESS[0]], A, "2026-06-10"))
    assert "sites.anonymised" not in kinds(drafts)


def test_names_given_at_many_sites_at_once_are_one_change_too() -> None:
    draft = _only(told(record(NAMELESS, A), record(NAMED, A, "2026-06-10")))
    assert (draft.kind, draft.inputs["name"]) == ("site.edited", "revealed")
    assert draft.summary.startswith("3 entries without names are now 6 named sites")


def test_a_postal_code_that_differs_where_one_site_stood_is_told_among_hidden_names() -> None:
    old = site("Blacksburg", "United States", None, facility="Oncology of Virginia", zip="24014")
    new = site("Blacksburg", "United States", None, zip="24060")
    draft = _only(told(record([*NAMED, old], A), record([*NAMELESS, new], A, "2026-06-10")))
    assert draft.details[-1] == "Postal code edited: Blacksburg (United States) 24014 → 24060"


# --- places spelled anew ---------------------------------------------------------------------------------------------


def test_a_city_that_the_registry_spells_anew_is_one_change_at_all_its_sites() -> None:
    old = [site("Napoli", "Italy", zip="80131", geoPoint={"lat": 40.8, "lon": 14.5}), site("Napoli", "Italy", N)]
    new = [site("Naples", "Italy", zip="80131", geoPoint={"lat": 40.9, "lon": 14.2}), site("Naples", "Italy", N)]
    draft = _only(told(record(old), record(new)))
    assert (draft.kind, draft.before, draft.after, draft.actor) == ("place.renamed", "Napoli", "Naples", Actor.REGISTRY)
    assert draft.summary == "Napoli is now written Naples by the registry: 2 sites in Italy, no site moved"
    assert len(draft.edits) == 4  # two cities, and the point of one in two numbers


def test_padua_that_becomes_padova_in_a_submission_is_a_spelling_too() -> None:
    draft = _only(told_of([PADUA], [_with(PADUA, city="Padova")]))
    assert (draft.kind, draft.summary) == (
        "place.renamed", "Padua is now written Padova: 1 site in Italy, no site moved"
    )  # fmt: skip


def test_a_city_that_is_another_one_is_an_edit_when_submitted_and_a_spelling_when_not() -> None:
    old, new = site("Lichtenberg", "Germany", zip="10365"), site("Berlin", "Germany", zip="10365")
    assert kinds(told_of([old], [new])) == ["site.edited"]
    assert kinds(told(record([old]), record([new]))) == ["place.renamed"]


def test_a_country_spelled_anew_enters_and_leaves_nothing() -> None:
    old = [site("Ankara", "Turkey", zip="06100"), site("Adana", "Turkey"), PADUA]
    new = [site("Ankara", "Turkey (Türkiye)", zip="06100"), site("Adana", "Turkey (Türkiye)", N), PADUA]
    drafts = told_of(old, new)
    assert kinds(drafts) == ["place.renamed", "site.status_changed"]
    assert drafts[0].summary == "Turkey is now written Turkey (Türkiye) by the registry: 2 sites, no site moved"


def test_a_map_point_alone_is_the_registrys_computation() -> None:
    old, new = (
        _with(PADUA, geoPoint={"lat": 45.40797, "lon": 11.88586}),
        _with(PADUA, geoPoint={"lat": 45.4, "lon": 11.8}),
    )
    draft = _only(told_of([old], [new]))
    assert (draft.kind, draft.actor, draft.section) == ("registry.derived", Actor.REGISTRY, "record")
    assert draft.summary == "The registry recomputed the map point of 1 site: Padua (Italy); no site moved"


def test_country_codes_that_appear_everywhere_are_one_computation() -> None:
    draft = _only(told_of([PADUA, OXFORD], [_with(PADUA, countryCode="IT"), _with(OXFORD, countryCode="GB")]))
    assert (draft.kind, len(draft.edits)) == ("registry.derived", 2)


def test_a_map_point_that_moves_while_a_site_opens_is_no_part_of_its_opening() -> None:
    old, new = _with(OXFORD, status=N), _with(OXFORD, status=R, geoPoint={"lat": 51.0, "lon": -1.2})
    assert kinds(told_of([old], [new])) == ["registry.derived", "site.status_changed"]


# --- contacts of sites -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "kind", "summary"),
    [
        ([], [contact()], "contact.added", "Contact added at Padua, 35128 (Italy): Trial Nurse, 555-0100"),
        ([contact()], [], "contact.removed", "Contact removed at Padua, 35128 (Italy): Trial Nurse, 555-0100"),
        (
            [contact()],
            [contact(phone="555-0199")],
            "contact.edited",
            "Contact edited at Padua, 35128 (Italy): phone of Trial Nurse, 555-0100 → 555-0199",
        ),
    ],
)
def test_a_contact_of_a_site_changed_alone(before: Any, after: Any, kind: str, summary: str) -> None:
    draft = _only(told_of([_with(PADUA, contacts=before or None)], [_with(PADUA, contacts=after or None)]))
    assert (draft.kind, draft.summary, draft.section) == (kind, summary, "people")
    assert draft.item == "Trial Nurse (Research Site, Padua, 35128, Italy)"


def test_one_telephone_number_changed_at_all_sites_is_one_change() -> None:
    old = [_with(place, contacts=[contact()]) for place in HOST]
    new = [_with(place, contacts=[contact(phone="555-0199")]) for place in HOST]
    draft = _only(told_of(old, new))
    assert (draft.summary, len(draft.edits)) == (
        "Contact edited at 12 sites: phone of Trial Nurse, 555-0100 → 555-0199", 12
    )  # fmt: skip


# --- countries -------------------------------------------------------------------------------------------------------


def test_a_first_site_in_a_country_is_told_of_the_country_too() -> None:
    added, entered = told_of([PADUA], [PADUA, OXFORD])
    assert added.inputs["first_in_country"] is True
    assert (entered.kind, entered.item, entered.before, entered.after, entered.edits) == (
        "country.entered", "United Kingdom", None, "United Kingdom", ()
    )  # fmt: skip
    assert entered.summary == "New country: United Kingdom (1 site in Oxford)"


def test_the_last_site_of_a_country_takes_the_registrys_list_along() -> None:
    old, new = record([PADUA, OXFORD]), record([PADUA], submitted="2026-02-10", removed=["United Kingdom"])
    removed, left = told(old, new)
    assert removed.inputs["last_in_country"] is True
    assert (left.kind, left.item, left.after) == ("country.left", "United Kingdom", None)
    assert [edit.path for edit in left.edits] == ["derivedSection.miscInfoModule.removedCountries[]"]


def test_the_first_sites_of_a_trial_enter_no_country() -> None:
    assert kinds(told_of([], [PADUA, OXFORD])) == ["site.added", "site.added"]


def test_a_country_that_comes_back_takes_its_name_off_the_registrys_list() -> None:
    old, new = record([PADUA], removed=["United Kingdom"]), record([PADUA, OXFORD], submitted="2026-02-10")
    entered = next(draft for draft in told(old, new) if draft.kind == "country.entered")
    assert [edit.before for edit in entered.edits] == ["United Kingdom"]


def test_a_country_listed_as_removed_without_any_site_is_left_to_the_computed_fields() -> None:
    old, new = record([PADUA]), record([PADUA], removed=["Greece"])
    assert told(old, new) == []


# --- of all ----------------------------------------------------------------------------------------------------------


FIELDS = st.sampled_from(["facility", "city", "zip", "country", "status", "contacts", "geoPoint", "wheelchair"])
VALUES = (
    st.none() | st.text(max_size=3) | st.sampled_from([[{"name": "A"}, "B"], [{"name": "B"}], {"lat": 1}, {"lat": 2}])
)
ODD_SITES = st.lists(st.dictionaries(FIELDS, VALUES) | st.text(max_size=3), max_size=8)


@given(ODD_SITES, ODD_SITES)
def test_nothing_raises_on_lists_of_any_shape(old: list[Any], new: list[Any]) -> None:
    before, after = record(old), record(new, submitted="2026-02-10")
    found = diff(before, after)
    owned = [id(edit) for draft in fold_sites(pair(before, after), found) for edit in draft.edits]
    assert len(owned) == len(set(owned))


def test_a_field_that_the_registry_adds_one_day_is_left_to_be_told_as_unknown() -> None:
    before, after = record([PADUA]), record([_with(PADUA, wheelchair="yes")])
    assert fold_sites(pair(before, after), diff(before, after)) == []
