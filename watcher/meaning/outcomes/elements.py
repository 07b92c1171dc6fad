"""What an outcome is made of, and which of its elements differ between two versions of it.

Similar words alone do not make one outcome (docs/rating.md, correction 5): domain, measurement, metric, cutoff and
the side on which it bounds, assessor, confirmation, composite members, negation, qualifiers and time point are compared
each for itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from msgspec import Struct

from watcher.meaning.outcomes import vocabulary
from watcher.meaning.outcomes.composites import Composite, changed_members, composite
from watcher.meaning.outcomes.cutoffs import reversed_cutoffs
from watcher.meaning.outcomes.denials import changed_denials
from watcher.meaning.outcomes.times import Time, of_frame, quantities
from watcher.meaning.outcomes.vocabulary import named
from watcher.meaning.similarity import similarity, tokens
from watcher.meaning.spelling import respelled
from watcher.model import Json

_Words = frozenset[str]

# Where the text as a whole was rewritten, single words say nothing.
_SAME_SENTENCE = 0.7
# Figures that belong to a name: "v1.1", "ACR20"; and, where nothing else went or came, "HIV-1".
_GLUED = re.compile(r"(?<=[A-Za-z])\d+(?:\.\d+)*")
_NAMED = re.compile(r"(?<=[A-Z]-)\d+(?:\.\d+)*")


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


class Difference(Struct, frozen=True):
    """One element that differs; what it lost and what it gained, in words for people."""

    element: str
    gone: tuple[str, ...]
    come: tuple[str, ...]


def elements(outcome: Json) -> Elements:
    """Takes an outcome of the protocol, canonical or not; anything else has no elements."""
    return _elements(*_fields(outcome))


def _fields(outcome: Json) -> tuple[str, str, str]:
    item = outcome if isinstance(outcome, dict) else {}
    return str(item.get("measure") or ""), str(item.get("description") or ""), str(item.get("timeFrame") or "")


@lru_cache(maxsize=2048)
def _elements(measure: str, description: str, time_frame: str) -> Elements:
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


def differences(before: Json, after: Json) -> tuple[Difference, ...]:
    """Which elements differ between two versions of one outcome; empty where only the wording or the spelling does."""
    old = elements(before)
    new = _elements(*map(respelled, _fields(after), _fields(before)))
    return tuple(
        Difference(name, _ordered(gone), _ordered(come))
        for name, gone, come in (
            ("domain", *_replaced(old.domain, new.domain)),
            ("measurement", *_changed(old.measurement, new.measurement)),
            ("metric", *_metrics(old, new)),
            ("cutoff", *_numbers(old, new)),
            ("comparison", *reversed_cutoffs(old.text, new.text)),
            ("assessor", *_changed(old.assessor, new.assessor)),
            ("confirmation", *_changed(old.confirmation, new.confirmation)),
            ("composite members", *changed_members(old.composite, new.composite)),
            ("negation", *_negations(old.text, new.text)),
            ("qualifier", *_qualifiers(old, new)),
            ("time point", *_times(old, new)),
        )
        if gone or come
    )


def _ordered(words: Iterable[str]) -> tuple[str, ...]:
    """Sets in the order of their words, numbers by size; lists keep their own."""
    return tuple(words) if isinstance(words, list) else tuple(sorted(words, key=_by_size))


def _by_size(word: str) -> tuple[float, str]:
    return float(word) if word.replace(".", "", 1).isdecimal() else float("inf"), word


def _changed(old: _Words, new: _Words) -> tuple[_Words, _Words]:
    return old - new, new - old


def _replaced(old: _Words, new: _Words) -> tuple[_Words, _Words]:
    """A name that merely appears ("ORR" spelled out) is no difference: one must take another's place."""
    return _changed(old, new) if old and new else (frozenset(), frozenset())


def _metrics(old: Elements, new: Elements) -> tuple[_Words, _Words]:
    """A count that is spelled out is the same count; a change from baseline where there was a value is not."""
    gone, come = _exchanged(vocabulary.DIRECTIONS, old, new)
    if old.metric and new.metric:
        lost, gained = _changed(old.metric, new.metric)
    else:
        lost, gained = old.metric & vocabulary.TRANSFORMED, new.metric & vocabulary.TRANSFORMED
    return lost | gone, gained | come


