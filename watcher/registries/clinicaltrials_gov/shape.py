"""What type each field of a record has: parsed JSON in, UnexpectedRecord where a type is another. A table.

Source: the registry's OpenAPI file, version 2.0.3; 1,137 real records of 2023 to 2026 fit it. Fields that are not in
the table pass, since the registry adds some; one of another type does not: nothing could be said of it for sure.
"""

from __future__ import annotations

import re
from functools import cache
from types import GenericAlias
from typing import Annotated, Any

import msgspec

from watcher.errors import UnexpectedRecord
from watcher.model import Json

# Type = field field: type; …  A type in brackets is a list of it.
_TABLE = """
Study = protocolSection: ProtocolSection; resultsSection: ResultsSection; annotationSection: AnnotationSection;
    documentSection: DocumentSection; derivedSection: DerivedSection; hasResults: yes/no
ProtocolSection = identificationModule: IdentificationModule; statusModule: StatusModule;
    sponsorCollaboratorsModule: SponsorCollaboratorsModule; oversightModule: OversightModule; descriptionModule:
    DescriptionModule; conditionsModule: ConditionsModule; designModule: DesignModule; armsInterventionsModule:
    ArmsInterventionsModule; outcomesModule: OutcomesModule; eligibilityModule: EligibilityModule;
    contactsLocationsModule: ContactsLocationsModule; referencesModule: ReferencesModule;
    ipdSharingStatementModule: IpdSharingStatementModule
ResultsSection = participantFlowModule: ParticipantFlowModule; baselineCharacteristicsModule:
    BaselineCharacteristicsModule; outcomeMeasuresModule: OutcomeMeasuresModule; adverseEventsModule:
    AdverseEventsModule; moreInfoModule: MoreInfoModule
AnnotationSection = annotationModule: AnnotationModule
DocumentSection = largeDocumentModule: LargeDocumentModule
DerivedSection = miscInfoModule: MiscInfoModule; conditionBrowseModule interventionBrowseModule: BrowseModule
IdentificationModule = nctId briefTitle officialTitle acronym: text; nctIdAliases: [text]; orgStudyIdInfo:
    OrgStudyIdInfo; secondaryIdInfos: [SecondaryIdInfo]; organization: Organization
StatusModule = statusVerifiedDate overallStatus lastKnownStatus whyStopped studyFirstSubmitDate
    studyFirstSubmitQcDate resultsFirstSubmitDate resultsFirstSubmitQcDate dispFirstSubmitDate
    dispFirstSubmitQcDate lastUpdateSubmitDate: text; delayedPosting resultsWaived: yes/no; expandedAccessInfo:
    ExpandedAccessInfo; startDateStruct primaryCompletionDateStruct completionDateStruct: PartialDateStruct;
    studyFirstPostDateStruct resultsFirstPostDateStruct dispFirstPostDateStruct lastUpdatePostDateStruct:
    DateStruct
SponsorCollaboratorsModule = responsibleParty: ResponsibleParty; leadSponsor: Sponsor; collaborators: [Sponsor]
OversightModule = oversightHasDmc isFdaRegulatedDrug isFdaRegulatedDevice isUnapprovedDevice isPpsd isUsExport
    fdaaa801Violation: yes/no
DescriptionModule = briefSummary detailedDescription: text
ConditionsModule = conditions keywords: [text]
DesignModule = studyType targetDuration: text; nPtrsToThisExpAccNctId: number; expandedAccessTypes:
    ExpandedAccessTypes; patientRegistry: yes/no; phases: [text]; designInfo: DesignInfo; bioSpec: BioSpec;
    enrollmentInfo: EnrollmentInfo
ArmsInterventionsModule = armGroups: [ArmGroup]; interventions: [Intervention]
OutcomesModule = primaryOutcomes secondaryOutcomes otherOutcomes: [Outcome]
EligibilityModule = eligibilityCriteria sex genderDescription minimumAge maximumAge studyPopulation
    samplingMethod: text; healthyVolunteers genderBased: yes/no; stdAges: [text]
ContactsLocationsModule = centralContacts: [Contact]; overallOfficials: [Official]; locations: [Location]
ReferencesModule = references: [Reference]; seeAlsoLinks: [SeeAlsoLink]; availIpds: [AvailIpd]
IpdSharingStatementModule = ipdSharing description timeFrame accessCriteria url: text; infoTypes: [text]
ParticipantFlowModule = preAssignmentDetails recruitmentDetails typeUnitsAnalyzed: text; groups: [FlowGroup];
    periods: [FlowPeriod]
BaselineCharacteristicsModule = populationDescription typeUnitsAnalyzed: text; groups: [MeasureGroup]; denoms:
    [Denom]; measures: [BaselineMeasure]
OutcomeMeasuresModule = outcomeMeasures: [OutcomeMeasure]
AdverseEventsModule = frequencyThreshold timeFrame description allCauseMortalityComment: text; eventGroups:
    [EventGroup]; seriousEvents otherEvents: [AdverseEvent]
MoreInfoModule = limitationsAndCaveats: LimitationsAndCaveats; certainAgreement: CertainAgreement;
    pointOfContact: PointOfContact
AnnotationModule = unpostedAnnotation: UnpostedAnnotation; violationAnnotation: ViolationAnnotation
LargeDocumentModule = noSap: yes/no; largeDocs: [LargeDoc]
MiscInfoModule = versionHolder: text; removedCountries: [text]; submissionTracking: SubmissionTracking
BrowseModule = meshes ancestors: [Mesh]; browseLeaves: [BrowseLeaf]; browseBranches: [BrowseBranch]
OrgStudyIdInfo = id type link: text
SecondaryIdInfo = id type domain link: text
Organization = fullName class: text
ExpandedAccessInfo = hasExpandedAccess: yes/no; nctId statusForNctId: text
PartialDateStruct = date type: text
DateStruct = date type: text
ResponsibleParty = type investigatorFullName investigatorTitle investigatorAffiliation oldNameTitle
    oldOrganization: text
Sponsor = name class: text
ExpandedAccessTypes = individual intermediate treatment: yes/no
DesignInfo = allocation interventionModel interventionModelDescription primaryPurpose observationalModel
    timePerspective: text; maskingInfo: MaskingBlock
BioSpec = retention description: text
EnrollmentInfo = count: whole; type: text
ArmGroup = label type description: text; interventionNames: [text]
Intervention = type name description: text; armGroupLabels otherNames: [text]
Outcome = measure description timeFrame: text
Contact = name role phone phoneExt email: text
Official = name affiliation role: text
Location = facility status city state zip country countryCode: text; contacts: [Contact]; geoPoint: GeoPoint
Reference = pmid type citation: text; retractions: [Retraction]
SeeAlsoLink = label url: text
AvailIpd = id type url comment: text
FlowGroup = id title description: text
FlowPeriod = title: text; milestones: [FlowMilestone]; dropWithdraws: [DropWithdraw]
MeasureGroup = id title description: text
Denom = units: text; counts: [DenomCount]
BaselineMeasure = title description populationDescription paramType dispersionType unitOfMeasure
    denomUnitsSelected: text; calculatePct: yes/no; denoms: [Denom]; classes: [MeasureClass]
OutcomeMeasure = type title description populationDescription reportingStatus anticipatedPostingDate paramType
    dispersionType unitOfMeasure timeFrame typeUnitsAnalyzed denomUnitsSelected: text; calculatePct: yes/no;
    groups: [MeasureGroup]; denoms: [Denom]; classes: [MeasureClass]; analyses: [MeasureAnalysis]
EventGroup = id title description: text; deathsNumAffected deathsNumAtRisk seriousNumAffected seriousNumAtRisk
    otherNumAffected otherNumAtRisk: whole
AdverseEvent = term organSystem sourceVocabulary assessmentType notes: text; stats: [EventStats]
LimitationsAndCaveats = description: text
CertainAgreement = piSponsorEmployee restrictiveAgreement: yes/no; restrictionType otherDetails: text
PointOfContact = title organization email phone phoneExt: text
UnpostedAnnotation = unpostedResponsibleParty: text; unpostedEvents: [UnpostedEvent]
ViolationAnnotation = violationEvents: [ViolationEvent]
LargeDoc = typeAbbrev label date uploadDate filename: text; hasProtocol hasSap hasIcf: yes/no; size: whole
SubmissionTracking = estimatedResultsFirstSubmitDate: text; firstMcpInfo: FirstMcpInfo; submissionInfos:
    [SubmissionInfo]
Mesh = id term: text
BrowseLeaf = id name asFound relevance: text
BrowseBranch = abbrev name: text
MaskingBlock = masking maskingDescription: text; whoMasked: [text]
GeoPoint = lat lon: number
Retraction = pmid source: text
FlowMilestone = type comment: text; achievements: [FlowStats]
DropWithdraw = type comment: text; reasons: [FlowStats]
DenomCount = groupId value: text
MeasureClass = title: text; denoms: [Denom]; categories: [MeasureCategory]
MeasureAnalysis = paramType paramValue dispersionType dispersionValue statisticalMethod statisticalComment
    pValue pValueComment ciNumSides ciPctValue ciLowerLimit ciUpperLimit ciLowerLimitComment ciUpperLimitComment
    estimateComment nonInferiorityType nonInferiorityComment otherAnalysisDescription groupDescription: text;
    testedNonInferiority: yes/no; groupIds: [text]
EventStats = groupId: text; numEvents numAffected numAtRisk: whole
UnpostedEvent = type date: text; dateUnknown: yes/no
ViolationEvent = type description creationDate issuedDate releaseDate postedDate: text
FirstMcpInfo = postDateStruct: DateStruct
SubmissionInfo = releaseDate unreleaseDate resetDate: text; unreleaseDateUnknown: yes/no; mcpReleaseN: whole
FlowStats = groupId comment numSubjects numUnits: text
MeasureCategory = title: text; measurements: [Measurement]
Measurement = groupId value spread lowerLimit upperLimit comment: text
"""

