"""A message as plain text: the body of a mail, standard output, a log."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from watcher.model import Digest, Message, Notice, UpdateMessage
from watcher.render import outline as shape
from watcher.render.marks import Run, bare
from watcher.render.sheet import Entry, Sheet, sheet
from watcher.render.when import notice_of
from watcher.render.words import clean, clean_lines, shortened

_WIDTH = 76
_SUBJECT = 150


def subject_line(message: Message) -> str:
    """One line, headline first: what is cut off on a phone is the name."""
    if isinstance(message, UpdateMessage):
        named = f" · {shape.name(message.update.subject)}"
        return shortened(shape.headline(message), _SUBJECT - len(named)) + named
    return shortened(clean(message.title), _SUBJECT)


def text(message: Message) -> str:
    return "\n".join(_lines(message)).rstrip("\n") + "\n"


def _lines(message: Message) -> Iterator[str]:
    if isinstance(message, UpdateMessage):
        return _update(shape.outline(message))
    return _digest(sheet(message)) if isinstance(message, Digest) else _notice(message)


def _update(told: shape.Outline) -> Iterator[str]:
    yield from _wrapped(told.headline)
    yield ""
    yield from _wrapped(" · ".join(told.about))
    yield from _wrapped(told.title)
    yield from _paragraphs(told.lead)
    for part in told.parts:
        yield from _part(part)
    yield from _paragraphs(told.notes)
    yield from ("", "WHAT DID NOT CHANGE") if told.unchanged else ()
    for said in told.unchanged:
        yield from _bullet(said)
    yield from ("", "WHOM TO ASK", *_wrapped(told.contact, indent=2)) if told.contact else ()
    yield ""
    yield from _wrapped(" ".join(told.dates))
    yield from _links(told.links)
    yield from _footer(told.footer)


def _digest(told: Sheet) -> Iterator[str]:
    yield from _wrapped(told.title)
    yield from _wrapped(told.lead)
    for group in told.groups:
        if group.heading:
            yield from ("", *_wrapped(group.heading), "=" * min(len(group.heading), _WIDTH))
        for entry in group.entries:
            yield from _entry(entry)
    yield from ("", *_wrapped(told.more)) if told.more else ()
    yield from ("", *_wrapped(told.closing))
    yield from _footer(told.footer)


def _entry(entry: Entry) -> Iterator[str]:
    yield from ("", *_wrapped(entry.headline), *_wrapped(" · ".join(entry.weighed)))
    for part in entry.parts:
        yield from _part(part)
    yield from _paragraphs(entry.notes)
    yield from ("", "UPDATE BY UPDATE") if entry.history else ()
    for line in entry.history:
        yield from _bullet(line)
    yield from _links(entry.links)


def _notice(notice: Notice) -> Iterator[str]:
    yield from _wrapped(clean(notice.title))
    if notice.trial:
        yield clean(notice.trial.id)
    yield from _paragraphs([line for said in notice.lines for line in clean_lines(said)])
    yield from _footer((notice_of(notice), f"Message {notice.id}"))


def _part(part: shape.Part) -> Iterator[str]:
    yield from ("", part.heading.upper())
    points, more = shape.in_mail(part)
    for point in points:
        yield from _bullet(point.summary)
        for detail in point.details:
            yield from _wrapped(detail, indent=4)
        for passage in point.passages:
            label = f"{passage.label}: " if passage.label else ""
            yield from _wrapped(label + marked(passage.runs), indent=4)
        for line in point.table.lines if point.table else ():
            yield from _wrapped(line, indent=4)
    yield from _wrapped(more, indent=2) if more else ()


def _links(links: Sequence[shape.Link]) -> Iterator[str]:
    for link in links:
        yield f"{link.words}: {link.url}"


def _footer(lines: Sequence[str]) -> Iterator[str]:
    yield from ("", "-- ") if lines else ()  # the sign of a signature: mail readers grey what follows
    for line in lines:
        yield from _wrapped(line)


def marked(runs: Sequence[Run]) -> str:
    """[-went-]{+came+}, the marks of `git diff --word-diff`."""
    return "".join(_mark(*run) for run in runs)


def _mark(op: str, words: str) -> str:
    before, core, behind = bare(words)
    if op == "=" or not core:
        return words
    return f"{before}[-{core}-]{behind}" if op == "-" else f"{before}{{+{core}+}}{behind}"


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield from ("", *_wrapped(line))


def _bullet(said: str) -> list[str]:
    return _wrapped(said, first="* ", indent=2)


def _wrapped(said: str, *, indent: int = 0, first: str = "") -> list[str]:
    """Long words (links, numbers) are left whole: a broken link is worse than a long line."""
    return textwrap.wrap(
        said,
        width=_WIDTH,
        initial_indent=first or " " * indent,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
