"""The process's own streams, which a shell may have closed, cut off or filled up: none of it is a crash."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

PIPE_CLOSED = 141  # 128 + SIGPIPE, as a shell would say it of `watcher log | head`


class Unheard(OSError):
    """Nothing more can be written to standard output, or to standard error."""


def prepare() -> None:
    """Once, before anything else: all three streams are there, and say in one way when nobody hears them."""
    _open_missing()
    sys.stdout, sys.stderr = _watched(sys.stdout), _watched(sys.stderr)


def abandon() -> None:
    """Nobody reads it. What is left in the buffer must not fail again when the interpreter ends."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Unheard:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def say(text: object) -> None:
    """To standard error, where errors reach people. Who closed it does not want to hear."""
    with suppress(Unheard):
        print(f"watcher: {text}", file=sys.stderr, flush=True)  # noqa: T201


def _open_missing() -> None:
    """After `watcher list >&-` the next file that is opened, the database, would be standard output to all others."""
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest number that is free, and that is this one
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115  for good


class _Raw(io.FileIO):
    def write(self, data: ReadableBuffer, /) -> int | None:  # type: ignore[override]  # None: it would block
        try:
            return super().write(data)
        except OSError as error:
            raise Unheard(error.errno, error.strerror) from error


def _watched(stream: TextIO) -> TextIO:
    """The same stream, but for its errors. A sign that the terminal does not know becomes a question mark."""
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    stream.reconfigure(errors="replace")
    if not isinstance(getattr(stream.buffer, "raw", stream.buffer), io.FileIO):
        return stream  # a console of Windows, which is no file
    raw = _Raw(stream.fileno(), "w", closefd=False)
    return io.TextIOWrapper(
        raw if stream.write_through else io.BufferedWriter(raw),  # the former as `python -u` has it
        encoding=stream.encoding,
        errors="replace",
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )
