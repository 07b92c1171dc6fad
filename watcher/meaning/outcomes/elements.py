"""What an outcome is made of, and which of its elements differ between two versions of it.

Similar words alone do not make one outcome (docs/rating.md, correction 5): domain, measurement, metric, cutoff and
the side on which it bounds, assessor, confirmation, composite members, negation and time point are compared each for
itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from msgspec import Struct

from watcher.meaning.outcomes import vocabulary
from watcher.meaning.outcomes.cutoffs import reversed_cutoffs
from watcher.meaning.outcomes.times import Time, of_frame, quantities
from watcher.meaning.similarity import similarity, tokens
from watcher.model import Json

_Words = frozenset[str]


_NEGATION = re.compile(
    r"\b(?:not|no|without|never|none|neither|nor|absence|absent|free of|free from|excluding|except|non)\b",
    re.IGNORECASE,
)
_COMPOSITE = re.compile(
    r"\b(?:composite(?: \w+){0,3} (?:of|defined as|consisting of|comprising|including)|first occurrence of"
    r"|any of the following|MACE\b[^.]{0,40}?(?:defined as|:|\())\W*(?P<members>[^.]+)",
    re.IGNORECASE,
)
_TIME_TO = re.compile(r"\btime (?:from|to|until|between)\b(?P<events>[^.;]+)", re.IGNORECASE)
_MEMBER = re.compile(r"[,;/]|\bor\b|\band\b")
_SAME_MEMBER = 0.5
_SENTENCE = re.compile(r"[.;]")
_OR = re.compile(r"\bor\b", re.IGNORECASE)
_FEWEST = 2  # events that an "or" joins to one outcome
# Where the text as a whole was rewritten, single words of negation say nothing.
_SAME_SENTENCE = 0.7


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
    members: _Words
    events: _Words  # that are named anywhere
    joined: _Words  # events that an "or" joins ("Death, stroke or MI"): a composite without the word


class Difference(Struct, frozen=True):
    """One element that differs; what it lost and what it gained, in words for people."""

    element: str
    gone: tuple[str, ...]
    come: tuple[str, ...]


def elements(outcome: Json) -> Elements:
    """Takes an outcome of the protocol, canonical or not; anything else has no elements."""
    item = outcome if isinstance(outcome, dict) else {}
    return _elements(*(str(item.get(key) or "") for key in ("measure", "description", "timeFrame")))


@lru_cache(maxsize=2048)
def _elements(measure: str, description: str, time_frame: str) -> Elements:
    text = f"{measure} {description}".strip()
    return Elements(
        measure=measure,
        description=description,
        text=text,
        time_frame=time_frame,
        domain=domain(measure),
        measurement=_found(vocabulary.MEASUREMENTS, text),
        metric=_metric(measure) or _metric(description),
        assessor=_found(vocabulary.ASSESSORS, text),
        confirmation=_confirmation(text),
        members=_members(text),
        events=_found(vocabulary.EVENTS, text),
        joined=_joined(text),
    )


def _found(table: vocabulary.Table, text: str) -> _Words:
    return frozenset(name for name, pattern in table if pattern.search(text))


@lru_cache(maxsize=4096)
def domain(measure: str) -> _Words:
    """What is measured, as far as its name is a usual one; empty otherwise."""
    found = _found(vocabulary.DOMAINS, measure)
    return frozenset(name for name in found if not vocabulary.INSIDE.get(name, set()) & found)


def _metric(text: str) -> _Words:
    found = _found(vocabulary.METRICS, text)
    return frozenset(name for name in found if vocabulary.WITHIN.get(name) not in found)


def _confirmation(text: str) -> _Words:
    found = _found(vocabulary.CONFIRMATIONS, text)
    return found - {"confirmed"} if "unconfirmed" in found else found


def _members(text: str) -> _Words:
    """Of a composite, its parts; of a time to an event, the events that end it."""
    found, ended = _COMPOSITE.search(text), _TIME_TO.search(text)
    parts = _MEMBER.split(found["members"]) if found else []
    named = frozenset(words for part in parts if (words := " ".join(part.split()).lower().strip("()[] :")))
    return named or (_found(vocabulary.EVENTS, ended["events"]) if ended else named)


def _joined(text: str) -> _Words:
    found = (_found(vocabulary.EVENTS, part) for part in _SENTENCE.split(text) if _OR.search(part))
    return frozenset(name for names in found if len(names) >= _FEWEST for name in names)


def differences(before: Json, after: Json) -> tuple[Difference, ...]:
    """Which elements differ between two versions of one outcome; empty where only the wording does."""
    old, new = elements(before), elements(after)
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
            ("composite members", *_composites(old, new)),
            ("negation", *_negations(old.text, new.text)),
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
    turned = [_turned(old.measure, new.measure), _turned(old.description, new.description)]
    gone, come = (frozenset(words for side in sides for words in side) for sides in zip(*turned, strict=True))
    if old.metric and new.metric:
        lost, gained = _changed(old.metric, new.metric)
    else:
        lost, gained = old.metric & vocabulary.TRANSFORMED, new.metric & vocabulary.TRANSFORMED
    return lost | gone, gained | come


def _turned(old: str, new: str) -> tuple[_Words, _Words]:
    """An increase where a decrease stood. How to read a scale is told with both words, and in many ways."""
    gone, come = _changed(*(_found(vocabulary.DIRECTIONS, text) for text in (old, new)))
    is_turned = len(gone) == len(come) == 1 and similarity(old, new) >= _SAME_SENTENCE
    return (gone, come) if is_turned else (frozenset(), frozenset())


def _numbers(old: Elements, new: Elements) -> tuple[_Words, _Words]:
    """Without those of a measurement's name: "RECIST 1.1" that goes is told by its name, not as 1.1 once more."""
    gone, come = _changed(quantities(old.text).numbers, quantities(new.text).numbers)
    lost, gained = _changed(old.measurement, new.measurement)
    return gone - _of_names(lost), come - _of_names(gained)


