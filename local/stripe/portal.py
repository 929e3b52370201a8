"""The billing portal: sessions and configurations."""

from __future__ import annotations

from local.stripe.account import Account
from local.stripe.catalog import sellable_again
from local.stripe.customers import known_customer
from local.stripe.resource import Given, Json, Resource, new_id
from local.stripe.wire.errors import InvalidRequest, Unsupported
from local.stripe.wire.operations import Call, metadata_of

TYPE = "billing_portal.configuration"
PATH = "/v1/billing_portal/configurations"
MOST_PRODUCTS = 10
NO_CONFIGURATION = (
    "No configuration provided and your test mode default configuration has not been created. Provide a configuration "
    "or create your default by saving your customer portal settings in test mode."
)


def create_session(call: Call) -> Resource:
    """A session, with the address of its page."""
    account, given = call.account, call.params
    customer = known_customer(account, given.get("customer", ""))
    if "configuration" not in given:
        raise InvalidRequest(NO_CONFIGURATION)
    configuration = account.get(TYPE, given["configuration"], "configuration")
    if not configuration["active"]:
        raise InvalidRequest("The configuration is inactive.", param="configuration")
    session_id = new_id("billing_portal.session")
    return account.create(
        "billing_portal.session",
        id=session_id,
        configuration=configuration.id,
        customer=customer.id,
        return_url=given.get("return_url", configuration["default_return_url"]),
        url=f"{account.settings.url}/p/session/{session_id}",
    )


def create_configuration(call: Call) -> Resource:
    """What customers may do in the portal."""
    given, features = call.params, _features(call.account, call.params["features"], None)
    about = call.given("default_return_url") | {"metadata": metadata_of(given)}
    return call.account.create(TYPE, active=True, features=features, **about)


def update_configuration(call: Call) -> Resource:
    """Change what customers may do."""
    account, given = call.account, call.params
    configuration = account.get(TYPE, call.id)
    call.set_fields(configuration, "active", "default_return_url")
    if "features" in given:
        configuration.put(features=_features(account, given["features"], configuration["features"]))
    return configuration


def _features(account: Account, given: Given, before: Json | None) -> Json:
    features: Json = before or {
        "customer_update": {"allowed_updates": [], "enabled": False},
        "invoice_history": {"enabled": False},
        "payment_method_update": {"enabled": False},
        "subscription_cancel": {
            "cancellation_reason": {"enabled": False, "options": []},
            "enabled": False,
            "mode": "at_period_end",
            "proration_behavior": "none",
        },
        "subscription_pause": {"enabled": False, "duration": {"type": "indefinite", "interval_options": []}},
        "subscription_update": {
            "default_allowed_updates": [],
            "enabled": False,
            "proration_behavior": "none",
            "schedule_at_period_end": {"conditions": []},
            "trial_update_behavior": "end_trial",
        },
    }
    merged = {name: {**feature, **given.get(name, {})} for name, feature in features.items()}
    if merged["subscription_cancel"]["mode"] != "at_period_end":
        raise Unsupported("features[subscription_cancel][mode]")
    if merged["subscription_update"].get("billing_cycle_anchor"):
        raise Unsupported("features[subscription_update][billing_cycle_anchor]")
    merged["subscription_update"]["products"] = _products(account, merged["subscription_update"])
    return merged


def _products(account: Account, update: Json) -> list[Json]:
    products, where = update.get("products") or [], "features[subscription_update][products]"
    if update["enabled"] and not products:
        message = "You must provide `products` when `features[subscription_update][enabled]` is true."
        raise InvalidRequest(message, param=where)
    if len(products) > MOST_PRODUCTS:
        raise InvalidRequest(f"You can specify up to {MOST_PRODUCTS} products.")
    for product in products:
        for price_id in product["prices"]:
            if sellable_again(account, price_id, where)["product"] != product["product"]:
                message = f"The price {price_id} is no price of the product {product['product']}."
                raise InvalidRequest(message, param=where)
    return [{"adjustable_quantity": {"enabled": False, "minimum": 1}, **product} for product in products]
