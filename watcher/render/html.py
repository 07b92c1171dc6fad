"""A message as an HTML mail: calm, phone first, readable in the dark; nothing is loaded from elsewhere."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from watcher.model import Digest, Message, Notice, Update, UpdateMessage
from watcher.render.marks import bare
from watcher.render.outline import in_mail, name, of_update, outline
from watcher.render.places import WORDS
from watcher.render.sheet import sheet
from watcher.render.sides import blocks
from watcher.render.text import subject_line
from watcher.render.when import notice_of
from watcher.render.words import clean, clean_lines

if TYPE_CHECKING:
    from jinja2 import Environment

_DOT = "\u00a0· "  # no line begins with it


def html(message: Message) -> str:
    title = subject_line(message)
    if isinstance(message, UpdateMessage):
        return page("update.html.jinja", title=title, told=outline(message))
    if isinstance(message, Digest):
        return page("digest.html.jinja", title=title, told=sheet(message))
    return page("notice.html.jinja", title=title, **_notice(message))


def diff_html(update: Update) -> str:
    """Both sides of every change as a page that stands alone, for a browser."""
    told = of_update(update)
    return page("diff.html.jinja", title=f"{name(update.subject)}: {told.headline}", told=told, blocks=blocks(update))


def page(template: str, **values: Any) -> str:
    """One of the package's templates, every value escaped."""
    return _environment().get_template(template).render(values)


def _notice(notice: Notice) -> dict[str, Any]:
    return {
        "trial": notice.trial and clean(notice.trial.id),
        "lines": [line for said in notice.lines for line in clean_lines(said)],
        "footer": (notice_of(notice), f"Message {notice.id}"),
    }


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # 60 ms that most commands do not need

    environment = Environment(
        loader=PackageLoader("watcher.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(bare=bare, in_mail=in_mail, WORDS=WORDS, DOT=_DOT)
    return environment
