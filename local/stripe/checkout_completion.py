"""What paying in a checkout session does; and payments that take days, once they arrive or turn out never to."""

from __future__ import annotations

from local.stripe import invoicing, payments
from local.stripe.account import Account
from local.stripe.checkout import take_details
from local.stripe.customers import known_customer
from local.stripe.payments import attach
from local.stripe.resource import Resource
from local.stripe.subscriptions import Terms, create_subscription
from local.stripe.wire.errors import InvalidRequest


def pay(account: Account, session: Resource, method: Resource, form: dict[str, str]) -> None:
    """Sell what the session sells to whoever has filled in the form. Raises CardError if the payment is declined,
    InvalidRequest if the session is not open or the form lacks something."""
    if session["status"] != "open":
        raise InvalidRequest(f"This checkout session is {session['status']}.")
    email, name = form.get("email") or session["customer_email"], form.get("name") or None
    if not (session["customer"] or email):
        raise InvalidRequest("Please enter an e-mail address.")
    customer = known_customer(account, session["customer"]) if session["customer"] else None
    entered = take_details(session, customer, form)
    if customer and session["mode"] == "subscription":
        _subscribe(account, session, method, customer)
    else:
        _sell(account, session, method, customer)
    details = {"email": customer["email"] if customer else email, "name": customer["name"] if customer else name}
    session.put(status="complete", url=None, customer_details={**details, "tax_exempt": "none", **entered})
    account.emit("checkout.session.completed", session)


def settle(account: Account, intent: Resource, *, succeeded: bool) -> None:
    """Settle a payment that is processing, and whatever waits for it. Raises InvalidRequest if it is not."""
    payments.settle(account, intent, succeeded)
    wanted = {"payment_intent": intent.id}
    if paid := account.find("invoice_payment", {"payment.payment_intent": intent.id}, limit=1):
        invoice = account.get("invoice", paid[0]["invoice"])
        (invoicing.mark_paid if succeeded else invoicing.fail)(account, invoice)
        wanted = {"invoice": invoice.id}
    for session in account.find("checkout.session", wanted):
        session["payment_status"] = "paid" if succeeded else "unpaid"
        account.emit(f"checkout.session.async_payment_{'succeeded' if succeeded else 'failed'}", session)


def _sell(account: Account, session: Resource, method: Resource, customer: Resource | None) -> None:
    if session["amount_total"] == 0:
        session.put(payment_status="no_payment_required")
        return
    intent = _intent(account, session, customer)
    if not payments.confirm(account, intent, method):
        raise payments.declined(intent)
    session.put(payment_intent=intent.id, payment_status="paid" if intent["status"] == "succeeded" else "unpaid")


def _intent(account: Account, session: Resource, customer: Resource | None) -> Resource:
    """The session's payment intent: the same one for every try."""
    if known := session.private.get("intent"):
        return account.get("payment_intent", known)
    buyer, amount = customer.id if customer else "", session["amount_total"]
    metadata = session.private["data"].get("metadata", {})
    intent = payments.create_intent(account, buyer, amount, session["currency"], metadata=metadata)
    session.private["intent"] = intent.id
    return intent


def _subscribe(account: Account, session: Resource, method: Resource, customer: Resource) -> None:
    data, line = session.private["data"], session.private["line"]
    terms = Terms(
        price=line["price"]["id"],
        quantity=line["quantity"],
        metadata=data.get("metadata", {}),
        trial_days=data.get("trial_period_days"),
        method=attach(method, customer.id),
        at_once=True,
        coupons=session.private["coupons"],
        automatic_tax=session["automatic_tax"]["enabled"],
    )
    subscription = create_subscription(account, customer, terms)
    invoice = account.get("invoice", subscription["latest_invoice"])
    paid = "paid" if invoice["status"] == "paid" else "unpaid"
    session.put(subscription=subscription.id, invoice=invoice.id)
    session["payment_status"] = paid if invoice["total"] else "no_payment_required"
