"""Rules of people, papers, documents, identifiers and the record's bookkeeping."""

from __future__ import annotations

import re

from watcher.meaning.draft import Case, Rule
from watcher.meaning.fields.organizations import is_spelling_variant
from watcher.meaning.fields.people import is_one_person
from watcher.model import Significance

_C, _MA, _MI, _AD = Significance.CRITICAL, Significance.MAJOR, Significance.MINOR, Significance.ADMINISTRATIVE
_13 = "docs/rating.md, correction 13"


def _spelling(case: Case) -> bool:
    return is_spelling_variant(case.draft.before, case.draft.after)


def _class_only(case: Case) -> bool:
    return case.is_of("class")


def _industry(case: Case) -> bool:
    return case.inputs.get("class") == "INDUSTRY"


def _is_listed_now(case: Case) -> bool:
    """Added, or turned from background into a paper of the trial."""
    return case.draft.kind == "reference.added" or "type" in (case.inputs.get("fields") or ())


def _first_paper(case: Case) -> bool:
    is_paper = case.inputs.get("type") in {"RESULT", "DERIVED"}
    return is_paper and bool(case.inputs.get("first")) and _is_listed_now(case)


def _new_result(case: Case) -> bool:
    return _result_paper(case) and _is_listed_now(case)


def _result_paper(case: Case) -> bool:
    return bool(case.inputs.get("type") == "RESULT")


def _derived_paper(case: Case) -> bool:
    return case.inputs.get("type") == "DERIVED"


def _study_id(case: Case) -> bool:
    return case.draft.path.startswith("protocolSection.identificationModule.orgStudyIdInfo")


# The WHO's universal trial number, the EU's of today and of before: sponsors enter them as numbers of type "other",
# 6 of 27 of the EU's in the records.
_REGISTERED = re.compile(r"U1111-\d{4}-\d{4}|\b20\d\d-5\d{5}-\d\d\b|\b20[012]\d-\d{6}-\d\d\b")


def _registry_number(case: Case) -> bool:
    number = case.draft.after
    if not isinstance(number, dict):
        return False
    registered = number.get("type") in {"EUDRACT_NUMBER", "CTIS", "REGISTRY"}
    return registered or bool(_REGISTERED.search(str(number.get("id"))))


def _title_or_spelling(case: Case) -> bool:
    """The same person under another title, or a name or place of work spelled anew."""
    is_title = case.is_of("investigatorTitle") and None not in {case.draft.before, case.draft.after}
    return is_title or _spelling(case)


def _official_wording(case: Case) -> bool:
    """Another degree or title is nobody new."""
    is_name = case.inputs.get("fields") == ["name"]
    return _spelling(case) or (is_name and is_one_person(case.draft.before, case.draft.after))


def _sharing_withdrawn(case: Case) -> bool:
    return case.is_of("ipdSharing") and (case.inputs.get("before"), case.inputs.get("after")) == ("YES", "NO")


def _label_only(case: Case) -> bool:
    return case.inputs.get("fields") == ["label"]


def _violation_notice(case: Case) -> bool:
    return case.draft.path.startswith("annotationSection.annotationModule.violationAnnotation")


_PEOPLE = (
    Rule("sponsor.class", ("sponsor.changed",), _MA, "The class of the lead sponsor changed.", "GM", _class_only),
    Rule("sponsor", ("sponsor.changed",), _C, "Another organization leads the trial.", "GM: critical; cognis: info"),
    Rule(
        "organization.spelling", ("organization.renamed",), _AD, "The same name in another spelling.", "GM", _spelling
    ),
    Rule(
        "organization.class", ("organization.renamed",), _AD, "The class of an organization changed.", "GM", _class_only
    ),
    Rule(
        "organization.renamed",
        ("organization.renamed",),
        _MI,
        "An organization goes by another name.",
        "docs/rating.md, correction 12",
    ),
    Rule(
        "responsible_party.wording",
        ("responsible_party.changed",),
        _AD,
        "A title, or the same name in another spelling.",
        "docs/rating.md, correction 12: another spelling is nobody new",
        _title_or_spelling,
    ),
    Rule("responsible_party", ("responsible_party.changed",), _MI, "The responsible party changed.", "42 CFR 11.64"),
    Rule(
        "collaborator.industry",
        ("collaborator.added", "collaborator.removed"),
        _MA,
        "A company joined or left.",
        "GM: critical",
        _industry,
    ),
    Rule("collaborator", ("collaborator.added", "collaborator.removed"), _MI, "A collaborator joined or left.", "GM"),
    Rule(
        "official.wording",
        ("official.edited",),
        _AD,
        "The same name with other degrees, or it or the place of work in another spelling.",
        "docs/rating.md, correction 12: another spelling is nobody new",
        _official_wording,
    ),
    Rule(
        "official",
        ("official.added", "official.removed", "official.edited"),
        _MI,
        "An official of the trial changed.",
        "42 CFR 11.64",
    ),
    Rule(
        "contact",
        ("contact.added", "contact.removed", "contact.edited"),
        _AD,
        "Whom to call changed.",
        "GM: minor; frequent and of little weight",
    ),
)

