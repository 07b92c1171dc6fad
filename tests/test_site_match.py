"""Who is who among sites without ids: what is proven is paired, what is not was removed or added."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.site_pairs import A, N, R, contact, edits, record, seoul, site
from watcher.meaning.edits import diff
from watcher.meaning.normal import encode
from watcher.meaning.sites.countries import are_one_country
from watcher.meaning.sites.match import match_sites

SITES = st.lists(
    st.builds(
        site,
        city=st.sampled_from(["Seoul", "Suwon", "Napoli", "Naples", "Hanoi", "Hà Nội"]),
        country=st.sampled_from(["South Korea", "Korea, Republic of", "Italy", "Viet Nam"]),
        status=st.sampled_from([None, R, N, A]),
        facility=st.sampled_from([None, "Research Site", "Local Institution - 0062", "Severance Hospital", "SNUH"]),
        zip=st.sampled_from([None, "03080", "3080", "06351", "736"]),
        contacts=st.sampled_from([None, [contact()], [contact("Dr Kim"), contact()]]),
    ),
    max_size=14,
)


def _shape(pairs: list[tuple[Any, Any]]) -> list[tuple[bytes, bytes]]:
    return sorted((encode(old), encode(new)) for old, new in pairs)


def _moves(old: str, new: str) -> list[tuple[Any, Any]]:
    """The statuses before and after, of what differs between two lists of sites in Seoul."""
    return sorted((e.before, e.after) for e in edits(seoul(old), seoul(new)) if e.path.endswith(".status"))


def _lists(old: str, new: str) -> list[tuple[Any, Any]]:
    return sorted(
        ((e.before or {}).get("status"), (e.after or {}).get("status"))
        for e in edits(seoul(old), seoul(new))
        if e.path.endswith("[]")
    )


def _are_apart(old: list[Any], new: list[Any]) -> bool:
    return all(before is None or after is None for before, after in match_sites(old, new))


def _one_pair(old: dict[str, Any], new: dict[str, Any]) -> bool:
    return match_sites([old], [new]) == [(old, new)]


@given(SITES, SITES)
def test_every_site_is_in_exactly_one_pair(old: list[Any], new: list[Any]) -> None:
    pairs = match_sites(old, new)
    assert Counter(encode(before) for before, _ in pairs if before is not None) == Counter(map(encode, old))
    assert Counter(encode(after) for _, after in pairs if after is not None) == Counter(map(encode, new))
    assert (None, None) not in pairs


@given(SITES, SITES)
def test_the_way_back_is_the_way_there(old: list[Any], new: list[Any]) -> None:
    assert _shape(match_sites(old, new)) == _shape([(before, after) for after, before in match_sites(new, old)])


@given(SITES, SITES, st.randoms(use_true_random=False))
def test_the_order_of_the_lists_does_not_matter(old: list[Any], new: list[Any], chance: random.Random) -> None:
    expected = _shape(match_sites(old, new))
    chance.shuffle(old)
    chance.shuffle(new)
    assert _shape(match_sites(old, new)) == expected


@given(SITES, st.randoms(use_true_random=False))
def test_shuffled_sites_are_no_change(sites: list[Any], chance: random.Random) -> None:
    shuffled = list(sites)
    chance.shuffle(shuffled)
    assert edits(sites, shuffled) == ()


@given(SITES, SITES)
@settings(max_examples=200)
def test_sites_of_one_address_are_told_in_as_few_items_as_differ(old: list[Any], new: list[Any]) -> None:
    removed = Counter(map(encode, old)) - Counter(map(encode, new))
    added = Counter(map(encode, new)) - Counter(map(encode, old))
    touched = {edit.at[0] for edit in edits(old, new)}
    assert len(touched) <= removed.total() + added.total()


@pytest.mark.parametrize(
    ("old", "new", "moves", "lists"),
    [
        ("RRNR", "RANR", [(R, A)], []),  # one closes
        ("RRNR", "RNR", [], [(R, None)]),  # one removed: an ignored order without repetitions loses it
        ("RRNR", "RRNRR", [], [(None, R)]),  # one added
        ("RRNR", "NRRR", [], []),  # only the order
        ("RRNR", "RAR", [(R, A)], [(N, None)]),  # a site closes before one that never opened does
        ("RRNR", "RRRR", [(N, R)], []),
        ("NNNN", "RRRN", [(N, R)] * 3, []),
    ],
)
def test_four_sites_of_one_name_and_address(old: str, new: str, moves: list[Any], lists: list[Any]) -> None:
    assert (_moves(old, new), _lists(old, new)) == (moves, lists)


def test_two_sites_of_one_address_that_exchange_their_statuses_cannot_be_told() -> None:
    # By construction: the record does not say which is which. With a postal code each, both changes are seen.
    assert edits(seoul("RN"), seoul("NR")) == ()
    old = [site(status=R, zip="03080"), site(status=N, zip="06351")]
    new = [site(status=N, zip="03080"), site(status=R, zip="06351")]
    assert sorted((e.before, e.after) for e in edits(old, new)) == [(N, R), (R, N)]


def test_contacts_tell_two_sites_of_one_hospital_apart() -> None:
    old = [site(status=R, contacts=[contact("Dr Kim")]), site(status=R, contacts=[contact("Dr Lee")])]
    new = [site(status=A, contacts=[contact("Dr Lee")]), site(status=N, contacts=[contact("Dr Kim")])]
    assert all(before["contacts"] == after["contacts"] for before, after in match_sites(old, new))


def test_a_group_of_hundreds_is_still_paired_one_to_one() -> None:
    old, new = seoul("R" * 200 + "N" * 50), seoul("A" * 200 + "R" * 50)
    pairs = match_sites(old, new)
    assert Counter((before["status"], after["status"]) for before, after in pairs) == {(R, A): 200, (N, R): 50}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # (a) one country, one postal code, names alike or one of them hidden
        (site(facility="MD Anderson", zip="77030"), site(zip="77030")),
        (site(facility="Chu Nantes - Hôpital Laënnec", zip="44805"), site(facility="CHU Nantes", zip="44805")),
        (site("Lichtenberg", "Germany", zip="10365"), site("Berlin", "Germany", zip="10365")),
        (site(zip="´710061", facility="Local Institution - 0062"), site(zip="710061", facility="Xian Hospital")),
        (site(zip="05505", facility="Asan"), site(zip="5505", facility="Asan")),
        (site("Roma", "Italy", zip="00168"), site("Roma", "Italy", zip="00168", facility="Policlinico Gemelli")),
        (site("Oslo", "Norway", zip="0450"), site("Christiania", "Norway", zip="0450")),
        (site(zip="03080", facility="Local Institution - 0062"), site(zip="03080")),
        # (b) one country, one name
        (site("Istanbul", facility="Goztepe City Hospital"), site("Kocaeli", facility="GOZTEPE City Hospital.")),
        (site("Changchun", facility="Jilin Hospital"), site("Changchun", facility="Jilin Hospital", state="Jilin")),
        (site(facility="SNUH", zip="03080"), site(facility="SNUH", zip="06351")),
        # (c) one country and city, names alike
        (site("Davao", facility="Metro Davao Centre"), site("Davao", facility="Metro Davao Center Inc.")),
        (site(facility="Medipol University Medical Facility"), site(facility="Medipol University Medical Faculty")),
        (site("Málaga", facility="Hospital de Malaga"), site("Malaga", facility="Hospital Malaga")),
        # spelled anew, with or without a postal code
        (site("Padua", "Italy"), site("Padova", "Italy")),
        (site("Napoli", "Italy", zip="80131"), site("Naples", "Italy", zip="80131")),
        (site("Hanoi", "Vietnam"), site("Hà Nội", "Vietnam")),
        (site("Istanbul", "Turkey"), site("Istanbul", "Turkey (Türkiye)")),
        (site("Wuhan", "China"), site("Wuhan", "China", state="Hubei")),
    ],
)  # fmt: skip
def test_a_proven_edit_of_a_place_is_one_site(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert _one_pair(old, new)
    assert _one_pair(new, old)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (site("Lyon", "France"), site("Nantes", "France")),  # no name, no code: nothing proves it
        (site(zip="53705"), site(zip="53792")),
        (site("Lyon", "France", zip="0000"), site("Nantes", "France", zip="0000")),  # no code at all
        (site("Liuying", zip="736"), site("Tainan", zip="736")),  # a code of three digits is a region
        (site(facility="Research Site 0062", zip="52242"), site(facility="Research Site 0063", zip="52242")),
        (site(facility="First Affiliated Hospital"), site(facility="Third Affiliated Hospital")),
        (site("Portland", "United States", state="Oregon"), site("Portland", "United States", state="Maine")),
        (site("San José", "Costa Rica"), site("San Jose", "United States")),
        (site("Seoul", facility="Makati Medical Centre"), site("Seoul", facility="St Luke's Medical Center")),
    ],
)  # fmt: skip
def test_what_is_not_proven_was_removed_and_added(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert _are_apart([old], [new])
    assert _are_apart([new], [old])


def test_status_and_map_points_prove_nothing() -> None:
    point = {"lat": 37.566, "lon": 126.9784}
    old, new = site("Mapo", zip="03080", geoPoint=point), site("Guro", zip="06351", geoPoint=point)
    assert _are_apart([old], [new])


def test_an_edit_with_two_candidates_is_not_proven() -> None:
    old = [site(facility="Severance Hospital", zip="03722")]
    new = [site(zip="03722", status=R), site(zip="03722", status=N)]
    assert _are_apart(old, new)


def test_a_country_spelled_anew_on_all_its_sites_is_followed_whatever_the_codes_say() -> None:
    places = [("Ankara", "06100"), ("Ankara", "06800"), ("Adana", "01")]
    old = [site(city, "Turkey", zip=code) for city, code in places]
    new = [site(city, "Turkey (Türkiye)", zip=code) for city, code in [*places[:2], ("Adana", "01330")]]
    codes = sorted((before["zip"], after["zip"]) for before, after in match_sites(old, new))
    assert codes == [("01", "01330"), ("06100", "06100"), ("06800", "06800")]


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("turkey", "turkey turkiye", True),
        ("united states", "united states of america", True),
        ("russia", "russian federation", True),
        ("czechia", "czech republic", True),
        ("macedonia the former yugoslav republic of", "north macedonia", True),
        ("viet nam", "vietnam", True),
        ("united states", "united kingdom", False),
        ("south korea", "south africa", False),
        ("bosnia and herzegovina", "trinidad and tobago", False),
        ("niger", "nigeria", False),
        ("slovakia", "slovenia", False),
        ("austria", "australia", False),
        ("guinea", "guinea bissau", False),
        ("dominica", "dominican republic", False),
        ("congo", "congo the democratic republic of the", False),
    ],
)
def test_two_countries_may_share_words_that_are_no_name(one: str, other: str, is_one: bool) -> None:
    assert are_one_country(one, other) is are_one_country(other, one) is is_one


def test_a_country_is_not_spelled_anew_where_its_sites_lie_far_apart() -> None:
    old = site("Newcastle", "Northern Ireland", geoPoint={"lat": 54.2, "lon": -5.9})
    new = site("Newcastle", "Ireland", geoPoint={"lat": 53.1, "lon": -6.1})
    assert _are_apart([old], [new])
    assert _one_pair(old, {**new, "geoPoint": old["geoPoint"]})


def test_sites_that_really_moved_to_another_country_are_not_followed() -> None:
    old, new = (
        [site("Ankara", "Turkey"), site("Adana", "Turkey")],
        [site("Sofia", "Bulgaria"), site("Varna", "Bulgaria")],
    )
    assert _are_apart(old, new)


def test_a_site_that_is_no_object_is_told_as_it_stands() -> None:
    found = diff(record(["a place", site()]), record([site(), "another place"]))
    assert sorted((edit.before, edit.after) for edit in found if edit.before) == [("a place", None)]
    assert [edit.after for edit in found if edit.after] == ["another place"]


def test_ten_thousand_sites_with_few_differences_take_no_longer_than_their_list() -> None:
    sites = [site(f"City {number % 900}", zip=str(10_000 + number)) for number in range(10_000)]
    changed = [*sites[3:], *(site("New City", zip=str(90_000 + number)) for number in range(4))]
    found = edits(sites, changed)
    assert (sum(e.after is None for e in found), sum(e.before is None for e in found)) == (3, 4)
