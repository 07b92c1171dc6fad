"""Names, addresses and contacts of sites that are still the same sites."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.site_pairs import (
    HOST,
    MD_ANDERSON,
    OXFORD,
    PADUA,
    A,
    N,
    R,
    W,
    but,
    contact,
    kinds,
    only,
    record,
    site,
    told,
    told_of,
)
from watcher.model import Actor

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
            {"facility": None},
            "Site name now hidden: MD Anderson Cancer Center, Houston, Texas (United States) "
            "is listed as an entry without a name",
            ("hidden", False),
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
    draft = only(told_of([MD_ANDERSON], [but(MD_ANDERSON, **change)]))
    assert (draft.kind, draft.summary) == ("site.edited", summary)
    assert (draft.inputs["name"], draft.inputs["moved"]) == inputs


def test_of_a_long_name_the_words_that_were_edited_are_shown() -> None:
    name = f"MD Anderson Cancer Center{', Department of Surgery' * 9}, {{}}"
    old = but(MD_ANDERSON, facility=name.format("Ward"))
    assert only(told_of([old], [but(old, facility=name.format("Wing"))])).summary == (
        "Site name edited in Houston (United States): “… of Surgery, Department of Surgery, Ward” is now "
        "“… of Surgery, Department of Surgery, Wing”"
    )


def test_a_hidden_name_that_is_revealed_takes_its_contacts_along() -> None:
    hidden = site("Iowa City", "United States", facility="Local Institution - 0062", zip="52242")
    named = but(hidden, facility="University of Iowa", contacts=[contact()])
    draft = only(told_of([hidden], [named]))
    assert draft.summary == (
        "Site name now given: University of Iowa, Iowa City (United States) (was “Local Institution - 0062”)"
    )
    assert (len(draft.edits), draft.details) == (2, ("Its contacts changed along with it.",))


CITIES = ("Bangkok", "Chiang Mai", "Lampang")
NAMED = [site(city, "Thailand", None, facility=f"{city} Hospital {letter}") for city in CITIES for letter in "AB"]
NAMELESS = [site(city, "Thailand", None) for city in CITIES]


def test_names_hidden_at_many_sites_at_once_are_one_change_and_no_removal() -> None:
    draft = only(told(record(NAMED, A), record(NAMELESS, A, "2026-06-10")))
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
    draft = only(told(record(NAMELESS, A), record(NAMED, A, "2026-06-10")))
    assert (draft.kind, draft.inputs["name"]) == ("site.edited", "revealed")
    assert draft.summary == (
        "3 entries without names are now 6 named sites; the number of sites before and after cannot be compared"
    )
    assert draft.details[-1] == (
        "Names now given: Bangkok Hospital A, Bangkok Hospital B, Chiang Mai Hospital A, Chiang Mai Hospital B, "
        "Lampang Hospital A and Lampang Hospital B"
    )


def test_names_given_where_each_site_is_known_are_told_site_by_site() -> None:
    named = [but(place, facility=f"Hospital {place['city']}") for place in HOST]
    drafts = told_of(HOST, named)
    assert kinds(drafts) == ["site.edited"] * 12
    assert drafts[0].summary == "Site name now given: Hospital City 0, City 0 (Italy) (was “Research Site”)"
    mixed = kinds(told_of([*HOST, *NAMELESS], [*named, *NAMED]))
    assert mixed == ["site.edited"] * 13


def test_names_hidden_where_each_site_is_known_can_be_compared() -> None:
    draft = only(told_of([but(place, facility=f"Hospital {place['city']}") for place in HOST], HOST))
    assert (draft.kind, draft.summary) == ("sites.anonymised", "12 named sites are now 12 entries without names")


MASKED_BEFORE = [
    site("Bangkok", "Thailand", W, facility="Local Institution - 0035"),
    site("Phuket", "Thailand", facility="Local Institution - 0062"),
]


def test_sites_that_hid_behind_another_mask_go_with_those_that_are_hidden_now() -> None:
    new = [*NAMELESS, *(but(place, facility="Research Site", status=R) for place in MASKED_BEFORE)]
    draft = only(told(record([*NAMED, *MASKED_BEFORE], A), record(new, A, "2026-06-10")))
    assert (draft.kind, draft.inputs["net"], draft.inputs["named"]) == ("sites.anonymised", 0, 6)
    assert draft.summary == (
        "8 sites, 6 of them with names, are now 5 entries without names; "
        "the number of sites before and after cannot be compared"
    )


def test_a_site_behind_a_mask_that_is_still_in_use_was_removed_beside_the_hidden_names() -> None:
    new = [but(place, facility=f"Local Institution - 000{number}") for number, place in enumerate(NAMELESS)]
    drafts = told(record([*NAMED, *MASKED_BEFORE], A), record(new, A, "2026-06-10"))
    assert kinds(drafts) == ["site.removed", "site.removed", "sites.anonymised"]


def test_where_no_site_had_a_name_none_was_hidden() -> None:
    old = [but(place, facility=f"Local Institution - 000{number}") for number, place in enumerate(NAMELESS)]
    assert kinds(told_of(old, NAMELESS)) == ["site.added"] * 3 + ["site.removed"] * 3


def test_a_postal_code_that_differs_where_one_site_stood_is_told_among_hidden_names() -> None:
    old = site("Blacksburg", "United States", None, facility="Oncology of Virginia", zip="24014")
    new = site("Blacksburg", "United States", None, zip="24060")
    draft = only(told(record([*NAMED, old], A), record([*NAMELESS, new], A, "2026-06-10")))
    assert draft.details[-1] == "Postal code edited: Blacksburg (United States) 24014 → 24060"


# --- places spelled anew ---------------------------------------------------------------------------------------------


def test_a_city_that_the_registry_spells_anew_is_one_change_at_all_its_sites() -> None:
    old = [site("Napoli", "Italy", zip="80131", geoPoint={"lat": 40.8, "lon": 14.5}), site("Napoli", "Italy", N)]
    new = [site("Naples", "Italy", zip="80131", geoPoint={"lat": 40.9, "lon": 14.2}), site("Naples", "Italy", N)]
    draft = only(told(record(old), record(new)))
    assert (draft.kind, draft.before, draft.after, draft.actor) == ("place.renamed", "Napoli", "Naples", Actor.REGISTRY)
    assert draft.summary == "Napoli is now written Naples by the registry: 2 sites in Italy, no site moved"
    assert len(draft.edits) == 4  # two cities, and the point of one in two numbers


def test_padua_that_becomes_padova_in_a_submission_is_a_spelling_too() -> None:
    draft = only(told_of([PADUA], [but(PADUA, city="Padova")]))
    assert (draft.kind, draft.summary) == (
        "place.renamed", "Padua is now written Padova: 1 site in Italy, no site moved"
    )  # fmt: skip


def test_a_city_that_is_another_one_is_an_edit_when_submitted_and_a_spelling_when_not() -> None:
    old, new = site("Lichtenberg", "Germany", zip="10365"), site("Berlin", "Germany", zip="10365")
    assert kinds(told_of([old], [new])) == ["site.edited"]
    assert kinds(told(record([old]), record([new]))) == ["place.renamed"]


@pytest.mark.parametrize("submitted", ["2026-01-10", "2026-02-10"])
@pytest.mark.parametrize(
    "more",
    [
        {"state": "South Carolina"},
        {"zip": "29201"},
        {"geoPoint": {"lat": 34.0, "lon": -81.0}},
    ],
)
def test_a_city_of_a_like_name_is_another_one_when_the_rest_of_the_address_differs(more: Any, submitted: str) -> None:
    place = {"state": "Ohio", "zip": "43210", "geoPoint": {"lat": 39.9, "lon": -83.0}}
    old = site("Columbus", "United States", facility="SCRI Clinic", **place)
    draft = only(told_of([old], [but(old, city="Columbia", **more)], submitted=submitted))
    assert (draft.kind, draft.inputs["moved"]) == ("site.edited", True)


def test_a_known_name_of_a_city_is_a_spelling_beside_another_postal_code() -> None:
    old = site("Napoli", "Italy", facility="Ospedale Cardarelli", zip="80131")
    assert kinds(told_of([old], [but(old, city="Naples", zip="80138")])) == ["place.renamed", "site.edited"]


def test_a_city_is_no_longer_spelled_as_before_at_sites_too_bare_to_prove_it() -> None:
    old = [site("Seoul", zip="03080", geoPoint={"lat": 37.6, "lon": 127.0}), site("Seoul"), site("Busan")]
    new = [site("Soul", zip="03080", geoPoint={"lat": 37.6, "lon": 127.0}), site("Soul"), site("Busan")]
    draft = only(told(record(old), record(new)))
    assert draft.summary == "Seoul is now written Soul by the registry: 2 sites in South Korea, no site moved"
    assert kinds(told(record(old[1:]), record(new[1:]))) == ["site.added", "site.removed"]


def test_a_city_that_is_no_longer_given_is_no_spelling_and_moves_no_site() -> None:
    old = site("Orihuela", "Spain", zip="03314")
    new = but(old, city=None)
    lost, back = only(told(record([old]), record([new]))), only(told(record([new]), record([old])))
    assert [(draft.kind, draft.inputs["moved"]) for draft in (lost, back)] == [("site.edited", False)] * 2
    assert lost.summary.endswith("city no longer given")
    assert back.summary.endswith("city now given, Orihuela")
    assert "None" not in lost.summary + back.summary


def test_a_country_spelled_anew_enters_and_leaves_nothing() -> None:
    old = [site("Ankara", "Turkey", zip="06100"), site("Adana", "Turkey"), PADUA]
    new = [site("Ankara", "Turkey (Türkiye)", zip="06100"), site("Adana", "Turkey (Türkiye)", N), PADUA]
    drafts = told_of(old, new)
    assert kinds(drafts) == ["place.renamed", "site.status_changed"]
    assert drafts[0].summary == "Turkey is now written Turkey (Türkiye) by the registry: 2 sites, no site moved"


def test_a_map_point_alone_is_the_registrys_computation() -> None:
    old, new = (
        but(PADUA, geoPoint={"lat": 45.40797, "lon": 11.88586}),
        but(PADUA, geoPoint={"lat": 45.4, "lon": 11.8}),
    )
    draft = only(told_of([old], [new]))
    assert (draft.kind, draft.actor, draft.section) == ("registry.derived", Actor.REGISTRY, "record")
    assert draft.summary == "The registry recomputed the map point of 1 site: Padua (Italy); no site moved"


def test_country_codes_that_appear_everywhere_are_one_computation() -> None:
    draft = only(told_of([PADUA, OXFORD], [but(PADUA, countryCode="IT"), but(OXFORD, countryCode="GB")]))
    assert (draft.kind, len(draft.edits)) == ("registry.derived", 2)


def test_a_map_point_that_moves_while_a_site_opens_is_no_part_of_its_opening() -> None:
    old, new = but(OXFORD, status=N), but(OXFORD, status=R, geoPoint={"lat": 51.0, "lon": -1.2})
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
        (
            [contact()],
            [contact("Study Nurse")],
            "contact.edited",
            "Contact edited at Padua, 35128 (Italy): name Trial Nurse → Study Nurse",
        ),
    ],
)
def test_a_contact_of_a_site_changed_alone(before: Any, after: Any, kind: str, summary: str) -> None:
    draft = only(told_of([but(PADUA, contacts=before or None)], [but(PADUA, contacts=after or None)]))
    assert (draft.kind, draft.summary, draft.section) == (kind, summary, "people")
    who = (after or before)[0]["name"]
    assert draft.item == f"{who} (Research Site, Padua, 35128, Italy)"


def test_a_contact_of_more_sites_than_are_named_says_how_many_more() -> None:
    places = [but(place, zip=f"{letter}{place['zip']}") for place in HOST for letter in "AB"]
    draft = only(told_of(places, [but(place, contacts=[contact()]) for place in places]))
    assert (len(draft.details), draft.details[-1]) == (21, "and at 4 more sites")
    assert only(told_of(HOST, [but(place, contacts=[contact()]) for place in HOST])).details[-1].startswith("City 9")


def test_one_telephone_number_changed_at_all_sites_is_one_change() -> None:
    old = [but(place, contacts=[contact()]) for place in HOST]
    new = [but(place, contacts=[contact(phone="555-0199")]) for place in HOST]
    draft = only(told_of(old, new))
    assert (draft.summary, len(draft.edits)) == (
        "Contact edited at 12 sites: phone of Trial Nurse, 555-0100 → 555-0199", 12
    )  # fmt: skip
