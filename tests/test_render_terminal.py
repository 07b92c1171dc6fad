"""On a terminal: colour, width and marks; into a pipe: plain lines. Registry text steers neither."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace
from rich.console import Console

from tests.support.updates import EVIL, LARGER, SITES, SLIP, SLIPPED, TIGHTENED, change, update
from watcher.model import Change, ChangeDates, Update
from watcher.render import terminal
from watcher.render.explain import Grounds, explain

AT = datetime(2026, 2, 9, 15, 17, tzinfo=UTC)


@dataclass(frozen=True)
class Remark:
    mark: str
    text: str
    at: datetime = AT


@dataclass(frozen=True)
class Entry:
    update: Update
    change: Change
    notes: tuple[Remark, ...] = ()

    @property
    def id(self) -> str:
        return self.update.change_id(self.change)


@dataclass(frozen=True)
class Seen:
    number: int
    hash: str
    registry_date: str | None
    first_seen_at: datetime


def console(*, tty: bool, width: int = 110) -> Console:
    return Console(file=io.StringIO(), force_terminal=tty, width=width, color_system="truecolor" if tty else None)


def written(out: Console) -> str:
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


ENTRIES = [Entry(SLIPPED, SLIP, (Remark("wrong", "not so"),)), Entry(SLIPPED, LARGER)]
SHOWN = (SLIPPED, SITES, TIGHTENED, EVIL)


def test_the_log_into_a_pipe_is_a_line_a_change() -> None:
    out = console(tty=False, width=40)
    terminal.log(ENTRIES, out)
    first, second = (entry.id[:8] for entry in ENTRIES)
    assert written(out) == (
        f"""\
NCT06455449  9 Feb 2026, 15:17 UTC · version 3 → 4 · submitted 3 Feb 2026
  Primary completion moved 241 days later, to 10 Jan 2028; enrollment 240 → 264
  {first}  critical        Primary completion moved 241 days later, from 14 May 2027 to 10 Jan 2028 (estimated)
            note            not so (wrong)
  {second}  minor           Planned enrollment changed from 240 to 264 (+10 %)
"""
    )


def test_one_change_of_an_update_needs_no_summing_up() -> None:
    out = console(tty=False)
    terminal.log(ENTRIES[1:], out)
    assert "enrollment 240 → 264" not in written(out)


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_the_log_fits_the_terminal_and_rates_in_words_as_well_as_colour(width: int) -> None:
    out = console(tty=True, width=width)
    terminal.log(ENTRIES, out)
    plain = re.sub(r"\x1b\[[\d;]*m", "", written(out))
    assert "\x1b[1;31mcritical" in written(out)
    assert max(map(len, plain.splitlines())) <= width


@pytest.mark.parametrize("width", [40, 120])
@pytest.mark.parametrize("told", SHOWN)
def test_nothing_is_wider_than_the_terminal_and_only_our_colours_steer_it(told: Update, width: int) -> None:
    out = console(tty=True, width=width)
    terminal.diff(told, out)
    plain = re.sub(r"\x1b\[[\d;]*m", "", written(out))
    assert "\x1b" not in plain
    assert "\u202e" not in plain
    assert max(map(len, plain.splitlines())) <= width


@pytest.mark.parametrize("told", SHOWN)
def test_into_a_pipe_there_is_no_colour_and_no_path(told: Update) -> None:
    out = console(tty=False)
    terminal.diff(told, out)
    assert written(out).startswith(told.trial.id)
    assert "\x1b" not in written(out)
    assert "protocolSection" not in written(out)


def test_a_comparison_in_a_pipe_marks_the_words_in_brackets() -> None:
    out = console(tty=False)
    terminal.diff(TIGHTENED, out)
    assert "    Time frame:\n    - From baseline up to the visit at week [-52-]\n" in written(out)
    assert "    + From baseline up to the visit at week {+48+}\n" in written(out)


def test_a_wide_terminal_shows_both_sides_beside_each_other_and_a_narrow_one_below() -> None:
    wide, narrow = console(tty=True, width=160), console(tty=True, width=60)
    terminal.diff(update(SLIP), wide)
    terminal.diff(update(SLIP), narrow)
    beside = [line for line in written(wide).splitlines() if "2027" in line and "2028" in line and "moved" not in line]
    assert len(beside) == 1
    assert [line[:2] for line in written(narrow).splitlines() if re.match(r"[-+] ", line)] == ["- ", "+ "]


def test_a_mark_is_struck_or_underlined_as_well_as_coloured() -> None:
    out = console(tty=True)
    terminal.diff(TIGHTENED, out)
    assert "\x1b[9;31m" in written(out)
    assert "\x1b[4;32m" in written(out)


def test_an_explanation_names_rule_reason_inputs_thresholds_and_both_versions() -> None:
    grounds = Grounds(
        reason="A slip of 180 days or more in phase 3",
        source="docs/rating.md",
        thresholds={"primary_completion_critical_days_late_phase": 180},
        versions=(Seen(3, "0" * 32, "2025-11-18", AT), Seen(4, "1" * 32, "2026-02-03", AT)),
        notes=("asked the sponsor",),
    )
    assert explain(SLIPPED, SLIP, grounds) == (
        f"""\
