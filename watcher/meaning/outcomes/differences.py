"""Two versions of an outcome in, the elements in which they differ out.

Similar words alone do not make one outcome (docs/rating.md, correction 5): domain, measurement, metric, cutoff and
the side on which it bounds, assessor, confirmation, composite members, negation, qualifiers and time point are compared
each for itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from watcher.meaning.outcomes import vocabulary
from watcher.meaning.outcomes.composites import changed_members
from watcher.meaning.outcomes.cutoffs import reversed_cutoffs
from watcher.meaning.outcomes.denials import changed_denials
from watcher.meaning.outcomes.elements import Elements, elements, fields
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


class Difference(Struct, frozen=True):
    """One element that differs; what it lost and what it gained, in words for people."""

    element: str
    gone: tuple[str, ...]
    come: tuple[str, ...]


def differences(before: Json, after: Json) -> tuple[Difference, ...]:
    """Which elements differ between two versions of one outcome; empty where only the wording or the spelling does."""
    said, says = fields(before), fields(after)
    old, new = elements(*said), elements(*map(respelled, says, said))
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
