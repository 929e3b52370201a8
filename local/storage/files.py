"""Contents on disk: one file for each version, named by its id, and never changed once a row names it.

Names that clients choose are not used as file names.
"""

import hashlib
import shutil
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import anyio
from anyio.to_thread import run_sync


class Incoming:
    """The content of a new version: counts bytes and computes the checksum while it is written."""

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
        """Copy the content of this file; raise FileNotFoundError."""
        shutil.copyfile(source, self.path)


class Files:
    """The contents below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, version: str | None) -> Path:
        """Return the file of this version; raise FileNotFoundError if it is not a version."""
        try:
            name = str(uuid.UUID(version or ""))
        except ValueError as error:
            raise FileNotFoundError(version) from error
        return self.folder / name[:2] / name

    @asynccontextmanager
    async def new(self) -> AsyncIterator[Incoming]:
        """Yield a new version. Its file is deleted if the block raises, as then no row names it."""
        version = str(uuid.uuid4())
        path = self.path(version)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield Incoming(version, path)
        except BaseException:
            path.unlink(missing_ok=True)
            raise

    async def remove(self, *versions: str | None) -> None:
        """Delete the contents of these versions; skip None and missing files."""
        for version in versions:
            with suppress(FileNotFoundError):
                await run_sync(self.path(version).unlink)
