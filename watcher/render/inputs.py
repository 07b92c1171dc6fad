"""What a rating was computed from, in words: the layout of the inputs that `watcher explain` shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from watcher.meaning.words import constant, date, number, plain, sentence, words_of_key
from watcher.model import Json
from watcher.render.words import clean_lines

# Said elsewhere on the page (before, after, the summary), or for programs alone.
_UNSAID = frozenset(
    {
        "before", "after", "date", "field", "fields", "facility", "city", "state", "zip", "country", "around",
        "by_country", "net_significance", "net_rule", "modifier", "km",
    }
)  # fmt: skip

_LABELS = {
    "alike": "Sites that changed alike",
    "class": "Class",
    "countries": "Countries",
    "crossed": "Passed against the first plan",
    "crosses_legal_duty": "Across 18 January 2017",
    "days": "Days moved",
    "days_since_first": "Days against the first plan",
    "denied": "Denied",
    "due_days": "Days left to the date before, when submitted",
    "elements": "Elements that changed",
    "exact": "Both dates exact to the day",
    "exact_since_first": "First plan exact to the day",
    "first": "First paper of the trial",
    "first_known": "First plan known",
    "first_known_as_of": "First plan known, submitted",
    "first_known_origin": "First plan known from",
    "first_in_country": "First site in its country",
    "last_in_country": "Last site in its country",
    "lat": "Latitude of the city",
    "late_phase": "Phase 3 or 2/3",
    "list": "List of outcomes",
    "lists": "Lists of outcomes",
    "lon": "Longitude of the city",
    "net": "Sites on balance",
    "net_percent": "Sites on balance, per cent",
    "people": "People more or fewer",
    "percent": "Per cent more or fewer",
    "percent_of_first": "Per cent against the first plan",
    "recruiting": "Sites that recruit",
    "same_as_before": "Within the month or year given before",
    "sharing_the_address": "Sites of this name and address",
    "similarity": "How alike the words are, 0 to 1",
    "with_completion": "Together with primary completion",
    "words": "Words that decided",
}  # fmt: skip
_ORIGINS = {"watching": "the record as it stood when watching began", "registration": "the registration"}
_CROSSED = re.compile(r"(?:primary_completion|enrollment)\.(later|fewer|more)\.([\d.]+)")


def inputs(found: Mapping[str, Json]) -> Iterator[str]:
    """A line each; what is empty or not known is left out."""
    for key in sorted(found, key=_label):
        if key not in _UNSAID and found[key] not in (None, "", [], ()):
            yield f"{_label(key)}: {_value(key, found[key])}"


def plain_value(value: Json) -> str:
    """Also a threshold: "180 and 365", 20 for 20.0; a true minus sign."""
    if isinstance(value, float):
        value = int(value) if value.is_integer() else value
    said = number(value) if isinstance(value, float) else plain(list(value) if isinstance(value, tuple) else value)
    return said.replace("-", "−", 1) if isinstance(value, int | float) else " ".join(clean_lines(said))


def _label(key: str) -> str:
    return _LABELS.get(key) or sentence(words_of_key(key).replace("_", " "))


def _value(key: str, value: Json) -> str:
    if key == "crossed":
        return ", ".join(map(_crossed, value))
    if key == "first_known_origin":
        return _ORIGINS.get(str(value), str(value))
    if isinstance(value, str):
        day = date(value)
        return " ".join(clean_lines(day if day != value else constant(value)))
    if isinstance(value, Mapping):
        return ", ".join(f"{constant(name)} {plain_value(inner)}" for name, inner in value.items())
    return plain_value(value)


def _crossed(name: Json) -> str:
    found = _CROSSED.fullmatch(str(name))
    if found is None:
        return str(name)
    way, limit = found.groups()
    return f"at least {limit} {'days' if way == 'later' else '%'} {way}"
