"""Downloads connect to public addresses only, and exactly to the address that was checked."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpcore
import pytest

from service.downloads.hosts import MediaHosts
from service.downloads.network import Deadline, PublicNetwork, is_public, resolve
from service.errors import InvalidOutput


def test_an_address_that_is_not_on_the_internet_is_not_public() -> None:
    for address in [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
    ]:
        assert not is_public(address), address


def test_an_address_on_the_internet_is_public() -> None:
    for address in ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]:
        assert is_public(address), address


def network(addresses: list[str]) -> PublicNetwork:
    return PublicNetwork(Deadline(2), lambda host, port: False, lambda host, port: addresses)


def test_one_private_address_among_several_is_enough_to_refuse() -> None:
    for addresses in [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["::1", "8.8.8.8"]]:
        with pytest.raises(InvalidOutput):
            network(addresses).connect_tcp("cdn.example.com", 443)


def test_a_host_is_resolved_once_and_that_address_is_used() -> None:
    asked: list[str] = []

    def counted(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    with _listening() as port:
        stream = PublicNetwork(Deadline(5), lambda host, port: True, counted).connect_tcp("cdn.example.com", port)
        assert stream.get_extra_info("server_addr") == ("127.0.0.1", port)
        stream.close()
    assert asked == ["cdn.example.com"]


def test_the_next_address_is_tried_if_one_does_not_respond() -> None:
    with _listening() as port:
        named = PublicNetwork(Deadline(5), lambda host, port: True, lambda host, port: ["127.0.0.2", "127.0.0.1"])
        stream = named.connect_tcp("cdn.example.com", port)
        assert stream.get_extra_info("server_addr") == ("127.0.0.1", port)
        stream.close()


def test_tls_verifies_the_host_name() -> None:
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    with _listening(context) as port:
        named = PublicNetwork(Deadline(5), lambda host, port: True, lambda host, port: ["127.0.0.1"])
        with (
            httpcore.ConnectionPool(network_backend=named) as pool,
            pytest.raises((httpcore.ConnectError, httpcore.ReadError)),
        ):
            pool.request("GET", f"https://cdn.example.com:{port}/a.png")
    assert names == ["cdn.example.com"]


def test_every_operation_ends_at_the_deadline() -> None:
    with _listening() as port:
        named = PublicNetwork(Deadline(0.2), lambda host, port: True, lambda host, port: ["127.0.0.1"])
        stream = named.connect_tcp("cdn.example.com", port)
        with pytest.raises(httpcore.ReadTimeout):
            stream.read(1, timeout=30)
        with pytest.raises(httpcore.ReadTimeout):
            stream.write(b"x", timeout=30)
        stream.close()


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a" * 300, "\udc80"])
def test_an_unresolvable_host_is_retried(host: str) -> None:
    with pytest.raises(httpcore.ConnectError):
        resolve(host, 443)


def test_an_invalid_media_host_is_named() -> None:
    for entry in ["*", "*.", "a b", "http://", "ftp://a.example", "http://a.example/path", "a/b", "a:443"]:
        with pytest.raises(ValueError, match="must list hosts"):
            MediaHosts.parse(f"cdn.example.com, {entry}")


@contextmanager
def _listening(context: ssl.SSLContext | None = None) -> Iterator[int]:
    """A socket on 127.0.0.1 that accepts one connection and sends nothing."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(1)
    thread = threading.Thread(target=_take_one, args=(server, context))
    thread.start()
    try:
        yield server.getsockname()[1]
    finally:
        thread.join()
        server.close()


def _take_one(server: socket.socket, context: ssl.SSLContext | None) -> None:
    with suppress(OSError):
        connection, _ = server.accept()
        with connection:
            connection.settimeout(1)
            if context:
                context.wrap_socket(connection, server_side=True)
            connection.recv(1)