Primary completion moved 241 days later, from 14 May 2027 to 10 Jan 2028 (estimated)
  312 days later than planned at registration (4 Mar 2027)

Change        {SLIPPED.change_id(SLIP)}, date.moved, Dates
Trial         JASMINE (NCT06455449)
Before        14 May 2027
After         10 Jan 2028
Rated         critical, unfavourable
Rule          date.moved.some: A slip of 180 days or more in phase 3
Source        https://github.com/clinical-trial-watcher/clinical-trial-watcher/blob/main/docs/rating.md
Inputs        Both dates exact to the day: yes
              Days moved: 241
              Phase 3 or 2/3: yes
Thresholds    primary_completion_critical_days_late_phase = 180
Stage         enrolling
By            the sponsor
Submitted     3 Feb 2026
Seen          9 Feb 2026, 15:17 UTC
Version 3     submitted 18 Nov 2025, seen 9 Feb 2026, 15:17 UTC, hash {"0" * 32}
Version 4     submitted 3 Feb 2026, seen 9 Feb 2026, 15:17 UTC, hash {"1" * 32}
Rules         version 1
Record        https://clinicaltrials.gov/study/NCT06455449
Comparison    https://clinicaltrials.gov/study/NCT06455449?a=3&b=4&tab=history
Note          asked the sponsor
"""
    )


def _explained(inputs: dict[str, Any], source: str = "source", **thresholds: Any) -> str:
    told = change("date.moved", "dates", "It moved", inputs=inputs)
    return explain(update(told), told, Grounds("reason", source, thresholds=thresholds))


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"crossed": ["primary_completion.later.180", "primary_completion.later.365"]},
         "Passed against the first plan: at least 180 days later, at least 365 days later"),
        ({"crossed": ["enrollment.fewer.20"]}, "Passed against the first plan: at least 20 % fewer"),
        ({"first_known": "2029-10-30"}, "First plan known: 30 Oct 2029"),
        ({"first_known_as_of": "2025-03-25"}, "First plan known, submitted: 25 Mar 2025"),
        ({"first_known_origin": "watching"}, "First plan known from: the record as it stood when watching began"),
        ({"status_before": "NOT_YET_RECRUITING"}, "Status before: not yet recruiting"),
        ({"days": -1309}, "Days moved: −1,309"),
        ({"percent": -49.0}, "Per cent more or fewer: −49"),
        ({"date": "startDateStruct", "around": [1, 2, 3, 4], "denied": [], "by_country": {"Peru": 1}}, "none"),
    ],
)  # fmt: skip
def test_an_input_is_said_in_words_that_can_be_quoted(inputs: dict[str, Any], said: str) -> None:
    assert f"Inputs        {said}\n" in _explained(inputs)


def test_a_source_is_written_out_and_a_pair_of_thresholds_reads_as_one() -> None:
    told = _explained({}, "20 %: GM, MT, cognis and TC; not GMX", primary_completion_cumulative_days=(180, 365))
    written_out = (
        "Global Clinical Trial Monitor, an investors' monitor of trials (MT), cognis trialwatch and Trial Changelog"
    )
    assert f"Source        20 %: {written_out}; not GMX\n" in told
    assert "Thresholds    primary_completion_cumulative_days = 180 and 365\n" in told


def test_that_watching_began_is_nobodys_doing() -> None:
    began = change("watching", "record", "Now watching: recruiting")
    assert "\nBy " not in explain(update(began), began, Grounds("reason", "source"))


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (None, ""),
        (0, ", submitted on the same day"),
        (1, ", submitted 1 day later"),
        (12, ", submitted 12 days later"),
        (-3, ", submitted 3 days before it"),
    ],
)
def test_how_long_after_it_happened_a_change_was_submitted_is_told_in_words(days: int | None, words: str) -> None:
    dated = replace(SLIP, dates=ChangeDates("2026-02-01", "2026-02-02", None, days))
    assert f"Happened      1 Feb 2026{words}\n" in explain(update(dated), dated, Grounds("reason", "source"))


def test_an_explanation_of_hostile_text_steers_nothing() -> None:
    told = explain(EVIL, EVIL.changes[0], Grounds("reason", "source", notes=("\x1b[2J",)))
    assert "\x1b" not in told
    assert "\u202e" not in told


def test_a_change_without_values_or_inputs_can_be_explained() -> None:
    bare = change("sites.status_withheld", "sites", "Statuses are hidden")
    told = explain(update(bare), bare, Grounds("reason", "source"))
    assert "Before        nothing\nAfter         nothing\n" in told
    assert "Inputs        none\n" in told
