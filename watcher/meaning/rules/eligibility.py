"""Rules of who may take part."""

from __future__ import annotations

from watcher.meaning.draft import Case, Rule
from watcher.model import Significance

_MA, _MI, _AD = Significance.MAJOR, Significance.MINOR, Significance.ADMINISTRATIVE
_FIELDS = ("eligibility.changed",)
_EDITED = ("criterion.edited",)
_WHOLE = ("criterion.added", "criterion.removed")
_TABLE = "docs/rating.md, eligibility"
_RULING = "docs/rating.md, rulings on the kinds"


def _moved_group(case: Case) -> bool:
    return bool(case.inputs.get("signals"))


RULES: tuple[Rule, ...] = (
    Rule(
        "eligibility.spelling",
        _FIELDS,
        _AD,
        "The same age, spelled otherwise.",
        _TABLE,
        lambda case: bool(case.inputs.get("spelling_only")),
        names_stage=True,
    ),
    Rule(
        "eligibility.gender_text",
        _FIELDS,
        _MI,
        "The description of gender eligibility was edited.",
        _TABLE,
        lambda case: case.is_of("genderDescription"),
    ),
    Rule(
        "eligibility.limits",
        _FIELDS,
        _MA,
        "Age limits, sex or healthy volunteers changed: other people may take part now.",
        _TABLE,
    ),
    Rule(
        "criterion.heading",
        _EDITED,
        _AD,
        "A heading that only opens a section was reworded.",
        _TABLE,
        lambda case: bool(case.inputs.get("section_heading")),
        names_stage=True,
    ),
    Rule(
        "criterion.spelling",
        _EDITED,
        _AD,
        "The same words; white space, punctuation or capitals differ.",
        _TABLE,
        lambda case: bool(case.inputs.get("spelling_only")),
        names_stage=True,
    ),
    Rule(
        "criterion.moved",
        _EDITED,
        _MA,
        "A criterion that took people in leaves them out now, or the other way round.",
        _TABLE,
        lambda case: bool(case.inputs.get("changed_sides")),
    ),
    Rule(
        "criterion.note",
        (*_WHOLE, *_EDITED),
        _MI,
        "A note about the criteria, not a criterion.",
        _TABLE,
        lambda case: bool(case.inputs.get("boilerplate")),
    ),
    Rule(
        "criterion.reversed",
        _EDITED,
        _MA,
        "A criterion asks for the opposite, or allows what it required: a negation, a sign of comparison or a word"
        " such as “negative” turned.",
        _TABLE,
        lambda case: bool(case.inputs.get("reversed")),
    ),
    Rule(
        "criterion.number",
        _EDITED,
        _MA,
        "A number inside a criterion changed.",
        _TABLE,
        lambda case: bool(case.inputs.get("numbers_changed")),
    ),
    Rule(
        "criterion.population",
        _EDITED,
        _MA,
        "A population, a line of therapy or a whole group moved in or out of a criterion.",
        _RULING,
        _moved_group,
    ),
    Rule(
        "criterion.cohort",
        _EDITED,
        _MA,
        "A criterion went to the heading of a cohort or came from there: others have to meet it now.",
        _TABLE,
        lambda case: bool(case.inputs.get("other_cohort")),
    ),
    Rule(
        "criterion.part",
        _EDITED,
        _MA,
        "A part of a criterion was added or removed.",
        _TABLE,
        lambda case: bool(case.inputs.get("part")),
    ),
    Rule(
        "criterion.reworded",
        _EDITED,
        _MI,
        "A criterion was edited; no number, no population and no part moved, and nothing turned.",
        _RULING,
    ),
    Rule(
        "criterion.outside",
        _WHOLE,
        _MI,
        "A remark ahead of all criteria came or went.",
        _TABLE,
        lambda case: case.inputs.get("criteria") == "other",
    ),
    Rule("criterion.whole", _WHOLE, _MA, "A criterion was added or removed.", _TABLE),
)
