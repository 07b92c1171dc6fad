"""What the registry's single fields are called and which kind of change they make. A table, row for row.

Fields that have a fold of their own (status, enrollment, dates, sites, outcomes, eligibility, titles, results) are
not here. Source: the registry's data structure, OpenAPI 2.0.3.
"""

from __future__ import annotations

from msgspec import Struct

_ID = "protocolSection.identificationModule"
_STATUS = "protocolSection.statusModule"
_SPONSOR = "protocolSection.sponsorCollaboratorsModule"
_OVERSIGHT = "protocolSection.oversightModule"
_DESIGN = "protocolSection.designModule"
_ELIGIBILITY = "protocolSection.eligibilityModule"
_IPD = "protocolSection.ipdSharingStatementModule"


class Field(Struct, frozen=True):
    path: str
    label: str
    section: str
    kind: str
    is_text: bool = False  # prose: differences are marked word by word rather than quoted whole
    by_registry: bool = False  # written by nobody else, whatever was submitted along with it (law 11)


class List(Struct, frozen=True):
    """A list of things: each gives `stem`.added, .removed or .edited, or always `stem` when that holds a dot."""

    path: str
    noun: str
    section: str
    stem: str
    by_registry: bool = False


FIELDS: tuple[Field, ...] = (
    Field(f"{_ID}.orgStudyIdInfo.id", "Organization's study ID", "record", "identifier"),
    Field(f"{_ID}.orgStudyIdInfo.type", "Type of the organization's study ID", "record", "identifier"),
    Field(f"{_ID}.orgStudyIdInfo.link", "Link of the organization's study ID", "record", "identifier"),
    Field(f"{_ID}.organization.fullName", "Organization", "people", "organization.renamed"),
    Field(f"{_ID}.organization.class", "Class of the organization", "people", "organization.renamed"),
    Field(f"{_STATUS}.expandedAccessInfo.hasExpandedAccess", "Expanded access", "design", "expanded_access.changed"),
    Field(f"{_STATUS}.expandedAccessInfo.nctId", "Expanded access record", "design", "expanded_access.changed"),
    Field(
        f"{_STATUS}.expandedAccessInfo.statusForNctId", "Status of expanded access", "design", "expanded_access.changed"
    ),
    Field(f"{_STATUS}.delayedPosting", "Delayed posting", "record", "oversight.changed"),
    Field(f"{_SPONSOR}.leadSponsor.name", "Lead sponsor", "people", "sponsor.changed"),
    Field(f"{_SPONSOR}.leadSponsor.class", "Class of the lead sponsor", "people", "sponsor.changed"),
    Field(f"{_SPONSOR}.responsibleParty.type", "Responsible party", "people", "responsible_party.changed"),
    Field(
        f"{_SPONSOR}.responsibleParty.investigatorFullName",
        "Responsible investigator",
        "people",
        "responsible_party.changed",
    ),
    Field(
        f"{_SPONSOR}.responsibleParty.investigatorTitle",
        "Title of the responsible investigator",
        "people",
        "responsible_party.changed",
    ),
    Field(
        f"{_SPONSOR}.responsibleParty.investigatorAffiliation",
        "Affiliation of the responsible investigator",
        "people",
        "responsible_party.changed",
    ),
    Field(
        f"{_SPONSOR}.responsibleParty.oldNameTitle",
        "Name of the responsible party (old form)",
        "people",
        "responsible_party.changed",
    ),
    Field(
        f"{_SPONSOR}.responsibleParty.oldOrganization",
        "Organization of the responsible party (old form)",
        "people",
        "responsible_party.changed",
    ),
    Field(f"{_OVERSIGHT}.oversightHasDmc", "Data monitoring committee", "design", "oversight.changed"),
    Field(f"{_OVERSIGHT}.isFdaRegulatedDrug", "FDA-regulated drug", "design", "oversight.changed"),
    Field(f"{_OVERSIGHT}.isFdaRegulatedDevice", "FDA-regulated device", "design", "oversight.changed"),
    Field(
        f"{_OVERSIGHT}.isUnapprovedDevice",
        "Device not approved or cleared by the FDA",
        "design",
        "oversight.changed",
    ),
    Field(f"{_OVERSIGHT}.isPpsd", "Pediatric postmarket surveillance of a device", "design", "oversight.changed"),
    Field(f"{_OVERSIGHT}.isUsExport", "Product exported from the US", "design", "oversight.changed"),
    Field(f"{_OVERSIGHT}.fdaaa801Violation", "FDAAA 801 violation", "results", "oversight.changed", by_registry=True),
    Field(f"{_DESIGN}.studyType", "Study type", "design", "study_type.changed"),
    Field(f"{_DESIGN}.nPtrsToThisExpAccNctId", "Trials that point to this expanded access", "design", "design.changed"),
    Field(
        f"{_DESIGN}.expandedAccessTypes.individual",
        "Expanded access: individual patients",
        "design",
        "expanded_access.changed",
    ),
    Field(
        f"{_DESIGN}.expandedAccessTypes.intermediate",
        "Expanded access: intermediate-size population",
        "design",
        "expanded_access.changed",
    ),
    Field(
        f"{_DESIGN}.expandedAccessTypes.treatment",
        "Expanded access: treatment protocol",
        "design",
        "expanded_access.changed",
    ),
    Field(f"{_DESIGN}.patientRegistry", "Patient registry", "design", "population.changed"),
    Field(f"{_DESIGN}.targetDuration", "Target follow-up duration", "design", "population.changed"),
    Field(f"{_DESIGN}.designInfo.allocation", "Allocation", "design", "design.changed"),
    Field(f"{_DESIGN}.designInfo.interventionModel", "Intervention model", "design", "design.changed"),
    Field(
        f"{_DESIGN}.designInfo.interventionModelDescription",
        "Description of the intervention model",
        "design",
        "design.changed",
        is_text=True,
    ),
    Field(f"{_DESIGN}.designInfo.primaryPurpose", "Primary purpose", "design", "design.changed"),
    Field(f"{_DESIGN}.designInfo.observationalModel", "Observational model", "design", "design.changed"),
    Field(f"{_DESIGN}.designInfo.timePerspective", "Time perspective", "design", "design.changed"),
    Field(f"{_DESIGN}.designInfo.maskingInfo.masking", "Masking", "design", "design.changed"),
    Field(
        f"{_DESIGN}.designInfo.maskingInfo.maskingDescription",
        "Description of the masking",
        "design",
        "design.changed",
        is_text=True,
    ),
    Field(f"{_DESIGN}.bioSpec.retention", "Biospecimens kept", "design", "population.changed"),
    Field(f"{_DESIGN}.bioSpec.description", "Biospecimens", "design", "population.changed", is_text=True),
    Field(f"{_ELIGIBILITY}.studyPopulation", "Study population", "eligibility", "population.changed", is_text=True),
    Field(f"{_ELIGIBILITY}.samplingMethod", "Sampling method", "eligibility", "population.changed"),
    Field(f"{_IPD}.ipdSharing", "Plan to share participants' data", "documents", "ipd.changed"),
    Field(f"{_IPD}.description", "Description of the data sharing plan", "documents", "ipd.changed", is_text=True),
    Field(f"{_IPD}.timeFrame", "When data will be shared", "documents", "ipd.changed", is_text=True),
    Field(f"{_IPD}.accessCriteria", "Who may get the data", "documents", "ipd.changed", is_text=True),
    Field(f"{_IPD}.url", "Link of the data sharing plan", "documents", "ipd.changed"),
    Field("documentSection.largeDocumentModule.noSap", "No statistical analysis plan", "documents", "document.changed"),
    Field(
        "annotationSection.annotationModule.unpostedAnnotation.unpostedResponsibleParty",
        "Responsible party of the unposted results",
        "results",
        "annotation.changed",
    ),
)

