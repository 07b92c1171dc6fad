"""Names of places: which spellings are one, and which names say nothing."""

from __future__ import annotations

import pytest

from watcher.meaning.sites.places import are_akin, are_alike, city_key, fold, is_masked, zip_key


@pytest.mark.parametrize(
    "name",
    [
        None, "", "Research Site", "Research site 367", "Local Institution - 0062", "Site US-1001",
        "Novartis Investigative Site", "Ovid Therapeutics Investigative Site", "GSK Investigational Site", "[Redacted]",
        "Clinical Trial Site", "Site 12", "Study Site #4", "Investigational Site Number: DE18", "Many Locations",
        "For additional information regarding investigative sites, contact 1-800-555-0100",
        "Investigational Site Number : 0320003",
    ],
)  # fmt: skip
def test_a_name_that_says_nothing_of_who_runs_the_site_is_masked(name: str | None) -> None:
    assert is_masked(name)


@pytest.mark.parametrize(
    "name",
    [
        "MD Anderson Cancer Center", "Rambam Health Care Campus ( Site 0602)", "Community Cancer Institute",
        "Wits Clinical Research CMJAH Clinical Trial Site", "Institut Curie - Site de Paris",
        'Municipal Institution "City Clinical Hospital #3"', "900 Hospital",
        "Clinical Research Center of Alabama, LLC", "INSITE Clinical Research",
        "Instituto de Investigaciones Clínicas Mar del Plata", "Linear Clinical Research", "Site Santé Laval",
    ],
)  # fmt: skip
def test_a_name_that_tells_who_runs_the_site_is_none(name: str) -> None:
    assert not is_masked(name)


def test_case_accents_and_signs_do_not_make_another_name() -> None:
    assert fold("Hôpital  FOCH.") == fold("hopital foch") == "hopital foch"
    assert fold("Łódź Øresund Yüreğir") == "lodz oresund yuregir"


def test_postal_codes_compare_without_spaces_signs_and_leading_zeros() -> None:
    assert zip_key("´710061") == zip_key("71 00 61") == "710061"
    assert zip_key("05505") == zip_key("5505")
    assert zip_key(None) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hanoi", "Hà Nội"), ("Napoli", "Naples"), ("Padua", "Padova"), ("México", "Mexico City"), ("Köln", "Cologne"),
     ("Ho Chi Minh", "Ho Chi Minh City"), ("St. Petersburg", "Saint Petersburg")],
)  # fmt: skip
def test_known_names_of_one_city_share_a_key(one: str, other: str) -> None:
    assert city_key(one) == city_key(other)


@pytest.mark.parametrize(
    ("one", "other", "akin"),
    [
        ("Suwon", "Suwon-si", True),
        ("Sao Paulo", "São Paulo", True),
        ("Seongnam", "Seoul", False),
        ("Incheon", "Suncheon", False),
        ("Lichtenberg", "Berlin", False),
        ("", "", False),
    ],
)
def test_names_of_one_city_are_alike_from_the_first_letter(one: str, other: str, akin: bool) -> None:
    assert are_akin(one, other) is are_akin(other, one) is akin


def test_hospitals_of_different_numbers_are_never_alike() -> None:
    assert are_alike("first hospital of wuhan", "first hospital wuhan", 0.75)
    assert not are_alike("first hospital of wuhan", "second hospital of wuhan", 0.5)
    assert not are_alike("city hospital 3", "city hospital 13", 0.5)