_PAPERS = (
    Rule(
        "reference.retracted",
        ("reference.retracted",),
        _C,
        "A paper of this trial was retracted.",
        "docs/rating.md, correction 9",
    ),
    Rule(
        "reference.first",
        ("reference.added", "reference.edited"),
        _MA,
        "The first paper of this trial.",
        "docs/rating.md, correction 9: NCT05665595",
        _first_paper,
    ),
    Rule(
        "reference.result",
        ("reference.added", "reference.edited"),
        _MA,
        "The sponsor listed a paper with results.",
        "cthist",
        _new_result,
    ),
    Rule("reference.derived", ("reference.added",), _MI, "The registry linked a paper.", "cthist", _derived_paper),
    Rule("reference.result_removed", ("reference.removed",), _MI, "A paper was taken out.", "cthist", _result_paper),
    Rule(
        "reference",
        ("reference.added", "reference.removed", "reference.edited"),
        _AD,
        "A background paper, or the text of a citation.",
        "docs/rating.md, correction 9",
    ),
    Rule("see_also", ("link.see_also",), _AD, "A link to further reading.", "docs/rating.md, rulings on the kinds"),
    Rule(
        "document.label",
        ("document.changed",),
        _AD,
        "Only the label of a document changed.",
        "docs/rating.md, first table",
        _label_only,
    ),
    Rule(
        "document",
        ("document.added", "document.changed", "document.removed"),
        _MA,
        "A protocol, analysis plan or consent form came or changed.",
        "docs/rating.md, first table",
    ),
    Rule("ipd.withdrawn", ("ipd.changed",), _MA, "Data will no longer be shared.", "CL lists it", _sharing_withdrawn),
    Rule("ipd", ("ipd.changed",), _MI, "The data sharing statement changed.", "CL lists it"),
)

_RECORD = (
    Rule(
        "identifier.study",
        ("identifier.added", "identifier.removed"),
        _MA,
        "The organization's study ID changed: this may mean another protocol.",
        _13,
        _study_id,
    ),
    Rule(
        "identifier.registry",
        ("identifier.added",),
        _MI,
        "A number in another registry.",
        "cross-registry link",
        _registry_number,
    ),
    Rule(
        "identifier",
        ("identifier.added", "identifier.removed"),
        _AD,
        "A secondary number.",
        "docs/rating.md, first table",
    ),
    Rule(
        "condition.with_eligibility",
        ("condition.added", "condition.removed"),
        _MA,
        "A condition came or went together with a change of who may take part.",
        "docs/rating.md, eligibility",
        lambda case: bool(case.inputs.get("with_eligibility")),
    ),
    Rule(
        "condition.spelling",
        ("condition.edited",),
        _AD,
        "The same condition in another spelling.",
        "docs/rating.md, correction 12: another spelling is nobody new",
    ),
    Rule("condition", ("condition.added", "condition.removed"), _MI, "A condition came or went.", "GM: normal"),
    Rule(
        "keyword", ("keyword.added", "keyword.removed"), _AD, "A keyword came or went.", "docs/rating.md, first table"
    ),
    Rule(
        "annotation.violation",
        ("annotation.changed",),
        _C,
        "An FDAAA violation notice.",
        "FDAAA TrialsTracker #126",
        _violation_notice,
    ),
    Rule("annotation", ("annotation.changed",), _MA, "An annotation by the registry.", "FDAAA TrialsTracker #126"),
    Rule(
        "consistency.opened",
        ("consistency.opened",),
        _MA,
        "This update made the record contradict itself.",
        "docs/rating.md, correction 15",
    ),
    Rule(
        "consistency.closed", ("consistency.closed",), _MI, "A contradiction is gone.", "docs/rating.md, correction 15"
    ),
    Rule("verified", ("verified",), _AD, "The record's bookkeeping.", "7 of 57 dated updates change nothing else"),
    Rule(
        "derived",
        ("registry.derived",),
        _AD,
        "Computed by the registry; nobody edited the trial.",
        "docs/registry.md, fact 14",
    ),
)

# Rates when all updates of a data release are in; no single record tells (watcher/meaning/telling/drift.py).
SETTLED_RULES: tuple[Rule, ...] = (
    Rule(
        "organization.renamed.several",
        ("sponsor.changed", "organization.renamed"),
        _AD,
        "The same name became the same other name in two or more trials: an organization was renamed.",
        "docs/rating.md, correction 12",
    ),
)

RULES: tuple[Rule, ...] = (*_PEOPLE, *_PAPERS, *_RECORD)
