"""Pairs of the design: type, phase, allocation, masking, oversight, arms, interventions, contradictions."""

from __future__ import annotations

from typing import Any

from tests.pairs.row import CLOSED, POST_PCD, PRE_START, STRADDLES_START, Pair, Told, pair

_DESIGN = "designModule.designInfo"
_MASKING = f"{_DESIGN}.maskingInfo.masking"
_OVERSIGHT = "oversightModule"
_ACCESS = "statusModule.expandedAccessInfo"
_OVERALL = "statusModule.overallStatus"
_ARMS, _DRUGS = "armsInterventionsModule.armGroups", "armsInterventionsModule.interventions"
_PHASES = "designModule.phases"
# No title speaks of a phase, so that no title contradicts one.
_PLAIN = ("identificationModule.officialTitle", "A Randomized, Double-blind, Placebo-controlled Study of Drug A")


def _field(
    name: str, kind: str, path: str, before: Any, after: Any, significance: str, rule: str, *,
    given: tuple[Any, ...] = (), stage: str = "enrolling", correction: int | tuple[int, ...] = (),
    **more: Any,
) -> Pair:  # fmt: skip
    told = Told(kind, before, after, significance, rule, **more)
    return pair(name, (path, after), told, given=(*given, path, before), stage=stage, correction=correction)


_OBSERVATIONAL = ("designModule.studyType", "OBSERVATIONAL", _PHASES, None, f"{_DESIGN}.allocation", None)
_BEFORE: dict[str, Any] = {"given": PRE_START, "stage": "pre_start"}
_AFTER: dict[str, Any] = {"given": POST_PCD, "stage": "post_pcd"}

