"""The dead man's switch: an address elsewhere is told that a run began, and how it ended (law 12)."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from msgspec import Struct
from pydantic import SecretStr

from watcher.errors import WatcherError

if TYPE_CHECKING:
    from watcher.config.sections import PingSection

_LOG = logging.getLogger(__name__)
_TIMEOUT = 10.0  # seconds: whoever listens for us may not hold us up


class Result(Struct):
    ok: bool = False


@contextmanager
def around(section: PingSection) -> Iterator[Result]:
    """Whatever ends the block but a result that is ok, also a crash, is told as a failure."""
    result = Result()
    _call(section, section.start, "/start")
    try:
        yield result
    finally:
        _call(section, *((section.success, "") if result.ok else (section.fail, "/fail")))


def _call(section: PingSection, own: SecretStr | None, ending: str) -> None:
    address = own.get_secret_value() if own else section.url and section.url.get_secret_value().rstrip("/") + ending
    if not address:
        return
    from watcher.net import Client, Wire

    try:
        with Client(Wire(timeout=_TIMEOUT, allow_private=section.allow_private)) as client:
            answer = client.get(address)
    except WatcherError as error:
        _LOG.error("ping%s: %s", ending or "/success", error)
        return
    if answer.status >= 400:
        _LOG.error("ping%s: answered with status %s", ending or "/success", answer.status)
