"""The life of an invoice: drafted, finalized, paid or not; and what that makes of its subscription."""

from __future__ import annotations

from local.stripe import payments
from local.stripe.account import Account
from local.stripe.discounts import use_coupons
from local.stripe.payments import default_method
from local.stripe.resource import Json, Resource, list_of
from local.stripe.subscription_end import end_subscription
from local.stripe.wire.errors import InvalidRequest
from local.stripe.wire.operations import Call

DAY = 86_400
FINALIZED_AFTER = 3600
# Days between one try of a declined invoice and the next; after the last one the subscription ends.
RETRY_DAYS = (3, 5, 7)


def finalize(account: Account, invoice: Resource) -> None:
    """Make it a real invoice: numbered, with a payment that is to be made, or paid if nothing is due."""
    customer = account.get("customer", invoice["customer"])
    _use_balance(account, invoice, customer)
    number = f"{customer['invoice_prefix']}-{customer['next_invoice_sequence']:04}"
    customer["next_invoice_sequence"] += 1
    url = f"{account.settings.url}/i/{invoice.id}"
    transitions = {"finalized_at": account.now(customer.id)}
    invoice.put(status="open", number=number, status_transitions=transitions, automatically_finalizes_at=None)
    invoice.put(hosted_invoice_url=url)
    if invoice["amount_due"] > 0:
        _request_payment(account, invoice)
    account.emit("invoice.finalized", invoice)
    if invoice["amount_due"] == 0:
        mark_paid(account, invoice)


def pay(call: Call) -> Resource:
    """Have an open invoice paid now with the customer's own method. Raises CardError if the bank declines."""
    account, invoice = call.account, call.account.get("invoice", call.id)
    if invoice["status"] != "open":
        raise InvalidRequest(f"Invoice is already {invoice['status']}", code="invoice_not_editable")
    if not attempt(account, invoice):
        raise payments.declined(intent_of(account, invoice))
    return invoice


def attempt(account: Account, invoice: Resource, method: Resource | None = None, *, automatic: bool = False) -> bool:
    """Try to have it paid, with this method or the customer's. True unless that is declined.

    Only `automatic` tries count for the plan of further ones. Raises InvalidRequest while a payment is under way.
    """
    intent = intent_of(account, invoice)
    if intent["status"] == "processing":
        raise InvalidRequest("A payment of this invoice is under way.")
    subscription = subscription_of(account, invoice)
    method = method or default_method(account, account.get("customer", invoice["customer"]), subscription)
    counted = automatic or not invoice["attempted"]
    invoice.put(attempted=True, attempt_count=invoice["attempt_count"] + counted)
    if method and payments.confirm(account, intent, method):
        invoice["next_payment_attempt"] = None
        if intent["status"] == "succeeded":
            mark_paid(account, invoice)
        else:
            _run(account, subscription, invoice)
        return True
    fail(account, invoice, counted=counted)
    return False


def fail(account: Account, invoice: Resource, *, counted: bool = True) -> None:
    """Its payment has failed: another try is planned, or none. One that does not count leaves the plan as it is."""
    tries = invoice["attempt_count"]
    retried = invoice["billing_reason"] != "subscription_create" and 1 <= tries <= len(RETRY_DAYS)
    if counted:
        next_try = account.now(invoice["customer"]) + RETRY_DAYS[tries - 1] * DAY if retried else None
        invoice["next_payment_attempt"] = next_try
    account.emit("updated", invoice)
    account.emit("invoice.payment_failed", invoice)
    subscription = subscription_of(account, invoice)
    # While a subscription is being created, a failure leaves it incomplete.
    if subscription["status"] in {"canceled", "incomplete", "incomplete_expired"}:
        return
    if counted and tries > 1 and not retried:
        end_subscription(account, subscription, reason="payment_failed")
    else:
        subscription["status"] = "past_due"
        account.emit("updated", subscription)