DESIGN: tuple[Pair, ...] = (
    _field("now observational", "study_type.changed", "designModule.studyType", "INTERVENTIONAL", "OBSERVATIONAL",
           "critical", "study_type", correction=13),
    _field("now interventional", "study_type.changed", "designModule.studyType", "OBSERVATIONAL", "INTERVENTIONAL",
           "critical", "study_type", correction=13),
    _field("interventional before the start becomes observational", "study_type.changed", "designModule.studyType",
           "INTERVENTIONAL", "OBSERVATIONAL", "critical", "study_type", correction=13, **_BEFORE),
    _field("phase 3 to 2/3", "phase.changed", _PHASES, ["PHASE3"], ["PHASE2", "PHASE3"], "critical", "phase"),
    _field("phase 1 to 1/2", "phase.changed", _PHASES, ["PHASE1"], ["PHASE1", "PHASE2"], "critical", "phase",
           given=_PLAIN, correction=11),
    _field("phase 2 to not applicable", "phase.changed", _PHASES, ["PHASE2"], ["NA"], "critical", "phase",
           given=_PLAIN, correction=11),
    _field("no longer randomized", "design.changed", f"{_DESIGN}.allocation", "RANDOMIZED", "NON_RANDOMIZED",
           "critical", "design.weaker"),
    _field("no longer randomized, before the start", "design.changed", f"{_DESIGN}.allocation", "RANDOMIZED",
           "NON_RANDOMIZED", "major", "design", **_BEFORE),
    _field("no longer randomized, perhaps after the start", "design.changed", f"{_DESIGN}.allocation", "RANDOMIZED",
           "NON_RANDOMIZED", "major", "design", given=STRADDLES_START, stage="straddles_start", correction=1),
    _field("randomized now", "design.changed", f"{_DESIGN}.allocation", "NON_RANDOMIZED", "RANDOMIZED", "major",
           "design"),
    _field("open now", "design.changed", _MASKING, "DOUBLE", "NONE", "critical", "design.weaker"),
    _field("fewer are blinded", "design.changed", _MASKING, "QUADRUPLE", "DOUBLE", "major", "design"),
    _field("fewer are blinded, after primary completion", "design.changed", _MASKING, "QUADRUPLE", "DOUBLE",
           "critical", "design", **_AFTER),
    _field("crossover", "design.changed", f"{_DESIGN}.interventionModel", "PARALLEL", "CROSSOVER", "major", "design"),
    _field("another purpose, after recruitment closed", "design.changed", f"{_DESIGN}.primaryPurpose", "TREATMENT",
           "PREVENTION", "major", "design", given=CLOSED, stage="closed"),
    _field("the committee is gone", "oversight.changed", f"{_OVERSIGHT}.oversightHasDmc", True, None, "major",
           "oversight.dmc_lost"),
    _field("a committee is named", "oversight.changed", f"{_OVERSIGHT}.oversightHasDmc", None, True, "minor",
           "oversight.dmc", given=(f"{_OVERSIGHT}.oversightHasDmc", True)),
    _field("an FDAAA 801 violation", "oversight.changed", f"{_OVERSIGHT}.fdaaa801Violation", None, True, "critical",
           "oversight.violation", given=(f"{_OVERSIGHT}.fdaaa801Violation", False), correction=13, actor="registry"),
    _field("regulated by the FDA", "oversight.changed", f"{_OVERSIGHT}.isFdaRegulatedDevice", None, True, "major",
           "oversight", given=(f"{_OVERSIGHT}.isFdaRegulatedDevice", False), correction=13),
    _field("delayed posting", "oversight.changed", "statusModule.delayedPosting", None, True, "major", "oversight",
           given=("statusModule.delayedPosting", False), correction=13),
    _field("expanded access opens", "expanded_access.changed", f"{_ACCESS}.hasExpandedAccess", None, True, "major",
           "expanded_access", given=(f"{_ACCESS}.hasExpandedAccess", False)),
    _field("expanded access ends", "expanded_access.changed", f"{_ACCESS}.hasExpandedAccess", True, None, "major",
           "expanded_access", correction=12),
    _field("the expanded access closes", "expanded_access.changed", f"{_ACCESS}.statusForNctId", "AVAILABLE",
           "NO_LONGER_AVAILABLE", "major", "expanded_access"),
    _field("another sampling method", "population.changed", "eligibilityModule.samplingMethod", "PROBABILITY_SAMPLE",
           "NON_PROBABILITY_SAMPLE", "major", "population", given=_OBSERVATIONAL, correction=13),
    _field("a longer follow-up", "population.changed", "designModule.targetDuration", "1 Year", "2 Years", "major",
           "population", given=_OBSERVATIONAL, correction=13),
    _field("the population in other words", "population.changed", "eligibilityModule.studyPopulation",
           "People seen at one clinic", "Patients seen at one clinic", "minor", "population.text",
           given=_OBSERVATIONAL),
    _field("the population over the same time in another unit", "population.changed",
           "eligibilityModule.studyPopulation", "People seen within 14 days", "People seen within two weeks", "minor",
           "population.text", given=_OBSERVATIONAL),
    _field("the population over another time", "population.changed", "eligibilityModule.studyPopulation",
           "People seen within 14 days", "People seen within 3 weeks", "major", "population", given=_OBSERVATIONAL),
    _field("a longer follow-up, after primary completion", "population.changed", "designModule.targetDuration",
           "1 Year", "2 Years", "critical", "population", given=(*_OBSERVATIONAL, *POST_PCD), stage="post_pcd",
           correction=13),
)  # fmt: skip

_A = {"label": "Drug A", "type": "EXPERIMENTAL", "description": "Drug A 150 mg once weekly",
      "interventionNames": ["Drug: Drug A"]}  # fmt: skip
_B = {"label": "Placebo", "type": "PLACEBO_COMPARATOR", "description": "Placebo once weekly",
      "interventionNames": ["Drug: Placebo"]}  # fmt: skip
_HIGH = {"label": "Double dose", "type": "EXPERIMENTAL", "description": "300 mg", "interventionNames": ["Drug: Drug A"]}
_DRUG_A = {"type": "DRUG", "name": "Drug A", "description": "150 mg by injection", "armGroupLabels": ["Drug A"]}
_DRUG_B = {"type": "DRUG", "name": "Placebo", "description": "Matched placebo", "armGroupLabels": ["Placebo"]}
_SCAN = {"type": "PROCEDURE", "name": "Magnetic resonance imaging", "description": "Once a year"}
_ALSO = {**_DRUG_A, "armGroupLabels": ["Drug A", "Double dose"]}


