"""Pairs of outcomes: the list they stand in, the elements they are measured by, and the stage of the trial."""

from __future__ import annotations

from typing import Any

from tests.pairs.row import (
    CLOSED,
    ENROLLING,
    OVERDUE,
    PHASE_1,
    POST_PCD,
    PRE_START,
    STRADDLES_PCD,
    STRADDLES_START,
    Pair,
    Told,
    pair,
)

_PRIMARY, _SECOND, _OTHER = (f"outcomesModule.{name}Outcomes" for name in ("primary", "secondary", "other"))
_POSTED = ("hasResults", True, "resultsSection", {"moreInfoModule": {"limitationsAndCaveats": {"description": "No."}}})
STAGES: dict[str, tuple[Any, ...]] = {
    "pre_start": PRE_START,
    "straddles_start": STRADDLES_START,
    "enrolling": ENROLLING,
    "closed": CLOSED,
    "pcd_overdue": OVERDUE,
    "straddles_pcd": STRADDLES_PCD,
    "post_pcd": POST_PCD,
    "post_results": (*POST_PCD, *_POSTED),
}


def _outcome(measure: str, time: str = "Week 52", description: str | None = None) -> dict[str, str]:
    return {"measure": measure, **({"description": description} if description else {}), "timeFrame": time}


SCORE = _outcome("Total improvement score", description="By the investigator")
STRENGTH = _outcome("Muscle strength", description="By manual testing")
QUALITY = _outcome("Quality of life", "Week 24", "By questionnaire")
STEROIDS = _outcome("Dose of steroids")
_REPLACED = "outcome.primary.replaced"


def _pair(name: str, steps: tuple[Any, ...], *told: Told, stage: str = "enrolling", **more: Any) -> Pair:
    given = (*STAGES[stage], *more.pop("given", ()))
    return pair(name, steps, *told, given=given, stage=stage, **more)


def _whole(kind: str, outcome: Any, significance: str, rule: str) -> Told:
    sides = (None, outcome) if kind == "added" else (outcome, None)
    return Told(f"outcome.{kind}", *sides, significance, rule, outcome["measure"])


def _moved(kind: str, outcome: Any, significance: str, rule: str) -> Told:
    return Told(f"outcome.{kind}", outcome, outcome, significance, rule, outcome["measure"])


def _primary_added(stage: str, significance: str, when: str) -> Pair:
    told = _whole("added", STEROIDS, significance, f"{_REPLACED}.{when}")
    correction = 1 if stage in {"straddles_start", "straddles_pcd", "pcd_overdue"} else ()
    name = f"a primary outcome more, {stage.replace('_', ' ')}"
    return _pair(name, (_PRIMARY, [SCORE, STEROIDS]), told, stage=stage, correction=correction)


