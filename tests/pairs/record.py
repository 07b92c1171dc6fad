"""Pairs of people and organizations, papers and documents, names and texts, numbers and bookkeeping."""

from __future__ import annotations

from typing import Any

from tests.pairs.row import POST_PCD, Pair, Told, pair

_SPONSORS = "sponsorCollaboratorsModule"
_LEAD = f"{_SPONSORS}.leadSponsor"
_PARTY = f"{_SPONSORS}.responsibleParty"
_WITH = f"{_SPONSORS}.collaborators"
_ID = "identificationModule"
_ORG = f"{_ID}.organization.fullName"
_OFFICIALS = "contactsLocationsModule.overallOfficials"
_PAPERS = "referencesModule.references"
_LINKS = "referencesModule.seeAlsoLinks"
_DOCS = "documentSection.largeDocumentModule.largeDocs"
_IPD = "ipdSharingStatementModule"
_CONDITIONS, _KEYWORDS = "conditionsModule.conditions", "conditionsModule.keywords"


def _field(
    name: str, kind: str, path: str, before: Any, after: Any, significance: str, rule: str, *,
    given: tuple[Any, ...] = (), correction: int | tuple[int, ...] = (), stage: str = "enrolling",
    submitted: str | None = "2026-03-02", **more: Any,
) -> Pair:  # fmt: skip
    told = Told(kind, before, after, significance, rule, **more)
    steps, old = (path, after), (*given, path, before)
    return pair(name, steps, told, given=old, correction=correction, stage=stage, submitted=submitted)


def _listed(name: str, path: str, old: list[Any], new: list[Any], *told: Told, **more: Any) -> Pair:
    return pair(name, (path, new, *more.pop("steps", ())), *told, given=(*more.pop("given", ()), path, old), **more)


def _spells(name: str, path: str, before: str, after: str, **more: Any) -> Pair:
    return _field(name, "organization.renamed", path, before, after, "administrative", "organization.spelling",
                  correction=12, **more)  # fmt: skip


_UNI = {"name": "Example University", "class": "OTHER"}
_CRO = {"name": "Example Labs", "class": "INDUSTRY"}


def _collaborator(kind: str, who: Any, significance: str, rule: str) -> Told:
    sides = (None, who) if kind == "added" else (who, None)
    return Told(f"collaborator.{kind}", *sides, significance, rule, who["name"])


_ROE = {"type": "PRINCIPAL_INVESTIGATOR", "investigatorFullName": "Jane Roe", "investigatorTitle": "Professor",
        "investigatorAffiliation": "University Y"}  # fmt: skip
_DOE = {"investigatorFullName": "Kim Doe", "investigatorAffiliation": "University Z"}

