"""Does an alert ask for this change? A table of questions; an empty filter lets everything pass.

Phase, status and the trial's number are those of the newer record. A country is the one that the change names (a
site's), else any of the trial's; beside a place (`near`) it picks sites alone, and of the trial all is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from fnmatch import fnmatchcase

from msgspec.structs import replace

from watcher.meaning.telling import near
from watcher.meaning.telling.countries import country_key
from watcher.meaning.telling.share import weight
from watcher.model import Alert, Change, Json, Update

_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_PHASES = {"n/a": "na", "notapplicable": "na", "0": "early1"}  # what else they are called


def admits(alert: Alert, update: Update, change: Change) -> bool:
    """All filters but those of the watch; `at_least` is held against how loud the change is to this alert."""
    loud = near.loudness(alert.near, change).at_least(alert.at_least) or weight(change).at_least(alert.at_least)
    return loud and all(question(alert, update, change) for question in _QUESTIONS)


def is_left_out(alert: Alert, update: Update, change: Change) -> bool:
    """A site that is asked for but for its place, and of which the registry does not say where it is."""
    if alert.near is None or not change.kind.startswith("site.") or near.km_from(alert.near, change) is not None:
        return False
    return not near.is_asked(alert, alert.near, change) and admits(replace(alert, near=None), update, change)


def phase_key(phase: str) -> str:
    """PHASE2/PHASE3, "Phase 2/3", "II/III" and "2/3" are one; phase 1/2 is neither 1 nor 2 (docs/rating.md)."""
    key = re.sub(r"phase|[\s_.]", "", phase.casefold())
    key = re.sub(r"\b(early)?(iv|i{1,3})\b", lambda found: (found[1] or "") + _ROMAN[found[2]], key)
    return _PHASES.get(key) or re.sub(r"[|,&-]", "/", key)


def status_key(status: str) -> str:
    """ "Active, not recruiting" is ACTIVE_NOT_RECRUITING."""
    return re.sub(r"[^A-Z]+", "_", status.upper()).strip("_")


def _trial(alert: Alert, update: Update, _change: Change) -> bool:
    return not alert.trials or update.trial.id.upper() in {trial.upper() for trial in alert.trials}


def _kind(alert: Alert, _update: Update, change: Change) -> bool:
    return not alert.kinds or any(fnmatchcase(change.kind, pattern) for pattern in alert.kinds)


def _section(alert: Alert, _update: Update, change: Change) -> bool:
    return not alert.sections or change.section.casefold() in _folded(alert.sections)


def _direction(alert: Alert, _update: Update, change: Change) -> bool:
    return not alert.directions or change.direction in alert.directions


def _actor(alert: Alert, _update: Update, change: Change) -> bool:
    return not alert.actors or change.actor in alert.actors


def _stage(alert: Alert, _update: Update, change: Change) -> bool:
    return not alert.stages or change.stage in alert.stages


def _phase(alert: Alert, update: Update, _change: Change) -> bool:
    return not alert.phases or phase_key(update.subject.phase or "") in {phase_key(phase) for phase in alert.phases}


def _status(alert: Alert, update: Update, _change: Change) -> bool:
    return not alert.statuses or status_key(update.subject.status or "") in {status_key(s) for s in alert.statuses}


def _country(alert: Alert, update: Update, change: Change) -> bool:
    named = _named_country(change)
    if not alert.countries or (named is None and alert.near is not None):
        return True
    countries = update.subject.countries if named is None else (named,)
    return not set(map(country_key, countries)).isdisjoint(map(country_key, alert.countries))


def _text(alert: Alert, _update: Update, change: Change) -> bool:
    """In the words of the change, old or new, whatever the case."""
    said = (change.label, change.item, change.summary, *change.details, *_strings(change.before, change.after))
    return not alert.text or any(alert.text.casefold() in words.casefold() for words in said if words)


def _near(alert: Alert, _update: Update, change: Change) -> bool:
    """Only sites have a distance: other changes are not held back by it."""
    return alert.near is None or not near.is_site(change) or near.is_asked(alert, alert.near, change)


_QUESTIONS: tuple[Callable[[Alert, Update, Change], bool], ...] = (
    _trial, _kind, _section, _direction, _actor, _stage, _phase, _status, _country, _text, _near,
)  # fmt: skip


def _named_country(change: Change) -> str | None:
    """That of a site, its contact's included, or of a place; None where a change is about the trial."""
    if not near.is_site(change) and not change.kind.startswith(("country.", "place.")):
        return None
    named = change.inputs.get("country") or (change.item if change.kind.startswith("country.") else None)
    return named if isinstance(named, str) else None


def _folded(words: Collection[str]) -> set[str]:
    return {word.casefold() for word in words}


def _strings(*values: Json) -> list[str]:
    """The texts inside a value, of whatever shape it is."""
    found: list[str] = []
    left = list(values)
    while left:
        value = left.pop()
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            left.extend(value.values())
        elif isinstance(value, list | tuple):
            left.extend(value)
    return found
