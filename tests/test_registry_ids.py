"""What people write for a trial, and what is made of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.errors import UsageError
from watcher.meaning.subject import subject
from watcher.model import Trial
from watcher.registries.clinicaltrials_gov.ids import is_number, parse

JASMINE = Trial("clinicaltrials_gov", "NCT06455449")


@pytest.mark.parametrize(
    "text",
    [
        "NCT06455449",
        "nct06455449",
        "  NCT06455449\n",
        "https://clinicaltrials.gov/study/NCT06455449",
        "https://www.clinicaltrials.gov/study/NCT06455449?tab=history&a=1#more",
        "clinicaltrials.gov/study/nct06455449",
        "https://clinicaltrials.gov/ct2/show/NCT06455449",
        "https://clinicaltrials.gov/api/v2/studies/NCT06455449?format=json",
    ],
)
def test_a_trial_is_understood_however_it_is_pasted(text: str) -> None:
    assert parse(text) == JASMINE


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("NCT0645544", "has 7 digits"),
        ("NCT064554490", "has 9 digits"),
        ("NCT00000000", "is no number that the registry gives out"),
        ("06455449", "names no trial"),
        ("NCT0645544x", "names no trial"),
        ("NCT٠٦٤٥٥٤٤٩", "names no trial"),
        ("NCT06455449 NCT06455450", "names no trial"),
        ("", "names no trial"),
        ("2023-506540-39-00", "names no trial"),
        ("https://example.org/study/NCT06455449", "names no trial"),
        ("https://evilclinicaltrials.gov/study/NCT06455449", "names no trial"),
        ("https://clinicaltrials.gov/search?term=NCT06455449", "names no trial"),
        ("https://clinicaltrials.gov/study/NCT06455449/NCT06455450", "names no trial"),
        ("../../NCT06455449", "names no trial"),
        ("http://[", "names no trial"),
    ],
)
def test_what_names_no_trial_is_refused_with_what_would_do(text: str, fault: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse(text)
    assert fault in str(raised.value)
    assert "NCT06455449 would do" in str(raised.value)


@given(st.text())
def test_whatever_is_understood_is_a_number_that_is_safe_in_a_path(text: str) -> None:
    try:
        trial = parse(text)
    except UsageError:
        return
    assert is_number(trial.id)
    assert trial.id.isascii()
    assert trial.id.isalnum()


@given(st.integers(1, 99_999_999))
def test_every_number_of_the_registry_is_understood(number: int) -> None:
    assert parse(f"nct{number:08d}").id == f"NCT{number:08d}"


def test_people_are_sent_to_the_registrys_own_pages() -> None:
    found = subject(parse("NCT06455449"), {})
    assert found.url == "https://clinicaltrials.gov/study/NCT06455449"
    assert found.compare_url == "https://clinicaltrials.gov/study/NCT06455449?tab=history"