def mark_paid(account: Account, invoice: Resource) -> None:
    """It is paid."""
    transitions = {**invoice["status_transitions"], "paid_at": account.now(invoice["customer"])}
    invoice.put(status="paid", amount_paid=invoice["amount_due"], amount_remaining=0, status_transitions=transitions)
    invoice.put(next_payment_attempt=None, attempted=True)
    for payment in account.find("invoice_payment", {"invoice": invoice.id}):
        payment.put(status="paid", amount_paid=payment["amount_requested"])
    account.emit("updated", invoice)
    account.emit("invoice.paid", invoice)
    account.emit("invoice.payment_succeeded", invoice)
    _run(account, subscription_of(account, invoice), invoice)


def _run(account: Account, subscription: Resource, invoice: Resource) -> None:
    """The latest invoice is paid, or its payment is under way: the subscription runs."""
    if subscription["status"] in {"incomplete", "past_due"} and invoice.id == subscription["latest_invoice"]:
        subscription["status"] = "active"
        account.emit("updated", subscription)


def _request_payment(account: Account, invoice: Resource) -> None:
    what = "Subscription creation" if invoice["billing_reason"] == "subscription_create" else "Subscription update"
    customer, amount, currency = invoice["customer"], invoice["amount_due"], invoice["currency"]
    intent = payments.create_intent(account, customer, amount, currency, description=what, metadata={})
    account.create(
        "invoice_payment",
        amount_requested=amount,
        currency=currency,
        invoice=invoice.id,
        is_default=True,
        payment={"type": "payment_intent", "payment_intent": intent.id},
        status="open",
    )


def _use_balance(account: Account, invoice: Resource, customer: Resource) -> None:
    """What the customer has in credit pays first; a negative total becomes credit."""
    before = customer["balance"]
    due = invoice["total"] + before
    invoice.put(starting_balance=before, ending_balance=min(0, due), amount_due=max(0, due))
    invoice["amount_remaining"] = invoice["amount_due"]
    if before != min(0, due):
        customer["balance"] = min(0, due)
        account.emit("updated", customer)


def draft(account: Account, lines: list[Json], reason: str, subscription: Resource, **fields: object) -> Resource:
    """An invoice of a subscription that may still be changed."""
    customer = account.get("customer", subscription["customer"])
    automatic = subscription["automatic_tax"]["enabled"]
    details = {"subscription": subscription.id, "metadata": dict(subscription["metadata"])}
    invoice = account.create(
        "invoice",
        **{**_empty(customer, account.now(customer.id)), **fields},
        automatic_tax={"enabled": automatic, "status": "complete" if automatic else None},
        billing_reason=reason,
        currency=lines[0]["currency"],
        lines=list_of([], ""),
        parent={"type": "subscription_details", "subscription_details": details},
    )
    _set_lines(account, invoice, lines, subscription)
    account.emit("created", invoice)
    return invoice


def subscription_of(account: Account, invoice: Resource) -> Resource:
    """The subscription that an invoice bills."""
    return account.get("subscription", invoice["parent"]["subscription_details"]["subscription"])


def intent_of(account: Account, invoice: Resource) -> Resource:
    """The payment intent of an open invoice."""
    payment = account.find("invoice_payment", {"invoice": invoice.id})[0]
    return account.get("payment_intent", payment["payment"]["payment_intent"])


def _set_lines(account: Account, invoice: Resource, lines: list[Json], subscription: Resource) -> None:
    kept = [{**line, "invoice": invoice.id} for line in lines]
    invoice["lines"] = list_of(kept, f"/v1/invoices/{invoice.id}/lines")
    subtotal = sum(line["amount"] for line in kept)
    invoice.put(subtotal=subtotal)
    total = subtotal - use_coupons(account, subscription, subtotal)
    due = max(0, total + invoice["starting_balance"])
    invoice.put(total=total, amount_due=due, amount_remaining=due)


def _empty(customer: Resource, now: int) -> Json:
    numbers = ("amount_due", "amount_paid", "amount_remaining", "attempt_count", "post_payment_credit_notes_amount")
    return dict.fromkeys(numbers, 0) | {
        "auto_advance": True,
        "customer": customer.id,
        "customer_email": customer["email"],
        "period_end": now,
        "period_start": now,
        "starting_balance": customer["balance"],
        "status": "draft",
        "status_transitions": {},
    }
