"""A network backend that connects to public addresses only, until a deadline.

An allowed host name may resolve to a private address, and to another address at the next look-up. So a name is resolved
once, all its addresses are checked, and the connection goes to a checked address. TLS and the Host header keep the name.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore

from service.errors import InvalidOutput

Resolve = Callable[[str, int], list[str]]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def resolve(host: str, port: int) -> list[str]:
    """Every IP address of a host name.

    Raises:
        httpcore.ConnectError: if the name cannot be resolved.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(str(error)) from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(text: str) -> bool:
    """Is this a public address? An IPv4 address that is embedded in IPv6 must be public too."""
    address = ipaddress.ip_address(text.partition("%")[0])
    return all(part.is_global and not part.is_multicast for part in (address, *_embedded(address)))


def _embedded(address: Address) -> list[Address]:
    if isinstance(address, ipaddress.IPv4Address):
        return []
    teredo = address.teredo or ()
    translated = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
    return [part for part in (address.ipv4_mapped, address.sixtofour, translated, *teredo) if part]


class Deadline:
    """A time limit for a download as a whole."""

    def __init__(self, seconds: float) -> None:
        self._ends_at = time.monotonic() + seconds

    def at_most(self, timeout: float | None) -> float:
        """`timeout`, reduced to the time that is left.

        Raises:
            httpcore.ReadTimeout: if none is left.
        """
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the deadline has passed")
        return left if timeout is None else min(timeout, left)


class PublicNetwork(httpcore.NetworkBackend):
    """Connects to public addresses, and to any address of a host and port for which `is_exempt`, until the deadline."""

    def __init__(self, deadline: Deadline, is_exempt: Callable[[str, int], bool], resolve: Resolve = resolve) -> None:
        self._deadline = deadline
        self._is_exempt = is_exempt
        self._resolve = resolve
        self._tcp = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of `host` that accepts.

        Raises:
            InvalidOutput: if any of its addresses is not public.
        """
        addresses = self._resolve(host, port)
        if not self._is_exempt(host, port) and not all(map(is_public, addresses)):
            raise InvalidOutput("private address")
        options = list(socket_options or [])
        for address in addresses[:-1]:
            try:
                return self._connect(address, port, timeout, local_address, options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(addresses[-1], port, timeout, local_address, options)

    def _connect(
        self, address: str, port: int, timeout: float | None, local_address: str | None, options: list[Any]
    ) -> httpcore.NetworkStream:
        stream = self._tcp.connect_tcp(address, port, self._deadline.at_most(timeout), local_address, options)
        return _TimedStream(stream, self._deadline)


class _TimedStream(httpcore.NetworkStream):
    """A stream whose every step ends at the deadline: a server that sends byte by byte never exceeds a time-out per step."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.at_most(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.at_most(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.at_most(timeout))
        return _TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