_OLD_FIRST = [SCORE, QUALITY]
WHOLE: tuple[Pair, ...] = (
    _primary_added("pre_start", "major", "before_start"),
    _primary_added("straddles_start", "major", "before_start"),
    _primary_added("enrolling", "critical", "after_start"),
    _primary_added("closed", "critical", "after_start"),
    _primary_added("pcd_overdue", "critical", "after_start"),
    _primary_added("straddles_pcd", "critical", "after_start"),
    _primary_added("post_pcd", "critical", "after_start"),
    _primary_added("post_results", "critical", "after_start"),
    _pair("an outcome inserted first moves no other", (_SECOND, [STEROIDS, STRENGTH, QUALITY]),
          _whole("added", STEROIDS, "minor", "outcome.secondary")),
    _pair("a secondary outcome more, after primary completion", (_SECOND, [STRENGTH, QUALITY, STEROIDS]),
          _whole("added", STEROIDS, "major", "outcome.secondary.after_completion"), stage="post_pcd"),
    _pair("another outcome more", (_OTHER, [STEROIDS]), _whole("added", STEROIDS, "minor", "outcome.other")),
    _pair("a primary outcome dropped before the start", (_PRIMARY, [SCORE]),
          _whole("removed", STEROIDS, "major", f"{_REPLACED}.before_start"), stage="pre_start",
          given=(_PRIMARY, [SCORE, STEROIDS])),
    _pair("a primary outcome dropped while enrolling", (_PRIMARY, [SCORE]),
          _whole("removed", STEROIDS, "critical", f"{_REPLACED}.after_start"), given=(_PRIMARY, [STEROIDS, SCORE])),
    _pair("a secondary outcome dropped before the start", (_SECOND, [STRENGTH]),
          _whole("removed", QUALITY, "minor", "outcome.secondary"), stage="pre_start"),
    _pair("a secondary outcome dropped after the start", (_SECOND, [STRENGTH]),
          _whole("removed", QUALITY, "major", "outcome.secondary.removed.after_start")),
    _pair("an other outcome dropped", (_OTHER, None), _whole("removed", STEROIDS, "minor", "outcome.other"),
          given=(_OTHER, [STEROIDS])),
    _pair("a secondary outcome promoted while enrolling", (_PRIMARY, [SCORE, QUALITY], _SECOND, [STRENGTH]),
          _moved("promoted", QUALITY, "critical", f"{_REPLACED}.after_start")),
    _pair("a secondary outcome promoted before the start", (_PRIMARY, [SCORE, QUALITY], _SECOND, [STRENGTH]),
          _moved("promoted", QUALITY, "major", f"{_REPLACED}.before_start"), stage="pre_start"),
    _pair("an other outcome promoted to secondary", (_SECOND, [STRENGTH, QUALITY, STEROIDS], _OTHER, None),
          _moved("promoted", STEROIDS, "minor", "outcome.secondary"), given=(_OTHER, [STEROIDS])),
    _pair("a primary outcome demoted while enrolling", (_PRIMARY, [SCORE], _SECOND, [STRENGTH, QUALITY]),
          _moved("demoted", QUALITY, "critical", f"{_REPLACED}.after_start"),
          given=(_PRIMARY, _OLD_FIRST, _SECOND, [STRENGTH])),
    _pair("a primary outcome demoted before the start", (_PRIMARY, [SCORE], _OTHER, [QUALITY]),
          _moved("demoted", QUALITY, "major", f"{_REPLACED}.before_start"), stage="pre_start",
          given=(_PRIMARY, _OLD_FIRST, _SECOND, [STRENGTH])),
    _pair("primary and secondary outcome exchanged", (_PRIMARY, [QUALITY], _SECOND, [STRENGTH, SCORE]),
          _moved("promoted", QUALITY, "critical", f"{_REPLACED}.after_start"),
          _moved("demoted", SCORE, "critical", f"{_REPLACED}.after_start")),
    _pair("a secondary outcome demoted to other after primary completion", (_SECOND, [STRENGTH], _OTHER, [QUALITY]),
          _moved("demoted", QUALITY, "major", "outcome.secondary.after_completion"), stage="post_pcd"),
)  # fmt: skip


def _edited(
    name: str, field: str, before: str, after: str, significance: str, rule: str, stage: str = "enrolling",
    *, where: str = _PRIMARY, outcome: Any = SCORE, correction: int | tuple[int, ...] = 5, given: tuple[Any, ...] = (),
) -> Pair:  # fmt: skip
    old, new = {**outcome, field: before}, {**outcome, field: after}
    told = Told("outcome.edited", before, after, significance, f"outcome.{rule}", new["measure"])
    return _pair(name, (where, [new]), told, stage=stage, given=(*given, where, [old]), correction=correction)


