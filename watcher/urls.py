"""An address of the web, judged when it is read: what could never be asked is refused before anything waits for it."""

from __future__ import annotations

from urllib.parse import urlsplit


def web_address(url: str, example: str) -> str:
    """ValueError in words that do not repeat the address: it may hold a secret."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode()
    except ValueError:  # a UnicodeError is one: a label that is empty or too long
        host = ""
    if not host or " " in host or parts.scheme not in ("http", "https") or not url.isprintable():
        raise ValueError(f"an address as {example} would do")
    try:
        is_port = parts.port != 0
    except ValueError:
        is_port = False
    if not is_port:
        raise ValueError("the port of an address is a number from 1 to 65535")
    return url
