"""The shortest form of a message, for phones: a plain line a thing, as many as fit, and how many did not."""

from __future__ import annotations

from collections.abc import Callable

from watcher.meaning.words import count
from watcher.model import Message, Notice, Significance, UpdateMessage
from watcher.render.outline import is_web
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
    whole = "\n".join(lines)
    if size(whole) <= limit:
        return whole
    end = f"\n{link}" if (link := link_of(message)) else ""
    for kept in range(len(lines) - 1, 0, -1):
        said = "\n".join([*lines[:kept], f"… and {count(len(lines) - kept, f'more {noun}')}"]) + end
        if size(said) <= limit:
            return said
    return _squeezed(f"{count(len(lines), noun)}{end}", limit, size)


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


def _lines(message: Message) -> tuple[list[str], str]:
    if isinstance(message, Notice):
        return [_line(line) for line in message.lines] or [_line(message.title)], "line"
    if isinstance(message, UpdateMessage):
        changes = sorted(message.update.changes, key=lambda change: -change.significance.rank)
        notes = [_line(note) for note in message.notes]
        told = [_line(f"• {change.summary}") for change in changes]
        return (notes + told if message.correction_of else told + notes), "change"
    if not message.updates:
        return [_line(message.title), _line(closing(message))], "line"
    return [_headline(part) for part in message.updates], "trial"


def _headline(part: UpdateMessage) -> str:
    return _line(f"• {part.update.trial.id}: {part.update.headline}")


def _line(text: str) -> str:
    return shortened(clean(text), _LINE)


def _squeezed(text: str, limit: int, size: Callable[[str], int]) -> str:
    while size(text) > limit:
        text = text[:-1]
    return text