ORGANIZATIONS: tuple[Pair, ...] = (
    _field("another lead sponsor", "sponsor.changed", f"{_LEAD}.name", "Example Pharma", "Other Biotech", "critical",
           "sponsor"),
    _field("another class of sponsor", "sponsor.changed", f"{_LEAD}.class", "INDUSTRY", "OTHER", "major",
           "sponsor.class"),
    _field("a university leads", "sponsor.changed", f"{_LEAD}.name", "Example Pharma", "Example University",
           "critical", "sponsor"),
    _spells("a legal form more", f"{_LEAD}.name", "Example Pharma", "Example Pharma, Inc."),
    _spells("another legal form", f"{_LEAD}.name", "Example Pharma GmbH", "Example Pharma AG"),
    _spells("capital letters", f"{_LEAD}.name", "Example Pharma", "EXAMPLE PHARMA"),
    _spells("the organization with a comma", _ORG, "Example Pharma Inc.", "Example Pharma, Inc."),
    _field("the organization goes by another name", "organization.renamed", _ORG, "Example Pharma", "Renamed Pharma",
           "minor", "organization.renamed", correction=12),
    _field("another type of responsible party", "responsible_party.changed", f"{_PARTY}.type", "SPONSOR",
           "PRINCIPAL_INVESTIGATOR", "minor", "responsible_party", correction=13),
    _field("another responsible investigator", "responsible_party.changed", f"{_PARTY}.investigatorFullName",
           "Pat Example", "Kim Sample", "minor", "responsible_party", correction=13),
    _field("another place of work of the responsible investigator", "responsible_party.changed",
           f"{_PARTY}.investigatorAffiliation", "Example University", "Hospital of Ghent", "minor",
           "responsible_party", correction=13),
    pair("an investigator instead of the sponsor", (_PARTY, _ROE),
         Told("responsible_party.changed", {"type": "SPONSOR"}, _ROE, "minor", "responsible_party"), correction=13),
    pair("the sponsor instead of an investigator", (_PARTY, {"type": "SPONSOR"}),
         Told("responsible_party.changed", _ROE, {"type": "SPONSOR"}, "minor", "responsible_party"),
         given=(_PARTY, _ROE), correction=13),
    pair("another investigator of another place", (_PARTY, {**_ROE, **_DOE}),
         Told("responsible_party.changed", {key: _ROE[key] for key in _DOE}, _DOE, "minor", "responsible_party"),
         given=(_PARTY, _ROE), correction=13),
    pair("no responsible party at all", (_PARTY, None),
         Told("responsible_party.changed", _ROE, None, "minor", "responsible_party"), given=(_PARTY, _ROE)),
    pair("the same investigator by another title at another place",
         (f"{_PARTY}.investigatorTitle", "Dean", f"{_PARTY}.investigatorAffiliation", "University Z"),
         Told("responsible_party.changed", "Professor", "Dean", "administrative", "responsible_party.wording"),
         Told("responsible_party.changed", "University Y", "University Z", "minor", "responsible_party"),
         given=(_PARTY, _ROE)),
    _field("that place in another spelling", "responsible_party.changed", f"{_PARTY}.investigatorAffiliation",
           "Example University", "Example university", "administrative", "responsible_party.wording"),
    _listed("a company joins", _WITH, [_UNI], [_UNI, _CRO], _collaborator("added", _CRO, "major",
                                                                          "collaborator.industry")),
    _listed("a university joins", _WITH, [_CRO], [_UNI, _CRO], _collaborator("added", _UNI, "minor", "collaborator")),
    _listed("the first collaborator", _WITH, [], [_UNI], _collaborator("added", _UNI, "minor", "collaborator")),
    _listed("a company leaves", _WITH, [_UNI, _CRO], [_UNI], _collaborator("removed", _CRO, "major",
                                                                           "collaborator.industry")),
    _listed("a company by another legal form", _WITH, [_UNI, _CRO], [_UNI, {**_CRO, "name": "Example Labs Ltd."}],
            Told("organization.renamed", "Example Labs", "Example Labs Ltd.", "administrative",
                 "organization.spelling", "Example Labs Ltd."), correction=12),
    _listed("a university leaves", _WITH, [_UNI, _CRO], [_CRO], _collaborator("removed", _UNI, "minor",
                                                                              "collaborator")),
    _listed("the last collaborator leaves", _WITH, [_UNI], [], _collaborator("removed", _UNI, "minor",
                                                                               "collaborator")),
)  # fmt: skip

_PAT = {"name": "Pat Example, MD", "role": "PRINCIPAL_INVESTIGATOR", "affiliation": "Example University"}
_KIM = {"name": "Kim Sample, MD", "role": "STUDY_DIRECTOR", "affiliation": "Example Pharma"}


def _official(kind: str, before: Any, after: Any, name: str, rule: str = "official", level: str = "minor") -> Told:
    return Told(f"official.{kind}", before, after, level, rule, name)


def _at(affiliation: str) -> list[Any]:
    return [{**_PAT, "affiliation": affiliation}]


def _called(name: str) -> list[Any]:
    return [{**_PAT, "name": name}]


