"""Which addresses may be connected to, and that the address judged is the one connected."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.errors import AddressRefused
from watcher.net.guard import connect, why_private

INSIDE = {
    "127.0.0.1": "loopback",
    "127.8.9.10": "loopback",
    "10.1.2.3": "private",
    "172.16.0.1": "private",
    "192.168.1.1": "private",
    "100.64.0.1": "private",  # carrier-grade NAT
    "100.100.100.200": "private",  # Alibaba's metadata
    "169.254.169.254": "link-local",  # everyone else's metadata
    "168.63.129.16": "metadata",  # Azure's host
    "192.0.0.192": "metadata",  # Oracle's
    "0.0.0.0": "unspecified",
    "224.0.0.1": "multicast",
    "255.255.255.255": "reserved",
    "::1": "loopback",
    "::": "unspecified",
    "fe80::1%1": "link-local",
    "fd00:ec2::254": "private",  # Amazon's metadata
    "fec0::1": "private",
    "ff02::1": "multicast",
    "::ffff:10.0.0.1": "private",  # IPv4 in IPv6
    "::127.0.0.1": "loopback",
    "64:ff9b::7f00:1": "loopback",  # by a NAT64 gateway
    "2002:7f00:1::": "loopback",  # 6to4
}


@contextmanager
def listener() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_of_the_inside_are_known_by_their_kind(address: str) -> None:
    assert why_private(address) == INSIDE[address]


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "130.14.29.110", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_addresses_of_the_internet_may_be_connected_to(address: str) -> None:
    assert why_private(address) is None


@given(st.ip_addresses(v=4))
def test_an_address_is_judged_alike_however_ipv6_wraps_it(address: IPv4Address) -> None:
    number = int(address)
    wrapped = {
        str(address),
        str(IPv6Address(0xFFFF << 32 | number)),
        str(IPv6Address(0x64FF9B << 96 | number)),
        str(IPv6Address(0x2002 << 112 | number << 80)),
    }
    assert len({why_private(each) for each in wrapped}) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "::ffff:127.0.0.1"])
def test_a_listening_port_of_this_machine_is_refused_whatever_it_is_called(host: str) -> None:
    with listener() as port, pytest.raises(AddressRefused, match="allow_private = true would do"):
        connect(host, port, 5)


def test_a_private_address_that_is_meant_is_connected() -> None:
    with listener() as port, connect("127.0.0.1", port, 5, allow_private=True) as sock:
        assert sock.getpeername() == ("127.0.0.1", port)


def test_a_name_is_looked_up_once_so_that_it_cannot_answer_differently_the_second_time() -> None:
    answers = iter([[("127.0.0.1")], [("10.0.0.1")]])

    def rebinding(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in next(answers)]

    with listener() as port, connect("hooks.example", port, 5, allow_private=True, resolve=rebinding) as sock:
        assert sock.getpeername()[0] == "127.0.0.1"
    assert len(list(answers)) == 1


def test_a_private_address_among_several_is_passed_over() -> None:
    with listener() as port:

        def both(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
            return [
                (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", port)),
                (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)),
            ]

        with pytest.raises(AddressRefused):
            connect("hooks.example", port, 5, resolve=both)


def test_a_refused_connection_is_an_os_error_as_of_any_socket() -> None:
    with listener() as port:
        pass
    with pytest.raises(ConnectionRefusedError):
        connect("127.0.0.1", port, 5, allow_private=True)


@pytest.mark.parametrize("host", ["hooks..example.org", "x" * 64 + ".example", "..."])
def test_what_is_no_host_name_is_an_os_error(host: str) -> None:
    with pytest.raises(OSError, match="no host name"):
        connect(host, 443, 5)


def test_a_host_without_an_address_is_an_os_error() -> None:
    with pytest.raises(OSError, match="no address"):
        connect("nowhere.example", 80, 5, resolve=lambda host, port, **_: [])
