"""Events, and the endpoints that hear of them: the calls."""

from __future__ import annotations

import stripe

from local.stripe.account import Account
from local.stripe.resource import Json, Resource, letters
from local.stripe.store import Conditions
from local.stripe.wire.errors import InvalidRequest, Unsupported
from local.stripe.wire.operations import Call, metadata_of

TYPE = "json_extract(body, '$.type')"
UNTAKEN = "(select event from deliveries where state <> 'delivered')"
KEPT_FOR = 30 * 86_400
MOST_TYPES = 20
# The endpoint that is there from the start.
DEFAULT = "we_default"


def by_type(call: Call) -> Conditions:
    """The events of these types that are kept, and that every endpoint has taken, or not."""
    given = call.params
    types = given.get("types", [given["type"]] if "type" in given else [])
    if len(types) > MOST_TYPES:
        raise InvalidRequest(f"You may pass up to {MOST_TYPES} types.", param="types")
    conditions: Conditions = [("created > ?", (call.account.now() - KEPT_FOR,))]
    if types:
        conditions.append((" or ".join([f"{TYPE} glob ?"] * len(types)).join("()"), tuple(types)))
    if "delivery_success" in given:
        conditions.append((f"id {'not ' if given['delivery_success'] else ''}in {UNTAKEN}", ()))
    return conditions


def create_endpoint(call: Call) -> Json:
    """An endpoint; only this answer shows its secret."""
    given = call.params
    if given.get("api_version", stripe.api_version) != stripe.api_version:
        raise Unsupported("api_version")
    about = call.given("api_version", "enabled_events", "url") | {"metadata": metadata_of(given)}
    endpoint = _create(call.account, f"whsec_{letters(32)}", **about)
    return {**endpoint, "secret": endpoint.private["secret"]}


def update_endpoint(call: Call) -> Resource:
    """Change an endpoint."""
    endpoint = call.account.get("webhook_endpoint", call.id)
    if "disabled" in call.params:
        endpoint["status"] = "disabled" if call.params["disabled"] else "enabled"
    call.set_fields(endpoint, "enabled_events", "url")
    return endpoint


def delete_endpoint(call: Call) -> Json:
    """Tell it nothing any more."""
    endpoint = call.account.get("webhook_endpoint", call.id)
    call.account.store.delete(endpoint.id)
    return {"id": endpoint.id, "object": "webhook_endpoint", "deleted": True}


def ensure_default(account: Account) -> None:
    """The endpoint of the settings, as they are now."""
    settings, endpoint = account.settings, account.store.get(DEFAULT)
    if endpoint is None:
        _create(account, settings.webhook_secret, id=DEFAULT, url=settings.webhook_url)
    else:
        endpoint["url"], endpoint.private["secret"] = settings.webhook_url, settings.webhook_secret


def _create(account: Account, secret: str, **fields: object) -> Resource:
    defaults = {"enabled_events": ["*"], "status": "enabled"}
    return account.create("webhook_endpoint", {"secret": secret}, **{**defaults, **fields})
