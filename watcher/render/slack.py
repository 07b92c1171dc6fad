"""A message as Slack blocks, within Slack's limits. Registry text can neither link, mention nor mark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from watcher.meaning.words import number
from watcher.model import Digest, Message, Notice, UpdateMessage
from watcher.render import outline as shape
from watcher.render.marks import Run, bare
from watcher.render.sheet import Entry, Sheet, sheet
from watcher.render.text import subject_line
from watcher.render.when import notice_of
from watcher.render.words import clean, clean_lines, shortened

_HEADER = 150  # characters of a header block
_SECTION = 3000  # characters of a section's text
_CONTEXT = 10  # elements of a context block

# Slack reads these as marks; there is no escape for them, so their look-alikes stand in.
_LOOKALIKES = str.maketrans({"*": "∗", "_": "＿", "~": "∼", "`": "ˋ"})

Block = dict[str, Any]


def blocks(message: Message, limit: int = 50) -> list[Block]:
    """At most `limit` blocks: what does not fit is left out whole, and counted."""
    head, body, tail = _parts(message)
    room = limit - len(head) - len(tail)
    if len(body) <= room:
        return [*head, *body, *tail]
    left_out = _section(f"… and {number(len(body) - room + 1)} more than fit here")
    return [*head, *body[: room - 1], left_out, *tail]


def escaped(text: str) -> str:
    """Registry text for mrkdwn: no link, no mention, no mark comes out of it."""
    plain = text.translate(_LOOKALIKES)
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def marked(runs: Sequence[Run]) -> str:
    """~went~ *came*."""
    return " ".join("".join(_mark(*run) for run in runs).split())


def _mark(op: str, words: str) -> str:
    before, core, behind = bare(words)
    if op == "=" or not core:
        return escaped(words)
    sign = "~" if op == "-" else "*"
    # A mark holds only within a line, and only with a space outside it.
    inner = escaped(" ".join(core.split()))
    return f"{before or ' '}{sign}{inner}{sign}{behind or ' '}"


def _parts(message: Message) -> tuple[list[Block], list[Block], list[Block]]:
    if isinstance(message, UpdateMessage):
        return _update(shape.outline(message))
    return _digest(message, sheet(message)) if isinstance(message, Digest) else _notice(message)


def _update(told: shape.Outline) -> tuple[list[Block], list[Block], list[Block]]:
    about = f"{escaped(' · '.join(told.about))}\n_{escaped(told.title)}_"
    head = [_header(told.headline), _section(about), *(_section(escaped(said)) for said in told.lead)]
    body = [block for part in told.parts for block in _part(part)]
    body += [_section(escaped(note)) for note in told.notes]
    if told.unchanged:
        body += _listed("What did not change", [escaped(said) for said in told.unchanged])
    contact = [f"Whom to ask: {escaped(told.contact)}"] if told.contact else []
    tail = [_context([" ".join(map(escaped, told.dates)), *contact, *_links(told.links), *map(escaped, told.footer)])]
    return head, body, tail


def _digest(digest: Digest, told: Sheet) -> tuple[list[Block], list[Block], list[Block]]:
    head = [_header(subject_line(digest)), _section(escaped(told.lead))]
    body: list[Block] = []
    for group in told.groups:
        if group.heading:
            body.append(_header(group.heading))
        body += [_section("\n".join(_entry(entry))) for entry in group.entries]
    more = [escaped(told.more)] if told.more else []
    return head, body, [_context([*more, escaped(told.closing), *map(escaped, told.footer)])]


def _entry(entry: Entry) -> Iterator[str]:
    yield f"*{escaped(entry.headline)}*"
    yield " · ".join([escaped(" · ".join(entry.weighed)), *_links(entry.links)])
    for said in (*entry.notes, *entry.history):
        yield f"• {escaped(said)}"


def _notice(notice: Notice) -> tuple[list[Block], list[Block], list[Block]]:
    lines = [escaped(line) for said in notice.lines for line in clean_lines(said)]
    tail = [_context([escaped(notice_of(notice)), f"Message {notice.id}"])]
    return [_header(clean(notice.title))], [_section(line) for line in lines], tail


def _part(part: shape.Part) -> list[Block]:
    return _listed(part.heading, ["\n".join(_point(point)) for point in part.points])


def _point(point: shape.Point) -> Iterator[str]:
    yield escaped(point.summary)
    for detail in point.details:
        yield f"    {escaped(detail)}"
    for passage in point.passages:
        yield f"    {f'{escaped(passage.label)}: ' if passage.label else ''}{marked(passage.runs)}"
    for line in point.table.lines if point.table else ():
        yield f"    {escaped(line)}"


def _listed(heading: str, items: Sequence[str]) -> list[Block]:
    """As many sections as the items need: none is cut, unless it fills a section alone."""
    texts = [f"*{escaped(heading)}*"]
    for item in items:
        line = f"• {item}" if len(item) < _SECTION - 10 else f"• {shortened(item, _SECTION - 10)}"
        if len(texts[-1]) + len(line) + 1 > _SECTION:
            texts.append(line)
        else:
            texts[-1] += f"\n{line}"
    return [_section(text) for text in texts]


def _links(links: Sequence[shape.Link]) -> list[str]:
    return [f"<{link.url.replace('&', '&amp;')}|{link.words}>" for link in links]


def _header(text: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": shortened(text, _HEADER), "emoji": False}}


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": shortened(text, _SECTION)}}


def _context(lines: Sequence[str]) -> Block:
    elements = [{"type": "mrkdwn", "text": shortened(line, _SECTION)} for line in lines if line]
    return {"type": "context", "elements": elements[:_CONTEXT]}
