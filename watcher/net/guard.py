"""Connect to a host, but not to the inside of the network one runs in.

The address is looked up once, judged, and then that very address is connected: a name that answers differently the
next time (DNS rebinding) gains nothing. Only the standard library: SMTP uses this as well.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from time import monotonic
from typing import Any

from watcher.errors import AddressRefused
from watcher.net.deadline import left

AddressInfo = tuple[Any, Any, int, str, tuple[Any, ...]]
Resolve = Callable[..., list[AddressInfo]]

# Public by number, but the inside of a cloud: here Azure's and Oracle's host agents answer, with credentials.
_INSIDE_BY_CUSTOM = (IPv4Network("168.63.129.16/32"), IPv4Network("192.0.0.0/24"))
_NAT64 = IPv6Network("64:ff9b::/96")


def connect(
    host: str, port: int, timeout: float, *, allow_private: bool = False, resolve: Resolve = socket.getaddrinfo
) -> socket.socket:
    """A TCP connection, or AddressRefused, or OSError. `timeout` is for all addresses of the host together."""
    end = monotonic() + min(timeout, left())
    failure: Exception = OSError(f"{host} has no address")
    try:
        found = resolve(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # an empty label, or one of more than 63 letters
        raise OSError(f"{host} is no host name") from error
    for family, kind, protocol, _, where in found:
        inside = None if allow_private else why_private(where[0])
        if inside:
            failure = AddressRefused(
                f"{host} leads to {where[0]} ({inside}), which is inside this machine or its network; "
                "if that is meant, allow_private = true would do"
            )
            continue
        try:
            return _open((family, kind, protocol), where, end - monotonic())
        except OSError as error:
            failure = error
    raise failure


def why_private(address: str) -> str | None:
    """In a word why an address is not one of the public internet; None for one that is."""
    ip = _innermost(ip_address(address))
    if any(ip in network for network in _INSIDE_BY_CUSTOM):
        return "metadata"
    for word in ("loopback", "unspecified", "multicast", "link_local"):
        if getattr(ip, f"is_{word}"):
            return word.replace("_", "-")
    if ip.is_reserved:
        return "reserved"
    outside = ip.is_global and not (isinstance(ip, IPv6Address) and ip.is_site_local)
    return None if outside else "private"


def _innermost(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 address carries, whichever way it does: that is where the packets go."""
    if isinstance(ip, IPv4Address):
        return ip
    if ip.teredo:
        return ip.teredo[1]
    if ip in _NAT64 or (int(ip) >> 32 == 0 and int(ip) > 1):
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip


def _open(kind: tuple[Any, Any, int], where: tuple[Any, ...], seconds: float) -> socket.socket:
    if seconds <= 0:
        raise TimeoutError("connecting took too long")
    sock = socket.socket(*kind)
    try:
        sock.settimeout(seconds)
        sock.connect(where)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        sock.close()
        raise
    return sock
