"""What a search asks and two records of a trial that it no longer finds in, which field no longer matches out.

The registry does not say why a trial is no longer found. A field that the search names is the reason where the older
record fits and the newer one does not; words are, where the older one has them and the newer one has not; what the
search itself asked for before and asks no more is, where the record still says it. Anything else is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from msgspec import Struct

from watcher.meaning.normal import encode
from watcher.meaning.record import INTERVENTIONS, LOCATIONS, STATUS, get, items, phases, status
from watcher.meaning.sites.places import fold
from watcher.meaning.telling.asked import CLAUSE, NAMED, Name, names_in
from watcher.meaning.words import constant, joined, phase, quoted
from watcher.model import Json

_ID = "protocolSection.identificationModule"
_SPONSORS = "protocolSection.sponsorCollaboratorsModule"
_CONDITIONS = "protocolSection.conditionsModule"

# Where each query of words looks, as people call it.
_WORDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "query.cond": ("conditions", (_CONDITIONS, f"{_ID}.briefTitle", f"{_ID}.officialTitle")),
    "query.intr": ("interventions", ("protocolSection.armsInterventionsModule", f"{_ID}.briefTitle")),
    "query.spons": ("sponsors", (_SPONSORS,)),
    "query.lead": ("lead sponsor", (f"{_SPONSORS}.leadSponsor",)),
    "query.titles": ("titles", (f"{_ID}.briefTitle", f"{_ID}.officialTitle", f"{_ID}.acronym")),
    "query.outc": ("outcomes", ("protocolSection.outcomesModule",)),
    "query.locn": ("locations", (LOCATIONS,)),
    "query.id": ("identifiers", (f"{_ID}.nctId", f"{_ID}.orgStudyIdInfo", f"{_ID}.secondaryIdInfos")),
    "query.term": ("record", ("protocolSection",)),
}
_DATES = {
    "StartDate": ("start", f"{STATUS}.startDateStruct.date"),
    "PrimaryCompletionDate": ("primary completion", f"{STATUS}.primaryCompletionDateStruct.date"),
    "CompletionDate": ("study completion", f"{STATUS}.completionDateStruct.date"),
}


class Reason(Struct, frozen=True):
    """`field` is the part of the search that no longer fits."""

    field: str
    words: str


def why_left(
    asked: Mapping[str, str], old: Json, new: Json, asked_before: Mapping[str, str] | None = None
) -> Reason | None:
    """`asked` in the API's own parameters, `asked_before` those that had found it, where they were others.

    `old` is the version before, None where there is none. None: unknown.
    """
    dropped = _dropped(asked_before, asked, new) if asked_before else ()
    return next(chain(dropped, _reasons(asked, old, new)), None)


def _dropped(before: Mapping[str, str], now: Mapping[str, str], new: Json) -> Iterator[Reason]:
    """What would still find it, were it still asked for."""
    asked = names_in(now)
    names = [name for name in names_in(before) if name not in asked and _says(new, name)]
    for noun, _, phrases in _by_area(names):
        yield Reason("search", f"the search no longer asks for the {noun} {joined(phrases)}")


def _reasons(asked: Mapping[str, str], old: Json, new: Json) -> Iterator[Reason]:
    allowed = re.split(r"[,|]", asked.get("filter.overallStatus", ""))
    if status(old) in allowed and status(new) not in allowed:
        yield Reason("status", f"its status is now {constant(status(new))}")
    yield from _filtered(asked.get("filter.advanced", ""), old, new)
    yield from _unnamed(names_in(asked), old, new)
    for name, (what, paths) in _WORDS.items():
        gone = _gone(asked.get(name, ""), _text(old, paths), _text(new, paths))
        if gone:
            yield Reason(name.removeprefix("query."), _no_longer(gone, what))


def _filtered(asked: str, old: Json, new: Json) -> Iterator[Reason]:
    """Clauses that fitted and do not. Joined by anything but AND and OR, what does not fit is no reason to leave."""
    if re.sub(r"\b(?:AND|OR)\b|[\s()]", "", CLAUSE.sub(" ", asked)):
        return
    for found in CLAUSE.finditer(asked):
        area, low, high, several, one, bare = found.groups()
        if low is not None:
            yield from _dated(area, (low.replace("MIN", ""), high.strip().replace("MAX", "9999") + "~"), old, new)
        else:
            values = [value.strip(' "') for value in (several or one or bare or "").split(" OR ")]
            yield from _listed(area, values, old, new)


def _dated(area: str, span: tuple[str, str], old: Json, new: Json) -> Iterator[Reason]:
    if area in _DATES:
        what, path = _DATES[area]
        was, day = (str(get(content, path) or "") for content in (old, new))
        if was and span[0] <= was <= span[1] and not (day and span[0] <= day <= span[1]):
            yield Reason("date", f"its {what} is now {day or 'not given'}")


def _listed(area: str, values: Sequence[str], old: Json, new: Json) -> Iterator[Reason]:
    had, has = (set(map(fold, _values(content, area))) for content in (old, new))
    lost = [value for value in values if fold(value) in had]
    if not lost or any(fold(value) in has for value in values):
        return
    if area == "Phase":
        yield Reason("phase", f"it is now listed as {phase(phases(new)) or 'without a phase'}")
    if area == "OverallStatus":
        yield Reason("status", f"its status is now {constant(status(new))}")
    if area == "LocationCountry":
        yield Reason("country", f"it lists no site in {joined(lost)} any more")


def _unnamed(names: Sequence[Name], old: Json, new: Json) -> Iterator[Reason]:
    """Of names any of which will do: where none stands any more, those that stood."""
    if any(_says(new, name) for name in names):
        return
    for noun, where, phrases in _by_area([name for name in names if _says(old, name)]):
        yield Reason(noun, _no_longer(phrases, where))


def _by_area(names: Sequence[Name]) -> Iterator[tuple[str, str, list[str]]]:
    for area, (noun, where) in NAMED.items():
        phrases = [quoted(phrase) for named, phrase in names if named == area]
        if phrases:
            yield f"{noun}s" if len(phrases) > 1 else noun, where, phrases


def _no_longer(phrases: Sequence[str], where: str) -> str:
    return f"{joined(phrases)} no longer stand{'' if len(phrases) > 1 else 's'} in its {where}"


def _says(content: Json, name: Name) -> bool:
    area, phrase = name
    return any(f" {fold(phrase)} " in f" {fold(value)} " for value in _values(content, area))


def _values(content: Json, area: str) -> list[str]:
    """What the record says in an area; nothing for an area that is not judged."""
    found: Mapping[str, Json] = {
        "Phase": list(phases(content)),
        "OverallStatus": [status(content)],
        "LocationCountry": [site.get("country") for site in items(content, LOCATIONS)],
        "Condition": get(content, f"{_CONDITIONS}.conditions"),
        "InterventionName": [item.get("name") for item in items(content, INTERVENTIONS)],
        "LeadSponsorName": [get(content, f"{_SPONSORS}.leadSponsor.name")],
    }
    values = found.get(area)
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []


def _text(content: Json, paths: tuple[str, ...]) -> str:
    values = [get(content, path) for path in paths]
    return fold(" ".join(encode(value).decode() for value in values if value is not None))


def _gone(asked: str, before: str, after: str) -> list[str]:
    """The words of a plain query that were there and are not; one with an area or an operator is not judged."""
    if not asked or re.search(r"AREA\[|\b(?:OR|NOT|AND)\b|[()]", asked):
        return []
    words = re.findall(r'"[^"]+"|\S+', asked)
    return [quoted(word.strip('"')) for word in words if fold(word) in before and fold(word) not in after]
