"""Contents on disk: one file a version, named by the version's id, never changed once a row names it.

The names that callers choose never reach the file system.
"""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import anyio
from anyio.to_thread import run_sync


class Incoming:
    """A new version's content: counts its bytes and takes its checksum as it is written."""

    def __init__(self, version: str, path: Path) -> None:
        self.version, self.path = version, path
        self.size = 0
        self._checksum = hashlib.md5(usedforsecurity=False)

    @property
    def etag(self) -> str:
        return f'"{self._checksum.hexdigest()}"'

    async def take(self, content: AsyncIterator[bytes]) -> None:
        """Write this content to the file."""
        async with await anyio.open_file(self.path, "xb") as file:
            async for chunk in content:
                self.size += len(chunk)
                self._checksum.update(chunk)
                await file.write(chunk)

    def copy(self, source: Path) -> None:
        """Give the file the content of this one; raises FileNotFoundError."""
        shutil.copyfile(source, self.path)


class Files:
    """The contents below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, version: str | None) -> Path:
        """Where the content of this version lies; raises FileNotFoundError for what is no version."""
        try:
            name = str(uuid.UUID(version or ""))
        except ValueError as error:
            raise FileNotFoundError(version) from error
        return self.folder / name[:2] / name

    async def prepare(self, versions: Collection[str]) -> None:
        """Drop what no row knows: uploads cut off, contents of rows since removed."""
        await run_sync(self._drop_all_but, set(versions))

    @asynccontextmanager
    async def new(self) -> AsyncIterator[Incoming]:
        """A new version. Its file stays if the block ends well: the row that names it is written."""
        version = str(uuid.uuid4())
        path = self.path(version)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield Incoming(version, path)
        except BaseException:
            path.unlink(missing_ok=True)
            raise

    async def remove(self, *versions: str | None) -> None:
        """Remove the contents of these versions; None and those not there are passed over."""
        for version in versions:
            with suppress(FileNotFoundError):
                await run_sync(self.path(version).unlink)

    def _drop_all_but(self, versions: set[str]) -> None:
        for content in self.folder.glob("??/*"):
            if content.name not in versions:
                content.unlink()
