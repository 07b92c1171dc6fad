"""Spelling: a slip of the pen is the same word, and a word that only looks like it is not."""

from __future__ import annotations

import pytest

from watcher.meaning.spelling import are_one_spelling, respelled


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tumour response", "Tumor response"),
        ("Overal survival", "Overall survival"),
        ("Omalizumab", "Omaalizumab"),
        ("clinical trail", "clinical trial"),
        ("Randomised at the centre", "Randomized at the center"),
        ("hypoglycaemia", "hypoglycemia"),
        ("oedema", "edema"),
        ("aetiology", "etiology"),
        ("toxicity", "toxicities"),
        ("DLT", "DLTs"),
    ],
)
def test_a_slip_a_plural_and_the_other_english_are_one_spelling(one: str, other: str) -> None:
    assert are_one_spelling(one, other)
    assert are_one_spelling(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cohort 1", "Cohort 2"),
        ("Arm A", "Arm B"),
        ("Drug 5 mg", "Drug 50 mg"),
        ("Group I", "Group II"),
        ("Factor XI", "Factor XIII"),
        ("hyperglycemia", "hypoglycemia"),
        ("prednisone", "prednisolone"),
        ("proton beam", "photon beam"),
        ("CAR", "caries"),
        ("typical", "atypical"),
        ("male", "female"),
        ("Placebo, then peanut", "Peanut, then placebo"),
        ("", ""),
    ],
)
def test_what_only_looks_alike_is_another_name(one: str, other: str) -> None:
    assert not are_one_spelling(one, other)
    assert not are_one_spelling(other, one)


def test_a_text_is_respelled_where_the_other_has_a_word_in_its_own_spelling_alone() -> None:
    assert respelled("Tumours and the typical toxicity", "Tumor, atypical toxicity") == "Tumor and the typical toxicity"
