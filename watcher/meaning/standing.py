"""A pair of records and the changes in, what people ask about and did not change out: "What did not change"."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from watcher.meaning.draft import Pair
from watcher.meaning.record import CRITERIA, ENROLLMENT, STATUS, get
from watcher.meaning.sites.fold import unchanged_sites
from watcher.meaning.words import constant, date, number
from watcher.model import Change, Json


def unchanged(changes: Sequence[Change], pair: Pair) -> tuple[str, ...]:
    """Of what people ask about, how that stands in which nothing changed.

    Of the dates it is primary completion that they ask about: another one may have moved.
    """
    touched = {
        change.section for change in changes if change.edits and not (change.section == "dates" and _is_other(change))
    }
    return tuple(words for section, fact in _standing(pair).items() if section not in touched and (words := fact()))


def _is_other(change: Change) -> bool:
    return change.label != "Primary completion"


def _standing(pair: Pair) -> dict[str, Callable[[], str | None]]:
    """How the sections that people ask about stand: asked only where nothing changed."""
    return {
        "status": lambda: f"Status: {constant(get(pair.new, f'{STATUS}.overallStatus'))}",
        "enrollment": lambda: _enrollment(pair.new),
        "sites": lambda: unchanged_sites(pair),
        "dates": lambda: _completion(pair.new),
        "eligibility": lambda: "Eligibility: age limits and criteria" if get(pair.new, CRITERIA) else None,
    }


def _enrollment(content: Json) -> str | None:
    count = get(content, f"{ENROLLMENT}.count")
    kind = get(content, f"{ENROLLMENT}.type")
    return f"Enrollment: {number(count)}{_type(kind)}" if isinstance(count, int) else None


def _completion(content: Json) -> str | None:
    found = get(content, f"{STATUS}.primaryCompletionDateStruct")
    is_given = isinstance(found, dict) and found.get("date")
    return f"Primary completion: {date(found['date'])}{_type(found.get('type'))}" if is_given else None


def _type(kind: Json) -> str:
    return f" ({constant(kind)})" if kind else ""
