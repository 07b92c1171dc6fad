"""Rules of design, arms, people, papers, documents, identifiers and the record itself."""

from __future__ import annotations

from watcher.meaning.draft import Case, Rule
from watcher.meaning.fold_items import is_spelling_variant
from watcher.meaning.stage import STARTED
from watcher.model import Significance

_C, _MA, _MI, _AD = Significance.CRITICAL, Significance.MAJOR, Significance.MINOR, Significance.ADMINISTRATIVE
_13 = "significance.md, correction 13"
_EU = "Regulation (EU) 536/2014, Art. 2(2)(13): substantial modification"
_OPEN_LABEL = {"NONE", None}


def _started(case: Case) -> bool:
    return case.stage in STARTED


def _field(case: Case, *names: str) -> bool:
    return case.inputs.get("field") in names


def _weaker_after_start(case: Case) -> bool:
    before, after = case.inputs.get("before"), case.inputs.get("after")
    unrandomized = _field(case, "allocation") and before == "RANDOMIZED"
    unblinded = _field(case, "masking") and before not in _OPEN_LABEL and after in _OPEN_LABEL
    return _started(case) and (unrandomized or unblinded)


def _design_text(case: Case) -> bool:
    text = _field(case, "interventionModelDescription", "maskingDescription")
    return text and not case.inputs.get("numbers_changed")


def _pointers(case: Case) -> bool:
    return _field(case, "nPtrsToThisExpAccNctId")


def _dmc_lost(case: Case) -> bool:
    return _field(case, "oversightHasDmc") and bool(case.inputs.get("before")) and not case.inputs.get("after")


def _violation(case: Case) -> bool:
    return _field(case, "fdaaa801Violation")


def _dmc(case: Case) -> bool:
    return _field(case, "oversightHasDmc")


def _numbers(case: Case) -> bool:
    return bool(case.inputs.get("numbers_changed") or case.inputs.get("type_changed"))


def _who_or_how(case: Case) -> bool:
    return bool(case.inputs.get("signals"))


def _other_names_only(case: Case) -> bool:
    return case.inputs.get("fields") == ["otherNames"]


def _spelling(case: Case) -> bool:
    return is_spelling_variant(case.draft.before, case.draft.after)


def _class_only(case: Case) -> bool:
    return _field(case, "class")


def _industry(case: Case) -> bool:
    return case.inputs.get("class") == "INDUSTRY"


def _first_paper(case: Case) -> bool:
    return bool(case.inputs.get("first")) and case.inputs.get("type") in {"RESULT", "DERIVED"}


def _result_paper(case: Case) -> bool:
    return case.inputs.get("type") == "RESULT"


def _derived_paper(case: Case) -> bool:
    return case.inputs.get("type") == "DERIVED"


def _study_id(case: Case) -> bool:
    return case.draft.path.startswith("protocolSection.identificationModule.orgStudyIdInfo")


def _registry_number(case: Case) -> bool:
    return case.inputs.get("type") in {"EUDRACT_NUMBER", "CTIS", "REGISTRY"}


def _sharing_withdrawn(case: Case) -> bool:
    return _field(case, "ipdSharing") and (case.inputs.get("before"), case.inputs.get("after")) == ("YES", "NO")


def _label_only(case: Case) -> bool:
    return case.inputs.get("fields") == ["label"]


def _violation_notice(case: Case) -> bool:
    return case.draft.path.startswith("annotationSection.annotationModule.violationAnnotation")


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
        lambda case: "numbers_changed" in case.inputs and not case.inputs["numbers_changed"],
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
        "arm.population",
        _EDITED,
        _MA,
        "Whom an arm is for, at which line of therapy, or how it is blinded or controlled changed.",
        "significance.md, correction 10",
        _who_or_how,
    ),
    Rule("arm.numbers", _EDITED, _MA, "Dose, regimen, type or other numbers changed.", _EU, _numbers),
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
        "organization.renamed", ("organization.renamed",), _MI, "An organization goes by another name.", "correction 12"
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
    Rule("reference.retracted", ("reference.retracted",), _C, "A paper of this trial was retracted.", "correction 9"),
    Rule(
        "reference.first",
        ("reference.added",),
        _MA,
        "The first paper of this trial.",
        "correction 9 (NCT05665595)",
        _first_paper,
    ),
    Rule(
        "reference.result",
        ("reference.added",),
        _MA,
        "The sponsor listed a paper with results.",
        "cthist",
        _result_paper,
    ),
    Rule("reference.derived", ("reference.added",), _MI, "The registry linked a paper.", "cthist", _derived_paper),
    Rule("reference.result_removed", ("reference.removed",), _MI, "A paper was taken out.", "cthist", _result_paper),
    Rule(
        "reference",
        ("reference.added", "reference.removed", "reference.edited"),
        _AD,
        "A background paper, or the text of a citation.",
        "correction 9",
    ),
    Rule("see_also", ("link.see_also",), _AD, "A link to further reading.", "design.md, rulings"),
    Rule(
        "document.label",
        ("document.changed",),
        _AD,
        "Only the label of a document changed.",
        "significance.md",
        _label_only,
    ),
    Rule(
        "document",
        ("document.added", "document.changed", "document.removed"),
        _MA,
        "A protocol, analysis plan or consent form came or changed.",
        "significance.md",
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
        ("identifier.added", "identifier.removed"),
        _MI,
        "A number in another registry.",
        "cross-registry link",
        _registry_number,
    ),
    Rule("identifier", ("identifier.added", "identifier.removed"), _AD, "A secondary number.", "significance.md"),
    Rule("condition", ("condition.added", "condition.removed"), _MI, "A condition came or went.", "GM: normal"),
    Rule("keyword", ("keyword.added", "keyword.removed"), _AD, "A keyword came or went.", "significance.md"),
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
        "correction 15",
    ),
    Rule("consistency.closed", ("consistency.closed",), _MI, "A contradiction is gone.", "correction 15"),
    Rule("verified", ("verified",), _AD, "The record's bookkeeping.", "7 of 57 dated updates change nothing else"),
    Rule(
        "derived", ("registry.derived",), _AD, "Computed by the registry; nobody edited the trial.", "registry.md, 2.3"
    ),
    Rule("watching", ("watching",), _AD, "The first version: watching begins.", "design.md, law 4"),
    Rule("record.vanished", ("record.vanished",), _C, "The registry holds the trial no more.", "webchanges #119"),
    Rule("record.returned", ("record.returned",), _C, "A trial that had vanished is there again.", "webchanges #119"),
    Rule(
        "record.aliased",
        ("record.aliased",),
        _MA,
        "The registry keeps the trial under another number.",
        "significance.md",
    ),
    Rule(
        "record.quarantined",
        ("record.quarantined",),
        _AD,
        "A record lost too much to be believed at first sight.",
        "design.md",
    ),
    Rule(
        "baseline.replaced",
        ("baseline.replaced",),
        _AD,
        "The first version was a part of the record.",
        "design.md, law 5",
    ),
    Rule("search.entered", ("search.entered",), _MA, "A trial now matches the search.", "ebmdatalab #126"),
    Rule("search.left", ("search.left",), _MI, "A trial no longer matches the search.", "ebmdatalab #135"),
    Rule("registry.format", ("registry.format",), _AD, "The registry changed many records at once.", "cthist 2.1.12"),
)

RULES: tuple[Rule, ...] = (*_DESIGN, *_ARM_RULES, *_PEOPLE, *_PAPERS, *_RECORD)