def _of_names(names: _Words) -> _Words:
    return frozenset(number for name in names for number in quantities(name).numbers)


def _composites(old: Elements, new: Elements) -> tuple[_Words, _Words]:
    gone, come = _unlike(old.members, new.members)
    if gone or come or not old.events or not new.events:
        return gone, come
    return old.joined - new.events, new.joined - old.events


def _unlike(old: _Words, new: _Words) -> tuple[_Words, _Words]:
    if not old or not new:
        return frozenset(), frozenset()
    return _without_like(old, new), _without_like(new, old)


def _without_like(members: _Words, others: _Words) -> _Words:
    return frozenset(m for m in members if all(similarity(m, other) < _SAME_MEMBER for other in others))


def _negations(old: str, new: str) -> tuple[Counter[str], Counter[str]]:
    if similarity(old, new) < _SAME_SENTENCE or tokens(old) == tokens(new):
        return Counter(), Counter()
    before, after = (Counter(word.lower() for word in _NEGATION.findall(text)) for text in (old, new))
    return before - after, after - before


def _times(old: Elements, new: Elements) -> tuple[list[str], list[str]]:
    """The time frames for themselves: a time that one no longer names may well stand in the measure or description.

    Then the texts, where a time that comes or goes alone is none if the time frame names it anyway.
    """
    if bool(old.time_frame) != bool(new.time_frame):
        return [old.time_frame] if old.time_frame else [], [new.time_frame] if new.time_frame else []
    gone, come = _moved(of_frame(old.time_frame).written, of_frame(new.time_frame).written)
    if gone or come:
        return gone, come
    before, after = quantities(old.text).written, quantities(new.text).written
    gone, come = _moved(before, after)
    if gone and come:
        return gone, come
    framed = of_frame(old.time_frame).written
    return _moved({**before, **framed}, {**after, **framed})


def _moved(before: Mapping[Time, str], after: Mapping[Time, str]) -> tuple[list[str], list[str]]:
    gone, come = before.keys() - after.keys(), after.keys() - before.keys()
    return [before[time] for time in sorted(gone)], [after[time] for time in sorted(come)]