def _exchanged(table: vocabulary.Table, old: Elements, new: Elements) -> tuple[_Words, _Words]:
    """One row where another stood. How to read a scale is told with both an increase and a decrease."""
    return _one_word(table, old, new, lambda gone, come: len(gone) == len(come) == 1)


def _qualifiers(old: Elements, new: Elements) -> tuple[_Words, _Words]:
    """A list of grades that comes or goes explains; a single word counts other events or other people."""
    gone, come = _one_word(vocabulary.QUALIFIERS, old, new, lambda gone, come: len(gone) < 2 and len(come) < 2)
    lost, gained = _exchanged(vocabulary.OPPOSITES, old, new)
    return gone | lost, come | gained


def _one_word(
    table: vocabulary.Table, old: Elements, new: Elements, test: Callable[[_Words, _Words], bool]
) -> tuple[_Words, _Words]:
    """Rows that the measure or the description lost and gained, where little else was rewritten."""
    sides: tuple[_Words, _Words] = frozenset(), frozenset()
    for before, after in ((old.measure, new.measure), (old.description, new.description)):
        gone, come = _changed(named(table, before), named(table, after))
        if test(gone, come) and similarity(before, after) >= _SAME_SENTENCE:
            sides = sides[0] | gone, sides[1] | come
    return sides


def _numbers(old: Elements, new: Elements) -> tuple[_Words, _Words]:
    """Without those of a measurement's name: "RECIST 1.1" that goes is told by its name, not as 1.1 once more."""
    gone, come = _changed(quantities(old.text).numbers, quantities(new.text).numbers)
    lost, gained = _changed(old.measurement, new.measurement)
    gone, come = gone - _of_names(lost) - _glued(new, old), come - _of_names(gained) - _glued(old, new)
    return (gone, come) if gone and come else (gone - _named(old), come - _named(new))


def _glued(one: Elements, other: Elements) -> _Words:
    """Figures that only one of them writes in one with its name: "v1.1" stands for 1.1, "PD-L1" for no 1."""
    return frozenset(_GLUED.findall(one.text)) - frozenset(_GLUED.findall(other.text))


def _named(one: Elements) -> _Words:
    return frozenset(_NAMED.findall(one.text))


def _of_names(names: _Words) -> _Words:
    return frozenset(number for name in names for number in quantities(name).numbers)


def _negations(old: str, new: str) -> tuple[Counter[str], Counter[str]]:
    if similarity(old, new) < _SAME_SENTENCE or tokens(old) == tokens(new):
        return Counter(), Counter()
    return changed_denials(old, new)


def _times(old: Elements, new: Elements) -> tuple[list[str], list[str]]:
    """The time frames for themselves: a time that one no longer names may well stand in the measure or description.

    Then the texts, where a time that comes or goes alone is none if the time frame names it anyway.
    """
    if bool(old.time_frame) != bool(new.time_frame):
        return [old.time_frame] if old.time_frame else [], [new.time_frame] if new.time_frame else []
    gone, come = _moved(of_frame(old.time_frame).written, of_frame(new.time_frame).written)
    if not (gone or come):
        gone, come = _anchors(old.time_frame, new.time_frame)
    if gone or come:
        return gone, come
    before, after = quantities(old.text).written, quantities(new.text).written
    gone, come = _moved(before, after)
    if gone and come:
        return gone, come
    framed = of_frame(old.time_frame).written
    return _moved({**before, **framed}, {**after, **framed})


def _anchors(before: str, after: str) -> tuple[list[str], list[str]]:
    """Before surgery or after it: one event for another moves the time though no number does."""
    gone, come = _replaced(*(named(vocabulary.ANCHORS, frame) for frame in (before, after)))
    return (sorted(gone), sorted(come)) if gone and come else ([], [])


def _moved(before: Mapping[Time, str], after: Mapping[Time, str]) -> tuple[list[str], list[str]]:
    gone, come = before.keys() - after.keys(), after.keys() - before.keys()
    return [before[time] for time in sorted(gone)], [after[time] for time in sorted(come)]
