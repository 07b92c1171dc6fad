"""Tells systemd how the service does (sd_notify(3)): a datagram to the socket it names. Without systemd, nothing."""

from __future__ import annotations

import logging
import socket
from collections.abc import Mapping

_LOG = logging.getLogger(__name__)


class Systemd:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self._address = environ.get("NOTIFY_SOCKET", "")
        watchdog = environ.get("WATCHDOG_USEC", "")
        # Twice as often as asked for: a datagram that comes a moment late would cost a restart.
        self.watchdog_seconds = int(watchdog) / 2_000_000 if watchdog.isdecimal() else None

    def say(self, *states: str) -> None:
        if not self._address:
            return
        # An address that begins with @ is in Linux's abstract namespace, written there with a zero byte.
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire:
                wire.connect(address)
                wire.sendall("\n".join(states).encode())
        except OSError as error:
            _LOG.warning("systemd does not listen at %s: %s", self._address, error)
