"""E-mail addresses as people write them, made fit for headers and for SMTP."""

from __future__ import annotations

from email.errors import NonASCIILocalPartDefect
from email.headerregistry import Address
from email.policy import SMTPUTF8
from unicodedata import normalize

from watcher.channels.base import recipient_key


def address(text: str) -> Address:
    """ "Ann <ann@bücher.example>" → one address, its domain in the form that DNS knows."""
    if any(not character.isprintable() for character in text):
        raise ValueError("an e-mail address holds no line breaks or control characters")
    header = SMTPUTF8.header_factory("to", text)
    found = header.addresses
    defects = [one for one in header.defects if not isinstance(one, NonASCIILocalPartDefect)]  # RFC 6531 allows it
    if len(found) != 1 or defects or not found[0].username or not found[0].domain:
        raise ValueError("one e-mail address was expected, as in you@example.org or Ann <ann@example.org>")
    return Address(found[0].display_name, normalize("NFC", found[0].username), ascii_host(found[0].domain))


def ascii_host(host: str) -> str:
    """bücher.example → xn--bcher-kva.example. A name whose old and new spelling rules lead elsewhere is refused."""
    wanted = normalize("NFKC", host).lower()
    try:
        encoded = wanted.encode("idna").decode()
    except UnicodeError:
        raise ValueError(f"{host!r} is no host name") from None
    # Python encodes by the rules of 2003, which turn "ß" into "ss": another domain today.
    if not wanted.isascii() and encoded.encode().decode("idna") != wanted:
        raise ValueError(f"{host!r} can be read in two ways; its xn-- form would do")
    return encoded


def addr_spec(found: Address) -> str:
    return f"{found.username}@{found.domain}"


def needs_utf8(*found: Address) -> bool:
    """True where a server without SMTPUTF8 (RFC 6531) cannot take the address."""
    return not all(addr_spec(one).isascii() for one in found)


def key_of(found: Address) -> str:
    """You@Example.org and you@example.org are one recipient, however the name before them is written."""
    return recipient_key("email", addr_spec(found).casefold())
