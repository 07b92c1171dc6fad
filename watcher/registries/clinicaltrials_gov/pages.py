"""An answer's body in, each study's bytes out as they were sent. No objects are built of them."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from watcher.errors import Outage, UnexpectedRecord
from watcher.net.wire import Response
from watcher.registries.clinicaltrials_gov.quote import quoted


class WrongType(Outage):
    """200, but not JSON: a maintenance page, or a proxy that wants a password."""

    advice = (
        "A page for people came in the place of data: maintenance, a proxy that wants a password, or another host "
        "than the registry's (check registry.base_url). The next run tries again."
    )


class Study(Struct, frozen=True):
    """A study as sent, and the little that is needed to know whose it is. None: it does not say."""

    raw: bytes
    id: str | None
    aliases: tuple[str, ...]
    status: str | None
    flaw: str | None = None  # why it cannot be read at all


class Page(Struct, frozen=True):
    raws: tuple[msgspec.Raw, ...]
    next_token: str | None
    total: int | None

    def studies(self) -> Iterator[Study]:
        """One after the other, so that no more than one is copied out of the page at a time."""
        for raw in self.raws:
            yield study(bytes(raw))


class _Identification(msgspec.Struct, rename="camel", frozen=True, gc=False):
    nct_id: str | None = None
    nct_id_aliases: tuple[str, ...] = ()


class _Status(msgspec.Struct, rename="camel", frozen=True, gc=False):
    overall_status: str | None = None


class _Protocol(msgspec.Struct, rename="camel", frozen=True, gc=False):
    identification_module: _Identification = _Identification()
    status_module: _Status = _Status()


class _Head(msgspec.Struct, rename="camel", frozen=True, gc=False):
    protocol_section: _Protocol = _Protocol()


class _Page(msgspec.Struct, rename="camel"):
    studies: tuple[msgspec.Raw, ...]
    next_page_token: str | None = None
    total_count: int | None = None


_head = msgspec.json.Decoder(_Head)
_page = msgspec.json.Decoder(_Page)


def cut(response: Response) -> Page:
    """Raises WrongType or UnexpectedRecord for what is no page of studies."""
    _want_json(response)
    try:
        page = _page.decode(response.body)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise UnexpectedRecord(f"no page of studies ({error}); found {quoted(response.body)}") from error
    return Page(page.studies, page.next_page_token or None, page.total_count)


def single(response: Response) -> Study:
    """The one study that an answer consists of."""
    _want_json(response)
    return study(response.body.strip())


def study(raw: bytes) -> Study:
    """Raises nothing: what is no study has no id."""
    try:
        raw.decode()  # the decoder below skips what it is not asked for, bad UTF-8 included
        head = _head.decode(raw).protocol_section
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        marked = raw.startswith(codecs.BOM_UTF8)
        return Study(raw, None, (), None, "a byte order mark stands before it" if marked else str(error))
    identification = head.identification_module
    return Study(raw, identification.nct_id, identification.nct_id_aliases, head.status_module.overall_status)


def _want_json(response: Response) -> None:
    if not response.is_json:
        kind = response.content_type or "no type"
        raise WrongType(f"asked for JSON, found {kind}: {quoted(response.body)}")
