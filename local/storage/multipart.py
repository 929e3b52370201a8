"""A multipart body as a stream of events, so that no part of it is ever held in memory whole."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from local.storage.errors import StorageError, invalid_request

MOST_PARTS = 32


@dataclass
class Part:
    """The beginning of a part: its headers."""

    headers: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self._disposition(b"name") or ""

    @property
    def is_file(self) -> bool:
        return self._disposition(b"filename") is not None

    def _disposition(self, parameter: bytes) -> str | None:
        _, parameters = parse_options_header(self.headers.get("content-disposition"))
        value = parameters.get(parameter)
        return None if value is None else value.decode("latin-1")


async def parts(body: AsyncIterator[bytes], content_type: str) -> AsyncIterator[Part | bytes]:
    """Each part's beginning, followed by its data in pieces; raises StorageError for a body that is not multipart."""
    parser = _Parser(content_type)
    async for chunk in body:
        for event in parser.feed(chunk):
            yield event
    parser.finish()


class _Parser:
    def __init__(self, content_type: str) -> None:
        _, parameters = parse_options_header(content_type)
        self._events: list[Part | bytes] = []
        self._parts = 0
        self._whole = False
        self._header = [b"", b""]
        self._part = Part()
        try:
            self._parser = MultipartParser(parameters.get(b"boundary") or b"", self._callbacks())  # type: ignore[arg-type]
        except FormParserError as error:
            raise _malformed() from error

    def feed(self, chunk: bytes) -> list[Part | bytes]:
        try:
            self._parser.write(chunk)
        except FormParserError as error:
            raise _malformed() from error
        events, self._events = self._events, []
        return events

    def finish(self) -> None:
        if not self._whole:
            raise _malformed()

    def _callbacks(self) -> dict[str, object]:
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._extend_header(0, data[start:end]),
            "on_header_value": lambda data, start, end: self._extend_header(1, data[start:end]),
            "on_header_end": self._end_header,
            "on_headers_finished": lambda: self._events.append(self._part),
            "on_part_data": lambda data, start, end: self._events.append(data[start:end]),
            "on_end": self._end,
        }

    def _begin(self) -> None:
        self._parts += 1
        self._part = Part()
        if self._parts > MOST_PARTS:
            raise _malformed()

    def _extend_header(self, side: int, piece: bytes) -> None:
        self._header[side] += piece

    def _end_header(self) -> None:
        name, value = (side.decode("latin-1") for side in self._header)
        self._part.headers[name.lower()] = value.strip()
        self._header = [b"", b""]

    def _end(self) -> None:
        self._whole = True


def _malformed() -> StorageError:
    return invalid_request("The multipart body is malformed")
