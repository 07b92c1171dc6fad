"""The shortest form of a message, for phones: a plain line a thing, as many as fit, and how many did not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from watcher.meaning.words import count
from watcher.model import Change, Message, Notice, Significance, UpdateMessage
from watcher.render.outline import is_web
from watcher.render.places import Crowd, gathered
from watcher.render.sheet import closing
from watcher.render.words import clean, shortened

_LINE = 400  # characters; a summary is rarely longer


def characters(text: str) -> int:
    return len(text)


def octets(text: str) -> int:
    return len(text.encode())


def short(message: Message, limit: int, size: Callable[[str], int] = characters) -> str:
    """At most `limit` characters (or bytes), cut between two items, the cut said with a count and where to read on."""
    lines, noun = _lines(message)
    whole = "\n".join(line.words for line in lines)
    if size(whole) <= limit:
        return whole
    end = f"\n{link}" if (link := link_of(message)) else ""
    for kept in range(len(lines) - 1, 0, -1):
        more = sum(line.things for line in lines[kept:])
        said = "\n".join([*(line.words for line in lines[:kept]), f"… and {count(more, f'more {noun}')}"]) + end
        if size(said) <= limit:
            return said
    return _squeezed(f"{count(sum(line.things for line in lines), noun)}{end}", limit, size)


def link_of(message: Message) -> str | None:
    """Registry text is hostile: only an address of the web becomes a link."""
    url = message.update.subject.url if isinstance(message, UpdateMessage) else ""
    return url if url and is_web(url) else None


def weight(message: Message) -> Significance:
    """How loud a phone may be. A digest is read when there is time; a notice is for whoever mends things."""
    if isinstance(message, UpdateMessage):
        return message.update.significance
    urgent = isinstance(message, Notice) and message.kind != "test"
    return Significance.MAJOR if urgent else Significance.MINOR


class _Line(Struct, frozen=True):
    words: str
    things: int = 1  # how many it tells of


def _lines(message: Message) -> tuple[list[_Line], str]:
    if isinstance(message, Notice):
        return [_line(line) for line in message.lines] or [_line(message.title)], "line"
    if isinstance(message, UpdateMessage):
        notes = [_line(note) for note in message.notes]
        told = _told(message.update.changes)
        return (notes + told if message.correction_of else told + notes), "change"
    if not message.updates:
        return [_line(message.title), _line(closing(message))], "line"
    return [_headline(part) for part in message.updates], "trial"


def _told(changes: Sequence[Change]) -> list[_Line]:
    """The weightiest first. Sites that did the same are a line, as in a mail: forty cities in a row tell little."""
    crowds, single = gathered(changes)
    lines = [(crowd.rating, _line(f"• {_crowd(crowd)}", crowd.sites)) for crowd in crowds]
    lines += [(change.significance, _line(f"• {change.summary}")) for change in single]
    return [line for _, line in sorted(lines, key=lambda rated: -rated[0].rank)]


def _crowd(crowd: Crowd) -> str:
    return f"{crowd.summary}. {'; '.join(crowd.table.lines)}"


def _headline(part: UpdateMessage) -> _Line:
    return _line(f"• {part.update.trial.id}: {part.update.headline}")


def _line(text: str, things: int = 1) -> _Line:
    return _Line(shortened(clean(text), _LINE), things)


def _squeezed(text: str, limit: int, size: Callable[[str], int]) -> str:
    while size(text) > limit:
        text = text[:-1]
    return text
