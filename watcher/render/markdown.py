"""A message as GitHub's Markdown: issues, job summaries, CHANGES.md. Registry text stays text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

from watcher.meaning.words import number
from watcher.model import Change, Digest, Message, Notice, Update, UpdateMessage
from watcher.render import outline as shape
from watcher.render.json import Remark
from watcher.render.marks import Run, bare
from watcher.render.places import WORDS, Table
from watcher.render.sheet import Entry, Sheet, sheet
from watcher.render.when import notice_of
from watcher.render.words import clean, clean_lines, day_of, shortened

_NONE: Mapping[str, Sequence[Remark]] = {}
# Head and tail always stand; no single text in them may eat the room of the changes.
_LINE = 300
# A character that shows nothing, behind every sign that GitHub turns into a mention, an issue or a link.
_APART = "&#8203;"
_MARKUP = re.compile(r"^[-+=]|^\d+(?=[.)])|[\\`*_\[\]<>#|~&@$]|:(?=//)|(?<=www)\.|(?<=GH)-", re.IGNORECASE)
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": f"@{_APART}", "#": f"#{_APART}", ":": "&#58;", ".": "&#46;"}


def markdown(message: Message, limit: int | None = None) -> str:
    """The whole message; with a limit in characters, changes that do not fit are left out whole and counted."""
    head, body, tail = _chunks(message)
    return _join(head, body if limit is None else _fitting(body, limit - len(_join(head, [], tail))), tail)


def of_update(update: Update, level: int = 2, notes: Mapping[str, Sequence[Remark]] = _NONE) -> str:
    """One update of a trial's own page: day and headline, what changed, when. The page says which trial it is.

    `notes`: what people wrote, by the change's id.
    """
    told = shape.of_update(update)
    body = [chunk for part in told.parts for chunk in _part(part, level + 1)]
    noted = [_noted(change, note) for change in update.changes for note in notes.get(update.change_id(change), ())]
    if noted:
        body.append("\n".join([f"{'#' * (level + 1)} Notes", "", *noted]))
    heading = f"{day_of(update.detected_at)}: {told.headline}"
    return _join([f"{'#' * level} {escaped(heading)}"], body, [escaped(" ".join(told.dates))])


def _noted(change: Change, note: Remark) -> str:
    mark = "" if note.mark == "note" else f" ({note.mark})"
    return f"- {escaped(clean(change.summary))}: {escaped(clean(note.text))}{mark}"


def escaped(text: str) -> str:
    """No link, mention, issue, image, table cell, HTML or heading comes out of it."""
    return _MARKUP.sub(_escape, text)


def marked(runs: Sequence[Run]) -> str:
    """GitHub knows <del> and <ins>, and unlike ~~ and ** they may stand inside a word."""
    return "".join(_mark(*run) for run in runs)


def _escape(found: re.Match[str]) -> str:
    sign = found.group()
    return _ENTITIES.get(sign) or (f"{sign}{_APART}" if sign.isdigit() else f"\\{sign}")


def _mark(op: str, words: str) -> str:
    before, core, behind = (escaped(" ".join(side.split()) or (side and " ")) for side in bare(words))
    tag = {"-": "del", "+": "ins"}.get(op)
    return f"{before}<{tag}>{core}</{tag}>{behind}" if tag and core else f"{before}{core}{behind}"


def _join(head: Sequence[str], body: Sequence[str], tail: Sequence[str]) -> str:
    return "\n\n".join([*head, *body, *tail]) + "\n"


def _fitting(body: Sequence[str], room: int) -> list[str]:
    """As many chunks from the start as the room holds, each with the blank line behind it, and how many it does not."""
    ends = list(accumulate(len(chunk) + 2 for chunk in body))
    if not ends or ends[-1] <= room:
        return list(body)
    shown = bisect_right(ends, room - len(_left(len(body))) - 2)
    return [*body[:shown], _left(len(body) - shown)]


def _left(chunks: int) -> str:
    return f"*… and {number(chunks)} more than fit here*"


def _chunks(message: Message) -> tuple[list[str], list[str], list[str]]:
    """Head and tail, which always stand, and between them what may be left out from the end."""
    if isinstance(message, UpdateMessage):
        return _update(shape.outline(message))
    return _digest(sheet(message)) if isinstance(message, Digest) else _notice(message)


def _update(told: shape.Outline) -> tuple[list[str], list[str], list[str]]:
    head = [f"### {_line(told.headline)}", f"{_about(told.about)}  \n{_line(told.title)}"]
    body = [*map(escaped, told.lead), *(chunk for part in told.parts for chunk in _part(part))]
    body += map(escaped, told.notes)
    if told.unchanged:
        body.append("\n".join(["#### What did not change", "", *(f"- {escaped(said)}" for said in told.unchanged)]))
    contact = [f"Whom to ask: {_line(told.contact)}"] if told.contact else []
    return head, body, [*contact, escaped(" ".join(told.dates)), *_links(told.links), _footer(told.footer)]


def _digest(told: Sheet) -> tuple[list[str], list[str], list[str]]:
    body: list[str] = []
    for group in told.groups:
        first, *rest = ("\n\n".join(_entry(entry)) for entry in group.entries)
        body += [f"### {_line(group.heading)}\n\n{first}" if group.heading else first, *rest]
    more = [escaped(told.more)] if told.more else []
    return [f"## {_line(told.title)}", escaped(told.lead)], body, [*more, escaped(told.closing), _footer(told.footer)]


def _entry(entry: Entry) -> Iterator[str]:
    yield f"#### {_line(entry.headline)}"
    yield _about(entry.weighed)
    for part in entry.parts:
        yield from _part(part, level=5)
    yield from map(escaped, entry.notes)
    if entry.history:
        yield "\n".join(["##### Update by update", "", *(f"- {escaped(line)}" for line in entry.history)])
    yield from _links(entry.links)


def _notice(notice: Notice) -> tuple[list[str], list[str], list[str]]:
    lines = [escaped(line) for said in notice.lines for line in clean_lines(said)]
    return [f"### {_line(clean(notice.title))}"], lines, [_footer((notice_of(notice), f"Message {notice.id}"))]


def _part(part: shape.Part, level: int = 4) -> Iterator[str]:
    """A chunk a change: the heading stays with the first, so that a cut leaves no heading alone."""
    heading = f"{'#' * level} {escaped(part.heading)}\n\n"
    for point in part.points:
        yield heading + "\n".join(_point(point))
        heading = ""


def _point(point: shape.Point) -> Iterator[str]:
    yield f"- {escaped(point.summary)}"
    for detail in point.details:
        yield f"  - {escaped(detail)}"
    for passage in point.passages:
        yield f"  - {f'{escaped(passage.label)}: ' if passage.label else ''}{marked(passage.runs).strip()}"
    if point.table:
        yield from _table(point.table)


def _table(table: Table) -> Iterator[str]:
    rules = ("---" if column in WORDS else "--:" for column in table.columns)
    yield ""
    yield f"  | {' | '.join(table.columns)} |"
    yield f"  | {' | '.join(rules)} |"
    for row in table.rows:
        yield f"  | {' | '.join(map(escaped, row))} |"


def _about(facts: Sequence[str]) -> str:
    return " · ".join(map(_line, facts))


def _line(text: str | None) -> str:
    return escaped(shortened(text or "", _LINE))


def _links(links: Sequence[shape.Link]) -> list[str]:
    return [" · ".join(f"[{link.words}]({link.url})" for link in links)] if links else []


def _footer(lines: Sequence[str]) -> str:
    return f"<sub>{' · '.join(map(escaped, lines))}</sub>"