# 40.0 is a whole number, too. What a float cannot hold exactly, nobody meant (RFC 8259, 6).
_EXACT = 2**53
_NUMBER = Annotated[int, msgspec.Meta(ge=-_EXACT, le=_EXACT)] | float
_PLAIN: dict[str, Any] = {"text": str, "yes/no": bool, "whole": _NUMBER, "number": _NUMBER}
_ROW = re.compile(r"^(\w+) = (.+?)$(?=\n\w|\Z)", re.MULTILINE | re.DOTALL)


def fits(content: Json) -> None:
    """UnexpectedRecord names the first field whose type is another than the registry's documents say."""
    try:
        msgspec.convert(content, _type("Study"))
    except msgspec.ValidationError as error:
        raise UnexpectedRecord(f"found a record of another shape than the registry's documents say: {error}") from error


@cache
def _rows() -> dict[str, str]:
    return {name: " ".join(fields.split()) for name, fields in _ROW.findall(_TABLE.strip())}


@cache
def _type(name: str) -> Any:
    """A row as a type of msgspec, built when first asked for."""
    if name in _PLAIN:
        return _PLAIN[name]
    found = []
    for group in _rows()[name].split("; "):
        fields, _, kind = group.partition(": ")
        one = _type(kind.strip("[]"))
        whole = GenericAlias(list, (one,)) if kind.startswith("[") else one
        found += [(f"{field}_", whole | None, None) for field in fields.split()]
    # The underscore lets `class` and `type` be names; in the record they stand without it.
    return msgspec.defstruct(name, found, rename=lambda field: field[:-1], gc=False)
