"""API calls for events and webhook endpoints."""

from typing import Any

import stripe

from local.stripe.account import Account
from local.stripe.api.errors import InvalidRequest, Unsupported
from local.stripe.api.operations import Call, metadata_of
from local.stripe.resource import Json, Resource, random_text
from local.stripe.store import Conditions

TYPE = "json_extract(body, '$.type')"
# An event that at least one endpoint has not accepted.
UNDELIVERED: tuple[str, tuple[Any, ...]] = ("json_extract(body, '$.pending_webhooks') > 0", ())
DELIVERED: tuple[str, tuple[Any, ...]] = ("json_extract(body, '$.pending_webhooks') = 0", ())
LISTED_SECONDS = 30 * 86_400
MAX_TYPES = 20
# The id of the endpoint that exists from the start.
DEFAULT = "we_default"


def event_conditions(call: Call) -> Conditions:
    """Filter a list of events by age, by `type` or `types`, and by `delivery_success`."""
    given = call.params
    types = given.get("types", [given["type"]] if "type" in given else [])
    if len(types) > MAX_TYPES:
        raise InvalidRequest(f"You may pass up to {MAX_TYPES} types.", param="types")
    conditions: Conditions = [("created > ?", (call.account.now() - LISTED_SECONDS,))]
    if types:
        conditions.append((" or ".join([f"{TYPE} glob ?"] * len(types)).join("()"), tuple(types)))
    if "delivery_success" in given:
        conditions.append(DELIVERED if given["delivery_success"] else UNDELIVERED)
    return conditions


def create_endpoint(call: Call) -> Json:
    """Create a webhook endpoint; only this response contains its secret."""
    given = call.params
    if given.get("api_version", stripe.api_version) != stripe.api_version:
        raise Unsupported("api_version")
    fields = call.given("api_version", "enabled_events", "url") | {"metadata": metadata_of(given)}
    endpoint = _create(call.account, f"whsec_{random_text(32)}", **fields)
    return {**endpoint, "secret": endpoint.private["secret"]}


def update_endpoint(call: Call) -> Resource:
    """Update a webhook endpoint."""
    endpoint = call.account.get("webhook_endpoint", call.id)
    if "disabled" in call.params:
        endpoint["status"] = "disabled" if call.params["disabled"] else "enabled"
    call.set_fields(endpoint, "enabled_events", "url")
    return endpoint


def delete_endpoint(call: Call) -> Json:
    """Delete a webhook endpoint; it gets no further events."""
    endpoint = call.account.get("webhook_endpoint", call.id)
    call.account.store.delete(endpoint.id)
    return {"id": endpoint.id, "object": "webhook_endpoint", "deleted": True}


def ensure_default(account: Account) -> None:
    """Create the endpoint of the settings, or give it the URL and secret that the settings have now."""
    settings, endpoint = account.settings, account.store.get(DEFAULT)
    if endpoint is None:
        _create(account, settings.webhook_secret, id=DEFAULT, url=settings.webhook_url)
    else:
        endpoint["url"], endpoint.private["secret"] = settings.webhook_url, settings.webhook_secret


def _create(account: Account, secret: str, **fields: object) -> Resource:
    defaults = {"enabled_events": ["*"], "status": "enabled"}
    return account.create("webhook_endpoint", {"secret": secret}, **{**defaults, **fields})
