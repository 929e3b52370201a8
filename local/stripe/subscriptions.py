"""Subscriptions: create (with a trial, active or incomplete), update and list."""

from dataclasses import dataclass, field

from local.stripe import invoicing, payments
from local.stripe.account import Account
from local.stripe.api.errors import Unsupported
from local.stripe.api.operations import Call, check_supported, metadata_of
from local.stripe.catalog import get_active_price
from local.stripe.customers import get_customer
from local.stripe.invoicing import draft, intent_of
from local.stripe.items import item_line, item_of, period_end, set_item
from local.stripe.payments import default_method
from local.stripe.resource import Json, Resource, list_of
from local.stripe.store import Conditions
from local.stripe.subscription_changes import Change, bill_change, change_item

DAY = 86_400


@dataclass(frozen=True)
class Terms:
    """The terms of a new subscription. With `require_payment`, a declined first payment undoes its creation."""

    price: str
    quantity: int = 1
    metadata: dict[str, str] = field(default_factory=dict)
    trial_days: int | None = None
    method: Resource | None = None
    require_payment: bool = False
    coupons: list[str] = field(default_factory=list)
    automatic_tax: bool = False


def create(call: Call) -> Resource:
    """Create a subscription."""
    account, given = call.account, call.params
    customer = get_customer(account, given.get("customer", ""))
    item = _only_item(given.get("items", []))
    check_supported(item, {"price"}, "items[0]")
    method = given.get("default_payment_method")
    terms = Terms(
        price=item.get("price", ""),
        metadata=metadata_of(given),
        trial_days=given.get("trial_period_days"),
        method=account.get("payment_method", method, "default_payment_method") if method else None,
    )
    return create_subscription(account, customer, terms)


def update(call: Call) -> Resource:
    """Update a subscription's metadata, or the price of its item."""
    account, given, subscription = call.account, call.params, call.account.get("subscription", call.id)
    call.set_fields(subscription)
    change = Change(account.now(subscription["customer"]), given.get("proration_behavior", "create_prorations"))
    if "items" in given:
        item = _only_item(given["items"])
        check_supported(item, {"id", "price"}, "items[0]")
        change_item(account, subscription, change, item.get("price", ""))
    account.emit("updated", subscription)
    bill_change(account, subscription, change)
    account.emit("updated", subscription)
    return subscription


def by_status(call: Call) -> Conditions:
    """Filter a list of subscriptions by `status`; canceled ones are listed only on request."""
    status, where = call.params.get("status"), "json_extract(body, '$.status')"
    if status == "all":
        return []
    return [(f"{where} = ?", (status,))] if status else [(f"{where} <> 'canceled'", ())]


def create_subscription(account: Account, customer: Resource, terms: Terms) -> Resource:
    """Create a subscription with its first invoice. Raises CardError if the required payment is declined."""
    now = account.now(customer.id)
    price = get_active_price(account, terms.price, "items[0][price]")
    trial = now + terms.trial_days * DAY if terms.trial_days else None
    private = {"coupons": terms.coupons}
    subscription = account.create(
        "subscription", private, **_fields(customer, terms, now, trial), currency=price["currency"]
    )
    end = trial or period_end(now, price["recurring"], now)
    set_item(account, subscription, price, terms.quantity, (now, end))
    customer["currency"] = subscription["currency"]
    account.emit("created", subscription)
    _first_invoice(account, customer, subscription, terms)
    return subscription


def _only_item(items: list[Json]) -> Json:
    if len(items) != 1:
        raise Unsupported("items")
    return items[0]


def _first_invoice(account: Account, customer: Resource, subscription: Resource, terms: Terms) -> None:
    line = item_line(account, item_of(subscription), trial=terms.trial_days is not None)
    invoice = draft(account, [line], "subscription_create", subscription)
    subscription["latest_invoice"] = invoice.id
    method = terms.method or default_method(account, customer, subscription)
    invoicing.finalize(account, invoice)
    if invoice["status"] == "open" and not invoicing.attempt(account, invoice, method) and terms.require_payment:
        raise payments.decline_error(intent_of(account, invoice), undone=True)


def _fields(customer: Resource, terms: Terms, now: int, trial: int | None) -> Json:
    return {
        "automatic_tax": {"enabled": terms.automatic_tax},
        "billing_cycle_anchor": trial or now,
        "billing_mode": {"type": "flexible"},
        "cancellation_details": {},
        "customer": customer.id,
        "default_payment_method": terms.method.id if terms.method else None,
        "items": list_of([], ""),
        "metadata": terms.metadata,
        "start_date": now,
        "status": "trialing" if trial else "incomplete",
        "trial_end": trial,
        "trial_start": now if trial else None,
    }