OFFICIALS: tuple[Pair, ...] = (
    _listed("a study director", _OFFICIALS, [_PAT], [_PAT, _KIM], _official("added", None, _KIM, _KIM["name"])),
    _listed("the first official", _OFFICIALS, [], [_PAT], _official("added", None, _PAT, _PAT["name"])),
    _listed("another investigator", _OFFICIALS, [_PAT], [_KIM], _official("added", None, _KIM, _KIM["name"]),
            _official("removed", _PAT, None, _PAT["name"])),
    _listed("the study director leaves", _OFFICIALS, [_PAT, _KIM], [_PAT],
            _official("removed", _KIM, None, _KIM["name"])),
    _listed("no official is left", _OFFICIALS, [_PAT], [], _official("removed", _PAT, None, _PAT["name"])),
    _listed("another role", _OFFICIALS, [_PAT], [{**_PAT, "role": "STUDY_CHAIR"}],
            _official("edited", "PRINCIPAL_INVESTIGATOR", "STUDY_CHAIR", _PAT["name"])),
    _listed("another place of work", _OFFICIALS, _at("Example University"), _at("Hospital of Ghent"),
            _official("edited", "Example University", "Hospital of Ghent", _PAT["name"])),
    _listed("the place of work in another spelling", _OFFICIALS, _at("Example University"),
            _at("The Example University"), _official("edited", "Example University", "The Example University",
                                                     _PAT["name"], "official.wording", "administrative")),
    _listed("another person in the same role at the same place", _OFFICIALS, [_PAT], _called("Robin Other, PhD"),
            _official("added", None, {"name": "Robin Other, PhD"}, "Robin Other, PhD"),
            _official("removed", _PAT, None, _PAT["name"])),
    *(_listed(f"an official by other titles: {name}", _OFFICIALS, [_PAT], _called(name),
              _official("edited", _PAT["name"], name, name, "official.wording", "administrative"))
      for name in ("Pat Example, MD, PhD", "Prof. Dr. Pat EXAMPLE", "Pat Example")),
    _listed("the same person by another degree and in another role", _OFFICIALS, [_PAT],
            [{**_PAT, "name": "Pat Example, PhD", "role": "STUDY_CHAIR"}],
            _official("edited", {"name": _PAT["name"]}, {"name": "Pat Example, PhD"}, "Pat Example, PhD")),
    _listed("a slip of the pen in a name", _OFFICIALS, [_PAT], _called("Pat Exxample, MD"),
            _official("edited", _PAT["name"], "Pat Exxample, MD", "Pat Exxample, MD")),
    _listed("two officials of one family name", _OFFICIALS, _called("Jian Zhang"), _called("Jing Zhang"),
            _official("added", None, {"name": "Jing Zhang"}, "Jing Zhang"),
            _official("removed", {"name": "Jian Zhang"}, None, "Jian Zhang")),
    _listed("a like name in another role", _OFFICIALS, [_PAT],
            [{**_PAT, "name": "Pat Exxample, MD", "role": "STUDY_CHAIR"}],
            _official("added", None, {"name": "Pat Exxample, MD"}, "Pat Exxample, MD"),
            _official("removed", _PAT, None, _PAT["name"])),
)  # fmt: skip

_OLD = {"pmid": "1", "type": "BACKGROUND", "citation": "Someone. Something. Journal. 2020."}


def _paper(pmid: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"pmid": pmid, "type": kind, "citation": f"Doe J, Roe R. Paper {pmid}. Lancet. 2026;1:2.", **more}


def _cited(verb: str, before: Any, after: Any, pmid: str, level: str, rule: str, actor: str = "sponsor") -> Told:
    return Told(f"reference.{verb}", before, after, level, rule, f"PMID {pmid}", actor=actor)


_BOOK = {"type": "BACKGROUND", "citation": "A book. 1st edition."}
_RESULT, _DERIVED = _paper("2", "RESULT"), _paper("3", "DERIVED")
_RETRACTED = {"retractions": [{"pmid": "9", "source": "Lancet. 2026;3:4"}]}
_NOTICE = _RETRACTED["retractions"][0]
_ERRATUM = _RESULT["citation"] + " Erratum In: Lancet. 2026;2:3."

