"""Edits are complete, minimal and symmetric; what carries no meaning makes none (laws 2 and 3)."""

from __future__ import annotations

import copy
import random
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.edits import inverted
from tests.support.history import real_pairs
from tests.support.paths import needs_registry
from tests.support.schema import studies
from tests.support.trial import update
from watcher.meaning.canonical import canonical
from watcher.meaning.edits import apply, diff
from watcher.model import Edit

slow_to_draw = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def _set(edits: tuple[Edit, ...]) -> set[str]:
    return {repr((edit.path, edit.before, edit.after, edit.at)) for edit in edits}


def _shuffled(value: Any, chance: random.Random) -> Any:
    if isinstance(value, dict):
        return {key: _shuffled(inner, chance) for key, inner in value.items()}
    if isinstance(value, list):
        items = [_shuffled(item, chance) for item in value]
        chance.shuffle(items)
        return items
    return value


def _texts(value: Any, change: Any) -> Any:
    if isinstance(value, dict):
        return {key: inner if key == "versionHolder" else _texts(inner, change) for key, inner in value.items()}
    if isinstance(value, list):
        return [_texts(item, change) for item in value]
    return change(value) if isinstance(value, str) else value


@needs_registry
@pytest.mark.parametrize(("old", "new"), real_pairs(), ids=lambda snapshot: f"{snapshot.trial}@{snapshot.data_date}")
def test_on_real_pairs_the_edits_lead_from_the_old_record_to_the_new_and_back(old: Any, new: Any) -> None:
    before, after = old.record.content, new.record.content
    edits = diff(before, after)
    assert apply(edits, before) == canonical(after)
    assert apply(inverted(edits), after) == canonical(before)
    assert _set(diff(after, before)) == _set(inverted(edits))


@needs_registry
@slow_to_draw
@given(studies(), studies())
def test_for_any_two_studies_of_the_schemas_shape_the_edits_lead_from_one_to_the_other(old: Any, new: Any) -> None:
    edits = diff(old, new)
    assert apply(edits, old) == canonical(new)
    assert diff(old, old) == ()
    assert len(diff(new, old)) == len(edits)


_ITEMS = st.lists(st.dictionaries(st.sampled_from("abc"), st.text("xy ", max_size=3) | st.integers(0, 2)), max_size=4)


@settings(max_examples=200, deadline=None)
@given(_ITEMS, _ITEMS)
def test_the_items_of_an_unknown_list_are_paired_alike_in_both_directions(old: Any, new: Any) -> None:
    there, back = ({"newModule": {"items": items}} for items in (old, new))
    assert _set(diff(back, there)) == _set(inverted(diff(there, back)))


@needs_registry
@slow_to_draw
@given(st.sampled_from(real_pairs()), st.randoms(use_true_random=False))
def test_a_record_with_every_list_shuffled_has_no_edits(pair: Any, chance: random.Random) -> None:
    content = pair[1].record.content
    assert diff(content, _shuffled(content, chance)) == ()


def _doubled_spaces(value: str) -> str:
    return value.replace(" ", " \u00a0 ")


def _flattened(value: str) -> str:
    return " ".join(value.split())


def _escaped(value: str) -> str:
    return re.sub(r"(?<!\\)([<>\[\]~^])", r"\\\1", value)


@needs_registry
@pytest.mark.parametrize("change", [_doubled_spaces, _flattened, _escaped])
def test_a_record_with_other_white_space_or_escapes_has_no_edits(change: Any) -> None:
    for _, snapshot in real_pairs():
        content = snapshot.record.content
        assert diff(content, _texts(content, change)) == (), snapshot.trial


def test_absent_is_empty_and_false_except_for_healthy_volunteers() -> None:
    assert diff({"a": {}, "b": [], "c": "", "d": False, "e": None}, {}) == ()
    path = "protocolSection.eligibilityModule.healthyVolunteers"
    stated = {"protocolSection": {"eligibilityModule": {"healthyVolunteers": False}}}
    assert diff({}, stated) == (Edit(path, None, None, False),)


def test_the_version_holder_alone_is_no_edit() -> None:
    held = [{"derivedSection": {"miscInfoModule": {"versionHolder": day}}} for day in ("2026-02-02", "2026-02-03")]
    assert diff(*held) == ()


def test_the_same_number_written_otherwise_is_no_edit() -> None:
    assert diff({"a": 1.0, "b": [1000.0]}, {"a": 1, "b": [1e3]}) == ()


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [leaf for key, inner in value.items() for leaf in _leaves(inner, (*path, key))]
    if isinstance(value, list):
        return [leaf for place, inner in enumerate(value) for leaf in _leaves(inner, (*path, place))]
    return [path]


# What tells who or what an item is: under another name it may be another item, and its links move along.
_NAMES = frozenset({
    "eligibilityCriteria", "nctId", "armGroupLabels", "interventionNames", "label", "name", "measure", "facility",
    "zip", "id", "email", "phone", "pmid", "citation", "url",
})  # fmt: skip


@needs_registry
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_one_leaf_changed_is_one_edit_of_its_path_and_one_change(seed: int) -> None:
    """Wherever it stands, in a list or not. A word of a list that is another word now came and went, in one change."""
    chance = random.Random(seed)
    old = chance.choice(real_pairs())[0].record.content
    leaf = chance.choice([one for one in _leaves(old["protocolSection"]) if not _NAMES.intersection(map(str, one))])
    new = copy.deepcopy(old)
    node = new["protocolSection"]
    for step in leaf[:-1]:
        node = node[step]
    value = node[leaf[-1]]
    node[leaf[-1]] = not value if isinstance(value, bool) else f"{value} 7" if isinstance(value, str) else value + 1
    path = re.sub(r"\.\d+(?=\.|$)", "[]", "protocolSection." + ".".join(map(str, leaf)))
    found = update(old, new)
    assert found is not None
    told = [change for change in found.changes if change.edits]
    is_word = isinstance(leaf[-1], int)
    assert {edit.path for edit in found.edits} == {path}
    assert (len(found.edits), len(told)) in ([(2, 1), (2, 2)] if is_word else [(1, 1)])
