"""`log`, `show`, `diff`, `explain`, `note`, `reclassify`, `rules test`: the past, asked in many ways."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator

import pytest

from tests.support.desk import ONE, TWO, Desk, desk, fits


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Two trials; ONE was suspended and then terminated, TWO was completed."""
    with desk(tmp_path_factory.mktemp("past")) as found:
        found.write('labels = { asset = "x" }', trials=(ONE, TWO))
        found.publish(ONE, TWO)
        found.run("check")
        found.publish(ONE, overallStatus="SUSPENDED", whyStopped="FDA")
        found.publish(TWO, overallStatus="COMPLETED")
        found.run("check")
        found.publish(ONE, overallStatus="TERMINATED", whyStopped="FDA")
        found.run("check")
        yield found


def _kinds(past: Desk, *asked: str) -> list[tuple[str, str]]:
    return [(row["trial"], row["kind"]) for row in past.run("log", "--json", *asked).rows]


def test_the_log_tells_the_whole_story_newest_last(past: Desk) -> None:
    rows = past.run("log", "--json").rows
    assert all(fits(row, "log-v1.json") for row in rows)
    assert [row["detected_at"] for row in rows] == sorted(row["detected_at"] for row in rows)
    assert _kinds(past)[:2] == [(ONE, "watching"), (TWO, "watching")]


def test_the_log_is_filtered_by_trial_kind_weight_text_and_label(past: Desk) -> None:
    assert _kinds(past, TWO, "--kind", "status.*") == [(TWO, "status.changed")]
    assert _kinds(past, "--at-least", "major", TWO) == [(TWO, "status.changed")]
    assert _kinds(past, "--text", "TERMINATED") == [(ONE, "status.changed")]
    assert len(_kinds(past, "--label", "asset=X")) == len(_kinds(past))
    assert past.run("log", "--label", "asset=y").code == 2


def test_the_log_is_filtered_by_date(past: Desk) -> None:
    assert len(_kinds(past, "--since", "1d")) == len(_kinds(past))
    assert _kinds(past, "--until", "2020-01-01") == []
    refused = past.run("log", "--since", "2026-W10-2")
    assert (refused.code, "write it as 2026-03-03" in refused.err) == (2, True), "a week is no date here"
    for beyond in (("--since", "9" * 400 + "d"), ("--until", "9999-12-31"), ("--since", "0001-01-01T00:00+14:00")):
        assert past.run("log", *beyond).code == 2, "no day of this calendar"
    refused = past.run("log", "--since", "yesterday")
    assert (refused.code, "7d would do" in refused.err) == (2, True)


def test_people_get_the_newest_and_are_told_so(past: Desk) -> None:
    ran = past.run("log", "--limit", "1")
    assert ran.code == 0
    # The trial, the headline, and both changes of the newest update: none is cut.
    assert [words in ran.out for words in ("TERMINATED", "terminated", "submitted")] == [False, True, True]
    assert ran.err == "the newest 2 changes; --all shows every change\n"
    assert "--all" not in past.run("log").err
    nothing = past.run("log", "--kind", "site.*")
    assert (nothing.out, nothing.err) == ("", "nothing that was asked for has changed\n")


def test_no_form_of_the_log_cuts_an_update(past: Desk) -> None:
    newest = [row["id"] for row in past.run("log", "--json").rows][-2:]
    assert [row["id"] for row in past.run("log", "--json", "--limit", "1").rows] == newest
    table = csv.DictReader(io.StringIO(past.run("log", "--csv", "--limit", "1").out))
    assert [row["id"] for row in table] == newest
    # The newest two changes are one update: a limit counts changes here, too.
    page = past.run("log", "--markdown", "--limit", "2").out
    assert [words in page for words in ("erminated", TWO)] == [True, False]


def test_the_log_goes_into_spreadsheets_and_pages(past: Desk) -> None:
    rows = list(csv.DictReader(io.StringIO(past.run("log", "--csv").out)))
    assert [(row["trial"], row["kind"]) for row in rows] == _kinds(past)
    assert past.run("log", "--markdown", TWO).out.startswith(f"# {TWO}")
    headings = [said for said in past.run("log", "--markdown").out.splitlines() if said.startswith("# ")]
    assert headings == [f"# {ONE}", f"# {TWO}"]


def test_a_trial_is_shown_as_it_stood(past: Desk) -> None:
    assert "Status      terminated: “FDA”" in past.run("show", ONE).out
    assert "→ 1" in past.run("show", ONE, "--version", "1").out
    assert "submitted 4 Mar 2026" in past.run("show", ONE).out
    raw = past.run("show", ONE, "--version", "2", "--json").out
    assert json.loads(raw)["protocolSection"]["statusModule"]["overallStatus"] == "SUSPENDED"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("show", "NCT00000009"), "NCT00000009 is not watched, and nothing is kept of it; `watcher add NCT00000009`"),
        (("diff", "NCT00000009"), "NCT00000009 is not watched"),
        (("log", "NCT00000009"), "NCT00000009 is not watched"),
        (("log", "--kind", "sitee.added"), "no kind of change is called 'sitee.added'; did you mean 'site.added'?"),
        (("log", "--kind", "statsu.*"), "no kind of change is called 'statsu.*'; did you mean 'status.*'?"),
        (("log", "--kind", "zz*"), "no kind of change is called 'zz*'; https://"),
        (("show", ONE, "--version", "999999999"), "names no version"),
        (("show", ONE, "--version", "9"), "There is no version 9"),
        (("show", ONE, "--as-of", "2020-01-01"), "was first seen on"),
        (("show", ONE, "--as-of", "then"), "a number, or a day such as 2026-03-01, would do"),
        (("show", ONE, "--as-of", "2026-03-01", "--version", "1"), "one of them would do"),
        (("diff", ONE, "--json", "--html", "page.html"), "two answers to one question"),
        (("show", "banana"), "names no trial of ClinicalTrials.gov"),
        (("explain", "0000"), "No change has an id that begins with 0000"),
        (("explain", "xyz"), "is no change id"),
    ],
)
def test_what_is_not_there_is_said_with_what_would_do(past: Desk, asked: tuple[str, ...], said: str) -> None:
    ran = past.run(*asked)
    assert ran.code == 2
    assert said in ran.err


