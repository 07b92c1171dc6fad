"""Rules of results, from submission to later edits."""

from __future__ import annotations

from watcher.meaning.draft import Case, Rule
from watcher.model import Significance

_C, _MA, _MI, _AD = Significance.CRITICAL, Significance.MAJOR, Significance.MINOR, Significance.ADMINISTRATIVE
_CHANGED = ("results.changed",)
_ALL = "GM, MT, cognis trialwatch and TC agree"
_FDAAA = "FDAAA TrialsTracker #126; 42 CFR 11.44"
_SPIRIT = "COMPare: results against the registration"
_MISSING = "docs/rating.md, correction 13"


def _announced(case: Case) -> bool:
    return "POSTED" in (case.inputs.get("reported") or ())[1:]


def _words_only(case: Case) -> bool:
    return not case.inputs.get("numbers")


RULES: tuple[Rule, ...] = (
    Rule("results.posted", ("results.posted",), _C, "Results appeared for the first time.", _ALL),
    Rule("results.submitted", ("results.submitted",), _MA, "Results were submitted, not yet posted.", _FDAAA),
    Rule("results.returned", ("results.returned",), _MA, "Submitted results were sent back or withdrawn.", _FDAAA),
    Rule("results.delayed", ("results.delayed",), _MA, "Results will come later, or need not come.", _FDAAA),
    Rule(
        "results.removed",
        _CHANGED,
        _C,
        "Posted results are gone from the record.",
        _SPIRIT,
        lambda case: bool(case.inputs.get("removed")),
    ),
    Rule("results.announced", _CHANGED, _MI, "Data that were announced have been posted.", _MISSING, _announced),
    Rule(
        "results.serious",
        _CHANGED,
        _C,
        "Counts of serious adverse events or deaths changed after posting.",
        _SPIRIT,
        lambda case: bool(case.inputs.get("serious")),
    ),
    Rule("results.wording", _CHANGED, _MI, "Words of the results were edited; the numbers stay.", _SPIRIT, _words_only),
    Rule(
        "results.primary",
        _CHANGED,
        _C,
        "Values or analysis of a primary outcome changed after posting.",
        _SPIRIT,
        lambda case: case.inputs.get("type") == "PRIMARY",
    ),
    Rule(
        "results.contact",
        _CHANGED,
        _MI,
        "Limitations, agreements or the contact of the results changed.",
        _SPIRIT,
        lambda case: case.inputs.get("part") == "moreInfoModule",
    ),
    Rule("results.values", _CHANGED, _MA, "Values of the results changed after posting.", _SPIRIT),
)
