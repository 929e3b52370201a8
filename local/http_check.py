"""Check over HTTP whether a process of the stack is up."""

import http.client
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 2.0


def is_up(url: str) -> bool:
    """Return whether a GET of this loopback address gets a response other than a server error."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", parts.path or "/", headers={"Host": parts.netloc})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
