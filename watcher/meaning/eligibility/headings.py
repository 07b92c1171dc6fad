"""One line of criteria in, the heading that it is out: which section begins here, and for whom."""

from __future__ import annotations

import re
from dataclasses import dataclass

from watcher.meaning.eligibility.lines import Line

INCLUSION, EXCLUSION, OTHER = "inclusion", "exclusion", "other"


@dataclass(frozen=True, slots=True)
class Heading:
    """`group` is None for a heading that says no more than which section it opens ("Key Inclusion Criteria:")."""

    section: str
    text: str
    group: str | None = None
    rest: str | None = None  # text that stands behind the heading on its line
    is_sure: bool = True  # names the section; a sentence ("Patients will be excluded if they:") only implies it


_LONGEST = 160
_PLAIN = re.compile(
    r"(?:the |all )?(?:(?:key|main|major|general|abbreviated|principal|primary|basic|core|study|patient|subject"
    r"|participant)\W+)*"
    r"(non[- ]?inclusion|inclusion|exclusion)s?(?: (?:criteria|criterion|criterias))?",
    re.IGNORECASE,
)
_NAMED = re.compile(r"\b(non[- ]?inclusion|inclusion|exclusion)s? (?:criteria|criterion|criterias)\b", re.IGNORECASE)
_EXCLUSIONS = re.compile(r"(?:[\w-]+[ /]){0,3}(?:exclusions|excluded)(?: .{0,40})?:?$", re.IGNORECASE)
# Words by which a line speaks about criteria and does not head them.
_SPEAKS = re.compile(
    r"\b(?:not|meets?|met|meeting|satisf\w+|fulfil\w*|conform\w*|apply|applies|applied|addition to|available|above"
    r"|listed|details?|marked|full list|per|according)\b",
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


def heading(line: Line, *, before_item: bool) -> Heading | None:
    """None where the line is a criterion. `before_item`: the next line bears a mark."""
    text = line.text.strip("*_# ")
    if plain := _PLAIN.match(text):
        found = _plain(line, text, plain, before_item=before_item)
        if found:
            return found
    if len(text) > _LONGEST or text.endswith(_SENTENCE_END):
        return None
    return _named(line, text) or _implied(line, text)


def _plain(line: Line, text: str, found: re.Match[str], *, before_item: bool) -> Heading | None:
    section, rest = _section(found.group(1)), text[found.end() :].lstrip(" *_")
    if not rest.strip(":.-–— "):
        # A single word needs its colon or a line without a mark: "* Exclusion" may be an item.
        is_word_only = "criteri" not in found.group(0).lower()
        return None if is_word_only and line.is_item and not rest else Heading(section, line.text)
    if rest[0] not in ":-–—" or "criteri" not in found.group(0).lower():
        return None
    rest = rest.lstrip(":-–—* _")
    if before_item and len(rest.split()) <= _SHORT_REST and not rest.endswith(_SENTENCE_END):
        return Heading(section, line.text, group=line.text)
    return Heading(section, text.removesuffix(rest).rstrip(), rest=rest)


def _named(line: Line, text: str) -> Heading | None:
    """ "Inclusion Criteria for Part C", "Cohort B - Specific Exclusion Criteria:"."""
    sections = {_section(name) for name in _NAMED.findall(text)}
    if len(sections) != 1:
        return None
    ends = text.endswith((":", "-")) or bool(_NAMED.search(text[-24:]) or _NAMED.match(text))
    if not ends or (_SPEAKS.search(text) and not text.endswith(":")) or (line.is_item and not text.endswith(":")):
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
    return INCLUSION if name.lower().startswith("inclusion") else EXCLUSION
