"""The text of the eligibility criteria in, its criteria by section out; and which criterion became which.

    {"inclusion": [criterion …], "exclusion": …, "undivided": …, "other": …, "headings": [str …]}

A criterion is `{"text": …, "parts": [criterion …], "group": heading}`; what is absent is left out. `group` is the
heading of its cohort or topic ("Cohort B - Specific Inclusion Criteria:"); `headings` holds those that only open a
section, `undivided` criteria that stand in none, and `other` what is said before all of them. Marks are dropped, words
never are (law 2).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from watcher.meaning.eligibility.build import Builder
from watcher.meaning.eligibility.lines import lines
from watcher.meaning.eligibility.subjects import about
from watcher.meaning.normal import unescaped
from watcher.meaning.similarity import best_pairs, goes_on, similarity, take_best
from watcher.model import Json

# Below this two criteria are two criteria: in real pairs edited ones lie above 0.6, unlike ones below 0.4.
_ALIKE = 0.5


def parse(text: str) -> Json:
    """Takes the text as the registry sends it, escapes and all."""
    found = lines(text)
    build = Builder()
    for line, following in zip_longest(found, found[1:]):
        build.take(line, following if following is not None and following.is_item else None)
    return build.sections()


def same_but_for_space(a: str, b: str) -> bool:
    """Texts with the same words in the same order say the same, whatever their white space, escapes and marks."""
    if unescaped(a).split() == unescaped(b).split():
        return True
    return _flat(a) == _flat(b)


def _flat(text: str) -> list[str]:
    return " ".join(line.text for line in lines(text)).split()


def match_criteria(old: Sequence[Json], new: Sequence[Json]) -> list[tuple[Json, Json]]:
    """Equal texts first, then those of one group, then the most alike, then one that goes on where the other ends.

    What finds no partner was removed or added.
    """
    before, after = [text_of(item) for item in old], [text_of(item) for item in new]
    pairs = best_pairs(before, after, _ALIKE, prefer=lambda i, j: _group(old[i]) == _group(new[j]))
    pairs += _qualified(before, after, pairs)
    left, right = {i for i, _ in pairs}, {j for _, j in pairs}
    return [
        *((old[i], new[j]) for i, j in pairs),
        *((item, None) for i, item in enumerate(old) if i not in left),
        *((None, item) for j, item in enumerate(new) if j not in right),
    ]


def _qualified(old: Sequence[str], new: Sequence[str], pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """ "Brain metastases" and "Brain metastases, unless treated and stable for 4 weeks", however long the condition."""
    left, right = {i for i, _ in pairs}, {j for _, j in pairs}
    return take_best(
        ((-similarity(before, after), sorted((before, after))), i, j)
        for i, before in enumerate(old)
        for j, after in enumerate(new)
        if i not in left and j not in right and goes_on(before, after) and about(before) & about(after)
    )


def text_of(criterion: Json) -> str:
    """A criterion with all its parts as one text."""
    if not isinstance(criterion, dict):
        return str(criterion)
    parts = criterion.get("parts")
    inner = [text_of(part) for part in parts] if isinstance(parts, list) else []
    return " ".join([str(criterion.get("text", "")), *inner])


def _group(criterion: Json) -> Json:
    return criterion.get("group") if isinstance(criterion, dict) else None