_LAB = "Assessed {} at Week 52"
_PFS = "Progression-free survival is the time to progression, {} or start of another treatment"
_MEASURED, _AFTER = "primary.measured", "primary.measured.after_completion"
EDITED: tuple[Pair, ...] = (
    _edited("time frame before the start", "timeFrame", "Week 52", "Week 24", "major", _MEASURED, "pre_start"),
    _edited("time frame while enrolling", "timeFrame", "Week 52", "Week 24", "major", _MEASURED),
    _edited("time frame in phase 1 is not lowered", "timeFrame", "Week 52", "Week 24", "major", _MEASURED,
            given=PHASE_1, correction=(5, 11)),
    _edited("time frame after closing", "timeFrame", "Week 52", "Week 24", "major", _MEASURED, "closed"),
    _edited("time frame when primary completion is overdue", "timeFrame", "Week 52", "Week 24", "major", _MEASURED,
            "pcd_overdue", correction=(1, 5)),
    _edited("time frame, perhaps after primary completion", "timeFrame", "Week 52", "Week 24", "major", _MEASURED,
            "straddles_pcd", correction=(1, 5)),
    _edited("time frame after primary completion", "timeFrame", "Week 52", "Week 24", "critical", _AFTER, "post_pcd"),
    _edited("time frame after results", "timeFrame", "Week 52", "Week 24", "critical", _AFTER, "post_results"),
    _edited("threshold", "measure", "ACR50 response of at least 50 %", "ACR50 response of at least 40 %", "major",
            _MEASURED),
    _edited("investigator goes", "description", _LAB.format("by the investigator"), "Assessed at Week 52", "major",
            "primary.judged"),
    _edited("a blinded reviewer comes", "description", _LAB.format("by the investigator"),
            _LAB.format("by a blinded independent reviewer"), "major", "primary.judged"),
    _edited("confirmation goes", "description", "Best confirmed response by RECIST", "Best response by RECIST",
            "major", "primary.judged"),
    _edited("a member of a composite goes", "description", _PFS.format("death from any cause"),
            "Progression-free survival is the time to progression or start of another treatment", "major",
            "primary.judged"),
    _edited("death ends it no more", "description", "Time from randomization to first progression or death",
            "Time from randomization to first progression", "major", "primary.judged"),
    _edited("stroke is no part of the composite any more", "description",
            "Composite of cardiovascular death, myocardial infarction or stroke",
            "Composite of cardiovascular death or myocardial infarction", "major", "primary.judged"),
    _edited("assessor after primary completion", "description", _LAB.format("by the investigator"),
            "Assessed at Week 52", "critical", "primary.judged", "post_pcd"),
    _edited("wording", "description", "The score is computed from six core measures of disease activity",
            "The score is computed from the six core measures of disease activity", "minor", "primary.reworded"),
    _edited("wording after primary completion", "description",
            "The score is computed from six core measures of disease activity",
            "The score is computed from the six core measures of disease activity", "major",
            "primary.reworded.after_completion", "post_pcd"),
    _edited("letter case only", "measure", "Total Improvement Score", "Total improvement score", "administrative",
            "spelling"),
    _edited("letter case only, after primary completion", "measure", "Total Improvement Score",
            "Total improvement score", "administrative", "spelling", "post_pcd"),
    _edited("secondary time frame", "timeFrame", "Week 24", "Week 12", "major", "secondary.time", where=_SECOND,
            outcome=QUALITY),
    _edited("secondary assessor", "description", _LAB.format("by the investigator"), "Assessed at Week 52", "major",
            "secondary.judged", where=_SECOND, outcome=QUALITY),
    _edited("secondary wording", "description", "By a questionnaire on paper", "By questionnaire on paper", "minor",
            "secondary", where=_SECOND, outcome=QUALITY),
    _edited("secondary wording after primary completion", "description", "By a questionnaire on paper",
            "By questionnaire on paper", "major", "secondary.after_completion", "post_pcd", where=_SECOND,
            outcome=QUALITY),
    _edited("other wording", "description", "By a questionnaire on paper", "By questionnaire on paper", "minor",
            "other", where=_OTHER, outcome=QUALITY),
    _edited("other wording after primary completion is raised", "description", "By a questionnaire on paper",
            "By questionnaire on paper", "major", "other", "post_pcd", where=_OTHER, outcome=QUALITY),
)  # fmt: skip


# Long enough that one word in another field is less than a tenth of all of them.
_LONG = (
    "The validated questionnaire has several domains and yields a total; a higher total means a better state of health,"
    " as described in the statistical analysis plan of the trial, and missing answers are replaced by the mean"
)
_TOTAL = _outcome("Total score", description=_LONG)
_JUDGED_NOW, _REWORDED = "primary.judged", "primary.reworded"


def _beside(name: str, field: str, before: str, after: str, significance: str, rule: str) -> Pair:
    return _edited(f"{name}, beside a long description", field, before, after, significance, rule, outcome=_TOTAL)


# What the other words of an outcome must not outvote.
OUTVOTED: tuple[Pair, ...] = (
    _beside("before surgery, then after it", "timeFrame", "Before surgery", "After surgery", "major", _MEASURED),
    _beside("after another dose", "timeFrame", "24 weeks after the first dose", "24 weeks after the last dose", "major",
            _MEASURED),
    _beside("another event that it runs from", "timeFrame", "From randomization up to 24 months",
            "From end of treatment up to 24 months", "major", _MEASURED),
    _beside("in hospital, then out of it", "timeFrame", "During hospitalization", "After discharge", "major",
            _MEASURED),
    _beside("one time frame in other words", "timeFrame", "Baseline, Week 52", "Baseline to Week 52", "minor",
            _REWORDED),
    _beside("a slip in a time frame", "timeFrame", "24 weekks", "24 weeks", "minor", _REWORDED),
    _beside("success, then failure", "measure", "Success rate", "Failure rate", "major", "primary.rewritten"),
    _beside("adults, then children", "measure", "Total score of all in adults", "Total score of all in children",
            "major", _JUDGED_NOW),
    _beside("body, then mind", "measure", "Score of physical function", "Score of mental function", "major",
            _JUDGED_NOW),
    _beside("only the major events", "measure", "Number of bleeding events", "Number of major bleeding events", "major",
            _JUDGED_NOW),
    _edited("one instrument for another", "description", _LONG + " of the MRI", _LONG + " of the CT", "major",
            _JUDGED_NOW),
    _edited("death no longer ends it, behind a dot in the text", "description",
            "Time from randomization to progression per RECIST 1.1 or death",
            "Time from randomization to progression per RECIST 1.1", "major", _JUDGED_NOW),
)  # fmt: skip