PAPERS: tuple[Pair, ...] = (
    _listed("the first paper with results", _PAPERS, [_OLD], [_OLD, _RESULT],
            _cited("added", None, _RESULT, "2", "major", "reference.first"), correction=9),
    _listed("the first paper linked by the registry", _PAPERS, [_OLD], [_OLD, _DERIVED],
            _cited("added", None, _DERIVED, "3", "major", "reference.first", "registry"), submitted=None, correction=9),
    _listed("linked by the registry on the day of a submission", _PAPERS, [_OLD], [_OLD, _DERIVED],
            _cited("added", None, _DERIVED, "3", "major", "reference.first", "registry"), correction=9),
    _listed("a second paper with results", _PAPERS, [_DERIVED], [_DERIVED, _RESULT],
            _cited("added", None, _RESULT, "2", "major", "reference.result"), correction=9),
    _listed("a second paper linked by the registry", _PAPERS, [_RESULT], [_RESULT, _DERIVED],
            _cited("added", None, _DERIVED, "3", "minor", "reference.derived", "registry"), submitted=None),
    _listed("a background paper", _PAPERS, [], [_OLD], _cited("added", None, _OLD, "1", "administrative",
                                                                "reference")),
    _listed("a background paper taken out", _PAPERS, [_OLD, _RESULT], [_RESULT],
            _cited("removed", _OLD, None, "1", "administrative", "reference")),
    _listed("a paper with results taken out", _PAPERS, [_OLD, _RESULT], [_OLD],
            _cited("removed", _RESULT, None, "2", "minor", "reference.result_removed")),
    _listed("a linked paper no longer linked", _PAPERS, [_OLD, _DERIVED], [_OLD],
            _cited("removed", _DERIVED, None, "3", "administrative", "reference", "registry"), submitted=None),
    _listed("an erratum in a citation", _PAPERS, [_RESULT], [{**_RESULT, "citation": _ERRATUM}],
            _cited("edited", _RESULT["citation"], _ERRATUM, "2", "administrative", "reference", "registry"),
            submitted=None, correction=9),
    _listed("an erratum on the day of a submission", _PAPERS, [_RESULT], [{**_RESULT, "citation": _ERRATUM}],
            _cited("edited", _RESULT["citation"], _ERRATUM, "2", "administrative", "reference", "registry"),
            correction=9),
    _listed("a background paper cited otherwise", _PAPERS, [_OLD], [{**_OLD, "citation": "Someone. Something."}],
            _cited("edited", _OLD["citation"], "Someone. Something.", "1", "administrative", "reference", "registry")),
    _listed("a paper without a PMID cited otherwise", _PAPERS, [_BOOK], [{**_BOOK, "citation": "A book. 2nd edition."}],
            Told("reference.edited", _BOOK["citation"], "A book. 2nd edition.", "administrative", "reference",
                 "A book. 2nd edition.")),
    _listed("a background paper turns out to be the first of the trial", _PAPERS, [_OLD], [{**_OLD, "type": "RESULT"}],
            _cited("edited", "BACKGROUND", "RESULT", "1", "major", "reference.first"), correction=9),
    _listed("a background paper turns out to be another of the trial", _PAPERS, [_OLD, _DERIVED],
            [{**_OLD, "type": "RESULT"}, _DERIVED],
            _cited("edited", "BACKGROUND", "RESULT", "1", "major", "reference.result"), correction=9),
    _listed("a paper retracted", _PAPERS, [_OLD, _RESULT], [_OLD, {**_RESULT, **_RETRACTED}],
            _cited("retracted", None, _NOTICE, "2", "critical", "reference.retracted", "registry"), submitted=None,
            correction=9),
    _listed("a linked paper retracted", _PAPERS, [_DERIVED], [{**_DERIVED, **_RETRACTED}],
            _cited("retracted", None, _NOTICE, "3", "critical", "reference.retracted", "registry"), submitted=None,
            correction=9),
    _listed("a retracted paper is listed", _PAPERS, [_RESULT], [_RESULT, {**_paper("4", "RESULT"), **_RETRACTED}],
            _cited("retracted", None, {"pmid": "4"}, "4", "critical", "reference.retracted"), correction=9),
)  # fmt: skip

_URL = {"label": "Summary for patients", "url": "https://example.org/summary"}
_PROTOCOL = {"typeAbbrev": "Prot", "label": "Study Protocol", "date": "2025-01-01", "filename": "Prot_000.pdf"}
_PLAN = {"typeAbbrev": "SAP", "label": "Statistical Analysis Plan", "date": "2025-06-01", "filename": "SAP_001.pdf"}
_CONSENT = {"typeAbbrev": "ICF", "label": "Informed Consent Form", "date": "2025-02-01", "filename": "ICF_002.pdf"}


def _document(verb: str, before: Any, after: Any, name: str, level: str = "major", rule: str = "document") -> Told:
    return Told(f"document.{verb}", before, after, level, rule, name)


def _link(name: str, before: Any, after: Any, told: tuple[Any, Any]) -> Pair:
    item = (after or before)["label"]
    return _listed(name, _LINKS, [before] if before else [], [after] if after else [],
                   Told("link.see_also", *told, "administrative", "see_also", item))  # fmt: skip