def test_a_trial_that_was_just_added_is_not_said_to_have_no_news(past: Desk) -> None:
    past.write(trials=(ONE, TWO, "NCT00000003"))
    ran = past.run("log", "NCT00000003")
    assert (ran.code, ran.out) == (0, "")
    assert "NCT00000003 was not looked at yet; `watcher check` does" in ran.err


def test_any_two_versions_are_compared(past: Desk) -> None:
    assert "from suspended to terminated" in past.run("diff", ONE).out
    assert "from recruiting to terminated" in past.run("diff", ONE, "1", "3").out
    assert "from terminated to recruiting" in past.run("diff", ONE, "3", "1").out
    assert past.run("diff", ONE, "2", "2").out == "the two versions say the same\n"
    ran = past.run("diff", ONE, "2", "2", "--json")
    assert (ran.out, ran.err) == ("", "the two versions say the same\n")
    assert all(fits(row, "log-v1.json") for row in past.run("diff", ONE, "--json").rows)


def test_a_comparison_can_be_a_page(past: Desk) -> None:
    assert past.run("diff", ONE, "1", "3", "--html", "page.html").out == "written: page.html\n"
    page = (past.folder / "page.html").read_text("utf-8")
    assert page.lstrip().lower().startswith("<!doctype html>")
    assert "terminated" in page


def test_a_rating_is_explained_by_its_rule_its_inputs_and_its_versions(past: Desk) -> None:
    (row,) = past.run("log", TWO, "--json", "--kind", "status.changed").rows
    said = past.run("explain", row["id"][:8]).out
    for part in ("Rule", row["rule"], "Version 1", "Version 2", "Comparison"):
        assert part in said


def test_a_note_is_kept_beside_its_change(past: Desk) -> None:
    (row,) = past.run("log", TWO, "--json", "--kind", "status.changed").rows
    assert past.run("note", row["id"][:8], "as planned", "--intended").code == 0
    assert "as planned (intended)" in past.run("log", TWO).out
    assert "as planned (intended)" in past.run("explain", row["id"][:8]).out
    assert f"- {row['summary']}: as planned (intended)\n" in past.run("log", "--markdown", TWO).out
    assert "as planned" not in past.run("log", "--markdown", ONE).out
    table = csv.DictReader(io.StringIO(past.run("log", "--csv", TWO).out))
    assert {line["id"]: line["notes"] for line in table if line["notes"]} == {row["id"]: "intended: as planned"}
    (noted,) = past.run("log", TWO, "--json", "--kind", "status.changed").rows
    assert [note["mark"] for note in noted["notes"]] == ["intended"]


def test_the_past_is_read_again_only_when_rules_differ(past: Desk) -> None:
    assert past.run("reclassify", "--dry-run").out == "0 updates would be read otherwise\n"
    assert past.run("reclassify").out == "0 updates read anew\n"


def test_a_changed_configuration_shows_what_it_would_have_sent(past: Desk) -> None:
    before = past.config.read_text()
    past.config.write_text(before + '\n[[alert]]\nname = "loud"\nat_least = "critical"\n')
    said = past.run("rules", "test", "--since", "1d").out
    past.config.write_text(before)
    assert said.count("critical:") == said.count(" by loud") == 2
    assert "Completed" not in said
    assert past.run("rules", "test", "--since", "0h").out == "nothing would have been sent\n"


def test_who_tries_the_rules_reads_how_many_messages_and_digests_they_come_to(past: Desk) -> None:
    before = past.config.read_text()
    weekly = '\n[[alert]]\nname = "rest"\nwhen = "weekly mon 08:00"\nsign_of_life = true\n'
    past.config.write_text(f'{before}\n[[alert]]\nname = "loud"\nat_least = "critical"\n{weekly}')
    said = past.run("rules", "test", "--since", "1d").out
    past.config.write_text(f"{before}\n[delivery]\nsummary_above = 1\n")
    storm = past.run("rules", "test", "--since", "1d").out
    past.config.write_text(before)
    assert said.splitlines()[-1] == "stdout: 2 messages at once and 1 digest, signs of life not counted"
    assert re.search(r"^  stdout, at once: 2 changes by loud$", said, re.MULTILINE)
    assert re.search(r"^  stdout, weekly digest of \d+ \w{3} \d{4}: \d changes? by rest$", said, re.MULTILINE)
    assert storm.splitlines()[-1] == "stdout: 2 messages at once", "two in one run are one summary"
