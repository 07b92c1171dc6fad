"""Folds of titles and long texts: what a reader of the newer text no longer learns, or learns only now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from watcher.meaning.draft import Draft, Pair
from watcher.meaning.excerpt import from_to
from watcher.meaning.record import CONDITIONS, INTERVENTIONS, get, items, phases
from watcher.meaning.similarity import similarity
from watcher.meaning.texts import doses, signals
from watcher.meaning.texts.exchange import exchanged
from watcher.meaning.texts.signals import Signal
from watcher.meaning.words import joined, quoted
from watcher.model import Edit, Json

_ID = "protocolSection.identificationModule"
_DESCRIPTION = "protocolSection.descriptionModule"
_TITLES = {f"{_ID}.briefTitle": "Brief title", f"{_ID}.officialTitle": "Official title", f"{_ID}.acronym": "Acronym"}
_TEXTS = {
    f"{_DESCRIPTION}.briefSummary": "Brief summary",
    f"{_DESCRIPTION}.detailedDescription": "Detailed description",
}
_SHOWN = 3  # numbers told in a summary: which of many became which, only the text itself tells
_REWRITTEN = 0.5


def fold_texts(pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    titles = [_title(pair, edit) for edit in edits if edit.path in _TITLES]
    return [*titles, *(_text(pair, edit) for edit in edits if edit.path in _TEXTS)]


def _title(pair: Pair, edit: Edit) -> Draft:
    label = _TITLES[edit.path]
    found = [] if edit.path.endswith(".acronym") else _signals(pair, edit)
    says = signals.says(found)
    return Draft(
        kind="title.changed",
        path=edit.path,
        label=label,
        section="texts",
        summary=f"{_title_summary(label, edit)}{f'; {joined(says)}' if says else ''}",
        edits=(edit,),
        before=edit.before,
        after=edit.after,
        inputs=_inputs(pair, edit, found),
    )


def _title_summary(label: str, edit: Edit) -> str:
    if edit.before is None:
        return f"{label} is now given: {quoted(str(edit.after))}"
    if edit.after is None:
        return f"{label} is no longer given (before: {quoted(str(edit.before))})"
    return f"{label} changed {from_to(str(edit.before), str(edit.after))}"


def _text(pair: Pair, edit: Edit) -> Draft:
    label = _TEXTS[edit.path]
    found = _signals(pair, edit)
    inputs = _inputs(pair, edit, found)
    says = [*signals.says(found), *_numbers(inputs)]
    return Draft(
        kind="text.edited",
        path=edit.path,
        label=label,
        section="texts",
        summary=f"{label} {_verb(edit)}{f': {joined(says)}' if says else ''}",
        edits=(edit,),
        before=edit.before,
        after=edit.after,
        inputs=inputs,
    )


def _verb(edit: Edit) -> str:
    if edit.before is None:
        return "added"
    if edit.after is None:
        return "removed"
    return "rewritten" if similarity(str(edit.before), str(edit.after)) < _REWRITTEN else "edited"


def _signals(pair: Pair, edit: Edit) -> list[Signal]:
    """Nothing where a text came or went as a whole: then the text itself is the news."""
    if not isinstance(edit.before, str) or not isinstance(edit.after, str):
        return []
    before, after = edit.before, edit.after
    found = [*signals.design(before, after), *signals.population(before, after)]
    if edit.path in _TITLES:
        found += signals.phases(before, after)
        found += signals.terms("condition", _all(pair, CONDITIONS), before, after)
        found += signals.terms("drug", _interventions(pair), before, after)
        found += signals.called(before, after)
        found += exchanged(before, after) if not found else []
    return found


def _all(pair: Pair, path: str) -> Iterator[Json]:
    for content in (pair.old, pair.new):
        found = get(content, path)
        yield from found if isinstance(found, list) else []


def _interventions(pair: Pair) -> Iterator[Json]:
    for content in (pair.old, pair.new):
        yield from (item.get("name") for item in items(content, INTERVENTIONS))


def _inputs(pair: Pair, edit: Edit, found: Sequence[Signal]) -> dict[str, Json]:
    gone, come = doses.differing(str(edit.before or ""), str(edit.after or ""))
    return {
        "field": edit.path.rpartition(".")[2],
        "signals": [signal.kind for signal in found],
        "lost": [word for signal in found for word in signal.lost],
        "gained": [word for signal in found for word in signal.gained],
        "phase_field_changed": phases(pair.old) != phases(pair.new),
        "whole": edit.before is None or edit.after is None,
        "numbers_lost": gone,
        "numbers_gained": come,
    }


def _numbers(inputs: dict[str, Json]) -> list[str]:
    gone, come = inputs["numbers_lost"], inputs["numbers_gained"]
    if inputs["whole"] or not (gone or come):
        return []
    if max(len(gone), len(come)) > _SHOWN:
        return ["several numbers changed"]
    if gone and come:
        noun = "a number" if len(gone) == len(come) == 1 else "numbers"
        return [f"{noun} changed from {joined(gone)} to {joined(come)}"]
    return [f"new numbers: {joined(come)}"] if come else [f"numbers dropped: {joined(gone)}"]
