"""Constants of the registry are put in words; somebody's own words are shown as they were sent."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.support.paths import REGISTRY, needs_registry
from tests.support.trial import changed, only, update
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