DOCUMENTS: tuple[Pair, ...] = (
    _link("a link to a summary", None, _URL, (None, _URL)),
    _link("a link taken out", _URL, None, (_URL, None)),
    _link("a link by another label", _URL, {**_URL, "label": "Plain summary"}, (_URL["label"], "Plain summary")),
    _listed("a protocol", _DOCS, [], [_PROTOCOL], _document("added", None, _PROTOCOL, "Study Protocol")),
    _listed("an analysis plan", _DOCS, [_PROTOCOL], [_PROTOCOL, _PLAN], _document("added", None, _PLAN,
                                                                                "Statistical Analysis Plan")),
    _listed("a consent form", _DOCS, [_PROTOCOL], [_CONSENT, _PROTOCOL], _document("added", None, _CONSENT,
                                                                                   "Informed Consent Form")),
    _listed("a protocol taken out", _DOCS, [_PROTOCOL, _PLAN], [_PLAN], _document("removed", _PROTOCOL, None,
                                                                                "Study Protocol")),
    _listed("an analysis plan taken out", _DOCS, [_PLAN], [], _document("removed", _PLAN, None,
                                                                          "Statistical Analysis Plan")),
    _listed("a consent form taken out", _DOCS, [_PROTOCOL, _CONSENT], [_PROTOCOL],
            _document("removed", _CONSENT, None, "Informed Consent Form")),
    _listed("a new version of the protocol", _DOCS, [_PROTOCOL], [{**_PROTOCOL, "date": "2026-01-01"}],
            _document("changed", "2025-01-01", "2026-01-01", "Study Protocol")),
    _listed("a new version of the analysis plan", _DOCS, [_PLAN], [{**_PLAN, "date": "2026-02-01"}],
            _document("changed", "2025-06-01", "2026-02-01", "Statistical Analysis Plan")),
    _listed("a document by another label", _DOCS, [_PROTOCOL], [{**_PROTOCOL, "label": "Protocol"}],
            _document("changed", "Study Protocol", "Protocol", "Protocol", "administrative", "document.label")),
    _field("data will not be shared", "ipd.changed", f"{_IPD}.ipdSharing", "YES", "NO", "major", "ipd.withdrawn"),
    _field("data will be shared", "ipd.changed", f"{_IPD}.ipdSharing", "NO", "YES", "minor", "ipd"),
    _field("sharing is undecided", "ipd.changed", f"{_IPD}.ipdSharing", "YES", "UNDECIDED", "minor", "ipd"),
    _field("the statement on sharing in other words", "ipd.changed", f"{_IPD}.description", "On request.",
           "On a request.", "minor", "ipd"),
)  # fmt: skip

_BRIEF, _OFFICIAL = f"{_ID}.briefTitle", f"{_ID}.officialTitle"
_SUMMARY, _LONG = "descriptionModule.briefSummary", "descriptionModule.detailedDescription"
_FULL = "A Randomized, Double-blind, Placebo-controlled Phase III Study of Drug A"


def _title(name: str, path: str, before: Any, after: Any, level: str, rule: str, *given: Any) -> Pair:
    return _field(name, "title.changed", path, before, after, level, rule, given=given, correction=10)


def _words(name: str, path: str, before: Any, after: Any, level: str, rule: str) -> Pair:
    return _field(name, "text.edited", path, before, after, level, rule, correction=10)


