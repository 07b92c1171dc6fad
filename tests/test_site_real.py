"""The real pairs: added and removed sites are the difference of the places, but for edits that are proven.

`pytest -s tests/test_site_real.py` prints what is said of each pair.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import Any

import pytest

from tests.support.history import Snapshot, real_pairs
from tests.support.paths import needs_registry
from tests.support.site_pairs import pair
from watcher.meaning.draft import Draft
from watcher.meaning.edits import diff
from watcher.meaning.sites.countries import are_one_country
from watcher.meaning.sites.fold import fold_sites, sites_sentence, update_significance
from watcher.meaning.sites.places import folded, zip_key
from watcher.meaning.sites.same import address
from watcher.meaning.sites.view import View, sites_of

PAIRS = pytest.mark.parametrize(("old", "new"), real_pairs(), ids=lambda s: f"{s.trial}@{s.data_date}")

# Place edits found by reading both records of every pair with removals and additions; all others have none.
PROVEN = {
    ("NCT04736173", "2026-03-09"): 2,  # one hospital in another city, one name written out
    ("NCT04736173", "2026-06-17"): 2,  # within the anonymisation, two by their postal codes
    ("NCT06362252", "2026-02-09"): 3,  # three names mended
    ("NCT06892548", "2026-02-11"): 4,  # four states filled in
    ("NCT07221253", "2026-02-11"): 1,  # a district that became its city
}


def _drafts(old: Snapshot, new: Snapshot) -> list[Draft]:
    before, after = old.record.content, new.record.content
    return fold_sites(pair(before, after), diff(before, after))


@needs_registry
@PAIRS
def test_added_and_removed_are_the_difference_of_places_but_for_proven_edits(old: Snapshot, new: Snapshot) -> None:
    before, after = old.record.content, new.record.content
    places, now = Counter(map(address, sites_of(before))), Counter(map(address, sites_of(after)))
    edits = diff(before, after)
    sites = View(pair(before, after), edits).touched(edits)
    moved = [site for site in sites if site.is_matched and address(site.before) != address(site.after)]
    gone = [site.before for site in (*moved, *(site for site in sites if site.after is None))]
    come = [site.after for site in (*moved, *(site for site in sites if site.before is None))]
    assert Counter(map(address, gone)) == places - now
    assert Counter(map(address, come)) == now - places
    assert len(moved) == PROVEN.get((new.trial, new.data_date), 0)
    assert all(_is_proven(site.before, site.after) for site in moved)


@needs_registry
def test_no_two_countries_of_the_real_records_are_spellings_of_one() -> None:
    sites = (place for two in real_pairs() for side in two for place in sites_of(side.record.content))
    countries = sorted({folded(place["country"]) for place in sites})
    assert len(countries) > 40
    assert {two for two in combinations(countries, 2) if are_one_country(*two)} <= {("turkey", "turkey turkiye")}


def _is_proven(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Same country, and the same code, name or city beside it."""
    same = [folded(old.get(part)) == folded(new.get(part)) for part in ("country", "facility", "city")]
    return same[0] and (zip_key(old.get("zip")) == zip_key(new.get("zip")) != "" or same[1] or same[2])


@needs_registry
@PAIRS
def test_one_change_a_site_added_or_removed_unless_names_were_hidden(old: Snapshot, new: Snapshot) -> None:
    drafts = _drafts(old, new)
    before, after = sites_of(old.record.content), sites_of(new.record.content)
    kinds = Counter(draft.kind for draft in drafts)
    if not kinds["sites.anonymised"]:
        assert len(before) + kinds["site.added"] - kinds["site.removed"] == len(after)
    assert kinds["sites.anonymised"] == ((new.trial, new.data_date) == ("NCT04736173", "2026-06-17"))


@needs_registry
@PAIRS
def test_the_changes_lead_from_the_statuses_of_each_address_to_the_new_ones(old: Snapshot, new: Snapshot) -> None:
    drafts = _drafts(old, new)
    if any(draft.kind.startswith("sites.") for draft in drafts):
        return
    state = Counter((address(site), site.get("status")) for site in sites_of(old.record.content))
    edited = [draft for draft in drafts if draft.kind == "site.edited"]
    for draft in drafts:
        if draft.kind == "site.status_changed" and draft.item not in {one.item for one in edited}:
            state[address(draft.inputs), draft.before] -= 1
            state[address(draft.inputs), draft.after] += 1
        elif draft.kind == "site.removed":
            state[address(draft.before), draft.before.get("status")] -= 1
        elif draft.kind == "site.added":
            state[address(draft.after), draft.after.get("status")] += 1
    now = Counter((address(site), site.get("status")) for site in sites_of(new.record.content))
    assert ((now - state).total(), (state - now).total()) == (len(edited), len(edited))


@needs_registry
@PAIRS
def test_every_edit_of_a_site_is_in_one_change(old: Snapshot, new: Snapshot) -> None:
    before, after = old.record.content, new.record.content
    edits = diff(before, after)
    drafts = fold_sites(pair(before, after), edits)
    owned = [id(edit) for draft in drafts for edit in draft.edits]
    assert len(owned) == len(set(owned))
    assert {id(edit) for edit in edits if ".locations[]" in edit.path} <= set(owned)
    print(f"\n{new.trial} {old.data_date} → {new.data_date}: {sites_sentence(pair(before, after), drafts)}")
    print(f"  update: {update_significance(pair(before, after), drafts)}")
    for draft in drafts:
        print(f"  {draft.kind:24} {draft.summary}", *draft.details, sep="\n      · ")


@needs_registry
@PAIRS
def test_no_constant_and_no_path_is_in_what_people_read(old: Snapshot, new: Snapshot) -> None:
    drafts = _drafts(old, new)
    read = " ".join(text for draft in drafts for text in (draft.summary, *draft.details))
    assert "_" not in read
    assert "protocolSection" not in read
    assert "None" not in read
    assert "  " not in read
