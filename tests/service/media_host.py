"""Where results lie: files by path, each with the manners that a test gives it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from PIL import Image

from tests.service.servers import Answer, Asked, Server, serving


def picture(kind: str = "PNG", size: int = 4) -> bytes:
    """A real picture."""
    buffer = BytesIO()
    Image.new("RGB", (size, size), "teal").save(buffer, kind)
    return buffer.getvalue()


# The beginnings are what the formats prescribe; what follows is nobody's business here.
MP4 = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + bytes(64)
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm" + bytes(
    64
)


@dataclass
class MediaHost(Server):
    """A server of files."""

    files: dict[str, Callable[[Asked], Answer]] = field(default_factory=dict)

    def put(self, path: str, content: bytes | Callable[[Asked], Answer]) -> str:
        """Let a file lie at `path`, or something more peculiar. Answers its URL."""
        self.files[path] = content if callable(content) else lambda _: Answer(body=content)
        return f"{self.url}{path}"

    def result(self) -> list[dict[str, Any]]:
        """What Pixio reports of a run whose picture lies here, at `/result.png`."""
        return [{"data": {"images": [{"url": self.put("/result.png", picture())}]}}]

    def reset(self) -> None:
        """Forget everything."""
        self.asked.clear()
        self.files.clear()


@contextmanager
def serving_media() -> Iterator[MediaHost]:
    """An origin that serves until the context ends."""
    media_host = MediaHost("")

    def answer(request: Asked) -> Answer:
        file = media_host.files.get(request.path)
        return file(request) if file else Answer(404)

    with serving(answer, media_host):
        yield media_host
