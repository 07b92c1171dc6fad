"""Logs on standard error, one line an event; and no secret in them, nor in the traceback of a crash."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from types import TracebackType

# Libraries speak only when something is wrong; some of them would name whole addresses, which may hold secrets.
_LIBRARIES = {
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "apprise": logging.WARNING,
    "asyncio": logging.WARNING,
    "apscheduler": logging.WARNING,
    # A check that was left out, missed or broken is an event to the service, which says it itself.
    "apscheduler.scheduler": logging.ERROR,
    "apscheduler.executors": logging.CRITICAL,
}
_HIDDEN = "(hidden)"


class Mask:
    """Longest first, since one secret may hold another: an address and the password in it."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets: list[str] = []
        self.hide(secrets)

    def hide(self, secrets: Iterable[str]) -> None:
        self._secrets = sorted({*self._secrets, *secrets}, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, _HIDDEN)
        return text


class _Lines(logging.Formatter):
    def __init__(self, mask: Mask) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self._mask = mask

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802  logging's name
        return datetime.fromtimestamp(record.created, UTC).strftime(datefmt or "%Y-%m-%dT%H:%M:%SZ")

    def format(self, record: logging.LogRecord) -> str:
        return self._mask(super().format(record))


class _Json(_Lines):
    """For machines that collect logs: at, level, logger, message, and the traceback when there is one."""

    def format(self, record: logging.LogRecord) -> str:
        row = {
            "at": self.formatTime(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            row["traceback"] = self.formatException(record.exc_info)
        return self._mask(json.dumps(row, ensure_ascii=False))


_mask = Mask()


def begin(level: int, secrets: Iterable[str] = (), *, as_json: bool = False) -> None:
    """Once a command, before it does anything; again where it wants another level or form."""
    global _mask  # the log and the excepthook are of the process, and so is what they hide
    mask = _mask = Mask(secrets)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json(mask) if as_json else _Lines(mask))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for library, least in _LIBRARIES.items():
        logging.getLogger(library).setLevel(max(level, least))
    hide_in_tracebacks(mask)


def hide(secrets: Iterable[str]) -> None:
    """From now on these too: what is secret is known when the configuration has been read."""
    _mask.hide(secrets)


def hide_in_tracebacks(mask: Mask) -> None:
    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sys.stderr.write(mask("".join(traceback.format_exception(kind, error, trace))))

    sys.excepthook = hook
