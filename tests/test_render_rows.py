"""Rows for machines and spreadsheets: each fits its published schema, and documents all that it gives."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from tests.support.paths import ROOT
from tests.support.updates import BLIND, CLOSED, EVIL, JASMINE, SITES, SLIP, SLIPPED, TIGHTENED, digest, message, step
from watcher.model import DeliveryState, Outcome, Run, TrialCondition, TrialState
from watcher.render import csv as table
from watcher.render.json import log_row, payload_json
from watcher.render.state import channel_row, run_row, status_row, trial_row

SCHEMAS = {path.name: json.loads(path.read_text()) for path in (ROOT / "docs" / "schemas").glob("*-v1.json")}
REGISTRY: Any = Registry().with_resources((name, Resource.from_contents(schema)) for name, schema in SCHEMAS.items())
AT = datetime(2026, 2, 9, 15, 17, tzinfo=UTC)


@dataclass(frozen=True)
class Remark:
    mark: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Health:
    name: str
    failures: int = 0
    failing_since: datetime | None = None
    last_success: datetime | None = None
    error: str | None = None


def fits(schema: str, row: dict[str, Any], *, part: str | None = None) -> None:
    """The row is valid, and nothing in it is undocumented."""
    root = SCHEMAS[schema]
    validator = Draft202012Validator(root, registry=REGISTRY)
    through_text = json.loads(json.dumps(row))
    assert [error.message for error in validator.iter_errors(through_text)] == []
    documented = root["$defs"][part] if part else root
    assert set(through_text) == set(documented["properties"]) == set(documented["required"])


@pytest.mark.parametrize("name", ["log-v1.json", "run-v1.json", "status-v1.json", "message-v1.json"])
def test_a_published_schema_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("told", [SLIPPED, SITES, CLOSED, TIGHTENED, EVIL])
def test_each_line_of_the_log_fits_its_schema(told: Any) -> None:
    for change in told.changes:
        fits("log-v1.json", log_row(told, change, told.change_id(change), [Remark("wrong", "a test", AT)]))


def test_a_line_of_the_log_is_complete_in_itself() -> None:
    row = log_row(SLIPPED, SLIP, SLIPPED.change_id(SLIP))
    assert row == {
        "schema": "watcher.log/1",
        "id": SLIPPED.change_id(SLIP),
        "update": SLIPPED.id,
        "trial": "NCT06455449",
        "registry": "clinicaltrials.gov",
        "from_version": 3,
        "to_version": 4,
        "registry_date": "2026-02-03",
        "detected_at": "2026-02-09T15:17:00Z",
        "release": "2026-02-09T09:00:05",
        "ruleset": "1",
        "headline": "Primary completion moved 241 days later, to 10 Jan 2028; enrollment 240 → 264",
        "update_significance": "critical",
        "kind": "date.moved",
        "path": "protocolSection.statusModule.primaryCompletionDateStruct.date",
        "item": None,
        "label": "Primary completion",
        "ordinal": 0,
        "before": "2027-05-14",
        "after": "2028-01-10",
        "significance": "critical",
        "direction": "unfavourable",
        "actor": "sponsor",
        "stage": "enrolling",
        "rule": "date.moved.some",
        "inputs": {"days": 241, "exact": True, "late_phase": True},
        "confidence": "certain",
        "section": "dates",
        "summary": "Primary completion moved 241 days later, from 14 May 2027 to 10 Jan 2028 (estimated)",
        "details": ["312 days later than planned at registration (4 Mar 2027)"],
        "happened": None,
        "submitted": "2026-02-03",
        "lag_days": None,
        "notes": [],
    }


def test_messages_fit_their_schema() -> None:
    fits(
        "message-v1.json", payload_json(message(SITES, labels={"asset": "anifrolumab"}, notes=("near",))), part="update"
    )
    fits("message-v1.json", payload_json(digest(step(1, SLIP))), part="digest")
    fits("message-v1.json", payload_json(BLIND), part="notice")


def test_a_change_in_a_message_has_the_fields_of_the_log() -> None:
    in_message = payload_json(message(SLIPPED))["changes"][0]
    assert set(in_message) == set(
        SCHEMAS["message-v1.json"]["$defs"]["update"]["properties"]["changes"]["items"]["required"]
    )
    row = log_row(SLIPPED, SLIP, SLIPPED.change_id(SLIP))
    assert {key: row[key] for key in in_message} == in_message


def test_a_payload_keeps_hostile_text_as_the_registry_wrote_it() -> None:
    """Machines get facts; whoever shows them escapes them."""
    assert payload_json(message(EVIL))["subject"]["title"] == EVIL.subject.title


def test_runs_and_states_fit_their_schemas() -> None:
    run = Run(
        7, AT, None, "2026-02-09T09:00:05", due=3, checked=2, changed=1, failed=1, outcome=Outcome.PARTIAL, message="1"
    )
    lost = TrialState(
        JASMINE.trial, TrialCondition.FAILED, failures=2, failing_since=AT, error_kind="outage", error="503"
    )
    fits("run-v1.json", run_row(run, [lost]))
    fits("status-v1.json", status_row(AT, run, None, {DeliveryState.PENDING: 2}), part="watcher")
    fits("status-v1.json", trial_row(lost), part="trial")
    fits("status-v1.json", channel_row(Health("team", 3, AT, AT, "refused")), part="channel")


def test_a_spreadsheet_gets_a_header_and_a_line_a_change() -> None:
    rows = [log_row(told, c, told.change_id(c)) for told in (SLIPPED, SITES, EVIL) for c in told.changes]
    read = list(csv.DictReader("".join(table.lines(rows)).splitlines(keepends=True)))
    assert len(read) == len(rows)
    assert read[0]["summary"] == SLIP.summary
    assert read[0]["from_version"] == "3"
    assert json.loads(read[2]["after"])["city"] == "Padova"


@given(st.text())
def test_no_cell_becomes_a_formula_nor_steers_a_terminal(text: str) -> None:
    shown = table.cell(text)
    assert not shown.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert "\x1b" not in shown


@pytest.mark.parametrize("formula", ["=cmd()", " =1+1", "\t=1", "+1", "-1", "@SUM(A1)", "\u200b=1", "＝1"])
def test_a_formula_is_shown_and_not_computed(formula: str) -> None:
    assert table.cell(formula).startswith("'")


def test_a_number_stays_a_number() -> None:
    assert [table.cell(-5), table.cell(None), table.cell(True)] == [-5, None, "true"]