LISTS: tuple[List, ...] = (
    List(f"{_DESIGN}.phases", "phase", "design", "phase.changed"),
    List(f"{_DESIGN}.designInfo.maskingInfo.whoMasked", "masked party", "design", "design.changed"),
    List(f"{_ID}.secondaryIdInfos", "secondary ID", "record", "identifier"),
    List(f"{_ID}.nctIdAliases", "former NCT number", "record", "identifier"),
    List(f"{_SPONSOR}.collaborators", "collaborator", "people", "collaborator"),
    List("protocolSection.conditionsModule.conditions", "condition", "texts", "condition"),
    List("protocolSection.conditionsModule.keywords", "keyword", "texts", "keyword"),
    List("protocolSection.contactsLocationsModule.centralContacts", "central contact", "people", "contact"),
    List("protocolSection.contactsLocationsModule.overallOfficials", "official", "people", "official"),
    List("protocolSection.referencesModule.references", "reference", "references", "reference"),
    List("protocolSection.referencesModule.seeAlsoLinks", "link", "references", "link.see_also"),
    List("protocolSection.referencesModule.availIpds", "available data set or document", "documents", "ipd.changed"),
    List(f"{_IPD}.infoTypes", "document to be shared", "documents", "ipd.changed"),
    List("documentSection.largeDocumentModule.largeDocs", "document", "documents", "document"),
    List(
        "annotationSection.annotationModule.violationAnnotation.violationEvents",
        "FDAAA violation notice",
        "results",
        "annotation.changed",
        by_registry=True,
    ),
    List(
        "annotationSection.annotationModule.unpostedAnnotation.unpostedEvents",
        "event of the unposted results",
        "results",
        "annotation.changed",
    ),
)

FIELD_OF = {field.path: field for field in FIELDS}
LIST_OF = {row.path: row for row in LISTS}

# Bookkeeping: when the record was checked, sent and posted. One `verified` change owns them all.
BOOKKEEPING = frozenset(
    {
        f"{_STATUS}.statusVerifiedDate",
        f"{_STATUS}.lastUpdateSubmitDate",
        f"{_STATUS}.lastUpdatePostDateStruct.date",
        f"{_STATUS}.studyFirstSubmitDate",
        f"{_STATUS}.studyFirstSubmitQcDate",
        f"{_STATUS}.studyFirstPostDateStruct.date",
        f"{_STATUS}.resultsFirstSubmitDate",
        f"{_STATUS}.resultsFirstSubmitQcDate",
        f"{_STATUS}.resultsFirstPostDateStruct.date",
    }
)

# Computed by the registry, not written by anybody: one `registry.derived` change owns what no other kind claims.
# What is new in this section otherwise is a field that no rule knows, and is told as such.
DERIVED_PREFIXES = tuple(
    f"derivedSection.{module}." for module in ("miscInfoModule", "conditionBrowseModule", "interventionBrowseModule")
)
DERIVED = frozenset(
    {
        f"{_STATUS}.lastUpdatePostDateStruct.type",
        f"{_STATUS}.studyFirstPostDateStruct.type",
        f"{_STATUS}.resultsFirstPostDateStruct.type",
        f"{_STATUS}.dispFirstPostDateStruct.type",
    }
)
