"""An outcome in, the elements that it is made of out."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from watcher.meaning.outcomes import vocabulary
from watcher.meaning.outcomes.composites import Composite, composite
from watcher.meaning.outcomes.vocabulary import named
from watcher.model import Json

_Words = frozenset[str]


class Elements(Struct, frozen=True):
    measure: str
    description: str
    text: str  # both
    time_frame: str
    domain: _Words
    measurement: _Words
    metric: _Words
    assessor: _Words
    confirmation: _Words
    composite: Composite


def fields(outcome: Json) -> tuple[str, str, str]:
    """Measure, description and time frame of an outcome of the protocol, canonical or not."""
    item = outcome if isinstance(outcome, dict) else {}
    return str(item.get("measure") or ""), str(item.get("description") or ""), str(item.get("timeFrame") or "")


@lru_cache(maxsize=2048)
def elements(measure: str, description: str, time_frame: str) -> Elements:
    text = f"{measure} {description}".strip()
    return Elements(
        measure=measure,
        description=description,
        text=text,
        time_frame=time_frame,
        domain=domain(measure),
        measurement=named(vocabulary.MEASUREMENTS, text),
        metric=_metric(measure) or _metric(description),
        assessor=named(vocabulary.ASSESSORS, text),
        confirmation=_confirmation(text),
        composite=composite(text),
    )


@lru_cache(maxsize=4096)
def domain(measure: str) -> _Words:
    """What is measured, as far as its name is a usual one; empty otherwise."""
    found = named(vocabulary.DOMAINS, measure)
    return frozenset(
        name
        for name in found
        if not vocabulary.BESIDE.get(name, set()) & found and not _is_inside(name, measure, found)
    )


def _is_inside(name: str, measure: str, found: _Words) -> bool:
    """Named in the names of others only: serious adverse events are no adverse events besides."""
    others = vocabulary.INSIDE.get(name, set()) & found
    for other, pattern in vocabulary.DOMAINS:
        measure = pattern.sub(" ", measure) if other in others else measure
    return bool(others) and name not in named(vocabulary.DOMAINS, measure)


def _metric(text: str) -> _Words:
    found = named(vocabulary.METRICS, text)
    return frozenset(name for name in found if vocabulary.WITHIN.get(name) not in found)


def _confirmation(text: str) -> _Words:
    found = named(vocabulary.CONFIRMATIONS, text)
    return found - {"confirmed"} if "unconfirmed" in found else found