TEXTS: tuple[Pair, ...] = (
    _title("a title loses randomized", _OFFICIAL, _FULL, _FULL.replace("Randomized, ", ""), "major", "text.meaning"),
    _title("a title loses its blinding", _OFFICIAL, _FULL, _FULL.replace("Double-blind, ", ""), "major",
           "text.meaning"),
    _title("a title loses placebo", _OFFICIAL, _FULL, _FULL.replace(", Placebo-controlled", ""), "major",
           "text.meaning"),
    _title("a title loses its phase while the phase stays", _OFFICIAL, _FULL, _FULL.replace("Phase III ", ""),
           "minor", "title.phase_word"),
    _title("a title speaks of another disease", _BRIEF, "Drug A in Glioblastoma", "Drug A in Glioma", "major",
           "text.meaning", _CONDITIONS, ["Glioblastoma"]),
    _title("a title of the second line takes the third in", _BRIEF, "Drug A in Second-line Care",
           "Drug A in Second- or Third-line Care", "major", "text.meaning"),
    _title("a title of the second line takes the first in", _BRIEF, "Drug A in Second-Line Care",
           "Drug A in First- and Second-Line Care", "major", "text.meaning"),
    _title("a title of two lines gives one up", _BRIEF, "Drug A as First, Second or Third Line", "Drug A as First Line",
           "major", "text.meaning"),
    _title("a line of therapy without its hyphen", _BRIEF, "Drug A in Second-line Care", "Drug A in Second Line Care",
           "administrative", "text.wording"),
    _title("a title says single-arm", _BRIEF, "A Study of Drug A", "A Single-arm Study of Drug A", "major",
           "text.meaning"),
    _title("a title says extension", _BRIEF, "A Study of Drug A", "An Extension Study of Drug A", "major",
           "text.meaning"),
    _title("a title in other words", _BRIEF, "A Study to Look at Drug A", "A Study Looking at Drug A",
           "administrative", "text.wording"),
    _title("a number in a title", _BRIEF, "Drug A for 24 Weeks", "Drug A for 52 Weeks", "minor", "text.numbers"),
    _title("the same time in another unit in a title", _BRIEF, "Drug A for 12 Months", "Drug A for 1 Year",
           "administrative", "text.wording"),
    _title("an acronym", f"{_ID}.acronym", "EXAMPLE", "SAMPLE", "administrative", "title.acronym"),
    _words("a summary says children", _SUMMARY, "The study tests Drug A.", "The study tests Drug A in children.",
           "major", "text.meaning"),
    _words("a summary loses its placebo", _SUMMARY, "The study compares Drug A with placebo.",
           "The study looks at Drug A.", "major", "text.meaning"),
    _words("a number in the description", _LONG, "Visits take place in 12 weeks.", "Visits take place in 24 weeks.",
           "minor", "text.numbers"),
    _words("the description in other words", _LONG, "The visits are short ones.", "The visits are short.",
           "administrative", "text.wording"),
)  # fmt: skip


def _named(stem: str, path: str, name: str, verb: str, word: str, level: str, **more: Any) -> Pair:
    old, new = (["Condition B"], ["Condition B", word]) if verb == "added" else (["Condition B", word], ["Condition B"])
    told = Told(f"{stem}.{verb}", *((None, word) if verb == "added" else (word, None)), level,
                more.pop("rule", stem), word)  # fmt: skip
    return _listed(name, path, old, new, told, *more.pop("told", ()), **more)


_MIN_AGE = "eligibilityModule.minimumAge"
_YOUNGER = Told("eligibility.changed", "18 Years", "12 Years", "major", "eligibility.limits")
_EUDRA = {"id": "2020-001234-56", "type": "EUDRACT_NUMBER"}
_CTIS = {"id": "2023-500000-10-00", "type": "CTIS"}
_GRANT = {"id": "R01CA000000", "type": "NIH"}
_UTN = {"id": "U1111-1234-5678", "type": "OTHER", "domain": "World Health Organization"}
_IDS = f"{_ID}.secondaryIdInfos"


def _number(name: str, verb: str, number: Any, level: str, rule: str, **more: Any) -> Pair:
    old, new = ([_CTIS], [_CTIS, number]) if verb == "added" else ([_CTIS, number], [_CTIS])
    sides = (None, number) if verb == "added" else (number, None)
    return _listed(name, _IDS, old, new, Told(f"identifier.{verb}", *sides, level, rule, number["id"]), **more)