def _arm(kind: str, arm: Any, significance: str, rule: str) -> Told:
    sides = (None, arm) if kind == "added" else (arm, None)
    return Told(f"arm.{kind}", *sides, significance, f"arm.{rule}", arm["label"])


def _drug(kind: str, drug: Any, significance: str, rule: str) -> Told:
    sides = (None, drug) if kind == "added" else (drug, None)
    return Told(f"intervention.{kind}", *sides, significance, f"arm.{rule}", drug["name"])


def _edited(
    name: str, path: str, thing: Any, field: str, after: Any, significance: str, rule: str, stage: str = "enrolling",
    given: tuple[Any, ...] = (), item: str | None = None, correction: int | tuple[int, ...] = (),
) -> Pair:  # fmt: skip
    stem, others = ("arm", [_B]) if path == _ARMS else ("intervention", [_DRUG_B])
    told = Told(f"{stem}.edited", thing.get(field), after, significance, f"arm.{rule}", item)
    steps = (path, [{**thing, field: after}, *others])
    return pair(name, steps, told, given=(*given, path, [thing, *others]), stage=stage, correction=correction)


_SUPPLEMENT = "DIETARY_SUPPLEMENT"


def _as_arms_call_it(kind: str, type_: str, name: str = "Drug A") -> tuple[Any, ...]:
    """The first intervention, of another type, in the words of its arm, too."""
    return (f"{_ARMS}.0.interventionNames", [f"{kind}: {name}"],
            _DRUGS, [{**_DRUG_A, "type": type_, "name": name}, _DRUG_B])  # fmt: skip


