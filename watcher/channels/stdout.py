"""Standard output: where alerts go when no channel is configured."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, TextIO

from watcher.channels.base import ChannelSettings, Limits, Outside, recipient_key
from watcher.errors import DeliveryError
from watcher.model import Delivery, Message, Payload, Target


class StdoutSettings(ChannelSettings):
    """Plain text on standard output."""

    kind: Literal["stdout"] = "stdout"

    def open(self, name: str, outside: Outside) -> Stdout:
        return Stdout(name, outside.stdout)


class Stdout:
    kind = "stdout"
    limits = Limits()

    def __init__(self, name: str, out: TextIO) -> None:
        self.name = name
        self._out = out

    def recipients(self) -> tuple[str, ...]:
        return (recipient_key(self.kind),)

    def render(self, message: Message, target: Target) -> Payload:
        from watcher.render.text import text  # on most days there is nothing to write

        return Payload(text(message).encode(), "text/plain; charset=utf-8")

    def send(self, delivery: Delivery, at: datetime) -> str:
        assert delivery.payload is not None
        notice = "(This may be a repeat: the last attempt was cut short.)\n" if delivery.may_repeat else ""
        try:
            self._out.write(self._showable(f"{notice}{delivery.payload.body.decode()}\n"))
            self._out.flush()
        except OSError as error:
            raise DeliveryError(f"standard output: {error.strerror or error}", unreachable=True) from error
        return "printed"

    def _showable(self, words: str) -> str:
        """A terminal that knows only ASCII gets "?" for what it cannot show, not an error for the whole alert."""
        encoding = self._out.encoding or "utf-8"
        return words.encode(encoding, "replace").decode(encoding)
