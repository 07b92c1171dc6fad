"""Contradictions inside one record (docs/rating.md, correction 15): a record in, what does not fit in it out."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator
from typing import NamedTuple

from msgspec.structs import replace

from watcher.meaning.dates import PartialDate
from watcher.meaning.draft import Draft, Pair
from watcher.meaning.record import ARMS, ENROLLMENT, OUTCOMES, STATUS, SUBMITTED, get, items, phases, status
from watcher.meaning.words import constant, number, phase, quoted
from watcher.meaning.words import date as worded
from watcher.model import Json

_DESIGN = "protocolSection.designModule.designInfo"
_TITLES = "protocolSection.identificationModule"
_RECRUITING = {"RECRUITING", "ENROLLING_BY_INVITATION"}
_COMPARED = re.compile(r"\bcompared\s+(?:to|with)\b|\bversus\b|\bvs\b", re.IGNORECASE)
# With what stands around it, where the arms are named.
_COMPARED_WITH = re.compile(rf".{{0,60}}(?:{_COMPARED.pattern}).{{0,60}}", re.IGNORECASE | re.DOTALL)
_TITLE_PHASE = re.compile(
    r"\bphase[\s-]+(iv|iii|ii|i|[1-4])(?:\s?[ab])?(?:\s?[/-]\s?(iv|iii|ii|i|[1-4])[ab]?)?\b", re.IGNORECASE
)
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_PEOPLE = re.compile(r"[0-9]{1,9}")  # a text in the record: "²" is a digit to Python as well, and no number


def fold_consistency(pair: Pair) -> list[Draft]:
    """Contradictions that the newer record opened or closed. They own no edits."""
    if "WITHHELD" in {status(pair.old), status(pair.new)}:
        return []  # what the registry hides says nothing, and contradicts nothing
    checks = [check for check in CHECKS if any(get(pair.old, path) != get(pair.new, path) for path in check.reads)]
    before, after = _found(checks, pair.old), {**_found(checks, pair.new), **_comparison_with_gone(pair)}
    opened = [
        replace(_draft("opened", rule, words), details=_still_given(pair.new, rule))
        for rule, words in after.items()
        if rule not in before
    ]
    closed = [_draft("closed", rule, words) for rule, words in before.items() if rule not in after]
    return opened + closed


def _draft(verb: str, rule: str, words: str) -> Draft:
    summary = f"The record now contradicts itself: {words}" if verb == "opened" else f"No longer in the record: {words}"
    return Draft(
        kind=f"consistency.{verb}",
        path=_PATHS[rule],
        label="Contradiction in the record",
        section="record",
        summary=summary,
        item=rule,
        before=words if verb == "closed" else None,
        after=words if verb == "opened" else None,
        inputs={"contradiction": rule},
    )


def _still_given(content: Json, rule: str) -> tuple[str, ...]:
    """What the design claims beside a comparison that has lost its arm."""
    design = (get(content, f"{_DESIGN}.{name}") for name in ("allocation", "interventionModel"))
    claimed = [constant(value) for value in design if value]
    is_claimed = rule == "comparison_without_arm" and claimed
    return (f"The design is still given as {', '.join(claimed)}",) if is_claimed else ()


class Check(NamedTuple):
    rule: str
    find: Callable[[Json], Iterator[str]]
    reads: tuple[str, ...]  # where nothing of this moved, the check says of both records the same


def _found(checks: Iterable[Check], content: Json) -> dict[str, str]:
    """Rule → what does not fit, in words. Empty for most records."""
    return {check.rule: words for check in checks for words in check.find(content)}


def _comparison_with_gone(pair: Pair) -> dict[str, str]:
    """An outcome compares with an arm that this update removed: seen only in the pair (NCT05414032)."""
    stayed = {str(arm.get("label")) for arm in items(pair.new, ARMS)}
    gone = [str(arm.get("label")) for arm in items(pair.old, ARMS) if str(arm.get("label")) not in stayed]
    if len(items(pair.new, ARMS)) >= len(items(pair.old, ARMS)):
        return {}
    telling = {word for label in gone for word in _words(label)} - {word for label in stayed for word in _words(label)}
    names = {_short_name(label) for label in gone} - {_short_name(label) for label in stayed}
    texts = (str(outcome.get("measure", "")) for outcome in items(pair.new, f"{OUTCOMES}.primaryOutcomes"))
    for found in map(_COMPARED_WITH.search, texts):
        named = _named(found[0], names, telling) if found else None
        if named:
            words = f"a primary outcome compares with {quoted(named)}, an arm that was removed"
            return {"comparison_without_arm": words}
    return {}


def _short_name(label: str) -> str:
    """ "Arm C: Drug A and placebo" → "arm c"."""
    return re.split(r":| [-–] |\(", label, maxsplit=1)[0].strip().casefold()


def _named(comparison: str, names: Iterable[str], telling: Container[str]) -> str | None:
    """The arm by its short name, on either side, or by a word of its label that no other arm has."""
    folded = comparison.casefold()
    for name in sorted(names):
        if name and re.search(rf"\b{re.escape(name)}\b", folded):
            return name
    behind = _COMPARED.split(folded, maxsplit=1)[-1]
    return next((word for word in _words(behind) if word in telling), None)


def _words(text: str) -> list[str]:
    return [
        word for word in re.findall(r"[^\W\d_]{5,}", text.casefold()) if word not in {"cohort", "group", "treatment"}
    ]


def _allocation(content: Json) -> Iterator[str]:
    arms = items(content, ARMS)
    if get(content, f"{_DESIGN}.allocation") == "RANDOMIZED" and len(arms) == 1:
        yield "it says randomized, and lists a single arm"


def _participants(content: Json) -> Iterator[str]:
    info = get(content, ENROLLMENT)
    periods = items(content, "resultsSection.participantFlowModule.periods")
    if not isinstance(info, dict) or not periods or info.get("type") != "ACTUAL":
        return
    started = [
        int(figure)
        for milestone in items(periods[0], "milestones")
        if milestone.get("type") == "STARTED"
        for count in items(milestone, "achievements")
        if _PEOPLE.fullmatch(figure := str(count.get("numSubjects", "")))
    ]
    enrolled = info.get("count")
    if started and isinstance(enrolled, int) and sum(started) != enrolled:
        yield f"{number(sum(started))} participants started, and actual enrollment is {number(enrolled)}"


def _status_and_dates(content: Json) -> Iterator[str]:
    word, start = status(content), get(content, f"{STATUS}.startDateStruct")
    if not isinstance(start, dict):
        return
    day, submitted = PartialDate.parse(start.get("date")), PartialDate.parse(get(content, SUBMITTED))
    if word == "NOT_YET_RECRUITING" and start.get("type") == "ACTUAL":
        yield f"it is not yet recruiting, and has an actual start, {worded(start.get('date'))}"
    if word in _RECRUITING and start.get("type") == "ESTIMATED" and day and submitted and day.last < submitted.first:
        yield f"it is {constant(word)}, and its start of {worded(start.get('date'))} is still an estimate"


def _completion_order(content: Json) -> Iterator[str]:
    primary = PartialDate.parse(get(content, f"{STATUS}.primaryCompletionDateStruct.date"))
    last = PartialDate.parse(get(content, f"{STATUS}.completionDateStruct.date"))
    if primary and last and primary.first > last.last:
        yield f"primary completion ({primary.words}) is later than study completion ({last.words})"


def _title_and_phase(content: Json) -> Iterator[str]:
    listed = {name.removeprefix("EARLY_").removeprefix("PHASE") for name in phases(content)}
    if not listed or listed == {"NA"}:
        return
    for title in ("briefTitle", "officialTitle"):
        found = _TITLE_PHASE.search(str(get(content, f"{_TITLES}.{title}") or ""))
        if found is None:
            continue
        named = {_ROMAN.get(part.lower(), part) for part in found.groups() if part}
        if not named & listed:
            yield f"the title says {quoted(found.group(0))}, and the phase is {(phase(phases(content)) or '').lower()}"
            return


CHECKS = (
    Check("single_arm_randomized", _allocation, (ARMS, _DESIGN)),
    Check("started_against_enrollment", _participants, (ENROLLMENT, "resultsSection.participantFlowModule")),
    Check("status_against_dates", _status_and_dates, (STATUS,)),
    Check("completion_order", _completion_order, (STATUS,)),
    Check("title_against_phase", _title_and_phase, (_TITLES, "protocolSection.designModule.phases")),
)
_PATHS = {
    "single_arm_randomized": f"{_DESIGN}.allocation",
    "comparison_without_arm": ARMS,
    "started_against_enrollment": f"{ENROLLMENT}.count",
    "status_against_dates": f"{STATUS}.startDateStruct.date",
    "completion_order": f"{STATUS}.primaryCompletionDateStruct.date",
    "title_against_phase": "protocolSection.designModule.phases",
}
