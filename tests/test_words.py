"""Constants of the registry are put in words; somebody's own words are shown as they were sent."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.support.paths import REGISTRY, needs_registry
from tests.support.trial import base, changed, only, update
from watcher.meaning.words import CONSTANT_FIELDS, worded
from watcher.render.sides import blocks


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("protocolSection.statusModule.overallStatus", "NOT_YET_RECRUITING", "not yet recruiting"),
        ("class", "OTHER_GOV", "other government"),
        ("infoTypes", ["SAP", "STUDY_PROTOCOL"], "statistical analysis plan and study protocol"),
        ("protocolSection.conditionsModule.conditions[]", "NSCLC", "NSCLC"),
        ("name", "NCCN", "NCCN"),
        ("affiliation", "SAP", "SAP"),
        ("conditions", ["NSCLC", "HIV"], "NSCLC and HIV"),
    ],
)
def test_only_the_values_of_constant_fields_are_put_in_words(field: str, value: Any, words: str) -> None:
    assert worded(field, value) == words


@pytest.mark.parametrize(
    ("path", "before", "after", "summary"),
    [
        (
            "sponsorCollaboratorsModule.leadSponsor",
            {"name": "NCCN", "class": "OTHER"},
            {"name": "EORTC", "class": "OTHER"},
            "Lead sponsor changed from NCCN to EORTC",
        ),
        ("conditionsModule.conditions", ["Asthma"], ["Asthma", "NSCLC"], "Condition added: NSCLC"),
        ("conditionsModule.keywords", ["a"], ["a", "HDM"], "Keyword added: HDM"),
        (
            "identificationModule.secondaryIdInfos",
            [],
            [{"id": "12", "type": "OTHER", "domain": "CTEP"}],
            "Secondary ID added: 12, other, CTEP",
        ),
        (
            "contactsLocationsModule.overallOfficials",
            [{"name": "J DOE", "affiliation": "AIIMS", "role": "STUDY_CHAIR"}],
            [{"name": "J DOE", "affiliation": "UCSF", "role": "STUDY_CHAIR"}],
            "Official “J DOE”: affiliation changed from AIIMS to UCSF",
        ),
    ],
)
def test_a_name_in_capitals_stays_in_capitals(path: str, before: Any, after: Any, summary: str) -> None:
    assert only(changed(path, before), changed(path, after)).summary == summary


_IPD = "ipdSharingStatementModule"
_DOCUMENT = {
    "typeAbbrev": "Prot_SAP",
    "label": "Study Protocol",
    "date": "2024-01-01",
    "uploadDate": "2024-05-01T10:00",
    "filename": "Prot_000.pdf",
    "size": 1000,
}
_DOCUMENTS = "documentSection.largeDocumentModule.largeDocs"


@pytest.mark.parametrize(
    ("field", "before", "after", "summary"),
    [
        (
            "infoTypes",
            ["STUDY_PROTOCOL", "ICF"],
            ["STUDY_PROTOCOL", "SAP"],
            "Documents to be shared: added statistical analysis plan; removed informed consent form",
        ),
        (
            "url",
            "https://a.example",
            "https://b.example",
            "Link of the data sharing plan changed from https://a.example to https://b.example",
        ),
        (
            "timeFrame",
            "After 6 months",
            "After 24 months",
            "When data will be shared changed from “After 6 months” to “After 24 months”",
        ),
        ("description", "On request." * 20, "On demand." * 20, "Description of the data sharing plan rewritten"),
    ],
)
def test_the_sharing_of_data_is_told_by_what_moved_in_it(field: str, before: Any, after: Any, summary: str) -> None:
    change = only(changed(f"{_IPD}.{field}", before), changed(f"{_IPD}.{field}", after))
    assert (change.kind, change.summary) == ("ipd.changed", summary)


def test_the_sharing_of_data_stands_before_and_after() -> None:
    types = f"{_IPD}.infoTypes"
    one = only(changed(types, ["ICF"]), changed(types, ["SAP"]))
    several = only(changed(types, ["ICF"]), changed(types, ["SAP"], f"{_IPD}.ipdSharing", "NO"))
    assert (one.before, one.after) == (["ICF"], ["SAP"])
    assert (several.before, several.after) == (
        {"ipdSharing": "YES", "infoTypes": ["ICF"]},
        {"ipdSharing": "NO", "infoTypes": ["SAP"]},
    )
    assert several.summary == "Plan to share participants' data changed from yes to no"


@pytest.mark.parametrize(
    ("edited", "says"),
    [
        (
            {"date": "2025-01-01", "uploadDate": "2025-02-01T09:30", "size": 1200, "filename": "Prot_001.pdf"},
            "now the version of 1 Jan 2025 (before: 1 Jan 2024), uploaded 1 Feb 2025",
        ),
        ({"uploadDate": "2025-02-01T09:30"}, "uploaded 1 Feb 2025"),
        ({"size": 1200}, "the file was replaced"),
    ],
)
def test_another_version_of_a_document_is_told_by_its_days(edited: dict[str, Any], says: str) -> None:
    old = changed(_DOCUMENTS, [_DOCUMENT])
    change = only(old, changed(_DOCUMENTS, [{**_DOCUMENT, **edited}], record=old, submitted="2026-03-05"))
    assert change.summary == f"Document “Study Protocol”: {says}"


def test_a_document_that_comes_bears_its_day_in_words() -> None:
    change = only(base(), changed(_DOCUMENTS, [_DOCUMENT]))
    assert change.summary == "Document added: Study Protocol, 1 Jan 2024"


def test_a_comparison_shows_names_in_capitals_and_constants_in_words() -> None:
    old = changed("sponsorCollaboratorsModule.leadSponsor", {"name": "NCCN", "class": "OTHER"})
    new = changed("sponsorCollaboratorsModule.leadSponsor", {"name": "EORTC", "class": "NETWORK"})
    told = update(old, new)
    assert told is not None
    sides = {(pair.left, pair.right) for block in blocks(told) for row in block.rows for pair in row.pairs}
    assert sides == {((("-", "NCCN"),), (("+", "EORTC"),)), ((("-", "other"),), (("+", "network"),))}


@needs_registry
def test_the_constant_fields_are_those_of_the_registry_s_own_description() -> None:
    schemas = yaml.safe_load((REGISTRY / "ctg-oas-v2.yaml").read_text(encoding="utf-8"))["components"]["schemas"]
    named = {name for name, schema in schemas.items() if "enum" in schema}
    fields = (field for schema in schemas.values() for field in schema.get("properties", {}).items())
    assert {key for key, schema in fields if _is_enum(schema, named)} == CONSTANT_FIELDS


def _is_enum(schema: dict[str, Any], named: set[str]) -> bool:
    of = schema.get("items", schema)
    return "enum" in of or of.get("$ref", "").rpartition("/")[2] in named
