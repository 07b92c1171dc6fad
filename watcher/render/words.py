"""What every format shares beside the words of meaning/: headings, cuts, and text made safe to show."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from datetime import date as calendar_date
from typing import TypeVar

from watcher.meaning.words import constant, date, number, sentence, words_of_key
from watcher.meaning.words import count as count  # these two for those who need them beside the words below
from watcher.meaning.words import shortened as shortened

Item = TypeVar("Item")

# In the order in which sections of equal weight are read.
SECTIONS = {
    "status": "Status",
    "enrollment": "Enrollment",
    "sites": "Sites",
    "dates": "Dates",
    "outcomes": "Outcomes",
    "eligibility": "Eligibility",
    "design": "Design",
    "arms": "Arms and interventions",
    "people": "Sponsor and people",
    "results": "Results",
    "documents": "Documents and data sharing",
    "references": "References",
    "texts": "Titles and texts",
    "record": "The record itself",
}

_FIELD = re.compile(r"[a-z][A-Za-z0-9]*")
# Whole escape sequences go, or their tail ("[31m") would be left as text. CSI, OSC with its end, then two-byte ones.
_ESCAPE_SEQUENCES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x9b[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.")
_LINE_BREAKS = re.compile(r"\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
# Control, format (bidi overrides, zero-width, tags), surrogate, private and unassigned characters show nothing good.
_UNSHOWN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def heading(section: str) -> str:
    return SECTIONS.get(section) or clean(section.replace("_", " ")).capitalize()


def section_order(section: str) -> int:
    """A section this page does not know stands before the record's own bookkeeping."""
    names = list(SECTIONS)
    return names.index(section) if section in SECTIONS else names.index("record")


def key(name: str) -> str:
    """The key of an object as a label: "timeFrame" → "Time frame", "NOT_YET_RECRUITING" → "Not yet recruiting".

    A key that no registry wrote is a name ("Drug A, deaths"), and stays.
    """
    if _FIELD.fullmatch(name):
        return clean(sentence(words_of_key(name)))
    return clean(sentence(constant(name)) if name.isupper() else name)


def clean_lines(text: str) -> list[str]:
    """Registry text without what a terminal or a mail reader would obey; its lines, blank ones left out."""
    lines = _LINE_BREAKS.split(_ESCAPE_SEQUENCES.sub("", text))
    return [line for line in map(_clean_line, lines) if line]


def clean(text: str) -> str:
    """The same in one line."""
    return " ".join(clean_lines(text))


def _clean_line(line: str) -> str:
    return " ".join("".join(map(_shown, line)).split())


def _shown(character: str) -> str:
    if character == "\t":
        return " "
    return "" if unicodedata.category(character) in _UNSHOWN else character


def first_of(items: Sequence[Item], limit: int) -> tuple[tuple[Item, ...], str | None]:
    """The items that fit, and "… and 12 more" when some do not: never a cut item, never a hidden one."""
    if len(items) <= limit:
        return tuple(items), None
    return tuple(items[:limit]), f"… and {number(len(items) - limit)} more"


def day_of(moment: calendar_date) -> str:
    """14 May 2027."""
    return date(f"{moment:%Y-%m-%d}")


def instant(moment: datetime) -> str:
    """Always UTC, and said so."""
    at = moment.astimezone(UTC)
    return f"{day_of(at)}, {at:%H:%M} UTC"


def moment(text: str) -> str:
    """An instant in ISO form as people read it; any other text as it is, clean."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return clean(text)
    return instant(found) if found.tzinfo else clean(date(text))
