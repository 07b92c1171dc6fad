"""One update in, what is said of it and in which order out. The formats only dress it.

Every text of an outline is clean (no control, bidi or zero-width characters); each format escapes what it must.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from watcher.meaning.words import constant, joined, number
from watcher.model import Change, Json, Significance, Subject, Update, UpdateMessage
from watcher.render.marks import Run, passages, word_diff
from watcher.render.places import Table, gathered, status_table
from watcher.render.when import dates_of
from watcher.render.words import clean, clean_lines, first_of, heading, key, section_order, shortened

# Fewer words are a code, a name or a number: the summary says it better than marks.
_FEW_WORDS = 3
# One side alone: a text that came or went is shown up to here.
_WHOLE = 600
_MOST_IN_MAIL = 100
_SITES = "sites"


class Passage(Struct, frozen=True):
    """What changed inside a long text; `label` tells which text where a thing has several."""

    label: str | None
    runs: tuple[Run, ...]


class Point(Struct, frozen=True):
    """One change as people read it, or several sites told at once."""

    summary: str
    rating: Significance
    details: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()
    table: Table | None = None


class Part(Struct, frozen=True):
    heading: str
    rating: Significance
    points: tuple[Point, ...]


class Link(Struct, frozen=True):
    words: str
    url: str


class Outline(Struct, frozen=True):
    """What a message about one update says."""

    headline: str
    about: tuple[str, ...]  # acronym, sponsor, phase, status, number
    title: str
    rating: Significance
    lead: tuple[str, ...]  # what must be read before the changes
    parts: tuple[Part, ...]
    notes: tuple[str, ...]  # what is to be known beside them
    unchanged: tuple[str, ...]
    contact: str | None
    dates: tuple[str, ...]
    links: tuple[Link, ...]
    footer: tuple[str, ...]


def outline(message: UpdateMessage) -> Outline:
    told = replace(
        of_update(message.update),
        headline=headline(message),
        footer=(*_correction(message), _reason(message), f"Message {message.id}"),
    )
    notes = tuple(map(clean, message.notes))
    if message.correction_of is None:
        return replace(told, notes=notes)
    return replace(told, lead=notes, parts=tuple(replace(part, heading="Withdrawn") for part in told.parts))


def of_update(update: Update) -> Outline:
    """An update that is shown to whoever asked, not sent: no notes, no reason why it came."""
    return Outline(
        headline=clean(update.headline),
        about=about(update.subject),
        title=clean(update.subject.title),
        rating=update.significance,
        lead=(),
        parts=parts(update.changes),
        notes=(),
        unchanged=tuple(map(clean, update.unchanged)),
        contact=clean(update.subject.contact) if update.subject.contact else None,
        dates=dates_of(update),
        links=links(update.subject),
        footer=(),
    )


def headline(message: UpdateMessage) -> str:
    said = clean(message.update.headline)
    return f"Correction: {said}" if message.correction_of else said


def about(subject: Subject) -> tuple[str, ...]:
    """Who this trial is, in the fewest words."""
    status = constant(subject.status) if subject.status else None
    facts = (subject.acronym, subject.sponsor, subject.phase, status, subject.trial.id)
    return tuple(clean(fact) for fact in facts if fact)


def name(subject: Subject) -> str:
    """ "JASMINE (NCT06455449)", or the number alone."""
    number = clean(subject.trial.id)
    return f"{clean(subject.acronym)} ({number})" if subject.acronym else number


def links(subject: Subject) -> tuple[Link, ...]:
    offered = (("The record", subject.url), ("The registry's own comparison", subject.compare_url))
    return tuple(Link(words, url) for words, url in offered if url and is_web(url))


def is_web(url: str) -> bool:
    """Only these become links, and only if nothing in them could end the link early."""
    return url.startswith(("https://", "http://")) and url.isprintable() and not set(url) & set(" <>()[]\"'`|\\")


def parts(changes: Sequence[Change], told: Sequence[tuple[str, Point]] = ()) -> tuple[Part, ...]:
    """The changes by section: the weightiest section first, and in it the weightiest change.

    `told` are points made already, each with its section (the net effects of a digest).
    """
    points: dict[str, list[Point]] = defaultdict(list)
    for section, ready in told:
        points[section].append(ready)
    by_section: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_section[change.section].append(change)
    for section, group in by_section.items():
        points[section] += _points(group)
    found = [
        _part(f"{heading(section)}{_count(changes) if section == _SITES else ''}", points[section])
        for section in sorted(points, key=section_order)
    ]
    return tuple(sorted(found, key=lambda part: -part.rating.rank))


def _count(changes: Sequence[Change]) -> str:
    """How many sites there were and are: nobody counts a list of cities. Silent where updates disagree (a digest).

    And where not all of them are told: a total above the one site near somebody is a riddle.
    """
    listed = [change for change in changes if change.kind in {"site.added", "site.removed"}]
    counts = {(change.inputs.get("sites_before"), change.inputs.get("sites_after")) for change in listed}
    if len(counts) != 1:
        return ""
    ((before, after),) = counts
    if not isinstance(before, int) or not isinstance(after, int) or before == after:
        return ""
    told = sum(1 if change.kind == "site.added" else -1 for change in listed)
    return f": {number(before)} → {number(after)}" if told == after - before else ""


def _part(title: str, points: Sequence[Point]) -> Part:
    ranked = sorted(points, key=lambda told: -told.rating.rank)
    return Part(title, ranked[0].rating, tuple(ranked))


def _points(changes: Sequence[Change]) -> list[Point]:
    crowds, single = gathered(changes)
    return [*(Point(crowd.summary, crowd.rating, table=crowd.table) for crowd in crowds), *map(point, single)]


def in_mail(part: Part) -> tuple[tuple[Point, ...], str | None]:
    """The points of a section that a mail shows, and how many it does not: the big providers cut a mail at 100 kB."""
    points, more = first_of(part.points, _MOST_IN_MAIL)
    return points, f"{more}: the record and `watcher log` show them" if more else None


def point(change: Change) -> Point:
    table = status_table(change)
    in_table = table.lines if table else ()
    details = tuple(line for detail in change.details for line in clean_lines(detail) if line not in in_table)
    said = " ".join((summary := clean(change.summary), *details))
    return Point(summary, change.significance, details, text_passages(change.before, change.after, said), table)


def text_passages(before: Json, after: Json, said: str = "") -> tuple[Passage, ...]:
    """Word marks for prose that `said` does not quote already; codes and numbers need none."""
    return tuple(_passages(before, after, said))


def _passages(before: Json, after: Json, said: str) -> Iterator[Passage]:
    for label, *sides in _texts(before, after):
        old, new = ("\n".join(clean_lines(side)) for side in sides)
        is_prose = any(len(side.split()) >= _FEW_WORDS for side in (old, new))
        is_said = all(" ".join(shortened(side, _WHOLE).split()) in said for side in (old, new))
        if old != new and is_prose and not is_said:
            yield Passage(label, _shown(old, new))


def _shown(before: str, after: str) -> tuple[Run, ...]:
    if not (before and after):
        return (("-" if before else "+", shortened(before or after, _WHOLE)),)
    return tuple(passages(word_diff(before, after)))


def _texts(before: Json, after: Json) -> Iterator[tuple[str | None, str, str]]:
    """The texts that differ: the value itself, or the texts of two objects key by key (an outcome, an arm)."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in {**before, **after}:
            for _, old, new in _texts(before.get(name), after.get(name)):
                yield key(str(name)), old, new
    elif isinstance(before or "", str) and isinstance(after or "", str):
        yield None, before or "", after or ""


def _correction(message: UpdateMessage) -> Iterator[str]:
    if message.correction_of:
        yield f"This corrects message {message.correction_of}."


def _reason(message: UpdateMessage) -> str:
    """Why this came: nobody should have to guess which rule to mend."""
    watched = name(message.update.subject)
    labels = ", ".join(f"{clean(key)} {clean(value)}" for key, value in sorted(message.labels.items()))
    marked = f"{watched}, {labels}" if labels else watched
    rules = [f"“{clean(alert)}”" for alert in message.alerts]
    if not rules:
        return f"You get this because you watch {marked}."
    rule = f"alerts {joined(rules)} cover" if len(rules) > 1 else f"alert {rules[0]} covers"
    return f"You get this because the {rule} {marked}."
