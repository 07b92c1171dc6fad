"""Rules of the outcomes. Primary before secondary before other; the first row that holds decides."""

from __future__ import annotations

from watcher.meaning.draft import Case, Rule
from watcher.meaning.stage import AFTER_PRIMARY_COMPLETION, STARTED
from watcher.model import Significance

_C, _MA, _MI, _AD = Significance.CRITICAL, Significance.MAJOR, Significance.MINOR, Significance.ADMINISTRATIVE
_WHOLE = ("outcome.added", "outcome.removed", "outcome.promoted", "outcome.demoted")
_EDITED = ("outcome.edited",)
_ANY = (*_WHOLE, *_EDITED)
_PLOS = "Holst et al., PLOS Med 2023;20(10):e1004306"
_COMPARE = "COMPare: silent additions and omissions"
_CORRECTION = "docs/rating.md, correction 5"

# Elements by which an outcome measures something else, and those by which the same is measured otherwise.
_MEASURED = frozenset({"domain", "measurement", "metric", "cutoff", "comparison", "time point"})
_JUDGED = frozenset({"assessor", "confirmation", "negation", "qualifier", "composite members"})


def _is_in(case: Case, rank: str) -> bool:
    """The outcome stands, or stood, in that list; a uniform shift names several."""
    inputs = case.inputs
    return rank in {inputs.get("list"), inputs.get("list_before"), *(inputs.get("lists") or ())}


def _primary(case: Case) -> bool:
    return _is_in(case, "primary")


def _secondary(case: Case) -> bool:
    return _is_in(case, "secondary")


def _after_completion(case: Case) -> bool:
    return case.stage in AFTER_PRIMARY_COMPLETION


def _touches(case: Case, elements: frozenset[str]) -> bool:
    return bool(elements & set(case.inputs.get("elements") or ()))


def _as_reported(case: Case) -> bool:
    return bool(case.inputs.get("as_reported"))


def _small_shift(case: Case) -> bool:
    percent = case.inputs.get("uniform_shift_percent")
    return percent is not None and abs(percent) <= case.numbers.uniform_shift_percent


def _reworded(case: Case) -> bool:
    return not case.inputs.get("elements") and case.inputs.get("similarity", 0) >= case.numbers.wording_similarity


_REPORTED = (
    Rule(
        "outcome.as_reported.primary",
        _EDITED,
        _C,
        "A primary outcome was added, dropped or exchanged when the results were posted.",
        _CORRECTION,
        lambda case: _as_reported(case) and bool(case.inputs.get("primary_replaced")),
        names_stage=True,
    ),
    Rule(
        "outcome.as_reported",
        _EDITED,
        _MA,
        "The outcomes as reported differ from the last version before the results.",
        _CORRECTION,
        _as_reported,
        names_stage=True,
    ),
)

_SPELLING = Rule(
    "outcome.spelling",
    _EDITED,
    _AD,
    "Only upper and lower case differ.",
    "docs/rating.md, outcomes",
    lambda case: bool(case.inputs.get("letter_case_only")),
    names_stage=True,
)

_PRIMARY = (
    Rule(
        "outcome.primary.replaced.after_start",
        _WHOLE,
        _C,
        "A primary outcome was added, dropped, promoted or demoted after the start.",
        _PLOS,
        lambda case: _primary(case) and case.stage in STARTED,
        names_stage=True,
    ),
    Rule(
        "outcome.primary.replaced.before_start",
        _WHOLE,
        _MA,
        "A primary outcome was added, dropped, promoted or demoted; nobody was certainly enrolled yet.",
        _PLOS,
        _primary,
        names_stage=True,
    ),
    Rule(
        "outcome.shift.uniform",
        _EDITED,
        _MI,
        "The time frames of many outcomes moved alike by very little.",
        _CORRECTION,
        _small_shift,
    ),
    Rule(
        "outcome.primary.measured.after_completion",
        _EDITED,
        _C,
        "What a primary outcome measures, or when, changed after the actual primary completion.",
        _PLOS,
        lambda case: _primary(case) and _touches(case, _MEASURED) and _after_completion(case),
        names_stage=True,
    ),
    Rule(
        "outcome.primary.measured",
        _EDITED,
        _MA,
        "Time frame, metric, threshold or number of a primary outcome changed.",
        _PLOS,
        lambda case: _primary(case) and _touches(case, _MEASURED),
        names_stage=True,
    ),
    Rule(
        "outcome.primary.judged",
        _EDITED,
        _MA,
        "Who judges a primary outcome, or what counts as one, changed.",
        _CORRECTION,
        lambda case: _primary(case) and _touches(case, _JUDGED),
    ),
    Rule(
        "outcome.primary.reworded.after_completion",
        _EDITED,
        _MA,
        "A primary outcome was reworded after the actual primary completion.",
        _PLOS,
        lambda case: _primary(case) and _reworded(case) and _after_completion(case),
        names_stage=True,
    ),
    Rule(
        "outcome.primary.reworded",
        _EDITED,
        _MI,
        "A primary outcome was reworded; its numbers and elements stay.",
        _PLOS,
        lambda case: _primary(case) and _reworded(case),
        names_stage=True,
    ),
    Rule(
        "outcome.primary.rewritten",
        _EDITED,
        _MA,
        "A primary outcome was rewritten so much that its words cannot tell whether it is the same.",
        _CORRECTION,
        _primary,
    ),
)

_SECONDARY = (
    Rule(
        "outcome.secondary.after_completion",
        _ANY,
        _MA,
        "A secondary outcome changed after the actual primary completion.",
        _COMPARE,
        lambda case: _secondary(case) and _after_completion(case),
        names_stage=True,
    ),
    Rule(
        "outcome.secondary.removed.after_start",
        ("outcome.removed",),
        _MA,
        "A secondary outcome was dropped after the start.",
        _COMPARE,
        lambda case: _secondary(case) and case.stage in STARTED,
        names_stage=True,
    ),
    Rule(
        "outcome.secondary.judged",
        _EDITED,
        _MA,
        "Who judges a secondary outcome, or what counts as one, changed.",
        _CORRECTION,
        lambda case: _secondary(case) and _touches(case, _JUDGED),
    ),
    Rule(
        "outcome.secondary.time",
        _EDITED,
        _MA,
        "The time frame of a secondary outcome changed.",
        _CORRECTION,
        lambda case: _secondary(case) and _touches(case, frozenset({"time point"})),
    ),
    Rule("outcome.secondary", _ANY, _MI, "A secondary outcome was added or changed.", _COMPARE, _secondary),
)

RULES: tuple[Rule, ...] = (
    *_REPORTED,
    _SPELLING,
    *_PRIMARY,
    *_SECONDARY,
    Rule("outcome.other", _ANY, _MI, "An outcome of the list of other outcomes changed.", _COMPARE),
)
