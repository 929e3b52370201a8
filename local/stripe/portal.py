"""API calls for the billing portal: sessions and configurations."""

from local.stripe.api.errors import Unsupported
from local.stripe.api.operations import Call, metadata_of
from local.stripe.customers import get_customer
from local.stripe.resource import Json, Params, Resource, new_id

TYPE = "billing_portal.configuration"
PATH = "/v1/billing_portal/configurations"
FEATURES = (
    "customer_update", "invoice_history", "payment_method_update", "subscription_cancel", "subscription_pause",
    "subscription_update",
)  # fmt: skip


def create_session(call: Call) -> Resource:
    """Create a session."""
    account, given = call.account, call.params
    customer = get_customer(account, given.get("customer", ""))
    configuration = account.get(TYPE, given.get("configuration", ""), "configuration")
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
    given, features = call.params, _features(call.params["features"], {})
    fields = call.given("default_return_url") | {"metadata": metadata_of(given)}
    return call.account.create(TYPE, active=True, features=features, **fields)


def update_configuration(call: Call) -> Resource:
    """Update a configuration."""
    given, configuration = call.params, call.account.get(TYPE, call.id)
    call.set_fields(configuration, "active", "default_return_url")
    if "features" in given:
        configuration.put(features=_features(given["features"], configuration["features"]))
    return configuration


def _features(given: Params, before: Json) -> Json:
    """The features with the given ones merged in. Raises Unsupported."""
    merged = {name: {**before.get(name, {}), **given.get(name, {})} for name in FEATURES}
    update = {"proration_behavior": "none", "trial_update_behavior": "end_trial", **merged["subscription_update"]}
    if merged["subscription_cancel"].get("mode", "at_period_end") != "at_period_end":
        raise Unsupported("features[subscription_cancel][mode]")
    if update.get("billing_cycle_anchor"):
        raise Unsupported("features[subscription_update][billing_cycle_anchor]")
    update["products"] = update.get("products") or []
    update["schedule_at_period_end"] = update.get("schedule_at_period_end") or {"conditions": []}
    return merged | {"subscription_update": update}
