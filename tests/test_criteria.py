"""The text of the criteria: its structure is found, its marks carry no meaning, and no word of it is lost."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.history import read
from tests.support.paths import REGISTRY, needs_registry
from watcher.meaning.canonical import canonical
from watcher.meaning.eligibility.criteria import match_criteria, parse, same_but_for_space
from watcher.meaning.eligibility.lines import unescaped
from watcher.meaning.record import CRITERIA


def _one(*texts: str) -> list[dict[str, str]]:
    return [{"text": text} for text in texts]


TWO_LISTS = {
    "headings": ["Inclusion Criteria:", "Exclusion Criteria:"],
    "inclusion": _one("Age 18 or over", "Signed consent"),
    "exclusion": _one("Pregnancy"),
}


@pytest.mark.parametrize(
    "marks",
    [
        ("* ", "* ", "* "),
        ("1. ", "2. ", "1. "),
        ("1) ", "2) ", "1) "),
        ("(1) ", "(2) ", "(1) "),
        ("1\\. ", "2\\. ", "1\\. "),
        ("a. ", "b. ", "a. "),
        ("a) ", "b) ", "a) "),
        ("i. ", "ii. ", "i. "),
        ("I. ", "II. ", "I. "),
        ("• ", "• ", "• "),
        ("•", "•", "•"),
        ("\\- ", "\\- ", "\\- "),
        ("– ", "– ", "– "),
        ("-", "-", "-"),
        ("o ", "o ", "o "),
        ("◦ ", "● ", "▪ "),
        ("* 1. ", "* 2. ", "* 1. "),
        ("1.1 ", "1.2 ", "1.1 "),
        ("", "", ""),
    ],
)
def test_bullets_numbers_and_letters_are_marks_and_no_text(marks: tuple[str, str, str]) -> None:
    text = (
        f"Inclusion Criteria:\n\n{marks[0]}Age 18 or over\n\n{marks[1]}Signed consent\n\n"
        f"Exclusion Criteria:\n\n{marks[2]}Pregnancy"
    )
    assert parse(text) == TWO_LISTS


@pytest.mark.parametrize(
    "line",
    [
        "18 years or older",
        "1.5 times the upper limit of normal",
        "E. coli infection",
        "\\> 1 hospitalization",
        "\\*Not including Drug A",
        "-20 degrees of flexion",
        "only adults",
        "2019 or later",
        "i.e. adults",
    ],
)
def test_what_only_looks_like_a_mark_stays_in_the_text(line: str) -> None:
    assert parse(f"Inclusion Criteria:\n\n* {line}")["inclusion"] == _one(unescaped(line))


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("Inclusion Criteria:", "inclusion"),
        ("Inclusion criteria", "inclusion"),
        ("INCLUSION CRITERIA -", "inclusion"),
        ("Inclusion:", "inclusion"),
        ("Key Inclusion Criteria:", "inclusion"),
        ("Main Inclusion Criterion :", "inclusion"),
        ("**Inclusion Criteria**", "inclusion"),
        ("* Key Inclusion Criteria:", "inclusion"),
        ("Exclusion Criteria", "exclusion"),
        ("Non-Inclusion Criteria:", "exclusion"),
        ("EXCLUSION CRITERIA:", "exclusion"),
        ("Key Exclusion Criteria", "exclusion"),
        ("**Exclusion**", "exclusion"),
    ],
)
def test_a_heading_in_any_of_its_real_shapes_opens_its_section(heading: str, section: str) -> None:
    found = parse(f"{heading}\n\n* Something\n* Something else")
    assert found == {"headings": [heading.removeprefix("* ")], section: _one("Something", "Something else")}


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("Part A Inclusion Criteria:", "inclusion"),
        ("Inclusion Criteria for Part C", "inclusion"),
        ("Cohort B (2L ESCC) - Specific Exclusion Criteria:", "exclusion"),
        ("INCLUSION CRITERIA: Stratum 1", "inclusion"),
        ("Cancer-Specific Exclusions:", "exclusion"),
        ("Patients will be excluded if they meet any of the following:", "exclusion"),
        ("Participants must meet all of these to be eligible for the study:", "inclusion"),
    ],
)
def test_the_heading_of_a_cohort_is_kept_with_each_of_its_criteria(heading: str, section: str) -> None:
    found = parse(f"{heading}\n\n* Something\n* Something else")
    assert found == {section: [{"text": text, "group": heading} for text in ("Something", "Something else")]}


@pytest.mark.parametrize(
    "line",
    [
        "Note: Other protocol defined Inclusion/Exclusion criteria may apply.",
        "* Does not meet the inclusion criteria",
        "* Patients who are pregnant are excluded.",
        "* Inclusion in another trial",
    ],
)
def test_a_line_that_speaks_of_criteria_is_no_heading(line: str) -> None:
    found = parse(f"Inclusion Criteria:\n\n* Adults\n\n{line}\n\n* Signed consent")
    assert [item["text"] for item in found["inclusion"]] == ["Adults", line.removeprefix("* "), "Signed consent"]


def test_an_exception_inside_the_exclusions_opens_no_inclusions() -> None:
    text = "Exclusion Criteria:\n\n* Cancer\n\nPatients with these are eligible:\n\n* Basal cell carcinoma"
    found = parse(text)
    assert "inclusion" not in found
    assert found["exclusion"][1] == {"text": "Basal cell carcinoma", "group": "Patients with these are eligible:"}


def test_an_indented_item_is_part_of_the_one_above() -> None:
    text = "Inclusion Criteria:\n\n1. One of:\n\n   * ECOG 0\n   * ECOG 1\n\n     1. at rest\n2. Consent"
    assert parse(text)["inclusion"] == [
        {"text": "One of:", "parts": [{"text": "ECOG 0"}, {"text": "ECOG 1", "parts": [{"text": "at rest"}]}]},
        {"text": "Consent"},
    ]


def test_a_paragraph_under_an_item_is_part_of_it_and_a_wrapped_line_continues_it() -> None:
    text = "Inclusion Criteria:\n\n1. Platelets above\n   100\n\n   Without transfusion.\n2. Consent"
    assert parse(text)["inclusion"] == [
        {"text": "Platelets above 100", "parts": [{"text": "Without transfusion."}]},
        {"text": "Consent"},
    ]


def test_text_before_the_first_heading_and_text_behind_a_heading_are_kept() -> None:
    found = parse("Adults only.\n\nInclusion Criteria: Patients with asthma who can read.\n\nExclusion Criteria: none.")
    assert found == {
        "other": _one("Adults only."),
        "inclusion": _one("Patients with asthma who can read."),
        "exclusion": _one("none."),
        "headings": ["Inclusion Criteria:", "Exclusion Criteria:"],
    }


def test_a_heading_that_heads_nothing_is_not_lost() -> None:
    assert parse("Inclusion Criteria for Part C") == {"inclusion": _one("Inclusion Criteria for Part C")}
    both = parse("Inclusion Criteria for Part C\n\nFor women:\n\nFor men:\n\n* Consent")
    assert [item["text"] for item in both["inclusion"]] == ["For women:", "Consent"]
    assert both["inclusion"][1]["group"] == "Inclusion Criteria for Part C For men:"


def test_an_empty_text_has_no_criteria() -> None:
    assert parse("") == parse(" \n\\-\n* \n<!-- -->") == {}


# --- laws ------------------------------------------------------------------------------------------------------------

_WORD = st.text("abcdefgh", min_size=2, max_size=8)
_LINE = st.lists(_WORD, min_size=2, max_size=6).map(" ".join)
_LISTS = st.tuples(st.lists(_LINE, min_size=1, max_size=6), st.lists(_LINE, min_size=1, max_size=6))
_STYLES = st.sampled_from(["* ", "- ", "• ", "{}. ", "{}) ", "({}) ", "{}\\. ", "o ", "◦ "])


def _text(lists: tuple[list[str], list[str]], style: str, gap: str = "\n") -> str:
    sections = []
    for name, items in zip(("Inclusion", "Exclusion"), lists, strict=True):
        lines = gap.join(f"{style.format(number)}{item}" for number, item in enumerate(items, 1))
        sections.append(f"{name} Criteria:\n\n{lines}")
    return "\n\n".join(sections)


@given(_LISTS, _STYLES, _STYLES, st.sampled_from(["\n", "\n\n"]))
def test_other_bullets_other_numbers_and_other_gaps_say_the_same(
    lists: tuple[list[str], list[str]], style: str, other: str, gap: str
) -> None:
    assert canonical(_text(lists, style), CRITERIA) == canonical(_text(lists, other, gap), CRITERIA)


@given(_LISTS, _STYLES, st.randoms(use_true_random=False))
def test_the_order_of_the_criteria_carries_no_meaning(
    lists: tuple[list[str], list[str]], style: str, chance: random.Random
) -> None:
    mixed = tuple(chance.sample(items, len(items)) for items in lists)
    assert canonical(_text(lists, style), CRITERIA) == canonical(_text((mixed[0], mixed[1]), style), CRITERIA)


@given(_LISTS, _STYLES, st.sampled_from([" ", "\n", "\u00a0", "\n   "]))
def test_texts_that_differ_in_white_space_or_escapes_are_the_same(
    lists: tuple[list[str], list[str]], style: str, space: str
) -> None:
    text = _text(lists, style)
    assert same_but_for_space(text, re.sub(r"\s+", space, text))
    assert same_but_for_space(text, re.sub(r"([.()*-])", r"\\\1", text.replace("\\", "")))


@given(_LISTS, _STYLES, _LINE)
def test_one_word_more_is_not_the_same(lists: tuple[list[str], list[str]], style: str, line: str) -> None:
    text = _text(lists, style)
    longer = _text(([*lists[0], line], lists[1]), style)
    assert not same_but_for_space(text, longer)
    assert canonical(text, CRITERIA) != canonical(longer, CRITERIA)


@given(st.lists(_LINE, max_size=8), st.lists(_LINE, max_size=8), st.randoms(use_true_random=False))
def test_the_matcher_covers_each_criterion_once_and_is_the_same_read_backwards_and_shuffled(
    old: list[str], new: list[str], chance: random.Random
) -> None:
    left, right = _one(*old), _one(*new)
    pairs = match_criteria(left, right)
    assert Counter(json.dumps(a) for a, _ in pairs if a) == Counter(json.dumps(a) for a in left)
    assert Counter(json.dumps(b) for _, b in pairs if b) == Counter(json.dumps(b) for b in right)
    texts = Counter(json.dumps(pair) for pair in pairs)
    assert Counter(json.dumps((b, a)) for a, b in match_criteria(right, left)) == texts
    shuffled = chance.sample(left, len(left)), chance.sample(right, len(right))
    assert Counter(json.dumps(pair) for pair in match_criteria(*shuffled)) == texts


def test_a_criterion_finds_its_partner_in_its_own_cohort_first() -> None:
    old = [{"text": "One prior line of therapy at most", "group": group} for group in ("A:", "B:")]
    new = [{"text": "Two prior lines of therapy at most", "group": group} for group in ("B:", "A:")]
    assert all(before["group"] == after["group"] for before, after in match_criteria(old, new))


# --- real records ----------------------------------------------------------------------------------------------------


def _real_texts() -> list[str]:
    paths = sorted((REGISTRY / "records").glob("NCT*.json*"))
    module = (json.loads(read(path))["protocolSection"].get("eligibilityModule", {}) for path in paths)
    return [found["eligibilityCriteria"] for found in module if found.get("eligibilityCriteria")]


def _words(node: Any, groups: list[str]) -> Counter[str]:
    if isinstance(node, str):
        return Counter(node.split())
    if isinstance(node, list):
        return sum((_words(item, groups) for item in node), Counter())
    if "group" in node and node["group"] not in groups:
        groups.append(node["group"])
    return Counter(node["text"].split()) + _words(node.get("parts", []), groups)


_MARK = re.compile(
    r"(?:[*•●◦▪‣·■□○⁃–—o-]+|<!--|-->|\(?(?:\d{1,3}|\d{1,2}(?:\.\d{1,2})+|[A-Za-z]|[ivxIVX]{1,5})\.?\)?)$"
)


def _lost(text: str) -> list[str]:
    """Words of the text that stand nowhere in what was parsed; a mark glued to its word is looked at apart."""
    parsed = parse(text)
    groups: list[str] = []
    found: Counter[str] = sum((_words(items, groups) for items in parsed.values()), Counter())
    kept = "".join([*found.elements(), *groups])
    return [
        word
        for word in re.findall(r"[^\s:]+", unescaped(text))  # "Criteria:Adults" is a heading and a word
        if not _MARK.match(word) and word not in kept and re.sub(r"^(?:\d{1,3}[.)]|[•*-]+)", "", word) not in kept
    ]


@needs_registry
def test_no_word_of_a_real_text_is_lost_and_nearly_all_have_both_sections() -> None:
    texts = _real_texts()
    assert [word for text in texts for word in _lost(text)] == []
    both = sum({"inclusion", "exclusion"} <= parse(text).keys() for text in texts)
    assert both / len(texts) > 0.95
