"""A message in, the bytes of a mail out, without sender and recipient: those are added when it is sent."""

from __future__ import annotations

from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime

from watcher.channels.addresses import needs_utf8
from watcher.channels.base import moment
from watcher.model import Digest, Message, Target, UpdateMessage, digest
from watcher.render.html import html
from watcher.render.text import subject_line, text

# "=" begins an escape in quoted-printable, so no line of a body can look like this border.
_BORDER = "=_{}"
# Quoted-printable keeps a mail in seven bits and its lines short, and readable in the raw.
_ENCODING = "quoted-printable"
_EOL = "\r\n"
_LINE = 76  # characters; RFC 2047, 2


def mail(message: Message, target: Target, domain: str) -> bytes:
    """The same message gives the same bytes: border, date and ids come from the message, not from now."""
    said = EmailMessage(policy=SMTP)
    said["Date"] = format_datetime(moment(message))
    said["Message-ID"] = f"<{message.id}@{domain}>"
    thread = _thread(message, target)
    if thread is not None:
        said["In-Reply-To"] = said["References"] = f"<{thread}@{domain}>"
    said["List-Id"] = f"Clinical trial watcher <clinical-trial-watcher.{domain}>"
    said["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday answers, please
    said.set_content(text(message), cte=_ENCODING)
    said.add_alternative(html(message), subtype="html", cte=_ENCODING)
    said.set_boundary(_BORDER.format(message.id))
    return subject_header(subject_line(message)) + said.as_bytes()


def subject_header(words: str) -> bytes:
    """One line that comes out of a mail reader as it went in.

    EmailMessage encodes word by word, and where it folds between a plain and an encoded word (RFC 2047, 6.2: the white
    space between two encoded ones is none) a space is lost or doubled: the whole is plain, or the whole is encoded.
    """
    one_line = " ".join(words.split())
    is_plain = one_line.isascii() and "=?" not in one_line
    header = Header(one_line, "us-ascii" if is_plain else "utf-8", header_name="Subject", maxlinelen=_LINE)
    return f"Subject: {header.encode(splitchars=' ', linesep=_EOL)}{_EOL}".encode("ascii")


def envelope(sender: Address, recipient: Address, reply_to: Address | None, more: dict[str, str]) -> bytes:
    """The header lines that hold addresses, to stand before those of `mail`."""
    policy = SMTPUTF8 if needs_utf8(sender, recipient) else SMTP
    head = EmailMessage(policy=policy)
    head["From"] = sender
    head["To"] = recipient
    if reply_to is not None:
        head["Reply-To"] = reply_to
    for name, value in more.items():
        head[name] = value
    return head.as_bytes().removesuffix(b"\r\n")


def _thread(message: Message, target: Target) -> str | None:
    """All mail about one trial to one recipient hangs on one root, which is never sent itself."""
    if isinstance(message, Digest):
        return None
    trial = message.update.trial if isinstance(message, UpdateMessage) else message.trial
    return digest("thread", trial.registry, trial.id, target.channel, target.recipient) if trial else None
