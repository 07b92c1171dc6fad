"""Rules of titles, long texts and of the reason why a trial stopped."""

from __future__ import annotations

from watcher.meaning.draft import Case, Rule
from watcher.meaning.texts.reason import COMPLETED, DENIED, DMC, EFFICACY, REACHED, REGULATORY, SAFETY
from watcher.model import Significance

_C, _MA, _MI, _AD = Significance.CRITICAL, Significance.MAJOR, Significance.MINOR, Significance.ADMINISTRATIVE
_WHY = ("why_stopped.changed",)
_TEXTS = ("title.changed", "text.edited")
_TITLE = ("title.changed",)
_NEGATION_FIRST = "docs/rating.md, correction 2"
_CORRECTION = "docs/rating.md, correction 10"
_ONTOLOGY = "Ontology of termination, bioRxiv 021543"


def _wording_only(case: Case) -> bool:
    inputs = case.inputs
    same_class = inputs.get("class_before") == inputs.get("class")
    return same_class and inputs.get("similarity", 0) >= case.numbers.wording_similarity


def _is(case: Case, *classes: str) -> bool:
    return case.inputs.get("class") in classes and not case.inputs.get("removed")


def _only_phase(case: Case) -> bool:
    return set(case.inputs.get("signals") or ()) == {"phase"} and not case.inputs.get("phase_field_changed")


_STOPPED = (
    Rule(
        "why_stopped.wording",
        _WHY,
        _MI,
        "The reason was reworded; it is of the same class.",
        _ONTOLOGY,
        _wording_only,
    ),
    Rule(
        "why_stopped.regulator",
        _WHY,
        _C,
        "The reason names a regulator, a hold or an ethics board.",
        _NEGATION_FIRST,
        lambda case: _is(case, REGULATORY),
    ),
    Rule(
        "why_stopped.safety_or_efficacy",
        _WHY,
        _C,
        "The reason is safety, efficacy, futility or a monitoring committee.",
        _ONTOLOGY,
        lambda case: _is(case, SAFETY, EFFICACY, REACHED, DMC),
    ),
    Rule(
        "why_stopped.completed",
        _WHY,
        _MA,
        "The reason says that the trial did what it was for.",
        _NEGATION_FIRST,
        lambda case: _is(case, COMPLETED),
    ),
    Rule(
        "why_stopped.safety_denied",
        _WHY,
        _MA,
        "The reason says that safety is not why.",
        _NEGATION_FIRST,
        lambda case: _is(case, DENIED),
    ),
    Rule("why_stopped.other", _WHY, _MA, "Another reason was given, changed or taken out.", _ONTOLOGY),
)

RULES: tuple[Rule, ...] = (
    *_STOPPED,
    Rule(
        "title.phase_word",
        _TITLE,
        _MI,
        "A title gained or lost its phase while the phase field stayed.",
        _CORRECTION,
        _only_phase,
    ),
    Rule(
        "text.meaning",
        _TEXTS,
        _MA,
        "The text gained or lost a word that says what the trial is: design, population, drug or line of therapy.",
        _CORRECTION,
        lambda case: bool(case.inputs.get("signals")),
    ),
    Rule(
        "title.acronym",
        _TITLE,
        _AD,
        "An acronym carries no fact.",
        _CORRECTION,
        lambda case: case.is_of("acronym"),
    ),
    Rule(
        "text.numbers",
        _TEXTS,
        _MI,
        "Numbers in the text changed.",
        "docs/rating.md, titles and long texts",
        lambda case: bool(case.inputs.get("numbers_lost") or case.inputs.get("numbers_gained")),
    ),
    Rule(
        "text.whole",
        ("text.edited",),
        _MI,
        "A text was added or removed as a whole.",
        "docs/rating.md, titles and long texts",
        lambda case: bool(case.inputs.get("whole")),
    ),
    Rule("text.wording", _TEXTS, _AD, "Only the wording changed.", "docs/rating.md, titles and long texts"),
)