def _renamed(name: str, before: str, after: str, significance: str, rule: str) -> Pair:
    return _edited(name, "measure", before, after, significance, rule, outcome=_outcome("", "Up to 24 months"))


def _exchanged(name: str, before: str, after: str) -> Pair:
    old, new = (_outcome(measure, "Up to 24 months") for measure in (before, after))
    told = (_whole(verb, outcome, "critical", f"{_REPLACED}.after_start") for verb, outcome in
            (("removed", old), ("added", new)))  # fmt: skip
    return _pair(name, (_PRIMARY, [new]), *told, given=(_PRIMARY, [old]), correction=5)


_AES = "Number of participants with adverse events (AEs)"
# One name for another: what stays one outcome, and what is another.
NAMES: tuple[Pair, ...] = (
    _renamed("a letter more", "Overal survival", "Overall survival", "minor", _REWORDED),
    _renamed("the other English", "Tumour response", "Tumor response", "minor", _REWORDED),
    _renamed("letters for words", "Overall survival", "OS", "minor", _REWORDED),
    _renamed("words for letters", "iDFS", "Invasive disease-free survival", "minor", _REWORDED),
    _renamed("letters beside words", "Overall survival", "Overall survival (OS)", "minor", _REWORDED),
    _renamed("a letter that the vocabulary knows, beside words", "Maximum plasma concentration",
             "Maximum plasma concentration (Cmax)", "minor", _REWORDED),
    _renamed("letters with an index for words", "Maximum observed plasma concentration (Cmax)", "Cmax", "major",
             "primary.rewritten"),
    _renamed("a sign for words behind a number", "Adverse events of Grade 3 or higher", "Adverse events of Grade ≥3",
             "minor", _REWORDED),
    _renamed("a sign for words before a number", "Weight loss of at least 5%", "Weight loss of ≥5%", "minor",
             _REWORDED),
    _renamed("patients are participants", "Number of patients with fever", "Number of participants with fever", "minor",
             _REWORDED),
    _edited("prepositions for others", "timeFrame", "24 hours after surgery", "24 hours post-surgery", "minor",
            _REWORDED),
    _renamed("one domain in other words", "Mortality", "All-cause mortality", "major", "primary.rewritten"),
    _renamed("a qualification that follows", "Overall survival", "Overall survival in all randomized participants",
             "major", "primary.rewritten"),
    _renamed("a qualification that comes first", "Rash", "Number of participants with rash", "major",
             "primary.rewritten"),
    _renamed("more is counted", _AES, f"{_AES} and serious adverse events (SAEs)", "major", _MEASURED),
    _exchanged("other letters for other words", "Progression-free survival", "OS"),
    _exchanged("the opposite by a word before it", "Relapse", "Freedom from relapse"),
    _exchanged("a domain inside another one", "Incidence of adverse events", "Incidence of serious adverse events"),
    _exchanged("two quantities of one domain", "Time to first exacerbation", "Proportion with exacerbations in winter"),
    _exchanged("a word that only looks alike", "Hyperglycemia", "Hypoglycemia"),
)  # fmt: skip


def _all(time: str) -> tuple[Any, ...]:
    return (_PRIMARY, [{**SCORE, "timeFrame": time}],
            _SECOND, [{**STRENGTH, "timeFrame": time}, {**QUALITY, "timeFrame": time}])  # fmt: skip


def _shift(name: str, before: str, after: str, significance: str, rule: str, stage: str = "enrolling") -> Pair:
    told = Told("outcome.edited", before, after, significance, f"outcome.{rule}", f"{before} → {after}")
    return _pair(name, _all(after), told, stage=stage, given=_all(before), correction=5)


SHIFTS: tuple[Pair, ...] = (
    _shift("all time frames a month shorter", "59 months", "58 months", "minor", "shift.uniform"),
    _shift("all time frames five in a hundred longer", "40 weeks", "42 weeks", "minor", "shift.uniform"),
    _shift("all time frames a tenth longer", "40 weeks", "44 weeks", "major", "primary.measured"),
    _shift("all time frames a month shorter, after primary completion", "59 months", "58 months", "major",
           "shift.uniform", "post_pcd"),
)  # fmt: skip

PAIRS = (*WHOLE, *EDITED, *OUTVOTED, *NAMES, *SHIFTS)