NAMES: tuple[Pair, ...] = (
    _named("condition", _CONDITIONS, "a condition more", "added", "Condition C", "minor"),
    _named("condition", _CONDITIONS, "a condition more, with its eligibility", "added", "Condition C", "major",
           rule="condition.with_eligibility", steps=(_MIN_AGE, "12 Years"), told=(_YOUNGER,)),
    _named("condition", _CONDITIONS, "a condition more, after primary completion", "added", "Condition C", "minor",
           given=POST_PCD, stage="post_pcd"),
    _named("condition", _CONDITIONS, "a condition less", "removed", "Condition C", "minor"),
    _named("condition", _CONDITIONS, "a condition less, with its eligibility", "removed", "Condition C", "major",
           rule="condition.with_eligibility", steps=(_MIN_AGE, "12 Years"), told=(_YOUNGER,)),
    _listed("one condition for another", _CONDITIONS, ["Asthma"], ["Eczema"],
            Told("condition.added", None, "Eczema", "minor", "condition", "Eczema"),
            Told("condition.removed", "Asthma", None, "minor", "condition", "Asthma")),
    *(_listed(f"a condition spelled anew: {after}", _CONDITIONS, [before, "Eczema"], ["Eczema", after],
              Told("condition.edited", before, after, "administrative", "condition.spelling", after))
      for before, after in (("asthma", "Asthma"), ("Non Small Cell Lung Cancer", "Non-small-cell Lung Cancer"),
                            ("Systemic Lupus Erthematosus", "Systemic Lupus Erythematosus"),
                            ("Solid Tumours", "Solid Tumors"), ("Ig E-Mediated Allergy", "IgE Mediated Allergy"),
                            ("Diabetes Melltius", "Diabetes Mellitus"))),
    _listed("a condition spelled anew beside younger people", _CONDITIONS, ["asthma"], ["Asthma"], _YOUNGER,
            Told("condition.edited", "asthma", "Asthma", "administrative", "condition.spelling", "Asthma"),
            steps=(_MIN_AGE, "12 Years")),
    *(_listed(f"another condition: {after}", _CONDITIONS, [before], [after],
              Told("condition.added", None, after, "minor", "condition", after),
              Told("condition.removed", before, None, "minor", "condition", before))
      for before, after in (("Hepatitis B", "Hepatitis C"), ("HER2+ Breast Cancer", "HER2- Breast Cancer"),
                            ("Microcytic Anemia", "Macrocytic Anemia"), ("Typical Pneumonia", "Atypical Pneumonia"),
                            ("Diabetes Mellitus, Type 1", "Diabetes Mellitus, Type 2"))),
    *(_named("keyword", _KEYWORDS, f"a keyword {verb}: {word}", verb, word, "administrative")
      for verb in ("added", "removed") for word in ("anifrolumab", "biologic", "interferon")),
    _number("a EudraCT number", "added", _EUDRA, "minor", "identifier.registry"),
    _number("a number of the WHO", "added", _UTN, "minor", "identifier.registry"),
    *(_number(f"an EU number entered as another one: {number}", "added", {"id": number, "type": "OTHER"}, "minor",
              "identifier.registry")
      for number in ("2023-503651-10", "2023-503651-10-00", "2020-001234-56")),
    _number("a number that only looks like one of the EU", "added", {"id": "2020-001234-5678", "type": "OTHER"},
            "administrative", "identifier"),
    _number("the number of a grant", "added", _GRANT, "administrative", "identifier"),
    _number("a EudraCT number taken out", "removed", _EUDRA, "administrative", "identifier"),
    _number("the number of a grant taken out", "removed", _GRANT, "administrative", "identifier"),
    _field("another study ID", "identifier.added", f"{_ID}.orgStudyIdInfo.id", "ABC-301", "ABC-302", "major",
           "identifier.study", correction=13),
    _field("the study ID taken out", "identifier.removed", f"{_ID}.orgStudyIdInfo.id", "ABC-301", None, "major",
           "identifier.study", correction=13),
)  # fmt: skip

_MISC = "derivedSection.miscInfoModule"
_MESH = "derivedSection.conditionBrowseModule.meshes"
_LUPUS = {"id": "D008180", "term": "Lupus Erythematosus, Systemic"}


def _derived(name: str, path: str, before: Any, after: Any, told: tuple[Any, Any], at: str | None = None) -> Pair:
    change = Told("registry.derived", *told, "administrative", "derived", at, actor="registry")
    return pair(name, (path, after), change, given=(path, before), submitted=None)


def _unknown(name: str, path: str, before: Any, after: Any) -> Pair:
    return _field(name, "field.changed", path, before, after, "minor", "unclassified", given=())


BOOKKEEPING: tuple[Pair, ...] = (
    _derived("a term of the registry's own", _MESH, [], [_LUPUS], (None, _LUPUS)),
    _derived("the type of a posting date", "statusModule.lastUpdatePostDateStruct.type", "ESTIMATED", "ACTUAL",
             ("ESTIMATED", "ACTUAL")),
    _unknown("a field that nobody knows", "designModule.nobodyKnows", "one", "two"),
    _unknown("a field that nobody knows, among the dates", "statusModule.nobodyKnows", "2025", "2026"),
    _unknown("a field that nobody knows, of a new section", "futureSection.newModule.field", "one", "two"),
    _unknown("a field that nobody knows, of the eligibility", "eligibilityModule.nobodyKnows", 1, 2),
)  # fmt: skip

PAIRS = (*ORGANIZATIONS, *OFFICIALS, *PAPERS, *DOCUMENTS, *TEXTS, *NAMES, *BOOKKEEPING)
