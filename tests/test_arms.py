"""Arms and interventions: what is one thing under another name, and what came or went with which dose."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.trial import changed, changes
from watcher.model import Change, Significance

CRITICAL, MAJOR, MINOR = Significance.CRITICAL, Significance.MAJOR, Significance.MINOR
ARMS, DRUGS = "armsInterventionsModule.armGroups", "armsInterventionsModule.interventions"
DRUG = {"type": "DRUG", "name": "Pembrolizumab", "description": "200 mg on day 1 of each cycle"}


def _drugs(before: Any, after: Any) -> list[Change]:
    old = changed(DRUGS, [before], submitted=None)
    return changes(old, changed(DRUGS, [after], record=old))


@pytest.mark.parametrize(
    "names",
    [
        ({"name": "Pembrolizumab"}, {"name": "Pembrolizumab (MK-3475)"}),
        ({"name": "Pembrolizumab solution for infusion"}, {"name": "Pembrolizumab concentrate for infusion"}),
        ({"name": "MK-3475"}, {"name": "Pembrolizumab", "otherNames": ["MK-3475", "Keytruda"]}),
    ],
)
def test_an_intervention_under_another_name_and_at_another_dose_is_one_edit_that_tells_the_dose(names: Any) -> None:
    before, after = names
    told = _drugs({**DRUG, **before}, {**DRUG, "description": "600 mg given into a vein, every six weeks", **after})
    assert [change.kind for change in told] == ["intervention.edited"]
    assert told[0].significance is MAJOR
    assert "renamed from" in told[0].summary
    assert "200 mg" in told[0].summary
    assert "600 mg" in told[0].summary


@pytest.mark.parametrize(
    "after",
    [
        {"type": "DRUG", "name": "Carboplatin", "description": "By infusion"},
        {"type": "DRUG", "name": "Pembrolizumab/Vibostolimab", "description": "Both in one infusion"},
        {"type": "DEVICE", "name": "Pembrolizumab pump", "description": "A pump"},
    ],
)
def test_another_drug_a_combination_or_another_kind_of_thing_takes_an_intervention_s_place(after: Any) -> None:
    told = _drugs(DRUG, after)
    assert {change.kind for change in told} == {"intervention.added", "intervention.removed"}
    assert {change.significance for change in told} == {CRITICAL}
