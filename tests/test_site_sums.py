"""All site changes of an update together: the sentence, what stands, and what the sum says of the update."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.site_pairs import A, C, N, R, S, W, pair, record, site, told
from watcher.meaning.draft import Case
from watcher.meaning.kinds import KINDS
from watcher.meaning.rules.sites import RULES
from watcher.meaning.sites.fold import net_sites, sites_sentence, unchanged_sites, update_significance
from watcher.model import Significance

ITALY = [site(f"City {number}", "Italy", zip=str(20_100 + number)) for number in range(50)]
PADOVA, SEOUL = site("Padova", "Italy", zip="35128"), site("Seoul", "South Korea", zip="03080")


def _sentence(old: list[Any], new: list[Any], **more: Any) -> str | None:
    before, after = record(old), record(new, **{"submitted": "2026-02-10", **more})
    return sites_sentence(pair(before, after), told(before, after))


def _update(old: list[Any], new: list[Any], status: str = R) -> tuple[Significance, str] | None:
    before, after = record(old, status), record(new, status, "2026-02-10")
    found = update_significance(pair(before, after), told(before, after))
    return (found[0], found[1]) if found else None


def _rule(kind: str, old: list[Any], new: list[Any], status: str = R) -> tuple[str, Significance]:
    before, after = record(old, status), record(new, status, "2026-02-10")
    draft = next(draft for draft in told(before, after) if draft.kind == kind)
    row = next(row for row in RULES if kind in row.kinds and row.test(Case(draft, pair(before, after))))
    return row.id, row.significance


def _with(sites: list[Any], status: str, count: int) -> list[Any]:
    return [{**place, "status": status} for place in sites[:count]] + sites[count:]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            ITALY,
            [*ITALY, PADOVA, SEOUL],
            "2 sites added: Padova (Italy), Seoul (South Korea); new country: South Korea; now 52 in 2 countries",
        ),
        ([*ITALY, PADOVA], ITALY, "1 site removed: Padova (Italy); now 50 in 1 country"),
        (
            [*ITALY, SEOUL],
            ITALY,
            "1 site removed: Seoul (South Korea); no site left in South Korea; now 50 in 1 country",
        ),
        (ITALY[:40], ITALY, "10 sites added in 1 country; now 50 in 1 country"),
        ([*ITALY, PADOVA], [*ITALY, SEOUL], "1 site added: Seoul (South Korea); 1 site removed: Padova (Italy); "
         "new country: South Korea; still 51 in 2 countries"),
        (_with(ITALY, N, 25), ITALY, "25 sites opened"),
        (_with(ITALY, N, 2), ITALY, "2 sites opened: City 0 (Italy), City 1 (Italy)"),
        (_with(ITALY, N, 27), _with(_with(ITALY, W, 2), A, 1), "25 sites opened, 1 closed, 1 withdrawn"),
        (_with(ITALY, S, 1), ITALY, "1 site opened again: City 0 (Italy)"),
        (_with(ITALY, C, 1), _with(ITALY, A, 1), "1 site now active, not recruiting: City 0 (Italy)"),
        ([{**SEOUL, "facility": "Yonsei"}], [{**SEOUL, "facility": "Yonsei", "zip": "03722"}],
         "Site address edited: Yonsei, Seoul (South Korea); postal code 03080 → 03722"),
        (ITALY, ITALY, None),
        ([], [SEOUL], "first site listed: Seoul (South Korea)"),
        ([], ITALY, "first 50 sites listed in 1 country"),
        ([SEOUL, PADOVA], [], "all 2 sites removed: Padova (Italy), Seoul (South Korea)"),
    ],
)  # fmt: skip
def test_all_site_changes_in_one_sentence(old: list[Any], new: list[Any], sentence: str | None) -> None:
    assert _sentence(old, new) == sentence


def test_hidden_statuses_have_a_summary_of_their_own_and_no_sentence() -> None:
    hidden = [{key: value for key, value in place.items() if key != "status"} for place in ITALY]
    assert _sentence(ITALY, hidden, status=A) is None


@pytest.mark.parametrize(
    ("sites", "words"),
    [
        ([*ITALY, SEOUL], "Sites: 51 in Italy and South Korea, 51 recruiting"),
        (_with([SEOUL], N, 1), "Sites: 1 in South Korea"),
        ([], "Sites: none listed"),
    ],
)
def test_how_the_sites_stand(sites: list[Any], words: str) -> None:
    assert unchanged_sites(pair(record(sites), record(sites))) == words


def test_renamed_and_edited_sites_are_no_part_of_the_net_count() -> None:
    old = [*ITALY, PADOVA, {**SEOUL, "facility": "Severance Hospital"}]
    before, after = record(old), record([*ITALY, {**PADOVA, "city": "Padua"}, SEOUL], submitted="2026-02-10")
    assert net_sites(told(before, after)) == 0


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (ITALY, [], (Significance.CRITICAL, "sites.all_gone")),
        (ITALY[:10], ITALY[:12], (Significance.MAJOR, "sites.net_percent")),  # 20 %
        (ITALY[:11], ITALY[:13], None),  # 18 %
        (ITALY, ITALY[:40], (Significance.MAJOR, "sites.net_percent")),
        (ITALY, [*ITALY[:41], SEOUL], None),  # nine fewer, one more: eight of fifty are 16 %
        ([], ITALY, None),  # the first sites of a trial are no change of their number
        (ITALY, _with(ITALY, W, 10), (Significance.MAJOR, "sites.many_stopped")),
        (ITALY, _with(ITALY, S, 9), None),
        (ITALY, _with(ITALY, C, 20), None),
    ],
)
def test_the_net_rule_rates_the_update(old: list[Any], new: list[Any], expected: Any) -> None:
    assert _update(old, new) == expected


def test_ten_sites_count_only_when_they_are_a_share_that_counts() -> None:
    many = [site(f"City {number}", "Italy", zip=str(20_100 + number)) for number in range(210)]
    assert _update(many[:190], many[:200]) == (Significance.MAJOR, "sites.net_count")  # 5.3 %
    assert _update(many[:200], many) == (Significance.MAJOR, "sites.net_count")  # 5 %
    assert _update(many[:200], many[:209]) is None
    assert _update(many * 2, [*many * 2, *ITALY[:10]]) is None  # ten of 420


@pytest.mark.parametrize("status", [A, C, "TERMINATED", W])
def test_once_the_trial_takes_nobody_the_number_of_sites_raises_nothing(status: str) -> None:
    assert _update(ITALY, [], status) is None
    assert _update(ITALY[:10], ITALY, status) is None


def test_anonymised_sites_raise_nothing() -> None:
    named = [{**place, "city": f"City {number // 5}", "facility": f"Hospital {number}", "zip": None}
             for number, place in enumerate(ITALY)]  # fmt: skip
    assert _update(named, [site(f"City {number}", "Italy") for number in range(10)]) is None


@pytest.mark.parametrize(
    ("kind", "old", "new", "status", "expected"),
    [
        ("site.added", ITALY[:5], ITALY[:6], R, ("site.added", Significance.MINOR)),
        ("site.added", ITALY[:5], ITALY[:6], A, ("site.added", Significance.MINOR)),
        ("site.removed", ITALY[:6], ITALY[:5], R, ("site.removed", Significance.MINOR)),
        ("site.status_changed", _with(ITALY, N, 1), ITALY, R, ("site.opened", Significance.MINOR)),
        ("site.status_changed", _with(ITALY, N, 1), _with(ITALY, S, 1), R,
         ("site.stopped_before_opening", Significance.MINOR)),
        ("site.status_changed", ITALY, _with(ITALY, A, 1), R, ("site.status_changed", Significance.MINOR)),
        ("country.entered", ITALY, [*ITALY, SEOUL], R, ("country.entered", Significance.MAJOR)),
        ("country.entered", ITALY, [*ITALY, SEOUL], A, ("country.closed", Significance.MINOR)),
        ("country.left", [*ITALY, SEOUL], ITALY, R, ("country.left", Significance.MAJOR)),
        ("country.left", [*ITALY, SEOUL], ITALY, C, ("country.closed", Significance.MINOR)),
        ("site.edited", [SEOUL], [{**SEOUL, "facility": "Severance Hospital"}], R,
         ("site.name_revealed", Significance.ADMINISTRATIVE)),
        ("site.edited", [{**SEOUL, "facility": "Severance Hospital"}], [SEOUL], R,
         ("site.edited", Significance.ADMINISTRATIVE)),
        ("site.edited", [SEOUL], [{**SEOUL, "city": "Incheon"}], R,
         ("site.in_another_city", Significance.ADMINISTRATIVE)),
        ("place.renamed", [PADOVA], [{**PADOVA, "city": "Padua"}], R, ("place.renamed", Significance.ADMINISTRATIVE)),
    ],
)  # fmt: skip
def test_the_row_that_decides(kind: str, old: Any, new: Any, status: str, expected: Any) -> None:
    assert _rule(kind, old, new, status) == expected


def test_every_row_is_about_documented_kinds_and_no_two_have_one_id() -> None:
    assert {kind for row in RULES for kind in row.kinds} <= set(KINDS)
    assert len({row.id for row in RULES}) == len(RULES)
    assert all(row.reason.endswith(".") and row.source for row in RULES)
