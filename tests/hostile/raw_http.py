"""Send raw bytes to a server, without an HTTP client that would correct them."""

from __future__ import annotations

import socket
from contextlib import suppress
from urllib.parse import urlsplit

import httpx


def connect(url: str) -> socket.socket:
    """A connection to the server at an address."""
    address = urlsplit(url)
    return socket.create_connection((address.hostname or "", address.port or 80), timeout=30)


def exchange(url: str, request: bytes) -> httpx.Response:
    """Send these bytes and return the response."""
    with connect(url) as connection:
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(request)
        return response_on(connection)


def response_on(connection: socket.socket) -> httpx.Response:
    """Read until the connection closes, and return the response."""
    received = b""
    while piece := connection.recv(65536):
        received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    status_line, *lines = head.decode("latin-1").split("\r\n")
    headers = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    return httpx.Response(int(status_line.split()[1]), headers=headers, content=body)
