"""Asking a part over HTTP whether it is there."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit


def answers(url: str, seconds: float = 2.0) -> bool:
    """Whether a GET of this loopback address is answered, and not with a server's error."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=seconds)
    try:
        connection.request("GET", parts.path or "/", headers={"Host": parts.netloc})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
