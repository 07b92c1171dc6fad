"""What a search asks and two records of a trial that it no longer finds in, which field no longer matches out.

The registry does not say why a trial is no longer found. A field that the search names and that holds another value
now is the reason; words are, where the older record has them and the newer one has not. Anything else is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from watcher.meaning.normal import encode
from watcher.meaning.record import LOCATIONS, STATUS, get, items, phases, status
from watcher.meaning.sites.places import fold
from watcher.meaning.telling.countries import country_key
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
_CLAUSE = re.compile(r'AREA\[(\w+)\](?:RANGE\[([^,\]]*),([^\]]*)\]|\(((?:"[^"]*"|[^")])*)\)|("[^"]*")|(\S+))')


class Reason(Struct, frozen=True):
    """`field` is the part of the search that no longer fits."""

    field: str
    words: str


def why_left(asked: Mapping[str, str], old: Json, new: Json) -> Reason | None:
    """`asked` in the API's own parameters; `old` is the version before, None where there is none. None: unknown."""
    return next(_reasons(asked, old, new), None)


def _reasons(asked: Mapping[str, str], old: Json, new: Json) -> Iterator[Reason]:
    allowed = re.split(r"[,|]", asked.get("filter.overallStatus", ""))
    if allowed != [""] and status(new) not in allowed:
        yield Reason("status", f"its status is now {constant(status(new))}")
    for found in _CLAUSE.finditer(asked.get("filter.advanced", "")):
        yield from _clause(found, new)
    for name, (what, paths) in _WORDS.items():
        gone = _gone(asked.get(name, ""), _text(old, paths), _text(new, paths))
        if gone:
            yield Reason(name.removeprefix("query."), f"{joined(gone)} no longer stands in its {what}")


def _clause(found: re.Match[str], new: Json) -> Iterator[Reason]:
    area, low, high, several, one, bare = found.groups()
    values = [value.strip(' "') for value in (several or one or bare or "").split(" OR ")]
    if area == "Phase" and not set(values) & set(phases(new)):
        yield Reason("phase", f"it is now listed as {phase(phases(new)) or 'without a phase'}")
    if area == "OverallStatus" and status(new) not in values:
        yield Reason("status", f"its status is now {constant(status(new))}")
    if area == "LocationCountry":
        countries = {country_key(str(site.get("country"))) for site in items(new, LOCATIONS)}
        if not countries & set(map(country_key, values)):
            yield Reason("country", f"it lists no site in {joined(values)} any more")
    if area in _DATES and low is not None:
        what, path = _DATES[area]
        day = str(get(new, path) or "")
        if not (low.replace("MIN", "") <= day <= high.strip().replace("MAX", "9999") + "~"):
            yield Reason("date", f"its {what} is now {day or 'not given'}")


def _text(content: Json, paths: tuple[str, ...]) -> str:
    values = [get(content, path) for path in paths]
    return fold(" ".join(encode(value).decode() for value in values if value is not None))


def _gone(asked: str, before: str, after: str) -> list[str]:
    """The words of a plain query that were there and are not; one with an area or an operator is not judged."""
    if not asked or re.search(r"AREA\[|\b(?:OR|NOT|AND)\b|[()]", asked):
        return []
    words = re.findall(r'"[^"]+"|\S+', asked)
    return [quoted(word.strip('"')) for word in words if fold(word) in before and fold(word) not in after]
