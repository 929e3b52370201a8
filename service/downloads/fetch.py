"""Download the first usable file of a run's outputs."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpcore
import httpx

from service.downloads.dimensions import has_showable_size
from service.downloads.file_types import HEAD_BYTES, FileType, file_type_of
from service.downloads.hosts import MediaHosts, origin_of
from service.downloads.metadata import strip_metadata
from service.downloads.network import Deadline, PublicNetwork
from service.errors import InvalidOutput, MediaUnavailable

log = logging.getLogger(__name__)

MOST_BYTES = 50 * 1024 * 1024
MOST_REDIRECTS = 3
MOST_FILES = 8

_STEP_SECONDS = 15.0
_TIMEOUTS = {"timeout": {"connect": _STEP_SECONDS, "read": _STEP_SECONDS, "write": _STEP_SECONDS}}
_TLS = httpx.create_ssl_context()


@dataclass(frozen=True)
class MediaFile:
    """A file on disk without metadata, of a type that the bucket accepts."""

    path: Path
    file_type: FileType
    bytes: int


@contextmanager
def first_usable(urls: Sequence[str], media_type: str, hosts: MediaHosts, seconds: float) -> Iterator[MediaFile]:
    """Download `urls` in turn until one is a file of `media_type`, all within `seconds`. The file is deleted when the
    context ends.

    Raises:
        InvalidOutput: if none is usable, and a retry would not help.
        MediaUnavailable: if none is usable, but a retry may help.
    """
    with TemporaryDirectory(prefix="media-") as folder:
        fetcher = _Fetcher(hosts, Deadline(seconds), Path(folder, "result"))
        yield _first_usable(urls[:MOST_FILES], media_type, fetcher)


def _first_usable(urls: Sequence[str], media_type: str, fetcher: _Fetcher) -> MediaFile:
    failure: InvalidOutput | MediaUnavailable = InvalidOutput("there is no URL")
    for url in urls:
        try:
            return fetcher.fetch(url, media_type)
        except (InvalidOutput, MediaUnavailable) as error:
            log.warning("a file of the run is not usable", extra={"why": str(error)})
            failure = failure if isinstance(failure, MediaUnavailable) else error
    raise failure


class _Fetcher:
    """Downloads files from `hosts` to `path`, until the deadline."""

    def __init__(self, hosts: MediaHosts, deadline: Deadline, path: Path) -> None:
        self._hosts = hosts
        self._path = path
        self._network = PublicNetwork(deadline, hosts.is_operator_origin)

    def fetch(self, url: str, media_type: str) -> MediaFile:
        """The file at `url`, if it is of `media_type`."""
        with httpcore.ConnectionPool(ssl_context=_TLS, network_backend=self._network) as pool:
            try:
                self._download(pool, url)
            except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
                raise MediaUnavailable(f"{type(error).__name__} while fetching") from error
        return self._checked(media_type)

    def _download(self, pool: httpcore.ConnectionPool, url: str) -> None:
        target = self._allowed(httpx.URL(), url)
        for _ in range(MOST_REDIRECTS + 1):
            with pool.stream("GET", _httpcore_url(target), headers=_headers(target), extensions=_TIMEOUTS) as response:
                location = _location(response)
                if location is None:
                    return self._save(response)
            target = self._allowed(target, location)
        raise InvalidOutput("too many redirects")

    def _allowed(self, base: httpx.URL, url: str) -> httpx.URL:
        try:
            target = base.join(url)
        except (httpx.InvalidURL, UnicodeError):
            raise InvalidOutput("not a valid URL") from None
        if not self._hosts.allows(target):
            scheme, host, port = origin_of(target)
            raise InvalidOutput(f"{scheme}://{host}:{port} is not in PIXIO_MEDIA_HOSTS")
        return target

    def _save(self, response: httpcore.Response) -> None:
        if response.status != 200:
            raise MediaUnavailable(f"status {response.status}")
        size = 0
        with self._path.open("wb") as file:
            for chunk in response.iter_stream():
                size += len(chunk)
                if size > MOST_BYTES:
                    raise InvalidOutput("the file is too big")
                file.write(chunk)

    def _checked(self, media_type: str) -> MediaFile:
        with self._path.open("rb") as file:
            file_type = file_type_of(file.read(HEAD_BYTES))
            if file_type is None or file_type.media_type != media_type:
                found = file_type.content_type if file_type else "a file of another type"
                raise InvalidOutput(f"{found} is no {media_type}")
            file.seek(0)
            if not has_showable_size(file_type, file):
                raise InvalidOutput("the picture has no size, or too large a one")
        strip_metadata(self._path, file_type)
        return MediaFile(self._path, file_type, self._path.stat().st_size)


def _httpcore_url(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def _headers(url: httpx.URL) -> list[tuple[bytes | str, bytes | str]]:
    # Uncompressed, so that the counted size is the stored size.
    return [(b"Host", url.netloc), (b"Accept", b"*/*"), (b"Accept-Encoding", b"identity")]


def _location(response: httpcore.Response) -> str | None:
    """The Location of a redirect, or None for any other response."""
    if response.status not in (301, 302, 303, 307, 308):
        return None
    found = {name.lower(): value for name, value in response.headers}.get(b"location", b"")
    return found.decode("latin-1")
