"""A record whose fields have other types than the registry documents is an error in its place, not a crash (law 5)."""

from __future__ import annotations

import copy
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.history import read, real_pairs
from tests.support.paths import REGISTRY, needs_registry
from tests.support.schema import studies
from tests.support.trial import base, changed, update
from watcher.errors import UnexpectedRecord
from watcher.meaning.edits import diff
from watcher.registries.clinicaltrials_gov.shape import fits


@needs_registry
def test_every_real_record_has_the_documented_shape() -> None:
    for path in [*(REGISTRY / "records").iterdir(), *(REGISTRY / "histories").glob("NCT*/*")]:
        fits(msgspec.json.decode(read(path)))


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        ("designModule.enrollmentInfo.count", [40], "enrollmentInfo.count"),
        ("designModule.enrollmentInfo.count", 10**400, "enrollmentInfo.count"),
        ("outcomesModule.primaryOutcomes", [{"measure": "M", "timeFrame": {"text": "Week 52"}}], "timeFrame"),
        ("armsInterventionsModule.armGroups", [{"label": 5}], "label"),
        ("statusModule", "RECRUITING", "statusModule"),
        ("conditionsModule.conditions", "Condition B", "conditions"),
        ("contactsLocationsModule.locations", {"city": "Roma"}, "locations"),
    ],
)
def test_a_field_of_another_type_is_named(path: str, value: Any, where: str) -> None:
    with pytest.raises(UnexpectedRecord, match=where.replace(".", r"\.")):
        fits(changed(path, value, submitted=None))


def test_fields_that_are_not_documented_pass_and_numbers_may_be_written_in_any_way() -> None:
    fits(changed("designModule.enrollmentInfo.count", 40.0, "designModule.newField", {"a": [1]}))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9) | st.text("ab 1", max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=4,
)


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of everything inside, containers too."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(leaf for key, one in inner for leaf in _leaves(one, (*path, key)))]


def _poisoned(content: Any, path: tuple[Any, ...], poison: Any) -> Any:
    made = copy.deepcopy(content)
    node = made
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = poison
    return made


@settings(max_examples=300)
@given(st.data())
def test_what_has_the_documented_shape_is_decided_without_a_crash_and_the_rest_is_refused(data: st.DataObject) -> None:
    content = base()
    path = data.draw(st.sampled_from([leaf for leaf in _leaves(content) if len(leaf) > 1]))
    made = _poisoned(content, path, data.draw(_JSON))
    try:
        fits(made)
    except UnexpectedRecord:
        return
    update(content, made)
    update(made, content)


@needs_registry
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(studies(), studies())
def test_any_two_studies_of_the_documented_shape_are_decided_without_a_crash(old: Any, new: Any) -> None:
    fits(old)
    fits(new)
    whole = {"protocolSection": {"statusModule": {}, "identificationModule": {}}}
    update({**whole, **old, "protocolSection": {**whole["protocolSection"], **old.get("protocolSection", {})}}, new)


@needs_registry
@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(real_pairs()), st.data())
def test_a_real_record_poisoned_anywhere_is_decided_or_refused(pair: Any, data: st.DataObject) -> None:
    content = pair[1].record.content
    paths = [leaf for leaf in _leaves(content["protocolSection"], ("protocolSection",)) if len(leaf) > 2]
    made = _poisoned(content, data.draw(st.sampled_from(paths)), data.draw(_JSON))
    try:
        fits(made)
    except UnexpectedRecord:
        return
    assert isinstance(diff(content, made), tuple)
    update(content, made)
    update(made, content)
