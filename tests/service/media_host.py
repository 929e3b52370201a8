"""A file server for results: each path has the content or the behaviour that a test sets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from PIL import Image

from tests.service.servers import Request, Response, Server, serving


def picture(kind: str = "PNG", size: int = 4) -> bytes:
    """A real picture."""
    buffer = BytesIO()
    Image.new("RGB", (size, size), "teal").save(buffer, kind)
    return buffer.getvalue()


# The first bytes are what the formats require; the rest does not matter here.
MP4 = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + bytes(64)
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm" + bytes(
    64
)


@dataclass
class MediaHost(Server):
    """A server of files."""

    files: dict[str, Callable[[Request], Response]] = field(default_factory=dict)

    def put(self, path: str, content: bytes | Callable[[Request], Response]) -> str:
        """Serve this content, or the response of this function, at `path`. Returns the URL."""
        self.files[path] = content if callable(content) else lambda _: Response(body=content)
        return f"{self.url}{path}"

    def result(self) -> list[dict[str, Any]]:
        """The outputs that Pixio reports for a picture at `/result.png`."""
        return [{"data": {"images": [{"url": self.put("/result.png", picture())}]}}]

    def reset(self) -> None:
        """Forget everything."""
        self.requests.clear()
        self.files.clear()


@contextmanager
def serving_media() -> Iterator[MediaHost]:
    """Run a media host until the context ends."""
    media_host = MediaHost("")

    def answer(request: Request) -> Response:
        file = media_host.files.get(request.path)
        return file(request) if file else Response(404)

    with serving(answer, media_host):
        yield media_host
