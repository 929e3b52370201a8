"""The billing portal: sessions and configurations."""

from __future__ import annotations

from stripe import params

from local.stripe import catalog
from local.stripe.account import Account
from local.stripe.customers import known_customer
from local.stripe.ids import new_id
from local.stripe.metadata import metadata_of
from local.stripe.resource import Given, Json, Resource
from local.stripe.wire.errors import InvalidRequest, Unsupported
from local.stripe.wire.lists import listing
from local.stripe.wire.operations import Call, Operation, retrieve

SESSIONS = "/v1/billing_portal/sessions"
CONFIGURATIONS = "/v1/billing_portal/configurations"
FILTERS = {"active": "active", "is_default": "is_default"}
FLOWS = {"payment_method_update", "subscription_cancel", "subscription_update", "subscription_update_confirm"}
MOST_PRODUCTS = 10
NO_CONFIGURATION = (
    "No configuration provided and your test mode default configuration has not been created. Provide a configuration "
    "or create your default by saving your customer portal settings in test mode."
)


def operations() -> list[Operation]:
    """The calls under `/v1/billing_portal`."""
    kinds = params.billing_portal
    return [
        Operation("POST", SESSIONS, create_session, kinds.SessionCreateParams),
        Operation("POST", CONFIGURATIONS, create_configuration, kinds.ConfigurationCreateParams),
        retrieve("billing_portal.configuration", f"{CONFIGURATIONS}/{{id}}", kinds.ConfigurationRetrieveParams),
        Operation("POST", f"{CONFIGURATIONS}/{{id}}", update_configuration, kinds.ConfigurationUpdateParams),
        listing("billing_portal.configuration", CONFIGURATIONS, kinds.ConfigurationListParams, FILTERS),
    ]


def create_session(call: Call) -> Resource:
    """A session, with the address of its page."""
    account, given = call.account, call.params
    if "customer" not in given:
        raise InvalidRequest("Missing required param: customer.", code="parameter_missing", param="customer")
    customer = known_customer(account, given["customer"])
    configuration = _configuration(account, given.get("configuration"))
    session_id = new_id("billing_portal.session")
    return account.create(
        "billing_portal.session",
        id=session_id,
        configuration=configuration.id,
        created=account.now(customer.id),
        customer=customer.id,
        flow=_flow(account, customer, given.get("flow_data")),
        locale=given.get("locale"),
        return_url=given.get("return_url", configuration["default_return_url"]),
        url=f"{account.settings.url}/p/session/{session_id}",
    )


def create_configuration(call: Call) -> Resource:
    """What customers may do in the portal."""
    account, given = call.account, call.params
    now = account.now()
    configuration = account.create(
        "billing_portal.configuration",
        active=True,
        business_profile=given.get("business_profile") or {},
        created=now,
        default_return_url=given.get("default_return_url"),
        features=_features(account, given["features"], None),
        login_page={"enabled": False},
        metadata=metadata_of({}, given.get("metadata", {})),
        name=given.get("name"),
        updated=now,
    )
    account.emit("created", configuration)
    return configuration


def update_configuration(call: Call) -> Resource:
    """Change what customers may do."""
    account, given = call.account, call.params
    configuration = account.get("billing_portal.configuration", call.id)
    configuration.put(**call.given("active", "default_return_url", "name"))
    if "business_profile" in given:
        profile = {**configuration["business_profile"], **given["business_profile"]}
        configuration.put(business_profile={name: value or None for name, value in profile.items()})
    if "features" in given:
        configuration.put(features=_features(account, given["features"], configuration["features"]))
    if "metadata" in given:
        configuration["metadata"] = metadata_of(configuration["metadata"], given["metadata"])
    configuration["updated"] = account.now()
    account.emit("updated", configuration)
    return configuration


def _configuration(account: Account, configuration_id: str | None) -> Resource:
    if configuration_id:
        found = account.get("billing_portal.configuration", configuration_id, "configuration")
        if not found["active"]:
            raise InvalidRequest("The configuration is inactive.", param="configuration")
        return found
    defaults = account.find("billing_portal.configuration", {"is_default": True})
    if not defaults:
        raise InvalidRequest(NO_CONFIGURATION)
    return defaults[0]


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
    merged = {name: {**feature, **_unset(given.get(name, {}))} for name, feature in features.items()}
    merged["subscription_update"]["products"] = _products(account, merged["subscription_update"])
    return merged


def _unset(given: Given) -> Json:
    return {name: [] if value == "" else value for name, value in given.items()}


def _products(account: Account, update: Json) -> list[Json]:
    products = update.get("products") or []
    if update["enabled"] and not products:
        message = "You must provide `products` when `features[subscription_update][enabled]` is true."
        raise InvalidRequest(message, param="features[subscription_update][products]")
    if len(products) > MOST_PRODUCTS:
        raise InvalidRequest(f"You can specify up to {MOST_PRODUCTS} products.")
    for product in products:
        for price_id in product["prices"]:
            _check_price(account, product["product"], price_id)
    return [{"adjustable_quantity": {"enabled": False, "minimum": 1}, **product} for product in products]


def _check_price(account: Account, product_id: str, price_id: str) -> None:
    price = catalog.sellable(account, price_id, "features[subscription_update][products]")
    if price["product"] != product_id or price["type"] != "recurring":
        raise InvalidRequest(f"The price {price_id} is no recurring price of the product {product_id}.")


def _flow(account: Account, customer: Resource, given: Given | None) -> Json | None:
    if given is None:
        return None
    kind = given["type"]
    if kind not in FLOWS:
        raise Unsupported(f"the flow {kind}", "flow_data[type]")
    if details := given.get(kind):
        subscription = account.get("subscription", details["subscription"], f"flow_data[{kind}][subscription]")
        if subscription["customer"] != customer.id:
            raise InvalidRequest("This subscription belongs to another customer.", param="flow_data")
    after = {"type": "portal_homepage"} | given.get("after_completion", {})
    return {"type": kind, "after_completion": after} | ({kind: details} if details else {})
