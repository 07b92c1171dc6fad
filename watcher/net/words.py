"""An error of a socket in, what it means to people out: Python's own words are for who wrote the program."""

from __future__ import annotations

import socket
import ssl

_NO_HOST = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


def in_words(error: OSError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({error.verify_message})"
    if isinstance(error, ssl.SSLError):
        reason = error.reason or error.strerror or "no reason given"
        if reason == "WRONG_VERSION_NUMBER":
            return "it speaks no TLS at this port"
        return f"TLS failed: {reason.replace('_', ' ').lower()}"
    if isinstance(error, socket.gaierror):
        return "no host has this name" if error.errno in _NO_HOST else "its name cannot be looked up now"
    return error.strerror or str(error)
