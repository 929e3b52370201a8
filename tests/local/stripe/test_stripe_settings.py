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


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret_key": "sk_live_1"},
        {"secret_key": ""},
        {"url": "http://0.0.0.0:80"},
        {"url": "http://192.168.1.2:80"},
        {"url": "https://stripe.example"},
    ],
)
def test_live_key_or_remote_url_is_refused(wrong: dict[str, str]) -> None:
    StripeSettings(**{**GOOD, "url": "http://[::1]:1"})
    with pytest.raises(BadSettings, match=r"test keys only|this machine only"):
        StripeSettings(**{**GOOD, **wrong})
