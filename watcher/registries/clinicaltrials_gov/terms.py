"""A search in people's words, or a pasted search address, in; the API's parameters out. A question's grammar only."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import parse_qsl

from watcher.errors import UsageError

Params = dict[str, str]

_QUERIES = {
    "condition": "query.cond",
    "term": "query.term",
    "location": "query.locn",
    "title": "query.titles",
    "intervention": "query.intr",
    "outcome": "query.outc",
    "sponsor": "query.spons",
    "lead_sponsor": "query.lead",
    "id": "query.id",
    "patient": "query.patient",
}
OWN_NAMES = {
    *_QUERIES.values(),
    "filter.overallStatus",
    "filter.geo",
    "filter.advanced",
    "filter.synonyms",
    "aggFilters",
}
STATUSES = (
    "ACTIVE_NOT_RECRUITING", "COMPLETED", "ENROLLING_BY_INVITATION", "NOT_YET_RECRUITING", "RECRUITING", "SUSPENDED",
    "TERMINATED", "WITHDRAWN", "AVAILABLE", "NO_LONGER_AVAILABLE", "TEMPORARILY_NOT_AVAILABLE",
    "APPROVED_FOR_MARKETING", "WITHHELD", "UNKNOWN",
)  # fmt: skip
_PHASES = ("NA", "EARLY_PHASE1", "PHASE1", "PHASE2", "PHASE3", "PHASE4")
_STUDY_TYPES = ("INTERVENTIONAL", "OBSERVATIONAL", "EXPANDED_ACCESS")

# The website's own parameters. Dates are ranges, "2024-01-01_2024-12-31", open on either side.
_PASTED_QUERIES = {
    "cond": "query.cond", "term": "query.term", "intr": "query.intr", "titles": "query.titles", "outc": "query.outc",
    "spons": "query.spons", "lead": "query.lead", "id": "query.id",
}  # fmt: skip
_PASTED_DATES = {
    "start": "StartDate", "primComp": "PrimaryCompletionDate", "studyComp": "CompletionDate",
    "firstPost": "StudyFirstPostDate", "resFirst": "ResultsFirstPostDate", "lastUpdPost": "LastUpdatePostDate",
}  # fmt: skip
_PASTED_PLACE = {"locStr", "lat", "lng", "distance", "country", "state", "city"}
_SEARCH_PAGE = re.compile(r"(?:https?://)?(?:www\.)?clinicaltrials\.gov/search/?\?([^#]*)(?:#.*)?", re.IGNORECASE)
_VALUES = re.compile(r'\]\([^)]*\)|"[^"]*"')  # of one area; an OR between them is no other condition
_VIEW_ONLY = {"viewType", "limit", "page", "rank", "sort", "checkSpell", "tab"}


def params(terms: Mapping[str, str]) -> Params:
    """UsageError for what is not understood: a search that is wider than meant would tell of strangers' trials."""
    if "url" in terms:
        if len(terms) > 1:
            raise UsageError("a search is either a pasted address (url) or terms of its own, not both")
        found = _pasted(terms["url"])
    else:
        found = _joined(_translated(name, value) for name, value in terms.items())
    if not found:
        raise UsageError(f"a search without a term would find every trial; known terms: {_known()}")
    _refuse_numbers_alone(found)
    return found


def _translated(name: str, value: str) -> Params:
    value = value.strip()
    if not value:
        raise UsageError(f"search term {name!r} is empty")
    if name in _QUERIES or name in OWN_NAMES:
        return {_QUERIES.get(name, name): value}
    if name not in _FILTERS:
        close = difflib.get_close_matches(name, [*_QUERIES, *_FILTERS], 1)
        raise UsageError(
            f"unknown search term {name!r}; {f'did you mean {close[0]!r}? ' if close else ''}known: {_known()}"
        )
    return _FILTERS[name](value)


def _status(value: str) -> Params:
    return {"filter.overallStatus": "|".join(_words("status", value, STATUSES))}


def _phase(value: str) -> Params:
    spelled = re.sub(r"(?i)\b(early[ _]?)?(?:phase[ _]?)?([1-4])\b", _spelled_phase, value)
    return _area("Phase", _words("phase", spelled, _PHASES))


def _spelled_phase(found: re.Match[str]) -> str:
    return f"{'EARLY_' if found[1] else ''}PHASE{found[2]}"


def _study_type(value: str) -> Params:
    return _area("StudyType", _words("study_type", value, _STUDY_TYPES))


