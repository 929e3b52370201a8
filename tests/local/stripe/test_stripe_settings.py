"""Settings: test keys only, and this machine only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from local.stripe import StripeSettings
from local.stripe.settings import BadSettings

GOOD: dict[str, Any] = {
    "url": "http://127.0.0.1:54340",
    "data_dir": Path("data"),
    "secret_key": "sk_test_1",
    "webhook_secret": "whsec_1",
    "webhook_url": "http://127.0.0.1:8000/api/webhooks/stripe",
    "site_url": "http://localhost:3000",
}


@pytest.mark.parametrize("key", ["sk_live_1", "pk_test_1", ""])
def test_a_key_that_is_no_test_key_stops_the_start(key: str) -> None:
    with pytest.raises(BadSettings, match="test keys only"):
        StripeSettings(**{**GOOD, "secret_key": key})


@pytest.mark.parametrize("url", ["http://0.0.0.0:80", "http://192.168.1.2:80", "https://stripe.example"])
def test_an_address_that_is_not_on_this_machine_stops_the_start(url: str) -> None:
    with pytest.raises(BadSettings, match="this machine only"):
        StripeSettings(**{**GOOD, "url": url})


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1"])
def test_loopback_addresses_will_do(url: str) -> None:
    assert StripeSettings(**{**GOOD, "url": url}).url == url
