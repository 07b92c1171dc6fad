"""The real histories through HTTP, check and log: every change is found as it is, and noise makes none."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from tests.support.history import Snapshot, histories, real_pairs
from tests.support.paths import needs_registry
from tests.support.replay import Replay
from tests.test_dump import bytes_of, everything, loaded
from watcher.demo.registry import Registry
from watcher.meaning.canonical import canonical
from watcher.meaning.record import LOCATIONS, get, items
from watcher.model import Change, LogFilter, Significance, Trial, Update
from watcher.store import Store

pytestmark = needs_registry

_PLACE = ("facility", "city", "state", "zip", "country")


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, list[dict[str, Any]]]]:
    """The store after all releases, and what the webhook received."""
    folder: Path = tmp_path_factory.mktemp("replay")
    with Registry() as registry, HTTPServer() as hook:
        hook.expect_request("/hook", method="POST").respond_with_data("", status=204)
        replay = Replay(folder, registry, hook.url_for("/hook"))
        replay.run()
        received = [json.loads(request.get_data()) for request, _ in hook.log]
        with replay.store() as store:
            yield store, received


def _trial(snapshot: Snapshot) -> Trial:
    return Trial("clinicaltrials_gov", snapshot.trial)


def _update(store: Store, old: Snapshot, new: Snapshot) -> Update:
    found = [
        update
        for update in store.updates(LogFilter(trials=(new.trial,)))
        if update.from_hash == old.record.hash and update.to_hash == new.record.hash
    ]
    assert len(found) == 1
    return found[0]


def test_a_trial_has_as_many_versions_as_its_record_had_contents(replayed: Any) -> None:
    store, _ = replayed
    for trial, series in histories().items():
        contents = [series[0], *(new for old, new in itertools.pairwise(series) if _differ(old, new))]
        kept = store.version_infos(Trial("clinicaltrials_gov", trial))
        assert [info.hash for info in kept] == [snapshot.record.hash for snapshot in contents]


def _differ(old: Snapshot, new: Snapshot) -> bool:
    return old.record.hash != new.record.hash


def test_noise_makes_no_update_and_no_delivery(replayed: Any) -> None:
    store, received = replayed
    updates = [update for update in store.updates() if update.from_version is not None]
    assert len(updates) == len(real_pairs())
    told = {message["data"]["trial"] for message in received if message["type"] == "trial.updated"}
    assert told <= {update.trial.id for update in updates}
    loud = [update for update in updates if update.significance.at_least(Significance.MINOR)]
    assert len(received) == len(loud)


def test_every_delivery_has_an_id_of_its_own(replayed: Any) -> None:
    _, received = replayed
    ids = Counter(message["data"]["id"] for message in received)
    assert set(ids.values()) == {1}


_SINGLE = {
    "status.changed": "protocolSection.statusModule.overallStatus",
    "enrollment.changed": "protocolSection.designModule.enrollmentInfo.count",
    "enrollment.reached": "protocolSection.designModule.enrollmentInfo.count",
    "why_stopped.changed": "protocolSection.statusModule.whyStopped",
}


@pytest.mark.parametrize(("old", "new"), real_pairs(), ids=lambda s: f"{s.trial}@{s.data_date}")
def test_changes_name_the_values_of_the_two_records(replayed: Any, old: Snapshot, new: Snapshot) -> None:
    update = _update(replayed[0], old, new)
    before, after = canonical(old.record.content), canonical(new.record.content)
    for change in update.changes:
        path = _SINGLE.get(change.kind) or (change.path if change.kind.startswith("date.") else None)
        if path is not None:
            assert (change.before, change.after) == (get(before, path), get(after, path)), change.summary
    for path in set(_SINGLE.values()):
        if get(before, path) != get(after, path):
            assert any(change.path == path for change in update.changes), path


def _places(content: Any) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(site.get(key) for key in _PLACE) for site in items(canonical(content), LOCATIONS))


def _place(site: Any) -> tuple[Any, ...]:
    return tuple(site.get(key) for key in _PLACE)


@pytest.mark.parametrize(("old", "new"), real_pairs(), ids=lambda s: f"{s.trial}@{s.data_date}")
def test_sites_added_and_removed_are_the_difference_of_places_but_for_proven_edits(
    replayed: Any, old: Snapshot, new: Snapshot
) -> None:
    update = _update(replayed[0], old, new)
    if any(change.kind == "sites.anonymised" for change in update.changes):
        return
    before, after = _places(old.record.content), _places(new.record.content)
    told_gone = Counter(_place(change.before) for change in _of(update, "site.removed"))
    told_come = Counter(_place(change.after) for change in _of(update, "site.added"))
    edited = {edit.at[0] for edit in update.edits if edit.path.startswith(LOCATIONS) and _moves_place(edit.path)}
    assert sum(((before - after) - told_gone).values()) == len(edited)
    assert sum(((after - before) - told_come).values()) == len(edited)
    assert not told_gone - (before - after)
    assert not told_come - (after - before)


def _of(update: Update, kind: str) -> list[Change]:
    return [change for change in update.changes if change.kind == kind]


def _moves_place(path: str) -> bool:
    return path.rpartition(".")[2] in _PLACE and not path.endswith("[]") and ".contacts[]" not in path


def test_a_recomputed_map_point_is_derived_and_administrative(replayed: Any) -> None:
    store, received = replayed
    updates = [u for u in store.updates(LogFilter(trials=("NCT06825494",))) if u.from_version is not None]
    assert [[(c.kind, c.significance) for c in u.changes] for u in updates] == [
        [("registry.derived", Significance.ADMINISTRATIVE)]
    ]
    assert not [message for message in received if message["data"].get("trial") == "NCT06825494"]


def test_the_store_of_all_histories_is_the_same_after_a_dump_and_a_load(replayed: Any, tmp_path: Path) -> None:
    """`-s` prints what a version costs as text, beside the bytes of its record."""
    store, received = replayed
    store.dump(tmp_path / "dump")
    copy = loaded(tmp_path / "dump", tmp_path / "copy.db")
    assert everything(copy) == everything(store.path)
    with Store.open(copy) as other:
        ids = {delivery.id for delivery in other.deliveries()}
        other.dump(tmp_path / "again")
    assert ids == {delivery.id for delivery in store.deliveries()} == {message["data"]["id"] for message in received}
    dumps = ({name: raw for name, (raw, _) in bytes_of(tmp_path / folder).items()} for folder in ("again", "dump"))
    assert next(dumps) == next(dumps)
    versions = [info for name in histories() for info in store.version_infos(Trial("clinicaltrials_gov", name))]
    files = [path.stat().st_size for path in (tmp_path / "dump").rglob("*.jsonl")]
    print(
        f"\n{len(versions)} versions, {sum(info.size for info in versions) // len(versions):,} bytes each as sent; "
        f"the dump, with all that was told of them: {sum(files) // len(versions):,} bytes a version"
    )
