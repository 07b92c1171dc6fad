"""Two versions of an outcome in, what differs out: phrases for people, inputs for the rules."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from watcher.meaning.excerpt import from_to
from watcher.meaning.outcomes.differences import Difference, differences
from watcher.meaning.outcomes.likeness import likeness, time_likeness
from watcher.meaning.outcomes.times import are_same_times, quantities
from watcher.meaning.words import joined, quoted
from watcher.model import Json

_CALLED = {"measure": "name", "description": "description", "timeFrame": "time frame"}
_FIELDS = tuple(_CALLED)
_REWORDED = 0.9  # the words of a text that stayed, for the phrase only; the rule has its own number


class Edited(Struct, frozen=True):
    phrases: tuple[str, ...]
    inputs: dict[str, Json]


def name(outcome: Json) -> str:
    found = outcome.get("measure") if isinstance(outcome, dict) else outcome
    return str(found or "without a name")


def named(outcome: Json) -> str:
    return quoted(name(outcome), 120)


def whole(outcome: Json) -> str:
    frame = outcome.get("timeFrame") if isinstance(outcome, dict) else None
    return f"{quoted(name(outcome), 160)}{f' (time frame: {frame})' if frame else ''}"


def edited(before: Json, after: Json) -> Edited:
    """No phrases only where both versions are the same."""
    found = differences(before, after)
    alike = round(_alike(before, after), 3)
    names = [difference.element for difference in found]
    phrases = [_phrase(difference, before, after) for difference in found]
    if _field(before, "measure") != _field(after, "measure"):
        # Quoted at length: long names often differ at their end.
        phrases.append(f"now called {quoted(name(after), 400)}")
    if not phrases and before != after:
        phrases = [_reworded(before, after, alike)]
    return Edited(
        tuple(phrases),
        {
            "elements": names,
            "numbers_changed": bool({"cutoff", "time point"} & set(names)),
            "similarity": alike,
            "letter_case_only": all(_field(before, key).lower() == _field(after, key).lower() for key in _FIELDS),
            **{f"{d.element} {side}": list(words) for d in found for side, words in _sides(d) if words},
        },
    )


def _sides(difference: Difference) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return ("before", difference.gone), ("after", difference.come)


def _field(outcome: Json, key: str) -> str:
    return str(outcome.get(key) or "") if isinstance(outcome, dict) else ""


def _alike(before: Json, after: Json) -> float:
    """Of the field that changed most: a long description beside it does not make two time frames alike.

    A field that came or went is part of the whole text.
    """
    sides = [(key, _field(before, key), _field(after, key)) for key in _FIELDS]
    changed = [(key, old, new) for key, old, new in sides if old != new]
    if any(not old or not new for _, old, new in changed):
        return likeness(*(" ".join(_field(side, key) for key in _FIELDS) for side in (before, after)))
    found = (time_likeness(old, new) if key == "timeFrame" else likeness(old, new) for key, old, new in changed)
    return min(found, default=1.0)


def _reworded(before: Json, after: Json, alike: float) -> str:
    moved = [key for key in _FIELDS if _field(before, key) != _field(after, key)]
    changed = [_CALLED[key] for key in moved]
    old, new = _field(before, "timeFrame"), _field(after, "timeFrame")
    verb = "reworded" if alike >= _REWORDED else "rewritten"
    if changed == ["time frame"]:
        same = ", the same time" if are_same_times(old, new) else ""
        return f"time frame {verb} {from_to(old, new)}{same}"
    if not _field(before, "description") and _field(after, "description"):
        return "a description was added"
    if _field(before, "description") and not _field(after, "description"):
        return "the description was removed"
    found = quantities(" ".join(_field(after, key) for key in moved))
    return f"{joined(changed)} {verb}{', the numbers stay' if found.written or found.numbers else ''}"


def _phrase(difference: Difference, before: Json, after: Json) -> str:
    if difference.element == "time point":
        old, new = _field(before, "timeFrame"), _field(after, "timeFrame")
        if old != new:
            return f"time frame changed {from_to(old, new)}" if old and new else (
                f"time frame is now {quoted(new, 100)}" if new else "the time frame was removed"
            )  # fmt: skip
    return _PHRASES[difference.element](joined(difference.gone), joined(difference.come))


def _swapped(verb: str) -> Callable[[str, str], str]:
    def phrase(gone: str, come: str) -> str:
        if gone and come:
            return f"{verb} changed from {gone} to {come}"
        return f"{verb} now names {come}" if come else f"{verb} no longer names {gone}"

    return phrase


def _assessor(gone: str, come: str) -> str:
    if gone and come:
        return f"assessment changed from {gone} to {come}"
    if {gone, come} == {"", "blinded"}:
        return "assessment now said to be blinded" if come else "assessment no longer said to be blinded"
    return f"now assessed by: {come}" if come else f"no longer says that it is assessed by: {gone}"


def _confirmation(gone: str, come: str) -> str:
    if gone and come:
        return f"now says that it is {come} (before: {gone})"
    return f"now says that it is {come}" if come else f"no longer says that it is {gone}"


def _number(gone: str, come: str) -> str:
    if gone and come:
        return f"numbers changed from {gone} to {come}"
    return f"new number: {come}" if come else f"number dropped: {gone}"


def _comparison(gone: str, come: str) -> str:
    return f"the cutoff changed from “{gone}” to “{come}”"


def _composite(gone: str, come: str) -> str:
    parts = [f"lost {gone}"] if gone else []
    return f"the composite {joined([*parts, f'gained {come}'] if come else parts)}"


def _words(gone: str, come: str) -> str:
    if gone and come:
        return f"“{gone}” became “{come}”"
    return f"“{come}” was added" if come else f"“{gone}” was dropped"


_PHRASES: dict[str, Callable[[str, str], str]] = {
    "domain": _swapped("what is measured"),
    "measurement": _swapped("the measurement"),
    "metric": _swapped("the metric"),
    "cutoff": _number,
    "comparison": _comparison,
    "assessor": _assessor,
    "confirmation": _confirmation,
    "composite members": _composite,
    "negation": _words,
    "qualifier": _words,
    "time point": _swapped("the time point"),
}
