"""Contents on disk: one file a version, named by the version's id, never changed once it is there.

The names that callers choose never reach the file system. A content arrives in `incoming/` and is renamed into place
when it is whole, so that a file either is complete or is not there.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import anyio
from anyio.to_thread import run_sync


class Incoming:
    """A content on its way in: counts its bytes and takes its checksum as it is written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self._checksum = hashlib.md5(usedforsecurity=False)
        self._file: anyio.AsyncFile[bytes]

    @property
    def etag(self) -> str:
        return f'"{self._checksum.hexdigest()}"'

    async def write(self, chunk: bytes) -> None:
        self.size += len(chunk)
        self._checksum.update(chunk)
        await self._file.write(chunk)

    async def __aenter__(self) -> Self:
        self._file = await anyio.open_file(self.path, "xb")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with anyio.CancelScope(shield=True):
            await self._file.aclose()


class Files:
    """The contents below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.incoming = folder / "incoming"

    def path(self, version: str | None) -> Path:
        """Where the content of this version lies; raises FileNotFoundError for what is no version."""
        try:
            name = str(uuid.UUID(version or ""))
        except ValueError as error:
            raise FileNotFoundError(version) from error
        return self.folder / name[:2] / name

    async def prepare(self, versions: Collection[str]) -> None:
        """Make the folders and drop what no row knows: uploads cut off, contents of rows since removed."""
        await run_sync(self._prepare, set(versions))

    @asynccontextmanager
    async def receive(self) -> AsyncIterator[Incoming]:
        """A file to write a content to; it vanishes unless it is kept."""
        path = self.incoming / str(uuid.uuid4())
        try:
            async with Incoming(path) as incoming:
                yield incoming
        finally:
            path.unlink(missing_ok=True)

    @asynccontextmanager
    async def keep(self, incoming: Incoming) -> AsyncIterator[str]:
        """Put a content in place under a new version, which stays if the block ends well (the row is written)."""
        async with self._new_version() as version:
            await run_sync(_move, incoming.path, self.path(version))
            yield version

    @asynccontextmanager
    async def copy(self, version: str | None) -> AsyncIterator[str]:
        """Put a copy in place under a new version, which stays if the block ends well; raises FileNotFoundError."""
        async with self._new_version() as new:
            await run_sync(_link, self.path(version), self.path(new))
            yield new

    async def remove(self, *versions: str | None) -> None:
        """Remove the contents of these versions; None and those not there are passed over."""
        for version in versions:
            await run_sync(self._unlink, version)

    @asynccontextmanager
    async def _new_version(self) -> AsyncIterator[str]:
        version = str(uuid.uuid4())
        try:
            yield version
        except BaseException:
            self._unlink(version)
            raise

    def _unlink(self, version: str | None) -> None:
        with suppress(FileNotFoundError):
            self.path(version).unlink()

    def _prepare(self, versions: set[str]) -> None:
        shutil.rmtree(self.incoming, ignore_errors=True)
        self.incoming.mkdir(parents=True)
        for content in self.folder.glob("??/*"):
            if content.name not in versions:
                content.unlink()


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    source.rename(target)


def _link(source: Path, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
