"""Pairs of who may take part: the limits, and the criteria one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.pairs.row import CLOSED, OVERDUE, POST_PCD, PRE_START, STRADDLES_PCD, Pair, Told, pair

_MODULE = "eligibilityModule"
_CRITERIA = f"{_MODULE}.eligibilityCriteria"
_IN = ["Body weight of at least 40 kg", "Signed informed consent", "Diagnosis of Condition B by a specialist"]
_EX = ["Pregnancy", "History of cancer within 5 years", "Known allergy to Drug A"]
STAGES = {"pre_start": PRE_START, "enrolling": (), "closed": CLOSED, "pcd_overdue": OVERDUE,
          "straddles_pcd": STRADDLES_PCD, "post_pcd": POST_PCD}  # fmt: skip


def _text(inclusion: Sequence[str] = _IN, exclusion: Sequence[str] = _EX, mark: str = "*") -> str:
    marks = [f"{n}." if mark == "1" else mark for n in range(1, 20)]
    sides = (("Inclusion", inclusion), ("Exclusion", exclusion))
    return "\n\n".join(
        f"{name} Criteria:\n\n" + "\n".join(f"{sign} {words}" for sign, words in zip(marks, side, strict=False))
        for name, side in sides
    )


def _pair(
    name: str, steps: tuple[Any, ...], *told: Told, stage: str = "enrolling", given: tuple[Any, ...] = ()
) -> Pair:
    return pair(name, steps, *told, given=(*STAGES[stage], _CRITERIA, _text(), *given), stage=stage,
                correction=1 if stage in {"pcd_overdue", "straddles_pcd"} else ())  # fmt: skip


def _added(name: str, words: str, side: str, significance: str, stage: str = "enrolling", rule: str = "whole") -> Pair:
    told = Told("criterion.added", None, words, significance, f"criterion.{rule}", words)
    text = _text([*_IN, words]) if side == "in" else _text(_IN, [words, *_EX])
    return _pair(name, (_CRITERIA, text), told, stage=stage)


def _removed(name: str, words: str, significance: str, stage: str = "enrolling") -> Pair:
    told = Told("criterion.removed", words, None, significance, "criterion.whole", words)
    text = _text([line for line in _IN if line != words], [line for line in _EX if line != words])
    return _pair(name, (_CRITERIA, text), told, stage=stage)


def _edited(
    name: str, before: str, after: str, significance: str, rule: str, stage: str = "enrolling", side: str = "in"
) -> Pair:
    told = Told("criterion.edited", before, after, significance, f"criterion.{rule}", after)
    texts = [_text([*_IN, line]) if side == "in" else _text(_IN, [*_EX, line]) for line in (before, after)]
    return _pair(name, (_CRITERIA, texts[1]), told, stage=stage, given=(_CRITERIA, texts[0]))


def _part(name: str, before: Sequence[str], after: Sequence[str], significance: str, stage: str = "enrolling") -> Pair:
    """Both versions of a criterion with its parts, of which one came or went."""
    texts = ["\n  * ".join(("One of:", *parts)) for parts in (before, after)]
    sides = [next(({"text": part} for part in own if part not in other), None)
             for own, other in ((before, after), (after, before))]  # fmt: skip
    told = Told("criterion.edited", *sides, significance, "criterion.part", "One of:")
    return _pair(name, (_CRITERIA, _text([*_IN, texts[1]])), told, stage=stage,
                 given=(_CRITERIA, _text([*_IN, texts[0]])))  # fmt: skip


_COHORT_B = "Hepatitis B"


def _regrouped(name: str, before: str, after: str, significance: str, rule: str, item: str) -> Pair:
    """The same criterion under another heading, beside one under "All cohorts:"."""
    texts = [f"Exclusion Criteria:\n\nAll cohorts:\n\n* Pregnancy\n\n{title}\n\n* {_COHORT_B}"
             for title in (before, after)]  # fmt: skip
    told = Told("criterion.edited", before, after, significance, f"criterion.{rule}", item)
    return _pair(name, (_CRITERIA, texts[1]), told, given=(_CRITERIA, texts[0]))


CRITERIA: tuple[Pair, ...] = (
    _added("an inclusion criterion more", "Stable dose of steroids", "in", "major"),
    _added("an exclusion criterion more, before the start", "Live vaccine", "ex", "major", "pre_start"),
    _added("an exclusion criterion more, after recruitment closed", "Live vaccine", "ex", "major", "closed"),
    _added("an exclusion criterion more, when primary completion is overdue", "Live vaccine", "ex", "major",
           "pcd_overdue"),
    _added("an exclusion criterion more, perhaps after primary completion", "Live vaccine", "ex", "major",
           "straddles_pcd"),
    _added("an inclusion criterion more, after primary completion", "Stable dose of steroids", "in", "critical",
           "post_pcd"),
    _added("a note that there are others", "Other protocol-defined inclusion criteria apply", "in", "minor",
           rule="note"),
    _removed("an inclusion criterion less", "Diagnosis of Condition B by a specialist", "major"),
    _removed("an exclusion criterion less", "Pregnancy", "major"),
    _removed("an exclusion criterion less, after primary completion", "Pregnancy", "critical", "post_pcd"),
    _edited("a number in a criterion", "ECOG status of 0 or 1", "ECOG status of 0 to 2", "major", "number"),
    _edited("a number in an exclusion", "Stroke within 12 months", "Stroke within 6 months", "major", "number",
            side="ex"),
    _edited("a number after primary completion", "Stroke within 12 months", "Stroke within 6 months", "critical",
            "number", "post_pcd", side="ex"),
    _edited("any history instead of one kind", "History of lung disease that required steroids",
            "Any history of lung disease irrespective of steroids", "major", "population", side="ex"),
    _edited("another line of therapy", "Progression after first-line chemotherapy",
            "Progression after second-line chemotherapy", "major", "population"),
    _edited("another population", "Women with active disease", "Women or men with active disease", "major",
            "population"),
    _edited("what was allowed is not", "Prior treatment with Drug C is allowed",
            "Prior treatment with Drug C is not allowed", "major", "reversed"),
    _edited("what was required is allowed", "A fresh biopsy is required", "A fresh biopsy is allowed", "major",
            "reversed"),
    _edited("what kept out is allowed", "Prior Drug C", "Prior Drug C therapy is allowed", "major", "reversed",
            side="ex"),
    _edited("above became below", "Hemoglobin > 9 g/dL", "Hemoglobin < 9 g/dL", "major", "reversed"),
    _edited("without became with, in an exclusion", "Hepatitis without cirrhosis", "Hepatitis with cirrhosis", "major",
            "reversed", side="ex"),
    _edited("another negation after primary completion", "Test for Virus D negative", "Test for Virus D positive",
            "critical", "reversed", "post_pcd"),
    _edited("one line of therapy more", "No more than one prior line of therapy",
            "No more than two prior lines of therapy", "major", "number"),
    _edited("the same time in another unit", "At least 2 weeks since surgery", "At least 14 days since surgery",
            "minor", "reworded"),
    _regrouped("a criterion of one cohort for all", "Cohort B only:", "All cohorts:", "major", "cohort", _COHORT_B),
    _regrouped("a cohort that is called a part", "Cohort B only:", "Part 2 only:", "minor", "reworded", "Part 2 only:"),
    _pair("an exclusion became an inclusion", (_CRITERIA, _text([*_IN, "Pregnancy"], _EX[1:])),
          Told("criterion.edited", None, None, "major", "criterion.moved", "Pregnancy")),
    _part("a part of a criterion more", ["Asthma"], ["Asthma", "Hay fever"], "major"),
    _part("a part of a criterion less, after primary completion", ["Asthma", "Hay fever"], ["Asthma"], "critical",
          "post_pcd"),
    _edited("other spaces and points", "FEV1 < 80%.", "FEV1 <80 %;", "administrative", "spelling"),
    _edited("other spaces after primary completion", "FEV1 < 80%", "FEV1 <80 %", "administrative", "spelling",
            "post_pcd"),
    _edited("a long condition", "Active brain metastases",
            "Active brain metastases, unless treated and stable for 4 weeks", "major", "number", side="ex"),
    _edited("a long exception", "Malignancy of the skin",
            "Malignancy of the skin, except for basal cell carcinoma that was removed in full and did not come back",
            "minor", "reworded", side="ex"),
    _edited("a long condition less", "Known Virus E infection with fewer than 350 cells per microlitre of blood",
            "Known Virus E infection", "major", "number", side="ex"),
    _edited("reworded", "Willing to comply with all study visits", "Willing and able to comply with all study visits",
            "minor", "reworded"),
    _edited("reworded after primary completion", "Willing to comply with all study visits",
            "Willing and able to comply with all study visits", "major", "reworded", "post_pcd"),
)  # fmt: skip


def _limit(
    name: str, field: str, before: Any, after: Any, significance: str = "major", rule: str = "limits",
    stage: str = "enrolling", *along: Any,
) -> Pair:  # fmt: skip
    path = f"{_MODULE}.{field}"
    told = Told("eligibility.changed", before, after, significance, f"eligibility.{rule}")
    given = () if before is None and field == "healthyVolunteers" else (path, before)
    return _pair(name, (path, after, *along), told, stage=stage, given=given or (path, None))


LIMITS: tuple[Pair, ...] = (
    _limit("adolescents may take part", "minimumAge", "18 Years", "12 Years", "major", "limits", "enrolling",
           f"{_MODULE}.stdAges", ["CHILD", "ADULT", "OLDER_ADULT"]),
    _limit("the upper age limit is lifted", "maximumAge", "75 Years", None),
    _limit("the upper age limit is lifted after primary completion", "maximumAge", "75 Years", None, "critical",
           "limits", "post_pcd"),
    _limit("the same age in months", "minimumAge", "18 Years", "216 Months", "administrative", "spelling"),
    _limit("the same age in small letters", "minimumAge", "18 Years", "18 years", "administrative", "spelling"),
    _limit("women only", "sex", "ALL", "FEMALE"),
    _limit("healthy volunteers are taken", "healthyVolunteers", False, True),
    _limit("healthy volunteers are no longer spoken of", "healthyVolunteers", False, None),
)  # fmt: skip

PAIRS = (*CRITERIA, *LIMITS)
