"""Webhook endpoints: who wants to hear of what."""

from __future__ import annotations

import stripe
from stripe import params

from local.stripe.account import Account
from local.stripe.ids import letters
from local.stripe.metadata import metadata_of
from local.stripe.resource import Json, Resource
from local.stripe.wire.errors import InvalidRequest
from local.stripe.wire.lists import listing
from local.stripe.wire.operations import Call, Operation, retrieve, set_fields

PATH = "/v1/webhook_endpoints"
MOST_ENDPOINTS = 16
# The endpoint that is there from the start.
DEFAULT = "we_default"


def operations() -> list[Operation]:
    """The calls under `/v1/webhook_endpoints`."""
    return [
        Operation("POST", PATH, create, params.WebhookEndpointCreateParams),
        retrieve("webhook_endpoint", f"{PATH}/{{id}}", params.WebhookEndpointRetrieveParams),
        Operation("POST", f"{PATH}/{{id}}", update, params.WebhookEndpointUpdateParams),
        Operation("DELETE", f"{PATH}/{{id}}", delete, params.WebhookEndpointDeleteParams),
        listing("webhook_endpoint", PATH, params.WebhookEndpointListParams),
    ]


def create(call: Call) -> Json:
    """An endpoint; only this answer shows its secret."""
    account, given = call.account, call.params
    if len(account.find("webhook_endpoint")) >= MOST_ENDPOINTS:
        raise InvalidRequest(f"You have reached the maximum of {MOST_ENDPOINTS} test webhook endpoints.")
    if version := given.get("api_version"):
        _check_version(version)
    endpoint = create_endpoint(
        account,
        f"whsec_{letters(32)}",
        api_version=version,
        description=given.get("description") or None,
        enabled_events=given["enabled_events"],
        metadata=metadata_of({}, given.get("metadata", {})),
        url=given["url"],
    )
    return {**endpoint, "secret": endpoint.private["secret"]}


def update(call: Call) -> Resource:
    """Change an endpoint."""
    endpoint = call.account.get("webhook_endpoint", call.id)
    if "disabled" in call.params:
        endpoint["status"] = "disabled" if call.params["disabled"] else "enabled"
    set_fields(call, endpoint, "description", "enabled_events", "url")
    return endpoint


def delete(call: Call) -> Json:
    """Tell it nothing any more."""
    endpoint = call.account.get("webhook_endpoint", call.id)
    call.account.store.delete(endpoint.id)
    return {"id": endpoint.id, "object": "webhook_endpoint", "deleted": True}


def create_endpoint(account: Account, secret: str, **fields: object) -> Resource:
    """An endpoint that is told of events at once."""
    defaults = {"created": account.now(), "enabled_events": ["*"], "metadata": {}, "status": "enabled"}
    return account.create("webhook_endpoint", {"secret": secret}, **{**defaults, **fields})


def ensure_default(account: Account) -> None:
    """The endpoint of the settings, as they are now."""
    settings = account.settings
    endpoint = account.store.get(DEFAULT)
    if endpoint is None:
        about = "From the settings of the stand-in"
        create_endpoint(account, settings.webhook_secret, id=DEFAULT, url=settings.webhook_url, description=about)
    else:
        endpoint["url"], endpoint.private["secret"] = settings.webhook_url, settings.webhook_secret


def _check_version(version: str) -> None:
    if version != stripe.api_version:
        raise InvalidRequest(f"The stand-in renders events as of {stripe.api_version} only.", param="api_version")
