"""One line of criteria in, the heading that it is out: which section begins here, and for whom."""

from __future__ import annotations

import re

from msgspec import Struct

from watcher.meaning.eligibility.lines import Line

INCLUSION, EXCLUSION = "inclusion", "exclusion"
UNDIVIDED = "undivided"  # criteria of which the text does not say whether they take in or leave out
OTHER = "other"  # what stands before all criteria


class Heading(Struct, frozen=True):
    """`group` is None for a heading that says no more than which section it opens ("Key Inclusion Criteria:")."""

    section: str
    text: str
    group: str | None = None
    rest: str | None = None  # text that stands behind the heading on its line
    is_sure: bool = True  # names the section; a sentence ("Patients will be excluded if they:") only implies it


_LONGEST = 160
# As it is spelled: "EXCLUSION CRITIERIA", "Exlusion criteria", "IncInclusion criteria". The letters of a word in any
# order are that word beside the other one ("Exclsuion Crteria"), never alone ("Insulin").
_SIDE = r"\w{0,3}?(non[- ]?in|in|ex)"
_STRICT = r"[clu]{2,5}[stc]{1,3}i?ons?(?:ary)?"
_LOOSE = r"[clusiont]{5,9}"
_CRITERIA = r"(?:crit\w*|c[rit][criteas]{3,9}(?:on)?)\b"
_PLAIN = re.compile(
    r"(?:the |all )?(?:(?:key|main|major|general|abbreviated|principal|primary|basic|core|study|patient|subject"
    rf"|participant)\W+)*{_SIDE}(?:{_STRICT}(?: (?P<criteria>{_CRITERIA}))?|{_LOOSE} (?P<too>{_CRITERIA}))",
    re.IGNORECASE,
)
_NAMED = re.compile(rf"\b{_SIDE}(?:{_STRICT}|{_LOOSE}) {_CRITERIA}", re.IGNORECASE)
_EITHER = re.compile(
    rf"(?:(?:key|main|general|protocol|study)\W+)*(?:eligibility|entry|selection) {_CRITERIA}\W*", re.IGNORECASE
)
_EXCLUSIONS = re.compile(r"(?:[\w-]+[ /]){0,3}(?:exclusions|excluded)(?: .{0,40})?:?$", re.IGNORECASE)
# Words by which a line speaks about criteria and does not head them.
_SPEAKS = re.compile(
    r"\b(?:not|meets?|met|meeting|satisf\w+|fulfil\w*|conform\w*|apply|applies|applied|addition to|available|above"
    r"|listed|details?|marked|full list|per|according|note|see|refer)\b",
    re.IGNORECASE,
)
_EXCLUDES = re.compile(
    r"\b(?:excluded?|ineligible|disqualif\w+|not (?:be )?(?:eligible|included|enrolled|allowed to participate)"
    r"|no(?:t|ne) of the following)\b",
    re.IGNORECASE,
)
_INCLUDES = re.compile(r"\b(?:eligible|included|inclusion|must (?:meet|satisfy|have)|enroll?ed)\b", re.IGNORECASE)
_SENTENCE_END = (".", ";", "!", "?")
_SHORT_REST = 8  # words; behind "Inclusion Criteria:" fewer name a group ("Stratum 1")
_SHORT = 14  # words of a line that heads a list without a colon ("Additional Inclusion Criteria - Arm 3 only")
# "Weight", "Group 2: atopic individuals (n=20)", "[Part 3 only]"; neither "OR" nor a sentence nor a limit.
_TITLE = re.compile(
    r"(?!(?:or|and|except|plus|but|note|unless|if|with|without)\b)[\[(]?[A-Z][^.!?<>≤≥]*(?<![,;])", re.IGNORECASE
)
_TITLE_WORDS = 10


def heading(line: Line, *, before_item: bool) -> Heading | None:
    """None where the line is a criterion. `before_item`: the next line bears a mark."""
    text = line.text.strip("*_# ").replace("：", ":")
    plain = _PLAIN.match(text)
    if plain and (found := _plain(line, text, plain, before_item=before_item)):
        return found
    is_short = before_item and not line.is_item and len(text.split()) <= _SHORT
    if len(text) > _LONGEST or (text.endswith(_SENTENCE_END) and not (plain and is_short)):
        return None
    if _EITHER.fullmatch(text) and (text.endswith(":") or not line.is_item):
        return Heading(UNDIVIDED, line.text)
    return _named(line, text, is_short=is_short) or _implied(line, text)


def is_title(line: Line) -> bool:
    """Names a topic or a cohort without a colon, by its looks alone: where it stands has to agree."""
    text = line.text
    is_name = text[:1].isupper() or text[:1] in "[("
    return is_name and len(text.split()) <= _TITLE_WORDS and bool(_TITLE.fullmatch(text))


def _plain(line: Line, text: str, found: re.Match[str], *, before_item: bool) -> Heading | None:
    section, rest = _section(found.group(1)), text[found.end() :].lstrip(" *_")
    is_word_only = not (found["criteria"] or found["too"])
    if not rest.strip(":.-–— "):
        # A single word needs its colon or a line without a mark: "* Exclusion" may be an item.
        return None if is_word_only and line.is_item and not rest else Heading(section, line.text)
    if rest[0] not in ":-–—" or is_word_only:
        return None
    rest = rest.lstrip(":-–—* _")
    if before_item and len(rest.split()) <= _SHORT_REST and not rest.endswith(_SENTENCE_END):
        return Heading(section, line.text, group=line.text)
    return Heading(section, text.removesuffix(rest).rstrip(), rest=rest)


def _named(line: Line, text: str, *, is_short: bool) -> Heading | None:
    """ "Inclusion Criteria for Part C", "Cohort B - Specific Exclusion Criteria:"."""
    sections = {_section(name) for name in _NAMED.findall(text)}
    if len(sections) != 1:
        return None
    heads = is_short or text.endswith((":", "-")) or bool(_NAMED.search(text[-24:]) or _NAMED.match(text))
    if not heads or (_SPEAKS.search(text) and not text.endswith(":")) or (line.is_item and not text.endswith(":")):
        return None
    return Heading(sections.pop(), line.text, group=line.text, is_sure=not _SPEAKS.search(text))


def _implied(line: Line, text: str) -> Heading | None:
    if line.is_item or line.indent:
        return None
    if _EXCLUSIONS.match(text):
        return Heading(EXCLUSION, line.text, group=line.text)
    if not text.endswith(":"):
        return None
    if _EXCLUDES.search(text):
        return Heading(EXCLUSION, line.text, group=line.text, is_sure=False)
    if _INCLUDES.search(text):
        return Heading(INCLUSION, line.text, group=line.text, is_sure=False)
    return None


def _section(name: str) -> str:
    return INCLUSION if name.lower() == "in" else EXCLUSION
