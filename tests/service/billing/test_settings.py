"""Stripe's settings: all are optional, and wrong ones are refused."""

from __future__ import annotations

import pytest

from service.settings import Settings, SettingsError
from tests.service.test_settings import GOOD

LIVE = "sk_live_abc"


def read(**changes: str) -> Settings:
    return Settings.read({**GOOD, **changes})


def test_billing_is_off_without_stripe_settings() -> None:
    stripe = read().stripe
    assert (stripe.secret_key, stripe.webhook_secrets, stripe.price_ids) == ("", (), {})
    assert stripe.api_url == "https://api.stripe.com"


@pytest.mark.parametrize(("key", "livemode"), [("sk_test_abc", False), (LIVE, True), ("rk_live_abc", True)])
def test_key_determines_live_or_test_mode(key: str, livemode: bool) -> None:
    assert read(STRIPE_SECRET_KEY=key).stripe.livemode is livemode


def test_two_secrets_are_accepted_during_a_rotation() -> None:
    found = read(STRIPE_WEBHOOK_SECRET="whsec_one_of_the_secrets, whsec_the_other_secret").stripe.webhook_secrets
    assert found == ("whsec_one_of_the_secrets", "whsec_the_other_secret")


def test_price_ids_in_the_environment_are_accepted() -> None:
    assert read(STRIPE_PRICE_PRO_MONTHLY="price_1").stripe.price_ids == {"PRO_MONTHLY": "price_1"}


def test_checkout_has_tax_fields_only_if_set() -> None:
    assert (read().stripe.automatic_tax, read().stripe.tax_id_collection) == (False, False)
    assert read(STRIPE_AUTOMATIC_TAX="true").stripe.automatic_tax
    assert not read(STRIPE_TAX_ID_COLLECTION="false").stripe.tax_id_collection


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STRIPE_SECRET_KEY", "pk_test_abc"),
        ("STRIPE_SECRET_KEY", "whsec_abc"),
        ("STRIPE_SECRET_KEY", "sk_test_"),
        ("STRIPE_SECRET_KEY", "sk_test_a b"),
        ("STRIPE_WEBHOOK_SECRET", "short"),
        ("STRIPE_API_URL", "api.stripe.com"),
        ("STRIPE_API_URL", "https://api.stripe.com/v1"),
        ("RATELIMIT_BILLING", "many"),
        ("STRIPE_AUTOMATIC_TAX", "yes"),
        ("STRIPE_TAX_ID_COLLECTION", "True"),
    ],
)
def test_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as raised:
        read(**{name: value})
    (problem,) = raised.value.problems
    assert problem.startswith(f"{name} ")


@pytest.mark.parametrize("key", [LIVE, "rk_live_abc", "rk_test_abc"])
def test_live_key_is_never_sent_to_another_host(key: str) -> None:
    with pytest.raises(SettingsError, match="STRIPE_API_URL must be Stripe's own"):
        read(STRIPE_SECRET_KEY=key, STRIPE_API_URL="http://127.0.0.1:54331")


def test_a_test_key_may_go_to_the_stand_in() -> None:
    assert read(STRIPE_SECRET_KEY="sk_test_abc", STRIPE_API_URL="http://127.0.0.1:54331").stripe.api_url


def test_secrets_are_not_shown() -> None:
    shown = repr(read(STRIPE_SECRET_KEY=LIVE, STRIPE_WEBHOOK_SECRET="whsec_very_very_secret"))
    assert LIVE not in shown
    assert "whsec_very" not in shown