def _country(value: str) -> Params:
    return _area("LocationCountry", [_phrase(name) for name in value.split("|")])


def _near(value: str) -> Params:
    """ "52.52,13.40,50km" """
    if not re.fullmatch(r"-?\d+(\.\d+)?,-?\d+(\.\d+)?,\d+(\.\d+)?(km|mi)", value.replace(" ", "")):
        raise UsageError(
            f"search term near = {value!r}: latitude, longitude and distance, as 52.52,13.40,50km, would do"
        )
    return {"filter.geo": f"distance({value.replace(' ', '')})"}


_FILTERS: Mapping[str, Callable[[str], Params]] = {
    "status": _status,
    "phase": _phase,
    "study_type": _study_type,
    "country": _country,
    "near": _near,
    "advanced": lambda value: {"filter.advanced": value},
}


def _known() -> str:
    return ", ".join([*_QUERIES, *_FILTERS, "url"])


def _words(name: str, value: str, known: tuple[str, ...]) -> list[str]:
    """Several words stand apart by a comma, a bar or a slash; blanks and small letters are forgiven."""
    words = [re.sub(r"[\s-]+", "_", word.strip()).upper() for word in re.split(r"[,|/]", value)]
    for word in words:
        if word not in known:
            raise UsageError(f"search term {name} = {value!r}: {word!r} is not known; known: {', '.join(known)}")
    return words


def _area(area: str, values: list[str]) -> Params:
    return {"filter.advanced": f"AREA[{area}]" + (values[0] if len(values) == 1 else f"({' OR '.join(values)})")}


def _phrase(text: str) -> str:
    return '"' + text.strip().replace('"', "") + '"'


def _joined(parts: Iterable[Params]) -> Params:
    """Conditions on areas all hold together; anything else is said once."""
    found: Params = {}
    conditions: list[str] = []
    for part in parts:
        for name, value in part.items():
            if name == "filter.advanced":
                conditions.append(value)
            elif name in found:
                raise UsageError(f"the search says {name} twice: {found[name]!r} and {value!r}")
            else:
                found[name] = value
    if conditions:
        several = len(conditions) > 1
        found["filter.advanced"] = " AND ".join(map(_closed, conditions)) if several else conditions[0]
    return found


def _closed(condition: str) -> str:
    """AND binds closer than OR: without brackets one side of an OR would do, whatever is asked beside it."""
    return f"({condition})" if " OR " in _VALUES.sub("", condition) else condition


def _pasted(address: str) -> Params:
    found = _SEARCH_PAGE.fullmatch(address.strip())
    if found is None:
        raise UsageError(
            f"{address.strip()[:200]!r} is no search address; https://clinicaltrials.gov/search?cond=… would do"
        )
    given = dict(parse_qsl(found[1]))
    strange = set(given) - {*_PASTED_QUERIES, *_PASTED_DATES, *_VIEW_ONLY, *_PASTED_PLACE, "aggFilters"}
    if strange:
        raise UsageError(f"the search address asks for {', '.join(sorted(strange))}, which the API cannot be asked for")
    parts = [{_PASTED_QUERIES[name]: given[name]} for name in _PASTED_QUERIES if given.get(name)]
    parts += [_range(area, given[name]) for name, area in _PASTED_DATES.items() if given.get(name)]
    if given.get("aggFilters"):
        parts.append({"aggFilters": given["aggFilters"]})
    return _joined([*parts, _place(given)])


def _range(area: str, value: str) -> Params:
    first, _, last = value.partition("_")
    return {"filter.advanced": f"AREA[{area}]RANGE[{first or 'MIN'},{last or 'MAX'}]"}


def _place(given: Mapping[str, str]) -> Params:
    """By distance when the address holds a point, else by words. The website counts in miles."""
    if given.get("lat") and given.get("lng"):
        return _near(f"{given['lat']},{given['lng']},{given.get('distance') or 50}mi")
    words = given.get("locStr") or ", ".join(given[name] for name in ("city", "state", "country") if given.get(name))
    return {"query.locn": words} if words else {}


def _refuse_numbers_alone(found: Params) -> None:
    """The API ignores all filters when any query holds nothing but NCT numbers."""
    for name, value in found.items():
        if name.startswith("query.") and re.fullmatch(r"(NCT\d+[\s,]*)+", value, re.ASCII | re.IGNORECASE):
            raise UsageError(f"the search {name} = {value!r} names trials; list them under trials = […] instead")
