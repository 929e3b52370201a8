"""The life of an invoice once it is drafted: finalized, paid or not."""

from __future__ import annotations

from local.stripe import payments
from local.stripe.account import Account
from local.stripe.dunning import next_attempt
from local.stripe.invoice_links import intent_of, subscription_of
from local.stripe.payment_methods import default_method
from local.stripe.resource import Resource
from local.stripe.subscription_status import invoice_failed, invoice_paid
from local.stripe.wire.errors import InvalidRequest

FINALIZED_AFTER = 3600


def finalize(account: Account, invoice: Resource) -> None:
    """Make it a real invoice: numbered, with a payment that is to be made, or paid if nothing is due."""
    if invoice["status"] != "draft":
        raise InvalidRequest("This invoice is already finalized, you can't re-finalize a non-draft invoice.")
    customer, now = account.get("customer", invoice["customer"]), account.now(invoice["customer"])
    _use_balance(account, invoice, customer)
    number = f"{customer['invoice_prefix']}-{customer['next_invoice_sequence']:04}"
    customer["next_invoice_sequence"] += 1
    transitions = {**invoice["status_transitions"], "finalized_at": now}
    url = f"{account.settings.url}/i/{invoice.id}"
    invoice.put(status="open", number=number, status_transitions=transitions, effective_at=now)
    invoice.put(hosted_invoice_url=url, invoice_pdf=f"{url}/pdf", automatically_finalizes_at=None)
    if invoice["amount_due"] > 0:
        _request_payment(account, invoice)
    account.emit("invoice.finalized", invoice)
    if invoice["amount_due"] == 0:
        mark_paid(account, invoice)


def attempt(account: Account, invoice: Resource, method: Resource | None = None, *, automatic: bool = False) -> bool:
    """Try to have it paid, with this method or the customer's. True unless that is declined.

    Only `automatic` tries count for the plan of further ones. Raises InvalidRequest while a payment is under way.
    """
    intent = intent_of(account, invoice)
    if intent["status"] == "processing":
        raise InvalidRequest("A payment of this invoice is under way.")
    customer = account.get("customer", invoice["customer"])
    subscription = subscription_of(account, invoice)
    method = method or default_method(account, customer, subscription)
    counted = automatic or not invoice["attempted"]
    invoice.put(attempted=True, attempt_count=invoice["attempt_count"] + counted)
    if method and payments.confirm(account, intent, method):
        invoice["next_payment_attempt"] = None
        if intent["status"] == "succeeded":
            mark_paid(account, invoice)
        elif subscription:
            invoice_paid(account, subscription, invoice)
        return True
    fail(account, invoice, counted=counted)
    return False


def fail(account: Account, invoice: Resource, *, counted: bool = True) -> None:
    """Its payment has failed: another try is planned, or none. One that does not count leaves the plan as it is."""
    if counted:
        invoice["next_payment_attempt"] = next_attempt(account, invoice)
    account.emit("updated", invoice)
    account.emit("invoice.payment_failed", invoice)
    error = intent_of(account, invoice)["last_payment_error"]
    if error and error["code"] == "authentication_required":
        account.emit("invoice.payment_action_required", invoice)
    if subscription := subscription_of(account, invoice):
        last = counted and invoice["attempt_count"] > 1 and invoice["next_payment_attempt"] is None
        invoice_failed(account, subscription, last=last)


def mark_paid(account: Account, invoice: Resource) -> None:
    """It is paid."""
    now = account.now(invoice["customer"])
    transitions = {**invoice["status_transitions"], "paid_at": now}
    invoice.put(status="paid", amount_paid=invoice["amount_due"], amount_remaining=0, status_transitions=transitions)
    invoice.put(next_payment_attempt=None, attempted=True)
    for payment in account.find("invoice_payment", {"invoice": invoice.id}):
        paid = {**payment["status_transitions"], "paid_at": now}
        payment.put(status="paid", amount_paid=payment["amount_requested"], status_transitions=paid)
        account.emit("invoice_payment.paid", payment)
    account.emit("updated", invoice)
    account.emit("invoice.paid", invoice)
    account.emit("invoice.payment_succeeded", invoice)
    if subscription := subscription_of(account, invoice):
        invoice_paid(account, subscription, invoice)


def mark_paid_elsewhere(account: Account, invoice: Resource) -> None:
    """It has been paid, but not through Stripe."""
    _cancel_payment(account, invoice)
    transitions = {**invoice["status_transitions"], "paid_at": account.now(invoice["customer"])}
    invoice.put(status="paid", amount_paid=invoice["amount_due"], amount_remaining=0, status_transitions=transitions)
    invoice.put(next_payment_attempt=None, amount_paid_off_stripe=invoice["amount_due"])
    account.emit("updated", invoice)
    account.emit("invoice.paid", invoice)
    if subscription := subscription_of(account, invoice):
        invoice_paid(account, subscription, invoice)


def close_unpaid(account: Account, invoice: Resource, status: str) -> None:
    """Nobody has to pay it any more: `void` or `uncollectible`."""
    word = "voided" if status == "void" else "marked_uncollectible"
    transitions = {**invoice["status_transitions"], f"{word}_at": account.now(invoice["customer"])}
    invoice.put(status=status, status_transitions=transitions, next_payment_attempt=None)
    if status == "void":
        _cancel_payment(account, invoice)
    account.emit("updated", invoice)
    account.emit(f"invoice.{word}", invoice)


def _cancel_payment(account: Account, invoice: Resource) -> None:
    for payment in account.find("invoice_payment", {"invoice": invoice.id, "status": "open"}):
        payment["status"] = "canceled"
        payments.cancel_intent(account, account.get("payment_intent", payment["payment"]["payment_intent"]), None)


def _request_payment(account: Account, invoice: Resource) -> None:
    what = "Subscription creation" if invoice["billing_reason"] == "subscription_create" else "Subscription update"
    intent = payments.create_intent(
        account, invoice["customer"], invoice["amount_due"], invoice["currency"], description=what, metadata={}
    )
    account.create(
        "invoice_payment",
        amount_requested=invoice["amount_due"],
        created=account.now(invoice["customer"]),
        currency=invoice["currency"],
        invoice=invoice.id,
        is_default=True,
        payment={"type": "payment_intent", "payment_intent": intent.id},
        status="open",
        status_transitions={},
    )


def _use_balance(account: Account, invoice: Resource, customer: Resource) -> None:
    """What the customer has in credit pays first; a negative total becomes credit."""
    before = customer["balance"]
    due = invoice["total"] + before
    invoice.put(starting_balance=before, ending_balance=min(0, due), amount_due=max(0, due))
    invoice["amount_remaining"] = invoice["amount_due"]
    if customer["balance"] != min(0, due):
        customer["balance"] = min(0, due)
        account.emit("updated", customer)
