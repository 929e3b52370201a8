"""A result is fetched from the IP address that was checked, even if DNS changes afterwards."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import httpcore
import pytest

from service.downloads.network import PublicNetwork
from tests.service.api_client import ApiClient, Person
from tests.service.conftest import MakeApp
from tests.service.media_host import MediaHost
from tests.service.scripted_pixio import Pixio
from tests.service.servers import Response

PUBLIC, PRIVATE, LOCAL, METADATA = "93.184.215.14", "10.0.0.7", "127.0.0.1", "169.254.169.254"
HOST = "cdn.example.com"


class Names:
    """An attacker's name server: each lookup returns the next of `answers`, and then the last one again."""

    def __init__(self, elsewhere: Callable[..., list[Any]]) -> None:
        self.answers: list[list[str]] = []
        self.lookups = 0
        self._elsewhere = elsewhere

    def resolve(self, host: str, port: int, *args: Any, **options: Any) -> list[Any]:
        """Replaces `socket.getaddrinfo`."""
        if host != HOST:
            return self._elsewhere(host, port, *args, **options)
        found = self.answers[min(self.lookups, len(self.answers) - 1)]
        self.lookups += 1
        return [(None, None, None, "", (address, port)) for address in found]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    made = Names(socket.getaddrinfo)
    monkeypatch.setattr(socket, "getaddrinfo", made.resolve)
    return made


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every address that a download connected to; only loopback accepts connections."""
    addresses: list[str] = []
    real = PublicNetwork._connect

    def connect(self: PublicNetwork, host: str, *args: Any) -> Any:
        addresses.append(host)
        if host != LOCAL:
            raise httpcore.ConnectError
        return real(self, host, *args)

    monkeypatch.setattr(PublicNetwork, "_connect", connect)
    return addresses


@pytest.fixture
def api_client(make_app: MakeApp, media_host: MediaHost, api_client_of: Any) -> ApiClient:
    """A service that may fetch from the attacker's host and from a local one that the operator listed."""
    made: ApiClient = api_client_of(make_app(PIXIO_MEDIA_HOSTS=f"{HOST},{media_host.url}"))
    return made


def test_a_host_that_resolves_to_a_private_address_after_the_check_is_not_fetched(
    api_client: ApiClient, pixio: Pixio, names: Names, connected: list[str]
) -> None:
    names.answers = [[PUBLIC], [LOCAL]]
    generation_id = api_client.started()
    outputs = [{"url": f"https://{HOST}/{number}.png"} for number in range(2)]
    answer = api_client.report(generation_id, pixio.run_of(generation_id), "success", outputs=outputs)
    assert (answer.status_code, connected) == (503, [PUBLIC])
    assert names.lookups == 2  # one lookup per URL, and none between check and connection


@pytest.mark.parametrize("addresses", [[PRIVATE], [PUBLIC, METADATA]])
def test_a_host_with_any_private_address_is_refused_and_refunded(
    api_client: ApiClient, ada: Person, pixio: Pixio, names: Names, connected: list[str], addresses: list[str]
) -> None:
    names.answers = [addresses]
    generation_id = api_client.started()
    api_client.report(generation_id, pixio.run_of(generation_id), "success", outputs=[{"url": f"https://{HOST}/a.png"}])
    assert (api_client.row(generation_id)["failure_reason"], ada.balance(), connected) == ("invalid_output", 500, [])


def test_a_redirect_is_checked_like_the_first_url(
    api_client: ApiClient,
    ada: Person,
    pixio: Pixio,
    media_host: MediaHost,
    names: Names,
    connected: list[str],
) -> None:
    names.answers = [[METADATA]]
    url = media_host.put("/away", lambda _: Response(302, headers={"Location": f"https://{HOST}/latest/meta-data"}))
    generation_id = api_client.started()
    api_client.report(generation_id, pixio.run_of(generation_id), "success", outputs=[{"url": url}])
    assert (api_client.row(generation_id)["failure_reason"], ada.balance()) == ("invalid_output", 500)
    assert connected == [LOCAL]  # the host that redirected
