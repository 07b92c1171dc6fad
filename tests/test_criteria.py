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
from watcher.meaning.eligibility.lines import lines
from watcher.meaning.normal import unescaped
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
        ("EXCLUSION CRITIERIA:", "exclusion"),
        ("Exlusion criteria", "exclusion"),
        ("IncInclusion criteria:", "inclusion"),
        ("Inclussion Critera:", "inclusion"),
        ("Exclusion criteria：", "exclusion"),
        ("Eligibility Criteria", "undivided"),
        ("PROTOCOL ENTRY CRITERIA:", "undivided"),
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
        ("Additional Inclusion Criteria - Arms 1b and 2 only", "inclusion"),
        ("Specific inclusion criteria : asthma with small airways dysfunction GROUP", "inclusion"),
        ("EXCLUSION CRITERIA for G1, G2 and G3.", "exclusion"),
    ],
)
def test_the_heading_of_a_cohort_is_kept_with_each_of_its_criteria(heading: str, section: str) -> None:
    found = parse(f"{heading}\n\n* Something\n* Something else")
    assert found == {section: [{"text": text, "group": heading} for text in ("Something", "Something else")]}


@pytest.mark.parametrize(
    "line",
    [
        "Note: Other protocol defined Inclusion/Exclusion criteria may apply.",
        "Note: See exclusion criterion #11 for limitations",
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


def test_a_sentence_that_excludes_opens_the_exclusions_where_none_were_seen_yet() -> None:
    found = parse("INCLUSION CRITERIA:\n\n* Asthma\n\nWhoever meets one of these is excluded:\n\n* Pregnant")
    assert found["inclusion"] == _one("Asthma")
    assert found["exclusion"] == [{"text": "Pregnant", "group": "Whoever meets one of these is excluded:"}]


@pytest.mark.parametrize(
    "title", ["Allergic Rhinitis Group", "[Part 3 only]", "Group 2: atopic people (n=20)", "Weight"]
)
@pytest.mark.parametrize("indent", ["", "   "])
def test_a_title_among_the_items_heads_those_below_it_and_is_no_part_of_the_one_above(title: str, indent: str) -> None:
    found = parse(f"Part 1 Inclusion Criteria:\n\n1. Consent\n\n{indent}{title}\n2. Aged 25 to 55\n3. BMI 18 to 30")
    cohort = "Part 1 Inclusion Criteria:"
    assert found["inclusion"] == [
        {"text": "Consent", "group": cohort},
        {"text": "Aged 25 to 55", "group": f"{cohort} {title}"},
        {"text": "BMI 18 to 30", "group": f"{cohort} {title}"},
    ]


@pytest.mark.parametrize(
    "line",
    ["OR", "EXCEPT", "Note: patients may be screened again", "Without transfusion.", "/L (500/µL)", "+ Doravirine"],
)
def test_what_stands_under_an_item_and_is_no_title_stays_with_it(line: str) -> None:
    found = parse(f"Inclusion Criteria:\n\n1. Platelets above 100\n\n   {line}\n2. Consent")
    assert found["inclusion"] == [{"text": "Platelets above 100", "parts": [{"text": line}]}, {"text": "Consent"}]


def test_among_paragraphs_without_marks_a_short_one_is_a_criterion() -> None:
    found = parse("Inclusion Criteria:\n\nAge over 18.\n\nSigned consent\n\n* Asthma")
    assert [item["text"] for item in found["inclusion"]] == ["Age over 18.", "Signed consent", "Asthma"]


@pytest.mark.parametrize("opened", ["", "Eligibility Criteria\n\n", "Adults are studied here.\n\n"])
def test_what_stands_before_the_exclusions_takes_in_although_no_heading_says_so(opened: str) -> None:
    found = parse(f"{opened}* Adults\n* Asthma\n\nExclusion Criteria:\n\n* Smoking")
    assert (found["inclusion"], found["exclusion"]) == (_one("Adults", "Asthma"), _one("Smoking"))
    assert found.get("other", []) == (_one("Adults are studied here.") if "studied" in opened else [])


def test_without_any_heading_all_are_criteria_but_a_remark_ahead_of_the_list() -> None:
    assert parse("* Adults\n* Asthma") == parse("Adults\n\nAsthma") == {"undivided": _one("Adults", "Asthma")}
    assert parse("Who may come.\n\n* Adults") == {"other": _one("Who may come."), "undivided": _one("Adults")}


def test_criteria_of_no_side_behind_the_inclusions_are_not_told_as_inclusions() -> None:
    found = parse("Inclusion Criteria:\n\n* Adults\n\nEligibility Criteria：\n\n* Previous therapy")
    assert (found["inclusion"], found["undivided"]) == (_one("Adults"), _one("Previous therapy"))


def test_eligibility_right_below_a_heading_opens_no_other_section() -> None:
    found = parse(
        "Inclusion Criteria:\n\nEligibility Criteria\n\n* Adults\n\nExclusion Critera: Smoking daily at home."
    )
    assert found["inclusion"] == [{"text": "Adults", "group": "Eligibility Criteria"}]
    assert found["exclusion"] == _one("Smoking daily at home.")


@pytest.mark.parametrize(
    "line",
    [
        "* 1. Known allergy; 2. Pregnancy; 3. Portal vein thrombosis",
        "* Known allergy; 2. Pregnancy; 3. Portal vein thrombosis",
        "(1) Known allergy; (2) Pregnancy; (3) Portal vein thrombosis",
        "1) Known allergy; 2) Pregnancy; 3) Portal vein thrombosis",
    ],
)
def test_a_numbered_list_in_one_paragraph_is_a_list(line: str) -> None:
    found = parse(f"Exclusion Criteria:\n\n{line}")
    assert found["exclusion"] == _one("Known allergy;", "Pregnancy;", "Portal vein thrombosis")


@pytest.mark.parametrize(
    "text",
    [
        "1. Heart disease, such as: 1) angina; 2) stroke; 3) shock",
        "Grade 1; 2. Not more",
        "1. In 2018; 2. Later",
    ],
)
def test_a_list_inside_of_a_criterion_is_left_in_it(text: str) -> None:
    first = text.partition("\n")[0].removeprefix("1. ")
    assert parse(f"Exclusion Criteria:\n\n{text}")["exclusion"][0] == {"text": first}


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


def _lines_of(node: Any, groups: set[str]) -> Counter[str]:
    if isinstance(node, str):
        return Counter(node.replace(":", " : ").split())
    if isinstance(node, list):
        return sum((_lines_of(item, groups) for item in node), Counter())
    groups.update([node["group"]] if "group" in node else [])
    return _lines_of(node["text"], groups) + _lines_of(node.get("parts", []), groups)


@needs_registry
def test_each_line_of_a_real_text_is_a_criterion_or_a_heading_and_none_is_both_or_twice() -> None:
    for text in _real_texts():
        groups: set[str] = set()
        found = sum((_lines_of(items, groups) for items in parse(text).values()), Counter())
        heads = [line.text for line in lines(text) if any(line.text in group for group in groups)]
        told = Counter(" : ".join(line.text for line in lines(text)).replace(":", " : ").split())
        loose = found - told
        assert not loose, loose
        assert not told - found - _lines_of(heads, groups) - Counter({":": told[":"]}), text


@needs_registry
def test_no_word_of_a_real_text_is_lost_and_nearly_all_have_both_sections() -> None:
    texts = _real_texts()
    assert [word for text in texts for word in _lost(text)] == []
    both = sum({"inclusion", "exclusion"} <= parse(text).keys() for text in texts)
    assert both / len(texts) > 0.95
