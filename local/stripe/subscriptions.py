"""Subscriptions: the calls."""

from __future__ import annotations

from typing import cast

from stripe import params

from local.stripe.account import Account
from local.stripe.cancellation import cancel_now, set_cancellation
from local.stripe.customers import known_customer
from local.stripe.discounts import checked_discounts, set_discounts
from local.stripe.payment_methods import belongs_to
from local.stripe.resource import Resource
from local.stripe.store import Conditions
from local.stripe.subscription_changes import Change, bill_change, change_items, end_trial, restart_cycle
from local.stripe.subscription_creation import Terms, create_subscription, trial_end_of, without_method
from local.stripe.wire.errors import InvalidRequest, Unsupported
from local.stripe.wire.lists import Narrowing, listing
from local.stripe.wire.operations import Call, Operation, retrieve, set_fields
from local.stripe.wire.search import searching

PATH = "/v1/subscriptions"
FILTERS = {"customer": "customer", "collection_method": "collection_method", "test_clock": "test_clock"}
BAD_CHANGE = "A canceled subscription can only update its cancellation_details and metadata."
ENDED = {"canceled", "incomplete_expired"}


def operations() -> list[Operation]:
    """The calls under `/v1/subscriptions`."""
    return [
        Operation("POST", PATH, create, params.SubscriptionCreateParams),
        searching("subscription", f"{PATH}/search", params.SubscriptionSearchParams),
        retrieve("subscription", f"{PATH}/{{id}}", params.SubscriptionRetrieveParams),
        Operation("POST", f"{PATH}/{{id}}", update, params.SubscriptionUpdateParams),
        Operation("DELETE", f"{PATH}/{{id}}", cancel, params.SubscriptionCancelParams),
        Operation("POST", f"{PATH}/{{id}}/resume", resume, params.SubscriptionResumeParams),
        listing("subscription", PATH, params.SubscriptionListParams, FILTERS, Narrowing(("status", "price"), _narrow)),
    ]


def create(call: Call) -> Resource:
    """A subscription."""
    account, given = call.account, call.params
    if "customer" not in given:
        raise InvalidRequest("Missing required param: customer.", code="parameter_missing", param="customer")
    customer = known_customer(account, given["customer"])
    terms = Terms(
        items=given.get("items", []),
        metadata=given.get("metadata", {}),
        trial_end=trial_end_of(account, customer.id, given.get("trial_period_days"), given.get("trial_end")),
        method=_method(account, given.get("default_payment_method"), customer.id),
        behavior=given.get("payment_behavior", "allow_incomplete"),
        collection_method=given.get("collection_method", "charge_automatically"),
        days_until_due=given.get("days_until_due"),
        description=given.get("description"),
        without_method=without_method(given),
        discounts=checked_discounts(account, tuple(given.get("discounts") or ()), customer.id),
    )
    subscription = create_subscription(account, customer, terms)
    set_cancellation(account, subscription, given)
    return subscription


def update(call: Call) -> Resource:
    """Change a subscription."""
    account, given, subscription = call.account, call.params, call.account.get("subscription", call.id)
    if subscription["status"] in ENDED and given.keys() - {"metadata", "cancellation_details", "expand"}:
        raise InvalidRequest(BAD_CHANGE)
    if given.get("payment_behavior") == "pending_if_incomplete":
        raise Unsupported("changes that wait for their payment", "payment_behavior")
    if method := _method(account, given.get("default_payment_method"), subscription["customer"]):
        subscription["default_payment_method"] = method.id
    set_fields(call, subscription, "description", "collection_method", "days_until_due")
    _pause(call, subscription)
    if "discounts" in given:
        wanted = checked_discounts(account, tuple(given["discounts"] or ()), subscription["customer"])
        set_discounts(account, subscription, wanted)
    set_cancellation(account, subscription, given)
    change_subscription(call, subscription)
    account.emit("updated", subscription)
    return subscription


def change_subscription(call: Call, subscription: Resource) -> None:
    """What a change of items, of the cycle or of a trial does."""
    account, given = call.account, call.params
    now = account.now(subscription["customer"])
    change = Change(
        given.get("proration_date", now),
        given.get("proration_behavior", "create_prorations"),
        given.get("payment_behavior", "allow_incomplete"),
        restart=given.get("billing_cycle_anchor", {}).get("type") == "now",
    )
    if "items" in given:
        change_items(account, subscription, given["items"], change)
    elif change.restart:
        restart_cycle(account, subscription, change)
    if "trial_end" in given:
        _set_trial(account, subscription, given["trial_end"], change)
    account.emit("updated", subscription)
    bill_change(account, subscription, change)


def cancel(call: Call) -> Resource:
    """End a subscription at once."""
    subscription = call.account.get("subscription", call.id)
    if subscription["status"] in ENDED:
        raise InvalidRequest(f"No such subscription: '{call.id}'", 404, code="resource_missing", param="id")
    cancel_now(call.account, subscription, call.params)
    return subscription


def resume(call: Call) -> Resource:
    """Go on with a subscription that was paused at the end of its trial: a new period begins, and is paid, now."""
    account, subscription = call.account, call.account.get("subscription", call.id)
    if subscription["status"] != "paused":
        raise InvalidRequest("This subscription is not paused.")
    change = Change(account.now(subscription["customer"]), proration="none")
    subscription["status"] = "active"
    restart_cycle(account, subscription, change)
    account.emit("customer.subscription.resumed", subscription)
    bill_change(account, subscription, change)
    return subscription


def _set_trial(account: Account, subscription: Resource, until: object, change: Change) -> None:
    now = account.now(subscription["customer"])
    if until == "now":
        end_trial(account, subscription, change)
    else:
        subscription.put(trial_end=until, trial_start=subscription["trial_start"] or now, status="trialing")
        subscription["billing_cycle_anchor"] = until
        for item in subscription["items"]["data"]:
            item["current_period_end"] = until


def _pause(call: Call, subscription: Resource) -> None:
    if "pause_collection" in call.params:
        subscription.put(pause_collection=call.params["pause_collection"] or None)


def _method(account: Account, method_id: str | None, customer_id: str) -> Resource | None:
    if not method_id:
        return None
    if not belongs_to(account, method_id, customer_id):
        message = f"The customer does not have a payment method with the ID {method_id}."
        raise InvalidRequest(message, code="resource_missing", param="default_payment_method")
    return account.get("payment_method", method_id)


def _narrow(call: Call) -> Conditions:
    """Unless asked for, those that have ended are left out."""
    status, conditions = call.params.get("status"), cast(Conditions, [])
    field = "json_extract(body, '$.status')"
    if status is None:
        conditions.append((f"{field} <> 'canceled'", ()))
    elif status == "ended":
        conditions.append((f"{field} in ('canceled', 'incomplete_expired')", ()))
    elif status != "all":
        conditions.append((f"{field} = ?", (status,)))
    if price := call.params.get("price"):
        conditions.append(("instr(body, ?) > 0", (f'"{price}"',)))
    return conditions
