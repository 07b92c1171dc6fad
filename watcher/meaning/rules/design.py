"""Rules of what a trial is: type, phase, design, oversight, arms and interventions."""

from __future__ import annotations

from watcher.meaning.draft import Case, Rule
from watcher.meaning.stage import STARTED
from watcher.model import Significance

_C, _MA, _MI, _AD = Significance.CRITICAL, Significance.MAJOR, Significance.MINOR, Significance.ADMINISTRATIVE
_13 = "docs/rating.md, correction 13"
_EU = "Regulation (EU) 536/2014, Art. 2(2)(13): substantial modification"
_OPEN_LABEL = {"NONE", None}
_GIVEN = frozenset({"route", "regimen"})  # signals of how a drug is given


def _started(case: Case) -> bool:
    return case.stage in STARTED


def _weaker_after_start(case: Case) -> bool:
    before, after = case.inputs.get("before"), case.inputs.get("after")
    unrandomized = case.is_of("allocation") and before == "RANDOMIZED"
    unblinded = case.is_of("masking") and before not in _OPEN_LABEL and after in _OPEN_LABEL
    return _started(case) and (unrandomized or unblinded)


def _design_text(case: Case) -> bool:
    text = case.is_of("interventionModelDescription", "maskingDescription")
    return text and not case.inputs.get("numbers_changed")


def _pointers(case: Case) -> bool:
    return case.is_of("nPtrsToThisExpAccNctId")


def _dmc_lost(case: Case) -> bool:
    return case.is_of("oversightHasDmc") and bool(case.inputs.get("before")) and not case.inputs.get("after")


def _violation(case: Case) -> bool:
    return case.is_of("fdaaa801Violation")


def _dmc(case: Case) -> bool:
    return case.is_of("oversightHasDmc")


def _dosed(case: Case) -> bool:
    given = _GIVEN & set(case.inputs.get("signals") or ())
    return bool(given or case.inputs.get("numbers_changed") or case.inputs.get("type_changed"))


def _who_or_how(case: Case) -> bool:
    return bool(set(case.inputs.get("signals") or ()) - _GIVEN)


def _other_names_only(case: Case) -> bool:
    return case.inputs.get("fields") == ["otherNames"]


_DESIGN = (
    Rule("study_type", ("study_type.changed",), _C, "The type of the study changed.", _13),
    Rule("phase", ("phase.changed",), _C, "The phase changed.", "MT: phase advance is high"),
    Rule(
        "design.weaker",
        ("design.changed",),
        _C,
        "After the start, the trial is no longer randomized or no longer blinded.",
        "MT: changes what the result can support",
        _weaker_after_start,
        names_stage=True,
    ),
    Rule("design.text", ("design.changed",), _MI, "A description of the design was reworded.", "GM", _design_text),
    Rule(
        "design.pointers", ("design.changed",), _AD, "The registry counts what points here.", "registry data", _pointers
    ),
    Rule(
        "design",
        ("design.changed",),
        _MA,
        "The design of the trial changed.",
        "MT: changes what the result can support",
    ),
    Rule("expanded_access", ("expanded_access.changed",), _MA, "Access outside of the trial changed.", "42 CFR 11.64"),
    Rule(
        "population.text",
        ("population.changed",),
        _MI,
        "The description of an observational study was reworded.",
        _13,
        lambda case: case.inputs.get("numbers_changed") is False and not case.inputs.get("signals"),
    ),
    Rule("population", ("population.changed",), _MA, "What an observational study observes changed.", _13),
    Rule(
        "oversight.violation",
        ("oversight.changed",),
        _C,
        "An FDAAA 801 violation is noted or cleared.",
        _13,
        _violation,
    ),
    Rule(
        "oversight.dmc_lost",
        ("oversight.changed",),
        _MA,
        "There is no data monitoring committee any more.",
        _13,
        _dmc_lost,
    ),
    Rule("oversight.dmc", ("oversight.changed",), _MI, "A data monitoring committee is named.", _13, _dmc),
    Rule("oversight", ("oversight.changed",), _MA, "What the FDA regulates or delays in this trial changed.", _13),
)

_ARMS = ("arm.added", "arm.removed", "intervention.added", "intervention.removed")
_EDITED = ("arm.edited", "intervention.edited")
_ARM_RULES = (
    Rule(
        "arm.after_start",
        _ARMS,
        _C,
        "After the start, an arm or intervention came or went.",
        _EU,
        _started,
        names_stage=True,
    ),
    Rule("arm.before_start", _ARMS, _MA, "An arm or intervention came or went.", _EU),
    Rule("arm.other_names", _EDITED, _AD, "Only other names of an intervention changed.", "GM", _other_names_only),
    Rule(
        "arm.spelling",
        _EDITED,
        _AD,
        "Only capitals changed, or the same amounts were written in other units or in another spelling.",
        "docs/rating.md, arms and interventions",
        lambda case: bool(case.inputs.get("respelled")),
    ),
    Rule(
        "arm.population",
        _EDITED,
        _MA,
        "Whom an arm is for, at which line of therapy, or how it is blinded or controlled changed.",
        "docs/rating.md, correction 10",
        _who_or_how,
    ),
    Rule("arm.numbers", _EDITED, _MA, "Dose, route, regimen, type or other numbers changed.", _EU, _dosed),
    Rule("arm.wording", _EDITED, _MI, "An arm or intervention was reworded.", "GM"),
    Rule(
        "link.after_start",
        ("link.changed",),
        _MA,
        "After the start, what an arm gets changed.",
        _13,
        _started,
        names_stage=True,
    ),
    Rule("link", ("link.changed",), _MI, "What an arm gets changed.", _13),
)

RULES: tuple[Rule, ...] = (*_DESIGN, *_ARM_RULES)
