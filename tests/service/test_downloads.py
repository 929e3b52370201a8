"""Which URLs are never fetched, and which downloads are cut off or refused."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from service.downloads.fetch import MOST_BYTES
from tests.service.api_client import ApiClient, Person, succeed
from tests.service.conftest import MakeApp
from tests.service.media_host import MP4, MediaHost, picture
from tests.service.scripted_pixio import Pixio
from tests.service.servers import Request, Response

# ---------------------------------------------------------------- what is never fetched


def test_a_url_that_is_not_allowed_is_never_fetched(
    make_app: MakeApp, api_client_of: Callable[[Flask], ApiClient], ada: Person, pixio: Pixio, media_host: MediaHost
) -> None:
    for url in [
        "file:///etc/passwd",
        "ftp://127.0.0.1/a.png",
        "data:image/png;base64,iVBORw0KGgo=",
        "//127.0.0.1/a.png",
        "/a.png",
        "http://cdn.example.com/a.png",
        "https://not-listed.example.org/a.png",
        "https://cdn.example.com.evil.org/a.png",
        "https://evilexample.com/a.png",
        "https://cdn.example.com:8443/a.png",
        "https://user:secret@cdn.example.com/a.png",
        "https://cdn.example.com@127.0.0.1/a.png",
        "https://127.0.0.1/a.png",
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:{other_port}/a.png",
        "http://localhost:{port}/a.png",
        "http://2130706433:{port}/a.png",
        "https://127.0.0.1:{port}/a.png",
    ]:
        port = int(media_host.url.rpartition(":")[2])
        media_host.put("/a.png", picture())
        api_client = api_client_of(make_app(PIXIO_MEDIA_HOSTS=f"cdn.example.com, *.example.com, {media_host.url}"))
        row = succeed(api_client, pixio, [{"url": url.format(port=port, other_port=pixio.url.rpartition(":")[2])}])
        assert (row["failure_reason"], ada.balance()) == ("invalid_output", 500), url
        assert media_host.requests == [], url
        assert "/a.png" not in [request.path for request in pixio.requests], url


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "10.0.0.1", "169.254.169.254", "[::1]", "[::ffff:7f00:1]"])
def test_a_listed_host_with_a_private_address_is_never_contacted(
    make_app: MakeApp, api_client_of: Callable[[Flask], ApiClient], pixio: Pixio, host: str
) -> None:
    api_client = api_client_of(make_app(PIXIO_MEDIA_HOSTS=host))
    assert succeed(api_client, pixio, [{"url": f"https://{host}/a.png"}])["failure_reason"] == "invalid_output"


# ---------------------------------------------------------------- redirects


def redirect(to: str, status: int = 302) -> Callable[[Request], Response]:
    return lambda _: Response(status, headers={"Location": to})


@pytest.mark.parametrize("status", [302, 308])
def test_a_redirect_within_the_allowed_hosts_is_followed(
    api_client: ApiClient, pixio: Pixio, media_host: MediaHost, status: int
) -> None:
    url = media_host.put("/a", redirect("/b?sign=1", status))
    media_host.put("/b", redirect(media_host.put("/c", picture()), status))
    assert succeed(api_client, pixio, [{"url": url}])["status"] == "completed"
    assert [request.target for request in media_host.requests] == ["/a", "/b?sign=1", "/c"]
    assert {request.headers["host"] for request in media_host.requests} == {media_host.url.removeprefix("http://")}


def test_a_redirect_to_another_host_is_not_followed(
    api_client: ApiClient, ada: Person, pixio: Pixio, media_host: MediaHost
) -> None:
    for to in [
        "http://127.0.0.1:9/a.png",
        "https://127.0.0.1/a.png",
        "file:///etc/passwd",
        "//evil.example/a",
        "http://[",
        "",
    ]:
        row = succeed(api_client, pixio, [{"url": media_host.put("/a", redirect(to))}])
        assert (row["failure_reason"], ada.balance()) == ("invalid_output", 500), to


def test_a_redirect_url_is_checked_like_the_first_one(
    api_client: ApiClient, pixio: Pixio, media_host: MediaHost
) -> None:
    """The network check alone would allow it: the host is listed, only the user name is forbidden."""
    media_host.put("/b", picture())
    named = f"{media_host.url}/b".replace("://", "://user:secret@")
    row = succeed(api_client, pixio, [{"url": media_host.put("/a", redirect(named))}])
    assert (row["failure_reason"], [request.target for request in media_host.requests]) == ("invalid_output", ["/a"])


def test_a_redirect_loop_ends(api_client: ApiClient, pixio: Pixio, media_host: MediaHost) -> None:
    row = succeed(api_client, pixio, [{"url": media_host.put("/a", redirect("/a"))}])
    assert (row["failure_reason"], len(media_host.requests)) == ("invalid_output", 4)


# ---------------------------------------------------------------- too large, too slow, missing


def endless() -> Iterator[bytes]:
    yield picture()
    while True:
        yield bytes(1024 * 1024)


def test_a_file_over_50_mib_is_cut_off_while_it_streams(
    api_client: ApiClient, ada: Person, pixio: Pixio, media_host: MediaHost
) -> None:
    url = media_host.put("/a", lambda _: Response(body=endless()))
    row = succeed(api_client, pixio, [{"url": url}])
    assert (row["failure_reason"], ada.balance()) == ("invalid_output", 500)


def test_a_file_of_one_byte_more_than_50_mib_is_refused(
    api_client: ApiClient, pixio: Pixio, media_host: MediaHost
) -> None:
    url = media_host.put("/a", picture().ljust(MOST_BYTES + 1, b"\0"))
    assert succeed(api_client, pixio, [{"url": url}])["failure_reason"] == "invalid_output"


def test_a_file_of_exactly_50_mib_is_kept(
    api_client: ApiClient, pixio: Pixio, media_host: MediaHost, clip: str
) -> None:
    url = media_host.put("/a", MP4.ljust(MOST_BYTES, b"\0"))
    row = succeed(api_client, pixio, [{"url": url}], api_client.started(clip, {"words": "x"}))
    assert row["metadata"]["bytes"] == MOST_BYTES


def drip_body() -> Iterator[bytes]:
    yield picture()
    while True:
        time.sleep(0.05)
        yield b"\0"


@pytest.mark.parametrize("slow", [drip_body, lambda: iter([b""])], ids=["drips", "ends early"])
def test_a_slow_download_ends_at_the_deadline_or_with_a_file(
    make_app: MakeApp,
    api_client_of: Callable[[Flask], ApiClient],
    pixio: Pixio,
    media_host: MediaHost,
    slow: Callable[[], Iterator[bytes]],
) -> None:
    api_client = api_client_of(make_app(MEDIA_TIMEOUT_SECONDS="0.5"))
    generation_id = api_client.started()
    url = media_host.put("/a", lambda _: Response(body=slow()))
    began_at = time.monotonic()
    response = api_client.report(generation_id, pixio.run_of(generation_id), "success", outputs=[{"url": url}])
    assert time.monotonic() - began_at < 3
    assert response.status_code in (200, 503)
    assert api_client.row(generation_id)["status"] != "completed"


@pytest.mark.parametrize("status", [404, 206])
def test_a_failed_download_is_retried(api_client: ApiClient, pixio: Pixio, media_host: MediaHost, status: int) -> None:
    generation_id = api_client.started()
    url = media_host.put("/a", lambda _: Response(status, picture()))
    assert (
        api_client.report(generation_id, pixio.run_of(generation_id), "success", outputs=[{"url": url}]).status_code
        == 503
    )
    assert api_client.row(generation_id)["status"] == "processing"
