"""Lists of trials as people keep them: whatever their spreadsheet made of them, no trial is lost and none invented."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from watcher.config.lists import decoded, read_list
from watcher.errors import UsageError
from watcher.registries.clinicaltrials_gov.ids import parse

ONE, TWO, THREE = "NCT00000001", "NCT00000002", "NCT00000003"
EXPORT = (
    "NCT Number,Study Title,Study URL,Acronym,Study Status,Sponsor,Phases\n"
    f'{ONE},"A Study, of X",https://clinicaltrials.gov/study/{ONE},ACR,RECRUITING,Acme,PHASE3\n'
    f'{TWO},"Another, of Y",https://clinicaltrials.gov/study/{TWO},,COMPLETED,Acme,PHASE2\n'
)


def _read(text: str, *columns: str) -> list[tuple[str, dict[str, str]]]:
    found = read_list(text, parse, columns)
    assert found.problems == ()
    return [(entry.trial.id, dict(entry.labels)) for entry in found.entries]


@pytest.mark.parametrize(
    "body",
    [
        f"nct_id;owner\r\n{ONE};Müller\r\n".encode("utf-8-sig"),
        f"nct_id;owner\r\n{ONE};Müller\r\n".encode(),
        f"nct_id\towner\r\n{ONE}\tMüller\r\n".encode("utf-16"),
        b"\xfe\xff" + f"nct_id\towner\r\n{ONE}\tMüller\r\n".encode("utf-16-be"),
    ],
    ids=["UTF-8 of Excel", "UTF-8", "Unicode text of Excel", "the same of another machine"],
)
def test_a_list_is_read_in_the_encoding_it_was_written_in(body: bytes) -> None:
    text, guessed = decoded(body)
    assert guessed is None
    assert _read(text) == [(ONE, {"owner": "Müller"})]


def test_what_is_neither_is_taken_for_windows_and_that_is_said() -> None:
    text, guessed = decoded(f"nct_id,owner\n{ONE},Müller\n".encode("cp1252"))
    assert _read(text) == [(ONE, {"owner": "Müller"})]
    assert guessed is not None
    assert "Windows-1252" in guessed


@pytest.mark.parametrize("body", [b"\x81\x8d\x00\xff" * 9, b"\xff\xfeN", b'nct_id,"x\n\x00', b"", b"\xef\xbb\xbf"])
def test_no_bytes_are_a_crash(body: bytes) -> None:
    assert read_list(decoded(body)[0], parse).entries == ()


def test_a_workbook_is_refused_with_what_would_do() -> None:
    with pytest.raises(UsageError, match="save it as CSV"):
        decoded(b"PK\x03\x04rest of an .xlsx")


def test_an_export_of_the_registry_is_a_list_of_trials_without_labels() -> None:
    assert _read(EXPORT) == [(ONE, {}), (TWO, {})]


def test_a_column_of_ones_own_in_an_export_is_a_label() -> None:
    lines = EXPORT.splitlines()
    more = "\n".join([f"{lines[0]},Owner", f"{lines[1]},ana", f"{lines[2]},bo"])
    assert _read(more) == [(ONE, {"owner": "ana"}), (TWO, {"owner": "bo"})]


def test_columns_that_are_named_are_the_labels_whosever_they_are() -> None:
    assert _read(EXPORT, "sponsor", "Phases") == [
        (ONE, {"sponsor": "Acme", "phases": "PHASE3"}),
        (TWO, {"sponsor": "Acme", "phases": "PHASE2"}),
    ]
    with pytest.raises(UsageError, match="no column 'sponsr'; did you mean 'Sponsor'"):
        _read(EXPORT, "sponsr")
    with pytest.raises(UsageError, match="no header"):
        _read(ONE, "owner")


@pytest.mark.parametrize(
    "text",
    [
        f"owner,nct_id\nana,{ONE}\nbo,{TWO}\n",
        f"Trial;NCT Number;owner\nx;{ONE};ana\ny;{TWO};bo\n",
        f"owner;Register\nana;{ONE}\nbo;{TWO}\n",
        f"owner,number,\nana,{ONE},\n,,\nbo,{TWO},\n,,\n",
        f"owner\tStudy\nana\thttps://clinicaltrials.gov/study/{ONE}\nbo\t{TWO}\n",
    ],
)
def test_the_column_of_the_numbers_is_found_wherever_it_is(text: str) -> None:
    assert [(trial, labels["owner"]) for trial, labels in _read(text)] == [(ONE, "ana"), (TWO, "bo")]


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE}\n{TWO}\n",
        f"{ONE}, {TWO}",
        f"# ours\n{ONE};{TWO} # both\n",
        f"{ONE} {TWO}",
        f"{ONE}  # ours, phase 3\n{TWO}\n",
        f"{ONE} # a; b\n{TWO} # c\n",
        f"{ONE} {TWO}, # both\n",
    ],
)
def test_plain_numbers_need_no_header(text: str) -> None:
    assert _read(text) == [(ONE, {}), (TWO, {})]


@pytest.mark.parametrize("comment", ["", "  # ours, phase 3", ", # ours"])
def test_a_misspelled_number_on_the_first_line_is_no_header(comment: str) -> None:
    found = read_list(f"NTC00000009{comment}\n{ONE}\n", parse)
    assert found.problems[0].startswith("1: 'NTC00000009' names no trial")
    assert [entry.trial.id for entry in found.entries] == [ONE]


@pytest.mark.parametrize(
    ("text", "lines", "trials"),
    [
        (f"nct_id,comparator\n{ONE},{THREE}\nNCT0000002,{THREE}\n", ["3"], [ONE]),
        (f"comparator,nct_id\n{THREE},NCT0000002\n", ["2"], []),
        (f"trial,like\n{ONE},{THREE}\nNCT0000002,{THREE}\n", ["3"], [ONE]),
    ],
)
def test_a_misspelled_number_makes_no_other_column_the_list(text: str, lines: list[str], trials: list[str]) -> None:
    found = read_list(text, parse)
    assert [problem.partition(":")[0] for problem in found.problems] == lines
    assert [entry.trial.id for entry in found.entries] == trials


def test_a_heading_in_capitals_is_a_label_in_small_letters() -> None:
    assert _read(f"NCT_ID,OWNER\n{ONE},Ana\n") == [(ONE, {"owner": "Ana"})]


def test_of_a_trial_that_stands_there_twice_the_first_row_counts_and_that_is_said() -> None:
    found = read_list(f"nct_id,owner\n{ONE},ana\n{ONE},bo\n{ONE},ana\n", parse)
    assert [dict(entry.labels) for entry in found.entries] == [{"owner": "ana"}]
    assert found.duplicates == (
        f"3: {ONE} stands there twice, with other labels; those of line 2 count",
        f"4: {ONE} stands there twice",
    )


def test_a_row_without_a_number_is_said_to_be_one() -> None:
    assert read_list(f"nct_id,owner\n,ana\n{ONE},bo\n", parse).problems == (
        "2: the trial's number is missing in this row",
    )


def test_a_table_without_any_number_is_one_mistake_that_names_its_columns() -> None:
    with pytest.raises(UsageError, match=r"no column holds NCT numbers; found: title, owner\. One called nct_id would"):
        read_list("title,owner\nLupus in adults,ana\nLupus in children,bo\n", parse)


def test_a_label_over_several_lines_is_one_label_and_lines_are_counted_as_in_the_file() -> None:
    found = read_list(f'nct_id,asset\n{ONE},"a\nb"\n\nNCT7,c\n', parse)
    assert dict(found.entries[0].labels) == {"asset": "a b"}
    assert found.problems == (found.problems[0],)
    assert found.problems[0].startswith("5: 'NCT7' has 1 digit, an NCT number has 8")


@pytest.mark.parametrize("line", [lambda number: f"NCT{number}", lambda _: THREE], ids=["problems", "duplicates"])
def test_ten_mistakes_are_named_and_the_rest_is_counted(line: Callable[[int], str]) -> None:
    found = read_list("\n".join(line(number) for number in range(100, 126)), parse)
    said = found.problems or found.duplicates
    assert len(said) == 11
    assert said[-1] in ("11: and 16 more like this from here on", "12: and 15 more like this from here on")
