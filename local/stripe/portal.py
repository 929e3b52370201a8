"""API calls for the billing portal: sessions and configurations."""

from __future__ import annotations

from local.stripe.account import Account
from local.stripe.api.errors import InvalidRequest, Unsupported
from local.stripe.api.operations import Call, metadata_of
from local.stripe.catalog import get_recurring_price
from local.stripe.customers import get_customer
from local.stripe.resource import Json, Params, Resource, new_id

TYPE = "billing_portal.configuration"
PATH = "/v1/billing_portal/configurations"
FEATURES = (
    "customer_update",
    "invoice_history",
    "payment_method_update",
    "subscription_cancel",
    "subscription_pause",
    "subscription_update",
)
MAX_PRODUCTS = 10
NO_CONFIGURATION = (
    "No configuration provided and your test mode default configuration has not been created. Provide a configuration "
    "or create your default by saving your customer portal settings in test mode."
)


def create_session(call: Call) -> Resource:
    """Create a session."""
    account, given = call.account, call.params
    customer = get_customer(account, given.get("customer", ""))
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
    """Create a configuration."""
    given, features = call.params, _features(call.account, call.params["features"], {})
    fields = call.given("default_return_url") | {"metadata": metadata_of(given)}
    return call.account.create(TYPE, active=True, features=features, **fields)


def update_configuration(call: Call) -> Resource:
    """Update a configuration."""
    account, given = call.account, call.params
    configuration = account.get(TYPE, call.id)
    call.set_fields(configuration, "active", "default_return_url")
    if "features" in given:
        configuration.put(features=_features(account, given["features"], configuration["features"]))
    return configuration


def _features(account: Account, given: Params, before: Json) -> Json:
    """The features with the given ones merged in. Raises InvalidRequest, Unsupported."""
    merged = {name: {**before.get(name, {}), **given.get(name, {})} for name in FEATURES}
    update = {"proration_behavior": "none", "trial_update_behavior": "end_trial", **merged["subscription_update"]}
    if merged["subscription_cancel"].get("mode", "at_period_end") != "at_period_end":
        raise Unsupported("features[subscription_cancel][mode]")
    if update.get("billing_cycle_anchor"):
        raise Unsupported("features[subscription_update][billing_cycle_anchor]")
    update["products"] = _products(account, update)
    update["schedule_at_period_end"] = update.get("schedule_at_period_end") or {"conditions": []}
    return merged | {"subscription_update": update}


def _products(account: Account, update: Json) -> list[Json]:
    products, where = update.get("products") or [], "features[subscription_update][products]"
    if update.get("enabled") and not products:
        message = "You must provide `products` when `features[subscription_update][enabled]` is true."
        raise InvalidRequest(message, param=where)
    if len(products) > MAX_PRODUCTS:
        raise InvalidRequest(f"You can specify up to {MAX_PRODUCTS} products.")
    for product in products:
        for price_id in product["prices"]:
            if get_recurring_price(account, price_id, where)["product"] != product["product"]:
                message = f"The price {price_id} is not a price of the product {product['product']}."
                raise InvalidRequest(message, param=where)
    return products