ARMS: tuple[Pair, ...] = (
    pair("an arm more after the start", (_ARMS, [_A, _B, _HIGH], _DRUGS, [_ALSO, _DRUG_B]),
         _arm("added", _HIGH, "critical", "after_start")),
    pair("an arm more before the start", (_ARMS, [_HIGH, _A, _B]), _arm("added", _HIGH, "major", "before_start"),
         **_BEFORE),
    pair("an arm more, perhaps after the start", (_ARMS, [_HIGH, _A, _B]),
         _arm("added", _HIGH, "major", "before_start"), given=STRADDLES_START, stage="straddles_start", correction=1),
    pair("an arm more after primary completion", (_ARMS, [_HIGH, _A, _B]),
         _arm("added", _HIGH, "critical", "after_start"), **_AFTER),
    pair("an arm less after the start", (_ARMS, [_A, _B], _DRUGS, [_DRUG_A, _DRUG_B]),
         _arm("removed", _HIGH, "critical", "after_start"), given=(_ARMS, [_A, _B, _HIGH], _DRUGS, [_ALSO, _DRUG_B])),
    pair("an arm less before the start", (_ARMS, [_A, _B]), _arm("removed", _HIGH, "major", "before_start"),
         given=(*PRE_START, _ARMS, [_A, _B, _HIGH]), stage="pre_start"),
    pair("the control arm is dropped", (_ARMS, [_A], _DRUGS, [_DRUG_A]), _arm("removed", _B, "critical", "after_start"),
         _drug("removed", _DRUG_B, "critical", "after_start"),
         Told("consistency.opened", None, "it says randomized, and lists a single arm", "major", "consistency.opened",
              "single_arm_randomized"), correction=15),
    pair("an intervention more after the start", (_DRUGS, [_DRUG_A, _DRUG_B, _SCAN]),
         _drug("added", _SCAN, "critical", "after_start")),
    pair("an intervention more before the start", (_DRUGS, [_DRUG_A, _DRUG_B, _SCAN]),
         _drug("added", _SCAN, "major", "before_start"), **_BEFORE),
    pair("an intervention more after recruitment closed", (_DRUGS, [_SCAN, _DRUG_A, _DRUG_B]),
         _drug("added", _SCAN, "critical", "after_start"), given=CLOSED, stage="closed"),
    pair("an intervention less after the start", (_DRUGS, [_DRUG_A, _DRUG_B]),
         _drug("removed", _SCAN, "critical", "after_start"), given=(_DRUGS, [_DRUG_A, _DRUG_B, _SCAN])),
    pair("an intervention less before the start", (_DRUGS, [_DRUG_A, _DRUG_B]),
         _drug("removed", _SCAN, "major", "before_start"), given=(*PRE_START, _DRUGS, [_DRUG_A, _DRUG_B, _SCAN]),
         stage="pre_start"),
    _edited("another dose in an arm", _ARMS, _A, "description", "Drug A 300 mg once weekly", "major", "numbers",
            item="Drug A"),
    _edited("an arm in other words", _ARMS, _A, "description", "Drug A 150 mg once every week", "minor", "wording",
            item="Drug A"),
    _edited("an arm in other words, after primary completion", _ARMS, _A, "description",
            "Drug A 150 mg once every week", "major", "wording", "post_pcd", POST_PCD, item="Drug A"),
    _edited("a dose in another unit, after primary completion", _ARMS, {**_A, "description": "50 μg over 60 minutes"},
            "description", "0.05 mg over 1 hour", "administrative", "spelling", "post_pcd", POST_PCD, item="Drug A"),
    _edited("a dose of a surface spelled otherwise", _DRUGS, {**_DRUG_A, "description": "75 mg/m2 for 14 days"},
            "description", "75 mg/m² for 2 weeks", "administrative", "spelling", item="Drug A"),
    _edited("units in capitals in the name of an arm", _ARMS, {**_A, "label": "Drug A 10 MG"}, "label",
            "Drug A 10 mg", "administrative", "spelling", item="Drug A 10 mg"),
    _edited("the same unit with another number, after primary completion", _ARMS,
            {**_A, "description": "5 mg/kg/day"}, "description", "6 mg/kg per day", "critical", "numbers", "post_pcd",
            POST_PCD, item="Drug A"),
    _edited("a year for 52 weeks", _ARMS, {**_A, "description": "Given for 52 weeks"}, "description",
            "Given for 1 year", "major", "numbers", item="Drug A"),
    _edited("an arm of another type", _ARMS, _A, "type", "ACTIVE_COMPARATOR", "major", "numbers", item="Drug A"),
    _edited("an arm at another line of therapy", _ARMS, {**_A, "label": "Sub-study 3: 2L positive"}, "label",
            "Sub-study 3: 2/3L positive", "major", "population", item="Sub-study 3: 2/3L positive", correction=10),
    _edited("the investigators are no longer blinded in an arm", _ARMS, {**_A, "description": "Blinded Drug A"},
            "description", "Drug A", "major", "population", item="Drug A", correction=10),
    _edited("another dose of an intervention", _DRUGS, _DRUG_A, "description", "300 mg by injection", "major",
            "numbers", item="Drug A"),
    _edited("an intervention in other words", _DRUGS, _DRUG_A, "description", "150 mg by an injection", "minor",
            "wording", item="Drug A"),
    _edited("another route", _DRUGS, {**_DRUG_A, "description": "Given as an intravenous infusion"}, "description",
            "Given as a subcutaneous injection", "major", "numbers", item="Drug A"),
    _edited("another regimen", _DRUGS, {**_DRUG_A, "description": "Given once daily"}, "description",
            "Given twice daily", "major", "numbers", item="Drug A"),
    _edited("one more route", _DRUGS, {**_DRUG_A, "description": "Given IV"}, "description", "Given IV or by mouth",
            "major", "numbers", item="Drug A"),
    _edited("the route spelled out", _DRUGS, {**_DRUG_A, "description": "150 mg tablet"}, "description",
            "150 mg tablet, orally", "minor", "wording", item="Drug A"),
    _edited("the regimen in other words", _DRUGS, {**_DRUG_A, "description": "Given BID, IV"}, "description",
            "Given intravenously twice a day", "minor", "wording", item="Drug A"),
    _edited("a slip in the label of an arm", _ARMS, {"label": "Omaalizumab", "type": "EXPERIMENTAL"}, "label",
            "Omalizumab", "minor", "wording", item="Omalizumab"),
    _edited("a slip in the name of an intervention", _DRUGS, {"type": "DRUG", "name": "Gemciitabine"}, "name",
            "Gemcitabine", "minor", "wording", item="Gemcitabine"),
    _edited("a slip in the name of a placebo", _DRUGS, {"type": "DRUG", "name": "Pllacebo to drug A"}, "name",
            "Placebo to drug A", "minor", "wording", item="Placebo to drug A"),
    _edited("another dose of an intervention, after primary completion", _DRUGS, _DRUG_A, "description",
            "300 mg by injection", "critical", "numbers", "post_pcd", POST_PCD, item="Drug A"),
    _edited("the description of an arm is taken out, with its dose", _ARMS, _A, "description", None, "major",
            "numbers", item="Drug A"),
    _edited("an arm gets a description without a dose", _ARMS, {**_A, "description": None}, "description",
            "As a tablet", "minor", "wording", item="Drug A"),
    pair("another name of an intervention", (f"{_DRUGS}.0.otherNames", ["ABC-1"]),
         Told("intervention.edited", None, "ABC-1", "administrative", "arm.other_names", "Drug A")),
    pair("an intervention moves to another arm after the start", (f"{_ARMS}.1.interventionNames",
                                                                 ["Drug: Placebo", "Drug: Drug A"],
                                                                 f"{_DRUGS}.0.armGroupLabels", ["Drug A", "Placebo"]),
         Told("link.changed", None, "Drug A", "major", "link.after_start", "Placebo ↔ Drug A"), correction=13),
    pair("an intervention joins an arm before the start", (f"{_ARMS}.1.interventionNames",
                                                           ["Drug: Placebo", "Drug: Drug A"]),
         Told("link.changed", None, "Drug A", "minor", "link", "Placebo ↔ Drug A"), correction=13, **_BEFORE),
    pair("an intervention leaves an arm after the start", (f"{_ARMS}.1.interventionNames", ["Drug: Placebo"]),
         Told("link.changed", "Drug A", None, "major", "link.after_start", "Placebo ↔ Drug A"), correction=13,
         given=(f"{_ARMS}.1.interventionNames", ["Drug: Placebo", "Drug: Drug A"])),
    pair("an intervention of another type, by which the arms call it", (*_as_arms_call_it("Biological", "BIOLOGICAL"),),
         Told("intervention.edited", "DRUG", "BIOLOGICAL", "major", "arm.numbers", "Drug A")),
    pair("another type and another name of an intervention", (*_as_arms_call_it("Dietary Supplement", _SUPPLEMENT,
                                                                                "Drug A (ABC)"),),
         Told("intervention.edited", {"type": "DRUG"}, {"type": _SUPPLEMENT}, "major", "arm.numbers", "Drug A (ABC)")),
    pair("an intervention of another type leaves an arm", (*_as_arms_call_it("Biological", "BIOLOGICAL"),
                                                           f"{_ARMS}.1.interventionNames", ["Drug: Placebo"]),
         Told("intervention.edited", "DRUG", "BIOLOGICAL", "major", "arm.numbers", "Drug A"),
         Told("link.changed", "Drug A", None, "major", "link.after_start", "Placebo ↔ Drug A"), correction=13,
         given=(f"{_ARMS}.1.interventionNames", ["Drug: Placebo", "Drug: Drug A"],
                f"{_DRUGS}.0.armGroupLabels", ["Drug A", "Placebo"])),
)  # fmt: skip

