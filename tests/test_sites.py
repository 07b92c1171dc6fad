"""What is said of changed sites: one change a site, what the registry does never laid on the sponsor."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.site_pairs import (
    HOST,
    MD_ANDERSON,
    OXFORD,
    PADUA,
    A,
    C,
    N,
    R,
    S,
    W,
    but,
    contact,
    kinds,
    only,
    pair,
    record,
    seoul,
    site,
    told,
    told_of,
)
from watcher.meaning.edits import diff
from watcher.meaning.sites.fold import fold_sites
from watcher.model import Actor, Confidence

# --- added and removed -----------------------------------------------------------------------------------------------


def test_an_added_site_is_named_with_its_status() -> None:
    draft = only(told_of([PADUA, but(OXFORD, zip="OX3 7LE")], [PADUA, but(OXFORD, zip="OX3 7LE"), OXFORD]))
    assert (draft.kind, draft.item) == ("site.added", "Research Site, Oxford, OX4 6LB, United Kingdom")
    assert draft.summary == "Site added: Oxford, OX4 6LB (United Kingdom); not yet recruiting"
    assert (draft.before, draft.after) == (None, OXFORD)
    assert draft.inputs == {
        "facility": "Research Site", "city": "Oxford", "state": None, "zip": "OX4 6LB", "country": "United Kingdom",
        "status": N, "lat": 51.75222, "lon": -1.25596, "first_in_country": False, "net": 1, "net_percent": 50.0,
        "recruiting": 1,
        "sites_before": 2, "sites_after": 3, "countries_before": 2, "countries_after": 2,
    }  # fmt: skip


def test_a_named_site_is_called_by_its_name() -> None:
    draft = only(told_of([MD_ANDERSON, but(MD_ANDERSON, zip="77054", facility="Harris")], [MD_ANDERSON]))
    assert draft.summary == "Site removed: Harris, Houston, Texas (United States); was recruiting"
    assert (draft.item, draft.after) == ("Harris, Houston, Texas, 77054, United States", None)


def test_one_of_several_alike_is_removed_and_nobody_knows_which() -> None:
    draft = only(told_of(seoul("RRNR"), seoul("RNR")))
    assert (draft.summary, draft.confidence) == (
        "Site removed: 1 of 4 sites in Seoul (South Korea); was recruiting",
        Confidence.AMBIGUOUS,
    )


def test_the_only_one_of_its_status_is_known_although_others_share_its_address() -> None:
    assert only(told_of(seoul("RRNR"), seoul("RRR"))).confidence is Confidence.CERTAIN


@pytest.mark.parametrize(("old", "new"), [("RRNR", "RAR"), ("RN", "A"), ("RN", "ARR")])
def test_where_sites_of_one_address_changed_in_two_ways_all_of_it_is_a_guess(old: str, new: str) -> None:
    assert [draft.confidence for draft in told_of(seoul(old), seoul(new))] == [Confidence.AMBIGUOUS] * 2


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
    draft = only(told_of([site("Hong Kong", "Hong Kong", zip="1")], [site("Hong Kong", "Hong Kong", zip="1"),
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
    draft = only(told_of([but(PADUA, status=before), *HOST], [but(PADUA, status=after), *HOST]))
    assert (draft.kind, draft.before, draft.after, draft.summary) == ("site.status_changed", before, after, summary)
    assert draft.inputs["suspended_before_opening"] is (before == N and after == S)
    assert draft.confidence is Confidence.CERTAIN


def test_one_of_four_alike_closes_and_nobody_knows_which() -> None:
    draft = only(told_of(seoul("RRNR"), seoul("RANR")))
    assert (draft.summary, draft.confidence) == (
        "1 of 4 sites in Seoul (South Korea) now active, not recruiting (was recruiting)",
        Confidence.AMBIGUOUS,
    )
    assert draft.details == ("Several sites have this name and address: how many changed is known, which ones is not.",)


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
        in only(told_of(old, new)).details
    )


def test_contacts_that_go_when_a_site_closes_are_part_of_its_closing() -> None:
    draft = only(told_of([but(PADUA, contacts=[contact()]), *HOST], [but(PADUA, status=A), *HOST]))
    assert (draft.kind, len(draft.edits), draft.details) == (
        "site.status_changed", 2, ("Its contacts are no longer listed.",)
    )  # fmt: skip


def test_contacts_that_come_when_a_site_opens_are_told_with_it() -> None:
    opened = but(PADUA, contacts=[contact(email="nurse@example.org")])
    draft = only(told_of([but(PADUA, status=N), *HOST], [opened, *HOST]))
    assert draft.details == ("Contact: Trial Nurse, 555-0100, nurse@example.org",)


def test_one_site_renamed_and_opened_at_once_is_two_changes() -> None:
    old = site("Suresnes", "France", N, facility="Hopital Foch", zip="92151")
    new = site("Suresnes", "France", R, facility="Hôpital Foch", zip="92151")
    assert kinds(told_of([old], [new])) == ["site.edited", "site.status_changed"]


def _bare(times: int) -> list[Any]:
    return [site(status=None)] * times


# --- hidden and shown by the registry --------------------------------------------------------------------------------


def test_statuses_and_contacts_hidden_when_recruitment_closes_are_one_change_of_the_registry() -> None:
    old = record([*seoul("RRN"), but(PADUA, contacts=[contact()])], central=[contact("Center")])
    new = record([*[site(status=None)] * 3, but(PADUA, status=None)], A, "2026-02-10")
    draft = only(told(old, new))
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
    draft = only(told(record([MD_ANDERSON]), record([but(MD_ANDERSON, status=None)], S, "2026-02-10")))
    assert draft.summary == "The registry no longer shows the status of the site, as always while a trial is suspended"
    assert draft.details == ("Last shown: recruiting",)


def test_a_site_added_while_statuses_are_hidden_is_told_beside_it() -> None:
    drafts = told(record([PADUA]), record([but(PADUA, status=None), but(OXFORD, status=None)], A, "2026-02-10"))
    assert kinds(drafts) == ["country.entered", "site.added", "sites.status_withheld"]


def test_a_site_removed_while_statuses_are_hidden_is_not_counted_among_the_hidden() -> None:
    drafts = told(record([PADUA, *seoul("RRN")]), record([but(PADUA, status=None), *_bare(2)], A, "2026-02-10"))
    hidden = next(draft for draft in drafts if draft.kind == "sites.status_withheld")
    assert kinds(drafts) == ["site.removed", "sites.status_withheld"]
    assert hidden.summary.startswith("The registry no longer shows the status of 3 sites,")
    assert (sum(hidden.before.values()), hidden.inputs["by_country"]["South Korea"]) == (3, {R: 2})


def test_a_site_removed_while_statuses_are_shown_is_not_counted_among_the_shown() -> None:
    drafts = told(record([PADUA, *_bare(3)], A), record([PADUA, *seoul("RRR"), MD_ANDERSON], R, "2026-02-10"))
    shown = next(draft for draft in drafts if draft.kind == "sites.status_shown")
    assert shown.summary == "The registry now shows the status of 3 sites: 3 recruiting"


def test_one_site_that_keeps_its_status_does_not_make_the_others_the_sponsors_work() -> None:
    people = [but(place, contacts=[contact(place["city"])]) for place in HOST]
    old, new = record(people), record([people[0], *(but(place, status=None) for place in HOST[1:])], A, "2026-02-10")
    hidden, shown = only(told(old, new)), only(told(new, old))
    assert [(draft.kind, draft.actor) for draft in (hidden, shown)] == [
        ("sites.status_withheld", Actor.REGISTRY), ("sites.status_shown", Actor.REGISTRY)
    ]  # fmt: skip
    assert len(hidden.edits) == len(shown.edits) == 22


def test_a_status_that_is_no_longer_shown_at_one_site_was_taken_back_by_nobody() -> None:
    draft = only(told_of([PADUA, *HOST], [but(PADUA, status=None), *HOST]))
    assert (draft.kind, draft.actor) == ("site.status_changed", Actor.REGISTRY)


def test_statuses_shown_when_recruitment_opens_are_one_change_of_the_registry() -> None:
    old = record([site(status=None), but(PADUA, status=None)], N)
    new = record([site(), but(PADUA, status=N, contacts=[contact()])], R, "2026-02-10", central=[contact("Center")])
    draft = only(told(old, new))
    assert (draft.kind, draft.actor, len(draft.edits)) == ("sites.status_shown", Actor.REGISTRY, 4)
    assert draft.summary == (
        "The registry now shows the status of 2 sites and the contacts: 1 not yet recruiting, 1 recruiting"
    )


def test_a_status_shown_at_one_site_among_many_is_no_bulk_flip() -> None:
    assert kinds(told_of([but(PADUA, status=None), *HOST], [PADUA, *HOST])) == ["site.status_changed"]


def test_without_sites_the_hidden_central_contacts_are_one_quiet_change_of_the_registry() -> None:
    old = record([], N, central=[contact("A"), contact("B")])
    draft = only(told(old, record([], W, "2026-02-10")))
    assert (draft.kind, draft.actor, draft.section) == ("contact.removed", Actor.REGISTRY, "people")
    assert draft.summary == "The registry no longer shows 2 contacts, as always while a trial is withdrawn"


def test_central_contacts_removed_while_recruiting_are_left_to_who_knows_people() -> None:
    old, new = record([PADUA], central=[contact("A")]), record([PADUA], submitted="2026-02-10")
    assert told(old, new) == []


def test_a_central_contact_replaced_while_statuses_are_hidden_is_not_hidden_with_them() -> None:
    old = record([PADUA], central=[contact("A")])
    new = record([but(PADUA, status=None)], A, "2026-02-10", central=[contact("B", phone="555-0199")])
    assert all("centralContacts" not in edit.path for edit in only(told(old, new)).edits)


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


def test_a_country_that_the_registry_alone_lists_as_removed_has_left() -> None:
    draft = only(told(record([PADUA]), record([PADUA], removed=["Greece"])))
    assert (draft.kind, draft.item, draft.actor, len(draft.edits)) == ("country.left", "Greece", Actor.REGISTRY, 1)
    assert draft.summary == "The registry now lists Greece among the countries that left the trial"


def test_a_country_listed_as_removed_that_still_has_a_site_is_left_to_the_computed_fields() -> None:
    assert told(record([PADUA]), record([PADUA], removed=["Italy"])) == []


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
    before, after = record([PADUA]), record([but(PADUA, wheelchair="yes")])
    assert fold_sites(pair(before, after), diff(before, after)) == []
