"""Markdown and Slack: registry text stays text, and what does not fit is left out whole and counted."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.updates import BLIND, EVIL, SITES, SLIP, SLIPPED, TIGHTENED, change, digest, message, step, update
from watcher.render import markdown as md
from watcher.render import slack
from watcher.render.markdown import markdown, of_update
from watcher.render.slack import blocks

MANY = update(
    *(change("criterion.added", "eligibility", f"Criterion {n} was added, which is long") for n in range(3000))
)

# Whatever makes more of a text than text: marks, code, tables, links, mathematics, elements, mentions, issues, lists.
ACTIVE = re.compile(r"[\\`*_~|\[\]$<>&]|#(?!\0)|(?<![A-Za-z0-9])@(?!\0)|://|^[-+=]|^\d+[.)]")


@given(st.text("\\`*_~|[]<>@#$&:/.w -+=1GH\x1b\u202e", max_size=40))
def test_no_sign_of_a_text_is_active_in_markdown(text: str) -> None:
    rest = re.sub(r"\\[\\`*_~|\[\]$+=-]|&(?:amp|lt|gt|#\d+);", "\0", md.escaped(text))
    assert not ACTIVE.search(rest)


def test_hostile_text_neither_mentions_nor_links_nor_marks() -> None:
    told = markdown(message(EVIL))
    for active in ("<script", "@everyone", "`code`", "*bold*", "[x]", " | `", "#1", "javascript:"):
        assert active not in told.replace("\\", "\0")


def test_an_address_of_mail_is_copied_as_it_is_and_nobody_is_mentioned() -> None:
    assert md.escaped("tip@uhn.ca, @octocat, (@octocat), é@octocat") == (
        "tip@uhn.ca, @&#8203;octocat, (@&#8203;octocat), é@&#8203;octocat"
    )


def test_the_whole_of_a_small_update_reads_as_meant() -> None:
    assert of_update(SLIPPED) == (
        """\
## 9 Feb 2026: Primary completion moved 241 days later, to 10 Jan 2028; enrollment 240 → 264

### Dates

- Primary completion moved 241 days later, from 14 May 2027 to 10 Jan 2028 (estimated)
  - 312 days later than planned at registration (4 Mar 2027)

### Enrollment

- Planned enrollment changed from 240 to 264 (+10 %)

Submitted 3 Feb 2026, posted 5 Feb 2026. Seen 9 Feb 2026, 15:17 UTC, in the registry's data of 9 Feb 2026. \
Version 3 → 4.
"""
    )


def test_sites_are_a_table() -> None:
    assert "  | Country | Sites | Where |\n  | --- | --: | --- |\n  | Italy | 3 | Padova, Roma (2) |\n" in markdown(
        message(SITES)
    )


def test_words_that_went_and_came_are_elements_that_github_shows() -> None:
    assert "week <del>52</del> <ins>48</ins>" in markdown(message(TIGHTENED))


@pytest.mark.parametrize("limit", [1500, 4000, 65_000])
def test_a_long_message_ends_at_a_change_with_a_count(limit: int) -> None:
    told = markdown(message(MANY), limit)
    shown = len(re.findall(r"^- Criterion \d+ was added, which is long$", told, re.MULTILINE))
    left = re.search(r"… and ([\d,]+) more than fit here", told)
    assert len(told) <= limit
    assert left is not None
    assert shown + int(left[1].replace(",", "")) == 3000
    assert "The record" in told
    assert "Message 0123456789abcdef01234567" in told


def test_a_message_that_fits_is_whole() -> None:
    whole = markdown(message(SLIPPED))
    assert markdown(message(SLIPPED), len(whole)) == whole
    assert "more than fit" in markdown(message(SLIPPED), len(whole) - 1)


def test_a_digest_has_a_heading_for_each_trial() -> None:
    told = markdown(digest(step(1, SLIP, labels={"asset": "anifrolumab"})))
    assert "### anifrolumab\n\n#### Primary completion moved" in told
    assert "1,200 trials checked, 3 not seen" in told


def test_a_notice_is_told_line_by_line() -> None:
    assert "This is no outage, and no trial vanished.\n\nNothing is waiting to be sent." in markdown(BLIND)


@pytest.mark.parametrize("told", [message(SLIPPED), message(SITES), message(EVIL), message(MANY), digest(), BLIND])
def test_slack_gets_what_it_takes(told: object) -> None:
    """Block Kit: 50 blocks, 150 characters in a header, 3,000 in a section, 10 elements in a context."""
    found = blocks(told)  # type: ignore[arg-type]
    assert 0 < len(found) <= 50
    for block in found:
        assert block["type"] in {"header", "section", "context"}
        texts = block["elements"] if block["type"] == "context" else [block["text"]]
        assert 0 < len(texts) <= 10
        assert all(0 < len(text["text"]) <= (150 if block["type"] == "header" else 3000) for text in texts)


def test_a_long_message_in_slack_says_how_much_is_left_out_and_keeps_its_link() -> None:
    found = blocks(message(MANY), limit=6)
    assert len(found) == 6
    assert re.fullmatch(r"… and \d+ more than fit here", found[-2]["text"]["text"])
    assert any("<https://clinicaltrials.gov/study/NCT06455449|The record>" in e["text"] for e in found[-1]["elements"])


@given(st.text("&<>*_~`!@#|ab ", max_size=40))
def test_no_sign_of_a_text_is_active_in_slack(text: str) -> None:
    escaped = slack.escaped(text)
    assert not re.search(r"[<>*_~`]|&(?!amp;|lt;|gt;)", escaped)


def test_a_mark_in_slack_stands_between_spaces() -> None:
    assert slack.marked([("=", "at week"), ("-", " 52"), ("+", " 48"), ("=", " of the study")]) == (
        "at week ~52~ *48* of the study"
    )