_START, _PRIMARY = "statusModule.startDateStruct", "statusModule.primaryCompletionDateStruct"
_WAITS = "it is not yet recruiting, and has an actual start, 3 Feb 2025"
_LATE = "primary completion (20 May 2028) is later than study completion (14 May 2028)"
_TITLE = "the title says “Phase III”, and the phase is phase 2"


_PRIMARY_OUTCOME, _SCORE = "outcomesModule.primaryOutcomes.0", "Total improvement score"
_GRAFT = "Adverse events, including graft-versus-host disease"
_ALONE = (_ARMS, [_A], _DRUGS, [_DRUG_A], "designModule.designInfo.allocation", "NA")


def _opened(rule: str, words: str) -> Told:
    return Told("consistency.opened", None, words, "major", "consistency.opened", rule)


def _closed(rule: str, words: str) -> Told:
    return Told("consistency.closed", words, None, "minor", "consistency.closed", rule)


def _primary(before: str, after: str, way: str) -> Told:
    rule = "date.primary_completion.far_later" if way == "unfavourable" else "date.primary_completion.year_earlier"
    return Told("date.moved", before, after, "critical", rule, direction=way)


CONTRADICTIONS: tuple[Pair, ...] = (
    pair("primary completion behind study completion", (f"{_PRIMARY}.date", "2028-05-20"),
         _primary("2027-05-14", "2028-05-20", "unfavourable"), _opened("completion_order", _LATE), correction=15),
    pair("primary completion before study completion again", (f"{_PRIMARY}.date", "2027-05-14"),
         _primary("2028-05-20", "2027-05-14", "neutral"), _closed("completion_order", _LATE),
         given=(f"{_PRIMARY}.date", "2028-05-20"), correction=15),
    pair("the phase leaves its title", (_PHASES, ["PHASE2"]),
         Told("phase.changed", ["PHASE3"], ["PHASE2"], "critical", "phase"), _opened("title_against_phase", _TITLE),
         correction=15),
    pair("the phase returns to its title", (_PHASES, ["PHASE3"]),
         Told("phase.changed", ["PHASE2"], ["PHASE3"], "critical", "phase"), _closed("title_against_phase", _TITLE),
         given=(_PHASES, ["PHASE2"]), correction=15),
    pair("not yet recruiting with an actual start", (_OVERALL, "NOT_YET_RECRUITING"),
         Told("status.changed", "RECRUITING", "NOT_YET_RECRUITING", "major", "status.changed"),
         _opened("status_against_dates", _WAITS), correction=15),
    pair("recruiting with that start", (_OVERALL, "RECRUITING"),
         Told("status.changed", "NOT_YET_RECRUITING", "RECRUITING", "major", "status.changed", direction="favourable"),
         _closed("status_against_dates", _WAITS), given=(_OVERALL, "NOT_YET_RECRUITING"), correction=15),
    pair("words of comparison where one arm is listed", (f"{_PRIMARY_OUTCOME}.description", _GRAFT),
         Told("outcome.edited", "Adverse events", _GRAFT, "major", "outcome.primary.rewritten", _SCORE),
         given=(*_ALONE, f"{_PRIMARY_OUTCOME}.description", "Adverse events"), correction=15),
    pair("a contradiction that stays is not told again", ("descriptionModule.briefSummary", "It compares Drug A."),
         Told("text.edited", "The study compares Drug A with placebo.", "It compares Drug A.", "major",
              "text.meaning"), given=(_OVERALL, "NOT_YET_RECRUITING"), correction=(10, 15)),
)  # fmt: skip

_POPULATION = "eligibilityModule.studyPopulation"
POPULATION: tuple[Pair, ...] = (
    pair("children join the population of a study", (_POPULATION, "Adults and children with asthma seen at a clinic"),
         Told("population.changed", "Adults with asthma seen at a clinic",
              "Adults and children with asthma seen at a clinic", "major", "population"),
         given=(_POPULATION, "Adults with asthma seen at a clinic")),
    pair("the same population in other words", (_POPULATION, "Adults with asthma who are seen at a clinic"),
         Told("population.changed", "Adults with asthma seen at a clinic",
              "Adults with asthma who are seen at a clinic", "minor", "population.text"),
         given=(_POPULATION, "Adults with asthma seen at a clinic")),
)  # fmt: skip

PAIRS = (*DESIGN, *ARMS, *CONTRADICTIONS, *POPULATION)
