"""The log's views: made from the database, the same to the byte, safe to show, and never in the way of a check."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.desk import ONE, TWO, Desk, desk, fits
from tests.support.stored import NOW, change, decision, record, sample_update, trial, version
from watcher.errors import PublishError
from watcher.model import Decision, Trial, TrialCondition, TrialState
from watcher.publish import publish
from watcher.publish.series import ENROLLMENT, PRIMARY_COMPLETION, series
from watcher.store import Store

FILES = {"CHANGES.md", "changes.jsonl", "record.json"}


@pytest.fixture
def my(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as found:
        found.write(trials=(ONE, TWO))
        found.publish(ONE, TWO)
        found.run("check")
        found.publish(ONE, overallStatus="SUSPENDED", whyStopped="<b>FDA</b> | [x](y)")
        found.run("check")
        yield found


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_each_trial_has_its_record_its_changes_and_its_page_and_all_have_an_index(my: Desk) -> None:
    ran = my.run("publish", "views")
    assert (ran.code, ran.out) == (0, "7 files written below views\n")
    assert set(files_below(my.folder / "views")) == {"INDEX.md", *(f"{one}/{f}" for one in (ONE, TWO) for f in FILES)}


def test_written_again_nothing_differs_and_nothing_is_written(my: Desk) -> None:
    my.run("publish", "views")
    page = my.folder / "views" / ONE / "CHANGES.md"
    before, inode = files_below(my.folder / "views"), page.stat().st_ino
    assert my.run("publish", "views").out == "0 files written below views\n"
    assert (files_below(my.folder / "views"), page.stat().st_ino) == (before, inode)
    my.run("publish", "elsewhere")
    assert files_below(my.folder / "elsewhere") == before


def test_the_record_is_whole_sorted_and_indented(my: Desk) -> None:
    my.run("publish", "views")
    text = (my.folder / "views" / ONE / "record.json").read_text("utf-8")
    content = json.loads(text)
    assert text == json.dumps(content, sort_keys=True, indent=2, ensure_ascii=False) + "\n"
    assert content == json.loads(my.run("show", ONE, "--json").out)


def test_the_lines_of_changes_are_those_of_the_log(my: Desk) -> None:
    my.run("publish", "views")
    rows = [json.loads(line) for line in (my.folder / "views" / ONE / "changes.jsonl").read_text("utf-8").splitlines()]
    assert rows == my.run("log", ONE, "--json").rows
    assert all(fits(row, "log-v1.json") for row in rows)


def test_a_note_reaches_the_views(my: Desk) -> None:
    my.run("publish", "views")
    row = json.loads((my.folder / "views" / ONE / "changes.jsonl").read_text("utf-8").splitlines()[-1])
    my.run("note", row["id"], "the registry's own slip", "--wrong")
    assert my.run("publish", "views").out == "2 files written below views\n"
    page = (my.folder / "views" / ONE / "CHANGES.md").read_text("utf-8")
    assert "### Notes\n" in page and ": the registry's own slip (wrong)\n" in page


def test_the_newest_update_stands_first_and_registry_text_stays_text(my: Desk) -> None:
    my.run("publish", "views")
    page = (my.folder / "views" / ONE / "CHANGES.md").read_text("utf-8")
    headings = [line for line in page.splitlines() if line.startswith("## ")]
    days = [heading.partition(": ")[0] for heading in headings]
    assert [heading.partition(": ")[2][:9] for heading in headings] == ["Suspended", "Now watch"]
    assert all(re.fullmatch(r"## \d{1,2} [A-Z][a-z]{2} \d{4}", day) for day in days)
    assert "&lt;b&gt;FDA&lt;/b&gt; \\| \\[x\\](y)" in page
    assert "<b>" not in page + (my.folder / "views" / "INDEX.md").read_text("utf-8")


def test_the_index_begins_with_the_trial_that_moved_last_and_links_to_pages_that_are_there(my: Desk) -> None:
    my.run("publish", "views")
    rows = (my.folder / "views" / "INDEX.md").read_text("utf-8").splitlines()[6:]
    links = [row.split("](")[1].split(")")[0] for row in rows]
    assert links == [f"{ONE}/CHANGES.md", f"{TWO}/CHANGES.md"]
    assert all((my.folder / "views" / link).is_file() for link in links)


def test_a_check_writes_them_where_the_configuration_says_so(my: Desk) -> None:
    my.write('[publish]\nenabled = true\nfolder = "out"', trials=(ONE, TWO))
    my.publish(ONE, overallStatus="COMPLETED")
    my.run("check")
    assert (my.folder / "out" / TWO / "CHANGES.md").is_file()  # not changed, but not there yet either
    untouched = (my.folder / "out" / TWO / "CHANGES.md").stat().st_ino
    my.publish(ONE, overallStatus="RECRUITING")
    my.run("check")
    page = (my.folder / "out" / ONE / "CHANGES.md").read_text("utf-8")
    assert page.count("\n## ") == 4
    assert (my.folder / "out" / TWO / "CHANGES.md").stat().st_ino == untouched


def test_a_view_that_fails_fails_no_check(my: Desk) -> None:
    (my.folder / "out").write_text("a file where the folder should be")
    my.write('[publish]\nenabled = true\nfolder = "out"', trials=(ONE, TWO))
    my.publish(ONE, overallStatus="COMPLETED")
    ran = my.run("check")
    assert ran.code == 0
    assert "The views in" in ran.err
    assert my.run("publish").code == 1
    assert len(my.run("log", ONE, "--kind", "status.*", "--json").rows) == 2


@pytest.mark.parametrize("name", ["../../etc", "..", "a/b", "/root", "", ".git", "con\n", "a" * 62])
def test_an_id_that_is_no_name_never_becomes_a_path(tmp_path: Path, name: str) -> None:
    odd = Trial("ctgov", name)
    with Store.open(tmp_path / "watcher.db") as store:
        state = TrialState(odd, TrialCondition.OK)
        store.record(Decision(version(1, record(1, odd)), sample_update(None, 1, trial=odd)), [], state)
        with pytest.raises(PublishError):
            publish(store, tmp_path / "views", [odd])
    assert not (tmp_path / "views").exists()


def test_only_what_is_fresh_is_written_anew(tmp_path: Path) -> None:
    both = [trial(1), trial(2)]
    with Store.open(tmp_path / "watcher.db") as store:
        for one in both:
            store.record(decision(1, trial=one), [], TrialState(one, TrialCondition.OK))
        publish(store, tmp_path / "views", both)
        for one in both:
            store.record(decision(2, trial=one), [], TrialState(one, TrialCondition.OK))
        assert publish(store, tmp_path / "views", both, fresh=both[:1]) == 4  # three files and the index


def test_a_number_that_moved_is_told_in_words_and_drawn_with_characters() -> None:
    moves = [
        change("enrollment.changed", path="protocolSection.designModule.enrollmentInfo.count", before=a, after=b)
        for a, b in ((240, 264), (264, 120))
    ]
    updates = [sample_update(n, n + 1, changes=(one,), at=NOW + timedelta(n)) for n, one in enumerate(moves, 1)]
    assert str(series(ENROLLMENT, updates)) == "240 → 264 → 120 ▇█▁"
    assert series(PRIMARY_COMPLETION, updates) is None


def test_a_plan_and_the_number_enrolled_so_far_are_told_apart_and_not_drawn_on_one_scale() -> None:
    path = "protocolSection.designModule.enrollmentInfo.count"
    sorts = {"type_before": "ESTIMATED", "type_after": "ACTUAL"}
    stopped = change("enrollment.changed", path=path, before=40, after=7, inputs=sorts)
    assert str(series(ENROLLMENT, [sample_update(1, 2, changes=(stopped,))])) == "40 (planned) → 7 (enrolled)"


def test_a_date_says_whether_it_is_estimated_or_actual() -> None:
    path = "protocolSection.statusModule.primaryCompletionDateStruct.date"
    types = (("ESTIMATED", "ESTIMATED"), ("ESTIMATED", "ACTUAL"))
    days = ("2026-01-05", "2026-05-05"), ("2026-05-05", "2026-04-30")
    moves = [
        change("date.moved", path=path, before=a, after=b, inputs={"type_before": old, "type_after": new})
        for (a, b), (old, new) in zip(days, types, strict=True)
    ]
    found = series(PRIMARY_COMPLETION, [sample_update(1, 2, changes=tuple(moves))])
    assert found is not None
    assert str(found) == "5 Jan 2026 → 5 May 2026 (estimated) → 30 Apr 2026 (actual) ▁██"
    assert found.ends == "5 Jan 2026 (estimated) → 30 Apr 2026 (actual) ▁██"


def test_a_long_series_keeps_its_first_value_and_its_last_ones() -> None:
    path = "protocolSection.statusModule.primaryCompletionDateStruct.date"
    moves = [change("date.moved", path=path, before=f"20{n}-01", after=f"20{n + 1}-01") for n in range(10, 30)]
    shown = str(series(PRIMARY_COMPLETION, [sample_update(1, 2, changes=tuple(moves))]))
    words, bars = shown.rsplit(" ", 1)
    assert words.startswith("Jan 2010 → … → Jan 2025 → ")
    assert words.endswith("→ Jan 2030")
    assert (len(bars), bars[0], bars[-1], sorted(bars)) == (21, "▁", "█", list(bars))
