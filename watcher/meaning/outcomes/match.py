"""Which outcome became which: by measure first, and never across two domains, however alike the words read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from watcher.meaning.outcomes.denials import changed_denials
from watcher.meaning.outcomes.elements import domain
from watcher.meaning.outcomes.likeness import content, likeness, may_be_alike, time_likeness
from watcher.meaning.outcomes.vocabulary import DOMAINS, METRICS, named
from watcher.meaning.similarity import goes_on, may_reach, similarity, take_best
from watcher.model import Json

_Parts = tuple[str, ...]
_Test = Callable[[_Parts, _Parts], bool]

_SAME_MEASURE = 0.6
# A renamed measure is the same one when its description stayed: "ORR" became "Objective response rate".
_SAME_DESCRIPTION = 0.8
_RELATED_MEASURE = 0.3
_SAME_SPELLING = 0.8
# Beside what is measured, these add nothing: "Objective response rate", "Participants with an objective response".
_COUNTED = frozenset({"participant", "rate", "rates"})


def match_outcomes(old: Sequence[Json], new: Sequence[Json]) -> list[tuple[Json, Json]]:
    """Each outcome once; None stands for nothing."""
    pairs = pair_up(old, new)
    left, right = _sides(pairs)
    return [
        *((old[i], new[j]) for i, j in pairs),
        *((item, None) for i, item in enumerate(old) if i not in left),
        *((None, item) for j, item in enumerate(new) if j not in right),
    ]


def pair_up(old: Sequence[Json], new: Sequence[Json]) -> list[tuple[int, int]]:
    """Positions of those that are one outcome: by their words first, then those that only one reading pairs."""
    pairs = take_best(_candidates(old, new))
    for test in (_are_respelled, _is_extended, _are_one_domain):
        left, right = _sides(pairs)
        gone = {i: _parts(item) for i, item in enumerate(old) if i not in left}
        come = {j: _parts(item) for j, item in enumerate(new) if j not in right}
        pairs += _lone(test, gone, come)
    return pairs


def _sides(pairs: Sequence[tuple[int, int]]) -> tuple[set[int], set[int]]:
    return {i for i, _ in pairs}, {j for _, j in pairs}


def _candidates(old: Sequence[Json], new: Sequence[Json]) -> Iterator[tuple[Json, int, int]]:
    left, right = [_parts(item) for item in old], [_parts(item) for item in new]
    for i, before in enumerate(left):
        for j, after in enumerate(right):
            rank = _rank(before, after)
            if rank is not None:
                yield (*rank, sorted((before, after))), i, j


def _rank(before: _Parts, after: _Parts) -> tuple[bool, float, float] | None:
    if not may_reach(before[0], after[0], _RELATED_MEASURE):
        return None
    alike = similarity(before[0], after[0])
    same = alike == 1.0
    if not same and not _belong(before, after, alike):
        return None
    return not same, -alike, -similarity(" ".join(before[1:]), " ".join(after[1:]))


def _belong(before: _Parts, after: _Parts, alike: float) -> bool:
    if alike < _RELATED_MEASURE or _are_apart(before, after):
        return False
    described = bool(before[1] and after[1]) and similarity(before[1], after[1]) >= _SAME_DESCRIPTION
    return alike >= _SAME_MEASURE or described


def _are_apart(before: _Parts, after: _Parts) -> bool:
    left, right = domain(before[0]), domain(after[0])
    return bool(left and right) and not left & right


def _lone(test: _Test, old: Mapping[int, _Parts], new: Mapping[int, _Parts]) -> list[tuple[int, int]]:
    """Those that pass where neither side has a second candidate."""
    found = [(i, j) for i in old for j in new if test(old[i], new[j])]
    before, after = (Counter(side) for side in zip(*found, strict=True)) if found else (Counter(), Counter())
    return [(i, j) for i, j in found if before[i] == after[j] == 1]


def _are_respelled(before: _Parts, after: _Parts) -> bool:
    """ "Tumour response", "Tumor response"; "pCR", "Pathological complete response"."""
    if not may_be_alike(before[0], after[0]) or _are_apart(before, after):
        return False
    return likeness(before[0], after[0]) >= _SAME_SPELLING


def _is_extended(before: _Parts, after: _Parts) -> bool:
    """ "Overall survival", "Overall survival in all participants"; not "Relapse", "Freedom from relapse"."""
    if not goes_on(before[0], after[0]) or _are_apart(before, after):
        return False
    return not any(changed_denials(before[0], after[0]))


def _are_one_domain(before: _Parts, after: _Parts) -> bool:
    """By the vocabulary and at one time, and no word of either says otherwise: "Mortality", "All-cause mortality"."""
    known, frames = domain(before[0]), (before[2], after[2])
    if not known or known != domain(after[0]) or not all(frames) or time_likeness(*frames) < 1.0:
        return False
    metrics, rests = zip(*(_said_besides(part[0]) for part in (before, after)), strict=True)
    return (metrics[0] == metrics[1] or not all(metrics)) and (rests[0] <= rests[1] or rests[1] <= rests[0])


def _said_besides(measure: str) -> tuple[frozenset[str], frozenset[str]]:
    """The metric, and the words that name neither it nor what is measured."""
    rest = measure
    for _, pattern in (*DOMAINS, *METRICS):
        rest = pattern.sub(" ", rest)
    return named(METRICS, measure), content(rest) - _COUNTED


def _parts(outcome: Json) -> _Parts:
    item = outcome if isinstance(outcome, dict) else {"measure": outcome}
    return tuple(str(item.get(key) or "") for key in ("measure", "description", "timeFrame"))
