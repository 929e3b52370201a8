"""Invoices: draft, finalize, attempt payment, and the resulting status of the subscription."""

from local.stripe import payments
from local.stripe.account import Account
from local.stripe.api.errors import InvalidRequest
from local.stripe.api.operations import Call
from local.stripe.discounts import apply_coupons
from local.stripe.payments import default_method
from local.stripe.resource import Json, Resource, list_of
from local.stripe.subscription_end import end_subscription

DAY = 86_400
FINALIZED_AFTER = 3600
# Days between the attempts to collect an invoice; after the last attempt the subscription is canceled.
RETRY_DAYS = (3, 5, 7)


def finalize(account: Account, invoice: Resource) -> None:
    """Finalize a draft: assign a number and create its payment intent, or mark it paid if nothing is due."""
    customer = account.get("customer", invoice["customer"])
    _use_balance(account, invoice, customer)
    number = f"{customer['invoice_prefix']}-{customer['next_invoice_sequence']:04}"
    customer["next_invoice_sequence"] += 1
    transitions = {"finalized_at": account.now(customer.id)}
    url = f"{account.settings.url}/receipts/{invoice.id}"
    invoice.put(hosted_invoice_url=url, invoice_pdf=url)
    invoice.put(status="open", number=number, status_transitions=transitions, automatically_finalizes_at=None)
    if invoice["amount_due"] > 0:
        _request_payment(account, invoice)
    account.emit("invoice.finalized", invoice)
    if invoice["amount_due"] == 0:
        mark_paid(account, invoice)


def pay(call: Call) -> Resource:
    """Pay an open invoice with the default payment method. Raises CardError if it is declined."""
    account, invoice = call.account, call.account.get("invoice", call.id)
    if invoice["status"] != "open":
        raise InvalidRequest(f"Invoice is already {invoice['status']}", code="invoice_not_editable")
    if not attempt(account, invoice):
        raise payments.decline_error(intent_of(account, invoice))
    return invoice


def attempt(account: Account, invoice: Resource, method: Resource | None = None, *, automatic: bool = False) -> bool:
    """Attempt payment with this or the default method; returns whether the bank accepts it.

    Only `automatic` attempts advance the retry schedule. Raises InvalidRequest while a payment is processing.
    """
    intent = intent_of(account, invoice)
    if intent["status"] == "processing":
        raise InvalidRequest("A payment of this invoice is processing.")
    subscription = subscription_of(account, invoice)
    method = method or default_method(account, account.get("customer", invoice["customer"]), subscription)
    counted = automatic or not invoice["attempted"]
    invoice.put(attempted=True, attempt_count=invoice["attempt_count"] + counted)
    if method and payments.confirm(account, intent, method):
        invoice["next_payment_attempt"] = None
        if intent["status"] == "succeeded":
            mark_paid(account, invoice)
        else:
            _activate(account, subscription, invoice)
        return True
    fail(account, invoice, counted=counted)
    return False


def fail(account: Account, invoice: Resource, *, counted: bool = True) -> None:
    """Record a failed payment and schedule the next attempt; if `counted` is false, the schedule is unchanged."""
    attempts = invoice["attempt_count"]
    retried = invoice["billing_reason"] != "subscription_create" and 1 <= attempts <= len(RETRY_DAYS)
    if counted:
        next_attempt = account.now(invoice["customer"]) + RETRY_DAYS[attempts - 1] * DAY if retried else None
        invoice["next_payment_attempt"] = next_attempt
    account.emit("updated", invoice)
    account.emit("invoice.payment_failed", invoice)
    subscription = subscription_of(account, invoice)
    # A subscription whose first payment fails stays incomplete.
    if subscription["status"] in {"canceled", "incomplete", "incomplete_expired"}:
        return
    if counted and attempts > 1 and not retried:
        end_subscription(account, subscription, reason="payment_failed")
    else:
        subscription["status"] = "past_due"
        account.emit("updated", subscription)


def mark_paid(account: Account, invoice: Resource) -> None:
    """Mark an invoice as paid."""
    transitions = {**invoice["status_transitions"], "paid_at": account.now(invoice["customer"])}
    invoice.put(status="paid", amount_paid=invoice["amount_due"], amount_remaining=0, status_transitions=transitions)
    invoice.put(next_payment_attempt=None, attempted=True)
    for payment in account.store.find("invoice_payment", {"invoice": invoice.id}):
        payment.put(status="paid", amount_paid=payment["amount_requested"])
    account.emit("updated", invoice)
    account.emit("invoice.paid", invoice)
    account.emit("invoice.payment_succeeded", invoice)
    _activate(account, subscription_of(account, invoice), invoice)


def _activate(account: Account, subscription: Resource, invoice: Resource) -> None:
    """Set the subscription to active once its latest invoice is paid or its payment is processing."""
    if subscription["status"] in {"incomplete", "past_due"} and invoice.id == subscription["latest_invoice"]:
        subscription["status"] = "active"
        account.emit("updated", subscription)


def _request_payment(account: Account, invoice: Resource) -> None:
    description = (
        "Subscription creation" if invoice["billing_reason"] == "subscription_create" else "Subscription update"
    )
    customer, amount, currency = invoice["customer"], invoice["amount_due"], invoice["currency"]
    intent = payments.create_intent(account, customer, amount, currency, description=description, metadata={})
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
    """Apply the customer's credit balance; a negative total is added to it."""
    before = customer["balance"]
    due = invoice["total"] + before
    invoice.put(starting_balance=before, ending_balance=min(0, due), amount_due=max(0, due))
    invoice["amount_remaining"] = invoice["amount_due"]
    if before != min(0, due):
        customer["balance"] = min(0, due)
        account.emit("updated", customer)


def draft(account: Account, lines: list[Json], reason: str, subscription: Resource, **fields: object) -> Resource:
    """Create a draft invoice of a subscription."""
    customer = account.get("customer", subscription["customer"])
    automatic = subscription["automatic_tax"]["enabled"]
    details = {"subscription": subscription.id, "metadata": dict(subscription["metadata"])}
    invoice = account.create(
        "invoice",
        **{**_draft_fields(customer, account.now(customer.id)), **fields},
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
    """The subscription of an invoice."""
    return account.get("subscription", invoice["parent"]["subscription_details"]["subscription"])


def intent_of(account: Account, invoice: Resource) -> Resource:
    """The payment intent of an open invoice."""
    payment = account.store.find("invoice_payment", {"invoice": invoice.id})[0]
    return account.get("payment_intent", payment["payment"]["payment_intent"])


def _set_lines(account: Account, invoice: Resource, lines: list[Json], subscription: Resource) -> None:
    kept = [{**line, "invoice": invoice.id} for line in lines]
    invoice["lines"] = list_of(kept, f"/v1/invoices/{invoice.id}/lines")
    subtotal = sum(line["amount"] for line in kept)
    invoice.put(subtotal=subtotal)
    total = subtotal - apply_coupons(account, subscription, subtotal)
    due = max(0, total + invoice["starting_balance"])
    invoice.put(total=total, amount_due=due, amount_remaining=due)


def _draft_fields(customer: Resource, now: int) -> Json:
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
