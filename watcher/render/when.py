"""The line that dates an update: submitted, posted, seen, and between which versions; or a notice."""

from __future__ import annotations

from watcher.meaning.record import POSTED, SUBMITTED
from watcher.meaning.words import date
from watcher.model import Actor, Notice, Update
from watcher.render.words import clean, instant, moment


def dates_of(update: Update) -> tuple[str, ...]:
    """Three short sentences; the first never says that a sponsor did what the registry did (law 11)."""
    return (_submitted(update), _seen(update), *_versions(update))


def notice_of(notice: Notice) -> str:
    """What kind of notice this is, and of when."""
    return f"Notice of {moment(notice.at)} ({clean(notice.kind.replace('.', ' '))})"


def _submitted(update: Update) -> str:
    submitted = next((change.dates.submitted for change in update.changes if change.dates.submitted), None)
    if submitted:
        posted = next((edit.after for edit in update.edits if edit.path == POSTED and edit.after), None)
        before = next((edit.before for edit in update.edits if edit.path == SUBMITTED and edit.before), None)
        # How long nobody wrote is news of its own: 18 months of silence, then a date moves by years (NCT04743661).
        since = f" (before: {_day(before)})" if before else ""
        return f"Submitted {_day(submitted)}{since}{f', posted {_day(posted)}' if posted else ''}."
    day = _day(update.registry_date) if update.registry_date else None
    if _is_the_registrys(update):
        return f"The registry did this, not the sponsor{f'; the record was last submitted {day}' if day else ''}."
    return f"Last submitted {day}." if day else "Its submission date is unknown."


def _is_the_registrys(update: Update) -> bool:
    """That a search finds a trial, or does no more, is our own sight: whose doing it is, the record alone can tell."""
    searched = any(change.kind.startswith("search.") for change in update.changes)
    return bool(update.changes) and not searched and all(c.actor is Actor.REGISTRY for c in update.changes)


def _seen(update: Update) -> str:
    data = f", in the registry's data of {_day(update.release)}" if update.release else ""
    return f"Seen {instant(update.detected_at)}{data}."


def _versions(update: Update) -> tuple[str, ...]:
    if update.from_version and update.to_version:
        return (f"Version {update.from_version} → {update.to_version}.",)
    return (f"Version {update.to_version}.",) if update.to_version else ()


def _day(text: str) -> str:
    return clean(date(text))
