"""How a subscription begins: with a trial, paid, or waiting to be paid."""

from __future__ import annotations

from dataclasses import dataclass, field

from local.stripe import catalog, invoicing, payments
from local.stripe.account import Account
from local.stripe.discounts import set_discounts
from local.stripe.drafting import draft
from local.stripe.invoice_lines import item_line
from local.stripe.invoice_links import intent_of
from local.stripe.items import items_list, items_of, new_item
from local.stripe.metadata import metadata_of
from local.stripe.payment_methods import default_method
from local.stripe.periods import period_end
from local.stripe.resource import Given, Json, Resource
from local.stripe.wire.errors import InvalidRequest

DAY = 86_400
MOST_ITEMS = 20


@dataclass(frozen=True)
class Terms:
    """What is agreed. `items` are `{price, quantity?, metadata?}`; `behavior` is Stripe's `payment_behavior`.

    `without_method` is what happens at the end of a trial if there is nothing to pay with.
    """

    items: list[Json]
    metadata: dict[str, str] = field(default_factory=dict)
    trial_end: int | None = None
    method: Resource | None = None
    behavior: str = "allow_incomplete"
    collection_method: str = "charge_automatically"
    days_until_due: int | None = None
    description: str | None = None
    without_method: str = "create_invoice"
    discounts: list[Json] = field(default_factory=list)
    automatic_tax: bool = False


def create_subscription(account: Account, customer: Resource, terms: Terms) -> Resource:
    """A subscription with its first invoice. Raises CardError if that is declined and the terms say so."""
    now = account.now(customer.id)
    subscription = account.create("subscription", **_fields(customer, terms, now))
    items = [_item(account, subscription, each, index, now) for index, each in enumerate(terms.items)]
    _check(items)
    subscription["items"] = items_list(subscription.id, items)
    subscription["currency"] = items[0]["price"]["currency"]
    set_discounts(account, subscription, terms.discounts)
    customer["currency"] = subscription["currency"]
    account.emit("created", subscription)
    _first_invoice(account, customer, subscription, terms)
    return subscription


def trial_end_of(account: Account, customer_id: str, days: int | None, until: object) -> int | None:
    """When a trial of so many days, or until this moment, ends."""
    if isinstance(until, int):
        return until
    return account.now(customer_id) + days * DAY if days and until != "now" else None


def without_method(given: Given) -> str:
    """What is to happen at the end of a trial if there is nothing to pay with."""
    behavior = given.get("trial_settings", {}).get("end_behavior", {})
    return str(behavior.get("missing_payment_method", "create_invoice"))


def _first_invoice(account: Account, customer: Resource, subscription: Resource, terms: Terms) -> None:
    trial = terms.trial_end is not None
    lines = [item_line(account, item, trial=trial) for item in items_of(subscription)]
    invoice = draft(account, customer, lines, "subscription_create", subscription)
    subscription["latest_invoice"] = invoice.id
    method = terms.method or default_method(account, customer, subscription)
    sent, patient = terms.collection_method == "send_invoice", terms.behavior == "default_incomplete"
    if method is None and invoice["amount_due"] > 0 and not (sent or patient):
        message = "This customer has no attached payment source or default payment method."
        raise InvalidRequest(f"{message} Please consider adding a default payment method.", code="resource_missing")
    invoicing.finalize(account, invoice)
    if invoice["status"] == "paid":
        _become(account, subscription, "trialing" if trial else "active")
    elif sent:
        _become(account, subscription, "active")
    elif not patient:
        _pay(account, invoice, method, terms)


def _pay(account: Account, invoice: Resource, method: Resource | None, terms: Terms) -> None:
    paid = invoicing.attempt(account, invoice, method)
    if not paid and terms.behavior == "error_if_incomplete":
        error = payments.declined(intent_of(account, invoice))
        error.undone = True
        raise error


def _become(account: Account, subscription: Resource, status: str) -> None:
    if subscription["status"] != status:
        subscription["status"] = status
        account.emit("updated", subscription)


def _fields(customer: Resource, terms: Terms, now: int) -> Json:
    trial = terms.trial_end
    return {
        "automatic_tax": {"enabled": terms.automatic_tax},
        "billing_cycle_anchor": trial or now,
        "billing_mode": {"type": "flexible", "flexible": {"proration_discounts": "included"}},
        "cancel_at_period_end": False,
        "cancellation_details": {},
        "collection_method": terms.collection_method,
        "created": now,
        "currency": "usd",
        "customer": customer.id,
        "days_until_due": terms.days_until_due,
        "default_payment_method": terms.method.id if terms.method else None,
        "description": terms.description,
        "invoice_settings": {"issuer": {"type": "self"}},
        "items": items_list("", []),
        "metadata": metadata_of({}, terms.metadata),
        "payment_settings": {"save_default_payment_method": "off"},
        "start_date": now,
        "status": "trialing" if trial else "incomplete",
        "test_clock": customer["test_clock"],
        "trial_end": trial,
        "trial_settings": {"end_behavior": {"missing_payment_method": terms.without_method}},
        "trial_start": now if trial else None,
    }


def _item(account: Account, subscription: Resource, given: Given, index: int, now: int) -> Json:
    price = catalog.sellable(account, given["price"], f"items[{index}][price]")
    if price["type"] != "recurring":
        message = (
            "The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`."
        )
        raise InvalidRequest(message, param=f"items[{index}][price]")
    end = subscription["trial_end"] or period_end(now, price["recurring"], now)
    return new_item(account, subscription.id, price, given, (now, end))


def _check(items: list[Json]) -> None:
    if not 1 <= len(items) <= MOST_ITEMS:
        raise InvalidRequest(f"A subscription has 1 to {MOST_ITEMS} items.", param="items")
    if len({item["price"]["currency"] for item in items}) > 1:
        raise InvalidRequest("All prices of a subscription must have the same currency.", param="items")
    if len({item["price"]["id"] for item in items}) < len(items):
        raise InvalidRequest("Two items of a subscription cannot have the same price.", param="items")
